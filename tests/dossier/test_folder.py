"""The folder of a case: what it holds, who may read it, and how it is found."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import imaginary
import pytest

from dossier import OPENED, approved, drafted
from letters.dossier import (
    Dossier,
    LogError,
    archive,
    clear,
    dossiers,
    find,
    hashes,
    make,
    store,
)
from letters.errors import InputError, UsageError
from letters.hashing import of_file

CASE = imaginary.case("IM-1")
ARGUED = imaginary.argued("IM-1")


def mode(path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def out(tmp_path):
    """An output with the folders of two cases, one of which came to a letter."""
    for label in ("IM-1", "IM-3"):
        argued = imaginary.argued(label)
        folder = tmp_path / argued.case.id
        store(folder / "case.json", argued.case.model_dump_json().encode())
        store(folder / "rationale.json", argued.document.model_dump_json().encode())
        store(folder / "origin.json", imaginary.origin().model_dump_json().encode())
    store(tmp_path / CASE.id / "review.json", ARGUED.review.model_dump_json().encode())
    return tmp_path


def test_what_was_stored_is_read_back_as_it_was(out):
    dossier = find(out, "IM-1")
    assert dossier.id == CASE.id
    assert dossier.case() == ARGUED.case
    assert dossier.letter() == ARGUED.document
    assert dossier.review() == ARGUED.review
    assert dossier.origin() == imaginary.origin()


def test_a_case_without_letter_says_so(out):
    with pytest.raises(UsageError, match="has no letter; see the worklist"):
        find(out, "IM-3").letter()
    with pytest.raises(UsageError, match="has no letter; see the worklist"):
        find(out, "IM-3").review()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"label": "Canary"}'])
def test_a_file_of_another_version_tells_what_to_do_and_no_value(out, content):
    dossier = find(out, "IM-1")
    (dossier.folder / "case.json").write_bytes(content)
    with pytest.raises(InputError, match=r"case\.json .*write the case again") as caught:
        dossier.case()
    assert "Canary" not in str(caught.value)


def test_a_case_is_found_by_its_label_and_by_its_id(out):
    assert find(out, CASE.label).folder == find(out, CASE.id).folder == out / CASE.id
    assert [each.id for each in dossiers(out)] == sorted(
        imaginary.case(label).id for label in ("IM-1", "IM-3")
    )


def test_an_id_wins_over_a_label(out):
    """A practice may call a case by what is another's id."""
    other = imaginary.case("IM-3")
    named = other.model_copy(update={"label": CASE.id})
    store(out / other.id / "case.json", named.model_dump_json().encode())
    assert find(out, CASE.id).id == CASE.id


@pytest.mark.parametrize("name", ["nobody", "", "..", "c-*", "."])
def test_what_no_case_is_called_is_not_found(out, name):
    with pytest.raises(UsageError, match=r"no case under .*worklist\.csv"):
        find(out, name)


def test_two_cases_of_one_label_are_told_apart_by_their_ids(out):
    twin = out / "c-0000000000"
    store(twin / "case.json", (out / CASE.id / "case.json").read_bytes())
    with pytest.raises(UsageError, match="2 cases under"):
        find(out, "IM-1")
    assert find(out, twin.name).folder == twin


def test_an_unreadable_case_hides_no_other(out):
    (out / imaginary.case("IM-3").id / "case.json").write_bytes(b"\xff{")
    assert find(out, "IM-1").id == CASE.id


