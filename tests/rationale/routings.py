"""Routes and deadlines made by hand: what a document prints does not depend on how it was found."""

import datetime as dt
from typing import Any

from letters.case.model import Level
from letters.case.vocabulary import RouteKind
from letters.routing.model import Called, Deadline, Route, Routing

UNROUTED = Routing(route=Route(kind=None))
"""A request that was not denied, or a denial of which nothing was made out."""

CODE = Called(
    code="ZZ-7",
    gloss="the stars were not asked",
    route=RouteKind.CLINICAL,
    bears="the practice bears it",
    decided=True,
    cites=("osteal-league-2023/stardew-dose",),
)
OTHER = Called(code="ZZ-45", gloss="what was agreed", route=RouteKind.NOTHING, note="an old code")
UNKNOWN = Called(code="ZZ-99", gloss="not in our list", route=None)

DEADLINE = Deadline(
    level=Level.FIRST,
    appeal="plea to the plan",
    due=dt.date(2027, 1, 4),
    act_by=dt.date(2026, 12, 30),
    stated=dt.date(2027, 1, 4),
    computed=dt.date(2027, 1, 6),
    counted_from="receipt",
    from_on=dt.date(2026, 11, 7),
    presumed=True,
    filed_when="received",
    rule="60 days after receipt, which is presumed 5 days after the date of the notice",
    rule_as_of=dt.date(2026, 6, 20),
    decision="in 7 days",
    expedited="in 72 hours",
    who="the prescriber or the member",
    form="form M-7 for anybody else",
    cites=("glassbone-guild-2024/lantern-needed",),
)


def routed(kind: RouteKind | None, *called: Called, **fields: Any) -> Routing:
    """A routing of a kind; fields of its route and of the routing as they are given."""
    route = {name: fields.pop(name) for name in Route.model_fields if name in fields}
    return Routing(route=Route(kind=kind, called=called, **route), **fields)


CLINICAL = routed(
    RouteKind.CLINICAL,
    CODE,
    OTHER,
    deadline=DEADLINE,
    then=(RouteKind.CORRECTED_CLAIM,),
    warnings=("A call may no longer be had once an appeal is filed.",),
    questions=("Who pays for the plan?",),
)
