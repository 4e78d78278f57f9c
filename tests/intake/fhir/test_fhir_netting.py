"""Several answers to one claim: the latest that decides stands."""

import itertools

import pytest
from fhir_made import (
    amount,
    benefits,
    bundle,
    coverage,
    item,
    patient,
    payer,
    reason,
    request,
    response,
    text,
    to,
)

PEOPLE = (patient(), coverage(), payer())
DENIED = (amount("submitted", 900), amount("benefit", 0), reason("50"))
PAID = (amount("submitted", 900), amount("benefit", 900))
PAID_LATER = "a later answer paid or settled the claim: it is no longer a denial"
DECIDED_AGAIN = "a later answer decided the claim again: the latest decision is used"
UNCLEAR = "another answer of the same day, or without a day, decides this claim differently"


def answered(*adjudication, on, **changed):
    return response(*adjudication, use="claim", created=on, **changed)


def explained(*adjudication, on, **changed):
    return benefits(item(*adjudication), created=on, payment=None, **changed)


@pytest.mark.parametrize("make", [answered, explained])
@pytest.mark.parametrize("known", [True, False])
def test_a_claim_paid_later_is_no_denial(make, known, chart):
    """Denied in October and paid in November, in whatever order, with or without the claim."""
    denied, paid = make(*DENIED, on="2026-10-05"), make(*PAID, on="2026-11-05")
    claim = (request(use="claim"),) if known else ()
    for answers in itertools.permutations((denied, paid)):
        read = chart(*PEOPLE, *claim, *answers)
        assert read.denials == []
        assert read.left[denied["resourceType"], PAID_LATER] == 1


def test_a_claim_denied_after_it_was_paid_is_a_denial(chart):
    read = chart(*PEOPLE, answered(*PAID, on="2026-10-05"), answered(*DENIED, on="2026-11-05"))
    assert [str(row["denial date"]) for row in read.denials] == ["2026-11-05"]


def test_of_two_denials_the_later_is_used(chart):
    read = chart(*PEOPLE, explained(*DENIED, on="2026-10-05"), explained(*DENIED, on="2026-11-05"))
    assert [str(row["denial date"]) for row in read.denials] == ["2026-11-05"]
    assert read.left["ExplanationOfBenefit", DECIDED_AGAIN] == 1


def test_answers_in_two_files_are_netted(files):
    whole = [
        text(bundle(*PEOPLE, each))
        for each in (explained(*PAID, on="2026-11-05"), explained(*DENIED, on="2026-10-05"))
    ]
    assert files({"a.json": whole[0], "b.json": whole[1]}).denials == []


@pytest.mark.parametrize("on", ["2026-10-05", None])
def test_answers_of_one_day_that_differ_are_told(on, chart):
    """Neither is known to be the later: the refusal stands, with a notice."""
    read = chart(*PEOPLE, answered(*DENIED, on="2026-10-05"), answered(*PAID, on=on))
    assert len(read.denials) == 1
    assert [n.rule for n in read.notices] == [UNCLEAR]


def test_parts_of_one_answer_are_not_in_conflict(chart):
    """Two answers of a day on different lines are parts of one decision."""
    second = item(*PAID, sequence=2)
    paid = benefits(second, created="2026-10-05", payment=None)
    read = chart(*PEOPLE, explained(*DENIED, on="2026-10-05"), paid)
    assert len(read.denials) == 1
    assert UNCLEAR not in [n.rule for n in read.notices]


def test_answers_about_two_patients_are_not_netted(chart):
    """One claim number of two patients is two claims."""
    other = explained(*PAID, on="2026-11-05", patient=to("Patient", "p2"))
    read = chart(
        *PEOPLE, patient("p2", birthDate="1970-02-02"), explained(*DENIED, on="2026-10-05"), other
    )
    assert len(read.denials) == 1


def test_answers_to_two_claims_are_not_netted(chart):
    other = explained(*PAID, on="2026-11-05", identifier=[{"value": "CLAIM-2"}])
    assert len(chart(*PEOPLE, explained(*DENIED, on="2026-10-05"), other).denials) == 1


def test_an_answer_that_decides_nothing_replaces_no_denial(chart):
    """A pended answer leaves the refusal as it stands."""
    pended = answered(*PAID, on="2026-11-05", outcome="queued")
    assert len(chart(*PEOPLE, answered(*DENIED, on="2026-10-05"), pended).denials) == 1
