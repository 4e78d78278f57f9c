"""Whether a folder holds what its log tells."""

import json

import pytest

from dossier import AT, OPENED, PACKED, SENT, approved, drafted
from letters.dossier import (
    Dossier,
    LogError,
    Packed,
    Returned,
    Signed,
    check,
    hashes,
    store,
    told,
    unmarked,
)
from letters.dossier.marks import path_of

DRAFT = {"letter.pdf": b"draft", "review.pdf": b"review", "letter.docx": b"word"}
FINAL = {"letter.pdf": b"final"}
SEALED = {"signed.pdf": b"signed"}
PARTS = {"packet-1-of-2.pdf": b"one", "packet-2-of-2.pdf": b"two"}


@pytest.fixture
def dossier(tmp_path):
    """A case whose letter was drafted, approved, signed, packed with a manifest, and sent."""
    dossier = Dossier(tmp_path / "c-1")
    dossier.folder.mkdir()
    for event, files in (
        (drafted().model_copy(update={"files": hashes(DRAFT)}), DRAFT),
        (OPENED, {}),
        (approved().model_copy(update={"files": hashes(FINAL)}), FINAL),
        (Signed(at=AT, subject="Clinic", files=hashes(SEALED)), SEALED),
    ):
        dossier.record(event, files)
    store(dossier.folder / "note.txt", b"a note")
    listed = [{"name": "note.txt", "sha256": hashes({"": b"a note"})[""]}]
    manifest = {"log": dossier.log().mark.model_dump(), "files": listed}
    packed = PARTS | {"manifest.json": json.dumps(manifest).encode()}
    dossier.record(Packed(at=AT, files=hashes(packed)), packed)
    dossier.append(SENT)
    return dossier


def faults(dossier) -> dict[str, str]:
    return {fault.file: fault.says for fault in check(dossier.folder)}


def test_a_folder_as_it_was_left_has_no_fault(dossier):
    assert check(dossier.folder) == ()


def test_a_folder_without_log_and_letter_has_no_fault(tmp_path):
    store(tmp_path / "gaps.pdf", b"x")
    assert check(tmp_path) == ()


@pytest.mark.parametrize("name", ["letter.pdf", "review.pdf", "signed.pdf", *PARTS])
def test_a_byte_changed_in_a_file_is_found(dossier, name):
    path = dossier.folder / name
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert faults(dossier) == {name: f"{name}: it is not the file of which the log tells"}


@pytest.mark.parametrize("name", ["letter.pdf", "review.pdf", "signed.pdf", *PARTS])
def test_a_file_that_is_gone_is_found(dossier, name):
    (dossier.folder / name).unlink()
    assert faults(dossier) == {name: f"{name}: the log tells of it, and it is gone"}


def test_the_draft_in_the_place_of_the_final_is_found(dossier):
    store(dossier.folder / "letter.pdf", DRAFT["letter.pdf"])
    assert set(faults(dossier)) == {"letter.pdf"}


def test_a_word_file_is_there_to_be_edited(dossier):
    store(dossier.folder / "letter.docx", b"edited")
    assert check(dossier.folder) == ()


@pytest.mark.parametrize("name", ["letter.pdf", "signed.pdf", "packet.pdf"])
def test_a_letter_of_which_no_log_tells_is_found(tmp_path, name):
    store(tmp_path / name, b"x")
    assert faults(Dossier(tmp_path)) == {
        name: f"{name}: it stands in the folder, and the log does not tell of it"
    }


def test_a_packet_of_which_the_log_does_not_tell_is_found(dossier):
    store(dossier.folder / "packet.pdf", b"x")
    assert set(faults(dossier)) == {"packet.pdf"}


def test_a_byte_changed_in_the_log_is_found_with_its_entry(dossier):
    path = dossier.folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"via": "fax"', b'"via": "fox"'))
    assert set(faults(dossier)) == {"log.jsonl"}
    assert "entry 6" in faults(dossier)["log.jsonl"]


