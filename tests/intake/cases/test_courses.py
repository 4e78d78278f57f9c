"""One course of a drug that a chart tells of several times."""

import datetime as dt
from itertools import pairwise

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


def test_an_order_and_its_fills_are_one_course(vocabulary):
    """They overlap: one course from the first day to the last, shown by the fills."""
    ordered = row(start=JAN, stop=JUN, dose="2")
    filled = row(known="fill", start=MAR, stop=DEC)
    (course,) = merged([filled, ordered], vocabulary)
    assert (course.cells["start"], course.cells["stop"]) == (JAN, DEC)
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


def test_a_later_order_is_no_dose_taken(vocabulary):
    """What was given is over on its last day; the order that goes on is a row of its own."""
    given_ = row(known="administration", start=JAN, stop=JUN)
    order = row("current", start=MAR, dose="2")
    found = [c.cells for c in merged([order, given_], vocabulary)]
    assert [(c["known from"], c["status"], c.get("stop")) for c in found] == [
        ("administration", "past", JUN),
        ("order", "current", None),
    ]
    assert [c.get("dose") for c in found] == ["2", "2"]


def test_a_statement_that_it_goes_on_keeps_what_was_given_current(vocabulary):
    """A last known day is no end; an order beside it joins."""
    rows = [
        row(known="fill", start=JAN, stop=JUN),
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
    """The stop of an order counts only where nothing stronger tells one."""
    order = row(start=JAN, stop=DEC)
    (course,) = merged([order, row(known="fill", start=MAR, stop=JUN)], vocabulary)
    assert course.cells["stop"] == JUN
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
    (course,) = merged([undated, row(known="fill", start=JAN, stop=JUN)], vocabulary)
    assert (course.cells["start"], course.cells["stop"]) == (JAN, JUN)
    assert course.cells["ended for"] == "intolerance"
    two = [row(known="fill", start=JAN, stop=MAR), row(known="fill", start=JUN, stop=DEC)]
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
    filled = Row(TREATMENTS, other, {**cells, "stop": JUN}, Role.FACT)
    (course,) = merged([row(start=JAN, stop=MAR, dose="2"), filled], vocabulary)
    assert course.read == other
    assert (course.where("stop"), course.where("dose")) == (other, READ)


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
