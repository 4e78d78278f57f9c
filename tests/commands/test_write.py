"""`letters write`: the main job on exports that are changed, broken, mixed and written again."""

import csv
import json

import dossier as events
import imaginary
import pytest
from click.testing import CliRunner

import letters.rendering
from commands.conftest import LABEL, MEMBER, NAME, PAYER, run, told
from letters.citations import load
from letters.cli import letters as command_line
from letters.dossier import Dossier, State, hashes
from letters.errors import RenderingError
from letters.hashing import of_file
from letters.intake import read_tables, write_workbook
from letters.pipeline import pressing
from letters.rationale.model import Letter


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def files(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


OF_THE_RUN = {"worklist.html", "worklist.csv", "run.jsonl", ".turns"}


def case_id(label: str) -> str:
    return imaginary.case(label).id


def test_each_case_has_its_folder(export, out):
    """A run leaves one folder a case with its documents, and the files of the run beside them."""
    result = run("write", export.folder, "--out", out)
    assert result.exit_code == 1
    letter = {"letter.pdf", "review.pdf", "review.json", "log.jsonl"}
    wanted = {"IM-1": letter, "IM-2": letter, "IM-3": {"gaps.pdf"}, "IM-4": {"not-supported.pdf"}}
    wanted = {label: names | {"determination.json"} for label, names in wanted.items()}
    wanted["IM-5"] = {"action.pdf"}
    every = {"rationale.json", "case.json", "origin.json"}
    wanted = {label: names | every for label, names in wanted.items()}
    run_itself = OF_THE_RUN | {f"worklist/{case_id(label)}.json" for label in wanted}
    run_itself |= {f"marks/{case_id(label)}.jsonl" for label in ("IM-1", "IM-2")}
    assert files(out) == run_itself | {
        f"{case_id(label)}/{name}" for label, names in wanted.items() for name in names
    }
    assert "IM-3" in result.stdout
    assert "5 cases (1 routed, 2 supported, 1 undetermined, 1 unsupported); open" in result.stdout


def test_the_stored_rationale_is_the_printed_one(export, out):
    """`rationale.json` reads back as the letter that was printed, `determination.json` likewise."""
    run("write", export.folder, "--out", out, "--case", "IM-2")
    folder = out / case_id("IM-2")
    stored = Letter.model_validate_json((folder / "rationale.json").read_text())
    assert stored.patient == imaginary.case("IM-2").patient.name
    assert stored == imaginary.argued("IM-2").document
    judged = json.loads((folder / "determination.json").read_text())
    assert judged["outcome"] == "supported"


def test_only_the_cases_named_are_written(export, out):
    """`--case` limits the run, and the worklist to it."""
    result = run("write", export.folder, "--out", out, "--case", "IM-4", "--json")
    assert result.exit_code == 0
    assert [done["label"] for done in told(result)] == ["IM-4"]
    assert [path.name for path in out.glob("c-*")] == [case_id("IM-4")]


def test_two_runs_write_the_same_bytes(export, tmp_path):
    """The same export, library and day make the same bytes; logs and their marks tell the time.

    The ledger has the hashes of the logs.
    """
    first, second = tmp_path / "one", tmp_path / "two"
    run("write", export.folder, "--out", first)
    run("write", export.folder, "--out", second)
    assert files(first) == files(second)
    for name in files(first):
        if not name.endswith(".jsonl"):
            assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_change_of_outcome_leaves_nothing_stale(export, out):
    """When a case no longer has a letter, its old letter and review sheet are gone."""
    run("write", export.folder, "--out", out, "--case", "IM-1")
    folder = out / case_id("IM-1")
    assert {path.name for path in folder.iterdir()} >= {"letter.pdf", "review.pdf"}
    (folder / "notes of the practice.txt").write_text("kept")
    export.change("IM-1", dose="9")
    run("write", export.folder, "--out", out, "--case", "IM-1")
    assert {path.name for path in folder.iterdir()} == {
        *("not-supported.pdf", "rationale.json", "determination.json", "case.json"),
        *("origin.json", "log.jsonl", "notes of the practice.txt"),
    }
    export.change("IM-1", dose="5")
    run("write", export.folder, "--out", out, "--case", "IM-1")
    assert not (folder / "not-supported.pdf").exists()


def broken_render(document, real=letters.rendering.render, **options):
    if document.patient.startswith("Tobias"):
        raise RenderingError("No bundled typeface has a character of the document.")
    return real(document, **options)


def test_a_case_that_fails_does_not_stop_the_others(export, out, monkeypatch):
    """The case that cannot be rendered is listed as failed, the others have their documents."""
    run("write", export.folder, "--out", out)
    monkeypatch.setattr(pressing, "render", broken_render)
    result = run("write", export.folder, "--out", out, "--force", "--json")
    assert result.exit_code == 5
    finished = {done["label"]: done for done in told(result)}
    assert [finished[label]["result"] for label in imaginary.CASES] == [
        *("supported", "failed", "undetermined", "unsupported", "routed")
    ]
    assert finished["IM-2"]["file"] is None
    assert finished["IM-2"]["error"].startswith("No bundled typeface")
    left = {path.name for path in (out / case_id("IM-2")).iterdir()}
    assert left == {"case.json", "origin.json", "log.jsonl"}
    assert (out / case_id("IM-1") / "letter.pdf").is_file()


def test_a_failure_after_the_letter_leaves_no_part(export, out, monkeypatch):
    """When only the review sheet cannot be rendered, the letter is not left behind alone."""
    real = letters.rendering.render

    def render(document, **options):
        if document.document == "review sheet":
            raise RenderingError("It cannot be made.")
        return real(document, **options)

    monkeypatch.setattr(pressing, "render", render)
    result = run("write", export.folder, "--out", out, "--case", "IM-1")
    assert result.exit_code == 5
    assert "error: case " in result.stderr
    assert files(out) == OF_THE_RUN | {f"worklist/{case_id('IM-1')}.json"}


def test_refused_rows_do_not_stop_the_run(export, out):
    """A case that cannot be read is remarked on and listed as refused; the others are written."""
    run("write", export.folder, "--out", out)
    assert (out / case_id("IM-4") / "not-supported.pdf").is_file()
    export.change("IM-4", birth_date="soon")
    result = run("write", export.folder, "--out", out, "--json")
    assert result.exit_code == 3
    *others, last = told(result)
    assert [done["label"] for done in others] == ["IM-1", "IM-2", "IM-3", "IM-5"]
    assert (last["case_id"], last["result"]) == (case_id("IM-4"), "refused")
    assert "error: " in result.stderr
    assert "column birth date" in result.stderr
    assert list((out / case_id("IM-4")).iterdir()) == []
    assert f"{case_id('IM-4')} (row " in (out / "worklist.html").read_text()
    assert '"refused"' in (out / "run.jsonl").read_text()
    shown = run("write", export.folder, "--out", out).stdout
    assert "Correct 1 cell (see" in shown
    assert "4 of 5 cases (1 refused, 1 routed," in shown
    assert ", 4 of them as they were; open" in shown


def test_a_subset_keeps_the_rest_of_the_worklist(export, out):
    """After `--case`, the worklist still holds the cases of the run before."""
    run("write", export.folder, "--out", out)
    export.change("IM-1", dose="9")
    result = run("write", export.folder, "--out", out, "--case", "IM-1", "--json")
    assert [done["label"] for done in told(result)] == ["IM-1"]
    with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["case"]: row["outcome"] for row in rows} == dict(
        zip(
            imaginary.CASES,
            ("unsupported", "supported", "undetermined", "unsupported", "routed"),
            strict=True,
        )
    )
    assert len((out / "run.jsonl").read_text().splitlines()) == 6
    page = (out / "worklist.html").read_text()
    assert all(label in page for label in imaginary.CASES)


