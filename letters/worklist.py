"""The worklist of a run: a table for the terminal, a CSV, a page, and the ledger."""

import csv
import fcntl
import io
import json
import os
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from letters.citations import load
from letters.dossier import Dossier, State, make, store
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
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PRIVATE = {"label", "next_action", "rule", "payer", "claim", "served", "charged"}
_NUMBER = re.compile(r"-?[0-9]+")
_CAPS = {"case": 13, "drug": 16, "route": 15, "days left": 9, "document": 19, "state": 9}
_LAST = "next action"
_ACROSS = 100


def row(done: Finished) -> tuple[str, ...]:
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
    return tuple(f"{cell} PAST" if past and i == 3 else cell for i, cell in enumerate(row(done)))


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
    rows = [[cells[i] for i in shown] for cells in (COLUMNS, *map(_marked, finished))]
    widths = [min(cap, max(len(cells[i]) for cells in rows)) for i, cap in enumerate(caps.values())]
    last = _ACROSS - sum(widths) - 2 * len(widths)
    widths.append(min(last, max(len(cells[-1]) for cells in rows)))
    rule = "  ".join("-" * width for width in widths)
    heading, *lines = (line for cells in rows for line in _wrapped(cells, widths))
    return "\n".join([heading, rule, *lines])


def _is_told(finished: Sequence[Finished]) -> bool:
    """Whether the states of the letters tell anything: before the first review all are drafts."""
    return any(done.state not in (None, State.DRAFT) for done in finished)


def _wrapped(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row of the table, in as many lines as its longest cell needs."""
    parts = [textwrap.wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for i in range(max(map(len, parts))):
        line = (part[i] if i < len(part) else "" for part in parts)
        yield "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()


def as_csv(finished: Sequence[Finished]) -> str:
    """The worklist for a spreadsheet; no cell of it is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("id", *COLUMNS))
    writer.writerows((done.case_id, *map(inert, row(done))) for done in finished)
    return text.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _active(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def as_html(finished: Sequence[Finished]) -> str:
    """The worklist as one self-contained page with links to the documents."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("worklist.html.j2").render(finished=finished)


def kept(out: Path) -> list[Finished]:
    """The lines of the worklist that an earlier run left under `out`; those unreadable are not."""
    found: list[Finished] = []
    try:
        with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = {line["id"]: line for line in csv.DictReader(file)}
        for text in (out / "run.jsonl").read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            shown = cells[line["case_id"]]
            line |= {"label": _active(shown["case"]), "next_action": _active(shown["next action"])}
            line |= {"rule": _active(shown["deadline"])}
            line |= {"payer": _active(shown["payer"]), "claim": _active(shown["claim"])}
            found.append(Finished.model_validate(line))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return found


def update(finished: Sequence[Finished], out: Path) -> None:
    """Writes lines of the worklist in the place of those of the same cases; the others stay."""
    with _alone(out):
        _save(merged(kept(out), finished), out)


def bring_up(dossier: Dossier) -> None:
    """Writes the line of a case anew by where its folder and its log say that it is.

    A case that no run has put on the worklist is not put there.

    Raises:
        LettersError: the case, or the library that it was written by, cannot be read.
        OSError: the worklist cannot be written.
    """
    out = dossier.folder.parent
    if not any(done.case_id == dossier.id for done in kept(out)):
        return
    origin = dossier.origin()
    book = Phrasebook(load(origin.citations, origin.policies), opened(origin.templates))
    with _alone(out):
        finished = kept(out)
        now = [brought_up(done, dossier, book) for done in finished if done.case_id == dossier.id]
        _save(merged(finished, now), out)


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


def merged(earlier: Sequence[Finished], now: Sequence[Finished]) -> list[Finished]:
    """The lines of an earlier run with those of this one in their places, new ones at the end."""
    new = {done.case_id: done for done in now}
    known = {done.case_id for done in earlier}
    replaced = [new.get(done.case_id, done) for done in earlier]
    return replaced + [done for done in now if done.case_id not in known]


def save(finished: Sequence[Finished], out: Path) -> None:
    """Writes `worklist.csv`, `worklist.html` and the ledger `run.jsonl`, the most urgent first.

    The ledger names cases by their opaque id only.
    """
    with _alone(out):
        _save(finished, out)


def _save(finished: Sequence[Finished], out: Path) -> None:
    finished = by_urgency(finished)
    store(out / "worklist.csv", as_csv(finished).encode("utf-8-sig"))
    store(out / "worklist.html", as_html(finished).encode())
    ledger = (done.model_dump_json(exclude=_PRIVATE) for done in finished)
    store(out / "run.jsonl", "".join(f"{line}\n" for line in ledger).encode())
