"""Each export of a watched folder is run once and filed, whatever ends the watcher."""

import datetime as dt
import json
import os
from dataclasses import dataclass, field

import pytest

from letters.batch import filing
from letters.batch.filing import alone, at_work
from letters.batch.inbox import ROOM
from letters.batch.watching import TRIES, Ended, Places, Watch
from letters.errors import ExitCode, UsageError

AT = dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC)
NAME = "Zaubernuss Eins.csv"
DONE = Ended(ExitCode.NEEDS_PRACTICE, ({"case_id": "c-1", "file": "c-1/letter.pdf"},))
NOTHING = Ended(ExitCode.NEEDS_PRACTICE, ({"case_id": "c-1", "file": None},))
BROKEN = Ended(ExitCode.DEFECT, None)
STOPPED = Ended(ExitCode.STOPPED, (), stopped=True)


class Killed(BaseException):
    """The end of the process, as a test can have it."""


@dataclass
class Inbox:
    """A watched folder, what is run of it, and what is told."""

    places: Places
    ends: list = field(default_factory=list)
    runs: list = field(default_factory=list)
    told: list = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self):
        self.start()

    def start(self):
        """A watcher that knows nothing yet."""
        self.watch = Watch(
            self.places, self.run, self.told.append, lambda: AT, lambda: self.stopping
        )

    def run(self, export, filed):
        content = sorted(each.read_text() for each in export.rglob("*") if each.is_file())
        self.runs.append((content, filed))
        end = self.ends.pop(0) if self.ends else DONE
        if end is Killed:
            raise Killed
        return end(export) if callable(end) else end

    def put(self, name=NAME, text="rows"):
        (self.places.inbox / name).write_text(text)

    def turns(self, number=2):
        for _ in range(number):
            self.watch.turn()

    @property
    def events(self):
        return [event.event for event in self.told]

    def filed(self, where):
        return sorted(getattr(self.places, where).glob("*"))


@pytest.fixture
def inbox(tmp_path) -> Inbox:
    (tmp_path / "inbox").mkdir()
    return Inbox(Places(tmp_path / "inbox", tmp_path / "done", tmp_path / "failed"))


def test_an_export_is_run_once_and_filed_with_its_report(inbox):
    """It moves to `done`, in a folder of its own with what became of it and what it was called."""
    inbox.put()
    inbox.turns(5)
    (folder,) = inbox.filed("done")
    assert [content for content, _ in inbox.runs] == [["rows"]]
    assert (folder / "export" / NAME).read_text() == "rows"
    report = json.loads((folder / "report.json").read_text())
    assert (report["name"], report["result"], report["exit_code"]) == (NAME, "done", 1)
    assert report["cases"] == list(DONE.cases)
    assert inbox.events == ["taken", "done"]
    assert list(inbox.places.inbox.iterdir()) == [inbox.places.inbox / ROOM]


def test_the_run_is_told_where_its_export_will_stand(inbox):
    """Later verbs look for the export where it is filed, not where it was run."""
    inbox.put()
    inbox.turns()
    (folder,) = inbox.filed("done")
    assert inbox.runs[0][1] == folder / "export"


def test_one_of_which_no_case_came_to_a_document_is_filed_as_failed(inbox):
    """An export is done where at least one case has a document, else somebody has to look."""
    inbox.ends = [NOTHING]
    inbox.put()
    inbox.turns()
    assert len(inbox.filed("failed")) == 1
    assert inbox.filed("done") == []
    assert inbox.watch.worst == ExitCode.NEEDS_PRACTICE


def test_one_that_cannot_be_read_is_filed_as_failed(inbox):
    """The report has the words of intake, the event has none of them."""
    inbox.ends = [Ended(ExitCode.INPUT, None, (f"error: {NAME}: it is empty",))]
    inbox.put()
    inbox.turns()
    (folder,) = inbox.filed("failed")
    assert NAME in (folder / "report.json").read_text()
    assert inbox.told[-1].event == "failed"
    assert "Zaubernuss" not in repr(inbox.told)


def test_no_event_names_a_file(inbox):
    """Whatever happens to an export, what is told of it is its id or number."""
    inbox.put()
    inbox.put("Zaubernuss Zwei.csv.part")
    inbox.put("Zaubernuss Drei.csv", "")
    (inbox.places.inbox / "Zaubernuss Vier.csv").symlink_to(inbox.places.inbox / NAME)
    inbox.turns(3)
    assert set(inbox.events) == {"waiting", "taken", "done", "failed"}
    assert "Zaubernuss" not in "".join(event.model_dump_json() for event in inbox.told)


