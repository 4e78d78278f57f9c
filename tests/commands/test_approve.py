"""`letters review` and `letters approve`: a draft becomes the final, line by line, or stays."""

import json
import shutil
from pathlib import Path

import imaginary
import pytest
from click.testing import CliRunner

from commands.conftest import LABEL, MEMBER, NAME, run, told
from letters.cli import letters
from letters.commands import common
from letters.dossier import Approved, Dossier, Opened, Returned, State, check
from letters.dossier.log import LogError
from letters.errors import ExitCode, RenderingError
from letters.hashing import of_file
from letters.pipeline import approving, pressing
from letters.verification import read, verify

BY, OTHER = "Wren Halloway", "Pat Staff"
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

    def opened(self) -> "Case":
        """The clinician who is to sign has opened the review sheet."""
        assert self.review("--by", self.dossier.letter().signature.name).exit_code == 0
        return self

    def approve(self, *more, by=None, npi=None):
        """Approves what the clinician has opened."""
        return self.opened().approve_unread(*more, by=by, npi=npi)

    def approve_unread(self, *more, by=None, npi=None):
        block = self.dossier.letter().signature
        who = ("--by", by or block.name, "--npi", npi or block.npi)
        return run("approve", self.label, "--out", self.out, *who, *more, library=None)

    def withdraw(self, by=OTHER, npi=""):
        who = ("--by", by, "--npi", npi)
        line = ("approve", self.label, "--out", self.out, *who, "--withdraw")
        return run(*line, library=None)

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
    assert event.files["letter.pdf"] == of_file(whole.dossier.folder / "letter.pdf")
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
    options = case.opened().taking()
    before, missing = case.files(), options.pop()
    options.pop()
    result = case.approve(*options)
    assert result.exit_code == ExitCode.NEEDS_PRACTICE
    assert result.stderr.splitlines()[1].endswith(f": {missing}")
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
    assert case.dossier.log().approved is None


def test_a_terminal_is_asked_line_by_line(case, monkeypatch):
    """Each line with its words; all answered with yes makes the final."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    lines = [item for section in case.sheet["sections"] for item in section["items"]]
    answers = "\n".join("y\nmy own reason" if item["asks"] else "y" for item in lines)
    result = asked(case, f"{answers}\ny\n")
    assert result.exit_code == 0, result.output
    count = len(lines)
    assert all(
        f"  {item['name']}, {number} of {count}? " in result.stdout
        for number, item in enumerate(lines, start=1)
    )
    assert not case.dossier.letter().draft


def listed(case: Case) -> list[list[dict]]:
    """The lines of the sheet, list by list."""
    return [section["items"] for section in case.sheet["sections"]]


def test_the_rest_of_a_list_is_shown_and_accepted_by_one_yes(case, monkeypatch):
    """Line by line only where the clinician wants it, and nothing is accepted unseen."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    assert not any(item["asks"] for items in listed(case) for item in items)
    result = asked(case, "all\ny\n" * len(listed(case)) + "y\n")
    assert result.exit_code == 0, result.output
    long = next(items for items in listed(case) if len(items) > 2)
    question = f"  {long[0]['name']}-{long[-1]['name']}, all {len(long)}? "
    shown = result.stdout.partition(question)[0]
    assert all(f"  {item['name']:4} " in shown for item in long)
    accepted = {one.name for one in case.dossier.log().approved.accepted}
    assert accepted == {item["name"] for items in listed(case) for item in items}


def test_a_list_that_is_not_accepted_as_one_is_asked_line_by_line(case, monkeypatch):
    """A no to all of it accepts none and skips none."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    count = sum(map(len, listed(case)))
    result = asked(case, "all\nno, B1 is wrong\n" + "y\n" * count + "y\n")
    assert result.exit_code == 0, result.output
    assert "none is accepted; they are asked one by one" in result.stdout


@pytest.mark.parametrize(
    ("answers", "code"), [("b y b no", ExitCode.NEEDS_PRACTICE), ("y no b y", ExitCode.DONE)]
)
def test_an_answer_is_taken_back_by_going_back(case, monkeypatch, answers, code):
    """The line before is asked again: what was accepted is not, what was not may be."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    count = sum(map(len, listed(case)))
    result = asked(case, "\n".join((*answers.split(), *["y"] * count)))
    assert result.exit_code == code, result.output
    assert "is not accepted." in result.stdout


