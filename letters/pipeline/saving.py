"""The files of one case as they are to stand in its folder."""

from collections.abc import Callable

from letters.case.frozen import Frozen
from letters.case.vocabulary import LetterKind
from letters.dossier.checking import MANIFEST, WORD_FILE
from letters.dossier.folder import CASE, ORIGIN, REVIEW
from letters.pipeline.arguing import Argued
from letters.pipeline.wanted import CompanionKind
from letters.rationale.model import Letter, Printable
from letters.rationale.shown import NAME
from letters.rendering import Rendered

Render = Callable[[Printable], Rendered]
Twin = Callable[[Letter], bytes]
"""Writes a letter as a Word file."""

LETTER_FILE, REVIEW_FILE = "letter.pdf", "review.pdf"
FILE_OF = {
    **{kind.value: LETTER_FILE for kind in LetterKind},
    "gap sheet": "gaps.pdf",
    "not supported": "not-supported.pdf",
    "action sheet": "action.pdf",
    "review sheet": REVIEW_FILE,
    CompanionKind.BRIEF.value: "brief.pdf",
    CompanionKind.PATIENT.value: "patient.pdf",
    CompanionKind.FAX.value: "fax.pdf",
    "exhibit index": "packet.pdf",
}
SIGNED_FILE = "signed.pdf"
BESIDE = (SIGNED_FILE, "packet*.pdf", WORD_FILE, "brief.pdf", "patient.pdf", "fax.pdf")
"""What may stand beside a letter and its review sheet, as names and patterns."""
DETERMINATION = "determination.json"
OURS = (
    *dict.fromkeys(FILE_OF.values()),
    *(NAME, DETERMINATION, REVIEW, MANIFEST),
    *(name for name in BESIDE if name not in FILE_OF.values()),
    *("draft-packet*.pdf", CASE, ORIGIN),
)
"""All that is ours in the folder of a case but its log, the decisions, and what was put aside."""


def files_of(
    argued: Argued, origin: bytes, render: Render, twin: Twin | None = None
) -> dict[str, bytes]:
    """All files of a case by their names, its main document first, then the other documents."""
    files = _made(argued, render)
    if twin is not None and isinstance(argued.document, Letter):
        files[WORD_FILE] = twin(argued.document)
    files[NAME] = _json(argued.document)
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
