"""`letters write`: the main job."""

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from letters import worklist
from letters.citations import Library
from letters.commands import common
from letters.dossier import Origin, State
from letters.errors import ExitCode
from letters.intake import Reading
from letters.pipeline import AS_PROPOSED, Finished, Wanted, chosen, press, refused
from letters.pipeline import write as write_cases


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
    """
    common.writable(out)
    only = (*only, *again) if only else ()
    library, reading = common.opened(given, (*only, *again))
    errors = common.complain(reading)
    wanted = replace(wanted, docx=docx)
    origin = common.origin(given, reading, wanted, common.judged_on(as_of))
    finished = run(reading, library, out, origin, only, wanted, again)
    report(finished, out, as_json)
    context.exit(exit_code(finished, errors))


def run(
    reading: Reading,
    library: Library,
    out: Path,
    origin: Origin,
    only: Sequence[str] = (),
    wanted: Wanted = AS_PROPOSED,
    again: Sequence[str] = (),
) -> list[Finished]:
    """Writes all cases with a progress bar, then the worklist.

    A run of some cases only leaves the lines of the others in the worklist as they were.
    """
    at, render = common.now(), press(wanted)
    cases = write_cases(reading, library, out, origin, at, render, only, wanted, again)
    length = len(chosen(reading, only)) + len(refused(reading, only))
    finished = list(_watched(cases, length))
    (worklist.update if only else worklist.save)(finished, out)
    return finished


def _watched(cases: Iterator[Finished], length: int) -> Iterator[Finished]:
    stderr = sys.stderr
    with click.progressbar(cases, length=length, label="Writing", file=stderr) as watched:
        yield from watched


def report(finished: Sequence[Finished], out: Path, as_json: bool) -> None:
    """Prints what became of each case."""
    if as_json:
        common.say([done.model_dump(mode="json") for done in finished])
        return
    click.echo(worklist.as_text(worklist.by_urgency(finished)))
    for done in finished:
        if done.error and done.result != "refused":  # intake's remarks stand above
            click.echo(f"error: case {done.case_id}: {done.error}", err=True)
        if done.changed and done.state in (None, State.DRAFT):
            told = ", ".join(done.changed)
            click.echo(f"warning: case {done.case_id}: returned to draft: {told}", err=True)
        for file in done.aside:
            click.echo(f"warning: somebody had changed a file; it is kept as {file}", err=True)
    written = sum(done.file is not None for done in finished)
    count = f"{len(finished)}" if written == len(finished) else f"{written} of {len(finished)}"
    click.echo(
        f"\n{count} {'case' if len(finished) == 1 else 'cases'}; open {out / 'worklist.html'}"
    )


def exit_code(finished: Sequence[Finished], errors: int) -> int:
    """The worst that happened: a failed case, unread input, an open question, nothing."""
    failed = [done.exit_code for done in finished if done.exit_code]
    if failed:
        return max(failed)
    if errors:
        return ExitCode.INPUT
    open_questions = any(done.result == "undetermined" for done in finished)
    return ExitCode.NEEDS_PRACTICE if open_questions else ExitCode.DONE
