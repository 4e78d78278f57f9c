"""Sizes are measured in turns: the small ones more often, and all through the whole of it."""

from collections import Counter

from benchmarks.measures.growth import order

COUNTS = (10, 80, 640, 2560)


def test_each_size_has_its_share_of_the_turns():
    """The smallest comes in every round, the largest twice, and one between as its time allows."""
    assert Counter(order(COUNTS, 9)) == {10: 9, 80: 9, 640: 4, 2560: 2}


def test_the_turns_of_a_size_are_spread():
    """No size is done with before the last rounds begin."""
    told = list(order(COUNTS, 9))
    for count in COUNTS:
        places = [at for at, each in enumerate(told) if each == count]
        assert places[0] < len(told) / 4
        assert places[-1] >= len(told) / 2
