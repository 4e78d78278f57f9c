"""Curves through points: they find again what they were made from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import fitting

XS = (10.0, 20.0, 40.0, 80.0, 160.0)


def test_a_line_finds_its_slope_and_start():
    found = fitting.line(XS, [3 + 0.5 * x for x in XS])
    assert (found.slope, found.start) == pytest.approx((0.5, 3))
    assert found.at(1000) == pytest.approx(503)


@given(
    exponent=st.sampled_from((0.5, 1.0, 1.5, 2.0, 3.0)),
    start=st.floats(0, 5),
    scale=st.floats(0.01, 10),
)
def test_a_power_finds_its_exponent_whatever_is_added_to_it(exponent, start, scale):
    found = fitting.power(XS, [start + scale * x**exponent for x in XS])
    assert found.exponent == pytest.approx(exponent, abs=0.02)
    assert found.error < 0.01


def test_what_hardly_grows_has_no_steep_curve():
    found = fitting.power(XS, [2.0 + 0.001 * x for x in XS])
    assert found.at(160) - found.at(10) == pytest.approx(0.15, abs=0.02)


def test_a_curve_never_starts_below_nothing():
    assert fitting.power(XS, [0.2 * x - 1 for x in XS]).start >= 0


def test_three_points_tell_no_curve():
    with pytest.raises(ValueError, match="fewer than four"):
        fitting.power(XS[:3], XS[:3])


@given(
    slope=st.floats(-2, 2),
    within=st.floats(-9, 9),
    length=st.integers(1, 20),
    count=st.integers(2, 6),
)
def test_the_steps_of_a_saw_are_its_slope_from_tooth_to_tooth(slope, within, length, count):
    saw = [slope * (x - x % length) + within * (x % length) for x in range(length * count)]
    teeth = fitting.stretches([*saw, *saw[: length - 1]], length)
    assert len(teeth) == count
    assert fitting.steps(teeth) == pytest.approx([slope] * (count - 1), abs=1e-9)
