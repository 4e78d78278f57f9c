"""Medians, quartiles and ratios of rounds."""

import pytest

from benchmarks.timing import ratios, spread


def test_the_spread_of_values_is_their_median_and_quartiles():
    found = spread([5, 1, 2, 4, 3])
    assert (found.median, found.low, found.high, found.count) == (3, 2, 4, 5)
    assert found.iqr == 2


def test_one_value_is_its_own_spread():
    assert spread([7.0]).low == spread([7.0]).high == 7.0


def test_nothing_has_no_median():
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_ratios_are_taken_round_by_round():
    """A round in which the machine was busy slows both and changes nothing."""
    assert ratios([1, 10, 1], [2, 20, 2]).median == 0.5
    assert ratios([1, 10, 1], [2, 20, 2]).iqr == 0


def test_rounds_that_one_contestant_missed_are_no_ratio():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        ratios([1, 2], [1])
