"""The invented cases: many, no two alike, the same for the same seed, and true to their models."""

import pytest

from benchmarks import cases
from letters.citations import load
from letters.intake import read, read_tables
from letters.paths import CITATIONS
from letters.pipeline import argue
from letters.rationale.model import Letter


@pytest.fixture(scope="module")
def policied():
    return load(CITATIONS, cases.POLICIES)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    for folder, seed in ((first, 1), (again, 1), (other, 2)):
        cases.export(folder, 5, seed=seed)
    written = {path.name: path.read_bytes() for path in first.iterdir()}
    assert written == {path.name: path.read_bytes() for path in again.iterdir()}
    assert written["labs.csv"] != (other / "labs.csv").read_bytes()


def test_a_case_does_not_depend_on_how_many_there_are(tmp_path):
    few = read_tables(cases.export(tmp_path / "few", 3))
    many = read_tables(cases.export(tmp_path / "many", 8))
    assert few["labs"] == many["labs"][: len(few["labs"])]
    assert few["cases"] == many["cases"][: len(few["cases"])]


def test_a_later_first_case_is_that_case(tmp_path):
    tables = read_tables(cases.export(tmp_path / "one", 1, first=7))
    assert tables["cases"] == cases.case(7)["cases"]


def test_names_and_numbers_of_many_cases_are_all_different():
    heads = [cases.case(number)["cases"][0] for number in range(400)]
    for heading in ("case", "patient name", "member id"):
        assert len({head[heading] for head in heads}) == 400, heading


def test_no_patient_of_the_example_is_left_in_a_case():
    for number, label in enumerate(cases.LETTERS):
        model, made = cases.model(label)["cases"][0], cases.case(number)["cases"][0]
        for heading in ("case", "patient name", "birth date", "member id"):
            assert made[heading] != model[heading]


def test_a_note_names_the_results_of_its_own_case():
    made = cases.case(0, like=("LN-006",))
    newest = max(
        (row for row in made["labs"] if row["test"] == "urine protein-to-creatinine ratio"),
        key=lambda row: row["date"],
    )
    notes = " ".join(row.get("note", "") for row in made["attestations"])
    assert f"here {int(newest['value']) / 1000:.2f} g/g" in notes


def test_days_keep_their_order():
    for number in range(100):
        made = cases.case(number, like=("LN-019",))
        for course in made["treatments"]:
            assert course["start"] < course.get("stop", "9999")


def test_a_model_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no case LN-999"):
        cases.model("LN-999")


def test_each_case_comes_to_the_document_of_its_model(tmp_path, policied):
    reading = read([cases.export(tmp_path, len(cases.LETTERS))], policied.vocabulary)
    assert not reading.notices
    assert not reading.refused
    for case in reading.cases:
        assert isinstance(argue(case, policied, cases.AS_OF, reading).document, Letter), case.label
