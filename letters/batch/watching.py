"""A watched folder: each export that arrived whole is run once, then filed with its report.

An entry of the inbox is an export by itself: a lone file, or a folder with all that belongs
together. Why a folder and not files that come at one time: cases are joined by patient over all
files of a run, and the moment at which a network delivers files says nothing of whether they
belong together.
"""

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from letters.batch.filing import EXPORT, Report, Taken, at_work, close, file, take
from letters.batch.inbox import WAITING, Entry, Settling, look, look_at
from letters.case.frozen import Frozen
from letters.errors import ExitCode, UsageError

TRIES = 3
"""How often the run of an export may break off by itself before it is filed as failed."""

_HINDERED = {
    "under way": "a file of it has the name of one that is still being written",
    "empty": "there is nothing in it",
    "link": "it is, or holds, a symbolic link; links are not followed: put the files themselves",
    "special": "it is, or holds, a pipe, a socket or a device; give plain files",
}
_CHANGED = "it changed while it was run, so it was not whole; it is run again when it rests"
_BROKE_OFF = "its run broke off; it is run again"
_GIVEN_UP = f"its run broke off {TRIES} times; look at its report"
_UNKEPT = "what was made of it could not be kept; see to the disk or the rights of --out"
_UNREAD = "nothing of it could be read; look at its report"
_NO_DOCUMENT = "no case of it came to a document; look at its report and the worklist"

Kind = Literal["waiting", "taken", "done", "failed", "again", "left", "trouble", "stopped"]


class Event(Frozen):
    """Something that happened to an inbox. It names no file and no case.

    `export` is the opaque id of an export, or before it is taken its number in the file system, as
    `ls -i` shows it. `report` is where the report of a filed one is.
    """

    at: dt.datetime
    event: Kind
    export: str | None = None
    why: str = ""
    exit_code: int | None = None
    cases: int | None = None
    written: int | None = None
    report: Path | None = None


@dataclass(frozen=True)
class Ended:
    """How the run of an export ended. `cases` is None where it did not come to tell of them.

    `stopped` tells one that was asked to end before all was done.
    """

    exit_code: int
    cases: tuple[dict[str, Any], ...] | None
    remarks: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def written(self) -> int:
        """How many cases came to a document."""
        return sum(bool(case.get("file")) for case in self.cases or ())


Run = Callable[[Path, Path], Ended]
"""Runs what a folder holds; the second is the folder where that will stand when all is done."""


@dataclass(frozen=True)
class Places:
    """The watched folder, and those where exports are filed."""

    inbox: Path
    done: Path
    failed: Path

    def check(self, out: Path) -> None:
        """Raises UsageError where anything would be written into the inbox; `out` has documents."""
        inbox = self.inbox.resolve()
        for option, folder in (("--done", self.done), ("--failed", self.failed), ("--out", out)):
            if folder.resolve().is_relative_to(inbox):
                raise UsageError(
                    f"{option}: the folder lies in the inbox, where it would be taken for an "
                    "export; name one beside it"
                )


