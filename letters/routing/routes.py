"""What a denial calls for: every code and stated reason explained, and the route they decide."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from letters import codes as codes_of
from letters.case import Case
from letters.case.model import Denial, Level
from letters.case.vocabulary import RouteKind
from letters.citations import Library
from letters.citations.appeals import (
    AdjustmentCode,
    Appeals,
    DenialCode,
    ReasonGuide,
    RemarkCode,
    RouteGuide,
)
from letters.citations.source import Level as Verified
from letters.routing.codes import Given, bears, given, on_patient
from letters.routing.model import Asked, Called, Route

_CLOSED = (RouteKind.PATIENT, RouteKind.NOTHING)
_APPEALS = (RouteKind.CLINICAL, RouteKind.NEXT_LEVEL)


class _Row(NamedTuple):
    """A row to be called, and what it brings when it decides.

    `open` is false for what is settled or does not count; `unknown` tells of an adjustment for a
    reason that is not known.
    """

    called: Called
    open: bool = True
    unknown: bool = False
    bars: bool = False
    patient: bool = False
    reason: str | None = None
    do: tuple[str, ...] = ()
    fetch: str | None = None
    documents: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """What the row itself brings to do, what to fetch last."""
        return (*self.do, *_steps(self.fetch))

    @property
    def asked(self) -> Asked | None:
        """What the payer says it lacks.

        Why by the route: a code of another route names papers that may help, not what is missing.
        """
        lacking = self.called.route is RouteKind.RECORDS and self.documents
        return Asked(code=self.called.code, documents=self.documents) if lacking else None

    @property
    def sends(self) -> bool:
        """Whether its own steps tell how the claim is sent, in place of the route's first."""
        return len(self.do) > 1


def decide(case: Case, library: Library) -> tuple[Route, tuple[str, ...]]:
    """The route of a case, and the denial reasons that it states: in words, codes or points.

    Steps that are no appeal come first, since an appeal does not cure what they cure; a decision on
    an appeal goes to the next level. A claim without a right of appeal goes to a corrected claim.
    """
    denial = case.denial
    if denial is None:
        return Route(kind=None), ()
    rows = [*_level_row(denial, library), *_code_rows(denial, library)]
    rows += _reason_rows(denial, library)
    barred = any(row.bars for row in rows)
    kinds = _open_kinds(rows, library.appeals, barred)
    kind = _kind(rows, kinds)
    route = _route(rows, kind, kinds, library, barred)
    reasons = [*denial.reasons, *(row.reason for row in rows if row.reason and row.open)]
    reasons += [point.about for point in denial.points if point.about]
    return route, tuple(dict.fromkeys(reasons))


def guide(kind: RouteKind | None, appeals: Appeals) -> RouteGuide | None:
    """What to do on a route; nothing is decided by no route, which is worked as a clinical one."""
    wanted = kind or RouteKind.CLINICAL
    return next((one for one in appeals.routes if one.route is wanted), None)


def _level_row(denial: Denial, library: Library) -> list[_Row]:
    if denial.level is Level.INITIAL:
        return []
    gloss = library.appeals.words.upheld
    return [_Row(Called(code=denial.level.value, gloss=gloss, route=RouteKind.NEXT_LEVEL))]


def _reason_rows(denial: Denial, library: Library) -> list[_Row]:
    terms = {term.id: term for term in library.vocabulary.denial_reasons}
    guides = {one.reason: one for one in library.appeals.reasons}
    rows = []
    for reason in dict.fromkeys(denial.reasons):
        term, known = terms[reason], guides.get(reason) or ReasonGuide(reason=reason, gloss="")
        called = Called(code=term.name, gloss=known.gloss or term.name, route=term.route)
        rows.append(_Row(called, do=_steps(known.do), documents=known.documents))
    return rows


def _code_rows(denial: Denial, library: Library) -> list[_Row]:
    codes = given(denial, library.appeals)
    return [_code_row(one, codes, library) for one in codes]


def _code_row(one: Given, codes: Sequence[Given], library: Library) -> _Row:
    appeals, entry = library.appeals, one.entry
    borne, patient = bears(one.group, appeals), on_patient(one.group, appeals)
    if entry is None:
        gloss = appeals.words.unknown_code or one.text
        called = Called(code=one.text, gloss=gloss, route=None, bears=borne, patient=patient)
        return _Row(called, open=one.counts, unknown=not one.explains)
    confirmed = entry.level is not Verified.UNVERIFIED
    route = _own_or_remarked(one, codes, appeals) if confirmed else None
    bars = isinstance(entry, RemarkCode) and entry.bars and one.counts
    called = Called(
        code=one.text,
        gloss=entry.gloss,
        route=route,
        bears=borne,
        patient=patient and one.counts,
        note="; ".join(filter(None, _notes(one, codes, appeals))) or None,
        cites=_list_cites(entry, appeals),
    )
    return _Row(
        called,
        open=one.counts and not one.settled,
        unknown=route is None and not isinstance(entry, RemarkCode),
        bars=bars,
        patient=patient or route is RouteKind.PATIENT,
        reason=entry.reason if confirmed else None,
        do=_steps(entry.do),
        fetch=entry.fetch if isinstance(entry, RemarkCode) else None,
        documents=entry.documents,
    )


def _own_or_remarked(one: Given, codes: Sequence[Given], appeals: Appeals) -> RouteKind | None:
    """The route of a code: its own, or that of the remark codes to which it gives way.

    Why: a remark that only names the document on which the payer decided says nothing of how to
    answer it, so it takes the route of the adjustment that it explains.
    """
    entry = one.entry
    own = entry.route if entry is not None else None
    if isinstance(entry, RemarkCode) and entry.fetch and not entry.reason:
        return _explained(codes, appeals) or own
    if not (isinstance(entry, AdjustmentCode) and entry.gives_way):
        return own
    routes = {
        code.entry.route
        for code in codes
        if code.counts and code.explains and code.entry is not None and code.entry.route is not None
    }
    return min(routes, key=_precedence(appeals).index, default=own)


