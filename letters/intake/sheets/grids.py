"""Opens the files of an export and yields their sheets as rows of plain cells."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook, PasswordError

from letters.case.provenance import Provenance
from letters.errors import InputError
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.rows import Cell

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_TEXTS = frozenset({".csv", ".tsv", ".txt"})
_ZIP = b"PK\x03\x04"
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"II*\x00", b"MM\x00*")
_NOT_A_TABLE = "this is not a table"
_SHEETS = frozenset({".xls", ".xlsb", ".ods", ".numbers", ".tab"}) | _WORKBOOKS | _TEXTS
"""Endings of files that hold tables, whether or not they can be read here."""
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 300_000_000
_MOST_CELLS = 4_000_000
_WIDEST = 3
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=.([A-Z]+)([0-9]{1,12})[^0-9][^>]*(?<!/)>")
"""A cell that is not empty, by the letters of its column and its row."""
_AS_WORKBOOK = "save it as an .xlsx workbook without a password, or as CSV"


@dataclass(frozen=True)
class Grid:
    """One sheet: its rows from the first on, whatever they hold.

    `sheet` is None for a CSV file, `number` its place in the file, `name` what it may be named by.
    """

    file: str
    sha256: str
    sheet: str | None
    number: int
    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def place(self, row: int | None = None) -> Provenance:
        """Where a 1-based row stands."""
        return Provenance(file=self.file, sha256=self.sha256, sheet=self.sheet, row=row)


def open_all(paths: Sequence[Path], journal: Journal) -> list[Grid]:
    """The sheets of all files, in the order given; folders are opened in the order of names.

    A file that cannot be read is noted and the others go on.

    Raises:
        InputError: nothing could be read at all.
    """
    grids: list[Grid] = []
    problems: list[str] = []
    for path in _files(paths, journal):
        try:
            grids += _open(path, journal)
        except ReadingError as refusal:
            problems.append(f"{path.name}: {refusal.rule}; {refusal.action}")
            journal.note("error", "The file was not read", _whole(path.name), refusal)
            journal.leave_part(Unused(kind="file", file=path.name, why=refusal.rule))
            if refusal.rule != _NOT_A_TABLE or _named_treatments(path):
                journal.missed.append("a file could not be read")
    if not grids:
        raise InputError("nothing could be read. " + (" ".join(problems) or "no table was given"))
    return grids


def _files(paths: Sequence[Path], journal: Journal) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for inside in sorted(path.iterdir()):
            if inside.suffix.lower() in _WORKBOOKS | _TEXTS and not inside.name.startswith("~$"):
                yield inside
            else:
                why = "it is not a table (.csv or .xlsx)"
                journal.leave_part(Unused(kind="file", file=inside.name, why=why))
                if inside.suffix.lower() in _SHEETS or _named_treatments(inside):
                    journal.missed.append("a file of the folder is not one that can be read")


def _named_treatments(path: Path) -> bool:
    return "treatment" in path.stem.casefold()


def _open(path: Path, journal: Journal) -> list[Grid]:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadingError("there is no such file", "check the path") from error
    except OSError as error:
        raise ReadingError("the file cannot be opened", "check that it may be read") from error
    if not content.strip(b"\x00 \t\r\n"):
        raise ReadingError("the file is empty", "export it again")
    if len(content) > _MOST_BYTES:
        raise ReadingError("the file is larger than 300 MB", "split it")
    if content.startswith(_OLD_OR_LOCKED):
        raise ReadingError("it is an old or a password-protected workbook", _AS_WORKBOOK)
    if content.startswith(_NO_TABLES):
        raise ReadingError(_NOT_A_TABLE, "exports are workbooks (.xlsx) or CSV")
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith(_ZIP):
        return _workbook(path, content, sha256)
    return [_text(path, content, sha256, journal)]


def _workbook(path: Path, content: bytes, sha256: str) -> list[Grid]:
    if path.suffix.lower() not in _WORKBOOKS:
        raise ReadingError("it is an archive or another kind of workbook", _AS_WORKBOOK)
    try:
        _check_extent(content)
        return list(_sheets(path, content, sha256))
    except ReadingError:
        raise
    except PasswordError as error:
        raise ReadingError("it is protected by a password", _AS_WORKBOOK) from error
    except BaseException as error:
        # Not only Exception: a panic in calamine's compiled code stands beside it.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise ReadingError("it is not a workbook that can be read", _AS_WORKBOOK) from error
        raise


def _check_extent(content: bytes) -> None:
    """Refuses a workbook that would not fit into memory.

    Why: calamine keeps a sheet as a full rectangle, so one stray cell far out is a billion cells.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
            raise ReadingError("the workbook unpacks to more than 300 MB", "split it")
        for name in archive.namelist():
            xml = archive.read(name) if name.endswith(".xml") else b""
            filled = _CELL.findall(xml) if b"sheetData" in xml else []
            width = max((len(letters) for letters, _ in filled), default=0)
            last = max((int(row) for _, row in filled), default=0)
            if width > _WIDEST or last * _columns(filled) > _MOST_CELLS:
                action = "delete the empty rows and columns at its end, or what stands far out"
                raise ReadingError("a sheet is too large", action)


def _columns(cells: list[tuple[bytes, bytes]]) -> int:
    """The 1-based number of the last column among cell references."""
    last = max((letters.rjust(_WIDEST) for letters, _ in cells), default=b"")
    number = 0
    for letter in last.strip():
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheets(path: Path, content: bytes, sha256: str) -> Iterator[Grid]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for number, name in enumerate(workbook.sheet_names, start=1):
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield Grid(path.name, sha256, name, number, name, tuple(map(tuple, rows)))


def _text(path: Path, content: bytes, sha256: str, journal: Journal) -> Grid:
    text = _decoded(path, content, journal)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        action = "save it again as CSV from the spreadsheet"
        raise ReadingError("it is not well-formed CSV", action) from error
    return Grid(path.name, sha256, None, 1, path.stem, tuple(map(tuple, rows)))


def _decoded(path: Path, content: bytes, journal: Journal) -> str:
    action = "save it as CSV in UTF-8"
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise ReadingError("its characters cannot be read", action) from error
        read = _whole(path.name)
        rule = "the file is not in UTF-8, so it was read as Windows-1252"
        journal.note("warning", "Names may be spelled wrong", read, ReadingError(rule, action))
    if "\x00" in text:
        raise ReadingError("it is not a text file", action)
    return text


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that stands most often in the first lines."""
    head = "".join(part for i, part in enumerate(text[:20_000].split('"')) if i % 2 == 0)
    lines = head.splitlines()[:20]
    return max(",;\t", key=lambda mark: sum(line.count(mark) for line in lines[:3]))


def _whole(file: str) -> Provenance:
    return Provenance(file=file, sha256="")
