"""The cases of a reading written one after another, in the process of the test."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from letters.citations import Library
from letters.dossier import Origin
from letters.intake import Reading
from letters.pipeline import (
    AS_PROPOSED,
    Finished,
    Render,
    Wanted,
    Writing,
    by_case,
    chosen,
    making,
    refused,
)


def write(
    reading: Reading,
    library: Library,
    out: Path,
    origin: Origin,
    at: dt.datetime,
    render: Render,
    only: Sequence[str] = (),
    wanted: Wanted = AS_PROPOSED,
    again: Sequence[str] = (),
) -> Iterator[Finished]:
    """Writes each case's documents under `out`; the cases that intake refused come last."""
    writing = Writing(library, out, origin, at, wanted)
    make, told = making(wanted, origin, render), by_case(reading.notices)
    for case in chosen(reading, only):
        anew = not {case.id, case.label}.isdisjoint(again)
        yield writing.whole(case, told.get(case.id, ()), make, anew)
    for one in refused(reading, only):
        yield writing.lose(one)
