"""Whether a letter still stands on what it was made from, told before anything is done with it."""

import re
import shutil

import imaginary
import pytest
from one_by_one import write

from letters import paths
from letters.citations import load
from letters.dossier import (
    Approved,
    Decided,
    Dossier,
    Origin,
    Sent,
    State,
    check,
    exhibit_hashes,
    hashes,
    store,
)
from letters.errors import PackError, UsageError
from letters.intake import read
from letters.pipeline import HeldBackError, hold, reopened, standing, wanted_of
from letters.pipeline.standing import read_of
from letters.rendering import Rendered
from letters.templates import opened as open_templates

AT = imaginary.AT
MAPPING = "plans: []\n"


def render(document) -> Rendered:
    return Rendered(f"%PDF {document.document}".encode(), 1)


class Practice:
    """A practice with its exports, its library and its templates, and one case of it."""

    def __init__(self, root) -> None:
        self.root, self.export = root, root / "export"
        self.citations, self.templates = root / "citations", root / "templates"
        shutil.copytree(imaginary.EXPORT, self.export)
        shutil.copytree(imaginary.CITATIONS, self.citations)
        shutil.copytree(paths.EXAMPLES / "templates", self.templates)
        self.dossier = Dossier(root / "out" / imaginary.case("IM-2").id)
        self.write()

    def write(self, only=("IM-2",)):
        library = load(self.citations)
        wanted = wanted_of((), True, open_templates(self.templates))
        origin = Origin(
            exports=(self.export,),
            files=read_of((self.export,), None, ()),
            citations=self.citations,
            templates=self.templates,
            as_of=imaginary.AS_OF,
        )
        reading = read([self.export], library.vocabulary)
        out = self.root / "out"
        (done,) = write(reading, library, out, origin, AT, render, only, wanted)
        return done

    def approve(self):
        files = {"letter.pdf": b"%PDF final"}
        drafted = self.dossier.log().drafted
        basis = {"exhibits": exhibit_hashes(self.dossier)}
        event = Approved(
            at=AT,
            by="D",
            npi="1234567893",
            accepted=(),
            fingerprint=drafted.fingerprint.model_copy(update=basis),
            files=hashes(files),
        )
        self.dossier.record(event, files)

    def edit(self, table: str, old: str, new: str) -> None:
        path = self.export / f"{table}.csv"
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def practice(tmp_path) -> Practice:
    return Practice(tmp_path)


def result_of(practice) -> str:
    """The first row of a result of the case."""
    lines = (practice.export / "labs.csv").read_text(encoding="utf-8-sig").splitlines()
    return next(line for line in lines if line.startswith("IM-2"))


def another(row: str) -> str:
    """The row with its result of a day before."""
    made = re.sub(r"-(\d\d),", lambda day: f"-{int(day[1]) % 28 + 1:02},", row, count=1)
    assert made != row
    return made


def changed(practice) -> tuple[str, ...]:
    return standing(practice.dossier).changed


def test_nothing_changed_is_nothing_told(practice):
    found = standing(practice.dossier)
    assert (found.changed, found.remarks) == ((), ())


def test_a_case_that_was_never_written_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="letters write"):
        standing(Dossier(tmp_path / "c-0000000000"))


def test_a_changed_cell_is_told_by_the_field_of_the_case(practice):
    row = result_of(practice)
    practice.edit("labs", row, another(row))
    assert changed(practice) == ("input: evidence",)


def test_rows_in_another_order_and_a_file_of_another_name_change_nothing(practice):
    path = practice.export / "labs.csv"
    heading, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([heading, *rows[::-1]]) + "\n", encoding="utf-8")
    before = practice.dossier.origin().files
    assert read_of((practice.export,), None, ()) != before
    assert standing(practice.dossier) == standing(practice.dossier).model_copy(
        update={"changed": (), "remarks": ()}
    )