def test_out_must_be_a_folder(export, tmp_path):
    """A file in the place of the folder for documents is a usage error, in words."""
    file = tmp_path / "file"
    file.write_text("mine")
    assert run("write", export.folder, "--out", file).exit_code == 2
    below = run("write", export.folder, "--out", file / "out")
    assert below.exception.exit_code == 2
    assert "name a folder" in str(below.exception)
    assert file.read_text() == "mine"


def test_an_empty_export_is_an_input_error(tmp_path, out):
    """A folder in which nothing can be read ends with code 3 and writes nothing."""
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("write", empty, "--out", out)
    assert result.exception.exit_code == 3
    assert not out.exists()


def test_names_stay_out_of_logs(canary, out):
    """A planted name, member id, payer and label occur in no message, file name or ledger line."""
    shown = []
    for verb in ("check", "determine", "explain", "write"):
        extra = ["--out", out] if verb == "write" else []
        result = run(verb, canary.folder, *extra)
        assert result.exit_code in (1, 3), result.output
        shown.append(result.stderr)
    shown += files(out)
    shown.append((out / "run.jsonl").read_text())
    assert len(shown) > 10
    for text in shown:
        for planted in (NAME, MEMBER, PAYER, LABEL, "1984-08-11"):
            assert planted not in text
    stored = [path.read_text() for path in out.glob("*/rationale.json")]
    assert sum(NAME in text for text in stored) == 2
    assert LABEL in (out / "worklist.csv").read_text(encoding="utf-8-sig")


