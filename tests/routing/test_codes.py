"""How the codes of a denial are read, and which of them count."""

import pytest

from letters.routing.codes import bears, given, usual

from . import denied


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("CO-50", "CO-50"), ("co50", "CO-50"), ("CO 50", "CO-50"), ("CO*50", "CO-50")),
        *(("50", "50"), (" n115 ", "N115"), ("PR204", "PR-204"), ("OA-A1", "OA-A1")),
        *(("PIB8", "PI-B8"), ("MA130", "MA130"), ("CONFUSED", "CONFUSED")),
    ],
)
def test_a_code_is_brought_into_its_usual_form(text, expected):
    """Group and reason are joined by a hyphen whatever stood between them."""
    assert usual(text) == expected


def of(case, library):
    return {one.text: one for one in given(case.denial, library.appeals)}


def test_a_code_is_known_with_and_without_its_group(library):
    """The same adjustment is found as `CO-50` and as `50`; a remark has no group."""
    found = of(denied.case("CO-50", "55", "N115", "CO-999"), library)
    assert found["CO-50"].entry.code == "50"
    assert (found["CO-50"].group, found["55"].group, found["N115"].group) == ("CO", None, None)
    assert found["CO-999"].entry is None


def test_codes_that_stand_only_on_lines_are_found(library):
    """A code that intake did not lift to the claim is listed all the same, once."""
    case = denied.case("CO-50", lines=(denied.line("CO-50", remarks=("N661",)),))
    assert list(of(case, library)) == ["CO-50", "N661"]


def test_a_line_that_was_paid_does_not_count(library):
    """Codes of a paid line are set aside unless another line was refused under them."""
    paid = denied.line("CO-45", "CO-253", paid="80.00", remarks=("N130",))
    refused = denied.line("CO-50", remarks=("N115",))
    found = of(denied.case(lines=(paid, refused)), library)
    assert {text for text, one in found.items() if one.counts} == {"CO-50", "N115"}


def test_a_line_paid_in_part_under_a_refusal_counts(library):
    """A dose cut back is a refusal in part, though the line was paid."""
    found = of(denied.case(lines=(denied.line("CO-45", "CO-151", paid="80.00"),)), library)
    assert found["CO-151"].counts


def test_a_paid_line_under_an_unknown_code_does_not_count(library):
    """What a code not known takes off a paid line is not taken for a refusal."""
    found = of(denied.case(lines=(denied.line("CO-999", paid="80.00"),)), library)
    assert not found["CO-999"].counts


def test_a_settled_line_does_not_count(library):
    """A line whose whole charge is the patient's share was not refused."""
    case = denied.case(lines=(denied.line("PR-1", remarks=("N130",)), denied.line("CO-197")))
    found = of(case, library)
    assert {text for text, one in found.items() if one.counts} == {"CO-197"}


def test_an_unpaid_line_without_adjustments_counts(library):
    """A line that was not paid and does not say why is not settled."""
    found = of(denied.case(lines=(denied.line(paid=None, remarks=("N661",)),)), library)
    assert found["N661"].counts


@pytest.mark.parametrize("group", ["CO", "PR", "OA", "PI"])
def test_each_group_tells_who_bears_the_amount(library, group):
    """The four group codes have words of their own; the contract's two say the same."""
    words = bears(group, library.appeals)
    assert words
    assert ("assigns it to the patient" in words) == (group == "PR")
    assert "patient bears" not in words


def test_a_group_not_known_is_said_so(library):
    """A group code that the library lacks is named as such, and no group says nothing."""
    assert bears("CR", library.appeals) == library.appeals.words.unknown_group
    assert bears(None, library.appeals) is None
