"""One course of a drug that a chart tells of several times."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.provenance import Provenance
from letters.intake.cases.courses import merged
from letters.intake.columns import TREATMENTS
from letters.intake.rows import Role, Row

READ = Provenance(file="chart.json", sha256="", part="entry 1, MedicationRequest")
JAN, MAR, JUN, DEC = (dt.date(2025, month, 1) for month in (1, 3, 6, 12))


def row(status="past", known="order", **cells):
    told = {"drug": "lunacillin", "status": status, "known from": known, **cells}
    return Row(TREATMENTS, READ, told, Role.FACT)


def days(course):
    return tuple(course.cells.get(heading) for heading in ("start", "stop", "last known"))


def test_an_order_and_its_fills_are_one_course(vocabulary):
    """One course from the first day shown to the last one known, which is no stop."""
    ordered = row(start=JAN, stop=JUN, dose="2")
    filled = row(known="fill", start=MAR, **{"last known": DEC})
    (course,) = merged([filled, ordered], vocabulary)
    assert days(course) == (MAR, None, DEC)
    assert course.cells["known from"] == "fill"
    assert course.cells["dose"] == "2"


def test_two_courses_apart_stay_two(vocabulary):
    """A second course after an end is another course."""
    assert len(merged([row(start=JAN, stop=MAR), row(start=JUN, stop=DEC)], vocabulary)) == 2


def test_a_course_goes_on_if_one_source_says_so(vocabulary):
    """What one source has ended and another continues is current, without a stop."""
    (course,) = merged([row(start=JAN, stop=JUN), row("current", start=MAR)], vocabulary)
    assert course.cells["status"] == "current"
    assert "stop" not in course.cells


def test_the_latest_dose_is_the_courses(vocabulary):
    """Of two doses the one that began last stands, with its own unit."""
    low = row(start=JAN, stop=JUN, dose="1", **{"dose unit": "mg/kg"})
    high = row(start=MAR, stop=DEC, dose="2", frequency="qw", **{"dose unit": "mg/kg"})
    (course,) = merged([low, high], vocabulary)
    assert (course.cells["dose"], course.cells["frequency"]) == ("2", "qw")


def test_what_was_not_given_is_not_merged(vocabulary):
    """A plan, an allergy and a refusal stand beside the course."""
    rows = [row(start=JAN, stop=DEC), row("planned", start=MAR), row("contraindicated")]
    assert len(merged(rows, vocabulary)) == 3


def test_an_unclosed_order_does_not_undo_a_stated_end(vocabulary):
    """The statement is stronger: the course is past, with its stop and why it ended."""
    order = row("current", start=JAN, dose="2")
    stated = row(known="statement", start=MAR, stop=JUN, **{"ended for": "intolerance"})
    (course,) = merged([order, stated], vocabulary)
    assert course.cells["status"] == "past"
    assert course.cells["stop"] == JUN
    assert course.cells["ended for"] == "intolerance"
    assert course.cells["known from"] == "statement"
    assert course.cells["dose"] == "2"


def test_a_running_order_over_a_recent_infusion_leaves_the_course_open(vocabulary):
    """It began on the day of the infusion, not of the order, and nobody says that it stopped."""
    given_ = row(known="administration", start=MAR, **{"last known": MAR})
    order = row("current", start=JAN, dose="2")
    (course,) = merged([order, given_], vocabulary, JUN)
    assert (course.cells["status"], course.cells["known from"]) == ("current", "administration")
    assert days(course) == (MAR, None, MAR)
    assert course.cells["dose"] == "2"


def test_an_order_after_the_last_infusion_does_not_continue_it(vocabulary):
    """It may be what was asked for and denied: the course has a last known day and no stop."""
    given_ = row(known="administration", start=JAN, **{"last known": MAR})
    order = row("current", start=JUN)
    past, ordered = merged([order, given_], vocabulary, JUN)
    assert (past.cells["status"], days(past)) == ("past", (JAN, None, MAR))
    assert (ordered.cells["status"], ordered.cells["known from"]) == ("current", "order")


def test_an_old_infusion_is_not_kept_open_by_an_order_that_nobody_closed(vocabulary):
    """By the last day of the records it was not given for long: when it ended is not known."""
    given_ = row(known="administration", start=JAN, **{"last known": JAN})
    order = row("current", start=JAN, dose="2")
    found = merged([order, given_], vocabulary, DEC)
    assert [(c.cells["known from"], c.cells["status"], *days(c)) for c in found] == [
        ("order", "current", None, None, None),
        ("administration", "past", JAN, None, JAN),
    ]
    assert [c.cells.get("dose") for c in found] == ["2", "2"]


@pytest.mark.parametrize(("known", "after"), [("administration", 190), ("fill", 150)])
def test_recent_is_what_may_go_on_without_another_word(vocabulary, known, after):
    """Half a year and a few days between infusions; a supply and two months after a fill."""
    rows = [row(known=known, start=JAN), row("current", start=JAN)]
    for more, status in ((0, ["current"]), (1, ["current", "past"])):
        found = merged(rows, vocabulary, JAN + dt.timedelta(days=after + more))
        assert [course.cells["status"] for course in found] == status


def test_a_fill_or_an_infusion_alone_has_no_stop(vocabulary):
    """Its course is past only because nothing says that it goes on."""
    for known in ("fill", "administration"):
        (course,) = merged([row(known=known, start=JAN, **{"last known": JUN})], vocabulary)
        assert (course.cells["status"], days(course)) == ("past", (JAN, None, JUN))


def test_rows_of_single_infusions_that_follow_each_other_are_one_course(vocabulary):
    """A list of infusions has a row for each; a gap of eight months parts two courses."""
    rows = [row(known="administration", start=day, **{"last known": day}) for day in (JAN, MAR)]
    (course,) = merged(rows, vocabulary)
    assert days(course) == (JAN, None, MAR)
    late = row(known="administration", start=DEC)
    assert len(merged([*rows, late], vocabulary)) == 2


def test_a_closed_order_and_the_fills_that_came_of_it_are_one_course(vocabulary):
    """It was written before the first fill and tells no stop; it does not make two courses one."""
    order = row(start=JAN, **{"last known": JAN})
    filled = row(known="fill", start=JAN + dt.timedelta(days=2), **{"last known": MAR})
    (course,) = merged([order, filled], vocabulary)
    assert course.cells["start"] == JAN + dt.timedelta(days=2)
    again = row(known="fill", start=DEC)
    assert len(merged([order, filled, again], vocabulary)) == 2


def test_an_order_long_before_the_first_fill_seen_leaves_the_start_unknown(vocabulary):
    """That fill need not have been the first one."""
    order = row("current", start=JAN)
    (course,) = merged([order, row(known="fill", start=DEC)], vocabulary)
    assert (course.cells["status"], days(course)) == ("current", (None, None, DEC))


def test_a_stop_before_the_last_day_given_is_none(vocabulary):
    """The drug was handed out after it was said to have ended: when it ended is not known."""
    stated = row(known="statement", start=JAN, stop=MAR, **{"ended for": "intolerance"})
    (course,) = merged([stated, row(known="fill", start=JAN, **{"last known": JUN})], vocabulary)
    assert (course.cells["status"], days(course)) == ("past", (JAN, None, JUN))
    assert course.cells["ended for"] == "intolerance"


def test_an_order_that_was_written_when_nothing_was_given_any_more_tells_no_dose(vocabulary):
    """It may never have been filled."""
    rows = [
        row(start=JAN, dose="1", **{"last known": JAN}),
        row(known="fill", start=JAN, **{"last known": MAR}),
        row(start=JUN, dose="2", **{"last known": JUN}),
    ]
    (course,) = merged(rows, vocabulary)
    assert course.cells["dose"] == "1"


def test_a_statement_that_it_goes_on_keeps_what_was_given_current(vocabulary):
    """A last known day is no end; an order beside it joins."""
    rows = [
        row(known="fill", start=JAN, **{"last known": JUN}),
        row("current", "statement", start=MAR),
        row("current", start=JAN),
    ]
    (course,) = merged(rows, vocabulary)
    assert (course.cells["status"], course.cells["known from"]) == ("current", "fill")
    assert "stop" not in course.cells


def test_a_current_course_carries_no_ending(vocabulary):
    """Of two statements one goes on: neither a stop nor why it ended is left."""
    rows = [
        row(known="statement", start=JAN, stop=JUN, reason="rash", **{"ended for": "intolerance"}),
        row("current", "statement", start=MAR),
    ]
    (course,) = merged(rows, vocabulary)
    assert course.cells["status"] == "current"
    assert not {"stop", "ended for", "reason"} & set(course.cells)


def test_an_order_sets_no_later_stop_than_what_was_given(vocabulary):
    """The stop of an order counts only where no day is known on which the drug was given."""
    order = row(start=JAN, stop=DEC)
    (course,) = merged([order, row(known="fill", start=MAR, **{"last known": JUN})], vocabulary)
    assert days(course) == (MAR, None, JUN)
    (course,) = merged([order, row(known="statement", start=MAR)], vocabulary)
    assert course.cells["stop"] == DEC


def test_the_outcome_is_of_the_strongest_source(vocabulary):
    """A statement's words come before those of an order."""
    rows = [
        row(start=JAN, stop=DEC, outcome="no response", **{"ended for": "other"}),
        row(
            known="statement",
            start=MAR,
            stop=JUN,
            outcome="partial response",
            **{"ended for": "intolerance"},
        ),
    ]
    (course,) = merged(rows, vocabulary)
    assert course.cells["outcome"] == "partial response"
    assert course.cells["ended for"] == "intolerance"


