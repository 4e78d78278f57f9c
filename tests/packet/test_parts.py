"""Exhibits go into as few parts as their order allows, and every page goes into one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.packet.model import ExhibitError, Opened
from letters.packet.parts import split
from packet.opened import exhibit

WEIGHTS = st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=12), min_size=1, max_size=8)
LETTER = 20


def weighed(weights):
    """Exhibits whose pages have weights, and the weight of some pieces of them."""
    names = [chr(ord("A") + at) for at in range(len(weights))]
    by_letter = dict(zip(names, weights, strict=True))
    exhibits = tuple(
        Opened(exhibit(name), b"", tuple(range(1, len(each) + 1)), len(each), "", ("",) * len(each))
        for name, each in by_letter.items()
    )

    def weight(pieces, first):
        own = LETTER if first else 0
        return own + sum(sum(by_letter[p.letter][p.start : p.stop]) for p in pieces)

    return exhibits, weight


@given(WEIGHTS, st.integers(50, 200))
def test_every_page_stands_once_and_in_order(weights, limit):
    """Whatever the sizes, the pieces of all parts together are the exhibits as they were."""
    exhibits, weight = weighed(weights)
    parts = split(exhibits, lambda pieces, first: weight(pieces, first) <= limit)
    pages = [(p.letter, number) for part in parts for p in part for number in p.numbers]
    assert pages == [(one.exhibit.letter, n) for one in exhibits for n in one.numbers]
    assert all(weight(part, at == 0) <= limit for at, part in enumerate(parts))


@given(WEIGHTS, st.integers(50, 200))
def test_only_an_exhibit_larger_than_a_part_is_split(weights, limit):
    """An exhibit that fits into a part by itself is never divided."""
    exhibits, weight = weighed(weights)
    parts = split(exhibits, lambda pieces, first: weight(pieces, first) <= limit)
    pieces = [piece for part in parts for piece in part]
    for one, own in zip(exhibits, weights, strict=True):
        if sum(own) <= limit:
            assert sum(piece.letter == one.exhibit.letter for piece in pieces) == 1


@given(WEIGHTS)
def test_what_fits_together_stays_together(weights):
    """One part, where all fit."""
    exhibits, _ = weighed(weights)
    assert len(split(exhibits, lambda pieces, first: True)) == 1


def test_a_letter_that_fills_a_part_stands_alone_in_it():
    """The first part may hold no exhibit, where none fits beside the letter."""
    exhibits, weight = weighed([[90], [5]])
    parts = split(exhibits, lambda pieces, first: weight(pieces, first) <= 100)
    assert [[piece.letter for piece in part] for part in parts] == [[], ["A", "B"]]


def test_a_page_too_large_for_any_part_is_an_error_that_names_it():
    """The message tells exhibit and page of the file, the rule and what to do."""
    exhibits, weight = weighed([[10], [10, 10, 300, 10]])
    with pytest.raises(ExhibitError, match=r"exhibit B: page 3 alone .*--limit-mb"):
        split(exhibits, lambda pieces, first: weight(pieces, first) <= 100)
