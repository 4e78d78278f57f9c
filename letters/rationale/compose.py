"""Case + Determination + Routing -> Rationale: the one document that the outcome calls for."""

import datetime as dt

from letters.case import Case
from letters.citations import Library
from letters.determination import Determination
from letters.determination.matter import Matter
from letters.rationale.action import action_sheet
from letters.rationale.audit import audit
from letters.rationale.letter import LetterWriter
from letters.rationale.model import ActionSheet, Document, ReviewSheet
from letters.rationale.review import review_sheet
from letters.rationale.sheets import gap_sheet, unsupported_sheet
from letters.rationale.writer import Scribe, Writer
from letters.routing.model import Routing
from letters.templates import SHIPPED, Templates


def compose(
    case: Case,
    determination: Determination,
    library: Library,
    routing: Routing,
    notices: tuple[str, ...] = (),
    templates: Templates = SHIPPED,
) -> Document:
    """The letter, the gap sheet or the not-supported sheet, with intake's remarks on the case.

    Raises PackError when a sentence would say what the pack has audited as wrong.
    """
    case = case.known_on(determination.as_of)
    writer = Writer(case, determination, library, routing, templates=templates)
    pack = writer.pack
    matter = None
    if pack is not None and case.services:
        matter = Matter(case, case.services[0], library, pack, determination.as_of)
    document = _document(writer, matter, notices)
    if pack is not None:
        audit(document, pack)
    return document


def _document(writer: Writer, matter: Matter | None, notices: tuple[str, ...]) -> Document:
    determination = writer.determination
    if matter is not None and (determination.outcome == "supported" or determination.overridden):
        return LetterWriter(writer, matter).write()
    if determination.outcome == "undetermined":
        return gap_sheet(writer, matter, notices)
    return unsupported_sheet(writer, matter, notices)


def compose_action(
    case: Case,
    routing: Routing,
    library: Library,
    as_of: dt.date,
    notices: tuple[str, ...] = (),
    templates: Templates = SHIPPED,
) -> ActionSheet:
    """The action sheet of a denial that no clinical letter answers first.

    Nothing of the record is judged for it. `as_of` is the day from which days are counted.
    """
    return action_sheet(Scribe(case, library, routing, as_of, templates=templates), notices)


def compose_review(
    case: Case,
    determination: Determination,
    library: Library,
    letter: Document,
    routing: Routing,
    notices: tuple[str, ...] = (),
    templates: Templates = SHIPPED,
) -> ReviewSheet:
    """The review sheet that goes with a letter."""
    known = case.known_on(determination.as_of)
    writer = Writer(known, determination, library, routing, letter.references, templates)
    return review_sheet(writer, letter, notices)
