"""Each verb by itself: what it prints, what it exits with, what its JSON holds."""

import datetime as dt
import json
import shutil
from pathlib import Path

import imaginary
import pytest
from click.testing import CliRunner

from commands.conftest import run, told
from letters import paths
from letters.case import Case
from letters.cli import letters
from letters.commands import common
from letters.commands.schema import SCHEMAS
from letters.determination import Determination


def ids() -> dict[str, str]:
    return {label: imaginary.case(label).id for label in imaginary.CASES}


def stored(folder: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in folder.glob("*/rationale.json")]


def test_check_lists_cases(export):
    """`check` lists each case with its id and remarks on nothing in a clean export."""
    result = run("check", export.folder)
    assert result.exit_code == 0
    assert all(f"{name}  {label}" in result.stdout for label, name in ids().items())
    assert "5 cases, 0 refused, 0 remarks" in result.stdout
    assert result.stderr == ""
    assert told(run("check", export.folder, "--json")) == {
        "cases": [{"id": name, "label": label} for label, name in ids().items()],
        "refused": [],
        "notices": [],
        "unused": [],
    }


def test_check_says_what_was_not_used(export):
    """`check` names the place, rule and remedy of a refused cell, and exits 3."""
    rows = export.rows("labs")
    rows[0]["unit"] = "furlongs"
    export.write("labs", rows)
    result = run("check", export.folder)
    assert result.exit_code == 3
    assert "row 2" in result.stderr
    assert "column unit" in result.stderr
    assert "gl/L" in result.stderr
    assert "not used: labs.csv, row 2" in result.stderr
    parts = told(run("check", export.folder, "--json"))
    assert len(parts["notices"]) == 1
    assert parts["unused"][0]["row"] == 2


def test_determine_shows_each_criterion(export):
    """`determine` shows every pathway judged, each criterion with its truth, and each gap."""
    result = run("determine", export.folder, "--case", "IM-3")
    assert result.exit_code == 1
    assert "IM-3 (" in result.stdout
    assert "undetermined: Continued moonwort" in result.stdout
    assert "? The marrow is below 40 °M [unknown]" in result.stdout
    assert "✓ The request is to continue [met]" in result.stdout
    assert "gap: What is the newest marrow heat?" in result.stdout
    assert "IM-1" not in result.stdout


@pytest.mark.parametrize(("label", "code"), [("IM-1", 0), ("IM-2", 0), ("IM-3", 1), ("IM-4", 0)])
def test_determine_exits_by_the_outcome(export, label, code):
    """An undetermined case exits 1; supported and unsupported ones are done."""
    result = run("determine", export.folder, "--case", label, "--json")
    assert result.exit_code == code
    (judged,) = told(result)
    assert Determination.model_validate(judged).case_id == ids()[label]


def test_a_case_is_named_by_label_or_id(export):
    """`--case` takes a label or an id and may be repeated."""
    result = run("determine", export.folder, "--case", "IM-1", "--case", ids()["IM-2"], "--json")
    assert [judged["case_id"] for judged in told(result)] == [ids()["IM-1"], ids()["IM-2"]]


def test_an_unknown_case_is_a_usage_error(export):
    """Asking for a case that the exports do not hold is refused before anything is written."""
    out = export.folder.parent / "out"
    for line in (("determine",), ("explain",), ("write", "--out", out)):
        result = run(line[0], export.folder, "--case", "IM-9", *line[1:])
        assert getattr(result.exception, "exit_code", None) == 2
    assert not out.exists()


def test_unknown_cases_are_counted_not_named(export):
    """One unknown name among known ones is a usage error that does not repeat it."""
    result = run("write", export.folder, "--case", "IM-1", "--case", "Nobody")
    assert result.exception.exit_code == 2
    assert "1 of the 2 cases" in str(result.exception)
    assert "Nobody" not in str(result.exception)


def test_explain_shows_the_questions_of_a_gap_sheet(export):
    """`explain` prints each open question with why it is asked and what asks it."""
    text = run("explain", export.folder, "--case", "IM-3").stdout
    (case,) = told(run("explain", export.folder, "--case", "IM-3", "--json"))
    assert len(case["questions"]) == 2
    for question in case["questions"]:
        assert f"  {question['question']}\n    why: {question['why']}" in text
        assert all(cited["statement"] in text for cited in question["citations"])


