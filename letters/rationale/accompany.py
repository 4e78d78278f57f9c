"""What goes with a letter, each a pure function of the case and of what was composed from it."""

import datetime as dt
from typing import Literal

from letters.case import Case
from letters.citations import Library
from letters.determination import Determination
from letters.determination.matter import Matter
from letters.rationale.audit import audit
from letters.rationale.brief import brief
from letters.rationale.fax import fax_cover
from letters.rationale.model import Brief, FaxCover, Letter, PatientCopy
from letters.rationale.patient import patient_copy
from letters.rationale.writer import Scribe, Writer
from letters.routing.model import Routing
from letters.templates import SHIPPED, Templates


def compose_brief(
    case: Case,
    determination: Determination,
    library: Library,
    routing: Routing,
    letter: Letter,
    templates: Templates = SHIPPED,
) -> Brief:
    """The brief for a peer-to-peer call about a letter; it stays in the practice.

    Raises PackError when a sentence would say what the pack has audited as wrong.
    """
    writer, matter = _given(case, determination, library, routing, letter, templates)
    made = brief(writer, matter, letter)
    audit(made, matter.pack)
    return made


def compose_patient_copy(
    case: Case,
    determination: Determination,
    library: Library,
    routing: Routing,
    letter: Letter,
    templates: Templates = SHIPPED,
) -> PatientCopy:
    """The letter in plain language for the patient.

    Raises PackError when a sentence would say what the pack has audited as wrong.
    """
    writer, matter = _given(case, determination, library, routing, letter, templates)
    made = patient_copy(writer, matter, letter)
    audit(made, matter.pack)
    return made


def compose_fax_cover(
    case: Case,
    library: Library,
    routing: Routing,
    as_of: dt.date,
    request_type: Literal["STANDARD", "EXPEDITED"],
    pages: int | None = None,
    templates: Templates = SHIPPED,
) -> FaxCover:
    """The cover of a fax to the payer; `pages` counts it too, None while that is not known."""
    return fax_cover(
        Scribe(case, library, routing, as_of, templates=templates), request_type, pages
    )


def _given(
    case: Case,
    determination: Determination,
    library: Library,
    routing: Routing,
    letter: Letter,
    templates: Templates = SHIPPED,
) -> tuple[Writer, Matter]:
    """What a companion of a letter writes with. There is a letter, so there is a pack."""
    known = case.known_on(determination.as_of)
    writer = Writer(known, determination, library, routing, letter.references, templates)
    writer.tables = letter.tables
    assert writer.pack is not None
    matter = Matter(known, known.services[0], library, writer.pack, determination.as_of)
    return writer, matter