def test_a_past_row_without_dates_joins_a_dated_run(vocabulary):
    """It is no course of its own: the dates stand, and why it ended is kept."""
    undated = row(known="statement", **{"ended for": "intolerance"})
    filled = row(known="fill", start=JAN, **{"last known": JUN})
    (course,) = merged([undated, filled], vocabulary)
    assert days(course) == (JAN, None, JUN)
    assert course.cells["ended for"] == "intolerance"
    two = [row(known="statement", start=JAN, stop=MAR), row(known="fill", start=JUN)]
    assert len(merged([undated, *two], vocabulary)) == 2


def test_an_end_without_a_date_is_not_lost_in_a_course_that_goes_on(vocabulary):
    """The drug was stopped once and is taken again: two courses."""
    undated = row(known="statement", **{"ended for": "intolerance"})
    found = merged([row("current", "statement", start=JAN), undated], vocabulary)
    assert sorted(str(c.cells["status"]) for c in found) == ["current", "past"]


def test_an_order_after_a_stated_end_is_a_row_of_its_own(vocabulary):
    """It began after the end, so it is another course."""
    stated = row(known="statement", start=JAN, stop=MAR)
    found = merged([stated, row("current", start=JUN)], vocabulary)
    assert [c.cells["status"] for c in found] == ["past", "current"]