def test_a_line_that_asks_for_words_is_never_accepted_with_others(export, tmp_path, monkeypatch):
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    export.change("IM-4", override_reason=REASON)
    case = Case(tmp_path / "out", "IM-4").write(export)
    answers = ["all\ny\nW. H." if items[0]["asks"] else "all\ny" for items in listed(case)]
    result = asked(case, "\n".join((*answers, "y\n")))
    assert "asks for words of your own" in result.stdout


@pytest.mark.parametrize(
    "answer", ["nope", "N/A", "?", "wrong, the ratio is 1.29", "yes, but less", "ja", "1"]
)
def test_an_objection_is_never_an_acceptance(case, monkeypatch, answer):
    """Only a yes is: with any other answer to any line nothing is approved, and it is told."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    lines = [item for section in case.sheet["sections"] for item in section["items"]]
    needed = [item["name"] for item in lines if item["needed"]]
    answers = "\n".join(answer if item["name"] == needed[1] else "y" for item in lines)
    result = asked(case, f"{answers}\ny\n")
    assert result.exit_code == ExitCode.NEEDS_PRACTICE, result.output
    assert f"  {needed[1]} is not accepted." in result.stdout
    assert f": {needed[1]}\n" in result.stderr
    assert case.dossier.log().approved is None


def test_a_reason_is_asked_for_apart_and_read_back(export, tmp_path, monkeypatch):
    """Only where the line asks, after the yes; what was typed stands there before the last yes."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    export.change("IM-4", override_reason=REASON)
    case = Case(tmp_path / "out", "IM-4").write(export)
    lines = [item for section in case.sheet["sections"] for item in section["items"]]
    (asking,) = (item["name"] for item in lines if item["asks"])
    answers = "\n".join("y\nW. H." if item["asks"] else "y" for item in lines)
    result = asked(case, f"{answers}\ny\n")
    assert result.exit_code == 0, result.output
    assert f"  {asking}, in your words: W. H.\nApprove it" in result.stdout
    reasons = {one.name: one.reason for one in case.dossier.log().approved.accepted if one.reason}
    assert reasons == {asking: "W. H."}


def test_who_approves_at_a_terminal_has_opened_the_sheet(case, monkeypatch):
    """Showing it line by line is opening it, and the log tells so."""
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    count = len([item for section in case.sheet["sections"] for item in section["items"]])
    assert asked(case, "y\n" * (count + 1)).exit_code == 0
    kinds = [event.kind for event in case.dossier.log().events]
    assert kinds == ["drafted", "opened", "approved"]


def test_who_has_not_opened_the_sheet_cannot_accept_its_lines(case):
    """Nor where somebody else has; and what refuses them does not tell the mark of the sheet."""
    options, mark = case.taking(), case.sheet["sheet"]
    case.review("--by", "Somebody Else")
    for given in (options, ()):
        refused = case.approve_unread(*given)
        assert "have not opened the review sheet" in str(refused.exception)
    listed = case.approve("--json")
    assert told(listed)["missing"]
    for result in (refused, listed, case.approve()):
        assert mark not in f"{result.output} {result.exception}"
    assert case.dossier.log().approved is None


def test_a_sheet_opened_before_the_draft_was_written_again_is_not_this_one(export, tmp_path):
    """Another draft is another sheet."""
    case = Case(tmp_path / "out").write(export).opened()
    rows = export.rows("labs")
    rows[1]["value"] = str(float(rows[1]["value"]) + 1)
    export.write("labs", rows)
    case.write(export)
    refused = case.approve_unread(*case.taking())
    assert "have not opened the review sheet" in str(refused.exception)


def test_what_is_not_accepted_is_listed_by_list_in_ranges(case):
    """With its heading, as it can be typed; no line for each name."""
    needed = [s for s in case.sheet["sections"] if all(item["needed"] for item in s["items"])]
    section = max(needed, key=lambda one: len(one["items"]))
    names = [item["name"] for item in section["items"]]
    result = case.approve()
    assert f"  {section['heading']}: {names[0]}-{names[-1]}\n" in result.stderr
    assert len(result.stderr.splitlines()) < 2 + 2 * len(case.sheet["sections"])
    assert "--docx" not in result.stderr


