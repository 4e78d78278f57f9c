"""Case + Determination -> Rationale: the one document that the outcome calls for."""

from letters.case import Case
from letters.citations import Library
from letters.determination import Determination
from letters.determination.matter import Matter
from letters.rationale.audit import audit
from letters.rationale.letter import LetterWriter
from letters.rationale.model import Document, ReviewSheet
from letters.rationale.review import review_sheet
from letters.rationale.sheets import gap_sheet, unsupported_sheet
from letters.rationale.writer import Writer


def compose(
    case: Case, determination: Determination, library: Library, notices: tuple[str, ...] = ()
) -> Document:
    """The letter, the gap sheet or the not-supported sheet, with intake's remarks on the case.

    Raises PackError when a sentence would say what the pack has audited as wrong.
    """
    writer, matter = _before(case, determination, library)
    if matter is None:
        return unsupported_sheet(writer, None, notices)
    document = _document(determination, writer, matter, notices)
    audit(document, matter.pack)
    return document


def _document(
    determination: Determination, writer: Writer, matter: Matter, notices: tuple[str, ...]
) -> Document:
    if determination.outcome == "supported" or determination.overridden:
        return LetterWriter(writer, matter).write()
    if determination.outcome == "undetermined":
        return gap_sheet(writer, matter, notices)
    return unsupported_sheet(writer, matter, notices)


def compose_review(
    case: Case,
    determination: Determination,
    library: Library,
    letter: Document,
    notices: tuple[str, ...] = (),
) -> ReviewSheet:
    """The review sheet that goes with a letter."""
    known = case.known_on(determination.as_of)
    return review_sheet(Writer(known, determination, library), letter, notices)


def _before(
    case: Case, determination: Determination, library: Library
) -> tuple[Writer, Matter | None]:
    case = case.known_on(determination.as_of)
    writer = Writer(case, determination, library)
    pack = writer.pack
    if pack is None:
        return writer, None
    return writer, Matter(case, case.services[0], library, pack, determination.as_of)
