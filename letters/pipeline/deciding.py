"""The payer's decision on a letter that was sent: checked, joined with what was known, recorded."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from letters import hashing
from letters.case.evidence import Record
from letters.case.model import Decision, Level, Point
from letters.case.provenance import Exhibit, Provenance
from letters.case.vocabulary import DocumentTerm
from letters.citations import Library
from letters.dossier import Decided, Dossier, Log, Sent, hashes, permitting
from letters.dossier.decisions import About, Recorded, about_of, dumped, recorded
from letters.dossier.events import OF_REQUESTS, WON, Result
from letters.dossier.names import DECISIONS, ENCLOSED
from letters.errors import InputError, PackError, UsageError
from letters.intake import Notice, read_reasons
from letters.packet import Bounds, ExhibitError, enclosable
from letters.pipeline.advancing import ruling_of
from letters.pipeline.placing import close

_BOUNDS = Bounds.model_validate({"file_mb": 50})
"""A notice is a scan of a few pages: a larger file is something else."""


@dataclass(frozen=True)
class Told:
    """What somebody tells of a decision; None is what they do not tell.

    `received_on` is the day on which its notice arrived, `last_day` the last to appeal that the
    notice states, `reasons` a file of the reviewer's reasons, `notice` the notice itself.
    """

    result: Result
    on: dt.date
    by: str
    received_on: dt.date | None = None
    last_day: dt.date | None = None
    reasons: Path | None = None
    notice: Path | None = None
    reference: str | None = None
    reviewer: str | None = None


@dataclass(frozen=True)
class Ruled:
    """A decision as it was recorded; `kept` names what stays of the record that it corrects."""

    event: Decided
    recorded: Recorded
    notices: tuple[Notice, ...]
    kept: tuple[str, ...]


def record_decision(dossier: Dossier, told: Told, library: Library, at: dt.datetime) -> Ruled:
    """Logs a decision and puts it where the next letter starts from it.

    Another one on the same letter corrects the one before: what is not told again stays as it was
    recorded. That holds until the letter after it is approved; a draft of it is written again, or
    taken away where the case was won.

    Raises:
        UsageError: nothing waits for a decision, or the decision does not fit what was sent.
        InputError: the reasons or the notice cannot be read.
    """
    log = dossier.log()
    sent = permitting.sent(log, dossier.id)
    about = about_of(dossier, log, library)
    _check_kind(told.result, about)
    every = recorded(dossier.folder)
    others = [one for one in every if one.decision.level is not about.level]
    # Why only where the log tells of one: a record of this level may be of an earlier letter.
    before = next((one for one in every if one not in others), None) if log.decided else None
    content, exhibit = _notice(about.level, told.notice)
    exhibit = exhibit or (before.decision.exhibit if before else None)
    points, notices = _points(told, library, exhibit, before)
    place = _place(told, log, before)
    decision = Decision(
        level=about.level,
        ruling=ruling_of(told.result),
        on=told.on,
        filed_on=None if about.request else sent.on,
        reference=told.reference or (before.decision.reference if before else None),
        reviewer=told.reviewer or (before.decision.reviewer if before else None),
        points=points,
        read=place,
        exhibit=exhibit,
    )
    one = Recorded(
        decision=decision,
        won=told.result in WON,
        received_on=told.received_on or (before.received_on if before else None),
        last_day=told.last_day or (before.last_day if before else None),
        notice=_record(library, told.on, exhibit, place) if exhibit else None,
    )
    _check_days(one, told.on, sent, at.date())
    files = {DECISIONS: dumped((*others, one))}
    files |= {f"{ENCLOSED}/{exhibit.file}": content} if exhibit and content else {}
    event = _event(about, told, at, hashes(files))
    if one.won:
        close(dossier.folder, event, files, after=log.head)
    else:
        dossier.record(event, files, after=log.head)
    return Ruled(event, one, notices, _unsaid(told, before))


def _check_kind(result: Result, about: About) -> None:
    if about.request != (result in OF_REQUESTS):
        appeal = "an appeal is overturned, upheld or partly overturned"
        kind = "a request is approved or denied" if about.request else appeal
        raise UsageError(f"--{result} does not fit what was sent: {kind}")


def _check_days(one: Recorded, on: dt.date, sent: Sent, today: dt.date) -> None:
    for option, day in (("--on", on), ("--received", one.received_on)):
        if day is not None and day > today:
            raise UsageError(f"{option}: the day is in the future; correct the date")
    if on < sent.on:
        raise UsageError("--on: the decision is dated before the letter was sent; correct the date")
    if one.received_on and one.received_on < on:
        raise UsageError("--received: the notice arrived before its own date; correct the date")
    if one.last_day and one.last_day < on:
        raise UsageError("--last-day: it lies before the decision's own date; correct the date")


def _notice(level: Level, notice: Path | None) -> tuple[bytes, Exhibit | None]:
    """The notice under a name that tells no patient, its ending that of what it is."""
    if notice is None:
        return b"", None
    try:
        content, ending = enclosable(notice, _BOUNDS)
    except ExhibitError as error:
        raise InputError(f"the file given with --notice cannot be enclosed: {error}") from None
    return content, Exhibit(file=f"{level.value.replace(' ', '-')}-decision{ending}")


def _points(
    told: Told, library: Library, exhibit: Exhibit | None, before: Recorded | None
) -> tuple[tuple[Point, ...], tuple[Notice, ...]]:
    """The reasons as told now, else those recorded before, which the notice of now shows."""
    if told.reasons:
        return read_reasons(told.reasons, library.vocabulary, notice=exhibit)
    if before is None:
        return (), ()
    was = before.decision.exhibit
    return tuple(_shown(point, was, exhibit) for point in before.decision.points), ()


def _shown(point: Point, was: Exhibit | None, now: Exhibit | None) -> Point:
    """A point with its page in the notice as it is called now; what another file shows stays."""
    if now is None or (point.exhibit and (was is None or point.exhibit.file != was.file)):
        return point
    page = point.exhibit.page if point.exhibit else None
    return point.model_copy(update={"exhibit": Exhibit(file=now.file, page=page)})


def _place(told: Told, log: Log, before: Recorded | None) -> Provenance:
    """Where the decision was told: the file of its reasons, else the record of it here."""
    if told.reasons is not None:
        return Provenance(file=told.reasons.name, sha256=hashing.of_file(told.reasons) or "")
    if before is not None:
        return before.decision.read
    return Provenance(file=DECISIONS, sha256=log.head)


def _record(library: Library, on: dt.date, exhibit: Exhibit, read: Provenance) -> Record:
    """The notice as a document of the chart, of the kind that proves a decision."""
    terms = library.vocabulary.documents
    kind: DocumentTerm | None = next((term for term in terms if term.proves == "decision"), None)
    if kind is None:
        raise PackError("the library has no kind of document that proves a decision; add one")
    return Record(document=kind.id, on=on, read=read, exhibit=exhibit)


def _event(about: About, told: Told, at: dt.datetime, files: Mapping[str, str]) -> Decided:
    return Decided(
        at=at,
        by=told.by,
        result=told.result,
        on=told.on,
        level=about.level,
        payer=about.payer,
        drugs=about.drugs,
        reasons=about.reasons,
        files=files,
    )


def _unsaid(told: Told, before: Recorded | None) -> tuple[str, ...]:
    """What was recorded before and not told again, by the options that would tell it."""
    if before is None:
        return ()
    was = {
        "received": (told.received_on, before.received_on),
        "last-day": (told.last_day, before.last_day),
        "reasons": (told.reasons, before.decision.points),
        "notice": (told.notice, before.notice),
        "reference": (told.reference, before.decision.reference),
        "reviewer": (told.reviewer, before.decision.reviewer),
    }
    return tuple(name for name, (now, then) in was.items() if then and not now)
