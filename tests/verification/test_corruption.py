"""The heart: a letter that says something else than its rationale is never let through."""

from collections import Counter
from random import Random

import pytest

from letters.errors import RenderingError
from letters.rendering import to_pdf
from letters.verification import read, traced
from letters.verification.folding import unlinked
from torture.corruption import CLASSES, corruptions
from torture.corruptions import says_the_same, table
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


def test_all_texts_of_the_html_are_found_in_the_pdf():
    """Corrupting what was read is the same as corrupting the HTML: each text is known there."""
    for name in NAMES:
        places = example(name).places
        assert len(places.spans) + len(places.drawn) == len(places.markup.nodes)
        labels = [item.label for item in places.reading.body.items if item.label]
        figures = [figure.span for figure in places.reading.body.figures]
        told = sum(end - start for start, end in (*places.spans.values(), *labels, *figures))
        assert told == len(places.reading.body.chars)


@pytest.mark.parametrize("name", NAMES)
def test_every_corruption_is_caught(name):
    """Two corruptions of each class are tried on each of nine documents, and none is missed."""
    one = example(name)
    random = Random(name)
    tried, caught, missed = Counter(), Counter(), []
    for kind in CLASSES:
        for edit in corruptions(one.corruptible, kind, random, EACH):
            corrupted = one.places.read(edit)
            if corrupted is None:
                continue
            tried[kind] += 1
            if traced(corrupted, one.told).ok:
                missed.append((kind, dict(edit)))
            else:
                caught[kind] += 1
    assert not missed, f"{missed}\n{table(tried, caught)}"
    assert tried == caught
    assert tried.total() >= 40


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
            if says_the_same(reading, one.reading):
                # A document of one page prints no running head.
                assert kind == "running head changed"
                continue
            count += 1
            quick = one.places.read(edit)
            assert not traced(reading, one.told).ok, (kind, dict(edit))
            if quick is not None and "row dropped" not in kind:
                assert unlinked(quick.body.chars) == unlinked(reading.body.chars), kind
    assert count >= 20
