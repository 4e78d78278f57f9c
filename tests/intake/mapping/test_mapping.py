"""The mapping file: what it may hold, what is refused with its line, and how it is applied."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.provenance import Provenance
from letters.errors import UsageError
from letters.intake.columns import CASES, LABS
from letters.intake.mapping import Pattern, known, load, planned, practice_rows
from letters.intake.mapping import mapping as mappings
from letters.intake.rows import Role, Row

FILE = """
tables:
  - match: "denials*.csv"
    sheet: 2
    table: cases
    role: denial
    headings:
      Acct: Patient Account
      Kick: denial reasons
      P2P: Peer-to-Peer until
      Noise: null
    fill: {payer: Fern Health}
    values:
      denial reasons: {NOTBRIGHT: too bright, OTHER: }
practice:
  - practice: Hilltop Kidney Practice
    npi: "1234567893"
    phone: 217-555-0100
codes:
  GLOW-U: serum glow
  https://lab.example/codes|G 1: serum glow
plans:
  FERN01: {plan track: fully insured, state: OH, payer: Fern Health, payer fax: null}
"""
PLACE = Provenance(file="report.csv", sha256="0", row=2)


@pytest.fixture
def file(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_whole_file(file):
    """Every part is read; headings may be written with capitals and without hyphens."""
    found = load(file(FILE))
    (pattern,) = found.tables
    assert (pattern.match, pattern.sheet, pattern.role) == ("denials*.csv", "2", Role.DENIAL)
    assert pattern.of() is CASES
    assert pattern.headings == {
        "Acct": "patient account",
        "Kick": "denial reasons",
        "P2P": "peer to peer until",
        "Noise": None,
    }
    assert pattern.values == {"denial reasons": {"NOTBRIGHT": "too bright", "OTHER": None}}
    assert found.plans["FERN01"]["payer fax"] is None
    assert found.practice[0]["npi"] == "1234567893"
    assert found.read.file == "mapping.yaml"
    assert len(found.read.sha256) == 64


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "plans:\ntables: []\n"])
def test_an_empty_file_says_nothing(file, text):
    """An empty file, and parts with nothing below them, are a mapping without any effect."""
    found = load(file(text))
    assert (found.tables, found.plans, found.practice, found.codes) == ((), {}, (), {})


WRONG = [
    ("codes:\n  a: b\n  a: c\n", 3, "'a' stands twice"),
    ("tables:\n  - match: x\n    table: casess\n", 3, "no table 'casess'.*'cases' meant"),
    ("tables:\n  - match: x\n    table: cases\n    role: dennial\n", 4, "role"),
    (
        "tables:\n  - match: x\n    table: labs\n    headings:\n      Foo: tesst\n",
        5,
        "no heading 'tesst'.*'test' meant",
    ),
    (
        "tables:\n  - match: x\n    table: cases\n    fill:\n      mood: fine\n",
        5,
        "no heading 'mood'",
    ),
    (
        "tables:\n  - match: x\n    table: cases\n    values:\n      moods: {a: b}\n",
        5,
        "no heading 'moods'",
    ),
    ("plans:\n  Fern:\n    plan trak: x\n", 3, "no heading 'plan trak'.*'plan track' meant"),
    ("practice:\n  - practise: x\n", 2, "no heading 'practise'.*'practice' meant"),
    ("tabels: []\n", 1, "tabels"),
    ("tables:\n  - table: cases\n", 2, "match"),
    ("tables: {a: b}\n", 1, "tables"),
    ("- a\n- b\n", 1, "a mapping has the parts"),
    ("read: x\n", 1, "no part 'read'"),
    ("codes: {a: *b}\n", 1, "YAML|reference"),
    ("codes: &a {x: y}\nplans: *a\n", 2, "reference"),
    ("codes: [\n", 2, "not YAML"),
    ("codes: {a: {b: c}}\n", 1, "codes.a"),
    ("codes: " + "[" * 100_000, 1, "nests too deep"),
]


@pytest.mark.parametrize(("text", "line", "what"), WRONG)
def test_what_is_wrong_is_told_with_its_line(file, text, line, what):
    """A fault names the file, its line, and what was meant if that is near."""
    with pytest.raises(UsageError, match=what) as refused:
        load(file(text))
    assert f"mapping.yaml:{line}: " in str(refused.value)


def test_every_fault_is_told(file):
    """Two faults are two lines of one message."""
    with pytest.raises(UsageError) as refused:
        load(file("plans:\n  A: {foo: x}\n  B: {bar: x}\n"))
    assert len(str(refused.value).splitlines()) == 2


def test_no_text(file, tmp_path):
    """What is not UTF-8, or not there, is a usage error too."""
    (tmp_path / "bad.yaml").write_bytes(b"codes: {a: \xff}")
    for path in (tmp_path / "bad.yaml", tmp_path / "gone.yaml"):
        with pytest.raises(UsageError, match="cannot be read"):
            load(path)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    """Whatever a file holds, it is a mapping or a usage error."""
    path = tmp_path_factory.mktemp("any") / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    said = "mapping.yaml"
    try:
        load(path)
    except UsageError as error:
        said = str(error)
    assert "mapping.yaml" in said


@pytest.mark.parametrize(
    ("file", "sheet", "number", "fits"),
    [
        ("denials-1.csv", None, 1, False),
        ("Denials-1.CSV", "Any", 2, True),
        ("denials-1.csv", "Any", 1, False),
        ("other.csv", "Any", 2, False),
    ],
)
def test_which_sheet_a_pattern_means(file, sheet, number, fits):
    """The name of the file by a shell pattern, the sheet by its number."""
    assert Pattern(match="denials*.csv", sheet="2", table="cases").fits(file, sheet, number) is fits


def test_a_sheet_by_its_name():
    """The name of a sheet is compared as names are; no sheet means every sheet."""
    pattern = Pattern(match="*", sheet="Denials Q1", table="cases")
    assert pattern.fits("x.xlsx", "denials q1", 3)
    assert Pattern(match="*", table="cases").fits("x.csv", None, 1)


def test_codes_of_a_chart(file):
    """A code is found with its system, alone, or as a text; case does not count."""
    found = load(file(FILE))
    assert known("https://lab.example/codes|g 1", found) == "serum glow"
    assert known("https://other.example|glow-u", found) == "serum glow"
    assert known("Glow-U", found) == "serum glow"
    assert known("G 1", found) is None
    assert known("x", mappings.NONE) is None


def row(**cells) -> Row:
    return Row(CASES, PLACE, {h.replace("_", " "): c for h, c in cells.items()}, Role.DENIAL)


@pytest.mark.parametrize(
    "cells", [{"payer": "FERN HEALTH"}, {"payer_id": "fern01"}, {"payer": "Fern01"}]
)
def test_a_plan_by_its_payer(file, cells):
    """A plan is found by payer or identifier, and its cells tell where they were read."""
    found = planned(row(**cells, charged=Decimal(1)), load(file(FILE)))
    assert found.cells["plan track"] == "fully insured"
    assert found.cells["state"] == "OH"
    assert found.cells["charged"] == 1
    assert "payer fax" not in found.cells
    assert (found.where("state").file, found.where("state").part) == (
        "mapping.yaml",
        "plans, entry 1",
    )
    assert found.where("charged") == PLACE


def test_who_wins(file):
    """The mapping's cells stand for those of an export, but not for what was typed for a case."""
    told = load(file(FILE))
    assert planned(row(payer="FERN HEALTH", state="IL"), told).cells["state"] == "OH"
    assert planned(row(payer="FERN HEALTH"), told).cells["payer"] == "Fern Health"
    typed = planned(row(case="A-1", payer="Fern Health", state="IL"), told)
    assert (typed.cells["state"], typed.cells["plan track"]) == ("IL", "fully insured")


def test_rows_that_have_no_plan(file):
    """Rows of other payers and of other tables stand as they are."""
    told = load(file(FILE))
    for each in (row(payer="Moss Health"), row(charged="1"), Row(LABS, PLACE, {"payer": "FERN01"})):
        assert planned(each, told) is each


def test_rows_of_the_practice(file):
    """Entries become rows of the practice table; empty cells are left out."""
    (found,) = practice_rows(load(file(FILE + "  \n")))
    assert found.cells["phone"] == "217-555-0100"
    assert found.read.part == "practice, entry 1"
    assert list(practice_rows(load(file("practice:\n  - practice: null\n")))) == []
