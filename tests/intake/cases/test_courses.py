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
