"""Which kind of letter a case calls for: proposed from level, urgency and route, or as asked."""

import datetime as dt
from typing import Literal, NamedTuple, NoReturn

from letters.case import Case
from letters.case.model import Denial, Level
from letters.case.vocabulary import LetterKind, RouteKind
from letters.citations import Library
from letters.errors import UsageError
from letters.routing.model import Route

Because = Literal[
    "no denial",
    "required drugs",
    "first decision",
    "urgent",
    "given",
    "upheld",
    "independent",
    "final",
    "asked",
    "another step",
    "level unknown",
    "nothing left",
]
"""Why a kind was chosen; the last three tell why there is no letter."""

_NEXT: dict[Level, Level | None] = {
    Level.INITIAL: Level.FIRST,
    Level.FIRST: Level.SECOND,
    Level.SECOND: Level.EXTERNAL,
    Level.EXTERNAL: None,
}
_REQUESTS = (LetterKind.NECESSITY, LetterKind.EXCEPTION)
_FIRSTS = (LetterKind.FIRST, LetterKind.EXPEDITED)


class KindError(UsageError):
    """A kind of letter was asked for that the case can never carry, however it is completed."""


class Chosen(NamedTuple):
    """A kind of letter, None where no letter is called for, and why."""

    kind: LetterKind | None
    because: Because


def choose_kind(
    case: Case,
    route: Route,
    reasons: tuple[str, ...],
    library: Library,
    as_of: dt.date,
    asked: LetterKind | None = None,
) -> Chosen:
    """The kind of letter that a case calls for; one that is asked for wins where it can be.

    A denial that calls for another step first gets no letter, whatever is asked: an appeal does not
    cure it. Raises KindError for a kind that the case can never carry.
    """
    held = _held(case, route, reasons, library, asked)
    if held is not None:
        return Chosen(None, held)
    if asked is None:
        return _proposed(case, route, library, as_of)
    _refuse_impossible(case, asked, as_of)
    return Chosen(asked, "asked")


def filed_level(case: Case, kind: LetterKind | None, library: Library) -> Level | None:
    """The level of the appeal that a letter of a kind files; None for what is no appeal.

    An independent review may stand at the second level, as it does on some tracks.
    """
    denial = case.denial
    if denial is None:
        return None
    following = _NEXT[denial.level]
    skips = kind is LetterKind.EXTERNAL and denial.level is Level.FIRST
    return Level.EXTERNAL if skips and not _is_independent(case, library) else following


def is_given(denial: Denial | None, as_of: dt.date) -> bool:
    """Whether the service was given already, so that nothing about it can be urgent."""
    return denial is not None and denial.served_on is not None and denial.served_on <= as_of


def is_urgent(case: Case, as_of: dt.date) -> bool:
    """Whether a physician has stated by now that the time is short, for a service not yet given."""
    stated = case.urgency is not None and case.urgency.on <= as_of
    return stated and not is_given(case.denial, as_of)


def _held(
    case: Case,
    route: Route,
    reasons: tuple[str, ...],
    library: Library,
    asked: LetterKind | None,
) -> Because | None:
    """Why no letter goes out on this route."""
    denial = case.denial
    if denial is None or route.is_clinical:
        return None
    if route.kind is RouteKind.NEXT_LEVEL:
        if denial.level is Level.INITIAL:
            return "level unknown"
        return "nothing left" if _NEXT[denial.level] is None else None
    excepted = route.kind is RouteKind.BENEFIT and _opens_exception(reasons, library)
    wanted = asked is LetterKind.EXCEPTION or (asked is None and bool(case.required_drugs))
    return None if excepted and wanted and not route.barred else "another step"


def _opens_exception(reasons: tuple[str, ...], library: Library) -> bool:
    """Whether a reason turns on other drugs: a prescriber can speak of these, not of a benefit."""
    terms = library.vocabulary.denial_reasons
    return any(term.answered_by == "alternatives" for term in terms if term.id in reasons)


def _proposed(case: Case, route: Route, library: Library, as_of: dt.date) -> Chosen:
    denial = case.denial
    if denial is None:
        if case.required_drugs:
            return Chosen(LetterKind.EXCEPTION, "required drugs")
        return Chosen(LetterKind.NECESSITY, "no denial")
    if route.kind is RouteKind.BENEFIT:
        return Chosen(LetterKind.EXCEPTION, "required drugs")
    if denial.level is Level.INITIAL:
        if is_urgent(case, as_of):
            return Chosen(LetterKind.EXPEDITED, "urgent")
        return Chosen(LetterKind.FIRST, "given" if case.urgency else "first decision")
    if denial.level is Level.FIRST and not _is_independent(case, library):
        return Chosen(LetterKind.SECOND, "upheld")
    because: Because = "final" if denial.level is Level.SECOND else "independent"
    return Chosen(LetterKind.EXTERNAL, because)


def _is_independent(case: Case, library: Library) -> bool:
    """Whether the second level of the plan track is heard by someone else than the plan."""
    filing = library.appeals.filing(case.coverage.track, Level.SECOND)
    return filing is not None and filing.independent


def _refuse_impossible(case: Case, asked: LetterKind, as_of: dt.date) -> None:
    """Raises KindError where no answer of the practice could make the kind right."""
    denial = case.denial
    if denial is None:
        if asked not in _REQUESTS:
            _refuse(asked, "there is no denial on record", "record the denial, or ask for another")
        return
    if asked is LetterKind.NECESSITY:
        _refuse(asked, "the request was denied", "ask for an appeal or an exception")
    if asked is LetterKind.EXPEDITED and is_given(denial, as_of):
        _refuse(asked, "the service was already given", "ask for a first-level appeal")
    if asked in _FIRSTS and denial.level is not Level.INITIAL:
        _refuse(asked, "the decision is one on an appeal", "ask for the next level")
    later = asked in (LetterKind.SECOND, LetterKind.EXTERNAL)
    if later and denial.level is Level.INITIAL:
        _refuse(asked, "no appeal has been decided", "ask for a first-level appeal")
    if asked is LetterKind.SECOND and denial.level is Level.SECOND:
        _refuse(asked, "the second level has been decided", "ask for an external review")
    if asked is LetterKind.EXCEPTION and denial.level is not Level.INITIAL:
        _refuse(asked, "the decision is one on an appeal", "ask for the next level")


def _refuse(asked: LetterKind, why: str, do: str) -> NoReturn:
    raise KindError(f"no {asked.value} can be written: {why}; {do}")
