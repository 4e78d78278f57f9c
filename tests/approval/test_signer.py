"""Who approves is the clinician of the signature block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.approval import check_signer
from letters.errors import UsageError
from letters.rationale.model import Signature

NPI, OTHER = "1234567893", "1245319599"
BLOCK = Signature(
    name="Renée O’Hara-Li", credentials="MD, PhD", specialty="nephrology", npi=NPI, phone=None
)


@pytest.mark.parametrize(
    "by",
    [
        "Renée O’Hara-Li",
        "  renée   o’hara-li ",
        "RENÉE O’HARA-LI, MD, PhD",
        "Renée O’Hara-Li M.D., Ph.D.",
        "Dr. Renée O’Hara-Li",
    ],
)
def test_a_name_is_known_however_it_is_written(by):
    """Other capitals, spaces and marks, with the credentials or without."""
    check_signer(BLOCK, by, f" {NPI} ")


@pytest.mark.parametrize("by", ["", "Renée", "Renee OHara Li", "MD, PhD", "Renée O’Hara-Lin, MD"])
def test_another_name_is_refused_and_not_repeated(by):
    """And the message says where to change who signs."""
    with pytest.raises(UsageError, match="in the export") as caught:
        check_signer(BLOCK, by, NPI)
    assert "Hara" not in str(caught.value)


@pytest.mark.parametrize("npi", ["", "123456789", "12345678933", "1234567890", "A234567893"])
def test_an_npi_that_cannot_be_one_is_refused(npi):
    """By its digits and its check digit."""
    with pytest.raises(UsageError, match="NPI"):
        check_signer(BLOCK, BLOCK.name, npi)


def test_the_npi_of_another_clinician_is_refused():
    """Though it is a right one."""
    with pytest.raises(UsageError, match="signature block"):
        check_signer(BLOCK, BLOCK.name, OTHER)


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_digit_changed_is_never_the_npi(at, digit):
    """Whichever digit is mistyped."""
    mistyped = f"{NPI[:at]}{digit}{NPI[at + 1 :]}"
    if mistyped == NPI:
        check_signer(BLOCK, BLOCK.name, mistyped)
    else:
        with pytest.raises(UsageError):
            check_signer(BLOCK, BLOCK.name, mistyped)
