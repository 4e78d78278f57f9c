"""The documents of all cases at hand: the examples of the repository and the imaginary ones."""

import csv
import datetime as dt
from functools import cache

import imaginary

from letters import paths
from letters.citations import Library, load
from letters.intake import Reading, read
from letters.pipeline import Argued, argue

EXAMPLES = paths.EXAMPLES / "intake"
AS_OF = dt.date(2026, 11, 22)


def _labels() -> list[str]:
    with (EXAMPLES / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(dict.fromkeys(row["case"] for row in csv.DictReader(file)))


EXAMPLE_LABELS = _labels()
LABELS = [*EXAMPLE_LABELS, *imaginary.CASES]


@cache
def library() -> Library:
    return load(paths.CITATIONS)


@cache
def reading() -> Reading:
    return read([EXAMPLES], library().vocabulary)


@cache
def argued(label: str) -> Argued:
    if label in imaginary.CASES:
        return imaginary.argued(label)
    case = next(case for case in reading().cases if case.label == label)
    return argue(case, library(), AS_OF, reading())


def library_of(label: str) -> Library:
    return imaginary.library() if label in imaginary.CASES else library()
