"""Every export comes to a verdict: cases, or a remark that says why there are none.

Our own odd exports are read always; the real files of `../shared/inputs` where they are there.
"""

import datetime as dt
from pathlib import Path

import pytest
from one_by_one import write

from letters.dossier import Origin
from letters.paths import CITATIONS
from letters.rendering import Rendered, to_html
from torture.judge import judge

ROOT = Path(__file__).parent.parent
OURS = ROOT / "tests" / "exports"
GIVEN = ROOT.parent / "shared" / "inputs"
AS_OF = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC)
SECONDS = 20
"""What reading one file may take; the slowest real one takes a tenth of it."""

IN_FOLDERS = ("bulk", "ndjson_bulk")
"""Folders whose files are one export."""
NO_INPUT = frozenset({"SOURCES.tsv"})


def set_in_html(document) -> Rendered:
    """A document as far as its templates make it: layout adds nothing to a verdict."""
    return Rendered(to_html(document).encode(), 1)


def exports(root: Path) -> list[Path]:
    """Each file of a folder by itself, and the folders that are one export as a whole."""
    whole = [path for path in sorted(root.rglob("*")) if path.is_dir() and path.name in IN_FOLDERS]
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [*whole, *(path for path in files if path.name not in NO_INPUT)]


def shown(root: Path) -> dict[str, Path]:
    return {str(path.relative_to(root)): path for path in exports(root)}


CASES = {
    "fhir/bulk": 1,
    "fhir/byte-order-mark.json": 1,
    "fhir/chart-and-denials.json": 2,
    "fhir/chart-and-denials.xml": 2,
    "fhir/claim-response.json": 1,
    "fhir/explanation-of-benefit.json": 1,
    "fhir/list-of-resources.json": 1,
    "fhir/sixteen-bit.json": 1,
    "sheets/denials-by-line.csv": 1,
    "sheets/denials.xls": 1,
    "sheets/denials.xlsx": 1,
    "sheets/every-event.csv": 1,
    "sheets/numbers.xlsx": 1,
    "sheets/pipes.txt": 1,
    "sheets/scientific-identifiers.csv": 1,
    "sheets/semicolons-western.csv": 1,
    "sheets/several-reasons.csv": 1,
    "sheets/sixteen-bit-tabs.txt": 1,
    "x12/denied-with-claim.835": 1,
    "x12/denied.835": 1,
    "x12/lines-of-80.835": 1,
    "x12/many-adjustments.835": 1,
    "x12/masked.835": 1,
    "x12/not-certified.278": 1,
    "x12/odd-delimiters.835": 1,
    "x12/one-line.835": 1,
    "x12/truncated.835": 1,
    "x12/two-interchanges.835": 2,
    "x12/version-4010.835": 1,
    "x12/without-envelope.835": 1,
    "x12/wrong-count.835": 1,
}
"""The cases that each of our odd exports tells of; the others tell of none."""

OUR_EXPORTS = shown(OURS)
GIVEN_EXPORTS = shown(GIVEN) if GIVEN.is_dir() else {}


def told(path: Path, library, out: Path) -> list[str]:
    """What became of an export: the documents of its cases, and the remarks on it.

    Fails where reading raises, takes too long or tells of a patient, or where a case breaks.
    """
    judged = judge([path], library.vocabulary, SECONDS)
    assert judged.find is None, f"{judged.find.mark}\n{judged.find.told}"
    reading = judged.reading
    if reading is None:
        return [judged.refusal]
    origin = Origin(exports=(path,), files=reading.files, citations=CITATIONS, as_of=AS_OF)
    cases = write(reading, library, out, origin, AT, set_in_html)
    done = list(cases)
    broken = [each.error for each in done if each.result == "failed"]
    assert not broken, broken
    remarks = [f"{notice.what}: {notice.rule}" for notice in reading.notices]
    return [*(each.document for each in done), *remarks, *(part.why for part in reading.unused)]


def test_there_are_exports_to_read():
    assert len(OUR_EXPORTS) >= 60
    kinds = {Path(name).suffix for name in OUR_EXPORTS}
    assert {".835", ".837", ".json", ".ndjson", ".xml", ".csv", ".xlsx", ".xls"} <= kinds


@pytest.mark.parametrize("name", OUR_EXPORTS)
def test_each_of_our_odd_exports_comes_to_a_verdict(name, library, tmp_path):
    assert told(OUR_EXPORTS[name], library, tmp_path)


def test_the_cases_told_are_of_exports_that_are_there():
    assert CASES.keys() <= OUR_EXPORTS.keys()


@pytest.mark.parametrize("name", OUR_EXPORTS)
def test_each_of_our_odd_exports_comes_to_the_cases_it_tells_of(name, library):
    reading = judge([OUR_EXPORTS[name]], library.vocabulary, SECONDS).reading
    assert len(reading.cases if reading else ()) == CASES.get(name, 0)


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the real files lie beside the repository only")
def test_there_are_real_files_to_read():
    assert len(GIVEN_EXPORTS) >= 300


@pytest.mark.parametrize("name", GIVEN_EXPORTS)
def test_each_real_file_comes_to_a_verdict(name, library, tmp_path):
    assert told(GIVEN_EXPORTS[name], library, tmp_path)