def test_failures_name_no_patient(canary, out, monkeypatch):
    """The messages and the ledger of failing cases carry ids only."""

    def render(document, **options):
        raise RenderingError("It cannot be made.")

    monkeypatch.setattr(pressing, "render", render)
    result = run("write", canary.folder, "--out", out)
    assert result.exit_code == 5
    assert result.stderr.count("error: case c-") == 4
    for text in (result.stderr, (out / "run.jsonl").read_text()):
        assert NAME not in text
        assert LABEL not in text


def test_the_ledger_has_a_line_a_case(export, out):
    """`run.jsonl` has one JSON object a case, by opaque id, without label and next action."""
    run("write", export.folder, "--out", out)
    lines = [json.loads(line) for line in (out / "run.jsonl").read_text().splitlines()]
    assert {line["case_id"] for line in lines} == set(map(case_id, imaginary.CASES))
    assert all({"label", "next_action"}.isdisjoint(line) for line in lines)
    assert all((out / line["file"]).is_file() for line in lines)


def test_the_worklist_links_what_is_there(export, out):
    """Each row of the worklist names a document that exists; the page links it."""
    run("write", export.folder, "--out", out)
    page = (out / "worklist.html").read_text()
    with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["case"] for row in rows} == set(imaginary.CASES)
    for row in rows:
        assert (out / row["file"]).is_file()
        assert f'href="{row["file"]}"' in page


def test_the_environment_mirrors_the_options(export, out, monkeypatch):
    """Every option of `write` can be set by a LETTERS_WRITE_* variable, and the option wins."""
    monkeypatch.setenv("LETTERS_WRITE_OUT", str(out))
    monkeypatch.setenv("LETTERS_WRITE_CITATIONS", str(imaginary.CITATIONS))
    monkeypatch.setenv("LETTERS_WRITE_AS_OF", "2026-11-22")
    monkeypatch.setenv("LETTERS_WRITE_CASE", "IM-1 IM-4")
    monkeypatch.setenv("LETTERS_WRITE_JSON", "1")
    result = CliRunner().invoke(command_line, ["write", str(export.folder)])
    assert result.exit_code == 0, result.output
    assert [done["label"] for done in told(result)] == ["IM-1", "IM-4"]
    assert (out / case_id("IM-1") / "letter.pdf").is_file()
    other = out.with_name("other")
    line = ["write", str(export.folder), "--out", str(other), "--case", "IM-3"]
    assert CliRunner().invoke(command_line, line).exit_code == 1
    assert [path.name for path in other.glob("c-*")] == [case_id("IM-3")]


@pytest.mark.parametrize(
    ("verb", "name", "value"),
    [
        ("check", "LETTERS_CHECK_CITATIONS", str(imaginary.CITATIONS)),
        ("determine", "LETTERS_DETERMINE_CITATIONS", str(imaginary.CITATIONS)),
        ("explain", "LETTERS_EXPLAIN_CITATIONS", str(imaginary.CITATIONS)),
    ],
)
def test_the_environment_of_other_verbs(export, monkeypatch, verb, name, value):
    """The variable of a verb is its own name and the option's in upper case."""
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(command_line, [verb, str(export.folder), "--json"])
    assert result.exit_code in (0, 1)
    assert "IM-1" in result.stdout or case_id("IM-1") in result.stdout


def test_a_filled_workbook_gives_the_same(export, tmp_path):
    """The rows of the CSV folder in a workbook come to the same outcomes, turns and citations."""
    workbook = tmp_path / "intake.xlsx"
    write_workbook(workbook, load(imaginary.CITATIONS).vocabulary, read_tables(export.folder))
    result = run("write", workbook, "--out", tmp_path / "book", "--json")
    folder = run("write", export.folder, "--out", tmp_path / "csv", "--json")
    assert told(result) == told(folder)
    for done in told(folder):
        one, two = (
            json.loads((tmp_path / kind / done["case_id"] / "rationale.json").read_text())
            for kind in ("book", "csv")
        )
        assert placeless(one) == placeless(two)


def test_the_workbook_of_the_verb_is_filled(export, tmp_path):
    """Rows typed into the workbook that `letters workbook` wrote are read as the CSV rows are."""
    import openpyxl

    file = tmp_path / "intake.xlsx"
    run("workbook", file)
    book = openpyxl.load_workbook(file)
    for table, rows in read_tables(export.folder).items():
        sheet = book[table]
        headings = [str(cell.value).rstrip("*") for cell in sheet[1]]
        for number, row in enumerate(rows, start=4):
            for heading, value in row.items():
                sheet.cell(number, headings.index(heading) + 1, value)
    book.save(file)
    result = run("write", file, "--out", tmp_path / "book", "--json")
    folder = run("write", export.folder, "--out", tmp_path / "csv", "--json")
    assert result.exit_code == folder.exit_code == 1, result.stderr
    assert told(result) == told(folder)


