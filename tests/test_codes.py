"""Codes are accepted in their shape and refused with a stable text that repeats nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import codes


@pytest.mark.parametrize("code", ["1234567893", " 1992999999 "])
def test_npi_with_right_check_digit(code):
    """An NPI whose check digit fits is returned without blanks."""
    assert codes.npi(code) == code.strip()


@given(st.integers(0, 9), st.integers(0, 9))
def test_npi_detects_every_single_wrong_digit(place, digit):
    """One wrong digit in an NPI is always found."""
    right = "1234567893"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    if wrong == right:
        assert codes.npi(wrong) == right
    else:
        with pytest.raises(ValueError, match="check digit"):
            codes.npi(wrong)


@pytest.mark.parametrize("code", ["", "123456789", "12345678931", "12345x7893", "\u0661234567893"])
def test_npi_of_another_shape(code):
    """Anything but ten ASCII digits is no NPI."""
    with pytest.raises(ValueError, match=r"^an NPI has ten digits and nothing else$"):
        codes.npi(code)


def test_hcpcs():
    """A HCPCS code is a letter and four digits, written in capitals."""
    assert codes.hcpcs("q5115") == "Q5115"
    for wrong in ("96413", "J031", "J03122", "JJ312", ""):
        with pytest.raises(ValueError, match=r"^a HCPCS code is a letter and four digits$"):
            codes.hcpcs(wrong)


def test_icd10cm():
    """ICD-10-CM codes are written with their point; other shapes are refused."""
    assert codes.icd10cm("m3214") == "M32.14"
    assert codes.icd10cm("M32.14") == "M32.14"
    assert codes.icd10cm("I10") == "I10"
    assert codes.icd10cm("C7A.00") == "C7A.00"
    for wrong in ("", "M3", "M32.", "M32.14567", "3214", "M32..1", "M32 14"):
        with pytest.raises(ValueError, match=r"^an ICD-10-CM code is three characters"):
            codes.icd10cm(wrong)


def test_icd10_codes_that_icd10cm_lacks():
    """A code of the international edition below an undivided category is refused by name."""
    assert codes.icd10cm("N08") == "N08"
    with pytest.raises(ValueError, match="not divided in ICD-10-CM"):
        codes.icd10cm("N08.5")


@given(st.text())
def test_refusals_repeat_nothing(text):
    """No refusal carries what was given."""
    for check in (codes.npi, codes.hcpcs, codes.icd10cm):
        with pytest.raises(ValueError, match=r"^[^‡]*$"):
            check("‡" + text)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12345678901", "12345678901"),
        ("12345-6789-01", "12345678901"),
        ("1234-6789-01", "01234678901"),
        ("12345-678-01", "12345067801"),
        ("12345-6789-1", "12345678901"),
    ],
)
def test_a_drug_code_is_filled_to_eleven_digits(written, code):
    """Hyphens tell which part lacks its zero."""
    assert codes.ndc(written) == code


@pytest.mark.parametrize("written", ["0000-000-0", "1234-678-01", "1234567890", "12345-678-1", ""])
def test_a_drug_code_that_may_be_several_is_refused(written):
    """Nine or ten digits that could be filled in several ways are none."""
    with pytest.raises(ValueError, match="eleven digits"):
        codes.ndc(written)
