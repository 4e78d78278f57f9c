"""Codes with a shape of their own: each function returns the code as it is written, or refuses it.

A refusal is a ValueError whose text is stable and never repeats what was given.
"""

import re

_NPI = re.compile(r"[0-9]{10}")
_NPI_PREFIX = "80840"
_HCPCS = re.compile(r"[A-Z][0-9]{4}")
_ICD10CM = re.compile(r"([A-Z][0-9][0-9AB])(?:\.?([0-9A-Z]{1,4}))?")
_REMARK = re.compile(r"(?:N|M|MA)[0-9]{1,4}")
GROUPS = ("CO", "PR", "OA", "PI", "CR")
"""Who owes what was not paid (claim adjustment group codes); CR corrects an earlier decision."""
_ADJUSTMENT = re.compile(rf"(?:({'|'.join(GROUPS)})-)?((?:[ABDPWY]?[0-9]{{1,3}}))")
_NDC = re.compile(r"[0-9]{11}")
_NDC_PARTS = re.compile(
    r"[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-(?:[0-9]{3}-[0-9]{2}|[0-9]{4}-[0-9]{1,2})"
)
_UNDIVIDED = frozenset({"N08"})
"""ICD-10 categories that ICD-10-CM does not divide, though codes below them are seen in exports."""


def npi(text: str) -> str:
    """Reads a National Provider Identifier; its tenth digit checks the others.

    Raises:
        ValueError: it is not ten digits, or the check digit is wrong.
    """
    code = text.strip()
    if not _NPI.fullmatch(code):
        raise ValueError("an NPI has ten digits and nothing else")
    if not _luhn(_NPI_PREFIX + code):
        raise ValueError("the check digit of the NPI does not fit its other digits")
    return code


def hcpcs(text: str) -> str:
    """Reads a HCPCS Level II code.

    Raises:
        ValueError: it is not a letter and four digits.
    """
    code = text.strip().upper()
    if not _HCPCS.fullmatch(code):
        raise ValueError("a HCPCS code is a letter and four digits")
    return code


def ndc(text: str) -> str:
    """Reads a national drug code as eleven digits; hyphens tell which part lacks its zero.

    Of ten digits the parts are 4-4-2, 5-3-2 or 5-4-1; of eleven 5-4-2.

    Raises:
        ValueError: it has neither eleven digits nor hyphens that show where one is missing.
    """
    code = text.strip()
    if _NDC.fullmatch(code):
        return code
    if not _NDC_PARTS.fullmatch(code):
        raise ValueError("a national drug code is billed with eleven digits")
    labeler, product, package = code.split("-")
    return labeler.zfill(5) + product.zfill(4) + package.zfill(2)


def icd10cm(text: str) -> str:
    """Reads an ICD-10-CM code, with its point put where it was left out.

    Raises:
        ValueError: it does not have the shape of a code, or its category is not divided further.
    """
    match = _ICD10CM.fullmatch(text.strip().upper())
    if match is None:
        raise ValueError("an ICD-10-CM code is three characters and up to four more after a point")
    category, rest = match.groups()
    if rest is None:
        return category
    if category in _UNDIVIDED:
        raise ValueError(f"{category} is not divided in ICD-10-CM, so no code below it is valid")
    return f"{category}.{rest}"


def is_remark(code: str) -> bool:
    """Whether a denial code has the shape of a remittance advice remark code (RARC)."""
    return _REMARK.fullmatch(code) is not None


def adjustment(code: str) -> tuple[str | None, str] | None:
    """Group and reason (CARC) of a denial code as `CO-50` or `50`; None for any other."""
    match = _ADJUSTMENT.fullmatch(code)
    return (match[1], match[2]) if match else None


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
