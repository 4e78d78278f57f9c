"""`letters review` and `letters approve`: a draft becomes the final, line by line, or stays."""

import json
import shutil

import imaginary
import pytest
from click.testing import CliRunner

from commands.conftest import LABEL, MEMBER, NAME, run, told
from letters.cli import letters
from letters.commands import approve as verb
from letters.dossier import Approved, Dossier, Opened, Returned, State, check, hash_of
from letters.dossier import folder as folders
from letters.dossier.log import LogError
from letters.errors import ExitCode, RenderingError
from letters.pipeline import approving, pressing
from letters.verification import read, verify

BY, NPI = "Wren Halloway", "1234567893"
KINDS = ("--kind", "brief", "--kind", "patient", "--kind", "fax")
REASON = "The bone is too heavy for less."


class Case:
    """A case that was written, and the verbs on it."""

    def __init__(self, out, label="IM-1") -> None:
        self.out, self.label = out, label

    def write(self, export, *kinds: str) -> "Case":
        run("write", export.folder, "--out", self.out, "--case", self.label, *kinds)
        return self

    @property
    def dossier(self) -> Dossier:
        return Dossier(next(self.out.glob("c-*")))

    @property
    def sheet(self) -> dict:
        return told(self.review("--json"))

    def review(self, *more):
        return run("review", self.label, "--out", self.out, *more, library=None)

    def approve(self, *more, by=None, npi=None):
        block = self.dossier.letter().signature
        who = ("--by", by or block.name, "--npi", npi or block.npi)
        return run("approve", self.label, "--out", self.out, *who, *more, library=None)

    def approve_all(self, *sections: str):
        """Takes all that is needed, and what is not in some more lists."""
        return self.approve(*self.taking(*sections))

    def taking(self, *sections: str) -> list[str]:
        sheet = self.sheet
        options = ["--sheet", sheet["sheet"]]
        for section in sheet["sections"]:
            for item in section["items"]:
                if item["needed"] or section["section"] in sections:
                    why = "=my own reason" if item["asks"] else ""
                    options += ["--accept", f"{item['name']}{why}"]
        return options

    def text(self, name="letter.pdf") -> str:
        return read((self.dossier.folder / name).read_bytes()).body.chars

    def files(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in self.dossier.folder.iterdir() if p.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A draft with all that can go with it; it takes longest, so all tests start from one."""
    out = tmp_path_factory.mktemp("written") / "out"
    run("write", imaginary.EXPORT, "--out", out, "--case", "IM-1", *KINDS)
    return out


@pytest.fixture
def whole(written, tmp_path) -> Case:
    """A case with brief, patient copy and fax cover."""
    shutil.copytree(written, tmp_path / "out")
    return Case(tmp_path / "out")


@pytest.fixture
def case(whole) -> Case:
    """A case with its letter alone: the fewer are rendered again, the faster."""
    for name in ("brief.pdf", "patient.pdf", "fax.pdf"):
        (whole.dossier.folder / name).unlink()
    return whole


def test_a_letter_whose_lines_were_all_taken_is_final(whole):
    """No mark of a draft anywhere, the clinician with NPI, a line to sign; logged with hashes."""
    before = whole.dossier.letter()
    assert "Draft" in whole.text()
    result = whole.approve_all()
    assert result.exit_code == 0, result.output
    assert "still has to be signed" in result.stdout
    log, letter = whole.dossier.log(), whole.dossier.letter()
    assert log.state is State.APPROVED
    assert (letter.draft, letter.patient) == (False, before.patient)
    for name in ("letter.pdf", "brief.pdf", "fax.pdf"):
        content = (whole.dossier.folder / name).read_bytes()
        assert b"draft" not in content.lower()
        assert "draft" not in whole.text(name).casefold()
        assert name == "fax.pdf" or verify(content).ok
    assert f"NPI{letter.signature.npi}" in whole.text()
    assert "Signature" in whole.text()
    event = log.approved
    assert isinstance(event, Approved)
    assert (event.by, event.npi) == (letter.signature.name, letter.signature.npi)
    assert event.files["letter.pdf"] == hash_of(whole.dossier.folder / "letter.pdf")
    assert {*event.files} >= {"letter.pdf", "rationale.json", "brief.pdf", "fax.pdf"}
    assert check(whole.dossier.folder) == ()


def test_what_was_taken_is_logged_by_name_and_hash_with_its_reason(case):
    """Each line of the sheet that is needed, and no word of it."""
    sheet = case.sheet
    needed = [i for s in sheet["sections"] for i in s["items"] if i["needed"]]
    case.approve(
        "--sheet",
        sheet["sheet"],
        *case.taking()[2:-2],
        "--accept",
        f"{needed[-1]['name']}=Twice read",
    )
    approved = case.dossier.log().approved
    assert [(one.name, one.sha256) for one in approved.accepted] == [
        (item["name"], item["sha256"]) for item in needed
    ]
    assert approved.accepted[-1].reason == "Twice read"
    assert case.dossier.letter().patient not in (case.dossier.folder / "log.jsonl").read_text()


def test_while_a_name_is_missing_it_is_listed_and_nothing_changes(case):
    """Exit code 1, each missing name, every file as it was."""
    before, options = case.files(), case.taking()
    missing = options.pop()
    options.pop()
    result = case.approve(*options)
    assert result.exit_code == ExitCode.NEEDS_PRACTICE
    assert f"not taken: {missing}\n" in result.stderr
    assert result.stderr.count("not taken") == 1
    assert told(case.approve(*options, "--json"))["missing"] == [missing]
    assert case.files() == before


def test_names_can_come_from_a_file_with_the_mark_of_their_sheet(case, tmp_path):
    """With comments, ranges and reasons, and the mark in small letters."""
    sheet, file = case.sheet, tmp_path / "taken.txt"
    lines = [f"sheet {sheet['sheet'].lower()}", "# read on paper", ""]
    for section in sheet["sections"]:
        names = [item["name"] for item in section["items"]]
        lines.append(f"{names[0]}-{names[-1]}")
    file.write_text("\n".join(lines))
    result = case.approve("--accepted", file)
    assert result.exit_code == 0, result.output
    assert not case.dossier.letter().draft


def test_names_that_tell_no_sheet_are_refused(case):
    """The same names stand on every sheet."""
    assert "of which review sheet" in str(case.approve(*case.taking()[2:]).exception)
    assert case.dossier.letter().draft


def test_names_of_the_sheet_before_are_refused(export, tmp_path):
    """A value has changed and the case was written again: what was read is not what stands."""
    case = Case(tmp_path / "out").write(export)
    options = case.taking()
    rows = export.rows("labs")
    rows[1]["value"] = str(float(rows[1]["value"]) + 1)
    export.write("labs", rows)
    case.write(export)
    assert "another review sheet" in str(case.approve(*options).exception)
    assert case.dossier.letter().draft


def test_what_changed_since_the_draft_keeps_it_a_draft(export, tmp_path):
    """The export is read again, and what changed is told by name, not by value."""
    case = Case(tmp_path / "out").write(export)
    options = case.taking()
    export.change("IM-1", patient_name=f"{NAME} Zwei")
    result = case.approve(*options)
    assert result.exception is not None
    assert "input: patient" in str(result.exception)
    assert NAME not in str(result.exception)
    assert case.dossier.letter().draft


def test_only_the_clinician_of_the_signature_block_approves(case):
    """Another name or another NPI is refused before anything is asked."""
    other = case.approve(*case.taking(), by="Somebody Else")
    assert "change the clinician" in str(other.exception)
    wrong = case.approve(*case.taking(), npi="1245319599")
    assert "signature block" in str(wrong.exception)
    assert case.dossier.log().state is State.DRAFT


def test_a_terminal_is_asked_line_by_line(case, monkeypatch):
    """Each line with its words; all answered with yes makes the final."""
    monkeypatch.setattr(verb, "is_terminal", lambda: True)
    lines = [item for section in case.sheet["sections"] for item in section["items"]]
    answers = "\n".join("because" if item["asks"] else "y" for item in lines)
    result = asked(case, f"{answers}\ny\n")
    assert result.exit_code == 0, result.output
    assert all(f"  {item['name']}? " in result.stdout for item in lines)
    assert not case.dossier.letter().draft


@pytest.mark.parametrize("answers", ["y\ny\nq\n", "n\n" * 90 + "y\n", ""])
def test_a_terminal_that_stops_or_says_no_keeps_nothing(case, monkeypatch, answers):
    """Quitting, saying no, or the end of input."""
    monkeypatch.setattr(verb, "is_terminal", lambda: True)
    before = case.files()
    result = asked(case, answers)
    assert result.exit_code == 1
    assert case.files() == before


def asked(case: Case, answers: str):
    block = case.dossier.letter().signature
    line = ["approve", case.label, "--out", str(case.out), "--by", block.name, "--npi", block.npi]
    return CliRunner().invoke(letters, line, input=answers)


def test_a_copy_for_the_patient_is_final_once_they_were_told(whole):
    """Else it stays a draft beside the final letter."""
    assert whole.approve_all().exit_code == 0
    assert "draft" in whole.text("patient.pdf").casefold()
    run("approve", whole.label, "--out", whole.out, "--by", BY, "--withdraw", library=None)
    assert whole.approve_all("serious").exit_code == 0
    assert "draft" not in whole.text("patient.pdf").casefold()


def test_a_letter_withdrawn_is_a_draft_again_and_the_final_is_kept(whole):
    """With the same words and the same sheet; what was approved is put aside."""
    before = whole.files()
    whole.approve_all()
    final = (whole.dossier.folder / "letter.pdf").read_bytes()
    result = run("approve", whole.label, "--out", whole.out, "--by", BY, "--withdraw", library=None)
    assert result.exit_code == 0, result.output
    log = whole.dossier.log()
    assert log.state is State.DRAFT
    returned = next(e for e in log.events if isinstance(e, Returned))
    assert (returned.changed, returned.by) == (("withdrawn",), BY)
    assert {n: c for n, c in whole.files().items() if n != "log.jsonl"} == {
        n: c for n, c in before.items() if n != "log.jsonl"
    }
    kept = list((whole.dossier.folder / "earlier").rglob("letter.pdf"))
    assert [path.read_bytes() for path in kept] == [final]
    assert check(whole.dossier.folder) == ()


def test_a_draft_cannot_be_withdrawn_nor_a_final_approved_again(case):
    """Each says what the case is."""
    drawn = run("approve", case.label, "--out", case.out, "--by", BY, "--withdraw", library=None)
    assert "nothing is there to withdraw" in str(drawn.exception)
    options = case.taking()
    assert case.approve(*options).exit_code == 0
    assert "--withdraw" in str(case.approve(*options).exception)


def test_a_final_that_cannot_be_made_leaves_the_draft(case, monkeypatch):
    """Nothing is logged, nothing is replaced."""

    def broken(*_, **__):
        raise RenderingError("no press")

    options, before = case.taking(), case.files()
    monkeypatch.setattr(pressing, "render", broken)
    assert "no press" in str(case.approve(*options).exception)
    assert case.files() == before


def test_a_crash_between_log_and_files_is_found(case, monkeypatch):
    """The log tells of a final that is not there: never the other way round."""
    options = case.taking()

    def full(*_):
        raise OSError("no space")

    monkeypatch.setattr(folders, "store", full)
    assert case.approve(*options).exit_code == 1
    assert case.dossier.log().state is State.APPROVED
    assert "Draft" in case.text()
    assert {fault.file for fault in check(case.dossier.folder)} >= {"letter.pdf", "rationale.json"}


def test_what_somebody_else_did_meanwhile_is_not_overtaken(case, monkeypatch):
    """The log has moved on: nothing is approved on the older one."""
    options = case.taking()

    def opened(dossier, *given):
        dossier.append(Opened(at=case.dossier.log().events[0].at, by="Somebody"))
        return ()

    monkeypatch.setattr(approving, "hold", opened)
    result = case.approve(*options)
    assert isinstance(result.exception, LogError)
    assert case.dossier.letter().draft


def test_an_override_is_taken_with_the_initials_of_who_signs(export, tmp_path):
    """Its typed reason is shown, and its name alone does not take it."""
    export.change("IM-4", override_reason=REASON)
    case = Case(tmp_path / "out", "IM-4").write(export)
    sheet = case.sheet
    (item,) = (
        item
        for section in sheet["sections"]
        if section["section"] == "quoted"
        for item in section["items"]
        if item["asks"]
    )
    assert "too heavy for less" in item["line"]["what"]
    assert "initials" in item["asks"]
    bare = [option.replace("=my own reason", "") for option in case.taking()]
    result = case.approve(*bare)
    assert result.exit_code == 1
    assert f"not taken: {item['name']} ({item['asks']}" in result.stderr
    assert case.approve_all().exit_code == 0
    assert "tooheavyforless" in case.text()


def test_a_sheet_that_is_reviewed_is_logged_once_for_each_who_does(case):
    """Without --by it is shown and nothing is logged."""
    case.review()
    assert case.dossier.log().state is State.DRAFT
    for by in ("Ash", "Ash", "Birch"):
        assert case.review("--by", by).exit_code == 0
    log = case.dossier.log()
    assert log.state is State.REVIEW
    assert [event.by for event in log.events if isinstance(event, Opened)] == ["Ash", "Birch"]
    case.approve_all()
    assert "was not logged" in case.review("--by", "Cedar").stderr
    assert case.dossier.log().state is State.APPROVED


def test_the_sheet_shows_each_line_with_its_name_and_place(case):
    """In the terminal, as JSON, and as a page of its own."""
    shown, sheet = case.review().stdout, case.sheet
    lines = [item for section in sheet["sections"] for item in section["items"]]
    assert len(lines) > 20
    words = " ".join(shown.split())
    for item in lines:
        assert f" {item['name']} " in words
        for fact in item["line"].get("facts", []):
            assert fact["file"] in words
    assert sheet["sheet"] in shown
    assert "labs.csv, row 3; Ex. B p. 2" in words
    assert sheet["file"].endswith("review.pdf")


def test_the_page_of_a_sheet_loads_nothing(case, tmp_path):
    """One file with its style, for its owner only."""
    page = tmp_path / "sheet.html"
    assert case.review("--html", page).exit_code == 0
    text = page.read_text()
    assert case.sheet["sheet"] in text
    assert "<style>" in text
    assert "src=" not in text
    assert "@import" not in text
    assert page.stat().st_mode & 0o777 == 0o600


def test_no_error_and_no_log_tells_who_the_patient_is(canary, tmp_path):
    """Whatever goes wrong."""
    case = Case(tmp_path / "out", LABEL).write(canary)
    options = case.taking()
    heard = [
        case.approve("--sheet", "222-222", "--accept", "A1"),
        case.approve(*options[:4]),
        case.approve(*options, "--accept", "Z9"),
        case.approve(*options, by="Nobody"),
        case.approve(*options),
        case.approve(*options),
    ]
    told_ = " ".join(f"{each.stderr} {each.exception}" for each in heard)
    told_ += (case.dossier.folder / "log.jsonl").read_text()
    assert not [word for word in (NAME, MEMBER) if word in told_]
    assert json.loads((case.dossier.folder / "rationale.json").read_text())["draft"] is False
    assert imaginary.AS_OF.isoformat() in case.review().stdout
