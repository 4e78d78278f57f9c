"""Reads one invented sheet and shows its rows, remarks and what was not used."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from letters.case.vocabulary import Vocabulary
from letters.intake import sheets
from letters.intake.limits import DEFAULT, Limits
from letters.intake.mapping import NONE, Mapping
from letters.intake.opening.files import open_all
from letters.intake.reading import Journal, Notice, Unused
from letters.intake.rows import Row


@dataclass(frozen=True)
class Sheets:
    rows: list[Row]
    notices: tuple[Notice, ...]
    unused: tuple[Unused, ...]
    missed: list[str]

    @property
    def cells(self) -> list[dict]:
        return [dict(row.cells) for row in self.rows]

    def why(self, kind: str) -> list[str]:
        return [part.why for part in self.unused if part.kind == kind]

    def count(self, why: str) -> int:
        return sum(part.count for part in self.unused if why in part.why)


@pytest.fixture(scope="session")
def words(vocabulary: Vocabulary) -> Vocabulary:
    return vocabulary.model_copy(update={"settled_codes": ("1", "2", "3", "45")})


@pytest.fixture
def sheets_of(tmp_path: Path, words: Vocabulary):
    """Reads a file of this content, or the files of a folder."""

    def read(
        content: str | bytes | Path,
        name: str = "report.csv",
        mapping: Mapping = NONE,
        limits: Limits = DEFAULT,
    ) -> Sheets:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        journal = Journal()
        files = open_all([path], limits, journal)
        rows = list(sheets.read(files, words, mapping, limits, journal))
        reading = journal.reading(())
        return Sheets(rows, reading.notices, reading.unused, journal.missed)

    return read


@pytest.fixture
def workbook(tmp_path: Path):
    """Writes a workbook of these sheets; each is called with the sheet and the book."""

    def write(name: str, **fillers) -> Path:
        path = tmp_path / name
        with Workbook(str(path)) as book:
            for sheet, fill in fillers.items():
                fill(book.add_worksheet(sheet), book)
        return path

    return write
