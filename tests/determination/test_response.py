"""How a course did, read from the series: baseline, milestones, definitions, more time."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.determination.model import Reading
from letters.determination.response import _nearest, respond

from .matters import TODAY, course, glow, matter, measured

START = "2025-01-01"
BASE = glow("2.0", "2024-12-20")
STEADY = [
    measured("flow", "90 mL/min/1.73 m²", "2024-12-20"),
    measured("flow", "88 mL/min/1.73 m²", "2025-08-01"),
]


def read(library, *series, as_of=TODAY, **fields):
    item = course("lunacillin", **{"status": "current", "start": START, **fields})
    return respond(matter(library, item, *series, as_of=as_of), item)


def milestones(library, *series, **fields):
    """Truth of each milestone, with whether it was due where it is not known."""
    response = read(library, *series, **fields)
    return [
        m.truth.value if m.truth.value != "unknown" else ("open" if m.due else "not due")
        for m in response.milestones
    ]


@pytest.mark.parametrize("status", ["planned", "contraindicated", "declined"])
def test_only_courses_that_were_given_have_a_response(moonlit, status):
    """A course that was never given, or whose start is unknown, has none."""
    assert read(moonlit, BASE, status=status) is None
    assert read(moonlit, BASE, start=None) is None


@pytest.mark.parametrize(
    ("days", "baseline"),
    [
        (["2024-10-03"], "2024-10-03"),
        (["2024-10-02"], None),
        (["2025-01-15"], "2025-01-15"),
        (["2025-01-16"], None),
        (["2024-12-01", "2025-01-10"], "2024-12-01"),
        (["2024-12-25", "2025-01-08"], "2024-12-25"),
        (["2025-01-01", "2024-12-31"], "2025-01-01"),
        (["2025-01-08", "2025-01-03"], "2025-01-03"),
    ],
)
def test_the_baseline_is_the_newest_reading_before_treatment(moonlit, days, baseline):
    """The newest reading up to the start is the baseline; without one, the first soon after."""
    response = read(moonlit, *(glow("2.0", day) for day in days))
    found = response.baseline.on.isoformat() if response.baseline else None
    assert found == baseline


def test_percent_change_is_to_the_latest(moonlit):
    """The newest reading of the course is compared with its baseline."""
    response = read(moonlit, BASE, glow("1.0", "2025-03-01"), glow("0.5", "2025-06-01"))
    assert response.latest.value == Decimal("0.5")
    assert response.latest_percent == Decimal("-75.0")


@pytest.mark.parametrize(
    ("series", "wanted"),
    [
        ([], ["open", "open", "open"]),
        ([glow("1.5", "2025-04-01")], ["met", "open", "open"]),
        ([glow("1.51", "2025-04-01")], ["not met", "open", "open"]),
        ([glow("1.0", "2025-07-01")], ["open", "met", "open"]),
        ([glow("1.1", "2025-07-01")], ["open", "not met", "open"]),
        ([glow("0.7", "2026-01-01")], ["open", "open", "met"]),
        ([glow("0.71", "2026-01-01")], ["open", "open", "not met"]),
        ([glow("1.0", "2025-02-18")], ["met", "open", "open"]),
        ([glow("1.0", "2025-02-17")], ["open", "open", "open"]),
        ([glow("1.0", "2025-05-13")], ["met", "open", "open"]),
        ([glow("1.0", "2025-05-14")], ["open", "open", "open"]),
        ([glow("1.9", "2025-03-15"), glow("1.0", "2025-04-02")], ["met", "open", "open"]),
        ([glow("<1.5", "2025-04-01")], ["met", "open", "open"]),
        ([glow("<1.6", "2025-04-01")], ["open", "open", "open"]),
        ([glow(">1.5", "2025-04-01")], ["not met", "open", "open"]),
    ],
)
def test_milestones_are_read_nearest_to_their_day(moonlit, series, wanted):
    """At 3, 6 and 12 months the reading nearest within six weeks decides."""
    assert milestones(moonlit, BASE, *series) == wanted


@pytest.mark.parametrize(
    ("as_of", "wanted"),
    [
        ("2025-02-17", ["not due", "not due", "not due"]),
        ("2025-04-01", ["open", "not due", "not due"]),
        ("2025-07-01", ["open", "open", "not due"]),
        ("2026-01-01", ["open", "open", "open"]),
    ],
)
def test_not_due_is_not_the_same_as_not_measured(moonlit, as_of, wanted):
    """Before its time a milestone is not due; after it, without a reading, it is open."""
    assert milestones(moonlit, BASE, as_of=dt.date.fromisoformat(as_of)) == wanted


def test_milestones_of_a_course_that_ended_early_never_fall_due(moonlit):
    """What lies beyond the end of a course is not due, whatever is measured later."""
    later = [glow("0.1", day) for day in ("2025-04-01", "2025-07-01", "2026-01-01")]
    ended = {"status": "past", "stop": "2025-03-28"}
    assert milestones(moonlit, BASE, *later, **ended) == ["met", "not due", "not due"]


def test_without_a_baseline_a_fall_is_open_and_a_level_is_not(moonlit):
    """A percentage needs the start, an absolute level does not."""
    series = [glow("0.5", day) for day in ("2025-04-01", "2025-07-01", "2026-01-01")]
    assert milestones(moonlit, *series) == ["open", "open", "met"]


@pytest.mark.parametrize(
    ("series", "dark", "dusk", "outcome"),
    [
        ([], "unknown", "unknown", None),
        ([glow("0.4", "2025-08-01")], "met", "met", "complete response"),
        ([glow("0.5", "2025-08-01")], "not met", "met", "partial response"),
        ([glow("1.0", "2025-08-01")], "not met", "met", "partial response"),
        ([glow("1.1", "2025-08-01")], "not met", "not met", "no response"),
        ([glow("0.4", "2025-06-30")], "unknown", "unknown", None),
        ([glow("0.4", "2026-01-02")], "unknown", "unknown", None),
        ([glow("<0.5", "2025-08-01")], "met", "met", "complete response"),
        ([glow("<0.6", "2025-08-01")], "unknown", "met", "partial response"),
        ([glow(">0.5", "2025-08-01")], "not met", "unknown", None),
        ([glow(">1.0", "2025-08-01")], "not met", "not met", "no response"),
        ([glow("0.4", "2025-07-15"), glow("1.9", "2025-08-15")], "met", "met", "complete response"),
    ],
)
def test_definitions_stand_side_by_side(moonlit, series, dark, dusk, outcome):
    """Each definition is read for itself in its window; the best that is met is the outcome."""
    response = read(moonlit, BASE, *STEADY, *series)
    truths = {d.definition: d.truth.value for d in response.definitions}
    assert truths == {"dark": dark, "dusk": dusk}
    assert (response.outcome.value if response.outcome else None) == outcome


@pytest.mark.parametrize(
    ("flows", "truth"),
    [
        ([], "unknown"),
        ([("90", "2024-12-20")], "unknown"),
        ([("90", "2025-08-01")], "unknown"),
        ([("90", "2024-12-20"), ("76.5", "2025-08-01")], "met"),
        ([("90", "2024-12-20"), ("76", "2025-08-01")], "not met"),
        ([("90", "2024-12-20"), ("120", "2025-08-01")], "met"),
        ([("90", "2024-12-20"), ("85", "2025-08-31")], "met"),
        ([("90", "2024-12-20"), ("85", "2025-09-01")], "unknown"),
        ([(">60", "2024-12-20"), ("85", "2025-08-01")], "unknown"),
        ([("90", "2024-12-20"), (">80", "2025-08-01")], "met"),
        ([("90", "2024-12-20"), (">60", "2025-08-01")], "unknown"),
    ],
)
def test_the_other_measure_must_have_held_still(moonlit, flows, truth):
    """A response asks that the filtration rate near its day is not worse by more than 15%."""
    measured_flows = [measured("flow", f"{value} mL/min/1.73 m²", on) for value, on in flows]
    response = read(moonlit, BASE, glow("0.4", "2025-08-01"), *measured_flows)
    assert response.definitions[0].truth.value == truth


def test_a_derived_rate_serves_as_well(moonlit):
    """Where only creatinine was reported, the rate is derived and compared."""
    ash = [measured("ash", "0.9 mg/dL", day) for day in ("2024-12-20", "2025-08-01")]
    response = read(moonlit, BASE, glow("0.4", "2025-08-01"), *ash)
    assert response.outcome.value == "complete response"


def test_a_course_stopped_early_yields_no_outcome(moonlit):
    """What is measured long after the end of a course does not speak of it."""
    late = glow("0.1", "2025-08-01")
    response = read(moonlit, BASE, *STEADY, late, status="past", stop="2025-03-01")
    assert response.outcome is None
    assert response.latest is None
    near = read(moonlit, BASE, *STEADY, late, status="past", stop="2025-07-26")
    assert near.outcome.value == "complete response"


@pytest.mark.parametrize(
    ("start", "later", "as_of", "outcome", "allowed"),
    [
        ("4.0", "3.5", "2026-06-01", "too early to tell", True),
        ("3.0", "2.9", "2026-06-01", "too early to tell", True),
        ("2.9", "2.8", "2026-06-01", "no response", False),
        ("4.0", "4.1", "2026-06-01", "no response", False),
        ("4.0", "3.5", "2026-12-31", "too early to tell", True),
        ("4.0", "3.5", "2027-01-01", "no response", False),
        ("4.0", "1.5", "2026-06-01", "partial response", True),
        (">3.0", "2.9", "2026-06-01", None, True),
    ],
)
def test_more_time_where_the_start_was_high_and_is_falling(
    moonlit, start, later, as_of, outcome, allowed
):
    """A high start that falls has a year more before it counts as no response."""
    series = [glow(start, "2024-12-20"), glow(later, "2025-08-01")]
    response = read(moonlit, *series, *STEADY, as_of=dt.date.fromisoformat(as_of))
    assert (response.outcome.value if response.outcome else None) == outcome
    assert response.allowed is allowed


def test_no_more_time_once_the_course_has_ended(moonlit):
    """A course that was stopped is not given more time."""
    series = [glow("4.0", "2024-12-20"), glow("3.5", "2025-08-01")]
    response = read(
        moonlit, *series, *STEADY, status="past", stop="2025-08-15", as_of=dt.date(2025, 9, 1)
    )
    assert (response.outcome.value, response.allowed) == ("no response", False)


@pytest.mark.parametrize(
    ("series", "latest"),
    [
        ((glow("1.8", "2025-03-20"), glow("1.5", "2025-04-08")), "2025-04-08"),
        ((glow("1.8", "2025-03-31"), glow("1.5", "2025-04-12")), "2025-03-31"),
        ((glow("1.8", "2025-03-20"), glow("1.5", "2025-04-20")), "2025-03-20"),
        ((glow("1.8", "2025-03-30"), glow("1.5", "2025-04-03")), "2025-03-30"),
    ],
)
def test_an_ended_course_is_read_nearest_its_stop(moonlit, series, latest):
    """The last result of a course that ended is the nearest to its stop, shortly after at most."""
    response = read(moonlit, BASE, *series, status="past", stop="2025-04-01")
    assert response.latest.on == dt.date.fromisoformat(latest)


@given(st.lists(st.integers(0, 40)), st.integers(-5, 45))
def test_the_nearest_reading_is_the_earlier_of_two_and_the_first_of_its_day(offsets, asked):
    """As if all were looked through, which would take four times as long for a series twice."""
    first = dt.date(2025, 1, 1)
    days = sorted(first + dt.timedelta(days=offset) for offset in offsets)
    series = tuple(
        Reading(measure="glow", value=Decimal(at), measurement=glow("1.0", day.isoformat()))
        for at, day in enumerate(days)
    )
    day = first + dt.timedelta(days=asked)
    wanted = min(series, key=lambda one: (abs(one.on - day), one.on), default=None)
    assert _nearest(series, day) == wanted
