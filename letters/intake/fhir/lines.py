"""One line of a claim under our headings: what was billed, when, and what was decided on it."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import Decimal

from letters import codes
from letters.case.vocabulary import Drug
from letters.intake.fhir.adjudication import Outcome
from letters.intake.fhir.billing import Item
from letters.intake.fhir.elements import Concept, Period, day, plain
from letters.intake.fhir.terms import Terms
from letters.intake.rows import Cell

_PROCEDURE = re.compile(r"[A-Z0-9][0-9]{3}[A-Z0-9]")
_HCPCS = re.compile(r"[A-Z][0-9]{4}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_NOT_BILLED = re.compile(
    r"snomed|loinc|rxnorm|/ndc|icd|RevenueCodes|place-of-service", re.IGNORECASE
)
_NDC = ("http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69")


def product(item: Item, terms: Terms) -> dict[str, Cell]:
    """What a line bills: procedure or HCPCS code, NDC, modifiers, and the drug if it is known."""
    concepts = [item.product_or_service, *(each.product_or_service for each in item.detail)]
    known = [concept for concept in concepts if concept is not None]
    cells: dict[str, Cell] = {}
    if (procedure := _procedure(known[:1])) is not None:
        cells["procedure"] = procedure
        if _HCPCS.fullmatch(procedure):
            cells["hcpcs"] = procedure
    if (ndc := _ndc(known)) is not None:
        cells["ndc"] = ndc
    modifiers = [code.upper() for each in item.modifier for code in each.codes()[:1]]
    if modifiers and all(map(_MODIFIER.fullmatch, modifiers)):
        cells["modifiers"] = "; ".join(modifiers)
    drug: Drug | None = terms.billed(known)
    return {**cells, "drug": drug.name} if drug is not None else cells


def billed(item: Item) -> dict[str, Cell]:
    """Units and day of a line."""
    cells: dict[str, Cell] = {}
    if item.quantity is not None and item.quantity.value is not None and item.quantity.value > 0:
        cells["line units"] = plain(item.quantity.value)
    served = served_on(item)
    return {**cells, "service date": served} if served is not None else cells


def served_on(item: Item) -> Cell | None:
    """The first day of a line."""
    period = item.serviced_period or Period(start=item.serviced_date)
    return day(period.start)


def outcome_cells(outcome: Outcome) -> dict[str, Cell]:
    """What was decided, in amounts and codes."""
    reasons = outcome.reasons
    told: dict[str, Cell | None] = {
        "charged": _money(outcome.charged),
        "paid": _money(outcome.paid),
        "denial codes": "; ".join(reasons.printed),
        "remark codes": "; ".join(reasons.remarks),
        "group code": reasons.groups[0] if len(reasons.groups) == 1 else None,
    }
    return {heading: cell for heading, cell in told.items() if cell}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None or amount < 0 else plain(amount)


def _procedure(concepts: Iterable[Concept]) -> str | None:
    """The one code of the shape of CPT or HCPCS that is not of a system of another kind."""
    found = {
        coding.code.strip().upper()
        for concept in concepts
        for coding in concept.coding
        if coding.code and not _NOT_BILLED.search(coding.system or "")
    }
    fitting = {code for code in found if _PROCEDURE.fullmatch(code)}
    return fitting.pop() if len(fitting) == 1 else None


def _ndc(concepts: Sequence[Concept]) -> str | None:
    """The drug code in eleven digits; ten digits without hyphens could be any of three codes."""
    found: set[str] = set()
    for code in (code for concept in concepts for code in concept.codes(*_NDC)):
        with suppress(ValueError):
            found.add(codes.ndc(code))
    return found.pop() if len(found) == 1 else None
