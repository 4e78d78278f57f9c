import pytest

from rationale import EXAMPLE_LABELS, LABELS, argued
from rationale.as_text import as_text
from rationale.companions import brief_of, copy_of, cover_of
from rationale.test_policy import argued_by, case_of, confirming


def test_there_are_enough_cases():
    """The goldens cover all examples, of which there are as many as were agreed, and five more."""
    assert len(EXAMPLE_LABELS) == 23
    assert len(LABELS) == 28


@pytest.mark.parametrize("label", LABELS)
def test_each_document_reads_as_accepted(label, golden):
    """All that a case's document says, with its facts and citations, is as accepted."""
    golden(f"documents/{label}", as_text(argued(label).document))


@pytest.mark.parametrize("label", ["IM-1", "IM-2", EXAMPLE_LABELS[0], "LN-019", "LN-020"])
def test_review_sheets_read_as_accepted(label, golden):
    """What the clinician is asked to confirm is as it was accepted."""
    review = argued(label).review
    assert review is not None
    golden(f"reviews/{label}", as_text(review))


@pytest.mark.parametrize("label", ["LN-002", "LN-005"])
def test_letters_by_the_payers_criteria_read_as_accepted(label, golden):
    """A letter whose first table is the payer's own criteria is as accepted."""
    golden(f"policies/{label}", as_text(argued_by(case_of(label), confirming()).document))


@pytest.mark.parametrize("label", ["LN-002", "LN-019", "LN-020", "LN-022"])
@pytest.mark.parametrize(
    ("name", "made"), [("brief", brief_of), ("patient", copy_of), ("fax", cover_of)]
)
def test_what_goes_with_a_letter_reads_as_accepted(label, name, made, golden):
    """Brief, patient copy and fax cover say what was accepted."""
    golden(f"companions/{label}-{name}", as_text(made(label)))


def test_every_section_is_told():
    """The text of a letter names each of its fields, so that no section can change unseen."""
    letter = argued("IM-2").document
    text = as_text(letter)
    told = set(type(letter).model_fields) - {"library", "tool", "language", "case_id", "document"}
    told -= {"accepted"}  # nobody has accepted anything of a draft
    assert len(told) > 30
    lines = {line.strip().removeprefix("== ").partition(":")[0] for line in text.splitlines()}
    assert told <= lines
