"""A case goes back to draft: its approved or sent letter is put aside, never thrown away."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from letters import hashing
from letters.dossier.checking import of_letter, told
from letters.dossier.events import Approved, Drafted, Returned
from letters.dossier.folder import archive
from letters.dossier.log import Held, Log
from letters.dossier.names import EARLIER


def give_back(
    folder: Path, held: Held, at: dt.datetime, changed: tuple[str, ...], by: str = ""
) -> tuple[str, ...]:
    """Logs that a case went back to draft because of what `changed` tells, and puts files aside.

    All of an approved letter are kept; of one that never was, what somebody changed, and the rest
    is left for the next draft to replace. Returns where the files now stand.
    """
    log = held.log
    number = _number(log, Approved) if log.approved else None
    files = tuple(of_letter(log))
    aside = () if number else save_edited(folder, held, edited(folder, log))
    kept = f"{EARLIER}/{number:03d}" if number else None
    held.append(Returned(at=at, by=by, changed=changed, kept=kept))
    return archive(folder, number, files) if number else aside


def settle(folder: Path, held: Held) -> None:
    """Finishes what a crash interrupted: puts files aside that the log tells are."""
    for name, digest in told(held.log).items():
        kept, _, file = name.rpartition("/")
        if (
            kept.startswith(EARLIER)
            and hashing.of_file(folder / name) is None
            and hashing.of_file(folder / file) == digest
        ):
            archive(folder, int(kept.rpartition("/")[2]), (file,))


def edited(folder: Path, log: Log) -> tuple[str, ...]:
    """The files of the letter that somebody changed since they were logged."""
    return tuple(
        name
        for name, digest in of_letter(log).items()
        if hashing.of_file(folder / name) not in (None, digest)
    )


def save_edited(folder: Path, held: Held, names: Iterable[str]) -> tuple[str, ...]:
    """Puts aside what somebody changed, before a draft takes its place: their work is not lost.

    Returns where the files now stand, relative to the case's folder.
    """
    number = _number(held.log, Drafted)
    return archive(folder, number, names) if number else ()


def _number(log: Log, kind: type[Approved] | type[Drafted]) -> int:
    """The number of the last entry of a kind; 0 where there is none."""
    numbers = (entry.number for entry in reversed(log.entries) if isinstance(entry.event, kind))
    return next(numbers, 0)