@pytest.mark.parametrize("left", range(5))
def test_entries_cut_off_the_end_are_found(dossier, left):
    """Down to the entry that the manifest knows; what came after it, nobody but the log tells."""
    path = dossier.folder / "log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:left]))
    assert "log.jsonl" in faults(dossier)
    assert "entries are missing" in faults(dossier)["log.jsonl"]
    (dossier.folder / "manifest.json").unlink()
    assert set(faults(dossier)) >= ({"letter.pdf"} if left < 3 else {"packet-1-of-2.pdf"})


@pytest.mark.parametrize("left", range(6))
def test_a_mark_outside_of_the_folder_tells_of_entries_cut_off_the_end(dossier, left):
    """Even with all files gone of which they told, and even where nothing in the folder tells."""
    path = dossier.folder / "log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:left]))
    for name in ("manifest.json", *PARTS):
        (dossier.folder / name).unlink()
    assert "folder `marks`" in faults(dossier)["log.jsonl"]
    with pytest.raises(LogError, match="entries are missing"):
        dossier.append(SENT)
    assert path.read_bytes() == b"".join(lines[:left])


def test_the_end_of_a_log_is_not_proved_where_its_marks_are_missing_or_older(dossier):
    marks = path_of(dossier.folder)
    assert unmarked(dossier.folder) == 0
    lines = marks.read_bytes().splitlines(keepends=True)
    assert len(lines) == len(dossier.log().entries) == 6
    marks.write_bytes(b"".join(lines[:4]))
    assert (unmarked(dossier.folder), check(dossier.folder)) == (2, ())
    marks.unlink()
    assert (unmarked(dossier.folder), check(dossier.folder)) == (6, ())


def test_half_a_mark_left_by_a_crash_is_passed_over(dossier):
    marks = path_of(dossier.folder)
    marks.write_bytes(marks.read_bytes()[:-30])
    assert (unmarked(dossier.folder), check(dossier.folder)) == (1, ())
    assert marks.stat().st_mode & 0o777 == 0o600


def test_a_manifest_of_which_anything_was_changed_is_found(dossier):
    path = dossier.folder / "manifest.json"
    listed = json.loads(path.read_bytes())
    path.write_text(json.dumps(listed | {"dots": 100}))
    assert "not the file of which the log tells" in faults(dossier)["manifest.json"]


def test_a_manifest_that_is_gone_after_a_packet_is_found(dossier):
    (dossier.folder / "manifest.json").unlink()
    assert set(faults(dossier)) == {"manifest.json"}


def test_a_file_that_only_the_manifest_lists_is_held_to_it(dossier):
    (dossier.folder / "note.txt").write_bytes(b"another note")
    assert faults(dossier) == {
        "note.txt": "note.txt: it is not the file of which manifest.json tells"
    }


def test_a_log_that_is_gone_is_found(dossier):
    (dossier.folder / "log.jsonl").unlink()
    assert set(faults(dossier)) >= {"letter.pdf", "signed.pdf", "log.jsonl", *PARTS}


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"log": 3}', '{"log": {"head": 1}}'])
def test_a_manifest_that_tells_of_no_log_is_found(dossier, text):
    (dossier.folder / "manifest.json").write_text(text)
    assert set(faults(dossier)) == {"manifest.json"}


def test_a_packet_made_again_takes_the_place_of_the_one_before(dossier):
    log = dossier.log()
    dossier.append(PACKED)
    assert set(PARTS) <= set(told(log))
    assert set(told(dossier.log())) & {*PARTS, "packet.pdf"} == {"packet.pdf"}


def test_what_was_put_aside_is_held_to_its_hashes_too(dossier):
    dossier.append(Returned(at=AT, changed=("citations",), kept="earlier/003"))
    expected = told(dossier.log())
    assert expected["earlier/003/letter.pdf"] == hashes(FINAL)["letter.pdf"]
    assert all(name.startswith("earlier/003/") for name in expected)
    assert set(faults(dossier)) >= {"letter.pdf", "earlier/003/letter.pdf"}


def test_a_draft_that_was_returned_leaves_nothing_to_tell_of(tmp_path):
    dossier = Dossier(tmp_path)
    dossier.append(drafted(letter_pdf="1" * 64))
    dossier.append(Returned(at=AT, changed=("citations",)))
    assert told(dossier.log()) == {}
    assert check(tmp_path) == ()
