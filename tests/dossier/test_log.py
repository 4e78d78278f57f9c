"""The log of a case: a change anywhere is caught, and nothing that is added gets lost."""

import datetime as dt
import errno
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier import AT, DECIDED, OPENED, PACKED, RETURNED, SENT, SIGNED, approved, drafted
from letters.dossier import Log, LogError, Mark, Opened, Returned, State, held
from letters.dossier import log as logs
from letters.dossier.marks import marks, path_of

STORY = (drafted(letter_pdf="1" * 64), OPENED, approved(letter_pdf="2" * 64), SIGNED, PACKED, SENT)


def of(*events) -> Log:
    """The log of a case to which this happened."""
    return logs.checked(content(*events))


def content(*events) -> bytes:
    entries = []
    for event in events:
        before = Log(entries=tuple(entries))
        bare = logs.Entry(number=len(entries) + 1, previous=before.head, event=event, sha256="")
        entries.append(bare.model_copy(update={"sha256": logs._hash(bare)}))
    return b"".join(logs._written(entry) + b"\n" for entry in entries)


@pytest.fixture
def folder(tmp_path):
    """The folder of a case to which the whole story happened."""
    for event in STORY:
        logs.append(tmp_path, event)
    return tmp_path


def test_what_is_added_is_read_back(folder):
    log = logs.read(folder)
    assert log.events == STORY
    assert [entry.number for entry in log.entries] == [1, 2, 3, 4, 5, 6]
    assert log.entries[0].previous == logs.START
    assert (folder / "log.jsonl").read_bytes() == content(*STORY)
    assert (folder / "log.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_case_without_log_is_at_its_start(tmp_path):
    log = logs.read(tmp_path)
    assert (log.state, log.head, log.events) == (State.DRAFT, logs.START, ())
    assert (log.drafted, log.approved, log.returned) == (None, None, ())


SHORT = content(drafted(letter_pdf="1" * 64), OPENED, approved(letter_pdf="2" * 64))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda text, at: text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :], id="flip"
        ),
        pytest.param(lambda text, at: text[:at] + b"0" + text[at:], id="digit put in"),
        pytest.param(lambda text, at: text[:at] + b" " + text[at:], id="blank put in"),
        pytest.param(lambda text, at: text[:at] + b"\n" + text[at:], id="line end put in"),
        pytest.param(lambda text, at: text[:at] + text[at + 1 :], id="taken out"),
        pytest.param(lambda text, at: text[:at] + text[at : at + 1] + text[at:], id="twice"),
    ],
)
def test_a_byte_changed_anywhere_is_caught_at_its_entry(change):
    """At every place of a log: the message names the entry, or the one before that lost its end."""
    for at in range(len(SHORT)):
        changed = change(SHORT, at)
        if changed == SHORT:
            continue
        with pytest.raises(LogError, match=r"log\.jsonl, entry \d") as caught:
            logs.checked(changed)
        number = SHORT[:at].count(b"\n") + 1
        assert f"entry {number}:" in str(caught.value) or f"entry {number + 1}:" in str(
            caught.value
        ), at


def test_a_log_cut_within_an_entry_is_caught():
    ends = {at + 1 for at, byte in enumerate(SHORT) if byte == ord("\n")}
    for at in set(range(1, len(SHORT))) - ends:
        with pytest.raises(LogError):
            logs.checked(SHORT[:at])


@given(st.permutations(range(len(STORY))))
def test_entries_in_another_order_are_caught(order):
    lines = content(*STORY).splitlines(keepends=True)
    moved = b"".join(lines[i] for i in order)
    if list(order) == sorted(order):
        assert logs.checked(moved).events == STORY
    else:
        with pytest.raises(LogError):
            logs.checked(moved)


@given(st.lists(st.integers(0, len(STORY) - 1), max_size=8))
def test_only_the_first_entries_in_order_are_a_log(chosen):
    """Of entries left out, doubled or put in between, none passes."""
    lines = content(*STORY).splitlines(keepends=True)
    text = b"".join(lines[i] for i in chosen)
    if chosen == list(range(len(chosen))):
        assert logs.checked(text).events == STORY[: len(chosen)]
    else:
        with pytest.raises(LogError):
            logs.checked(text)


def test_an_entry_of_another_case_is_caught():
    mine = content(drafted(letter_pdf="1" * 64)).splitlines(keepends=True)
    theirs = content(drafted(letter_pdf="9" * 64), OPENED).splitlines(keepends=True)
    with pytest.raises(LogError, match="entry 2"):
        logs.checked(mine[0] + theirs[1])


def test_a_changed_value_with_its_hash_made_anew_breaks_the_next_entry():
    lines = content(drafted(letter_pdf="1" * 64), OPENED).splitlines(keepends=True)
    forged = content(drafted(letter_pdf="8" * 64)).splitlines(keepends=True)
    with pytest.raises(LogError, match="entry 2"):
        logs.checked(forged[0] + lines[1])


@pytest.mark.parametrize("text", ["null", "[]", "{}", '"a"', "\udcff", "{" * 5000])
def test_what_is_no_entry_is_told_by_its_number_alone(text):
    line = text.encode("utf-8", "surrogateescape")
    with pytest.raises(LogError, match="entry 1: it is not as it was written"):
        logs.checked(line + b"\n")


def test_the_message_of_a_broken_log_tells_no_value(folder):
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Dana Whitfield", b"Dana Whitfeild"))
    with pytest.raises(LogError) as caught:
        logs.read(folder)
    assert "Dana" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_nothing_is_added_to_a_log_that_is_not_whole(folder):
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    before = path.read_bytes()
    with pytest.raises(LogError):
        logs.append(folder, OPENED)
    assert path.read_bytes() == before