def test_determine_asks_each_question_once(export):
    """A question that several criteria ask is printed once."""
    export.change("IM-3", treatments_complete="")
    lines = run("determine", export.folder, "--case", "IM-3").stdout.splitlines()
    gaps = [line for line in lines if line.startswith("  gap: ")]
    assert len(gaps) == len(set(gaps)) >= 2


def test_explain_shows_what_a_sentence_rests_on(export):
    """`explain` prints each sentence with the place of its facts and the check of statements."""
    result = run("explain", export.folder, "--case", "IM-2")
    text = result.stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert result.exit_code == 0
    assert "IM-2: first-level appeal" in text
    assert "fact: glint index of bone >100 gl/L on 2026-10-20 — labs.csv, row 12" in text
    assert "osteal-league-2023/luminant-either, Thesis 4; League 1β; primary on 2026-01-10" in text
    assert "lantern-trial/endpoint-missed, Results; ungraded" in text
    assert "secondary on 2026-01-11, a bookseller listing" in text
    assert "from the determination and the request alone" in text
    (case,) = told(run("explain", export.folder, "--case", "IM-2", "--json"))
    assert case["case"] == "IM-2"
    assert len(case["sentences"]) == text.count("\nc")


def test_packs_show_lists_and_shows():
    """`packs show` lists the pathways; with an id it shows criteria, statements and answers."""
    listing = run("packs show")
    assert [line.split("  ")[0] for line in listing.stdout.splitlines()] == [
        "glassbone-fever/luminant-start",
        "glassbone-fever/moonwort-continuation",
    ]
    shown = run("packs show", "glassbone-fever/luminant-start").stdout
    for part in ("Criteria", "Supported by", "Background", "Evidence", "Against, and answered"):
        assert f"\n{part}\n" in shown
    assert "- The shimmer is blazing [category]" in shown
    assert "firm advice; primary" in shown
    assert "answer: The trial enrolled all grades" in shown
    assert told(run("packs show", "--json")).keys() == imaginary.library().pathways.keys()
    one = told(run("packs show", "glassbone-fever/luminant-start", "--json"))
    assert one["id"] == "glassbone-fever/luminant-start"


def test_packs_show_of_an_unknown_pathway():
    """An unknown pathway is a usage error that says how to list them."""
    result = run("packs show", "glassbone-fever/none")
    assert result.exception.exit_code == 2
    assert "letters packs show" in str(result.exception)


def test_packs_check_points_at_the_line(tmp_path):
    """A problem of the library is named with file and line, as text and as JSON."""
    shutil.copytree(imaginary.CITATIONS, tmp_path / "citations")
    file = tmp_path / "citations" / "sources" / "lantern-trial.yaml"
    file.write_text(file.read_text().replace("concerns: [luminant]", "concerns: [sunbeam]"))
    result = run("packs check", library=tmp_path / "citations")
    assert result.exit_code == 4
    assert "sources/lantern-trial.yaml:" in result.stdout
    assert "'sunbeam' is not a drug" in result.stdout
    problems = told(run("packs check", "--json", library=tmp_path / "citations"))
    assert {problem["file"] for problem in problems} >= {"sources/lantern-trial.yaml"}
    assert all(problem["line"] > 1 for problem in problems)


def test_packs_check_judges_the_worked_cases(tmp_path):
    """A worked case that does not come out as it says is a problem at its line."""
    shutil.copytree(imaginary.CITATIONS, tmp_path / "citations")
    file = tmp_path / "citations/conditions/glassbone-fever/cases/moonwort-continuation.yaml"
    file.write_text(file.read_text().replace("2026-10-01: 59 gl/L", "2026-10-01: 5 gl/L"))
    result = run("packs check", library=tmp_path / "citations")
    assert result.exit_code == 4
    assert "cases/moonwort-continuation.yaml:" in result.stdout
    assert "'the glint is back': glint-halved is met" in result.stdout
    assert ":1:" not in result.stdout


def test_packs_check_of_a_worked_case_that_cannot_be_read(tmp_path):
    """A worked record that cannot be read is a problem of the library, not a defect of ours."""
    shutil.copytree(imaginary.CITATIONS, tmp_path / "citations")
    file = tmp_path / "citations/conditions/glassbone-fever/cases/moonwort-continuation.yaml"
    file.write_text(file.read_text().replace("status: current, start", "status: sleeping, start"))
    result = run("packs check", library=tmp_path / "citations")
    assert result.exit_code == 4, result.exception
    assert "cases/moonwort-continuation.yaml" in result.stdout