def placeless(value):
    """A rationale without the places where its facts were read."""
    if isinstance(value, dict):
        return {k: placeless(v) for k, v in value.items() if k not in ("file", "sheet", "row")}
    return [placeless(item) for item in value] if isinstance(value, list) else value


def approved(out, label) -> Dossier:
    """A case with an approved letter."""
    dossier = Dossier(out / case_id(label))
    final = {"letter.pdf": b"%PDF final"}
    basis = {"files": hashes(final), "fingerprint": dossier.log().drafted.fingerprint}
    dossier.record(events.approved().model_copy(update=basis), final)
    return dossier


def test_how_a_draft_was_made_is_kept_for_later_verbs(export, out, tmp_path, monkeypatch):
    """Whatever the folder from which the verb was called, its paths lead to the same files."""
    monkeypatch.chdir(tmp_path)
    options = ("--kind", "brief", "--no-data", "--limit", "file_mb=7", "--case", "IM-1")
    run("write", "export", "--out", "out", *options)
    origin = Dossier(out / case_id("IM-1")).origin()
    assert origin.exports == (export.folder,)
    assert {read.path for read in origin.files} == set(export.folder.iterdir())
    assert {read.sha256 for read in origin.files} == {
        of_file(path) for path in export.folder.iterdir()
    }
    assert (origin.kinds, origin.data, origin.docx) == (("brief",), False, False)
    assert (origin.limits, origin.as_of) == (("file_mb=7",), imaginary.AS_OF)
    assert origin.citations == imaginary.CITATIONS
    assert (origin.mapping, origin.policies, origin.templates) == (None, None, None)


def test_the_folder_for_documents_is_for_its_owner_only(export, tmp_path):
    out = tmp_path / "new" / "out"
    run("write", export.folder, "--out", out, "--case", "IM-3")
    for path in (out.parent, out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_approved_letter_stays_and_is_returned_when_the_record_changed(export, out):
    """The worklist says what changed, and so does a warning."""
    line = ("write", export.folder, "--out", out, "--case", "IM-1")
    run(*line)
    dossier = approved(out, "IM-1")
    kept = run(*line)
    assert (kept.exit_code, "approved" in kept.stdout) == (0, True)
    assert (dossier.folder / "letter.pdf").read_bytes() == b"%PDF final"
    export.change("IM-1", patient_name="Ilsa Waldfarn")
    result = run(*line)
    warning = f"warning: case {dossier.id}: returned to draft: input: patient"
    assert warning in result.stderr
    assert "Waldfarn" not in result.stderr
    assert dossier.log().state is State.DRAFT
    with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["state"] == "draft"
    assert row["next action"].startswith("Returned to draft: input: patient. ")
    assert "input: patient" in (out / "run.jsonl").read_text()


@pytest.mark.parametrize("options", [(), ("--case", "IM-3"), ("--case", "IM-1")])
def test_a_letter_is_drafted_again_when_asked_for(export, out, options):
    export.drop("IM-2", "IM-4", "IM-5")
    run("write", export.folder, "--out", out)
    dossier = approved(out, "IM-1")
    result = run("write", export.folder, "--out", out, "--again", "IM-1", *options)
    assert "returned to draft: asked for again" in result.stderr
    assert (dossier.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"


def test_a_case_to_be_drafted_again_must_be_there(export, out):
    result = run("write", export.folder, "--out", out, "--again", "IM-9")
    assert result.exception.exit_code == 2
    assert not out.exists()


def test_a_word_file_is_written_where_it_is_wanted(export, out):
    """For a letter, not for a sheet; the log tells of it."""
    run("write", export.folder, "--out", out, "--case", "IM-1", "--case", "IM-3", "--docx")
    assert [path.parent.name for path in out.glob("*/letter.docx")] == [case_id("IM-1")]
    dossier = Dossier(out / case_id("IM-1"))
    assert "letter.docx" in dossier.log().drafted.files
    assert dossier.origin().docx
    run("write", export.folder, "--out", out, "--case", "IM-1")
    assert not (dossier.folder / "letter.docx").exists()


def test_a_file_that_somebody_changed_is_kept_and_told(export, out):
    line = ("write", export.folder, "--out", out, "--case", "IM-1")
    run(*line)
    folder = out / case_id("IM-1")
    (folder / "review.pdf").write_bytes(b"with notes")
    result = run(*line)
    kept = f"{folder.name}/earlier/001/review.pdf"
    assert f"somebody had changed a file; it is kept as {kept}" in result.stderr
    assert (out / kept).read_bytes() == b"with notes"