def test_cells_of_a_merged_course_keep_their_places(vocabulary):
    """A stop that another row tells is told to stand there."""
    other = Provenance(file="other.json", sha256="", part="entry 9, MedicationDispense")
    cells = {"drug": "lunacillin", "status": "past", "known from": "fill", "start": JAN}
    filled = Row(TREATMENTS, other, {**cells, "last known": JUN}, Role.FACT)
    stated = row(known="statement", start=MAR, stop=JUN, dose="2")
    (course,) = merged([stated, filled], vocabulary)
    assert course.read == other
    assert (course.where("stop"), course.where("dose")) == (READ, READ)
    assert course.where("last known") == other


def test_a_row_with_an_unreadable_day_is_left_for_its_refusal(vocabulary):
    """Merging would drop the day in silence."""
    found = merged([row(start="2025"), row(known="fill", start=JAN, stop=JUN)], vocabulary)
    assert [c.cells["start"] for c in found] == [JAN, "2025"]


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1))


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=6), st.randoms())
def test_order_of_rows_does_not_matter(vocabulary, spans, shuffler):
    """The same rows in any order make the same courses, and no two of them overlap."""
    rows = [row(start=min(span), stop=max(span)) for span in spans]

    def courses(given_rows):
        return sorted((c.cells["start"], c.cells["stop"]) for c in merged(given_rows, vocabulary))

    found = courses(rows)
    shuffler.shuffle(rows)
    assert courses(rows) == found
    assert all(one[1] < other[0] for one, other in pairwise(found))


