"""What becomes of the letter that a case has already, and how the new one takes its place.

A draft is written anew, unless somebody is at work on it and it would come out the same but for its
day. A letter that was approved stays while what it was made from is the same; one that was sent
stays until a decision comes in; one that was won stays for good.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from letters.dossier.names import CASE, DETERMINATION, LOG, ORIGIN, RATIONALE, WORD_FILE
from letters.errors import keeping
from letters.pipeline.arguing import Argued
from letters.pipeline.saving import FILE_OF, OURS
from letters.pipeline.wanted import names_kind
from letters.rationale import Letter

AGAIN, KIND, DECISION = "asked for again", "kind of letter", "decision"
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
    argued: Argued,
    now: Fingerprint,
    folder: Path,
    log: Log,
    asked: str | None,
    again: bool,
    docx: bool = False,
) -> Verdict:
    """Whether the letter that a case has is to stay.

    `now` is the fingerprint of the case as argued, `asked` the kind of letter asked for if any;
    `docx` tells that a Word file of it is wanted. `again` wins over every state.
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
        # Why: somebody is at work on this very draft, on its Word file or with its review sheet.
        stays = not changed and (
            WORD_FILE in edited(folder, log)
            or (log.state is State.REVIEW and _is_as_wanted(argued, folder, letter, asked, docx))
        )
    return Verdict(stays=stays, changed=changed, head=log.head)


def _is_as_wanted(
    argued: Argued, folder: Path, letter: Drafted, asked: str | None, docx: bool
) -> bool:
    """Whether a draft is all that is wanted and would say the same now, but for its day.

    A kind of letter that was asked for when it was drafted need not be asked for again; what is
    judged for another kind cannot be compared with it.
    """
    document = argued.document
    if not isinstance(document, Letter):
        return False
    there = all((folder / name).is_file() for name in letter.files)
    wanted = set(_wanted(argued, docx)) <= letter.files.keys()
    carried = _kept(folder, RATIONALE).get("embedded") == document.embedded
    if not (there and wanted and carried):
        return False
    if asked is None and names_kind(_kept(folder, ORIGIN).get("kinds", ())):
        return True
    return document.document == letter.document and _judged(argued) == _day_less(
        _kept(folder, DETERMINATION)
    )


def _wanted(argued: Argued, docx: bool) -> Iterator[str]:
    """The files that are wanted beside a letter."""
    for document in (*argued.companions, *([argued.fax] if argued.fax else [])):
        yield FILE_OF[document.document]
    if docx:
        yield WORD_FILE


def _judged(argued: Argued) -> Mapping[str, Any]:
    determination = argued.determination
    return _day_less(determination.model_dump(mode="json") if determination else {})


def _day_less(judged: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was judged of a case without the day as of which it was."""
    return {name: told for name, told in judged.items() if name != "as_of"}


def _kept(folder: Path, name: str) -> Mapping[str, Any]:
    """What a file of a case tells; nothing where it cannot be read, so that it is written anew."""
    try:
        told = json.loads((folder / name).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


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
        with keeping(f"{folder.name}/{name}"):
            store(folder / name, content)


def close(
    folder: Path, event: Decided, files: Mapping[str, bytes], after: str | None = None
) -> None:
    """Logs a decision that was won and puts its files in place; nothing is left to be sent.

    A draft that was begun for the next level, because the decision was recorded as another one
    before, is taken away: what somebody changed in it is put aside.

    Raises:
        LogError: the log is not whole, or is not at `after` any more; nothing was done.
    """
    with held(folder, after) as log:
        begun = log.log.drafted is not None and log.log.approved is None
        if begun:
            give_back(folder, log, event.at, (DECISION,), event.by)
        log.append(event)
        for name, content in files.items():
            store(folder / name, content)
        if begun:
            _clear(folder)


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
            _clear(folder)
    except LogError:
        return


def _clear(folder: Path) -> None:
    """Removes all of a letter but what the case is found by."""
    clear(folder, (name for name in OURS if name not in (CASE, ORIGIN)))
