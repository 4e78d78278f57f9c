"""`letters check`: read the exports and say what was and was not used."""

import click

from letters.commands import common
from letters.errors import ExitCode
from letters.intake import Reading, Unused, described_limits


def _list_limits(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        for name, default, what in described_limits():
            click.echo(f"{name:12} {default:>10}  {what}")
        context.exit()


@click.command(
    epilog="Example: letters check remittance.835 chart.json --mapping mapping.yaml",
    short_help="Read the exports; list every part that was refused or not used.",
)
@common.exports
@common.as_json
@click.option(
    "--limits",
    "list_limits",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_limits,
    help="List the bounds on inputs with their defaults, and stop.",
)
@click.pass_context
def check(context: click.Context, given: common.Given, as_json: bool) -> None:
    """Reads the exports without writing anything.

    Lists the cases found, each remark with its place, rule and what to do, and every part of the
    input from which nothing was taken.
    """
    _, reading = common.opened(given)
    errors = any(notice.severity == "error" for notice in reading.notices)
    if as_json:
        common.say(_as_json(reading))
    else:
        common.complain(reading)
        for part in reading.unused:
            click.echo(f"not used: {_place(part)}: {part.why}", err=True)
        for case in reading.cases:
            track = f"plan track {case.coverage.track}"
            click.echo(f"{case.id}  {case.label}  {len(case.evidence)} facts, {track}")
        click.echo(_count(reading))
    context.exit(ExitCode.INPUT if errors else ExitCode.DONE)


def _as_json(reading: Reading) -> dict[str, object]:
    return {
        "cases": [{"id": case.id, "label": case.label} for case in reading.cases],
        "refused": [case.model_dump(mode="json") for case in reading.refused],
        "notices": [notice.model_dump(mode="json") for notice in reading.notices],
        "unused": [part.model_dump(mode="json") for part in reading.unused],
    }


def _place(part: Unused) -> str:
    """Where a part stands; of many, how many and the first."""
    row = f"row {part.row}" if part.row else None
    first = [part.file, part.sheet, row, part.column, part.part]
    place = ", ".join(each for each in first if each)
    if part.name is None:
        return place
    return (
        f"{part.count} x {part.name} (first: {place})"
        if part.count > 1
        else f"{part.name} ({place})"
    )


def _count(reading: Reading) -> str:
    unused = sum(part.count for part in reading.unused)
    return (
        f"{len(reading.cases)} cases, {len(reading.refused)} refused, "
        f"{len(reading.notices)} remarks, {unused} parts not used"
    )