def test_what_waits_is_told_once(inbox):
    """A half-copied file is told of once, and its arrival later."""
    inbox.put("export.csv.part")
    inbox.turns(4)
    assert inbox.events == ["waiting"]


def test_a_link_is_filed_as_failed_and_never_run(inbox, tmp_path):
    """No link of the inbox is followed: it is moved itself, and nothing is read."""
    secret = tmp_path / "secret.csv"
    secret.write_text("outside")
    (inbox.places.inbox / "export.csv").symlink_to(secret)
    inbox.turns()
    (folder,) = inbox.filed("failed")
    assert inbox.runs == []
    assert (folder / "export" / "export.csv").is_symlink()
    assert "links are not followed" in (folder / "report.json").read_text()
    assert secret.read_text() == "outside"


def test_an_export_whose_run_was_killed_is_run_again(inbox):
    """A watcher that starts anew finds the export at work, runs it and files it once."""
    inbox.put()
    inbox.ends = [Killed]
    with pytest.raises(Killed):
        inbox.turns()
    inbox.start()
    inbox.turns(3)
    assert len(inbox.runs) == 2
    assert inbox.runs[0] == inbox.runs[1]
    assert len(inbox.filed("done")) == 1
    assert at_work(inbox.places.inbox) == []


@pytest.mark.parametrize("step", ["close", "file"])
def test_a_kill_between_run_and_filing_files_it_once(inbox, monkeypatch, step):
    """What has its report is filed without another run; what has none is run again."""
    inbox.put()

    def kill(*_):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(f"letters.batch.watching.{step}", kill)
        with pytest.raises(Killed):
            inbox.turns()
    inbox.start()
    inbox.turns(3)
    assert len(inbox.runs) == {"close": 2, "file": 1}[step]
    assert len(inbox.filed("done")) == 1


def test_a_kill_before_an_export_was_taken_leaves_it_in_the_inbox(inbox, monkeypatch):
    """A folder made for an export that never came into it is removed."""
    inbox.put()
    real = filing.make

    def killed(folder):
        if folder.name == filing.EXPORT:
            raise Killed
        real(folder)

    with monkeypatch.context() as dying:
        dying.setattr(filing, "make", killed)
        with pytest.raises(Killed):
            inbox.turns()
    assert (inbox.places.inbox / NAME).is_file()
    inbox.start()
    inbox.turns(3)
    assert len(inbox.runs) == 1
    assert at_work(inbox.places.inbox) == []


def test_a_run_that_was_asked_to_stop_goes_on_at_the_next_start(inbox):
    """Nothing is filed of what was not finished, and no further export is begun."""
    inbox.put()
    inbox.put("other.csv", "other")

    def asked(export):
        inbox.stopping = True
        return STOPPED

    inbox.ends = [asked]
    inbox.turns()
    assert len(inbox.runs) == 1
    assert inbox.filed("done") == []
    inbox.stopping = False
    inbox.start()
    inbox.turns(3)
    assert len(inbox.filed("done")) == 2


def test_a_run_that_breaks_off_again_and_again_fails(inbox):
    """An export that ends its run each time is filed as failed, and the others go on."""
    inbox.ends = [BROKEN] * TRIES
    inbox.put()
    inbox.turns(TRIES + 3)
    assert len(inbox.runs) == TRIES
    assert inbox.events == ["taken", *["again"] * (TRIES - 1), "failed"]
    (folder,) = inbox.filed("failed")
    assert "broke off 3 times" in (folder / "report.json").read_text()


def test_an_export_that_changed_while_it_was_run_is_run_again(inbox):
    """Whoever wrote on after the first run had not been done: the whole of it is run."""

    def grows(export):
        (export / NAME).write_text("rows and more")
        return DONE

    inbox.ends = [grows]
    inbox.put()
    inbox.turns(5)
    assert [content for content, _ in inbox.runs] == [["rows"], ["rows and more"]]
    assert inbox.events == ["taken", "again", "done"]