def test_an_event_decided_upon_an_older_log_is_not_added(folder):
    head = logs.read(folder).head
    logs.append(folder, OPENED, after=head)
    with pytest.raises(LogError, match="meanwhile"):
        logs.append(folder, OPENED, after=head)
    assert len(logs.read(folder).entries) == len(STORY) + 1


@pytest.mark.parametrize("wrote", [0, 1, 40])
def test_a_full_disk_leaves_no_half_entry(folder, monkeypatch, wrote):
    """What of an entry came to disk before the disk was full is taken off again."""
    before = (folder / "log.jsonl").read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, line: real(handle, line[:wrote]))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        logs.append(folder, OPENED)
    assert (folder / "log.jsonl").read_bytes() == before


ADDING = """
import datetime as dt, sys
from pathlib import Path
from letters.dossier import Opened
from letters.dossier import log
at = dt.datetime(2026, 11, 22, tzinfo=dt.timezone.utc)
for number in range(25):
    log.append(Path(sys.argv[1]), Opened(at=at, by=f"{sys.argv[2]}-{number}"))
"""


def test_processes_that_add_at_once_lose_nothing(tmp_path):
    names = ("one", "two", "three")
    started = [
        subprocess.Popen([sys.executable, "-c", ADDING, str(tmp_path), name]) for name in names
    ]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    added = [event.by for event in logs.read(tmp_path).events]
    assert sorted(added) == sorted(f"{name}-{i}" for name in names for i in range(25))
    for name in names:
        mine = [by for by in added if by.startswith(f"{name}-")]
        assert mine == [f"{name}-{i}" for i in range(25)]


def test_who_holds_a_log_adds_to_it_in_one_go(tmp_path):
    with held(tmp_path) as log:
        log.append(OPENED)
        log.append(SENT)
        assert log.log == logs.read(tmp_path)
    assert logs.read(tmp_path).events == (OPENED, SENT)


DRAFT, FINAL = drafted(letter_pdf="1" * 64), approved(letter_pdf="2" * 64)


@pytest.mark.parametrize(
    ("events", "state", "has_draft", "has_approval", "returned"),
    [
        ((DRAFT,), State.DRAFT, True, False, ()),
        ((DRAFT, OPENED), State.REVIEW, True, False, ()),
        ((DRAFT, OPENED, FINAL), State.APPROVED, True, True, ()),
        ((DRAFT, FINAL, SIGNED, PACKED), State.APPROVED, True, True, ()),
        ((DRAFT, FINAL, SENT), State.SENT, True, True, ()),
        ((DRAFT, FINAL, SENT, DECIDED), State.DECIDED, True, True, ()),
        ((DRAFT, FINAL, RETURNED), State.DRAFT, False, False, ("input: evidence",)),
        ((DRAFT, FINAL, RETURNED, DRAFT), State.DRAFT, True, False, ("input: evidence",)),
        ((DRAFT, FINAL, RETURNED, DRAFT, DRAFT), State.DRAFT, True, False, ("input: evidence",)),
        ((DRAFT, FINAL, RETURNED, DRAFT, FINAL), State.APPROVED, True, True, ()),
        ((DRAFT, FINAL, SENT, DECIDED, RETURNED, DRAFT), State.DRAFT, True, False, ()),
        (
            (DRAFT, Returned(at=AT, changed=("citations",))),
            *(State.DRAFT, False, False, ()),
        ),
    ],
)
def test_what_happened_tells_how_far_a_case_has_come(
    events, state, has_draft, has_approval, returned
):
    log = of(*events)
    assert log.state is state
    assert (log.drafted is not None, log.approved is not None) == (has_draft, has_approval)
    assert log.returned == returned


@given(st.integers(0, len(STORY)), st.integers(0, len(STORY)))
def test_a_mark_tells_whether_entries_were_cut_off(marked, kept):
    mark = of(*STORY[:marked]).mark
    assert of(*STORY[:kept]).holds(mark) == (kept >= marked)


def test_a_mark_of_another_story_is_not_held():
    mark = of(*STORY[:2], SENT).mark
    assert not of(*STORY).holds(mark)
    assert not of(*STORY).holds(Mark(entries=-1, head=logs.START))


OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.datetimes(timezones=OFFSETS))
def test_any_name_and_any_time_come_back(by, at):
    """Line ends, quotes and other scripts in a name leave one line an entry."""
    text = content(Opened(at=at, by=by), OPENED)
    (first, _) = logs.checked(text).events
    assert (first.by, first.at) == (by, at)
    assert text.count(b"\n") == 2


def test_an_entry_is_plain_json(folder):
    (first, *_) = (folder / "log.jsonl").read_text().splitlines()
    told = json.loads(first)
    assert set(told) == {"number", "previous", "event", "sha256"}
    assert told["event"]["kind"] == "drafted"


def test_a_mark_that_a_crash_prevented_is_left_by_who_holds_the_log_next(folder, monkeypatch):
    """Else its end would never be proved."""
    with monkeypatch.context() as crashed:
        crashed.setattr(logs, "leave", lambda *_: None)
        logs.append(folder, OPENED)
    before = marks(folder)
    with held(folder) as log:
        assert marks(folder) == (*before, log.log.mark)


def test_marks_that_somebody_took_away_are_not_made_again(folder):
    """More than one is missing: that was no crash."""
    path_of(folder).unlink()
    with held(folder):
        assert marks(folder) == ()
