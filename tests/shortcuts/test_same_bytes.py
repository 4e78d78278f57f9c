"""With any of the shortcuts, in any order, each document is the same byte for byte."""

import random
import threading

import pytest

from letters import shortcuts

from .documents import pages, printed

NAMES = tuple(shortcut.name for shortcut in shortcuts.SHORTCUTS)
SOME = range(len(pages()) - 40, len(pages()), 9)
"""Places of small documents, for what need not be tried on all."""


def differing(plain, places) -> list[int]:
    return [place for place in places if printed(pages()[place]) != plain[place]]


def test_the_documents_are_many_and_differ(plain):
    """At least fifty documents are compared below, and no two of them are the same."""
    assert len(set(plain)) == len(plain) >= 50


def test_all_together_change_no_byte(plain, taken):
    """Each document is the same the first time, while the memos fill, and from the memos.

    Small ones again in orders of their own: what one left behind shows in none after it.
    """
    assert set(taken()) == set(NAMES)
    assert differing(plain, range(len(plain))) == []
    small = list(range(SOME.start, SOME.stop, 2))
    for seed in (1, 2):
        random.Random(seed).shuffle(small)
        assert differing(plain, small) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_alone_changes_no_byte(plain, taken, name):
    """A shortcut needs none of the others, for when only its ground is known."""
    assert taken(name) == (name,)
    for _ in range(3):
        assert differing(plain, SOME) == []


def test_two_threads_change_no_byte(plain, taken):
    """Documents that are made at the same time are the same."""
    taken()
    wrong: list[int] = []

    def work(places) -> None:
        wrong.extend(differing(plain, places))

    threads = [threading.Thread(target=work, args=(list(SOME)[::step] * 2,)) for step in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_switched_off_weasyprint_is_as_it_came(plain, taken):
    """Nothing of a shortcut stays in WeasyPrint once it is off."""
    import weasyprint
    from weasyprint.css import StyleFor
    from weasyprint.draw import text as drawing
    from weasyprint.layout import inline, percent
    from weasyprint.text.line_break import Layout

    def held() -> list[object]:
        owners = (weasyprint, StyleFor, drawing, inline, percent, Layout)
        return [dict(vars(owner)) for owner in owners]

    before = held()
    taken()
    assert held() != before
    shortcuts.switch_off()
    assert held() == before
