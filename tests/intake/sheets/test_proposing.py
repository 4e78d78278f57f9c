"""What a proposal keeps: the same rows are read with it as without it."""

from pathlib import Path

import pytest

from letters.intake import sheets
from letters.intake.limits import DEFAULT
from letters.intake.mapping import NONE, load
from letters.intake.opening.files import open_all
from letters.intake.reading import Journal
from letters.intake.sheets.proposing import propose, written

REPORTS = {
    "denials": "Acct #,Claim #,Patient,Group,Reason,Dx 1,Dx 2,Status\n"
    'A1,C1,"DOE, JANE",CO,50,A00.0,B00,Denied\nA2,C2,"ROE, ANN",PR,204,A00.0,,Odd word\n',
    "two-rows": "Patient,,,Denial,\nName,DOB,Acct #,Date,Code\n"
    "JANE DOE,5/1/1980,A1,11/20/2026,B7\n",
    "labs": "MRN,Test,Result,Units,Collected\nM1,Glow,1.2,g/g,1/2/2026\nM1,Odd test,1,x,1/2/2026\n",
    "medications": "MRN,Medication,Status,Start\nM1,solumab,Active,1/2/2026\nM1,x,Held,1/2/2026\n",
    "patients": "Id,Name,Birthdate,Gender\nP1,Jane Doe,1980-05-01,F\n",
}


def read(path: Path, vocabulary, mapping):
    files = open_all([path], DEFAULT, Journal())
    return list(sheets.read(files, vocabulary, mapping, DEFAULT, Journal()))


def proposed(path: Path, vocabulary) -> str:
    journal = Journal()
    grids = list(sheets.open_grids(open_all([path], DEFAULT, journal), DEFAULT, journal))
    return written(propose(grids, read(path, vocabulary, NONE), vocabulary))


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_rows_are_read_with_it(tmp_path, vocabulary, name):
    """A proposal that nobody edited changes no cell of any row."""
    path = tmp_path / f"{name}.csv"
    path.write_text(REPORTS[name])
    (tmp_path / "mapping.yaml").write_text(proposed(path, vocabulary), encoding="utf-8")
    mapping = load(tmp_path / "mapping.yaml")
    assert len(mapping.tables) == 1
    before, after = read(path, vocabulary, NONE), read(path, vocabulary, mapping)
    assert before
    assert after == before


UNKNOWN = [
    ("denials", "outcome", "Odd word"),
    ("labs", "test", "Odd test"),
    ("medications", "status", "Held"),
]


@pytest.mark.parametrize(("name", "heading", "word"), UNKNOWN)
def test_unknown_words_of_closed_columns_are_asked(tmp_path, vocabulary, name, heading, word):
    """They stand with nothing behind them, below the heading whose words they are."""
    path = tmp_path / f"{name}.csv"
    path.write_text(REPORTS[name])
    (tmp_path / "mapping.yaml").write_text(proposed(path, vocabulary), encoding="utf-8")
    (pattern,) = load(tmp_path / "mapping.yaml").tables
    assert pattern.values == {heading: {word: None}}
