"""Case + Library -> Routing: where a denial goes, by when, and what filing may cost."""

import datetime as dt
from collections.abc import Iterable

from letters.case import Case
from letters.case.vocabulary import LetterKind
from letters.citations import Library
from letters.routing.cautions import Told, evidence_for, told
from letters.routing.deadlines import deadline
from letters.routing.kinds import choose_kind, filed_level, is_urgent
from letters.routing.model import Route, Routing
from letters.routing.routes import decide


def route(case: Case, library: Library, as_of: dt.date, asked: LetterKind | None = None) -> Routing:
    """Routes a case as of a day. A request that was not denied has no route and no deadline.

    `asked` is the kind of letter wanted, in place of the one proposed. Raises KindError where the
    case can never carry it.
    """
    found, reasons = decide(case, library)
    evidence = evidence_for(case.coverage.track, library)
    off_label = evidence.admits if evidence else None
    kind, because = choose_kind(case, found, reasons, library, as_of, asked)
    expedited = kind not in (None, LetterKind.FIRST) and is_urgent(case, as_of)
    letter = {"kind": kind, "kind_because": because, "expedited": expedited}
    if case.denial is None:
        return Routing(route=found, off_label=off_label, **letter)
    if evidence is not None and not set(reasons).isdisjoint(evidence.reasons):
        found = _asking_for(found, evidence.documents)
    due = deadline(case, found, library, as_of, filed_level(case, kind, library))
    remarks = tuple(told(case, found, due, reasons, library, as_of))
    return Routing(
        route=found,
        deadline=due,
        reasons=reasons,
        warnings=_said(one for one in remarks if not one.asks),
        questions=_said(one for one in remarks if one.asks),
        off_label=off_label,
        **letter,
        cites=tuple(dict.fromkeys(cite for one in remarks for cite in one.cites)),
    )


def _asking_for(found: Route, documents: tuple[str, ...]) -> Route:
    asked = tuple(dict.fromkeys((*found.documents, *documents)))
    return found.model_copy(update={"documents": asked})


def _said(remarks: Iterable[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.says for one in remarks))
