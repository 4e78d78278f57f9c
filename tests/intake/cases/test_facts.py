"""Facts told twice, in other words or by other sources."""

import datetime as dt
import time

import pytest

from letters.case.evidence import Measurement, Therapy
from letters.case.provenance import Provenance
from letters.intake.cases.facts import read_facts
from letters.intake.columns import LABS, TREATMENTS
from letters.intake.reading import Journal
from letters.intake.rows import Role, Row

DAY = dt.date(2025, 1, 1)


@pytest.fixture
def case(reading_of, tables):
    return reading_of(tables).cases[0]


@pytest.fixture
def told(case, vocabulary):
    """The evidence of rows of one case, and the rules of the notices."""

    def read(*rows):
        journal = Journal()
        placed = {}
        for each in rows:
            placed.setdefault(each.table.name, []).append((each, ("a",)))
        facts = read_facts(placed, {"a": case}, set(), (), vocabulary, journal)["a"]
        return facts.evidence, [n.rule for n in journal.reading(()).notices]

    return read


def lab(number=1, on=DAY, **cells):
    read = Provenance(file="labs.csv", sha256="", row=number)
    return Row(LABS, read, {"test": "Glow", "date": on, **cells}, Role.FACT)


def course(number=1, **cells):
    read = Provenance(file="t.csv", sha256="", row=number)
    return Row(TREATMENTS, read, {"drug": "lunacillin", "status": "past", **cells}, Role.FACT)


@pytest.mark.parametrize(("value", "unit"), [("2.1", "g/g"), ("2.10", "g/g"), ("2100", "mg/g")])
def test_one_value_in_other_digits_or_units_is_one_measurement(told, value, unit):
    """No second measurement and no conflict."""
    facts, rules = told(lab(value="2.1", unit="g/g"), lab(2, value=value, unit=unit))
    assert (len(facts), rules) == (1, [])


@pytest.mark.parametrize("value", ["2.2", "<2.1"])
def test_another_value_of_a_day_is_a_conflict(told, value):
    """Another number or another bound is another value."""
    facts, rules = told(lab(value="2.1", unit="g/g"), lab(2, value=value, unit="g/g"))
    assert len(facts) == 2
    assert rules == ["another row gives a different value of this for the same day"]


def test_many_results_are_read_in_time_that_grows_with_their_number(told):
    """Eight thousand took 19 seconds where each was compared with all."""
    rows = [
        lab(n, DAY + dt.timedelta(days=n), value=f"{1 + n / 1000:.3f}", unit="g/g")
        for n in range(8000)
    ]
    begun = time.process_time()
    facts, _ = told(*rows)
    assert sum(isinstance(fact, Measurement) for fact in facts) == 8000
    assert time.process_time() - begun < 6


def test_a_course_of_a_chart_without_dates_deletes_no_other(told):
    """Only our own tables are held against a chart."""
    dated = course(1, start=DAY, stop=dt.date(2025, 6, 1), **{"known from": "fill"})
    undated = course(2, **{"known from": "statement"})
    for rows in ((dated, undated), (undated, dated)):
        facts, _ = told(*rows)
        assert DAY in {fact.start for fact in facts if isinstance(fact, Therapy)}


def test_chart_courses_of_one_drug_do_not_hide_each_other(told):
    """An order that goes on after what was given: both are kept."""
    given = course(1, start=DAY, **{"known from": "administration", "last known": DAY})
    order = course(2, start=dt.date(2025, 3, 1), status="current", **{"known from": "order"})
    facts, _ = told(given, order)
    assert sorted(fact.status.value for fact in facts) == ["current", "past"]


def test_a_last_known_day_is_a_fact_and_no_stop(told):
    """Until then the course is shown to have run."""
    last = dt.date(2025, 6, 1)
    (fact,), _ = told(course(1, start=DAY, **{"known from": "fill", "last known": last}))
    assert (fact.stop, fact.last_known, fact.shown_until) == (None, last, last)


@pytest.mark.parametrize(("tested", "statuses"), [("2025-06-01", 1), ("2026-06-01", 2)])
def test_results_tell_whether_an_infusion_is_recent(told, tested, statuses):
    """An order keeps a course open that was given not long before the last result of the chart."""
    given = course(1, start=DAY, **{"known from": "administration", "last known": DAY})
    order = course(2, start=DAY, status="current", **{"known from": "order"})
    result = lab(3, dt.date.fromisoformat(tested), value="2.1", unit="g/g")
    facts, _ = told(given, order, result)
    assert len({fact.status for fact in facts if isinstance(fact, Therapy)}) == statuses


def test_a_chart_course_of_another_time_than_ours_is_kept(told):
    """It is shown until its last known day and not for ever."""
    own = course(1, start=dt.date(2026, 1, 1), stop=dt.date(2026, 6, 1))
    chart = course(2, start=DAY, **{"known from": "fill", "last known": DAY})
    facts, _ = told(own, chart)
    assert len(facts) == 2


def test_a_course_that_our_own_tables_tell_is_not_told_again(told):
    """The chart's course of the same time is left."""
    own = course(1, start=DAY, stop=dt.date(2025, 6, 1))
    chart = course(
        2, start=dt.date(2025, 3, 1), stop=DAY.replace(month=9), **{"known from": "fill"}
    )
    facts, _ = told(own, chart)
    assert [fact.start for fact in facts] == [DAY]


def test_facts_that_one_page_proves_share_it(told):
    """Another page or another file is another proof."""
    pages = [("chart.pdf", "1"), ("chart.pdf", "1"), ("chart.pdf", "2"), ("notes.pdf", "1")]
    rows = [
        lab(at, DAY + dt.timedelta(days=at), value="2.1", unit="g/g", file=file, page=page)
        for at, (file, page) in enumerate(pages, start=1)
    ]
    proofs = [fact.exhibit for fact in told(*rows)[0]]
    assert [(proof.file, str(proof.page)) for proof in proofs] == pages
    assert len({id(proof) for proof in proofs}) == 3


def test_rows_are_let_go_as_they_are_read(case, vocabulary):
    """Nothing is left of what was placed: a run never holds all its rows and all its facts."""
    placed = {"labs": [(lab(), ("a",))], "treatments": [(course(), ("a",)), (course(2), ("b",))]}
    read_facts(placed, {"a": case}, {"b"}, (), vocabulary, Journal())
    assert not any(placed.values())
