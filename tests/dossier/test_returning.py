"""A letter that was approved is put aside when its case goes back to draft, whatever happens."""

import pytest

from dossier import AT, SENT, approved, drafted
from letters.dossier import (
    Dossier,
    Returned,
    State,
    check,
    edited,
    give_back,
    hashes,
    held,
    save_edited,
    settle,
    store,
)
from letters.dossier import folder as folders

DRAFT = {"letter.pdf": b"draft", "review.pdf": b"review", "case.json": b"{}", "origin.json": b"{}"}
FINAL = {"letter.pdf": b"final", "rationale.json": b"{}"}
CHANGED = ("input: evidence", "citations")


@pytest.fixture
def dossier(tmp_path):
    """A case with an approved letter."""
    dossier = Dossier(tmp_path)
    dossier.record(drafted().model_copy(update={"files": hashes(DRAFT)}), DRAFT)
    dossier.record(approved().model_copy(update={"files": hashes(FINAL)}), FINAL)
    return dossier


def returned(dossier, changed=CHANGED):
    with held(dossier.folder) as log:
        return give_back(dossier.folder, log, AT, changed)


def files(dossier) -> dict[str, bytes]:
    root = dossier.folder
    found = (path for path in root.rglob("*") if path.is_file() and path.name != "log.jsonl")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_every_file_of_an_approved_letter_is_kept(dossier):
    before = files(dossier)
    aside = returned(dossier)
    assert set(aside) == {f"earlier/002/{name}" for name in before}
    kept = {f"earlier/002/{name}": content for name, content in before.items()}
    assert files(dossier) == kept | {"case.json": b"{}", "origin.json": b"{}"}
    assert check(dossier.folder) == ()


def test_the_log_tells_what_changed_and_where_the_files_are(dossier):
    returned(dossier)
    log = dossier.log()
    assert (log.state, log.drafted, log.returned) == (State.DRAFT, None, CHANGED)
    assert log.events[-1] == Returned(at=AT, changed=CHANGED, kept="earlier/002")


def test_a_letter_that_was_sent_is_kept_under_its_approval(dossier):
    dossier.append(SENT)
    returned(dossier)
    assert dossier.log().events[-1].kept == "earlier/002"
    assert check(dossier.folder) == ()


def test_a_draft_that_was_never_approved_is_left_to_be_replaced(tmp_path):
    dossier = Dossier(tmp_path)
    dossier.record(drafted().model_copy(update={"files": hashes(DRAFT)}), DRAFT)
    assert returned(dossier) == ()
    assert files(dossier) == DRAFT
    assert dossier.log().events[-1].kept is None
    assert [fault.file for fault in check(dossier.folder)] == ["letter.pdf"]


def test_what_somebody_wrote_into_a_draft_is_kept(tmp_path):
    dossier = Dossier(tmp_path)
    dossier.record(drafted().model_copy(update={"files": hashes(DRAFT)}), DRAFT)
    store(tmp_path / "review.pdf", b"review with notes")
    assert edited(tmp_path, dossier.log()) == ("review.pdf",)
    assert returned(dossier) == ("earlier/001/review.pdf",)
    assert files(dossier)["earlier/001/review.pdf"] == b"review with notes"


def test_a_file_that_is_gone_was_not_edited(tmp_path):
    dossier = Dossier(tmp_path)
    dossier.record(drafted().model_copy(update={"files": hashes(DRAFT)}), DRAFT)
    (tmp_path / "review.pdf").unlink()
    assert edited(tmp_path, dossier.log()) == ()


def test_without_a_draft_nothing_was_edited(tmp_path):
    store(tmp_path / "letter.pdf", b"x")
    with held(tmp_path) as log:
        assert edited(tmp_path, log.log) == ()
        assert save_edited(tmp_path, log, ("letter.pdf",)) == ()


class Killed(BaseException):
    """The process is gone: nothing after this happens."""


@pytest.mark.parametrize("steps", range(5))
def test_a_crash_in_between_is_told_and_put_right(dossier, monkeypatch, steps):
    """Killed after any number of files: the folder is told to be wrong, then settled."""
    done = 0
    before = files(dossier)
    real_replace, real_store = folders.Path.replace, folders.store

    def step():
        nonlocal done
        if done == steps:
            raise Killed
        done += 1

    def replace(self, target):
        if "earlier" in str(target) and ".part" not in self.name:
            step()
        return real_replace(self, target)

    def stored(path, content):
        step()
        real_store(path, content)

    monkeypatch.setattr(folders.Path, "replace", replace)
    monkeypatch.setattr(folders, "store", stored)
    with pytest.raises(Killed):
        returned(dossier)
    monkeypatch.undo()
    assert dossier.log().state is State.DRAFT
    assert check(dossier.folder) != ()
    with held(dossier.folder) as log:
        settle(dossier.folder, log)
        settle(dossier.folder, log)
    assert check(dossier.folder) == ()
    kept = {f"earlier/002/{name}": content for name, content in before.items()}
    assert files(dossier) == kept | {"case.json": b"{}", "origin.json": b"{}"}


def test_settling_leaves_what_is_in_order(dossier):
    before = files(dossier)
    with held(dossier.folder) as log:
        settle(dossier.folder, log)
    assert files(dossier) == before
