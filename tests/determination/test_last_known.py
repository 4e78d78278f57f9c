"""A course whose stop is not known, and whose last day on record is."""

import datetime as dt

import pytest

from letters.determination.courses import counts
from letters.determination.response import respond

from .matters import course, criterion, glow, matter

SHOWN = {"start": "2025-01-01", "last_known": "2025-05-01"}


def therapy(**fields):
    return criterion("therapy", courses={"drugs": ["lunacillin"], **fields}).courses


@pytest.mark.parametrize(
    ("length", "status", "wanted"),
    [
        ("P3M", "past", "met"),
        ("P6M", "past", "unknown"),
        ("P6M", "current", "met"),
    ],
)
def test_it_ran_at_least_until_its_last_known_day(moonlit, length, status, wanted):
    """How much longer is not known; a current course runs on whatever was last seen of it."""
    item = course("lunacillin", status, **SHOWN)
    asked = therapy(for_at_least=length)
    assert counts(matter(moonlit, item), asked, item).value == wanted


@pytest.mark.parametrize(
    ("start", "stop", "wanted"),
    [
        ("2025-04-01", "2025-06-01", "met"),
        ("2025-06-01", "2025-07-01", "unknown"),
    ],
)
def test_it_may_have_run_beside_what_came_later(moonlit, start, stop, wanted):
    """Together while both are shown; after its last known day that is open."""
    item = course("lunacillin", "past", **SHOWN)
    other = course("solumab", "past", start=start, stop=stop)
    made = matter(moonlit, item, other, treatments_complete=True)
    assert counts(made, therapy(with_any=["solumab"]), item).value == wanted


def test_a_result_long_after_the_last_known_day_is_not_its_response(moonlit):
    """Nothing shows that the drug was still given then."""
    item = course("lunacillin", "past", **SHOWN)
    series = [glow("2.0", "2024-12-20"), glow("1.5", "2025-05-08"), glow("0.2", "2025-05-09")]
    assert respond(matter(moonlit, item, *series), item).latest.on == dt.date(2025, 5, 8)
