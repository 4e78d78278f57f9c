"""`letters outcomes`: how payers decided, with the numbers."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import click

from letters import worklist
from letters.citations import Library, load
from letters.commands import common
from letters.dossier.folder import dossiers
from letters.errors import ExitCode, LettersError
from letters.outcomes import Outcome, Outcomes, Tally, counted, outcomes_of

_PARTS = ("drugs", "payers", "reasons", "levels")
_TITLES = {"drugs": "drug", "payers": "payer", "reasons": "denial reason", "levels": "decided by"}
_COLUMNS = ("won", "partly", "lost", "waiting", "won of decided", "95 % interval")


@click.command(
    epilog="Example: letters outcomes --out letters-of-today",
    short_help="Count the payers' decisions by drug, payer, denial reason and level.",
)
@common.citations
@common.out
@click.option("--csv", "as_csv", is_flag=True, help="Print one table as CSV.")
@common.as_json
@click.pass_context
def outcomes(
    context: click.Context, citations: Path, out: Path, as_csv: bool, as_json: bool
) -> None:
    """Counts the decisions that `letters decided` recorded under OUT.

    A rate always stands beside its numbers, with the interval in which it would lie were these
    letters a random sample. They are not, and small numbers say little.
    """
    library = load(citations)
    broken: list[str] = []
    found = counted(_gathered(out, library, broken), library.word)
    if as_json:
        common.say(_json(found) | {"unreadable": broken})
    elif as_csv:
        click.echo(_csv(found), nl=False)
    else:
        click.echo(_text(found))
    for told in broken:
        click.echo(f"error: {told}", err=True)
    context.exit(ExitCode.INPUT if broken else ExitCode.DONE)


def _gathered(out: Path, library: Library, broken: list[str]) -> Iterator[Outcome]:
    """The outcomes of all cases; a case whose log is not whole is told and not counted."""
    for dossier in dossiers(out):
        try:
            yield from list(outcomes_of(dossier, library))
        except LettersError as error:
            broken.append(f"case {dossier.id} is not counted: {error}")


def _cells(tally: Tally) -> tuple[str, ...]:
    rate, interval = tally.rate, tally.interval
    share = f"{tally.won} of {tally.decided} ({rate:.0%})" if rate is not None else "none decided"
    between = f"{interval[0]:.0%} to {interval[1]:.0%}" if interval else ""
    counts = (tally.won, tally.partly, tally.lost, tally.waiting)
    return (*map(str, counts), share, between)


def _tables(found: Outcomes) -> Iterator[tuple[str, tuple[Tally, ...]]]:
    yield "all letters", (found.total,)
    for part in _PARTS:
        if tallies := getattr(found, part):
            yield _TITLES[part], tallies


def _text(found: Outcomes) -> str:
    rows: list[tuple[str, ...]] = []
    for title, tallies in _tables(found):
        rows.append((title, *_COLUMNS))
        rows += [(tally.name, *_cells(tally)) for tally in tallies]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS) + 1)]
    lines: list[str] = []
    for row in rows:
        heading = row[1:] == _COLUMNS
        if heading and lines:
            lines.append("")
        lines.append("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())
        if heading:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _csv(found: Outcomes) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("by", "name", *_COLUMNS))
    for title, tallies in _tables(found):
        for tally in tallies:
            writer.writerow((title, worklist.inert(tally.name), *_cells(tally)))
    return text.getvalue()


def _json(found: Outcomes) -> dict[str, object]:
    def told(tally: Tally) -> dict[str, object]:
        return tally.model_dump() | {
            "decided": tally.decided,
            "rate": tally.rate,
            "interval": tally.interval,
        }

    return {"total": told(found.total)} | {
        part: [told(tally) for tally in getattr(found, part)] for part in _PARTS
    }
