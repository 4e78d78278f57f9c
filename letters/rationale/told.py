"""Chooses what a pathway tells of this patient."""

from collections.abc import Iterable
from typing import TypeVar

from letters.citations.pathway import Reply, Told
from letters.determination.model import Judgement
from letters.truth import Truth

AnyTold = TypeVar("AnyTold", bound=Told)


def holding(told: Iterable[AnyTold], judgement: Judgement) -> tuple[AnyTold, ...]:
    """Those whose `when` criteria are all met and whose `unless` criteria are none of them."""
    roots = (judgement.finding, *judgement.asides)
    found = [finding for root in roots for finding in root.everything()]
    met = {finding.criterion for finding in found if finding.truth is Truth.MET}
    return tuple(each for each in told if met.issuperset(each.when) and met.isdisjoint(each.unless))


def replies(answers: Iterable[Reply], judgement: Judgement) -> tuple[tuple[str, Reply], ...]:
    """Each adverse statement with the first reply to it that applies."""
    chosen: dict[str, Reply] = {}
    for reply in holding(answers, judgement):
        for statement in reply.to:
            chosen.setdefault(statement, reply)
    return tuple(chosen.items())