def test_another_patients_row_changes_nothing(practice):
    practice.edit("cases", "Tobias", "Tobias")
    rows = practice.export / "labs.csv"
    kept = [line for line in rows.read_text().splitlines() if not line.startswith("IM-1")]
    rows.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert changed(practice) == ()


def test_a_new_file_in_the_folder_of_exports_is_read(practice):
    """Tonight's results are in a file that was not there when the letter was written."""
    heading, *_ = (practice.export / "labs.csv").read_text(encoding="utf-8-sig").splitlines()
    folder = practice.export / "new"
    folder.mkdir()
    text = f"{heading}\n{another(result_of(practice))}\n"
    (folder / "labs.csv").write_text(text, encoding="utf-8")
    assert changed(practice) == ("input: evidence",)


def test_a_file_that_is_gone_is_told_and_changes_nothing(practice):
    """A practice that deletes what it exported can still send what was approved."""
    (practice.export / "labs.csv").unlink()
    found = standing(practice.dossier)
    assert found.changed == ()
    assert found.remarks == (
        "1 of 6 files of the exports are gone, so the record was not compared",
    )


def test_exports_that_are_all_gone_are_told(practice):
    shutil.rmtree(practice.export)
    found = standing(practice.dossier)
    assert found.changed == ()
    assert "6 of 6 files" in found.remarks[0]


def test_exports_that_tell_of_other_cases_are_told(practice):
    """The file of last night has the same name and other denials."""
    for table in ("cases", "labs", "treatments", "documents", "attestations"):
        path = practice.export / f"{table}.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        kept = [line for line in lines if not line.startswith("IM-2")]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = standing(practice.dossier)
    assert found.changed == ()
    assert "tell of this case no more" in found.remarks[0]


def test_exports_that_cannot_be_read_are_told(practice):
    for path in practice.export.iterdir():
        path.write_bytes(b"\x00\x01")
    found = standing(practice.dossier)
    assert found.changed == ()
    assert "cannot be read any more" in found.remarks[0]


def test_another_statement_of_the_library_is_told(practice):
    path = next((practice.citations / "sources").rglob("*.yaml"))
    path.write_text(path.read_text() + "\n# looked at again\n")
    assert changed(practice) == ("citations",)


def test_a_library_that_is_gone_is_an_error_of_its_own(practice):
    shutil.rmtree(practice.citations)
    with pytest.raises(PackError):
        standing(practice.dossier)


def test_other_templates_are_told(practice):
    path = next(practice.templates.rglob("*.css"))
    path.write_text(path.read_text() + "\n")
    assert changed(practice) == ("templates",)


def test_templates_that_are_gone_are_told(practice):
    shutil.rmtree(practice.templates)
    assert changed(practice) == ("templates",)


def test_a_case_that_was_changed_in_its_folder_is_told(practice):
    path = practice.dossier.folder / "case.json"
    path.write_text(path.read_text().replace("Tobias", "Tobius"))
    assert changed(practice) == ("input: patient",)


@pytest.fixture
def proved(practice):
    """An approved letter with a file for its first exhibit."""
    enclosure = next(each for each in practice.dossier.letter().enclosures if each.file)
    practice.exhibit, practice.proof = enclosure.letter, practice.export / enclosure.file
    store(practice.proof, b"%PDF proof")
    practice.write()
    practice.approve()
    return practice


def test_a_changed_exhibit_is_told_by_its_letter(proved):
    assert changed(proved) == ()
    proved.proof.write_bytes(b"%PDF another")
    assert changed(proved) == (f"exhibit {proved.exhibit}",)


def test_an_exhibit_that_is_gone_is_told(proved):
    proved.proof.unlink()
    found = standing(proved.dossier)
    assert found.changed == ()
    assert f"exhibit {proved.exhibit} was not found, so it was not compared" in found.remarks


def test_an_exhibit_elsewhere_is_compared_where_its_folder_is_given(proved, tmp_path):
    store(tmp_path / "scans" / proved.proof.name, b"%PDF another")
    found = standing(proved.dossier, tmp_path / "scans")
    assert found.changed == (f"exhibit {proved.exhibit}",)