@pytest.mark.parametrize("text", ["\x1b[31mRED", "one\ntwo", "\u202eback", "\x00", " "])
def test_a_name_or_a_reason_is_one_line_that_prints(case, text):
    """What would act on a terminal or forge a line of the log is refused where it is typed."""
    options = case.taking()
    reason = (*options[:-1], f"{options[-1]}=so {text} said")
    for result in (
        case.approve(*options, by=text),
        case.review("--by", text),
        *([case.approve(*reason)] if text.strip() else []),
    ):
        assert getattr(result.exception, "exit_code", result.exit_code) == ExitCode.USAGE
        assert text.strip() == "" or text not in f"{result.output} {result.exception}"
    assert case.dossier.log().approved is None


@pytest.mark.parametrize(
    ("answers", "code"),
    [("y\ny\nq\n", 130), ("n\n" * 90 + "y\n", 1), ("", 130), ("y\n" * 3, 130)],
)
def test_a_terminal_that_stops_or_says_no_keeps_nothing(case, monkeypatch, answers, code):
    """Quitting, saying no, or the end of input."""
    case.opened()
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    before = case.files()
    result = asked(case, answers)
    assert result.exit_code == code
    assert case.files() == before


def asked(case: Case, answers: str):
    block = case.dossier.letter().signature
    line = ["approve", case.label, "--out", str(case.out), "--by", block.name, "--npi", block.npi]
    return CliRunner().invoke(letters, line, input=answers)


def test_a_copy_for_the_patient_is_final_once_they_were_told(whole):
    """Else it stays a draft beside the final letter."""
    assert whole.approve_all().exit_code == 0
    assert "draft" in whole.text("patient.pdf").casefold()
    whole.approve_unread("--withdraw")
    assert whole.approve_all("serious").exit_code == 0
    assert "draft" not in whole.text("patient.pdf").casefold()


def test_a_letter_withdrawn_is_a_draft_again_and_the_final_is_kept(whole):
    """With the same words and the same sheet; what was approved is put aside."""
    before = whole.files()
    whole.approve_all()
    final = (whole.dossier.folder / "letter.pdf").read_bytes()
    result = whole.withdraw()
    assert result.exit_code == 0, result.output
    log = whole.dossier.log()
    assert log.state is State.DRAFT
    returned = next(e for e in log.events if isinstance(e, Returned))
    assert (returned.changed, returned.by) == (("withdrawn",), OTHER)
    assert f"the log tells that {OTHER} withdrew it" in result.stderr
    assert {n: c for n, c in whole.files().items() if n != "log.jsonl"} == {
        n: c for n, c in before.items() if n != "log.jsonl"
    }
    kept = whole.dossier.folder / "earlier/003/letter.pdf"
    assert kept.read_bytes() == final
    assert check(whole.dossier.folder) == ()
    assert log.drafted.files == log.events[0].files


def test_a_withdrawal_makes_nothing_anew(whole, monkeypatch):
    """The draft has the bytes of which the log tells, whatever program renders today."""
    first = whole.dossier.log().drafted
    assert whole.approve_all().exit_code == 0
    monkeypatch.setattr(pressing, "render", None)
    assert whole.withdraw().exit_code == 0
    for name, digest in first.files.items():
        assert of_file(whole.dossier.folder / name) == digest


@pytest.mark.parametrize("name", ["rationale.json", "review.json", "letter.pdf"])
def test_what_was_changed_since_the_approval_is_not_made_a_draft(whole, name):
    """A withdrawal logs no file that somebody has put there: it refuses, and logs nothing."""
    assert whole.approve_all().exit_code == 0
    head, path = whole.dossier.log().head, whole.dossier.folder / name
    path.write_bytes(path.read_bytes().replace(b"a", b"e"))
    refused = whole.withdraw()
    assert refused.exception.exit_code in (ExitCode.NEEDS_PRACTICE, ExitCode.INPUT)
    assert whole.dossier.log().head == head


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_text("{}")])
def test_a_draft_that_was_not_kept_is_not_made_up(whole, change):
    """Then it is written again, from the export."""
    assert whole.approve_all().exit_code == 0
    change(whole.dossier.folder / "earlier/001-draft/rationale.json")
    refused = whole.withdraw()
    assert "write the case again" in str(refused.exception)
    assert whole.dossier.log().state is State.APPROVED