def test_schema_describes_what_is_written(export, tmp_path):
    """`schema` lists its names and prints the schema by which a written file is valid."""
    listing = CliRunner().invoke(letters, ["schema"])
    assert listing.stdout.split() == sorted(SCHEMAS)
    assert told(CliRunner().invoke(letters, ["schema", "--json"])) == sorted(SCHEMAS)
    for name in SCHEMAS:
        shown = CliRunner().invoke(letters, ["schema", name])
        assert shown.exit_code == 0
        assert {"$defs", "properties", "oneOf", "anyOf"} & told(shown).keys()
    case = told(CliRunner().invoke(letters, ["schema", "case"]))
    assert set(case["properties"]) == set(Case.model_fields)
    assert CliRunner().invoke(letters, ["schema", "nothing"]).exit_code == 2


def test_workbook_writes_once(tmp_path):
    """`workbook` writes a file, keeps one that is there, and replaces it only when forced."""
    file = tmp_path / "intake.xlsx"
    first = run("workbook", file)
    assert first.exit_code == 0
    assert "letters write" in first.stdout
    made = file.read_bytes()
    file.write_bytes(b"mine")
    again = run("workbook", file)
    assert again.exception.exit_code == 2
    assert file.read_bytes() == b"mine"
    forced = run("workbook", file, "--force", "--json")
    assert told(forced) == {"file": str(file)}
    assert file.read_bytes() == made


@pytest.mark.parametrize("name", ["missing/intake.xlsx", "intake.xls", "intake"])
def test_a_workbook_that_cannot_be_is_refused(tmp_path, name):
    """A missing folder and a name that is no workbook's are usage errors, in words."""
    result = run("workbook", tmp_path / name)
    assert result.exception.exit_code == 2
    assert name.split("/")[0] in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_next_command_is_spelled_as_called(monkeypatch):
    """A program that is on no path is proposed by the path by which it was called."""
    monkeypatch.setattr("sys.argv", [".venv/bin/letters", "workbook"])
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert common.called() == ".venv/bin/letters"
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/letters")
    assert common.called() == "letters"


def test_a_blank_workbook_has_no_case(tmp_path):
    """The example row and the notes of a blank workbook are never read as a case."""
    file = tmp_path / "intake.xlsx"
    run("workbook", file)
    result = run("check", file)
    assert result.exit_code == 3
    assert "0 cases" in result.stdout


def test_the_demo_writes_its_example(tmp_path):
    """`demo` writes an example workbook, its documents and one packet; questions are no failure."""
    result = CliRunner().invoke(letters, ["demo", "--out", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    finished = told(result)
    assert len(finished) >= 12
    assert {done["result"] for done in finished} >= {"supported", "undetermined", "unsupported"}
    for done in finished:
        assert (tmp_path / done["file"]).read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "example-intake" / "intake.xlsx").is_file()
    (packet,) = tmp_path.glob("c-*/draft-packet.pdf")
    assert packet.read_bytes().startswith(b"%PDF-")
    assert all(rationale["dated"] == "2026-11-22" for rationale in stored(tmp_path))
    assert (paths.EXAMPLES / "intake").is_dir()


@pytest.mark.parametrize(
    "verb", ["check", "determine", "explain", "write", "packs show", "packs check", "workbook"]
)
def test_json_is_alone_on_standard_output(export, verb, tmp_path):
    """With --json, standard output is one JSON value and nothing else."""
    arguments = {"write": [export.folder, "--out", tmp_path], "workbook": [tmp_path / "x.xlsx"]}
    given = arguments.get(verb, [] if verb.startswith("packs") else [export.folder])
    result = run(verb, *given, "--json")
    assert isinstance(json.loads(result.stdout), dict | list)


def test_the_day_is_today_when_none_is_given():
    """Without --as-of a case is judged as of the day of this run."""
    today = dt.datetime.now().astimezone().date()
    assert common.judged_on(None) in (today, today + dt.timedelta(days=1))
    assert common.judged_on(dt.datetime(2020, 2, 29)) == dt.date(2020, 2, 29)  # noqa: DTZ001


def test_exports_that_do_not_exist_are_refused():
    """A path that is not there is a usage error before anything is read."""
    result = run("check", Path("no-such-export"))
    assert result.exit_code == 2
