"""What filing may cost, what must not be forgotten, and what to find out first."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from letters.case import Case
from letters.case.model import Coverage, Level, PlanTrack
from letters.case.vocabulary import RouteKind, folded
from letters.citations import Library
from letters.citations.appeals import Caution, Discussion, TrackEvidence
from letters.routing.days import printed
from letters.routing.kinds import is_given
from letters.routing.model import Deadline, Route

_APPEALS = (None, RouteKind.CLINICAL, RouteKind.NEXT_LEVEL)
_TALKS = (None, RouteKind.CLINICAL)


class Told(NamedTuple):
    """One remark with its statements; one that `asks` is a question."""

    says: str
    asks: bool
    cites: tuple[str, ...]


def may_cite_state_law(coverage: Coverage) -> bool:
    """Whether a State's step-therapy law may apply: fully insured plans of a known State only.

    Why: a State's insurance law does not reach self-funded employer plans, and nothing is known of
    a plan whose funding is not.
    """
    return coverage.track is PlanTrack.INSURED and coverage.state is not None


def evidence_for(track: PlanTrack, library: Library) -> TrackEvidence | None:
    """What may carry a use outside the label on a plan track; None where nothing is known."""
    return next((one for one in library.appeals.off_label if one.track is track), None)


def told(
    case: Case,
    route: Route,
    deadline: Deadline | None,
    reasons: tuple[str, ...],
    library: Library,
    as_of: dt.date,
) -> Iterator[Told]:
    """Everything that holds of this case: a day that is past, calls that an appeal would close."""
    if case.denial is None or deadline is None:
        return
    holding = [
        one
        for one in library.appeals.cautions
        if _is_due(one, route) and _holds(one, case, deadline, reasons, as_of)
    ]
    yield from (_told(one) for one in holding if one.late)
    yield from _discussions(case, route, library, as_of)
    yield from _counted_early(case, deadline, library)
    yield from (_told(one) for one in holding if not one.late)


def _told(caution: Caution) -> Told:
    return Told(caution.says, caution.asks, caution.cites)


def _is_due(caution: Caution, route: Route) -> bool:
    """Whether a caution matters on this route: one about appeals only where one is filed now.

    Questions are asked on every route, since their answers may shorten or close the time to appeal;
    of a dispute under the contract only those about the contract, which concern a service given.
    """
    if caution.reasons or route.kind in _APPEALS:
        return True
    disputed = route.kind is RouteKind.CONTRACT
    if caution.late is not None:
        return not disputed
    return caution.asks and (caution.served is True or not disputed)


def _holds(
    caution: Caution,
    case: Case,
    deadline: Deadline,
    reasons: tuple[str, ...],
    as_of: dt.date,
) -> bool:
    assert case.denial is not None
    late = deadline.due is not None and deadline.due < as_of
    continuing = any(service.continuing for service in case.services)
    return all(
        (
            not caution.tracks or case.coverage.track in caution.tracks,
            not caution.levels or deadline.level in caution.levels,
            not caution.reasons or not set(reasons).isdisjoint(caution.reasons),
            caution.served in (None, is_given(case.denial, as_of)),
            caution.late in (None, late),
            caution.continuing in (None, continuing),
            caution.state in (None, may_cite_state_law(case.coverage)),
        )
    )


def _counted_early(case: Case, deadline: Deadline, library: Library) -> Iterator[Told]:
    """A deadline counted from the notice although its receipt is what counts."""
    filing = library.appeals.filing(case.coverage.track, deadline.level)
    counts_receipt = filing is not None and filing.counted_from == "receipt"
    early = counts_receipt and deadline.counted_from == "notice" and not deadline.unverified
    if early and library.appeals.words.no_receipt_date:
        yield Told(library.appeals.words.no_receipt_date, True, ())


def _discussions(case: Case, route: Route, library: Library, as_of: dt.date) -> Iterator[Told]:
    """Peer-to-peer calls still open, the notice's own first; an appeal made has closed them."""
    denial, words = case.denial, library.appeals.words
    assert denial is not None
    appealing = route.kind in _TALKS or RouteKind.CLINICAL in route.then
    if denial.level is not Level.INITIAL or not appealing:
        return
    if denial.discuss_by is not None and denial.discuss_by >= as_of and words.discuss_by:
        yield Told(words.discuss_by.format(by=printed(denial.discuss_by)), False, ())
    for one in library.appeals.discussions:
        if denial.notice_on is not None and _offers(one, case.coverage):
            by = one.within.after(denial.notice_on)
            if by >= as_of and one.closed_by_appeal:
                yield Told(one.says.format(by=printed(by)), False, one.cites)


def _offers(one: Discussion, coverage: Coverage) -> bool:
    payer = folded(coverage.payer)
    named = (rf"(?<!\w){re.escape(folded(name))}(?!\w)" for name in one.names)
    return coverage.track not in one.not_tracks and any(re.search(name, payer) for name in named)
