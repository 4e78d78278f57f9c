"""The route and the deadline of a denial as labelled lines: what it calls for, by when, and why."""

import datetime as dt

from letters.case.model import Level
from letters.case.vocabulary import RouteKind
from letters.rationale.model import CodeRow, RouteLine
from letters.rationale.writer import Scribe
from letters.routing.days import is_business_day
from letters.routing.model import Called, Deadline

_CODES_TOLD = 3
_DAYS = 2
"""How many lines of a deadline tell its days; they come first."""


def route_block(scribe: Scribe) -> tuple[RouteLine, ...]:
    """What the denial calls for, the deadline, and what to find out; nothing before any denial.

    The days stand first, but where the request is expedited: nobody waits for them.
    """
    if scribe.case.denial is None:
        return ()
    fetched = [_line(scribe, "fetch", one) for one in scribe.routing.route.fetch]
    lines = (*_route(scribe), *fetched, *deadline_block(scribe))
    if scribe.routing.expedited:
        return tuple(line.model_copy(update={"strong": False}) for line in lines)
    return tuple(sorted(lines, key=lambda line: not line.strong))


def haste(scribe: Scribe) -> tuple[RouteLine, ...]:
    """That an expedited request does not wait for the last day on which it may be filed."""
    if not scribe.routing.expedited:
        return ()
    deadline = scribe.routing.deadline
    text = scribe.phrase("route/expedited", decided=deadline.expedited if deadline else None)
    cites = deadline.expedited_cites if deadline else ()
    return (_line(scribe, "expedited", text, cites, strong=True),)


def step_lines(scribe: Scribe) -> tuple[RouteLine, ...]:
    """What is to be done beside the letter, where its route tells more than to file an appeal."""
    route = scribe.routing.route
    if route.kind not in (RouteKind.NEXT_LEVEL, RouteKind.BENEFIT):
        return ()
    return tuple(_line(scribe, "step", step) for step in route.steps)


def deadline_block(scribe: Scribe) -> tuple[RouteLine, ...]:
    """The appeal to file, its days and its rule, and what to find out."""
    if scribe.case.denial is None:
        return ()
    deadline = scribe.routing.deadline
    lines = [_window(scribe), *(_deadline(scribe, deadline) if deadline is not None else [])]
    lines += [_line(scribe, "question", question) for question in _asked(scribe)]
    return tuple(line for line in lines if line.value)


def _window(scribe: Scribe) -> RouteLine:
    """The payer's own time limit for what is filed first, which nobody but the payer knows.

    For a next appeal that is the day which the decision itself gives: not asked where it is known.
    """
    kind, deadline = scribe.routing.route.kind, scribe.routing.deadline
    if kind is RouteKind.NEXT_LEVEL and deadline is not None and deadline.stated is not None:
        return _line(scribe, "window", None)
    window = scribe.phrase("route/window", kind=kind.value if kind else None)
    return _line(scribe, "window", window, strong=True)


def _asked(scribe: Scribe) -> tuple[str, ...]:
    """What to find out, each question once; what the blank line asks for is not asked again."""
    routing, track = scribe.routing, scribe.case.coverage.track
    deadline, asked = routing.deadline, list(routing.questions)
    if routing.route.kind is not RouteKind.CONTRACT and deadline is not None and deadline.question:
        late = [] if deadline.due is None or deadline.due >= scribe.as_of else asked[:1]
        asked = [*late, deadline.question, *asked]
    patient = any(one.patient for one in routing.route.called)
    asked.append(scribe.phrase("route/billed", track=track.value, patient=patient))
    return tuple(dict.fromkeys(filter(None, asked)))


def _line(
    scribe: Scribe, label: str, value: str | None, cites: tuple[str, ...] = (), strong: bool = False
) -> RouteLine:
    return RouteLine(
        label=scribe.phrase("route/label", label=label),
        value=value or "",
        citations=scribe.numbering.cite(cites) if value else (),
        strong=strong,
    )


