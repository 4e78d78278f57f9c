"""The arrows between the stages, with a renderer that prints nothing."""

import datetime as dt
from typing import get_args

import imaginary
import pytest
from one_by_one import write
from pydantic_core import PydanticUndefined

from letters.case.vocabulary import LetterKind
from letters.dossier import clear, store
from letters.errors import PackError, RenderingError
from letters.intake import Notice, Refused
from letters.pipeline import FILE_OF, OURS, argue, chosen, refused, remark
from letters.rationale.model import Letter, Printable
from letters.rendering import Rendered


def render(document) -> Rendered:
    return Rendered(f"%PDF {document.document}".encode(), 1)


def run(out, reading=None, render=render, only=(), as_of=imaginary.AS_OF, **more):
    """The cases of a run as they come."""
    reading, library = reading or imaginary.reading(), imaginary.library()
    origin, at = imaginary.origin(as_of), more.pop("at", imaginary.AT)
    return write(reading, library, out, origin, at, render, only, **more)


def written(out, render=render, only=()):
    return list(run(out, render=render, only=only))


def test_each_case_comes_to_its_document(tmp_path):
    """The four outcomes of the imaginary export are named as the worklist names them."""
    finished = written(tmp_path)
    assert {done.label: done.document for done in finished} == imaginary.CASES
    assert [done.result for done in finished] == [
        *("supported", "supported", "undetermined", "unsupported", "routed")
    ]
    assert [done.drug for done in finished] == [
        "moonwort",
        "stardew",
        "moonwort",
        "moonwort",
        "moonwort",
    ]
    for done in finished:
        assert (tmp_path / done.file).read_bytes() == f"%PDF {done.document}".encode()
        assert (done.error, done.exit_code) == (None, 0)
        assert done.next_action


def test_every_kind_of_document_has_a_file():
    """No document of the rationale lacks a file name."""
    kinds = {
        str(default)
        for model in get_args(Printable)
        if (default := model.model_fields["document"].default) is not PydanticUndefined
    } | set(LetterKind)
    assert len(kinds) == 14
    assert kinds - {"exhibit index"} == set(FILE_OF)  # an index is bound into its packet


def test_cases_are_written_as_they_come(tmp_path):
    """The pipeline yields each case when it is done, not all at the end."""
    cases = run(tmp_path)
    first = next(cases)
    assert (tmp_path / first.file).is_file()
    assert len(list(tmp_path.glob("c-*"))) == 1


@pytest.mark.parametrize("error", [RenderingError("It cannot be."), PackError("It is wrong.")])
def test_a_failing_case_leaves_nothing(tmp_path, error):
    """A case that fails keeps no document of an earlier run and tells its exit code."""
    written(tmp_path)

    def failing(document):
        raise error

    finished = written(tmp_path, failing)
    assert [done.result for done in finished] == ["failed"] * 5
    assert {(done.exit_code, done.error) for done in finished} == {
        (int(error.exit_code), str(error))
    }
    kept = {path.name for path in tmp_path.glob("c-*/*")}
    assert kept == {"case.json", "origin.json", "log.jsonl"}


def test_a_defect_in_one_case_does_not_cost_the_others(tmp_path):
    """A case that meets a defect is told as failed, without the error's own text."""

    def failing(document):
        raise KeyError("Canary Name")

    finished = written(tmp_path, failing)
    assert len(finished) == 5
    assert {done.result for done in finished} == {"failed"}
    assert {done.exit_code for done in finished} == {70}
    assert all("KeyError" in done.error for done in finished)
    assert not any("Canary" in done.error for done in finished)


def test_a_letter_has_its_review_sheet_with_the_remarks_on_its_case():
    """The review sheet of a letter lists intake's remarks on this case and no other's."""
    case = imaginary.case("IM-1")
    place = {"file": "labs.csv", "row": 7, "column": "value", "rule": "it is odd", "action": "look"}
    notices = tuple(
        Notice(severity="warning", what=what, case=of, **place)
        for what, of in (("Ours", case.id), ("Theirs", imaginary.case("IM-2").id), ("All", None))
    )
    reading = imaginary.reading().model_copy(update={"notices": notices})
    argued = argue(case, imaginary.library(), imaginary.AS_OF, reading)
    assert isinstance(argued.document, Letter)
    first, *others = [item.what.split(" (")[0] for item in argued.review.notices]
    assert first == "Ours"
    assert not {"Theirs", "All"} & set(others)


