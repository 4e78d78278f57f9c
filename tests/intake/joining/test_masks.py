"""What an export masks names nobody, and costs no denial its deadline."""

import datetime as dt
from pathlib import Path

import pytest

from letters.case.provenance import Provenance
from letters.citations import load
from letters.intake import read
from letters.intake.columns import CASES, LABS
from letters.intake.joining.filenames import FileNames
from letters.intake.joining.join import Join
from letters.intake.reading import Journal
from letters.intake.rows import Person, Role, Row
from letters.paths import CITATIONS

BORN = dt.date(1990, 5, 1)
MASKED = Path(__file__).parents[2] / "exports" / "x12" / "masked.835"
MASKS = ["XXXXX, XXXXX", "**** ****", "REDACTED, REDACTED"]


def row(number, role, table=CASES, person=None, **cells):
    place = Provenance(file="remittance.835", sha256="", part=f"segment {number}")
    spelled = {heading.replace("_", " "): cell for heading, cell in cells.items()}
    return Row(table, place, spelled, role, person or Person())


def denied(number, name, claim, **cells):
    told = {"procedure": "J7777", "service_date": dt.date(2026, 10, 1), "denial_codes": "CO-50"}
    told |= {"patient_name": name, "claim_number": claim}
    return row(number, Role.DENIAL, **{**told, **cells})


@pytest.fixture
def join(vocabulary):
    return Join(vocabulary, Journal(), FileNames(()))


@pytest.mark.parametrize("mask", MASKS)
def test_two_masked_patients_are_not_one(join, mask):
    """Of equal masks and birth dates each denial stays a case of its own."""
    for number, claim in ((1, "ICN1"), (2, "ICN2")):
        join.take(denied(number, mask, claim, birth_date=BORN))
    assert len(join.joined().asks) == 2


@pytest.mark.parametrize("mask", MASKS)
def test_a_chart_of_a_masked_patient_is_nobodys(join, mask):
    """Neither is it wanted, nor is a result of it placed with a masked denial."""
    join.take(denied(1, mask, "ICN1", birth_date=BORN))
    person = Person(mask, BORN)
    assert not join.wants(person)
    join.take(row(2, Role.FACT, LABS, person, test="glow", value="2", date=BORN))
    assert "labs" not in join.joined().facts


@pytest.mark.parametrize("mask", MASKS)
def test_a_claim_that_names_the_patient_completes_a_masked_denial(join, mask):
    """They meet by the birth date and the account; the name that is told stands."""
    join.take(denied(1, mask, "ICN1", birth_date=BORN, patient_account="PC-10001"))
    told = {"patient_name": "DOE, JANE", "birth_date": BORN, "patient_account": "PC-10001"}
    join.take(row(2, Role.CLAIM, **told, claim_number="ICN1"))
    (ask,) = join.joined().asks
    assert ask.rows[0].cells["patient name"] == "DOE, JANE"


def test_a_masked_member_number_is_none(join):
    """Two patients of one birth date do not meet by it."""
    join.take(denied(1, "DOE, JANE", "ICN1", member_id="XXXXXXXXX"))
    assert not join.wants(Person(None, BORN, members=frozenset({"XXXXXXXXX"})))
    (ask,) = join.joined().asks
    assert "member id" not in ask.rows[0].cells


def test_a_masked_remittance_keeps_its_deadline_and_prints_no_mask():
    """The case stands without names, which it lacks for a letter."""
    (case,) = read([MASKED], load(CITATIONS).vocabulary).cases
    assert case.denial.claim == "ZQC5531908"
    assert (case.patient.name, case.coverage.payer) == ("", "")
    assert {"patient name", "payer", "member id"} <= set(case.lacks)
    assert "XXX" not in case.model_dump_json().upper()
