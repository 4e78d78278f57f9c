"""`letters decided`: the payer's decision on a letter that was sent."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from letters.case import Case
from letters.case.evidence import Record
from letters.case.model import Decision, Level, Point
from letters.case.provenance import Exhibit, Provenance
from letters.case.vocabulary import DocumentTerm
from letters.citations import Library, load
from letters.commands import common
from letters.dossier import Decided, Dossier, Log, Sent, State, find, hash_of, hashes
from letters.dossier.decisions import NAME, Recorded, dumped, recorded
from letters.dossier.events import WON, Files, Result
from letters.dossier.exhibits import ENCLOSED
from letters.errors import PackError, UsageError
from letters.intake import Notice, read_reasons
from letters.pipeline import remark
from letters.pipeline.advancing import ruling_of
from letters.routing.kinds import filed_level

_RESULTS: tuple[Result, ...] = ("overturned", "upheld", "partly", "approved", "denied")
_OF_REQUESTS = ("approved", "denied")


def _results(command: Callable[..., Any]) -> Callable[..., Any]:
    helps = {
        "overturned": "The appeal was won.",
        "upheld": "The denial stands.",
        "partly": "The denial stands in part.",
        "approved": "A request, not an appeal, was approved.",
        "denied": "A request, not an appeal, was denied.",
    }
    for result in reversed(_RESULTS):
        option = click.option(f"--{result}", "result", flag_value=result, help=helps[result])
        command = option(command)
    return command


@click.command(
    epilog="Example: letters decided LN-002 --upheld --on 2026-12-14 --reasons why.csv --by Pat",
    short_help="Record the payer's decision; the next letter starts from it.",
)
@click.argument("case")
@_results
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Date on its notice.")
@click.option("--received", type=click.DateTime(["%Y-%m-%d"]), help="Day on which it arrived.")
@click.option(
    "--reasons",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The reviewer's reasons in the notice's own words: one a line, or a table of points.",
)
@click.option(
    "--notice",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The notice itself as PDF or picture, to be enclosed with the next letter.",
)
@click.option("--reference", help="Reference number as on the notice.")
@click.option("--reviewer", help="Who decided: the specialty, as on the notice.")
@click.option("--by", required=True, help="Who records it.")
@common.citations
@common.out
@common.as_json
def decided(
    case: str,
    result: Result | None,
    on: dt.datetime,
    received: dt.datetime | None,
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
    """
    if result is None:
        told = ", ".join(f"--{each}" for each in _RESULTS)
        raise UsageError(f"how was it decided? Give one of {told}")
    dossier, library = find(out, case), load(citations)
    log = dossier.log()
    sent, known = _sent(log), dossier.case()
    level = _level(dossier, known, library, result)
    arrived = received.date() if received else None
    _check_days(on.date(), arrived, sent)
    shown = _shown(level, notice) if notice else None
    points, notices = _points(reasons, library, shown)
    place = _place(log, reasons)
    decision = Decision(
        level=level,
        ruling=ruling_of(result),
        on=on.date(),
        filed_on=sent.on if known.denial is not None else None,
        reference=reference,
        reviewer=reviewer,
        points=points,
        read=place,
        exhibit=shown,
    )
    one = Recorded(
        decision=decision,
        won=result in WON,
        received_on=arrived,
        notice=_record(library, on.date(), shown, place) if shown else None,
    )
    files = {NAME: dumped(_with(recorded(dossier.folder), one))}
    if notice and shown:
        files[f"{ENCLOSED}/{shown.file}"] = notice.read_bytes()
    event = _event(known, one, result, by, hashes(files))
    dossier.record(event, files, after=log.head)
    _report(event, one, notices, as_json)


def _points(
    reasons: Path | None, library: Library, shown: Exhibit | None
) -> tuple[tuple[Point, ...], tuple[Notice, ...]]:
    return read_reasons(reasons, library.vocabulary, notice=shown) if reasons else ((), ())


