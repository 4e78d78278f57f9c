"""The worklist: what became of each case, as a table for the terminal, a CSV and a page.

Each case has its row in a file of its own, written when the case is done: so whatever ends a run,
the rows of what it did are there, and nobody writes the row of another's case.
"""

import csv
import fcntl
import io
import os
import re
import textwrap
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from letters.case.frozen import Frozen
from letters.citations import load
from letters.dossier import Dossier, State, make, store
from letters.dossier.owning import own
from letters.paths import TEMPLATES
from letters.pipeline import Finished, brought_up
from letters.rationale.phrasing import Phrasebook
from letters.templates import opened

COLUMNS = (
    "case",
    "drug",
    "route",
    "days left",
    "act by",
    "last day",
    "deadline",
    "outcome",
    "document",
    "state",
    "file",
    "next action",
    "payer",
    "claim",
    "service date",
    "charged",
)
ROWS = "worklist"
"""The folder of the rows beside the folders of the cases."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+")
_CAPS = {"case": 13, "drug": 16, "route": 15, "days left": 9, "document": 19, "state": 9}
_LAST = "next action"
_ACROSS = 100


class Row(Frozen):
    """What is kept of a case for the worklist: what became of it, and where it stands in its run.

    `exports` is a hash of where the exports stood that told of it, `place` its number in them.
    """

    exports: str
    place: int
    done: Finished


def cells(done: Finished) -> tuple[str, ...]:
    """One case as the cells of the worklist; days past are negative."""
    return (
        done.label,
        done.drug,
        done.route,
        _left(done),
        done.act_by.isoformat() if done.act_by else "",
        done.due.isoformat() if done.due else "",
        done.rule,
        done.result,
        done.document,
        done.state.value if done.state else "",
        done.file or "",
        done.next_action,
        done.payer,
        done.claim,
        done.served.isoformat() if done.served else "",
        str(done.charged) if done.charged is not None else "",
    )


def _left(done: Finished) -> str:
    """Days left as a number that a spreadsheet sorts by; `unknown` where a day is to be found."""
    if done.days_left is None:
        return "unknown" if done.undated else ""
    return str(done.days_left)


def _marked(done: Finished) -> tuple[str, ...]:
    """The cells with a past day said in words, for who cannot sort."""
    past = done.days_left is not None and done.days_left < 0
    return tuple(f"{cell} PAST" if past and i == 3 else cell for i, cell in enumerate(cells(done)))


def by_urgency(finished: Sequence[Finished]) -> list[Finished]:
    """Denials whose last day is unknown first, then by days left; then those that have no day.

    Why the unknown first: their time may be the shortest, and somebody has to find it out.
    """
    return sorted(finished, key=lambda done: (_rank(done), done.days_left or 0))


def _rank(done: Finished) -> int:
    if done.days_left is not None:
        return 1
    return 0 if done.undated else 2


def as_text(finished: Sequence[Finished]) -> str:
    """An aligned table for the terminal, no line of which is longer than 100 characters."""
    caps = {name: cap for name, cap in _CAPS.items() if name != "state" or _is_told(finished)}
    shown = [COLUMNS.index(name) for name in (*caps, _LAST)]
    rows = [[told[i] for i in shown] for told in (COLUMNS, *map(_marked, finished))]
    widths = [min(cap, max(len(told[i]) for told in rows)) for i, cap in enumerate(caps.values())]
    last = _ACROSS - sum(widths) - 2 * len(widths)
    widths.append(min(last, max(len(told[-1]) for told in rows)))
    rule = "  ".join("-" * width for width in widths)
    heading, *lines = (line for told in rows for line in _wrapped(told, widths))
    return "\n".join([heading, rule, *lines])


def _is_told(finished: Sequence[Finished]) -> bool:
    """Whether the states of the letters tell anything: before the first review all are drafts."""
    return any(done.state not in (None, State.DRAFT) for done in finished)


def _wrapped(told: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row of the table, in as many lines as its longest cell needs."""
    parts = [textwrap.wrap(cell, width) for cell, width in zip(told, widths, strict=True)]
    for i in range(max(map(len, parts))):
        line = (part[i] if i < len(part) else "" for part in parts)
        yield "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()


def as_csv(finished: Sequence[Finished]) -> str:
    """The worklist for a spreadsheet; no cell of it is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("id", *COLUMNS))
    writer.writerows((done.case_id, *map(inert, cells(done))) for done in finished)
    return text.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def as_html(finished: Sequence[Finished]) -> str:
    """The worklist as one self-contained page with links to the documents."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("worklist.html.j2").render(finished=finished)


def kept(out: Path) -> list[Row]:
    """The rows that runs left under `out`, in the order of their exports; those unreadable are not.

    The same whatever was first: exports by their hash, cases by their place, then their id.
    """
    found: list[Row] = []
    for path in (out / ROWS).glob("*.json"):
        with suppress(OSError, ValueError):
            found.append(Row.model_validate_json(path.read_bytes()))
    return sorted(found, key=lambda row: (row.exports, row.place, row.done.case_id))


def keep(out: Path, row: Row) -> None:
    """Keeps the row of a case in the place of the one that it had; it is on disk then.

    Raises:
        OSError: it cannot be written.
        OutputError: a link stands in the place of the folder of rows.
    """
    own(out / ROWS)
    store(_path(out, row.done.case_id), row.model_dump_json().encode())


def row_of(out: Path, case: str) -> Row | None:
    """The row that is kept of a case; None where there is none that can be read."""
    try:
        return Row.model_validate_json(_path(out, case).read_bytes())
    except (OSError, ValueError):
        return None


def retire(out: Path, exports: str, cases: Collection[str]) -> None:
    """Drops the rows of cases of the same exports that are not among `cases`.

    Those of other exports stay: nothing is lost by a run of something else.
    """
    own(out / ROWS)
    for row in kept(out):
        if row.exports == exports and row.done.case_id not in cases:
            _path(out, row.done.case_id).unlink(missing_ok=True)


def save(out: Path) -> None:
    """Writes `worklist.csv` and `worklist.html` of all rows kept, the most urgent first.

    Raises:
        OSError: they cannot be written.
    """
    with _alone(out):
        finished = by_urgency([row.done for row in kept(out)])
        store(out / "worklist.csv", as_csv(finished).encode("utf-8-sig"))
        store(out / "worklist.html", as_html(finished).encode())


def bring_up(dossier: Dossier) -> None:
    """Writes the row of a case anew by where its folder and its log say that it is.

    A case that no run has put on the worklist is not put there.

    Raises:
        LettersError: the case, or the library that it was written by, cannot be read.
        OSError: the worklist cannot be written.
    """
    out = dossier.folder.parent
    row = row_of(out, dossier.id)
    if row is None:
        return
    origin = dossier.origin()
    book = Phrasebook(load(origin.citations, origin.policies), opened(origin.templates))
    keep(out, row.model_copy(update={"done": brought_up(row.done, dossier, book)}))
    save(out)


def _path(out: Path, case: str) -> Path:
    return out / ROWS / f"{case}.json"


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keeps other processes from writing the worklist between its reading and its writing."""
    make(out)
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
