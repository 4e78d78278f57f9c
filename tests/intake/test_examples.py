"""The invented export in `examples/intake`, read with the real vocabulary."""

import datetime as dt
import re
import unicodedata

import pytest

from letters import codes
from letters.case.evidence import Record, Therapy
from letters.case.model import Level
from letters.citations import load
from letters.determination import determine
from letters.intake import read, read_tables, write_workbook
from letters.paths import CITATIONS, EXAMPLES

AS_OF = dt.date(2026, 11, 22)
EXPORT = EXAMPLES / "intake"
SCRIPTS = {"ARABIC", "CJK", "CYRILLIC", "DEVANAGARI", "GREEK", "HANGUL", "HEBREW", "LATIN"}
NOT_SUPPORTED = {
    "LN-014": "undetermined",
    "LN-015": "undetermined",
    "LN-016": "unsupported",
    "LN-017": "unsupported",
}


@pytest.fixture(scope="module")
def library():
    return load(CITATIONS)


@pytest.fixture(scope="module")
def reading(library):
    return read([EXPORT], library.vocabulary)


def test_everything_is_read(reading):
    """The example export is clean: many cases, nothing remarked on, nothing left out."""
    assert len(reading.cases) == 23
    assert reading.notices == ()
    assert reading.unused == ()


def test_names_in_many_scripts(reading):
    """The invented names exercise every script that the fonts carry."""
    scripts = {
        unicodedata.name(letter).split()[0]
        for case in reading.cases
        for letter in case.patient.name
        if letter.isalpha()
    }
    assert scripts == SCRIPTS


def test_numbers_are_fictitious_and_well_formed(reading):
    """NPIs have their check digit and telephone numbers lie in the fictitious range."""
    for case in reading.cases:
        assert codes.npi(case.clinician.npi) == case.clinician.npi
        for number in (case.practice.phone, case.clinician.phone, case.coverage.fax):
            assert re.fullmatch(r"\d{3}-555-01\d{2}", number)


def test_the_workbook_holds_the_same(tmp_path, library, reading):
    """Written as a workbook, the example gives the same cases."""
    write_workbook(tmp_path / "book.xlsx", library.vocabulary, read_tables(EXPORT))
    again = read([tmp_path / "book.xlsx"], library.vocabulary)
    assert again.notices == ()
    assert [without_places(case) for case in again.cases] == [
        without_places(case) for case in reading.cases
    ]


def without_places(case):
    return re.sub(r'"read":\{[^}]*\}', "", case.model_dump_json())


def test_what_the_kinds_of_letters_need(reading):
    """An example for each kind that asks for more than a denial carries it."""
    cases = {case.label: case for case in reading.cases}
    second, external, urgent = cases["LN-019"], cases["LN-021"], cases["LN-020"]
    assert (second.denial.level, len(second.denial.points)) == (Level.FIRST, 3)
    assert [each.level for each in second.decisions] == [Level.INITIAL]
    assert external.denial.level is Level.SECOND
    assert [each.level for each in external.decisions] == [Level.INITIAL, Level.FIRST]
    assert external.definition
    assert {fact.document for fact in external.evidence if isinstance(fact, Record)} >= {
        *("patient-authorization", "benefit-booklet", "denial-notice"),
    }
    assert urgent.urgency.by == urgent.clinician.name
    assert (urgent.denial.level, urgent.denial.served_on) == (Level.INITIAL, None)
    assert len(cases["LN-022"].required_drugs) == 3
    assert cases["LN-022"].denial is None
    assert cases["LN-023"].urgency is not None
    assert cases["LN-023"].denial.served_on == dt.date(2026, 11, 3)


def test_the_examples_stand_in_their_own_time(reading):
    """No decision, statement or result is later than the day on which they are judged."""
    for case in reading.cases:
        told = [fact.on for fact in case.evidence if not isinstance(fact, Therapy)]
        told += [each.on for each in case.decisions]
        told += [case.urgency.on] if case.urgency else []
        told += [case.denial.notice_on] if case.denial else []
        assert max(told) <= AS_OF


def test_outcomes(library, reading):
    """Each example comes to the outcome for which it was made."""
    outcomes = {case.label: determine(case, library, AS_OF).outcome for case in reading.cases}
    assert outcomes == {label: NOT_SUPPORTED.get(label, "supported") for label in outcomes}
    assert NOT_SUPPORTED.keys() <= outcomes.keys()
