"""What became of a case, as the worklist shows it."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from letters.case import Case
from letters.case.frozen import Frozen
from letters.case.vocabulary import RouteKind
from letters.citations import Library
from letters.determination import Determination
from letters.dossier import Decided, Dossier, Log, State, edited, present
from letters.dossier.names import LETTER_PDF, REVIEW_PDF, SIGNED_PDF, WORD_FILE
from letters.errors import ExitCode
from letters.intake import Refused
from letters.pipeline.arguing import Argued
from letters.pipeline.saving import BESIDE
from letters.rationale import GapSheet, Letter
from letters.rationale.phrasing import Phrasebook

Result = Literal[
    "supported", "unsupported", "undetermined", "overridden", "routed", "failed", "refused"
]


NO_LOG = Log()
_NOTHING: dict[str, Any] = {
    **{"questions": 0, "rows": 0, "covered": True, "unlisted": False, "route": None},
    "returned": (),
}
_OPEN = (State.DRAFT, State.REVIEW)
_COUNTED = ("undated", "due", "act_by", "days_left", "rule")


class Finished(Frozen):
    """What became of one case. Files are relative to the output; `error` names no patient.

    A case that intake refused has no label or drug that could be read: its place stands for it.
    `beside` are what goes with a letter. `state` is that of a letter, `changed` what took its
    approval away, or is not any more as it was when it was approved or sent; `aside` are files that
    somebody had changed and a new draft replaced, where they now stand. `due` is the last day to
    file, `act_by` the day to which `days_left` counts, `rule` how it was counted, or why there is
    no date; `undated` tells a denial whose last day is to be found out.
    """

    case_id: str
    label: str
    drug: str
    result: Result
    document: str
    file: str | None
    review: str | None = None
    beside: tuple[str, ...] = ()
    state: State | None = None
    changed: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    route: str = ""
    due: dt.date | None = None
    act_by: dt.date | None = None
    days_left: int | None = None
    undated: bool = False
    rule: str = ""
    payer: str = ""
    claim: str = ""
    served: dt.date | None = None
    charged: Decimal | None = None
    next_action: str
    error: str | None = None
    exit_code: int = 0


def finished(
    argued: Argued,
    library: Library,
    book: Phrasebook,
    files: tuple[str, ...] = (),
    log: Log = NO_LOG,
    aside: tuple[str, ...] = (),
) -> Finished:
    """The line of the worklist for a case that came to its document."""
    document, determination = argued.document, argued.determination
    questions = len(document.questions) if isinstance(document, GapSheet) else 0
    wrong = {(n.file, n.sheet, n.row) for n in argued.notices if n.severity == "error"}
    result = _result(determination)
    letter = isinstance(document, Letter)
    returned = log.returned
    return Finished(
        case_id=argued.case.id,
        label=argued.case.label,
        drug=_drugs(argued.case, library),
        result=result,
        document=document.document,
        file=files[0] if files else None,
        review=files[1] if files and argued.review else None,
        beside=files[2:] if argued.review else (),
        state=log.state if letter else None,
        changed=returned,
        aside=tuple(f"{argued.case.id}/{name}" for name in aside),
        **_dated(argued, document.dated, book),
        next_action=book.phrase(
            "worklist/next",
            **_NOTHING
            | {
                "outcome": result,
                "questions": questions,
                "rows": len(wrong),
                "covered": determination is None or determination.pack is not None,
                "unlisted": bool(determination and determination.unlisted),
                "route": argued.routing.route.kind,
                "returned": returned,
            },
        ),
    )


def stood(
    argued: Argued,
    library: Library,
    book: Phrasebook,
    dossier: Dossier,
    log: Log,
    changed: tuple[str, ...],
) -> Finished:
    """The line of a case whose letter stays as it is; `changed` is what is not any more as then.

    A letter that went out has no last day to file any more.
    """
    letter = log.drafted
    out = log.state in (State.SENT, State.DECIDED)
    dated = _dated(argued, argued.document.dated, book)
    if out:
        dated = {name: value for name, value in dated.items() if name not in _COUNTED}
    carried = isinstance(argued.document, Letter)
    return Finished(
        case_id=argued.case.id,
        label=argued.case.label,
        drug=_drugs(argued.case, library),
        result=_result(argued.determination) if carried else "supported",
        document=letter.document if letter else "none",
        state=log.state,
        changed=changed,
        **_files(dossier),
        **dated,
        next_action=_standing(dossier, log, book, changed, aged=not carried and not out),
    )


def brought_up(done: Finished, dossier: Dossier, book: Phrasebook) -> Finished:
    """The line of a case that an earlier run left, by where the case is now.

    Raises:
        LogError: the log of the case is not as it was written.
    """
    log, files = dossier.log(), _files(dossier)
    if not log.entries:
        return done
    told: dict[str, Any] = files | {"state": log.state, "changed": log.returned, "aside": ()}
    if log.state in (State.SENT, State.DECIDED):
        told |= {name: Finished.model_fields[name].default for name in _COUNTED}
    if log.state in _OPEN and files["file"]:
        slots = _NOTHING | {"outcome": done.result, "returned": log.returned}
        told["next_action"] = book.phrase("worklist/next", **slots)
    else:
        told["next_action"] = _standing(dossier, log, book, log.returned, fresh=True)
    return done.model_copy(update=told)


def _files(dossier: Dossier) -> dict[str, Any]:
    """The documents of a letter that stand in the folder of its case."""

    def one(name: str) -> str | None:
        return next((f"{dossier.id}/{each}" for each in present(dossier.folder, (name,))), None)

    beside = tuple(f"{dossier.id}/{name}" for name in present(dossier.folder, BESIDE))
    return {"file": one(LETTER_PDF), "review": one(REVIEW_PDF), "beside": beside}


def _standing(
    dossier: Dossier,
    log: Log,
    book: Phrasebook,
    changed: tuple[str, ...],
    *,
    aged: bool = False,
    fresh: bool = False,
) -> str:
    """What to do next with a letter that stays as it is, or that was taken away.

    `aged` tells one that would not be written as of now, `fresh` a decision that no run has seen.
    """
    decided = [event.result for event in log.events if isinstance(event, Decided)]
    return book.phrase(
        "worklist/standing",
        state=log.state,
        signed=(dossier.folder / SIGNED_PDF).exists(),
        result=decided[-1] if decided and log.state is State.DECIDED else None,
        changed=changed,
        gone=not (dossier.folder / LETTER_PDF).exists(),
        edited=log.state in _OPEN and WORD_FILE in edited(dossier.folder, log),
        aged=aged,
        fresh=fresh,
    )


def _result(determination: Determination | None) -> Result:
    if determination is None:
        return "routed"
    return "overridden" if determination.overridden else determination.outcome


def _dated(argued: Argued, as_of: dt.date, book: Phrasebook) -> dict[str, Any]:
    """Route and deadline as the worklist shows them; a date of an unverified rule is not shown."""
    route, deadline = argued.routing.route, argued.routing.deadline
    denial = argued.case.denial
    name = book.phrase("worklist/route", kind=route.kind, denied=denial is not None)
    closed = route.kind in (RouteKind.NOTHING, RouteKind.PATIENT)
    told: dict[str, Any] = {"route": name, "payer": argued.case.coverage.payer}
    if denial is not None:
        charged = [line.charged for line in denial.lines if line.charged is not None]
        told |= {"claim": denial.claim or denial.authorisation or "", "served": denial.served_on}
        told |= {"charged": sum(charged) if charged else None}
    if deadline is None:
        return told | {"undated": denial is not None and not closed}
    return told | {
        "undated": deadline.due is None and not closed,
        "due": deadline.due,
        "act_by": deadline.act_by,
        "days_left": deadline.days_left(as_of),
        "rule": book.phrase("worklist/rule", deadline=deadline, as_of=as_of),
    }


def failed(case: Case, library: Library, book: Phrasebook, error: str, code: ExitCode) -> Finished:
    """The line of a case that left no document; `error` names no patient."""
    return Finished(
        case_id=case.id,
        label=case.label,
        drug=_drugs(case, library),
        result="failed",
        document="none",
        file=None,
        next_action=book.phrase("worklist/next", **_NOTHING | {"outcome": "failed"}),
        error=error,
        exit_code=int(code),
    )


def lost(case: Refused, book: Phrasebook) -> Finished:
    """The line of a case that intake could not read, under its place."""
    return Finished(
        case_id=case.name,
        label=f"{case.case} ({case.place})" if case.case else case.place,
        drug="",
        result="refused",
        document="none",
        file=None,
        next_action=book.phrase("worklist/refused", cells=case.cells),
        error=f"The case was not read ({case.file}, {case.place})",
        exit_code=int(ExitCode.INPUT),
    )


def _drugs(case: Case, library: Library) -> str:
    return ", ".join(dict.fromkeys(library.word(service.drug) for service in case.services))
