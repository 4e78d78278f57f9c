"""`letters sent`: that a letter went out, when and how."""

import datetime as dt
from pathlib import Path

import click

from letters.commands import common
from letters.commands.upkeep import kept_up
from letters.dossier import Approved, Sent, find, permitting
from letters.errors import UsageError
from letters.pipeline import hold

_ALWAYS = "the letter, the citations, the templates and the program"
WAYS = ("fax", "portal", "mail", "courier", "esMD", "email", "in person")


@click.command(
    epilog="Example: letters sent LN-002 --on 2026-12-01 --via fax --confirmation 4711 --by Pat",
    short_help="Record that an approved letter was sent.",
)
@click.argument("case")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Day on which it went out.",
)
@click.option(
    "--via",
    type=click.Choice(WAYS, case_sensitive=False),
    required=True,
    help="How it went out.",
)
@click.option(
    "--confirmation", type=common.WORDS, help="Number or words of the confirmation that came back."
)
@click.option("--by", type=common.WORDS, required=True, help="Who sent it.")
@common.out
@common.as_json
def sent(
    case: str,
    on: dt.datetime,
    via: str,
    confirmation: str | None,
    by: str,
    out: Path,
    as_json: bool,
) -> None:
    """Records that the approved letter of CASE (label or id) was sent to the payer.

    From then on it is history: no later run of `letters write` replaces it until the payer's
    decision came in. A letter whose exports, citations or templates have changed since it was
    approved is not recorded as sent; it is returned to draft. What is gone, as an export that was
    deleted meanwhile, cannot be compared and keeps nothing back: that is told, and logged.
    """
    now = common.now()
    dossier = kept_up(find(out, case))
    log = dossier.log()
    _check(permitting.approved(log, dossier.id), on.date(), now.date())
    event = Sent(
        at=now,
        by=by,
        on=on.date(),
        via=via,
        confirmation=confirmation,
        uncompared=hold(dossier, now),
    )
    dossier.append(event, after=log.head)
    for remark in event.uncompared:
        click.echo(f"warning: {remark}", err=True)
    if as_json:
        common.say(event.model_dump(mode="json") | {"uncompared": event.uncompared})
        return
    click.echo(f"Recorded: sent on {event.on} via {via}.")
    click.echo(_compared(event))
    click.echo("When the payer has decided, record it with `letters decided`.")


def _compared(event: Sent) -> str:
    """What of that from which the letter was made was found as it was when it was approved."""
    same = f"Compared with the approval, and as it was then: {_ALWAYS}"
    if not event.uncompared:
        return f"{same}, the record and the exhibits."
    return f"{same}. Not compared is what the warnings name; the log tells that."


def _check(approved: Approved, on: dt.date, today: dt.date) -> None:
    """Raises UsageError where a letter cannot have been sent on a day."""
    if on > today:
        raise UsageError("--on lies in the future; record it when it was sent")
    if on < approved.at.date():
        raise UsageError("--on lies before the day of the approval; correct the date")
