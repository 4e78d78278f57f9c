import pytest

from letters.case.vocabulary import Term, find, folded

TERMS = (
    Term(id="kidney-biopsy-report", name="kidney biopsy report", aliases=("renal biopsy",)),
    Term(id="other", name="Other_document"),
)


@pytest.mark.parametrize(
    "name",
    ["kidney-biopsy-report", "Kidney Biopsy  Report", " RENAL-biopsy ", "kidney_biopsy_report"],
)
def test_a_term_is_found_by_any_of_its_names(name):
    """Case, hyphens, underscores and runs of space do not count; id, name and aliases do."""
    assert find(TERMS, name) is TERMS[0]


@pytest.mark.parametrize("name", ["kidney biopsy", "biopsy", "", "kidney-biopsy-reports"])
def test_a_part_of_a_name_is_not_the_name(name):
    """Nothing is guessed from a part or a longer form of a name."""
    assert find(TERMS, name) is None


def test_folding_is_stable():
    """Folding a folded name changes nothing."""
    assert folded(folded("  A-B_c  D ")) == folded("  A-B_c  D ") == "a b c d"
