"""The payer's own criteria in a letter and on its review sheet."""

import datetime as dt
from functools import cache

import pytest

from letters import paths
from letters.case import Case
from letters.citations import Library, load
from letters.pipeline import Argued, argue
from letters.rationale import Letter
from letters.rationale.model import Claim
from letters.rationale.walk import parts
from rationale import AS_OF, reading

NAMED, AGED = "LN-002", "LN-005"


@cache
def confirming() -> Library:
    return load(paths.CITATIONS, paths.EXAMPLES / "policies")


def case_of(label: str) -> Case:
    return next(case for case in reading().cases if case.label == label)


def argued_by(case: Case, library: Library) -> Argued:
    return argue(case, library, AS_OF, reading())


def letter_of(label: str, library: Library) -> Letter:
    letter = argued_by(case_of(label), library).document
    assert isinstance(letter, Letter)
    return letter


def unconfirmed(library: Library, *kept: str) -> Library:
    """The library with every confirmation taken away, but of the criteria kept."""
    policies = {
        name: policy.model_copy(
            update={
                "confirmed": None,
                "criteria": tuple(
                    one.model_copy(update={"confirmed": policy.confirmed})
                    if one.criterion.id in kept
                    else one.model_copy(update={"confirmed": None})
                    for one in policy.criteria
                ),
            }
        )
        for name, policy in library.policies.items()
    }
    return library.model_copy(update={"policies": policies})


def text_of(letter: Letter) -> str:
    return " ".join(claim.text for claim in parts(letter, Claim))


def test_the_payers_criteria_stand_under_its_own_numbers_with_fact_and_reference():
    """Each confirmed criterion is a row: the policy's number, the finding, the policy cited."""
    letter = letter_of(NAMED, confirming())
    assert letter.policy is not None
    assert [row.number for row in letter.policy.rows] == ["3.1", "3.2", "3.3", "3.4", "3.5"]
    cited = {
        c.statement.rpartition("/")[0] for row in letter.policy.rows for c in row.finding.citations
    }
    assert any(source.startswith("policy/") for source in cited)
    listed = {reference.source for reference in letter.references}
    assert {source for source in cited if source.startswith("policy/")} <= listed
    assert all(row.finding.facts for row in letter.policy.rows)


def test_a_criterion_not_met_is_said_to_be_so_and_argued_as_an_exception():
    """NOT MET stands in the table, and a paragraph names its number and argues."""
    letter = letter_of(NAMED, confirming())
    assert letter.policy is not None
    unmet = [row.number for row in letter.policy.rows if row.verdict == "not met"]
    assert unmet
    told = [paragraph.claims for paragraph in letter.policy_exceptions]
    assert len(told) == len(unmet)
    for number, claims in zip(unmet, told, strict=True):
        assert claims[0].text.startswith(f"Criterion {number} (")
        assert "is not met" in claims[0].text
        assert any(claim.citations for claim in claims[1:])


def test_medical_necessity_is_not_claimed_over_a_criterion_of_the_plan_that_is_not_met():
    """The reply itself counts the plan's criteria, names the unmet one and the exception."""
    letter = letter_of("LN-002", confirming())
    assert letter.policy is not None
    unmet = [row.number for row in letter.policy.rows if row.verdict == "not met"]
    assert len(unmet) == 1
    (reply,) = [one for one in letter.denial_replies if "necessary" in one.reason]
    said = " ".join(claim.text for claim in reply.answer.claims)
    assert f"does not meet criterion {unmet[0]}; an exception is requested" in said
    argued = [claim.text for part in letter.policy_exceptions for claim in part.claims]
    assert any("one such course, not more" in text for text in argued)


def test_a_criterion_not_met_that_nothing_argues_is_stated_with_its_fact():
    """Without an exception in the policy's file the record itself is set against the criterion."""
    bare = confirming()
    policies = {k: v.model_copy(update={"exceptions": ()}) for k, v in bare.policies.items()}
    letter = letter_of(NAMED, bare.model_copy(update={"policies": policies}))
    (stated,) = letter.policy_exceptions
    assert "is not met" in stated.claims[0].text
    assert stated.claims[0].facts


def test_a_letter_is_silent_on_criteria_that_nobody_confirmed():
    """Unconfirmed criteria stand on the review sheet, each with its standing, and nowhere else."""
    argued = argued_by(case_of(NAMED), unconfirmed(confirming()))
    letter, review = argued.document, argued.review
    assert isinstance(letter, Letter)
    assert review is not None
    assert letter.policy is None
    assert letter.policy_exceptions == ()
    policy = confirming().policies["larkspur/rx-118"]
    asked = [one.criterion.says for one in policy.criteria]
    assert len(asked) == 5
    marked = " ".join(item.what for item in review.policy)
    assert all(says in marked for says in asked)
    assert not any(reference.source.startswith("policy/") for reference in letter.references)


def test_of_a_policy_confirmed_in_part_only_that_part_is_told():
    """One confirmed criterion gives a table of one row that says so; the others are to confirm."""
    known = [one.criterion.id for one in confirming().policies["larkspur/rx-118"].criteria]
    first = known[0]
    argued = argued_by(case_of(NAMED), unconfirmed(confirming(), first))
    letter = argued.document
    assert isinstance(letter, Letter)
    assert letter.policy is not None
    assert [row.number for row in letter.policy.rows] == ["3.1"]
    assert "do not stand here" in letter.policy.basis.text
    assert argued.review is not None
    assert len([item for item in argued.review.policy if item.detail]) == len(known) - 1


def test_a_policy_older_than_the_label_is_said_to_be_so_with_both_days():
    """The day of the policy and that of the label stand in one sentence that cites the label."""
    letter = letter_of(AGED, confirming())
    assert letter.policy_age is not None
    (told,) = letter.policy_age.claims
    assert "March\N{NO-BREAK SPACE}1, 2025" in told.text
    assert "October\N{NO-BREAK SPACE}2025" in told.text
    assert told.citations


def test_a_policy_that_the_notice_does_not_name_is_marked_on_the_review_sheet():
    """Whoever signs sees that the policy was taken because it is the payer's."""
    review = argued_by(case_of(AGED), confirming()).review
    assert review is not None
    assert any("there is no notice yet" in item.what for item in review.identity)
    assert review.policy == ()


@pytest.mark.parametrize("label", [NAMED, AGED])
def test_without_a_policy_on_file_nothing_is_said_of_one(label):
    """The shipped library alone gives these letters no payer's table."""
    letter = letter_of(label, load(paths.CITATIONS))
    assert letter.policy is None
    assert letter.policy_age is None


def test_another_version_than_the_notice_names_is_asked_about():
    """A policy of another day than that on the notice may be another version."""
    case = case_of(NAMED)
    assert case.denial is not None
    denial = case.denial.model_copy(update={"policy_on": dt.date(2026, 3, 3)})
    review = argued_by(case.model_copy(update={"denial": denial}), confirming()).review
    assert review is not None
    assert any("same version" in item.what for item in review.identity)
