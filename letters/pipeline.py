"""The whole story: exports in; for each case a letter or a sheet out; a worklist of all.

intake → determination → rationale → rendering, one call an arrow.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from letters.case import Case
from letters.case.frozen import Frozen
from letters.citations import Library
from letters.determination import Determination, determine
from letters.errors import ExitCode, LettersError, defect
from letters.intake import Notice, Reading
from letters.rationale import Document, GapSheet, Letter, ReviewSheet, compose, compose_review
from letters.rationale.phrasing import Phrasebook

Result = Literal["supported", "unsupported", "undetermined", "overridden", "failed", "refused"]
Render = Callable[[Document | ReviewSheet], bytes]

FILE_OF = {
    "letter of medical necessity": "letter.pdf",
    "first-level appeal": "letter.pdf",
    "gap sheet": "gaps.pdf",
    "not supported": "not-supported.pdf",
}
_OURS = (*sorted(set(FILE_OF.values())), "review.pdf", "rationale.json", "determination.json")


class Argued(Frozen):
    """One case with its determination and the document that it calls for."""

    case: Case
    determination: Determination
    document: Document
    review: ReviewSheet | None
    notices: tuple[Notice, ...] = ()


class Finished(Frozen):
    """What became of one case. Files are relative to the output; `error` names no patient.

    A case that intake refused has no label or drug that could be read: its place stands for it.
    """

    case_id: str
    label: str
    drug: str
    result: Result
    document: str
    file: str | None
    review: str | None = None
    next_action: str
    error: str | None = None
    exit_code: int = 0


class Refused(Frozen):
    """A case that intake could not read. `name` is opaque, `cells` counts those to correct."""

    name: str
    case_id: str | None
    file: str
    place: str
    cells: int


def argue(case: Case, library: Library, as_of: dt.date, reading: Reading) -> Argued:
    """Judges a case and composes its document, with the review sheet of a letter."""
    determination = determine(case, library, as_of)
    notices = tuple(notice for notice in reading.notices if notice.case == case.id)
    remarks = tuple(map(remark, notices))
    document = compose(case, determination, library, remarks)
    review = None
    if isinstance(document, Letter):
        review = compose_review(case, determination, library, document, remarks)
    return Argued(
        case=case,
        determination=determination,
        document=document,
        review=review,
        notices=notices,
    )


def remark(notice: Notice) -> str:
    """One notice of intake as a line: what, where, the rule, what to do."""
    place = [notice.file, *([f"sheet {notice.sheet}"] if notice.sheet else [])]
    place += [f"row {notice.row}"] if notice.row else []
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
        if lost.case_id is not None:
            clear(out / lost.case_id)
        yield _refused(lost, book)


def refused(reading: Reading, only: Sequence[str] = ()) -> tuple[Refused, ...]:
    """The cases that intake could not read, by their id or else by the row that names them."""
    read = {case.id for case in reading.cases}
    found: dict[str, list[Notice]] = {}
    for notice in reading.notices:
        if notice.severity == "error" and notice.case not in read and notice.row is not None:
            if notice.case is not None:
                found.setdefault(notice.case, []).append(notice)
            elif _on_cases(notice) and notice.column in (None, "case"):
                found.setdefault(f"row-{notice.row}", []).append(notice)
    return tuple(
        _refusal(name, notices, reading)
        for name, notices in found.items()
        if not only or name in only
    )


def _on_cases(notice: Notice) -> bool:
    return (notice.sheet or Path(notice.file).stem) == "cases"


def _refusal(name: str, notices: Sequence[Notice], reading: Reading) -> Refused:
    first = min(notices, key=lambda notice: notice.row or 0)
    identified = first.case is not None
    cells = {
        (notice.file, notice.sheet, notice.row, notice.column)
        for notice in reading.notices
        if notice.severity == "error"
        and notice.column is not None
        and (notice.case == first.case if identified else _same_row(notice, first))
    }
    return Refused(
        name=name,
        case_id=first.case,
        file=first.file,
        place=f"{first.sheet or Path(first.file).stem}, row {first.row}",
        cells=max(1, len(cells)),
    )


def _same_row(one: Notice, other: Notice) -> bool:
    return (one.file, one.sheet, one.row) == (other.file, other.sheet, other.row)


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
    result: Result = "overridden" if determination.overridden else determination.outcome
    questions = len(document.questions) if isinstance(document, GapSheet) else 0
    wrong = {(n.file, n.sheet, n.row) for n in argued.notices if n.severity == "error"}
    return Finished(
        case_id=argued.case.id,
        label=argued.case.label,
        drug=_drugs(argued.case, library),
        result=result,
        document=document.document,
        file=file,
        review=f"{argued.case.id}/review.pdf" if file and argued.review else None,
        next_action=book.phrase(
            "worklist/next",
            outcome=result,
            questions=questions,
            rows=len(wrong),
            covered=determination.pack is not None,
        ),
    )


def _failed(case: Case, library: Library, book: Phrasebook, error: str, code: ExitCode) -> Finished:
    return Finished(
        case_id=case.id,
        label=case.label,
        drug=_drugs(case, library),
        result="failed",
        document="none",
        file=None,
        next_action=book.phrase(
            "worklist/next", outcome="failed", questions=0, rows=0, covered=True
        ),
        error=error,
        exit_code=int(code),
    )


def _refused(case: Refused, book: Phrasebook) -> Finished:
    return Finished(
        case_id=case.name,
        label=f"{case.case_id} ({case.place})" if case.case_id else case.place,
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
