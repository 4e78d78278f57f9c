"""The whole story: exports in; for each case a letter or a sheet out; a worklist of all.

intake → routing → determination → rationale → rendering, one call an arrow.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from letters.case import Case
from letters.case.frozen import Frozen
from letters.case.vocabulary import RouteKind
from letters.citations import Library
from letters.determination import Determination, determine
from letters.errors import ExitCode, LettersError, defect
from letters.intake import Notice, Reading, Refused
from letters.rationale import (
    Document,
    GapSheet,
    Letter,
    ReviewSheet,
    compose,
    compose_action,
    compose_review,
)
from letters.rationale.phrasing import Phrasebook
from letters.routing import route
from letters.routing.model import Routing

Result = Literal[
    "supported", "unsupported", "undetermined", "overridden", "routed", "failed", "refused"
]
Render = Callable[[Document | ReviewSheet], bytes]

FILE_OF = {
    "letter of medical necessity": "letter.pdf",
    "first-level appeal": "letter.pdf",
    "gap sheet": "gaps.pdf",
    "not supported": "not-supported.pdf",
    "action sheet": "action.pdf",
}
_OURS = (*sorted(set(FILE_OF.values())), "review.pdf", "rationale.json", "determination.json")


class Argued(Frozen):
    """One case with its route, its determination and the document that they call for.

    `determination` is None where the denial calls for something else than a clinical letter.
    """

    case: Case
    routing: Routing
    determination: Determination | None
    document: Document
    review: ReviewSheet | None = None
    notices: tuple[Notice, ...] = ()


class Finished(Frozen):
    """What became of one case. Files are relative to the output; `error` names no patient.

    A case that intake refused has no label or drug that could be read: its place stands for it.
    `due` is the last day to file, `act_by` the day to which `days_left` counts, `rule` how it was
    counted, or why there is no date; `undated` tells a denial whose last day is to be found out.
    """

    case_id: str
    label: str
    drug: str
    result: Result
    document: str
    file: str | None
    review: str | None = None
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


def argue(case: Case, library: Library, as_of: dt.date, reading: Reading) -> Argued:
    """Routes a case, judges it if a letter may answer, and composes the document it calls for."""
    notices = tuple(notice for notice in reading.notices if notice.case == case.id)
    remarks = tuple(map(remark, notices))
    routing = route(case, library, as_of)
    if not routing.route.is_clinical:
        action = compose_action(case, routing, library, as_of, remarks)
        return Argued(
            case=case, routing=routing, determination=None, document=action, notices=notices
        )
    case = _stating(case, routing.reasons)
    determination = determine(case, library, as_of, routing.off_label)
    document = compose(case, determination, library, routing, remarks)
    review = None
    if isinstance(document, Letter):
        review = compose_review(case, determination, library, document, routing, remarks)
    return Argued(
        case=case,
        routing=routing,
        determination=determination,
        document=document,
        review=review,
        notices=notices,
    )


def _stating(case: Case, reasons: tuple[str, ...]) -> Case:
    """The case with the reasons to which the codes of its denial amount."""
    if case.denial is None:
        return case
    denial = case.denial.model_copy(update={"reasons": reasons})
    return case.model_copy(update={"denial": denial})


def remark(notice: Notice) -> str:
    """One notice of intake as a line: what, where, the rule, what to do."""
    place = [notice.file, *([f"sheet {notice.sheet}"] if notice.sheet else [])]
    place += [f"row {notice.row}"] if notice.row else []
    place += [notice.part] if notice.part else []
    place += [f"column {notice.column}"] if notice.column else []
    return f"{notice.what} ({', '.join(place)}): {notice.rule}. {notice.action}"


def write(
    reading: Reading,
    library: Library,
    out: Path,
    as_of: dt.date,
    render: Render,
    only: Sequence[str] = (),
) -> Iterator[Finished]:
    """Writes each case's documents under `out` and yields what became of it.

    A case that fails leaves no document behind and does not stop the others. The cases that intake
    refused come last.
    """
    book = Phrasebook(library)
    for case in chosen(reading, only):
        try:
            argued = argue(case, library, as_of, reading)
            file = save(argued, out, render)
        except LettersError as error:
            clear(out / case.id)
            yield _failed(case, library, book, str(error), error.exit_code)
        except Exception as error:  # a defect in one case must not cost the others
            clear(out / case.id)
            yield _failed(case, library, book, defect(error), ExitCode.DEFECT)
        else:
            yield finished(argued, library, book, file)
    for lost in refused(reading, only):
        if lost.case is not None:
            clear(out / lost.case)
        yield _refused(lost, book)


def refused(reading: Reading, only: Sequence[str] = ()) -> tuple[Refused, ...]:
    """The cases that intake could not read; those asked for when any is named."""
    return tuple(lost for lost in reading.refused if not only or lost.name in only)


def chosen(reading: Reading, only: Sequence[str]) -> tuple[Case, ...]:
    """The cases asked for by label or id; all when none is named."""
    return tuple(case for case in reading.cases if not only or {case.label, case.id} & set(only))


def save(argued: Argued, out: Path, render: Render) -> str:
    """Renders and stores one case's documents; every file is whole or absent."""
    folder = out / argued.case.id
    name = FILE_OF[argued.document.document]
    files = {name: render(argued.document)}
    if argued.review is not None:
        files["review.pdf"] = render(argued.review)
    files["rationale.json"] = argued.document.model_dump_json(indent=1).encode()
    if argued.determination is not None:
        files["determination.json"] = argued.determination.model_dump_json(indent=1).encode()
    clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        store(folder / file, content)
    return f"{argued.case.id}/{name}"


def store(path: Path, content: bytes) -> None:
    """Puts a file in place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)


def clear(folder: Path) -> None:
    """Removes what an earlier run wrote of a case, and nothing else."""
    for name in _OURS:
        (folder / name).unlink(missing_ok=True)


def finished(argued: Argued, library: Library, book: Phrasebook, file: str | None) -> Finished:
    """The line of the worklist for a case that came to its document."""
    document, determination = argued.document, argued.determination
    questions = len(document.questions) if isinstance(document, GapSheet) else 0
    wrong = {(n.file, n.sheet, n.row) for n in argued.notices if n.severity == "error"}
    result = _result(determination)
    return Finished(
        case_id=argued.case.id,
        label=argued.case.label,
        drug=_drugs(argued.case, library),
        result=result,
        document=document.document,
        file=file,
        review=f"{argued.case.id}/review.pdf" if file and argued.review else None,
        **_dated(argued, document.dated, book),
        next_action=book.phrase(
            "worklist/next",
            outcome=result,
            questions=questions,
            rows=len(wrong),
            covered=determination is None or determination.pack is not None,
            unlisted=bool(determination and determination.unlisted),
            route=argued.routing.route.kind,
        ),
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


def _failed(case: Case, library: Library, book: Phrasebook, error: str, code: ExitCode) -> Finished:
    return Finished(
        case_id=case.id,
        label=case.label,
        drug=_drugs(case, library),
        result="failed",
        document="none",
        file=None,
        next_action=book.phrase(
            "worklist/next",
            outcome="failed",
            questions=0,
            rows=0,
            covered=True,
            unlisted=False,
            route=None,
        ),
        error=error,
        exit_code=int(code),
    )


def _refused(case: Refused, book: Phrasebook) -> Finished:
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
