"""`letters log`: what was done to a case, checked before it is printed."""

import json

import imaginary
import pytest
from dossier import AT, DECIDED, OPENED, PACKED, SENT, SIGNED, approved

from commands.conftest import run, told
from letters.dossier import Dossier, Returned, hashes, store

ID = imaginary.case("IM-1").id


@pytest.fixture
def out(export, tmp_path):
    out = tmp_path / "out"
    run("write", export.folder, "--out", out, "--case", "IM-1")
    return out


@pytest.fixture
def story(out) -> Dossier:
    """A case to which everything happened; the files are those of which its log tells."""
    dossier = Dossier(out / ID)
    final = {"letter.pdf": b"%PDF final"}
    sealed, packed = {"signed.pdf": b"%PDF signed"}, {"packet.pdf": b"%PDF packet"}
    dossier.append(OPENED)
    dossier.record(approved().model_copy(update={"files": hashes(final)}), final)
    dossier.record(SIGNED.model_copy(update={"files": hashes(sealed)}), sealed)
    dossier.record(PACKED.model_copy(update={"files": hashes(packed)}), packed)
    for event in (SENT, DECIDED):
        dossier.append(event)
    return dossier


def lines(story, *options) -> list[str]:
    result = run("log", "IM-1", "--out", story.folder.parent, *options, library=None)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_each_event_is_one_line_with_its_day_and_who(story):
    heading, first, *rest = lines(story)
    assert heading == f"case {ID}: decided"
    assert "drafted: letter of medical necessity" in first
    assert "letter.pdf, review.pdf" in first
    assert [line.split("  ")[2:] for line in rest] == [
        ["2026-11-22 21:30 -0500", "opened for review; by Dana Whitfield"],
        [
            "2026-11-22 21:30 -0500",
            "approved, NPI 1234567893; accepted: A1, C1; by Dana Whitfield; letter.pdf",
        ],
        ["", " C1: ж"],
        [
            "2026-11-22 21:30 -0500",
            "signed with the certificate of Clinic; by Dana Whitfield; signed.pdf",
        ],
        ["2026-11-22 21:30 -0500", "packet made; by Pat; packet.pdf"],
        ["2026-11-22 21:30 -0500", "sent on 2026-11-22 via fax, confirmation 4711; by Pat"],
        ["2026-11-22 21:30 -0500", "decided on 2026-12-20: first-level appeal, upheld; by Pat"],
    ]
    assert "".join(line[:3].strip() for line in (first, *rest)) == "1234567"


def test_what_would_act_on_a_terminal_is_told_by_its_number(story):
    """Also what came into a log before it was refused: no line of it can be forged."""
    story.append(SENT.model_copy(update={"confirmation": "OK \x1b[31m\n  8  forged"}))
    (line,) = (line for line in lines(story) if "OK" in line)
    assert "confirmation OK \\u001b[31m\\u000a  8  forged" in line
    assert not any("\x1b" in line for line in lines(story))


def test_a_return_to_draft_says_why_and_where_the_files_are(story):
    changed = ("input: evidence", "citations")
    for name in story.log().approved.files:
        store(story.folder / "earlier/003" / name, (story.folder / name).read_bytes())
    story.append(Returned(at=AT, changed=changed, kept="earlier/003"))
    result = run("log", "IM-1", "--out", story.folder.parent, library=None)
    assert "returned to draft: input: evidence, citations; files kept in earlier/003" in (
        result.stdout
    )


def test_the_log_as_json_is_whole(story):
    result = run("log", ID, "--out", story.folder.parent, "--json", library=None)
    log = story.log()
    assert told(result) == {
        "case_id": ID,
        "state": "decided",
        "head": log.head,
        "entries": [entry.model_dump(mode="json") for entry in log.entries],
        "faults": [],
    }


@pytest.mark.parametrize("number", range(1, 8))
def test_a_byte_changed_in_an_entry_is_told_by_its_number(story, number):
    path = story.folder / "log.jsonl"
    rows = path.read_bytes().splitlines(keepends=True)
    rows[number - 1] = rows[number - 1].replace(b'"at": "20', b'"at": "21')
    path.write_bytes(b"".join(rows))
    result = run("log", "IM-1", "--out", story.folder.parent, library=None)
    assert result.exception.exit_code == 3
    assert f"entry {number}:" in str(result.exception)
    assert result.stdout == ""


def test_a_file_that_is_not_as_logged_is_told(story):
    store(story.folder / "signed.pdf", b"%PDF forged")
    result = run("log", "IM-1", "--out", story.folder.parent, library=None)
    assert result.exit_code == 1
    assert "error: signed.pdf: it is not the file of which the log tells" in result.stderr
    assert len(result.stdout.splitlines()) == 9
    as_json = run("log", "IM-1", "--out", story.folder.parent, "--json", library=None)
    assert [fault["file"] for fault in told(as_json)["faults"]] == ["signed.pdf"]
    assert as_json.exit_code == 1


def test_a_case_without_a_letter_has_no_log_yet(export, tmp_path):
    run("write", export.folder, "--out", tmp_path / "out", "--case", "IM-3")
    result = run("log", "IM-3", "--out", tmp_path / "out", library=None)
    assert result.exit_code == 0
    assert result.stdout.strip().endswith("no letter was written yet")
    result = run("log", "IM-3", "--out", tmp_path / "out", "--json", library=None)
    assert (told(result)["state"], told(result)["entries"]) == (None, [])


def test_a_case_that_is_not_there_is_a_usage_error(tmp_path):
    assert run("log", "IM-1", "--out", tmp_path, library=None).exception.exit_code == 2


def test_the_log_of_a_case_names_neither_patient_nor_label(canary, tmp_path):
    from commands.conftest import LABEL, MEMBER, NAME, PAYER

    run("write", canary.folder, "--out", tmp_path / "out", "--case", LABEL)
    text = (next((tmp_path / "out").glob("c-*")) / "log.jsonl").read_text()
    assert json.loads(text)["event"]["kind"] == "drafted"
    for planted in (NAME, MEMBER, PAYER, LABEL, "1984-08-11", str(canary.folder)):
        assert planted not in text
