"""The last day to file an appeal, and how it was counted."""

import datetime as dt
from typing import Any, Literal, NamedTuple

from letters.case import Case
from letters.case.model import Denial, Level, PlanTrack
from letters.case.vocabulary import RouteKind
from letters.citations import Library
from letters.citations.appeals import Filing
from letters.citations.source import Level as Verified
from letters.routing.days import business_day_by, end_of
from letters.routing.kinds import is_given
from letters.routing.model import Deadline, Route
from letters.routing.routes import guide

MAIL_DAYS = 5
"""Days set aside for the mail where a filing counts on the day on which it is received."""


class _Count(NamedTuple):
    """A counted last day: from which day, how that day was found, and what would sharpen it."""

    end: dt.date | None = None
    start: dt.date | None = None
    counted_from: Literal["notice", "receipt"] | None = None
    presumed: bool = False
    question: str | None = None


def deadline(
    case: Case, route: Route, library: Library, as_of: dt.date, level: Level | None
) -> Deadline | None:
    """The deadline of the appeal to be filed at `level`; None where nothing is left to appeal.

    The day that the notice states wins if it is earlier. Without a known plan track, without a
    confirmed window, or where a code tells of an appeal that the notice's level does not, no day is
    counted and the question says what to find out.
    """
    denial, words = case.denial, library.appeals.words
    if denial is None or route.barred:
        return None
    known = guide(route.kind, library.appeals)
    if route.kind is RouteKind.CONTRACT:
        return _without_rule(denial, level or Level.EXTERNAL, words.contract_window)
    if known is not None and not known.appeals:
        return None
    if level is None:
        return _without_rule(denial, Level.EXTERNAL, words.beyond)
    if route.kind is RouteKind.NEXT_LEVEL and denial.level is Level.INITIAL:
        return _without_rule(denial, level, words.which_level)
    if case.coverage.track is PlanTrack.OTHER:
        return _without_rule(denial, level, words.unknown_track)
    filing = library.appeals.filing(case.coverage.track, level)
    if filing is None:
        return _without_rule(denial, level, words.unverified)
    return _by_rule(case, denial, filing, library, as_of)


def is_unverified(filing: Filing, library: Library) -> bool:
    """Whether any statement under the filing is known from memory only; its day never prints."""
    levels = (library.statement(cite).verification.level for cite in filing.cites)
    return any(level is Verified.UNVERIFIED for level in levels)


def _without_rule(denial: Denial, level: Level, question: str) -> Deadline:
    stated = denial.deadline_on
    act_by = business_day_by(stated) if stated else None
    return Deadline(
        level=level, due=stated, act_by=act_by, stated=stated, question=question or None
    )


def _by_rule(
    case: Case, denial: Denial, filing: Filing, library: Library, as_of: dt.date
) -> Deadline:
    words, stated = library.appeals.words, denial.deadline_on
    if is_unverified(filing, library):
        untold = _without_rule(denial, filing.level, words.unverified)
        return untold.model_copy(update={"appeal": filing.appeal, "unverified": True})
    counted = count(filing, denial, words.no_notice_date)
    due = min((day for day in (stated, counted.end) if day is not None), default=None)
    return Deadline(
        level=filing.level,
        appeal=filing.appeal,
        due=due,
        act_by=_act_by(due, filing),
        stated=stated,
        computed=counted.end,
        counted_from=counted.counted_from,
        from_on=counted.start,
        presumed=counted.presumed,
        question=filing.question or counted.question,
        **_told(case, filing, is_given(denial, as_of)),
    )


def _told(case: Case, filing: Filing, served: bool) -> dict[str, Any]:
    """What the rule says in words of the library, for a service to come or one already given."""
    decision = filing.decision
    time = decision.standard if decision else None
    if decision and served:
        time = decision.payment or time
    elif decision and case.services:
        time = decision.drug or time
    return {
        "filed_when": None if filing.assumed else filing.filed_when,
        "rule": filing.says,
        "rule_as_of": filing.as_of if filing.says else None,
        "decision": time,
        "expedited": None if served else filing.expedited,
        "expedited_cites": () if served else filing.expedited_cites,
        "who": (served and filing.served_who) or filing.who,
        "form": (served and filing.served_form) or filing.form,
        "cites": filing.cites,
    }


def count(filing: Filing, denial: Denial, no_notice_date: str) -> _Count:
    """Counts the window from the notice or its receipt; the end is None when neither is known.

    Why: a receipt that is not recorded is presumed where the rule presumes it, and otherwise the
    notice's own date is counted from, which can only be too early. A receipt recorded later than
    presumed does not move the day, since the plan need not believe it.
    """
    notice, received = denial.notice_on, denial.received_on
    if filing.window is None or filing.counted_from is None:
        return _Count()
    if filing.counted_from == "notice":
        return _from(filing, notice, "notice") if notice else _Count(question=no_notice_date)
    if notice is not None and filing.presumed_days is not None:
        presumed = notice + dt.timedelta(days=filing.presumed_days)
        if received is None or presumed < received:
            return _from(filing, presumed, "receipt", presumed=True)
    if received is not None:
        return _from(filing, received, "receipt")
    return _from(filing, notice, "notice") if notice else _Count(question=no_notice_date)


def _from(
    filing: Filing,
    start: dt.date,
    counted_from: Literal["notice", "receipt"],
    presumed: bool = False,
) -> _Count:
    assert filing.window is not None
    end = end_of(filing.window, start, filing.unmatched)
    return _Count(end, start, counted_from, presumed)


def _act_by(due: dt.date | None, filing: Filing) -> dt.date | None:
    if due is None:
        return None
    mail = MAIL_DAYS if filing.filed_when == "received" else 0
    return business_day_by(due - dt.timedelta(days=mail))
