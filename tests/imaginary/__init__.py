"""A second condition, wholly imaginary: proof that a condition is data and nothing else."""

import datetime as dt
from functools import cache
from pathlib import Path

from letters.case import Case
from letters.citations import Library, load
from letters.dossier import Origin
from letters.intake import Reading, read
from letters.pipeline import Argued, argue

HERE = Path(__file__).parent
CITATIONS = HERE / "citations"
EXPORT = HERE / "export"
AS_OF = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC)
CASES = {
    "IM-1": "letter of medical necessity",
    "IM-2": "first-level appeal",
    "IM-3": "gap sheet",
    "IM-4": "not supported",
    "IM-5": "action sheet",
}


def origin(as_of: dt.date = AS_OF, citations: Path = CITATIONS) -> Origin:
    """How the imaginary export is read, for a run as of a day."""
    return Origin(exports=(EXPORT,), files=reading().files, citations=citations, as_of=as_of)


@cache
def library() -> Library:
    return load(CITATIONS)


@cache
def reading() -> Reading:
    return read([EXPORT], library().vocabulary)


def case(label: str) -> Case:
    return next(case for case in reading().cases if case.label == label)


@cache
def argued(label: str) -> Argued:
    return argue(case(label), library(), AS_OF, reading())
