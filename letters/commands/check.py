"""`letters check`: read the exports and say what was and was not used."""

from pathlib import Path

import click

from letters.commands import common
from letters.errors import ExitCode


@click.command(
    epilog="Example: letters check intake.xlsx",
    short_help="Read the exports; list every row that was refused or not used.",
)
@common.exports
@common.citations
@common.as_json
@click.pass_context
def check(
    context: click.Context, exports: tuple[Path, ...], citations: Path, as_json: bool
) -> None:
    """Reads the exports without writing anything.

    Lists the cases found, each remark with its place, rule and what to do, and every part of the
    input from which nothing was taken.
    """
    _, reading = common.opened(exports, citations)
    errors = any(notice.severity == "error" for notice in reading.notices)
    if as_json:
        cases = [{"id": case.id, "label": case.label} for case in reading.cases]
        notices = [notice.model_dump(mode="json") for notice in reading.notices]
        unused = [part.model_dump(mode="json") for part in reading.unused]
        common.say({"cases": cases, "notices": notices, "unused": unused})
    else:
        common.complain(reading)
        for part in reading.unused:
            place = [part.file, part.sheet, f"row {part.row}" if part.row else None, part.column]
            click.echo(f"not used: {', '.join(p for p in place if p)}: {part.why}", err=True)
        for case in reading.cases:
            click.echo(f"{case.id}  {case.label}  {len(case.evidence)} facts")
        click.echo(f"{len(reading.cases)} cases, {len(reading.notices)} remarks")
    context.exit(ExitCode.INPUT if errors else ExitCode.DONE)