SOURCES = st.sampled_from(["order", "fill", "administration", "statement"])


@st.composite
def told(draw, sources=SOURCES):
    """A row as the readers make them: what a source tells of a course, and no more."""
    known = draw(sources)
    first, last = sorted([draw(DAYS), draw(DAYS)])
    cells = {"start": first} if known in ("fill", "administration") or draw(st.booleans()) else {}
    if known in ("fill", "administration"):
        return row("past", known, **{**cells, "last known": last})
    status = draw(st.sampled_from(["past", "current"]))
    if status == "past" and draw(st.booleans()):
        cells["stop"] = last
    return row(status, known, **cells)


LATEST = st.none() | DAYS


@given(st.lists(told(), max_size=6), LATEST)
def test_what_was_given_has_a_stop_only_where_a_source_tells_that_stop(vocabulary, rows, latest):
    """And it is never before the last day known, nor does a course that goes on have one."""
    stops = {each.cells.get("stop") for each in rows}
    for course in merged(rows, vocabulary, latest):
        start, stop, known = days(course)
        assert stop is None or stop in stops
        assert stop is None or course.cells["status"] == "past"
        assert stop is None or (start or stop) <= stop
        assert stop is None or (known or stop) <= stop


@given(st.lists(told(), max_size=6), LATEST)
def test_an_order_alone_is_never_a_dose_taken(vocabulary, rows, latest):
    """Each course that is shown has a row that shows it, and only such a row tells a day given."""
    found = merged(rows, vocabulary, latest)
    sources = [c.cells["known from"] for c in found]
    assert set(sources) - {"order"} <= {r.cells["known from"] for r in rows} - {"order"}
    given_ = {r.cells["last known"] for r in rows if "last known" in r.cells}
    for course in found:
        if course.cells["known from"] == "order":
            assert "last known" not in course.cells
        assert course.cells.get("last known", None) in {None, *given_}


@given(st.lists(told(st.just("order")), min_size=1, max_size=6), LATEST)
def test_orders_without_anything_given_stay_known_from_orders(vocabulary, rows, latest):
    """However many there are, and however they overlap."""
    assert {c.cells["known from"] for c in merged(rows, vocabulary, latest)} == {"order"}


@given(
    st.lists(told(), max_size=5),
    st.sampled_from([("fill", 150), ("administration", 190)]),
    DAYS,
    st.integers(0, 190),
    LATEST,
)
def test_a_later_dose_neither_moves_the_start_nor_ends_the_course(
    vocabulary, rows, source, begun, wait, latest
):
    """Given once more within the interval: no start is later, no stop is new, what runs runs on."""
    known, interval = source
    again = begun + dt.timedelta(days=min(wait, interval))

    def course(last):
        one = row("past", known, start=begun, **{"last known": last})
        found = merged([*rows, one], vocabulary, latest)
        shown = [each for each in found if each.cells["known from"] in ("fill", "administration")]
        return next(each for each in shown if each.cells["last known"] >= last)

    before, after = course(begun), course(again)
    assert after.cells.get("stop") in {None, *(each.cells.get("stop") for each in rows)}
    assert (before.cells["status"], after.cells["status"]) != ("current", "past")
    if "start" in before.cells:
        assert after.cells.get("start", before.cells["start"]) <= before.cells["start"]