def test_nothing_told_names_a_value_or_a_file(proved):
    proved.edit("cases", "Tobias", "Canary")
    proved.proof.write_bytes(b"%PDF another")
    told = str(standing(proved.dossier))
    assert "patient" in told
    assert not any(word in told for word in ("Canary", "Tobias", proved.proof.name, "csv"))


def test_a_letter_is_reopened_as_it_was_made(practice):
    library, reading, wanted = reopened(practice.dossier.origin())
    assert library.digest == load(practice.citations).digest
    assert {case.id for case in reading.cases} >= {practice.dossier.id}
    assert wanted.templates.folder == practice.templates


# Holding.


def test_a_letter_that_stands_is_not_held_back(practice):
    practice.approve()
    assert hold(practice.dossier, AT) == ()
    assert practice.dossier.log().state is State.APPROVED


def test_an_approved_letter_that_does_not_stand_is_returned_and_kept(practice):
    practice.approve()
    practice.edit("cases", "Tobias", "Canary")
    with pytest.raises(HeldBackError, match=r"returned to draft.*input: patient.*write") as caught:
        hold(practice.dossier, AT)
    assert caught.value.exit_code == 1
    assert "Canary" not in str(caught.value)
    log = practice.dossier.log()
    assert (log.state, log.returned) == (State.DRAFT, ("input: patient",))
    kept = practice.dossier.folder / "earlier/002/letter.pdf"
    assert kept.read_bytes() == b"%PDF final"
    assert not (practice.dossier.folder / "letter.pdf").exists()
    assert check(practice.dossier.folder) == ()


def test_a_draft_that_does_not_stand_is_held_back_and_stays(practice):
    before = practice.dossier.log()
    practice.edit("cases", "Tobias", "Canary")
    with pytest.raises(HeldBackError, match=r"out of date.*input: patient"):
        hold(practice.dossier, AT)
    assert practice.dossier.log() == before
    assert (practice.dossier.folder / "letter.pdf").exists()


def test_after_it_was_written_again_a_case_stands(practice):
    practice.approve()
    practice.edit("cases", "Tobias", "Canary")
    with pytest.raises(HeldBackError):
        hold(practice.dossier, AT)
    done = practice.write()
    assert (done.state, done.changed) == (State.DRAFT, ("input: patient",))
    assert hold(practice.dossier, AT) == ()


def test_a_letter_that_was_sent_is_history(practice):
    practice.approve()
    practice.dossier.append(Sent(at=AT, on=AT.date(), via="fax"))
    practice.edit("cases", "Tobias", "Canary")
    assert hold(practice.dossier, AT) == ()
    assert practice.dossier.log().state is State.SENT
    practice.dossier.append(
        Decided(
            at=AT,
            result="upheld",
            on=AT.date(),
            level="first-level appeal",
            payer="P",
            drugs=(),
        )
    )
    assert hold(practice.dossier, AT) == ()


def test_what_could_not_be_compared_is_told_and_does_not_hold_back(practice):
    practice.approve()
    shutil.rmtree(practice.export)
    (remark,) = hold(practice.dossier, AT)
    assert "files of the exports are gone" in remark


@pytest.mark.parametrize("name", ["letter.pdf", "rationale.json", "case.json", "origin.json"])
def test_a_changed_file_of_the_letter_holds_it_back(practice, name):
    practice.approve()
    path = practice.dossier.folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(HeldBackError, match=f"{name}: it is not the file"):
        hold(practice.dossier, AT)
    assert practice.dossier.log().state is State.APPROVED


@pytest.mark.parametrize("name", ["review.pdf", "determination.json"])
def test_notes_on_the_review_sheet_hold_nothing_back(practice, name):
    practice.approve()
    (practice.dossier.folder / name).write_bytes(b"with notes")
    assert hold(practice.dossier, AT) == ()
