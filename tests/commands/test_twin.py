"""`letters verify --docx` and `letters approve --docx`: an edited Word file becomes the final."""

import hashlib
import io
import json
import shutil

import docx
import imaginary
import pytest

from commands.conftest import run, told
from commands.test_approve import Case
from letters.dossier import State, check
from letters.errors import ExitCode, UsageError
from letters.rationale.model import Claim
from letters.rationale.walk import parts
from letters.twin import TwinError
from letters.twin.writing import to_docx

REASON = "The export has it wrong."


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("twins") / "out"
    run("write", imaginary.EXPORT, "--out", out, "--case", "IM-1")
    return out


@pytest.fixture
def case(written, tmp_path) -> Case:
    shutil.copytree(written, tmp_path / "out")
    return Case(tmp_path / "out")


def file_of(case: Case, *changes: tuple[str, str]):
    """The Word file of a case's letter, edited as python-docx does it; the path outside of it."""
    document = docx.Document(io.BytesIO(to_docx(case.dossier.letter())))
    for old, new in changes:
        runs = (run for paragraph in document.paragraphs for run in paragraph.runs)
        found = next(run for run in runs if old in run.text)
        found.text = found.text.replace(old, new, 1)
    path = case.out.parent / "edited.docx"
    document.save(str(path))
    return path


def verified(case: Case, path, *more):
    return run("verify", "--docx", path, *more, "--out", case.out, library=None)


def number(case: Case) -> str:
    """The first sentence of the plan, in which a word is to be changed."""
    return case.dossier.letter().dosing.claims[0].text


def test_an_unedited_file_says_what_the_letter_says(case):
    """The file tells its case itself."""
    done = verified(case, file_of(case))
    assert done.exit_code == ExitCode.DONE
    assert "word for word" in done.output


def test_every_change_is_shown_with_what_it_needs(case):
    path = file_of(case, (number(case), f"{number(case)} It is 77 mg."))
    done = verified(case, path, "IM-1", "--json")
    assert done.exit_code == ExitCode.NEEDS_PRACTICE
    found = told(done)
    assert not found["traced"]
    assert found["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(f["name"], f["kind"], f["needs"], f["after"]) for f in found["changes"]] == [
        ("T1", "added", "reason", "It is 77 mg."),
    ]
    shown = verified(case, path).output
    assert "now: It is 77 mg." in shown
    assert "values: 77 mg" in shown
    assert found["edits"] in shown


def test_a_reworded_file_is_traced_and_still_listed(case):
    path = file_of(case, ("Sincerely", "Yours sincerely"))
    done = verified(case, path)
    assert done.exit_code == ExitCode.DONE
    assert "T1 template" in done.output
    assert "[it will not be in the final; take it by name to go on without it]" in done.output


def test_the_final_has_the_edited_words_once_each_change_is_taken(case):
    """By name and with a reason; the file is kept, its hash logged; the whole case verifies."""
    path = file_of(case, (number(case), f"{number(case)} It is 77 mg."))
    edits = told(verified(case, path, "--json"))["edits"]
    taken = case.taking()
    refused = case.approve(*taken, "--docx", path, "--edits", edits, "--accept", "T1")
    assert refused.exit_code == ExitCode.NEEDS_PRACTICE
    assert "T1" in refused.output
    assert case.dossier.log().state is State.REVIEW
    reasons = ("--accept", f"T1={REASON}")
    done = case.approve(*taken, "--docx", path, "--edits", edits, *reasons)
    assert done.exit_code == ExitCode.DONE, done.output
    assert "77mg" in case.text()
    event = case.dossier.log().approved
    assert event.twin == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (case.dossier.folder / "letter.docx").read_bytes() == path.read_bytes()
    assert {a.name: a.reason for a in event.accepted if a.name[0] == "T"} == {
        "T1": REASON,
    }
    edited = [claim.text for claim in parts(case.dossier.letter(), Claim) if claim.edited]
    assert edited == ["It is 77 mg."]
    assert check(case.dossier.folder) == ()
    told_ = run("verify", "IM-1", "--out", case.out, library=None).stdout
    assert "Everything traces to the rationale of this wording, which a person changed." in told_
    assert f"1 changed passage, each accepted by name by {event.by} on" in told_
    assert "T1; untraced or required, so with a reason (see `letters log`): T1" in told_
    letter = told_.partition("letter.pdf:")[2].partition("\n\n")[0]
    assert "nothing is told beyond the rationale" not in letter
    assert verified(case, path).exit_code == ExitCode.DONE


def test_a_file_without_changes_needs_no_more_names(case):
    done = case.approve(*case.taking(), "--docx", file_of(case))
    assert done.exit_code == ExitCode.DONE, done.output
    assert case.dossier.log().approved.twin is not None


def test_names_of_another_state_of_the_file_are_refused(case):
    """T1 of yesterday's file may be another change today."""
    path = file_of(case, ("Sincerely", "Yours sincerely"))
    for marks in ((), ("--edits", "222-222")):
        done = case.approve(*case.taking(), "--docx", path, *marks, "--accept", "T1")
        assert isinstance(done.exception, UsageError)
    assert case.dossier.log().state is State.REVIEW


def test_what_a_letter_cannot_have_stops_the_approval(case):
    """The patient is who the export says, whatever anybody accepts."""
    patient = case.dossier.letter().patient
    document = docx.Document(io.BytesIO(to_docx(case.dossier.letter())))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    run_ = next(r for c in cells for p in c.paragraphs for r in p.runs if patient in r.text)
    run_.text = "Somebody Else"
    path = case.out.parent / "edited.docx"
    document.save(str(path))
    done = case.approve(*case.taking(), "--docx", path, "--edits", "222-222", "--accept", "T1")
    assert done.exit_code == ExitCode.NEEDS_PRACTICE
    assert "has to be undone" in done.output
    assert case.dossier.log().state is State.REVIEW


def test_a_file_that_cannot_be_read_is_refused_without_a_value(case, tmp_path):
    path = tmp_path / "broken.docx"
    path.write_bytes(b"no Word file")
    done = verified(case, path, "IM-1")
    assert isinstance(done.exception, TwinError)
    assert case.dossier.letter().patient not in str(done.exception)


def test_the_log_holds_no_value_of_the_edits(case):
    """Only the names of changes, hashes of their words, and the clinician's reasons."""
    path = file_of(case, (number(case), f"{number(case)} It is 77 mg."))
    edits = told(verified(case, path, "--json"))["edits"]
    reasons = ("--accept", f"T1={REASON}")
    case.approve(*case.taking(), "--docx", path, "--edits", edits, *reasons)
    last = json.loads((case.dossier.folder / "log.jsonl").read_text().splitlines()[-1])
    assert "77 mg" not in json.dumps(last)