class Watch:
    """What is known of an inbox from one look to the next; no other process watches it."""

    def __init__(
        self,
        places: Places,
        run: Run,
        tell: Callable[[Event], None],
        now: Callable[[], dt.datetime],
        stopping: Callable[[], bool],
    ) -> None:
        self._places = places
        self._run = run
        self._tell = tell
        self._now = now
        self._stopping = stopping
        self._settling = Settling()
        self._told: set[tuple[str, str]] = set()
        self.worst = 0

    def turn(self) -> None:
        """Looks once: runs and files what has not changed since the look before.

        Raises:
            UsageError: no export can be run as the program was called; all of them stay.
            OSError: the folders cannot be read or written; what was at work stays so.
        """
        inbox = self._places.inbox
        working = {taken.content: taken for taken in at_work(inbox)}
        within = [entry for entry in map(look_at, working) if entry is not None]
        arrived = look(inbox)
        settled = self._settling.settled([*within, *arrived])
        self._tell_waiting([*within, *arrived])
        for entry in settled:
            if self._stopping():
                return
            taken = working.get(entry.path) or self._taken(entry)
            if taken is not None:
                self._finish(taken, entry)

    def _tell_waiting(self, entries: Sequence[Entry]) -> None:
        """Says once of each entry why it waits, and forgets those that are gone."""
        waiting = {
            (str(entry.number[1]), _HINDERED[entry.hindrance])
            for entry in entries
            if entry.hindrance in WAITING and entry.hindrance is not None
        }
        for number, why in sorted(waiting - self._told):
            self._say("waiting", number, why)
        here = {str(entry.number[1]) for entry in entries}
        self._told = {told for told in self._told if told[0] in here} | waiting

    def _taken(self, entry: Entry) -> Taken | None:
        """Takes an entry out of the inbox; None where it cannot be, or has changed by now."""
        places = self._places
        try:
            taken = take(places.inbox, entry, self._now(), (places.done, places.failed))
        except PermissionError:
            why = "it may not be moved; give the watcher the right to, or take it away"
            if (told := (str(entry.number[1]), why)) not in self._told:
                self._told.add(told)
                self._say("left", *told)
            return None
        if taken is None:
            return None
        self._say("taken", taken.arrival.id)
        now = look_at(taken.content)
        return taken if now is not None and now.marks == entry.marks else None

    def _finish(self, taken: Taken, entry: Entry) -> None:
        report = taken.report() or self._reported(taken, entry)
        if report is None:
            return
        self.worst = max(self.worst, report.exit_code)
        target = self._places.done if report.result == "done" else self._places.failed
        goal = file(taken, target)
        why = "" if report.result == "done" else _NO_DOCUMENT
        ended = Ended(report.exit_code, report.cases)
        self._tell(
            Event(
                at=self._now(),
                event=report.result,
                export=taken.arrival.id,
                why=report.why or why,
                exit_code=report.exit_code,
                cases=len(report.cases),
                written=ended.written,
                report=goal / "report.json",
            )
        )

    def _reported(self, taken: Taken, entry: Entry) -> Report | None:
        """Runs an export and writes its report; None where it is to be run again."""
        if entry.hindrance is not None:
            ended, why = Ended(ExitCode.INPUT, ()), _HINDERED[entry.hindrance]
        else:
            ended = self._run(taken.export, self._places.done / taken.arrival.id / EXPORT)
            now = look_at(taken.content)
            if ended.stopped:
                return None
            if now is None or now.marks != entry.marks:
                self._say("again", taken.arrival.id, _CHANGED)
                return None
            if ended.exit_code == ExitCode.OUTPUT:
                self._say("trouble", taken.arrival.id, _UNKEPT)
                self.worst = max(self.worst, ended.exit_code)
                return None
            why = _why(ended)
            if why == _BROKE_OFF:
                taken = taken.tried()
                if taken.arrival.tries < TRIES:
                    self._say("again", taken.arrival.id, _BROKE_OFF)
                    return None
                why = _GIVEN_UP
        report = Report(
            id=taken.arrival.id,
            name=taken.arrival.name,
            taken_at=taken.arrival.taken_at,
            filed_at=self._now(),
            result="done" if ended.written else "failed",
            exit_code=ended.exit_code,
            why=why,
            cases=ended.cases or (),
            remarks=ended.remarks,
        )
        close(taken, report)
        return report

    def _say(self, event: Kind, export: str | None = None, why: str = "") -> None:
        self._tell(Event(at=self._now(), event=event, export=export, why=why))


def _why(ended: Ended) -> str:
    """Why nothing came of a run.

    Raises:
        UsageError: the program was called so that no export can be run.
    """
    if ended.cases is not None:
        return ""
    if ended.exit_code in (ExitCode.USAGE, ExitCode.PACK):
        told = next((line for line in ended.remarks if line.lower().startswith("error: ")), "")
        raise UsageError(f"no export can be run, all stay where they are. {told}".strip())
    return _UNREAD if ended.exit_code == ExitCode.INPUT else _BROKE_OFF


def trouble(error: OSError) -> str:
    """What a folder that cannot be read or written is told as; no path of it."""
    told = os.strerror(error.errno) if error.errno else type(error).__name__
    return f"the inbox, or a folder to file in, cannot be read or written ({told})"