def test_a_refused_case_is_a_line_and_keeps_no_document(tmp_path):
    """A case that intake refused is listed with the cells to correct; its old letter is gone."""
    name = imaginary.case("IM-1").id
    written(tmp_path, only=("IM-1",))
    lost = Refused(name=name, case=name, file="cases.csv", place="row 5", cells=2)
    cases = imaginary.reading().cases[1:]
    reading = imaginary.reading().model_copy(update={"cases": cases, "refused": (lost,)})
    *others, last = run(tmp_path, reading)
    assert len(others) == 4
    assert (last.case_id, last.result, last.document, last.file) == (name, "refused", "none", None)
    assert last.label == f"{name} (row 5)"
    assert last.next_action == "Correct 2 cells (see the messages), then run again"
    assert last.exit_code == 3
    kept = {path.name for path in (tmp_path / name).iterdir()}
    assert kept == {"case.json", "origin.json", "log.jsonl"}


def test_only_the_refused_cases_asked_for_are_told():
    """A run of some cases does not tell of refused ones that it was not asked for."""
    lost = Refused(name="row-5", case=None, file="cases.csv", place="row 5", cells=1)
    reading = imaginary.reading().model_copy(update={"refused": (lost,)})
    assert refused(reading) == refused(reading, ("row-5",)) == (lost,)
    assert refused(reading, ("IM-1",)) == ()


def test_a_denial_for_no_letter_has_its_action_sheet(tmp_path):
    """An administrative denial is judged by nobody: its route, its day and a sheet."""
    argued = imaginary.argued("IM-5")
    assert argued.determination is None
    assert argued.review is None
    (done,) = (each for each in written(tmp_path) if each.label == "IM-5")
    assert (done.result, done.route) == ("routed", "Corrected claim")
    assert {path.name for path in (tmp_path / done.case_id).iterdir()} == {
        *("action.pdf", "rationale.json", "case.json", "origin.json"),
    }


def test_the_worklist_tells_the_day_to_act_by(tmp_path):
    """A denied case has its last day, the day to act by and the rule; a first request has none."""
    finished = {done.label: done for done in written(tmp_path)}
    appealed, asked = finished["IM-2"], finished["IM-1"]
    assert appealed.act_by <= appealed.due
    assert appealed.days_left == (appealed.act_by - imaginary.AS_OF).days
    assert appealed.rule
    assert (asked.due, asked.days_left, asked.route) == (None, None, "First request")


def lost(**cells):
    """A notice of intake on the cases sheet."""
    place = {"file": "cases.csv", "row": 5, "rule": "it is odd", "action": "look"}
    return Notice(**{"severity": "error", "what": "It was not read"} | place | cells)


def reading_with(*notices):
    return imaginary.reading().model_copy(update={"notices": notices})


def test_a_refused_row_of_a_case_comes_first(tmp_path):
    """The next action of a case some rows of which were refused begins with correcting them."""
    name = imaginary.case("IM-3").id
    place = {"file": "labs.csv", "case": name}
    notices = (lost(**place, column="unit"), lost(**place, column="date"), lost(**place, row=8))
    reading = reading_with(*notices, lost(**place, severity="warning", row=9))
    (done,) = run(tmp_path, reading, only=("IM-3",))
    assert (
        done.next_action == "First correct 2 refused rows; then: Answer 2 questions, then run again"
    )


@pytest.mark.parametrize("label", ["IM-3", "IM-4"])
def test_a_sheet_holds_the_remarks_on_its_case(label):
    """Gap and not-supported sheets list intake's remarks on their case and carry its label."""
    case = imaginary.case(label)
    reading = reading_with(lost(case=case.id, column="dose"), lost(case="c-other"), lost())
    document = argue(case, imaginary.library(), imaginary.AS_OF, reading).document
    assert [item.what for item in document.notices] == [
        "It was not read (cases.csv, row 5, column dose): it is odd. look"
    ]
    assert document.label == label