def test_a_link_is_no_case(out, tmp_path_factory):
    (out / "c-1111111111").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    assert "c-1111111111" not in [each.id for each in dossiers(out)]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_files_and_folders_are_for_their_owner_only(tmp_path, mask):
    """Whatever the mask of the process, every missing folder above included."""
    before = os.umask(mask)
    try:
        store(tmp_path / "a" / "b" / "file.pdf", b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "file.pdf") == 0o600


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(b"old")
    path.chmod(0o644)
    (tmp_path / ".file.pdf.part").write_bytes(b"left by a crash, and longer than what comes")
    (tmp_path / ".file.pdf.part").chmod(0o666)
    store(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["file.pdf"]


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    tmp_path.chmod(0o755)
    make(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_part_is_never_written_through_a_link(tmp_path):
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    (tmp_path / ".file.pdf.part").symlink_to(target)
    with pytest.raises(OSError, match="symbolic"):
        store(tmp_path / "file.pdf", b"x")
    assert target.read_text() == "mine"


STORING = """
import sys
from pathlib import Path
from letters.dossier import store
for _ in range(60):
    store(Path(sys.argv[1]), sys.argv[2].encode() * 200_000)
"""


def test_processes_that_store_one_file_at_once_leave_it_whole(tmp_path):
    """Whoever reads meanwhile finds the content of one of them, and no part is left."""
    path = tmp_path / "letter.pdf"
    store(path, b"0" * 200_000)
    started = [subprocess.Popen([sys.executable, "-c", STORING, str(path), name]) for name in "abc"]
    seen = set()
    while any(process.poll() is None for process in started):
        content = path.read_bytes()
        assert (len(content), len(set(content))) == (200_000, 1)
        seen.add(content[:1])
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(seen) > 1
    assert [each.name for each in tmp_path.iterdir()] == ["letter.pdf"]


def test_the_log_and_what_was_put_aside_are_nobodys_to_clear(tmp_path):
    for name in ("log.jsonl", "letter.pdf", "packet-1-of-2.pdf", "packet.txt", "earlier/a.pdf"):
        store(tmp_path / name, b"x")
    clear(tmp_path, ("*.jsonl", "letter.pdf", "packet*.pdf", "gone.pdf", "earlier"))
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert left == {"log.jsonl", "packet.txt", "earlier/a.pdf"}


def test_files_put_aside_keep_their_names_and_their_owner(tmp_path):
    for name in ("letter.pdf", "case.json"):
        store(tmp_path / name, name.encode())
    names = ("letter.pdf", "case.json", "never written.pdf")
    assert archive(tmp_path, 7, names) == ("earlier/007/letter.pdf", "earlier/007/case.json")
    assert (tmp_path / "earlier/007/letter.pdf").read_bytes() == b"letter.pdf"
    assert not (tmp_path / "letter.pdf").exists()
    assert mode(tmp_path / "earlier") == mode(tmp_path / "earlier/007") == 0o700


def test_by_case_and_origin_a_case_is_found_after_its_letter_was_put_aside(out):
    folder = out / CASE.id
    archive(folder, 2, ("case.json", "origin.json", "rationale.json"))
    assert find(out, "IM-1").origin() == imaginary.origin()
    assert {path.name for path in (folder / "earlier/002").iterdir()} == {
        *("case.json", "origin.json", "rationale.json")
    }


def test_nothing_that_was_put_aside_is_replaced(tmp_path):
    for content in (b"first", b"second", b"third"):
        store(tmp_path / "letter.docx", content)
        archive(tmp_path, 1, ("letter.docx",))
    kept = {path.name: path.read_bytes() for path in (tmp_path / "earlier/001").iterdir()}
    assert kept == {
        "letter.docx": b"first",
        "letter-2.docx": b"second",
        "letter-3.docx": b"third",
    }


def test_what_a_crash_left_undone_after_an_event_is_done_by_who_reads_next(tmp_path, monkeypatch):
    """The event is logged before its files are put in place; they wait beside their places."""
    dossier, files = Dossier(tmp_path), {"letter.pdf": b"final"}
    store(tmp_path / "letter.pdf", b"draft")
    dossier.append(drafted(letter_pdf="1" * 64))
    with monkeypatch.context() as crashing:
        crashing.setattr(Path, "replace", cut_short)
        with pytest.raises(OSError, match="cut short"):
            dossier.record(approved(**{"letter_pdf": hashes(files)["letter.pdf"]}), files)
    assert (tmp_path / "letter.pdf").read_bytes() == b"draft"
    assert dossier.log().approved is not None
    assert (tmp_path / "letter.pdf").read_bytes() == b"final"


def cut_short(path, target):
    raise OSError("cut short")


@pytest.mark.parametrize("full", ["letter.pdf", "log.jsonl"])
def test_where_there_is_no_room_nothing_is_logged_and_nothing_is_left(tmp_path, monkeypatch, full):
    """Else a case would be approved without its letter, for good."""
    dossier, files = Dossier(tmp_path), {"brief.pdf": b"brief", "letter.pdf": b"final"}
    store(tmp_path / "letter.pdf", b"draft")
    dossier.append(drafted(letter_pdf="1" * 64))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    sync = os.fsync

    def no_room(handle):
        if Path(f"/proc/self/fd/{handle}").readlink().name in (full, f".{full}.part"):
            raise OSError(errno.ENOSPC, "no room")
        sync(handle)

    monkeypatch.setattr(os, "fsync", no_room)
    told = {name.replace(".", "_"): digest for name, digest in hashes(files).items()}
    with pytest.raises(OSError, match="no room"):
        dossier.record(approved(**told), files)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_files_are_not_touched_when_the_event_cannot_be_logged(tmp_path):
    dossier = Dossier(tmp_path)
    dossier.append(OPENED)
    store(tmp_path / "letter.pdf", b"draft")
    with pytest.raises(LogError):
        dossier.record(approved(), {"letter.pdf": b"final"}, after="0" * 64)
    assert (tmp_path / "letter.pdf").read_bytes() == b"draft"


def test_the_hash_of_a_file_is_that_of_its_content(tmp_path):
    store(tmp_path / "a", b"abc")
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert of_file(tmp_path / "a") == hashes({"a": b"abc"})["a"] == known
    assert of_file(tmp_path / "b") is None