def _route(scribe: Scribe) -> tuple[RouteLine, ...]:
    route = scribe.routing.route
    called = deciding(route.called)
    text = scribe.phrase(
        "route/calls-for",
        kind=route.kind.value if route.kind else None,
        called=[(one.code, one.gloss if is_code(one) else "") for one in called[:_CODES_TOLD]],
        more=len(called[_CODES_TOLD:]),
    )
    cites = tuple(cite for one in called[:_CODES_TOLD] for cite in one.cites)
    barred = scribe.phrase("route/barred") if route.barred else None
    lines = (
        _line(scribe, "calls for", text, tuple(dict.fromkeys(cites))),
        _line(scribe, "barred", barred),
        _line(scribe, "then", remaining(scribe)),
    )
    return tuple(line for line in lines if line.value)


def deciding(called: tuple[Called, ...]) -> tuple[Called, ...]:
    """The codes and reasons that decide the route; all of them where none does."""
    return tuple(one for one in called if one.decided) or called


def is_code(one: Called) -> bool:
    """Whether a payer's code was given, which needs our words, and not a reason in words."""
    return any(char.isdigit() for char in one.code)


def remaining(scribe: Scribe) -> str | None:
    """What the denial still calls for once this step is done; a letter is the clinical appeal."""
    written = scribe.routing.kind is not None
    then = (k for k in scribe.routing.route.then if not (written and k is RouteKind.CLINICAL))
    kinds = [scribe.phrase("route/kind", kind=kind.value) for kind in then]
    return scribe.phrase("route/then", kinds=kinds) if kinds else None


def code_rows(scribe: Scribe) -> tuple[CodeRow, ...]:
    """Every code and stated reason in our own words, with what it calls for."""
    return tuple(
        CodeRow(
            code=one.code,
            gloss=scribe.phrase("route/gloss", called=one),
            calls_for=scribe.phrase("route/kind", kind=one.route.value if one.route else None),
            note=scribe.phrase("route/note", called=one) or None,
            citations=scribe.numbering.cite(one.cites),
        )
        for one in scribe.routing.route.called
    )


def _deadline(scribe: Scribe, deadline: Deadline) -> list[RouteLine]:
    """The lines of a deadline; a dispute under the payer's contract is no level of appeal."""
    disputed = scribe.routing.route.kind is RouteKind.CONTRACT
    appeal = (
        "" if disputed else scribe.phrase("route/appeal", deadline=deadline, known=leveled(scribe))
    )
    decider = "reviewer" if deadline.level is Level.EXTERNAL else "decision"
    told = [
        ("act", _dated(scribe, deadline.act_by), ()),
        (deadline.filed_when or "due", _dated(scribe, deadline.due, deadline.act_by), ()),
        ("appeal", appeal, ()),
        ("counted", scribe.phrase("route/counted", deadline=deadline), ()),
        ("who", scribe.phrase("route/who", deadline=deadline), ()),
        (decider, scribe.phrase("route/decision", deadline=deadline), ()),
        ("rule", scribe.phrase("route/rule", deadline=deadline), deadline.cites),
    ]
    return [
        _line(scribe, label, text, cites, strong=i < _DAYS)
        for i, (label, text, cites) in enumerate(told)
    ]


def leveled(scribe: Scribe) -> bool:
    """Whether the level of the decision is known: a code may tell of one that the notice lacks."""
    denial = scribe.case.denial
    upheld = scribe.routing.route.kind is RouteKind.NEXT_LEVEL
    return not (upheld and denial is not None and denial.level is Level.INITIAL)


def _dated(scribe: Scribe, day: dt.date | None, act_by: dt.date | None = None) -> str:
    """A day and how many are left, in words that need no color: one that is gone is PAST.

    A last day on which nobody works is named, with the day by which to act.
    """
    if day is None:
        return ""
    days = (day - scribe.as_of).days
    ahead = act_by is not None and scribe.as_of <= act_by <= day
    return scribe.phrase(
        "route/day",
        on=day,
        days=days,
        idle=act_by is not None and days >= 0 and not is_business_day(day),
        before=act_by if ahead else None,
    )