def test_a_remark_says_what_where_rule_and_remedy():
    """A remark names file, sheet, row and column where there are any."""
    whole = Notice(
        severity="error",
        what="It was not used",
        file="a.xlsx",
        sheet="labs",
        row=4,
        column="unit",
        rule="the rule",
        action="do this",
    )
    bare = Notice(severity="error", what="It was not read", file="a.csv", rule="r", action="a")
    assert (
        remark(whole)
        == "It was not used (a.xlsx, sheet labs, row 4, column unit): the rule. do this"
    )
    assert remark(bare) == "It was not read (a.csv): r. a"


def test_cases_are_chosen_by_label_or_id():
    """Nothing named is all; a name that no case has chooses none."""
    reading, first = imaginary.reading(), imaginary.case("IM-1")
    assert chosen(reading, ()) == reading.cases
    assert chosen(reading, ("IM-2", first.id)) == (first, imaginary.case("IM-2"))
    assert chosen(reading, ("nobody",)) == ()


def test_a_file_is_whole_or_absent(tmp_path, monkeypatch):
    """A write that breaks off leaves neither the file nor half of it under its name."""
    path = tmp_path / "a" / "letter.pdf"
    store(path, b"first")
    assert path.read_bytes() == b"first"
    monkeypatch.setattr(type(path), "replace", _broken)
    with pytest.raises(OSError, match="disk"):
        store(path, b"second")
    assert path.read_bytes() == b"first"


def _broken(self, target):
    raise OSError("disk full")


def test_clearing_keeps_what_is_not_ours(tmp_path):
    """Only files that this program writes are removed from a case's folder."""
    written(tmp_path, only=("IM-1",))
    folder = tmp_path / imaginary.case("IM-1").id
    (folder / "signed letter.pdf").write_bytes(b"signed")
    (folder / "packet-1-of-2.pdf").write_bytes(b"packed")
    clear(folder, OURS)
    assert {path.name for path in folder.iterdir()} == {"signed letter.pdf", "log.jsonl"}


def test_the_day_decides(tmp_path):
    """The same case as of a day after its evidence went stale is no longer supported."""
    later = dt.date(2029, 1, 1)
    finished = list(run(tmp_path, only=("IM-1",), as_of=later))
    assert finished[0].result != "supported"


def document_of(label, **changes):
    """The document of an imaginary case with changed facts."""
    case = imaginary.case(label).model_copy(update=changes)
    return argue(case, imaginary.library(), imaginary.AS_OF, imaginary.reading()).document


@pytest.mark.parametrize("label", ["IM-1", "IM-2", "IM-3"])
def test_an_incomplete_list_is_one_neutral_question(label):
    """When only the completeness of the list is missing, no combination of drugs is named."""
    questions = document_of(label, treatments_complete=None).questions
    asked = [question for question in questions if "treatment list" in question.question]
    assert [(question.criterion, question.citations) for question in asked] == [("", ())]
    assert asked[0].where.endswith("column treatments complete")
    assert "stardew" not in asked[0].question + asked[0].why


def test_an_uncovered_diagnosis_names_the_codes_that_are():
    """Where no pack covers the code, the sheet names the codes accepted and offers no override."""
    (diagnosis,) = imaginary.case("IM-4").diagnoses
    sheet = document_of("IM-4", diagnoses=(diagnosis.model_copy(update={"code": "Z00.0"}),))
    assert "U93.1" in sheet.refusals[0].finding.text
    assert "override" not in sheet.next_step
    assert "override" in document_of("IM-4").next_step


def test_a_gap_sheet_counts_what_adds_up():
    """Criteria met and open make their number, and questions are counted by themselves."""
    sheet = document_of("IM-3", treatments_complete=None)
    assert sheet.standing.text.startswith("3 of 5 criteria are met; 2 open, 3 questions.")
    attested = [question for question in sheet.questions if question.attested]
    assert [question.where for question in attested] == [
        "sheet attestations, question “In your judgment, does the infusion still help?”"
    ]
