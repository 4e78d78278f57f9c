"""A file that is gone, or may not be read any more, between its listing and its reading."""

import shutil
import sys
from pathlib import Path

import pytest

from letters.citations import load
from letters.errors import InputError
from letters.intake import read, sheets
from letters.intake.limits import DEFAULT
from letters.intake.opening.files import open_all
from letters.intake.reading import Journal
from letters.intake.sheets.proposing import propose
from letters.paths import CITATIONS

EXPORTS = Path(__file__).parents[1] / "exports"
EACH_KIND = [
    "x12/denied.835",
    "x12/professional.837",
    "x12/not-certified.278",
    "x12/rejected.277ca",
    "fhir/chart-and-denials.json",
    "fhir/chart-and-denials.xml",
    "fhir/bulk/Patient.ndjson",
    "ccda/summary.xml",
    "sheets/denials.xlsx",
    "sheets/denials.xls",
    "sheets/denials-by-line.csv",
]
READING = sys.modules["letters.intake.read"]


@pytest.fixture(scope="module")
def words():
    return load(CITATIONS).vocabulary


def copied(name, folder):
    path = folder / Path(name).name
    shutil.copy(EXPORTS / name, path)
    return path


def refused(reading):
    return {(notice.severity, notice.what, notice.file) for notice in reading.notices}


@pytest.mark.parametrize("name", EACH_KIND)
def test_a_file_that_is_gone_when_it_is_read_is_refused_and_the_others_go_on(
    name, tmp_path, monkeypatch, words
):
    """It is an error with the file's name, and the file is listed as not used."""
    path, other = copied(name, tmp_path), copied("x12/denied-with-claim.835", tmp_path)

    def opened(paths, limits, journal):
        files = open_all(paths, limits, journal)
        path.unlink()
        return files

    monkeypatch.setattr(READING, "open_all", opened)
    reading = read([path, other], words)
    told = [what for severity, what, file in refused(reading) if file == path.name]
    assert [what for what in told if what.startswith("The file was not read")]
    assert [case for case in reading.cases if case.read.file == other.name]
    assert path.name in {part.file for part in reading.unused if part.kind == "file"}


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_file_that_is_gone_before_it_is_opened_is_refused(place, tmp_path, monkeypatch, words):
    """Named, or found in a folder that was listed a moment before."""
    path = copied("sheets/denials-by-line.csv", tmp_path)
    given = path if place == "file" else tmp_path
    found = Path.is_dir

    def is_dir(each):
        told = found(each)
        if each == path and path.exists():
            path.unlink()
        return told

    monkeypatch.setattr(Path, "is_dir", is_dir)
    with pytest.raises(InputError, match="there is no such file; check the path"):
        read([given], words)


def test_a_folder_that_is_gone_is_refused(tmp_path, words):
    """As one that never was."""
    with pytest.raises(InputError, match="there is no such file"):
        read([tmp_path / "export"], words)


def test_a_table_that_is_gone_while_it_is_read_is_refused(tmp_path, monkeypatch, words):
    """A text is read again for its headings and its rows; it may be gone by then."""
    path = copied("sheets/denials-by-line.csv", tmp_path)
    opened = sheets.read.__globals__["open_grids"]

    def grids(*given):
        for grid in opened(*given):
            path.unlink()
            yield grid

    monkeypatch.setitem(sheets.read.__globals__, "open_grids", grids)
    reading = read([path], words)
    assert ("error", "The file was not read to its end", path.name) in refused(reading)
    assert not reading.cases


def test_a_table_that_is_gone_is_left_out_of_a_proposal(tmp_path, words):
    """`letters map` proposes for the others."""
    paths = [copied(f"sheets/{name}", tmp_path) for name in ("denials-by-line.csv", "pipes.txt")]
    journal = Journal()
    grids = list(sheets.open_grids(open_all(paths, DEFAULT, journal), DEFAULT, journal))
    both = propose(grids, (), words).sheets
    paths[0].unlink()
    assert propose(grids, (), words).sheets == both[1:]


@pytest.mark.parametrize("name", EACH_KIND)
def test_a_file_that_may_not_be_opened_any_more_is_refused(name, tmp_path, monkeypatch, words):
    """Whoever reads: the right to it was taken away after it was listed."""
    path = copied(name, tmp_path)

    def opened(paths, limits, journal):
        files = open_all(paths, limits, journal)

        def denied(each, *_, **__):
            raise PermissionError(13, "denied", str(each))

        monkeypatch.setattr(Path, "open", denied)
        monkeypatch.setattr(Path, "read_bytes", denied)
        return files

    monkeypatch.setattr(READING, "open_all", opened)
    reading = read([path], words)
    assert any(what.startswith("The file was not read") for _, what, _ in refused(reading))
    assert not reading.cases
