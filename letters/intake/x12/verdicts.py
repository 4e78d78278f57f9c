"""Tells of each part of a claim whether the payer refused it, or paid, or settled it otherwise."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from letters.intake.x12.remittance import Adjusted, Claim, Part

DENIED = "4"
REVERSAL = "22"
UNDECIDED = {
    **dict.fromkeys(
        ("5", "10", "13", "15", "16", "17"), "the payer has not decided this claim yet"
    ),
    "23": "it was not this payer's claim, who sent it on to another",
    "25": "it is a price told before the service, not a decision on a claim",
}
"""Claim status codes of what is no decision, those of older versions included, and why not."""

_REPEATED = frozenset({"18"})
"""The adjustment reason of a claim that the payer takes for a copy of one decided before."""


class Outcome(StrEnum):
    """What became of a part of a claim."""

    REFUSED = "it was refused"
    PAID = "it was paid"
    SETTLED = (
        "it was processed, not refused: the patient's share, the contract's discount or no charge"
    )
    UNTOLD = "nothing was paid and no reason is told"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a service line, or of the claim itself, and the adjustments that tell so."""

    part: Part
    adjustments: list[Adjusted]
    outcome: Outcome


def judge(claim: Claim, settled: Collection[str]) -> list[Verdict]:
    """The verdict on each line; on the claim itself where it has none, or refuses for all.

    Adjustments of the claim are those of every line that was not paid in full and has none of its
    own. `settled` are reasons of a claim that was processed, not refused.
    """
    denied = claim.status == DENIED
    own = claim.own
    if not claim.lines:
        return [Verdict(own, own.adjustments, _outcome(own, own.adjustments, denied, settled))]
    verdicts = []
    taken = False
    for line in claim.lines:
        adjustments = line.adjustments
        if not adjustments and line.charged != line.paid:
            adjustments = own.adjustments
            taken = True
        verdicts.append(Verdict(line, adjustments, _outcome(line, adjustments, denied, settled)))
    if not taken and any(_refuses(adjusted, settled) for adjusted in own.adjustments):
        verdicts.append(Verdict(own, own.adjustments, Outcome.REFUSED))
    return verdicts


def is_repeat(verdicts: Iterable[Verdict], settled: Collection[str]) -> bool:
    """Whether all that was refused was refused as a copy of a claim decided before."""
    refused = [each for each in verdicts if each.outcome is Outcome.REFUSED]
    return bool(refused) and all(
        reasons and reasons <= _REPEATED
        for reasons in ({a.reason for a in refusing(v.adjustments, settled)} for v in refused)
    )


def refusing(adjustments: Iterable[Adjusted], settled: Collection[str]) -> Iterator[Adjusted]:
    """The adjustments that are neither the patient's share nor the contract's discount."""
    return (adjusted for adjusted in adjustments if adjusted.reason not in settled)


def _outcome(
    part: Part, adjustments: list[Adjusted], denied: bool, settled: Collection[str]
) -> Outcome:
    unsettled = [a for a in refusing(adjustments, settled) if a.amount is None or a.amount >= 0]
    if any(_refuses(adjusted, settled) for adjusted in unsettled):
        return Outcome.REFUSED
    if part.paid is not None and part.paid > 0:
        return Outcome.PAID
    if denied and (unsettled or not adjustments):
        return Outcome.REFUSED
    if part.charged is not None and part.charged <= 0:
        return Outcome.SETTLED
    if unsettled:
        return Outcome.REFUSED
    return Outcome.SETTLED if adjustments else Outcome.UNTOLD


def _refuses(adjusted: Adjusted, settled: Collection[str]) -> bool:
    """Whether an adjustment takes money for a reason that is not settled.

    One below zero gives money back, as where more was paid than was charged.
    """
    takes = adjusted.amount is None or adjusted.amount > 0
    return takes and adjusted.reason not in settled


def is_balanced(part: Part, adjustments: Iterable[Adjusted]) -> bool:
    """Whether charge less adjustments is what was paid; true where an amount is not known."""
    amounts = [adjusted.amount for adjusted in adjustments]
    if part.charged is None or part.paid is None or None in amounts:
        return True
    taken = sum((amount for amount in amounts if amount is not None), start=Decimal(0))
    return part.charged - taken == part.paid