def _sent(log: Log) -> Sent:
    """The last sending. Raises UsageError where nothing is waiting for a decision."""
    if log.state not in (State.SENT, State.DECIDED):
        raise UsageError(
            f"the case is {log.state.value}, not sent: record first with `letters sent` on which "
            "day the letter went out"
        )
    return next(event for event in reversed(log.events) if isinstance(event, Sent))


def _level(dossier: Dossier, case: Case, library: Library, result: Result) -> Level:
    """The level that decided: of a request the initial one, of an appeal that of the appeal."""
    asked = case.denial is None
    if asked != (result in _OF_REQUESTS):
        appeal = "an appeal is overturned, upheld or partly overturned"
        kind = "a request is approved or denied" if asked else appeal
        raise UsageError(f"--{result} does not fit what was sent: {kind}")
    filed = filed_level(case, dossier.letter().document, library)
    return filed or Level.INITIAL


def _check_days(on: dt.date, received: dt.date | None, sent: Sent) -> None:
    today = common.now().date()
    for option, day in (("--on", on), ("--received", received)):
        if day is not None and day > today:
            raise UsageError(f"{option}: the day is in the future; correct the date")
    if on < sent.on:
        raise UsageError("--on: the decision is dated before the letter was sent; correct the date")
    if received and received < on:
        raise UsageError("--received: the notice arrived before its own date; correct the date")


def _shown(level: Level, notice: Path) -> Exhibit:
    """The notice under a name that tells no patient."""
    return Exhibit(file=f"{level.value.replace(' ', '-')}-decision{notice.suffix.lower()}")


def _record(library: Library, on: dt.date, shown: Exhibit, read: Provenance) -> Record:
    """The notice as a document of the chart, of the kind that proves a decision."""
    terms = library.vocabulary.documents
    kind: DocumentTerm | None = next((term for term in terms if term.proves == "decision"), None)
    if kind is None:
        raise PackError("the library has no kind of document that proves a decision; add one")
    return Record(document=kind.id, on=on, read=read, exhibit=shown)


def _place(log: Log, reasons: Path | None) -> Provenance:
    """Where the decision was told: the file of its reasons, else the record of it here."""
    if reasons is None:
        return Provenance(file=NAME, sha256=log.head)
    return Provenance(file=reasons.name, sha256=hash_of(reasons) or "")


def _with(known: tuple[Recorded, ...], one: Recorded) -> tuple[Recorded, ...]:
    """The decisions with one more; one of its level from before is replaced, the log keeps both."""
    level = one.decision.level
    return (*(each for each in known if each.decision.level is not level), one)


def _event(case: Case, one: Recorded, result: Result, by: str, files: Files) -> Decided:
    return Decided(
        at=common.now(),
        by=by,
        result=result,
        on=one.decision.on or common.now().date(),
        level=one.decision.level,
        payer=case.coverage.payer,
        drugs=tuple(dict.fromkeys(service.drug for service in case.services)),
        reasons=case.denial.reasons if case.denial else (),
        files=files,
    )


def _report(event: Decided, one: Recorded, notices: tuple[Notice, ...], as_json: bool) -> None:
    for notice in notices:
        click.echo(f"{notice.severity}: {remark(notice)}", err=True)
    if as_json:
        common.say(event.model_dump(mode="json"))
        return
    count = len(one.decision.points)
    told = f"{count} {'reason' if count == 1 else 'reasons'}"
    click.echo(f"Recorded: {event.level.value}, {event.result}, dated {event.on}; {told}.")
    if one.won:
        click.echo("Nothing is left to appeal.")
    else:
        click.echo("Run `letters write` on the export: the next letter starts from this decision.")
        if not count:
            click.echo("Without --reasons it cannot answer the reviewer; record them if you can.")
        if any(point.about is None for point in one.decision.points):
            click.echo(
                "Some reasons do not say to which reason of denial they amount, and the next "
                "letter will ask: run this again with a table that has the headings 'point' and "
                "'about'."
            )
