"""`letters demo`: an example export, and the main job done on it."""

import datetime as dt
from pathlib import Path

import click

from letters import paths
from letters.citations import load
from letters.commands import common
from letters.commands.write import exit_code, report, run
from letters.errors import ExitCode
from letters.intake import read, read_tables, write_workbook

AS_OF = dt.date(2026, 11, 22)


@click.command(
    epilog="Example: letters demo --out out",
    short_help="Write an example export of synthetic cases and its letters.",
)
@common.out
@common.as_json
@click.pass_context
def demo(context: click.Context, out: Path, as_json: bool) -> None:
    """Writes example-intake.xlsx to OUT and then does what `letters write` does with it.

    The patients are invented, the day of judgement is fixed, and cases that need something from
    the practice are part of the example: they do not count as a failure.
    """
    common.writable(out)
    library = load(paths.CITATIONS)
    workbook = out / "example-intake.xlsx"
    out.mkdir(parents=True, exist_ok=True)
    write_workbook(workbook, library.vocabulary, read_tables(paths.EXAMPLES / "intake"))
    reading = read([workbook], library.vocabulary)
    errors = common.complain(reading)
    finished = run(reading, library, out, AS_OF)
    report(finished, out, as_json)
    code = exit_code(finished, errors)
    context.exit(ExitCode.DONE if code == ExitCode.NEEDS_PRACTICE else code)
