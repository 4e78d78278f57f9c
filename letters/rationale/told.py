"""Chooses what a pathway tells of this patient."""

from collections.abc import Iterable
from typing import TypeVar

from letters.citations.pathway import Reply, Told
from letters.determination.model import Judgement
from letters.determination.policies import met_among, told_where

AnyTold = TypeVar("AnyTold", bound=Told)


def holding(told: Iterable[AnyTold], judgement: Judgement) -> tuple[AnyTold, ...]:
    """Those whose `when` criteria are all met and whose `unless` criteria are none of them."""
    met = met_among((judgement.finding, *judgement.asides))
    return tuple(each for each in told if told_where(each, met))


def replies(answers: Iterable[Reply], judgement: Judgement) -> tuple[tuple[str, Reply], ...]:
    """Each adverse statement with the first reply to it that applies."""
    chosen: dict[str, Reply] = {}
    for reply in holding(answers, judgement):
        for statement in reply.to:
            chosen.setdefault(statement, reply)
    return tuple(chosen.items())
