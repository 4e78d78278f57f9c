"""Documents of the chart: rows that name one and the same, pages that prove and are left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from letters.case.evidence import Attestation, Evidence, Record
from letters.case.model import Case, Decision, Point
from letters.case.provenance import Exhibit, Provenance
from letters.intake.columns import DECISIONS, DOCUMENTS, LABS, POINTS, TREATMENTS
from letters.intake.reading import Journal, ReadingError

_WHAT = "The pages to enclose were used as they are"
_ADD = "add those pages, or correct the page of the fact"
_OWN = "tell of each document which pages of the file are its own"
_TABLES = {"measurement": LABS.name, "therapy": TREATMENTS.name}


def is_same(one: Record, other: Record) -> bool:
    """Whether two rows name one document: of one kind and day, and not two different files.

    Why: a chart often tells a document twice, once with its file and once without.
    """
    files = {record.exhibit.file for record in (one, other) if record.exhibit}
    return (one.document, one.on) == (other.document, other.on) and len(files) < 2


def united(one: Record, other: Record) -> Record:
    """One document of two rows: the file that either names, the pages that any of them names."""
    if one.pages is None or other.pages is None:
        pages = one.pages or other.pages
    else:
        pages = tuple(sorted({*one.pages, *other.pages}))
    return one.model_copy(update={"exhibit": one.exhibit or other.exhibit, "pages": pages})


class _Proof(NamedTuple):
    """A page that proves something, the table that names it, and the row there."""

    exhibit: Exhibit
    table: str
    read: Provenance


def note_pages(cases: Iterable[Case], journal: Journal) -> None:
    """Remarks on pages that prove a fact and are not enclosed, and on pages enclosed twice.

    Why: a reviewer would look for the page to which the letter points.
    """
    for case in cases:
        by_file: dict[str, list[Record]] = {}
        for item in case.evidence:
            if isinstance(item, Record) and item.exhibit is not None:
                by_file.setdefault(item.exhibit.file, []).append(item)
        for record, proofs in _left_out(case, by_file):
            row = f", the first in row {proofs[0].read.row}" if proofs[0].read.row else ""
            rows = f"{len(proofs)} of the facts name as proof ({proofs[0].table}{row})"
            refusal = ReadingError(f"they leave out pages that {rows}", _ADD)
            journal.note("warning", _WHAT, record.read, refusal, "pages", case.id)
        for record in _twice(by_file):
            refusal = ReadingError("another document encloses the same pages of this file", _OWN)
            journal.note("warning", _WHAT, record.read, refusal, "pages", case.id)


def _left_out(
    case: Case, by_file: Mapping[str, list[Record]]
) -> Iterator[tuple[Record, list[_Proof]]]:
    """The first document of each file that leaves out pages of facts, with these."""
    missed: dict[str, list[_Proof]] = {}
    for proof in _proofs(case):
        records = by_file.get(proof.exhibit.file, [])
        if records and not any(_holds(record, proof.exhibit.page) for record in records):
            missed.setdefault(proof.exhibit.file, []).append(proof)
    for file, proofs in missed.items():
        yield by_file[file][0], proofs


def _proofs(case: Case) -> Iterator[_Proof]:
    told: list[tuple[str, Evidence | Decision | Point]] = [
        (_TABLES.get(item.kind, DOCUMENTS.name), item) for item in case.evidence
    ]
    told += [(DECISIONS.name, decision) for decision in case.decisions]
    told += [(POINTS.name, point) for point in (case.denial.points if case.denial else ())]
    told += [(POINTS.name, point) for decision in case.decisions for point in decision.points]
    for table, item in told:
        if not isinstance(item, Attestation) and item.exhibit is not None:
            yield _Proof(item.exhibit, table, item.read)


def _holds(record: Record, page: int | None) -> bool:
    return page is None or record.pages is None or page in record.pages


def _twice(by_file: Mapping[str, list[Record]]) -> Iterator[Record]:
    """The documents that enclose pages of a file which one before them encloses."""
    for records in by_file.values():
        for at, record in enumerate(records):
            before = records[:at]
            if any(_share(record, other) for other in before):
                yield record


def _share(one: Record, other: Record) -> bool:
    if one.pages is None or other.pages is None:
        return True
    return not set(one.pages).isdisjoint(other.pages)
