"""What becomes of the letter that a case has already, and how the new one takes its place.

A draft is written anew. A letter that was approved stays while what it was made from is the same;
one that was sent stays until a decision comes in; one that was won stays for good.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from letters.dossier import (
    Decided,
    Drafted,
    Fingerprint,
    Log,
    LogError,
    Sent,
    State,
    clear,
    edited,
    give_back,
    hashes,
    held,
    make,
    present,
    save_edited,
    settle,
    store,
)
from letters.dossier.events import WON
from letters.dossier.names import CASE, LOG, ORIGIN, WORD_FILE
from letters.pipeline.arguing import Argued
from letters.pipeline.saving import OURS
from letters.rationale import Letter

AGAIN, KIND = "asked for again", "kind of letter"
UNMADE, UNREAD = "no document could be made", "input"


@dataclass(frozen=True)
class Verdict:
    """Whether the files of a case stay as they are; `changed` tells since when they do not hold.

    `head` is that of the log on which this was decided.
    """

    stays: bool
    changed: tuple[str, ...]
    head: str


def decide(
    argued: Argued, now: Fingerprint, folder: Path, log: Log, asked: str | None, again: bool
) -> Verdict:
    """Whether the letter that a case has is to stay.

    `now` is the fingerprint of the case as argued, `asked` the kind of letter asked for if any;
    `again` wins over every state.
    """
    letter = log.drafted
    if letter is None:
        stays = _is_won(log) and not again
        return Verdict(stays=stays, changed=(), head=log.head)
    basis = log.approved.fingerprint if log.approved else letter.fingerprint
    changed = basis.changed(now)
    changed += (KIND,) if asked not in (None, letter.document) else ()
    if again:
        return Verdict(stays=False, changed=(*changed, AGAIN), head=log.head)
    if log.state in (State.SENT, State.DECIDED):
        level = argued.case.denial.level if argued.case.denial else None
        stays = _is_won(log) or (_is_out(log) and level == letter.level)
    elif log.state is State.APPROVED:
        stays = not changed
    else:
        # Why: somebody is at work on the Word file of this very draft.
        stays = not changed and WORD_FILE in edited(folder, log)
    return Verdict(stays=stays, changed=changed, head=log.head)


def _is_out(log: Log) -> bool:
    """Whether the letter in the folder is the one that was sent, not a draft after its decision."""
    last = next(event for event in reversed(log.events) if isinstance(event, Drafted | Sent))
    return isinstance(last, Sent)


def _is_won(log: Log) -> bool:
    decided = [event for event in log.events if isinstance(event, Decided)]
    return log.state is State.DECIDED and decided[-1].result in WON


def place(
    argued: Argued,
    now: Fingerprint,
    folder: Path,
    files: Mapping[str, bytes],
    at: dt.datetime,
    verdict: Verdict,
) -> tuple[str, ...]:
    """Puts the files of a case in place of those that it had, logged first where it is a letter.

    Returns where files now stand that somebody had changed.

    Raises:
        LogError: the log is not whole, or somebody else did something to the case meanwhile.
    """
    make(folder)
    letter = isinstance(argued.document, Letter)
    if not letter and not (folder / LOG).exists():
        _put(folder, files)
        return ()
    with held(folder, verdict.head) as log:
        settle(folder, log)
        if log.log.approved or (log.log.drafted and not letter):
            give_back(folder, log, at, verdict.changed or (argued.document.document,))
            aside: tuple[str, ...] = ()
        else:
            aside = save_edited(folder, log, edited(folder, log.log))
        denial = argued.case.denial
        draft = Drafted(
            at=at,
            document=argued.document.document,
            level=denial.level if denial else None,
            fingerprint=now,
            files=hashes(files),
        )
        # Why: a decision that was corrected may leave the draft after it as it was.
        decided = log.log.state is State.DECIDED
        if letter and (decided or not _is_same(log.log.drafted, draft)):
            log.append(draft)
        _put(folder, files)
    return aside


def _is_same(before: Drafted | None, draft: Drafted) -> bool:
    return before is not None and before.model_copy(update={"at": draft.at}) == draft


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    clear(folder, (name for name in present(folder, OURS) if name not in files))
    for name, content in files.items():
        store(folder / name, content)


def withdraw(folder: Path, at: dt.datetime, changed: tuple[str, ...]) -> None:
    """Removes the draft of a case that could not be written; an approved one is put aside.

    What was sent is history and stays. So does an approved letter while nothing is known to have
    `changed`, and all where the log is not whole.
    """
    if not (folder / LOG).exists():
        clear(folder, OURS)
        return
    try:
        with held(folder) as log:
            state = log.log.state
            if state in (State.SENT, State.DECIDED) or (state is State.APPROVED and not changed):
                return
            settle(folder, log)
            if log.log.drafted is not None:
                give_back(folder, log, at, changed or (UNMADE,))
            clear(folder, (name for name in OURS if name not in (CASE, ORIGIN)))
    except LogError:
        return