def _explained(codes: Sequence[Given], appeals: Appeals) -> RouteKind | None:
    """The first route of the adjustments; None where one is unknown or waits for its remark."""
    entries = [code.entry for code in codes if code.counts and not codes_of.is_remark(code.text)]
    known = [one for one in entries if isinstance(one, AdjustmentCode)]
    if len(known) < len(entries) or any(one.gives_way for one in known):
        return None
    routes = {one.route for one in known if one.route and one.level is not Verified.UNVERIFIED}
    return min(routes, key=_precedence(appeals).index, default=None)


def _notes(one: Given, codes: Sequence[Given], appeals: Appeals) -> Iterator[str]:
    entry, words = one.entry, appeals.words
    remarked = any(code.explains and code.counts for code in codes)
    if isinstance(entry, AdjustmentCode):
        yield words.deactivated if entry.deactivated else ""
        yield words.incomplete if entry.needs_remark and not remarked else ""
        yield words.gave_way if entry.gives_way and remarked else ""
    elif isinstance(entry, RemarkCode):
        yield words.barring if entry.bars and one.counts else ""
    if entry is not None and entry.level is Verified.UNVERIFIED:
        yield words.unconfirmed
    yield "" if one.counts else words.not_counted


def _list_cites(entry: DenialCode, appeals: Appeals) -> tuple[str, ...]:
    of = "remark" if isinstance(entry, RemarkCode) else "adjustment"
    return next((one.cites for one in appeals.code_lists if one.of == of), ())


def _precedence(appeals: Appeals) -> list[RouteKind]:
    listed = [one.route for one in appeals.routes]
    return [*listed, *(kind for kind in RouteKind if kind not in listed)]


def _open_kinds(rows: Iterable[_Row], appeals: Appeals, barred: bool) -> tuple[RouteKind, ...]:
    """The routes called for by what is open, in order of precedence."""
    called = {row.called.route for row in rows if row.open} - {None, *_CLOSED}
    if barred:
        called = {kind for kind in called if kind not in _APPEALS} | {RouteKind.CORRECTED_CLAIM}
    order = [kind for kind in _precedence(appeals) if kind in called]
    if barred:
        order.sort(key=lambda kind: kind is not RouteKind.CORRECTED_CLAIM)
    return tuple(order)


def _kind(rows: Sequence[_Row], kinds: Sequence[RouteKind]) -> RouteKind | None:
    if kinds:
        return kinds[0]
    if any(row.open and row.unknown for row in rows):
        return None
    closed = [row for row in rows if row.called.route in _CLOSED]
    if not closed:
        return None
    return RouteKind.PATIENT if any(row.patient for row in closed) else RouteKind.NOTHING


def _route(
    rows: Sequence[_Row],
    kind: RouteKind | None,
    kinds: Sequence[RouteKind],
    library: Library,
    barred: bool,
) -> Route:
    appeals = library.appeals
    deciding = [row for row in rows if _decides(row, kind, barred)]
    others = [row for row in rows if row not in deciding]
    known = guide(kind, appeals)
    then = [] if known is None or barred else list(known.then)
    after = dict.fromkeys(one for one in (*kinds, *then) if one is not kind)
    first = RouteKind.CLINICAL in after and kind is not RouteKind.NEXT_LEVEL
    note = appeals.words.comes_first if first and RouteKind.CLINICAL in kinds else ""
    called = [_decided(row.called, note) for row in deciding]
    counted = [row for row in rows if row.open]
    asked = dict.fromkeys(document for row in counted for document in row.documents)
    return Route(
        kind=kind,
        called=(*called, *(row.called for row in others)),
        then=tuple(sorted(after, key=_precedence(appeals).index)),
        documents=tuple(asked),
        asked=tuple(row.asked for row in counted if row.asked is not None),
        steps=_in_order(deciding, known, barred),
        fetch=_steps(*dict.fromkeys(row.fetch for row in counted)),
        barred=barred,
    )


def _in_order(deciding: Sequence[_Row], known: RouteGuide | None, barred: bool) -> tuple[str, ...]:
    """The steps of the rows that decide, then those of the route, each once.

    Where these rows tell how the claim is sent, the first step of a corrected claim, which tells
    it for a claim that was decided, is left out; what bars the appeal tells it for all.
    """
    rows = sorted(deciding, key=lambda row: not row.bars)
    common = known.steps if known else ()
    if known is not None and known.route is RouteKind.CORRECTED_CLAIM:
        sent = [row.sends for row in rows if row.bars] if barred else [row.sends for row in rows]
        common = common[1:] if sent and (any(sent) if barred else all(sent)) else common
    steps = (step for row in rows for step in row.steps)
    return tuple(dict.fromkeys((*steps, *common)))


def _decides(row: _Row, kind: RouteKind | None, barred: bool) -> bool:
    if kind in _CLOSED:
        return row.called.route in _CLOSED
    if barred:
        return row.bars or (row.open and row.called.route is kind)
    return kind is not None and row.open and row.called.route is kind


def _decided(called: Called, note: str) -> Called:
    notes = "; ".join(filter(None, (called.note, note)))
    return called.model_copy(update={"decided": True, "note": notes or None})


def _steps(*steps: str | None) -> tuple[str, ...]:
    return tuple(line for step in steps if step for line in step.splitlines())