def test_an_output_that_cannot_be_written_is_not_the_fault_of_the_export(inbox):
    """A full disk leaves the export at work until there is room."""
    inbox.ends = [Ended(ExitCode.OUTPUT, ({"file": None},))] * 2
    inbox.put()
    inbox.turns(4)
    assert inbox.events == ["taken", "trouble", "trouble", "done"]


@pytest.mark.parametrize("code", [ExitCode.USAGE, ExitCode.PACK])
def test_a_look_ends_where_runs_are_called_wrongly_and_all_exports_stay(inbox, code):
    """What would fail every export fails none of them."""
    inbox.ends = [Ended(code, None, (f"warning: {NAME} is odd", "error: pack.yaml:3: no title"))]
    inbox.put()
    with pytest.raises(UsageError, match="no title") as raised:
        inbox.turns()
    assert "Zaubernuss" not in str(raised.value)
    inbox.start()
    inbox.turns(2)
    assert len(inbox.filed("done")) == 1


def test_exports_of_one_name_do_not_replace_each_other(inbox):
    """Each has a folder of its own, also in one and the same second."""
    for text in ("first", "second"):
        inbox.put(text=text)
        inbox.turns()
    texts = {(each / "export" / NAME).read_text() for each in inbox.filed("done")}
    assert texts == {"first", "second"}


def test_what_was_filed_under_an_id_stays(inbox):
    """Where a folder of that name has come to stand meanwhile, the new one has a number."""
    inbox.put()

    def taken(export):
        foreign = inbox.places.done / export.parent.name
        foreign.mkdir(parents=True)
        (foreign / "report.json").write_text("foreign")
        return DONE

    inbox.ends = [taken]
    inbox.turns()
    first, second = inbox.filed("done")
    assert (first / "report.json").read_text() == "foreign"
    assert second.name == f"{first.name}-2"


def test_filing_on_another_file_system_copies_then_removes(inbox, monkeypatch):
    """Where a rename is refused the folder appears whole under its name, and once."""
    real = type(inbox.places.inbox).rename

    def refused(path, target):
        if path.parent.name == ROOM and path.name != filing.EXPORT:
            raise OSError(18, "Invalid cross-device link")
        return real(path, target)

    monkeypatch.setattr(type(inbox.places.inbox), "rename", refused)
    inbox.put()
    inbox.turns()
    (folder,) = inbox.filed("done")
    assert (folder / "export" / NAME).read_text() == "rows"
    assert at_work(inbox.places.inbox) == []
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_copy_that_was_filed_before_is_not_filed_again(inbox, monkeypatch):
    """A kill between the copy and the removal leaves the export at work, and one filed folder."""
    inbox.put()

    def refused(path, target):
        raise OSError(18, "Invalid cross-device link")

    def kill(_):
        raise Killed

    inbox.watch.turn()
    with monkeypatch.context() as dying:
        dying.setattr(filing, "_remove", lambda folder: kill(folder) if folder.exists() else None)
        real = type(inbox.places.inbox).rename
        dying.setattr(
            type(inbox.places.inbox),
            "rename",
            lambda p, t: refused(p, t) if p.parent.name == ROOM else real(p, t),
        )
        with pytest.raises(Killed):
            inbox.watch.turn()
    assert len(at_work(inbox.places.inbox)) == 1
    inbox.start()
    inbox.turns()
    assert len(inbox.filed("done")) == len(inbox.runs) == 1
    assert at_work(inbox.places.inbox) == []


def test_an_inbox_has_one_watcher(inbox):
    """The second finds the lock taken, until the first is gone or whoever inherited it."""
    with alone(inbox.places.inbox) as first:
        inherited = os.dup(first)
        with alone(inbox.places.inbox) as second:
            assert second is None
    with alone(inbox.places.inbox) as second:
        assert second is None
    os.close(inherited)
    with alone(inbox.places.inbox) as second:
        assert second is not None


@pytest.mark.parametrize("option", ["done", "failed", "out"])
@pytest.mark.parametrize("folder", ["inbox", "inbox/below"])
def test_nothing_is_written_into_the_inbox(tmp_path, option, folder):
    """What stood there would be taken for an export."""
    given = {name: tmp_path / name for name in ("done", "failed", "out")}
    given[option] = tmp_path / folder
    places = Places(tmp_path / "inbox", given["done"], given["failed"])
    with pytest.raises(UsageError, match=f"--{option}"):
        places.check(given["out"])
