"""`letters log`: what was done to a case, checked entry by entry."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from letters.commands import common
from letters.commands.upkeep import unproved
from letters.dossier import (
    Accepted,
    Approved,
    Decided,
    Drafted,
    Entry,
    Event,
    Log,
    Opened,
    Packed,
    Returned,
    Sent,
    Signed,
    check,
    find,
    unmarked,
)
from letters.errors import ExitCode
from letters.typed import shown


@click.command(
    epilog="Example: letters log LN-002",
    short_help="Print what was done to a case, by whom and when.",
)
@common.case
@common.out
@common.as_json
@click.pass_context
def log(context: click.Context, case: str, out: Path, as_json: bool) -> None:
    """Checks the log of CASE (label or id) entry by entry and prints it, one line an event.

    Below an approval stand the reasons that the clinician gave, each with the name of its line.
    A log that is not as it was written is not printed: the message names its first wrong entry.
    Exits with 1 if a file is not the one of which the log tells.
    """
    dossier = find(out, case)
    told = dossier.log()
    faults = check(dossier.folder)
    if as_json:
        entries = [entry.model_dump(mode="json") for entry in told.entries]
        wrong = [fault.model_dump(mode="json") for fault in faults]
        about = {"case_id": dossier.id, "state": told.state.value if told.entries else None}
        common.say(about | {"head": told.head, "entries": entries, "faults": wrong})
    else:
        state = told.state.value if told.entries else "no letter was written yet"
        click.echo(f"case {dossier.id}: {state}")
        for line in _lines(told):
            click.echo(shown(line))
        if open_end := unmarked(dossier.folder):
            click.echo(unproved(open_end, len(told.entries)))
        for fault in faults:
            click.echo(f"error: {shown(str(fault))}", err=True)
    context.exit(ExitCode.NEEDS_PRACTICE if faults else ExitCode.DONE)


def _lines(log: Log) -> Iterator[str]:
    for entry in log.entries:
        yield _line(entry)
        if isinstance(entry.event, Approved):
            reasoned = (one for one in entry.event.accepted if one.reason)
            yield from (f"       {one.name}: {one.reason}" for one in reasoned)


def _line(entry: Entry) -> str:
    event = entry.event
    parts = [_what(event), f"by {event.by}" if event.by else "", _files(event)]
    told = "; ".join(part for part in parts if part)
    return f"{entry.number:>3}  {event.at:%Y-%m-%d %H:%M %z}  {told}"


def _files(event: Event) -> str:
    """The documents of an event; what only the program reads is told with --json."""
    named: Iterable[str] = (
        () if isinstance(event, Opened | Returned | Sent | Decided) else (event.files)
    )
    return ", ".join(name for name in named if not name.endswith(".json"))


def _what(event: Event) -> str:
    match event:
        case Drafted():
            return f"drafted: {event.document}"
        case Opened():
            return "opened for review"
        case Approved():
            twin = ", as edited in Word" if event.twin else ""
            return f"approved{twin}, NPI {event.npi}; accepted: {_names(event.accepted)}"
        case Returned():
            kept = f"; files kept in {event.kept}" if event.kept else ""
            return f"returned to draft: {', '.join(event.changed)}{kept}"
        case Signed():
            stamp = f", time by {event.stamped_by}" if event.stamped_by else ""
            return f"signed with the certificate of {event.subject}{stamp}"
        case Packed():
            return "packet made"
        case Sent():
            number = f", confirmation {event.confirmation}" if event.confirmation else ""
            rest = "".join(f"; {each}" for each in event.uncompared)
            return f"sent on {event.on} via {event.via}{number}{rest}"
        case Decided():
            return f"decided on {event.on}: {event.level}, {event.result}"


def _names(accepted: Iterable[Accepted]) -> str:
    return ", ".join(each.name for each in accepted) or "nothing"
