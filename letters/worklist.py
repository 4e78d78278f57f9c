"""The worklist of a run: a table for the terminal, a CSV, a page, and the ledger."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from letters.paths import TEMPLATES
from letters.pipeline import Finished, store

COLUMNS = ("case", "drug", "outcome", "document", "file", "next action")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(done: Finished) -> tuple[str, ...]:
    """One case as the cells of the worklist."""
    return (done.label, done.drug, done.result, done.document, done.file or "", done.next_action)


def as_text(finished: Sequence[Finished]) -> str:
    """An aligned table for the terminal."""
    rows = [COLUMNS, *(row(done) for done in finished)]
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(COLUMNS))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def as_csv(finished: Sequence[Finished]) -> str:
    """The worklist for a spreadsheet; no cell of it is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("id", *COLUMNS))
    writer.writerows((done.case_id, *map(_inert, row(done))) for done in finished)
    return text.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_html(finished: Sequence[Finished]) -> str:
    """The worklist as one self-contained page with links to the documents."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("worklist.html.j2").render(finished=finished)


def save(finished: Sequence[Finished], out: Path) -> None:
    """Writes `worklist.csv`, `worklist.html` and the ledger `run.jsonl`.

    The ledger names cases by their opaque id only.
    """
    store(out / "worklist.csv", as_csv(finished).encode("utf-8-sig"))
    store(out / "worklist.html", as_html(finished).encode())
    ledger = (done.model_dump_json(exclude={"label", "next_action"}) for done in finished)
    store(out / "run.jsonl", "".join(f"{line}\n" for line in ledger).encode())