def test_the_clinicians_name_withdraws_only_with_the_npi(whole):
    """Anyone else does it under their own name, which is logged."""
    assert whole.approve_all().exit_code == 0
    name = whole.dossier.letter().signature.name
    assert "--npi" in str(whole.withdraw(name).exception)
    assert "signature block" in str(whole.withdraw(name, "1245319599").exception)
    assert "signature block" in str(whole.withdraw(BY, "1245319599").exception)
    assert whole.dossier.log().state is State.APPROVED
    result = whole.approve_unread("--withdraw")
    assert (result.exit_code, result.stderr) == (0, "")


def test_an_approval_that_was_taken_back_is_told_so(whole):
    """A copy of the final that was withdrawn is not ok, one that was put aside is, and both say."""
    assert whole.approve_all().exit_code == 0
    final = (whole.dossier.folder / "letter.pdf").read_bytes()
    copy = whole.dossier.folder / "copy.pdf"
    copy.write_bytes(final)
    before = run("verify", copy, library=None)
    assert (before.exit_code, "TAKEN BACK" in before.stdout) == (0, False), before.output
    whole.withdraw()
    after = run("verify", copy, library=None)
    assert (after.exit_code, "TAKEN BACK on" in after.stdout) == (1, True)
    assert "its approval was taken back" in after.stdout
    kept = run("verify", whole.dossier.folder / "earlier/003/letter.pdf", library=None)
    assert (kept.exit_code, "TAKEN BACK on" in kept.stdout) == (0, True)
    draft = run("verify", whole.dossier.folder / "letter.pdf", library=None)
    assert (draft.exit_code, "no approval of this file" in draft.stdout) == (0, True)


def test_a_copy_for_the_patient_that_stayed_a_draft_is_not_told_as_approved(whole):
    """Once the approval was taken back, though it has the same bytes as before."""
    assert whole.approve_all().exit_code == 0
    whole.withdraw()
    result = run("verify", whole.dossier.folder / "patient.pdf", library=None)
    assert (result.exit_code, "no approval of this file" in result.stdout) == (0, True)


def test_a_draft_cannot_be_withdrawn_nor_a_final_approved_again(case):
    """Each says what the case is."""
    assert "only an approved letter" in str(case.withdraw().exception)
    options = case.taking()
    assert case.approve(*options).exit_code == 0
    assert "--withdraw" in str(case.approve(*options).exception)


def test_a_final_that_cannot_be_made_leaves_the_draft(case, monkeypatch):
    """Nothing is logged, nothing is replaced."""

    def broken(*_, **__):
        raise RenderingError("no press")

    options, before = case.opened().taking(), case.files()
    monkeypatch.setattr(pressing, "render", broken)
    assert "no press" in str(case.approve(*options).exception)
    assert case.files() == before


def test_a_crash_between_log_and_files_is_mended_by_who_reads_next(case, monkeypatch):
    """The log tells of a final that is not there yet: never the other way round."""
    options = case.opened().taking()

    replace = Path.replace

    def cut_short(path, target):
        if target.parent == case.dossier.folder:
            raise OSError("cut short")
        return replace(path, target)

    with monkeypatch.context() as crashing:
        crashing.setattr(Path, "replace", cut_short)
        assert case.approve_unread(*options).exit_code == 1
    assert "Draft" in case.text()
    assert case.dossier.log().state is State.APPROVED
    assert "letter.pdf" not in {fault.file for fault in check(case.dossier.folder)}
    assert "Draft" not in case.text()


def test_what_somebody_else_did_meanwhile_is_not_overtaken(case, monkeypatch):
    """The log has moved on: nothing is approved on the older one."""
    options = case.opened().taking()

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
    assert f"{item['asks']}: {item['name']}=..." in result.stderr
    assert "too heavy for less" in result.stderr
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
