"""The heart: a letter that says something else than its rationale is never let through."""

from collections import Counter
from random import Random

import pytest

from letters.errors import RenderingError
from letters.rendering import to_pdf
from letters.verification import read, traced
from torture.corruption import CLASSES, corruptions
from torture.corruptions import table
from torture.examples import example

NAMES = (
    *("LN-001 letter of medical necessity", "LN-004 letter of medical necessity"),
    *("JV24817-03 first-level appeal", "LN-019 second-level appeal", "LN-022 exception request"),
    *("LN-014 gap sheet", "LN-016 not supported", "JV25002-02 action sheet"),
    "LN-001 review sheet",
)
EACH = 2
"""How many corruptions of a class each document suffers here; `torture.corruptions` does more."""
RENDERED = ("LN-022 exception request", "LN-016 not supported")


@pytest.fixture(scope="module")
def suffered():
    """Every corruption tried on every document: its class, its document, whether it was caught."""
    found = []
    for name in NAMES:
        one = example(name)
        random = Random(name)
        for kind in CLASSES:
            for edit in corruptions(one.corruptible, kind, random, EACH):
                corrupted = one.places.read(edit)
                if corrupted is not None:
                    found.append((kind, name, edit, not traced(corrupted, one.told).ok))
    return found


def test_all_texts_of_the_html_are_found_in_the_pdf():
    """Corrupting what was read is the same as corrupting the HTML: each text is known there."""
    for name in NAMES:
        places = example(name).places
        assert not places.lost
        assert len(places.spans) + len(places.drawn) == len(places.markup.nodes)


def test_hundreds_of_corruptions_are_all_caught(suffered):
    """Of at least 400 corruptions of each class and kind of document none is missed."""
    tried = Counter(kind for kind, *_ in suffered)
    caught = Counter(kind for kind, _, _, seen in suffered if seen)
    missed = [(kind, name, dict(edit)) for kind, name, edit, seen in suffered if not seen]
    assert not missed, f"{missed}\n{table(tried, caught)}"
    assert tried.total() >= 400
    assert {kind for kind in CLASSES if not tried[kind]} == set()


@pytest.mark.parametrize("name", RENDERED)
def test_corruptions_are_caught_in_real_pdfs(name):
    """One corruption of each class, set and painted: caught, and read as the quick way reads it."""
    one = example(name)
    random = Random(f"{name} painted")
    count = 0
    for kind in CLASSES:
        for edit in corruptions(one.corruptible, kind, random, 1):
            try:
                reading = read(to_pdf(one.places.markup.edited(edit)))
            except RenderingError:
                continue
            quick = one.places.read(edit)
            if quick is not None and reading.body.chars == one.reading.body.chars:
                # A running head that a document of one page does not print.
                assert kind == "running head changed"
                continue
            count += 1
            assert not traced(reading, one.told).ok, (kind, dict(edit))
            if quick is not None and "row dropped" not in kind:
                assert quick.body.chars == reading.body.chars, kind
    assert count >= 20
