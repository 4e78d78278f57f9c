"""`letters write`: the main job."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from letters import worklist
from letters.batch.docket import Docket, docket_of
from letters.batch.running import Ran
from letters.citations import Library
from letters.commands import common
from letters.commands.effort import AS_USUAL, Effort, carried_out, effort
from letters.dossier import Origin, State
from letters.errors import ExitCode
from letters.pipeline import AS_PROPOSED, Finished, Wanted, Writing

_SHOWN = 100
"""The most rows of the worklist that the terminal shows."""


@click.command(
    epilog="Example: letters write intake.xlsx --out out",
    short_help="Write a letter or a sheet for each case of the exports.",
)
@common.exports
@common.wanted
@common.out
@common.only
@click.option(
    "--again",
    multiple=True,
    metavar="CASE",
    help="Draft the letter of this case anew although it was approved or sent; the one before is "
    "kept. May be repeated.",
)
@click.option(
    "--docx",
    is_flag=True,
    help="Put an editable Word file, letter.docx, beside each letter; `letters approve --docx` "
    "takes an edited one back.",
)
@effort
@click.option(
    "--filed",
    type=common.NEW_FOLDER,
    default=None,
    help="Where the one folder of EXPORTS will stand after the run; later verbs look there.",
)
@common.as_of
@common.as_json
@click.pass_context
def write(
    context: click.Context,
    given: common.Given,
    wanted: Wanted,
    out: Path,
    only: tuple[str, ...],
    again: tuple[str, ...],
    docx: bool,
    effort: Effort,
    filed: Path | None,
    as_of: dt.datetime | None,
    as_json: bool,
) -> None:
    """Writes for each case a letter, or one page that says what is missing or not supported.

    EXPORTS are any mix of remittances and claims (X12), charts (FHIR, C-CDA), reports and our
    workbook (XLSX, XLS, CSV), or folders of them. Documents go to OUT, one folder a case, beside
    worklist.html, worklist.csv (the most urgent first) and the ledger run.jsonl.

    The kind of each letter follows from the level of the denial, its urgency and its route. Every
    finished PDF is read back: one that says what its case does not is not kept.

    A letter that was approved stays as it is, unless what it was made from has changed: then it is
    returned to draft. One that was sent stays until a decision on it came in.

    Run again, however the run before ended, it does only what is not done, or whose record, day or
    citations have changed. Ctrl-C stops it; what was done is kept. With --json, standard error has
    each step as a line of JSON.
    """
    common.writable(out)
    only = (*only, *again) if only else ()
    library, reading = common.opened(given, (*only, *again))
    errors = common.complain(reading)
    wanted = replace(wanted, docx=docx)
    origin = common.origin(given, reading, wanted, common.judged_on(as_of))
    origin = origin.filed(filed.absolute()) if filed else origin
    docket = docket_of(reading, only, again)
    del reading  # a large one takes a gigabyte, in each worker as well
    ran = run(docket, library, out, origin, wanted, effort, as_json)
    report(ran, out, as_json)
    if ran.stopped:
        day = f"--as-of {origin.as_of}"
        click.echo(f"stopped; the same command with {day} does the rest", err=True)
    context.exit(exit_code(ran, errors))


def run(
    docket: Docket,
    library: Library,
    out: Path,
    origin: Origin,
    wanted: Wanted = AS_PROPOSED,
    effort: Effort = AS_USUAL,
    as_json: bool = False,
) -> Ran:
    """Writes all cases that are not done, then the worklist.

    A run of some cases only leaves the lines of the others in the worklist as they were.
    """
    writing = Writing(library, out, origin, common.now(), wanted)
    return carried_out(writing, docket, effort, as_json=as_json)


def report(ran: Ran, out: Path, as_json: bool) -> None:
    """Prints what became of each case."""
    if as_json:
        common.say([done.model_dump(mode="json") for done in ran.finished])
        return
    finished = worklist.by_urgency(ran.finished)
    click.echo(worklist.as_text(finished[:_SHOWN]))
    if len(finished) > _SHOWN:
        click.echo(f"... and {len(finished) - _SHOWN} more in {out / 'worklist.csv'}")
    for done in ran.finished:
        _warn(done)
    click.echo(f"\n{_summary(ran)}; open {out / 'worklist.html'}")


def _warn(done: Finished) -> None:
    """Says on standard error what somebody has to know of one case."""
    if done.error and done.result != "refused":  # intake's remarks stand above
        click.echo(f"error: case {done.case_id}: {done.error}", err=True)
    if done.changed and done.state in (None, State.DRAFT):
        told = ", ".join(done.changed)
        click.echo(f"warning: case {done.case_id}: returned to draft: {told}", err=True)
    for file in done.aside:
        click.echo(f"warning: somebody had changed a file; it is kept as {file}", err=True)


def _summary(ran: Ran) -> str:
    """How many cases came to what, and how many this run had nothing to do for."""
    finished = ran.finished
    written = sum(done.file is not None for done in finished)
    count = f"{len(finished)}" if written == len(finished) else f"{written} of {len(finished)}"
    told = f"{count} {'case' if len(finished) == 1 else 'cases'}"
    results = Counter(done.result for done in finished)
    if len(results) > 1:
        told += f" ({', '.join(f'{number} {name}' for name, number in sorted(results.items()))})"
    if ran.kept:
        told += f", {ran.kept} of them as they were"
    return told


def exit_code(ran: Ran, errors: int) -> int:
    """The worst that happened: stopped, a failed case, unread input, an open question, nothing."""
    if ran.stopped:
        return ExitCode.STOPPED
    failed = [done.exit_code for done in ran.finished if done.exit_code]
    if failed:
        return max(failed)
    if errors:
        return ExitCode.INPUT
    open_questions = any(done.result == "undetermined" for done in ran.finished)
    return ExitCode.NEEDS_PRACTICE if open_questions else ExitCode.DONE
