"""The cover of a fax: who sends how many pages to whom, and nothing of anybody's health."""

import re
import unicodedata
from typing import Literal

from letters.case import Case
from letters.case.vocabulary import LetterKind
from letters.rationale import heading
from letters.rationale.model import FaxCover, Line, Paragraph
from letters.rationale.printing import day
from letters.rationale.writer import Scribe

_LATIN = "LATIN "
"""How the Unicode names of the letters begin that every payer can read and type."""
_TELLING = 3
"""A part of a name shorter than this occurs in numbers by chance."""


def fax_cover(
    scribe: Scribe, request_type: Literal["STANDARD", "EXPEDITED"], pages: int | None
) -> FaxCover:
    """The cover of what is sent to the payer; `pages` counts all pages with the cover."""
    case = scribe.case
    return FaxCover(
        case_id=case.id,
        title=scribe.phrase("fax/title"),
        kind=scribe.phrase("fax/kind", kind=_kind(scribe).value),
        dated=scribe.as_of,
        practice=case.practice.name if case.practice else None,
        running=scribe.phrase("fax/running", on=scribe.as_of),
        sender=_sender(scribe),
        recipient=_recipient(scribe),
        about=_about(scribe),
        request_type=request_type,
        pages=pages,
        confidential=_confidential(scribe),
        library=heading.library_line(scribe),
        tool=heading.TOOL,
    )


def initials(name: str) -> str | None:
    """`M. R.`, the initials of the first and the last part of a name.

    None where a part of a name is one letter long already, so that its initial would tell it, or
    where an initial is no Latin letter, which a payer could not match with its own record.
    """
    parts = [word for part in name.split() if (word := _letters(part))]
    if not parts:
        return None
    ends = parts if len(parts) == 1 else [parts[0], parts[-1]]
    shown = [part.title()[0] for part in ends]
    latin = all(unicodedata.name(letter, "").startswith(_LATIN) for letter in shown)
    if not latin or any(len(part) == 1 for part in ends):
        return None
    return " ".join(f"{letter}." for letter in shown)


def _letters(part: str) -> str:
    """The letters of a part of a name, without marks, hyphens and stops."""
    return "".join(c for c in unicodedata.normalize("NFC", part) if c.isalpha())


def _sender(scribe: Scribe) -> tuple[Line, ...]:
    practice, clinician = scribe.case.practice, scribe.case.clinician
    own = clinician.phone if clinician else None
    return _lines(
        scribe,
        ("from", practice.name if practice else None),
        ("clinician", f"{clinician.name}, {clinician.credentials}" if clinician else None),
        ("phone", (practice.phone if practice else None) or own),
        ("fax", practice.fax if practice else None),
    )


def _recipient(scribe: Scribe) -> tuple[Line, ...]:
    """The payer as on its notice. A fax number that is not known is left to be filled in."""
    coverage = scribe.case.coverage
    known = _lines(scribe, ("to", coverage.payer), ("department", coverage.department))
    fax = Line(label=scribe.phrase("fax/label", label="fax"), value=coverage.fax or "")
    return (*known, fax)


def _kind(scribe: Scribe) -> LetterKind:
    """What the letter is; of a case that was not routed, by whether it was denied."""
    appealed = LetterKind.FIRST if scribe.case.denial else LetterKind.NECESSITY
    return scribe.routing.kind or appealed


def _about(scribe: Scribe) -> tuple[Line, ...]:
    """What the payer can match it with: its own number, else the letter's day and our number."""
    short, number = initials(scribe.case.patient.name), reference(scribe.case)
    short = short or scribe.phrase("fax/unnamed")
    ours = [] if number else [("letter", day(scribe.as_of)), ("case", scribe.case.id)]
    return _lines(
        scribe,
        ("member", short),
        ("reference", number),
        *ours,
    )


def reference(case: Case) -> str | None:
    """The payer's number of the claim or request; None for one that tells who the patient is."""
    denial = case.denial
    numbers = (denial.reference, denial.claim, denial.authorisation) if denial else ()
    return next((number for number in numbers if number and not _identifies(number, case)), None)


def _identifies(number: str, case: Case) -> bool:
    """Whether a number holds the name, the birth date or another number of the patient."""
    born = case.patient.born
    telling = [case.coverage.member_id, case.patient.account, *case.patient.name.split()]
    if born is not None:
        telling += [f"{born:%Y%m%d}", f"{born:%m%d%Y}", f"{born:%d%m%Y}", f"{born:%m%d%y}"]
    held = _bare(number)
    return any(len(_bare(each or "")) >= _TELLING and _bare(each or "") in held for each in telling)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _lines(scribe: Scribe, *lines: tuple[str, str | None]) -> tuple[Line, ...]:
    """The labelled lines that have a value."""
    return tuple(
        Line(label=scribe.phrase("fax/label", label=label), value=value)
        for label, value in lines
        if value
    )


def _confidential(scribe: Scribe) -> Paragraph:
    practice, clinician = scribe.case.practice, scribe.case.clinician
    phone = practice.phone if practice else clinician.phone if clinician else None
    claims = (
        scribe.claim(scribe.phrase("fax/confidential")),
        scribe.claim(
            scribe.phrase("fax/misdirected", phone=phone, fax=practice.fax if practice else None)
        ),
    )
    return Paragraph(claims=claims)
