"""`letters decided`: the payer's decision on a letter that was sent."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from letters.citations import load
from letters.commands import common
from letters.commands.upkeep import kept_up
from letters.dossier import find
from letters.dossier.events import Result
from letters.errors import UsageError
from letters.pipeline import remark
from letters.pipeline.deciding import Ruled, Told, record_decision

_RESULTS: dict[Result, str] = {
    "overturned": "The appeal was won.",
    "upheld": "The denial stands.",
    "partly": "The denial stands in part.",
    "approved": "A request, not an appeal, was approved.",
    "denied": "A request, not an appeal, was denied.",
}


def _result(command: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a verb take the one option that tells how it was decided, as `result`."""

    @wraps(command)
    def called(**options: Any) -> Any:
        given = [result for result in _RESULTS if options.pop(result)]
        if len(given) != 1:
            said = f"--{' and --'.join(given)} exclude each other. " if given else ""
            told = ", ".join(f"--{each}" for each in _RESULTS)
            raise UsageError(f"how was it decided? {said}Give one of {told}")
        return command(result=given[0], **options)

    taking: Callable[..., Any] = called
    for result in reversed(_RESULTS):
        taking = click.option(f"--{result}", is_flag=True, help=_RESULTS[result])(taking)
    return taking


@click.command(
    epilog="Example: letters decided LN-002 --upheld --on 2026-12-14 --reasons why.csv --by Pat",
    short_help="Record the payer's decision; the next letter starts from it.",
)
@common.case
@_result
@click.option("--on", type=common.DAY, required=True, help="Date on its notice.")
@click.option(
    "--received", type=common.DAY, help="Day on which it arrived; deadlines may count from it."
)
@click.option("--last-day", type=common.DAY, help="Last day to appeal, if the notice states it.")
@click.option(
    "--reasons",
    type=common.FILE,
    help="The reviewer's reasons in the notice's own words: one a line (.txt), or a table with the "
    "columns 'point' (the words), 'about' (the reason of denial to which they amount) and 'page' "
    "(of the notice).",
)
@click.option(
    "--notice",
    type=common.FILE,
    help="The notice itself as PDF, JPEG, PNG or TIFF, to be enclosed with the next letter.",
)
@click.option("--reference", type=common.WORDS, help="Reference number as on the notice.")
@click.option("--reviewer", type=common.WORDS, help="Who decided: the specialty, as on the notice.")
@click.option("--by", type=common.WORDS, required=True, help="Who records it.")
@common.citations
@common.out
@common.as_json
def decided(
    case: str,
    result: Result,
    on: dt.datetime,
    received: dt.datetime | None,
    last_day: dt.datetime | None,
    reasons: Path | None,
    notice: Path | None,
    reference: str | None,
    reviewer: str | None,
    by: str,
    citations: Path,
    out: Path,
    as_json: bool,
) -> None:
    """Records how the payer decided on CASE, whose letter was sent.

    The next `letters write` starts from it: after a denial that stands, in whole or in part, it
    drafts the letter of the next level, which answers the reasons given here one by one.

    Run it again to correct what was recorded, until that next letter is approved: what is not given
    again stays as it was.
    """
    dossier = kept_up(find(out, case))
    told = Told(
        result=result,
        on=on.date(),
        by=by,
        received_on=received.date() if received else None,
        last_day=last_day.date() if last_day else None,
        reasons=reasons,
        notice=notice,
        reference=reference,
        reviewer=reviewer,
    )
    _report(record_decision(dossier, told, load(citations), common.now()), as_json)


def _report(ruled: Ruled, as_json: bool) -> None:
    for notice in ruled.notices:
        click.echo(f"{notice.severity}: {remark(notice)}", err=True)
    if ruled.kept:
        told = ", ".join(f"--{name}" for name in ruled.kept)
        click.echo(f"warning: kept from the record that this corrects: {told}", err=True)
    event, one = ruled.event, ruled.recorded
    if as_json:
        common.say(event.model_dump(mode="json"))
        return
    points = one.decision.points
    count = common.counted(len(points), "reason")
    click.echo(f"Recorded: {event.level.value}, {event.result}, dated {event.on}; {count}.")
    if one.won:
        click.echo("Nothing is left to appeal.")
        return
    click.echo("Run `letters write` on the export: the next letter starts from this decision.")
    if not points:
        click.echo("Without --reasons it cannot answer the reviewer; record them if you can.")
    if not one.received_on:
        click.echo("Add --received when you know it: the last day to appeal may count from it.")
    if any(point.about is None for point in points):
        click.echo(
            "Some reasons do not say to which reason of denial they amount, and the next letter "
            "will ask: run this again with a table that has the headings 'point' and 'about'."
        )
