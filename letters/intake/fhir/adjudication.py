"""Tells of each line of a claim what the payer decided: paid, refused, pended, and by which codes.

A line is refused where one of its adjustment reasons (CARC) is not among the settled ones of the
vocabulary, as it is on a remittance. Where no reason is coded it is refused if the payer says
`denied`, or pays nothing of an amount that it calls not covered or not eligible. The answer to a
request for authorisation is told by its review action (X12 306): A3 not certified, A2 certified in
part, A6 modified are refusals; A4 is pended.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from letters import codes
from letters.intake.fhir.billing import Adjudication, Item
from letters.intake.fhir.elements import Coding, Concept, Extension, extensions

_OF_REASONS = frozenset({"denialreason", "adjustmentreason"})
_CARC_SYSTEM = re.compile(r"claim-adjustment-reason|carc\b|adjustment-reason-code", re.IGNORECASE)
_RARC_SYSTEM = re.compile(r"remittance-advice-remark|rarc\b|remark-code", re.IGNORECASE)
_GROUP_SYSTEM = re.compile(r"adjustment-group|cagc\b", re.IGNORECASE)
_X12 = re.compile(r"x12\.org|wpc-edi\.com", re.IGNORECASE)
_ADJUSTMENT = re.compile(rf"(?:({'|'.join(codes.GROUPS)})[- ]?)?([ABDPWY]?[0-9]{{1,3}})")
_PAID = ("benefit", "paidtoprovider", "paidtopatient")


class Decision(StrEnum):
    """What became of a line."""

    GRANTED = "granted"
    REFUSED = "refused"
    PENDED = "pended"
    UNTOLD = "untold"


_ACTIONS = {
    "A1": Decision.GRANTED,
    "A2": Decision.REFUSED,
    "A3": Decision.REFUSED,
    "A4": Decision.PENDED,
    "A6": Decision.REFUSED,
}


@dataclass(frozen=True)
class Reasons:
    """Codes of a decision: adjustments as (group, CARC), and remarks (RARC)."""

    adjustments: tuple[tuple[str | None, str], ...] = ()
    remarks: tuple[str, ...] = ()
    denied: bool = False

    def __add__(self, other: "Reasons") -> "Reasons":
        return Reasons(
            tuple(dict.fromkeys((*self.adjustments, *other.adjustments))),
            tuple(dict.fromkeys((*self.remarks, *other.remarks))),
            self.denied or other.denied,
        )

    @property
    def printed(self) -> tuple[str, ...]:
        """All codes as a notice prints them, as `CO-50`, `50`, `N115`."""
        written = (f"{group}-{code}" if group else code for group, code in self.adjustments)
        return (*written, *self.remarks)

    @property
    def groups(self) -> tuple[str, ...]:
        """The group codes, each once."""
        return tuple(dict.fromkeys(group for group, _ in self.adjustments if group))


@dataclass(frozen=True)
class Outcome:
    """What a payer decided on a line. `said` is what it says of a review in words."""

    decision: Decision
    reasons: Reasons = Reasons()
    charged: Decimal | None = None
    paid: Decimal | None = None
    number: str | None = None
    said: tuple[str, ...] = field(default=())


def decided(item: Item, whole: Reasons, settled: frozenset[str]) -> Outcome:
    """What was decided on a line; `whole` are reasons that stand for every line of its claim."""
    reviews = list(_reviews(item.adjudication))
    amounts = _amounts(item.adjudication)
    charged = amounts.get("submitted", item.net.value if item.net else None)
    paid = _paid(amounts)
    own = reasons(item.adjudication)
    if not own.adjustments and not paid:
        own = own + whole
    number = next((each for review in reviews if (each := _number(review))), None)
    if reviews:
        said = tuple(text for review in reviews for text in _said(review))
        return Outcome(_reviewed(reviews), own, charged, paid, number, said)
    return Outcome(_weighed(own, amounts, paid, settled), own, charged, paid)


def _weighed(
    own: Reasons, amounts: dict[str, Decimal], paid: Decimal | None, settled: frozenset[str]
) -> Decision:
    if any(code not in settled for _, code in own.adjustments) or own.denied:
        return Decision.REFUSED
    if own.adjustments or paid:
        return Decision.GRANTED
    unpaid = paid is not None or "noncovered" in amounts
    shared = any(amounts.get(part) for part in ("deductible", "copay", "coinsurance"))
    refused = amounts.get("noncovered") or (paid == 0 and amounts.get("eligible") == 0)
    if unpaid and not shared and (refused or (paid == 0 and own.remarks)):
        return Decision.REFUSED
    if paid == 0 and "eligible" not in amounts and not shared and amounts.get("submitted"):
        return Decision.REFUSED
    return Decision.GRANTED if amounts else Decision.UNTOLD


def _amounts(adjudications: Iterable[Adjudication]) -> dict[str, Decimal]:
    """Amounts by their category, several of one added up."""
    found: dict[str, Decimal] = {}
    for each in adjudications:
        value = each.amount.value if each.amount else None
        for code in each.category.codes() if each.category and value is not None else ():
            found[code] = found.get(code, Decimal(0)) + (value or Decimal(0))
    return found


def _paid(amounts: dict[str, Decimal]) -> Decimal | None:
    """What was paid to whomever: the benefit, else what the two were paid."""
    if "benefit" in amounts:
        return amounts["benefit"]
    known = [amounts[part] for part in _PAID if part in amounts]
    return sum(known, Decimal(0)) if known else None


def reasons(adjudications: Sequence[Adjudication]) -> Reasons:
    """The codes of decisions. A group code that stands alone is that of all their adjustments."""
    adjustments: dict[tuple[str | None, str], None] = {}
    remarks: dict[str, None] = {}
    groups: dict[str, None] = {}
    denied = False
    for each in adjudications:
        slices = set(each.category.codes()) if each.category else set()
        for coding in each.reason.coding if each.reason else ():
            code = (coding.code or "").strip().upper()
            denied |= code == "DENIED"
            kind = _kind(coding, code, bool(slices & _OF_REASONS))
            if kind == "adjustment" and (match := _ADJUSTMENT.fullmatch(code)) is not None:
                adjustments[match[1], match[2]] = None
            elif kind == "remark" and codes.is_remark(code):
                remarks[code] = None
            elif kind == "group" and code in codes.GROUPS:
                groups[code] = None
    only = next(iter(groups)) if len(groups) == 1 else None
    return Reasons(
        tuple((group or only, code) for group, code in adjustments), tuple(remarks), denied
    )


def _kind(coding: Coding, code: str, in_slice: bool) -> str | None:
    """Which list a code is of: by its code system, else by its shape where a reason must stand.

    Why the shape decides only for X12's own systems and for none: payers have lists of their own
    whose codes are as short.
    """
    system = coding.system or ""
    for kind, pattern in (
        ("adjustment", _CARC_SYSTEM),
        ("remark", _RARC_SYSTEM),
        ("group", _GROUP_SYSTEM),
    ):
        if pattern.search(system):
            return kind
    if not in_slice or (system and not _X12.search(system)):
        return None
    if code in codes.GROUPS:
        return "group"
    return "remark" if codes.is_remark(code) else "adjustment"


def _reviews(adjudications: Iterable[Adjudication]) -> Iterator[Extension]:
    for each in adjudications:
        yield from extensions(each.extension, "reviewAction")


def _within(review: Extension, *named: str) -> Iterator[Extension]:
    for name in named:
        yield from extensions(review.extension, name)


def _reviewed(reviews: Sequence[Extension]) -> Decision:
    """The decision of review actions; one that refuses counts before one that grants."""
    codes_ = {
        code.upper()
        for review in reviews
        for each in _within(review, "reviewActionCode", "code")
        if each.value_codeable_concept is not None
        for code in each.value_codeable_concept.codes()
    }
    found = {_ACTIONS.get(code, Decision.UNTOLD) for code in codes_}
    order = (Decision.REFUSED, Decision.PENDED, Decision.UNTOLD, Decision.GRANTED)
    return next((decision for decision in order if decision in found), Decision.UNTOLD)


def _number(review: Extension) -> str | None:
    numbers = (each.value_string for each in _within(review, "number"))
    return next((number.strip() for number in numbers if number and number.strip()), None)


def _said(review: Extension) -> Iterator[str]:
    """The payer's words for its reasons. Their codes are of a list (X12 886) that is not read."""
    for each in _within(review, "reasonCode", "reviewActionReasonCode"):
        concept: Concept | None = each.value_codeable_concept
        yield from concept.texts[:1] if concept else ()
