"""`letters sent`: only an approved letter that still stands is recorded as sent."""

import datetime as dt

import imaginary
import pytest
from dossier import DECIDED, approved

from commands.conftest import run, told
from letters.commands import common
from letters.dossier import Dossier, State, hashes, store

ID = imaginary.case("IM-1").id
NOW = dt.datetime(2026, 12, 3, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
LINE = ("--on", "2026-12-02", "--via", "fax", "--by", "Pat")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(common, "now", lambda: NOW)


@pytest.fixture
def drafted(export, tmp_path) -> Dossier:
    run("write", export.folder, "--out", tmp_path / "out", "--case", "IM-1")
    return Dossier(tmp_path / "out" / ID)


@pytest.fixture
def ready(drafted) -> Dossier:
    """A case whose letter was approved on November 22."""
    files = {"letter.pdf": b"%PDF final"}
    basis = {"files": hashes(files), "fingerprint": drafted.log().drafted.fingerprint}
    drafted.record(approved().model_copy(update=basis), files)
    return drafted


def send(dossier, *options):
    line = ("IM-1", "--out", dossier.folder.parent, *(options or LINE))
    return run("sent", *line, library=None)


def test_it_is_logged_when_how_and_by_whom(ready):
    result = send(ready, *LINE, "--confirmation", "4711")
    assert result.exit_code == 0, result.output
    event = ready.log().events[-1]
    assert (event.kind, event.on, event.via) == ("sent", dt.date(2026, 12, 2), "fax")
    assert (event.by, event.confirmation, event.at) == ("Pat", "4711", NOW)
    assert ready.log().state is State.SENT
    assert "sent on 2026-12-02 via fax" in result.stdout


def test_the_event_is_told_as_json(ready):
    result = send(ready, *LINE, "--json")
    event = ready.log().events[-1].model_dump(mode="json")
    assert told(result) == event | {"uncompared": []}


def test_the_way_is_written_as_it_is_called(ready):
    send(ready, "--on", "2026-12-02", "--via", "ESMD", "--by", "Pat")
    assert ready.log().events[-1].via == "esMD"


def test_a_draft_is_not_sent(drafted):
    result = send(drafted)
    assert result.exception.exit_code == 2
    assert "is draft: only an approved letter" in str(result.exception)


def test_a_letter_is_sent_once(ready):
    send(ready)
    before = ready.log()
    assert "was sent already" in str(send(ready).exception)
    ready.append(DECIDED)
    assert "decision on it is recorded" in str(send(ready).exception)
    assert ready.log().entries[:-1] == before.entries


@pytest.mark.parametrize("option", ["--confirmation", "--by"])
@pytest.mark.parametrize("text", ["OK\nfake line 99", "\x1b[31mRED", "\u202eback", ""])
def test_free_text_is_one_line_that_prints(ready, option, text):
    line = ("--on", "2026-12-02", "--via", "fax", "--by", "Pat", option, text)
    result = send(ready, *line)
    assert result.exit_code == 2
    assert not text or text not in result.output
    assert ready.log().state is State.APPROVED


@pytest.mark.parametrize(
    ("on", "told"),
    [("2026-12-04", "in the future"), ("2026-11-21", "before the day of the approval")],
)
def test_a_day_on_which_it_cannot_have_been_sent_is_refused(ready, on, told):
    result = send(ready, "--on", on, "--via", "fax", "--by", "Pat")
    assert result.exception.exit_code == 2
    assert told in str(result.exception)
    assert ready.log().state is State.APPROVED


@pytest.mark.parametrize("on", ["2026-11-22", "2026-12-03"])
def test_the_days_of_approval_and_of_recording_are_fit(ready, on):
    assert send(ready, "--on", on, "--via", "mail", "--by", "Pat").exit_code == 0


def test_a_letter_that_does_not_stand_any_more_is_not_recorded(ready, export):
    export.change("IM-1", dose="9")
    result = send(ready)
    assert result.exception.exit_code == 1
    assert "returned to draft" in str(result.exception)
    assert "input: services" in str(result.exception)
    assert ready.log().state is State.DRAFT
    assert (ready.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"


def test_a_letter_whose_file_was_changed_is_not_recorded(ready):
    store(ready.folder / "letter.pdf", b"%PDF other")
    result = send(ready)
    assert result.exception.exit_code == 1
    assert "letter.pdf: it is not the file of which the log tells" in str(result.exception)
    assert ready.log().state is State.APPROVED


def test_what_was_compared_is_told(ready):
    result = send(ready)
    assert "program, the record and the exhibits." in result.stdout
    assert "uncompared" not in (ready.folder / "log.jsonl").read_text()


def test_exports_that_are_gone_are_told_and_logged_and_do_not_keep_it_back(ready, export):
    """It went out, whatever was deleted since; but nobody reads the log as of a whole check."""
    (export.folder / "labs.csv").unlink()
    result = send(ready)
    assert result.exit_code == 0
    gone = "1 of 6 files of the exports are gone, so the record was not compared"
    assert f"warning: {gone}" in result.stderr
    assert "the record and" not in result.stdout
    assert "Not compared is what the warnings name" in result.stdout
    assert ready.log().events[-1].uncompared == (gone,)
    assert ready.log().state is State.SENT
    assert gone in run("log", "IM-1", "--out", ready.folder.parent, library=None).stdout
