"""The files of one case as they are to stand in its folder."""

from collections.abc import Callable

from letters.case.frozen import Frozen
from letters.case.vocabulary import LetterKind
from letters.dossier.names import (
    ACTION_PDF,
    BRIEF_PDF,
    CASE,
    DETERMINATION,
    DRAFT_PACKET,
    FAX_PDF,
    GAPS_PDF,
    LETTER_PDF,
    MANIFEST,
    NOT_SUPPORTED_PDF,
    ORIGIN,
    PACKET,
    PATIENT_PDF,
    RATIONALE,
    REVIEW,
    REVIEW_PDF,
    SIGNED_PDF,
    WORD_FILE,
    packets,
)
from letters.pipeline.arguing import Argued
from letters.pipeline.wanted import CompanionKind
from letters.rationale.model import Letter, Printable
from letters.rendering import Rendered

Render = Callable[[Printable], Rendered]
Twin = Callable[[Letter], bytes]
"""Writes a letter as a Word file."""

FILE_OF = {
    **{kind.value: LETTER_PDF for kind in LetterKind},
    "gap sheet": GAPS_PDF,
    "not supported": NOT_SUPPORTED_PDF,
    "action sheet": ACTION_PDF,
    "review sheet": REVIEW_PDF,
    CompanionKind.BRIEF.value: BRIEF_PDF,
    CompanionKind.PATIENT.value: PATIENT_PDF,
    CompanionKind.FAX.value: FAX_PDF,
}
BESIDE = (SIGNED_PDF, *packets(PACKET), WORD_FILE, BRIEF_PDF, PATIENT_PDF, FAX_PDF)
"""What may stand beside a letter and its review sheet, as names and patterns."""
OURS = (
    *dict.fromkeys(FILE_OF.values()),
    *(RATIONALE, DETERMINATION, REVIEW, MANIFEST),
    *(name for name in BESIDE if name not in FILE_OF.values()),
    *(*packets(DRAFT_PACKET), CASE, ORIGIN),
)
"""All that is ours in the folder of a case but its log, the decisions, and what was put aside."""


def files_of(
    argued: Argued, origin: bytes, render: Render, twin: Twin | None = None
) -> dict[str, bytes]:
    """All files of a case by their names, its main document first, then the other documents."""
    files = _made(argued, render)
    if twin is not None and isinstance(argued.document, Letter):
        files[WORD_FILE] = twin(argued.document)
    files[RATIONALE] = _json(argued.document)
    if argued.determination is not None:
        files[DETERMINATION] = _json(argued.determination)
    if argued.review is not None:
        files[REVIEW] = _json(argued.review)
    return files | {CASE: _json(argued.case), ORIGIN: origin}


def _json(value: Frozen) -> bytes:
    return value.model_dump_json(indent=1).encode()


def _made(argued: Argued, render: Render) -> dict[str, bytes]:
    """Each finished PDF under its file name; the cover of a fax counts the pages of the letter."""
    letter = render(argued.document)
    made: list[tuple[Printable, Rendered]] = [(argued.document, letter)]
    beside = (argued.review, *argued.companions)
    made += [(document, render(document)) for document in beside if document is not None]
    if argued.fax is not None:
        cover = argued.fax.model_copy(update={"pages": letter.pages + 1})
        made.append((cover, render(cover)))
    return {FILE_OF[document.document]: rendered.pdf for document, rendered in made}
