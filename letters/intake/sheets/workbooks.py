"""Opens workbooks: XLSX, XLSM, XLSB, ODS and XLS, each in a process of its own (see `confined`)."""

import contextlib
import datetime as dt
import io
import json
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from letters.confined import Confines, OverdueError, output_of
from letters.intake.limits import MEGABYTE, Limits
from letters.intake.opening.files import File
from letters.intake.opening.hardened import check_archive
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell
from letters.intake.sheets.grids import Cells, Grid, Span

_ZIP = b"PK\x03\x04"
_WIDEST = 3
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=.([A-Z]+)([0-9]{1,12})[^0-9][^>]*(?<!/)>")
"""A cell that is not empty, by the letters of its column and its row."""
_COUNTS_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=.(?:1|true)\b")
_AS_WORKBOOK = "save it as an .xlsx workbook without a password, or as CSV"
_CUT = "delete the empty rows and columns at its end, or what stands far out"
SECONDS = 120
"""How long one workbook may take. Four million cells take about ten seconds."""
_OWN_MEMORY = 400 * MEGABYTE
_MEMORY_OF_A_CELL = 150
_CONFINED = Path(__file__).with_name("confined.py")
_ENDS = {
    "locked": ReadingError("it is protected by a password", _AS_WORKBOOK),
    "large": ReadingError("a sheet is too large", _CUT),
    "damaged": ReadingError("it is not a workbook that can be read", _AS_WORKBOOK),
}


def open_workbook(file: File, limits: Limits) -> list[Grid]:
    """The sheets of a workbook.

    Raises:
        ReadingError: it is protected, damaged or passes a limit.
    """
    content = file.path.read_bytes()
    packed = content.startswith(_ZIP)
    if packed:
        check_archive(content, limits)
        with _damage_refused():
            _check_extent(content, limits)
            manifest = _part(content, "META-INF/manifest.xml")
            workbook = _part(content, "xl/workbook.xml")
        if b"encryption-data" in manifest:
            raise _ENDS["locked"]
    counts_days = packed and _counts_from_1900(workbook)
    at = (file.name, file.sha256)
    return [
        Grid(*at, name, number, name, partial(iter, rows), merged, counts_days)
        for number, (name, merged, rows) in enumerate(_sheets(content, limits), start=1)
    ]


@contextlib.contextmanager
def _damage_refused() -> Iterator[None]:
    """Refuses a workbook whose parts are not what its directory says, which unpacking shows."""
    try:
        yield
    except ReadingError:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, LookupError) as error:
        raise _ENDS["damaged"] from error
    except (NotImplementedError, RuntimeError, OverflowError) as error:
        raise _ENDS["damaged"] from error


def _check_extent(content: bytes, limits: Limits) -> None:
    """Refuses a workbook that would not fit into memory.

    Why: calamine keeps a sheet as a full rectangle, so one stray cell far out is a billion cells.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            xml = archive.read(name) if name.endswith(".xml") else b""
            filled = _CELL.findall(xml) if b"sheetData" in xml else []
            width = max((len(letters) for letters, _ in filled), default=0)
            last = max((int(row) for _, row in filled), default=0)
            if width > _WIDEST or last * _columns(filled) > limits.cells:
                raise _ENDS["large"]


def _columns(cells: list[tuple[bytes, bytes]]) -> int:
    """The 1-based number of the last column among cell references."""
    last = max((letters.rjust(_WIDEST) for letters, _ in cells), default=b"")
    number = 0
    for letter in last.strip():
        number = number * 26 + letter - ord("A") + 1
    return number


def _part(content: bytes, name: str) -> bytes:
    """A part of a packed workbook; empty where it has none of that name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name) if name in archive.namelist() else b""


def _counts_from_1900(workbook: bytes) -> bool:
    """Whether bare numbers may count days from 1900: a workbook that does not tell may not."""
    return bool(workbook) and _COUNTS_FROM_1904.search(workbook) is None


def _sheets(content: bytes, limits: Limits) -> Iterator[tuple[str, tuple[Span, ...], list[Cells]]]:
    memory = _OWN_MEMORY + 2 * limits.unpacked_mb * MEGABYTE + limits.cells * _MEMORY_OF_A_CELL
    confines = Confines(memory, SECONDS)
    name: str | None = None
    merged: tuple[Span, ...] = ()
    rows: list[Cells] = []
    for value in _said(content, limits.cells, confines):
        if isinstance(value, list):
            rows.append(tuple(map(_cell, value)))
            continue
        if name is not None:
            yield name, merged, rows
        name, merged, rows = value["sheet"], tuple(map(_span, value["merged"])), []
    if name is not None:
        yield name, merged, rows


def _said(content: bytes, cells: int, confines: Confines) -> Iterator[Any]:
    """What the process says, line by line.

    Raises:
        ReadingError: it did not come to its end.
    """
    try:
        with output_of(_CONFINED, [str(cells)], content, confines) as output:
            ended = yield from _lines(output)
    except OverdueError:
        rule = f"it could not be read within {confines.seconds} seconds"
        raise ReadingError(rule, _AS_WORKBOOK) from None
    # Why large: an allocation that fails ends the process without a word.
    if ended != "read":
        raise _ENDS[ended or "large"]


def _lines(output: IO[bytes]) -> Generator[Any, None, str | None]:
    for line in output:
        # A process that is ended may leave half a line behind.
        if not line.endswith(b"\n"):
            break
        value = json.loads(line)
        if isinstance(value, dict) and "end" in value:
            return str(value["end"])
        yield value
    return None


def _span(corners: list[list[int]]) -> Span:
    (top, left), (bottom, right) = corners
    return Span(top, left, bottom, right)


def _cell(value: Any) -> Cell:
    if not isinstance(value, dict):
        cell: Cell = value
        return cell
    ((kind, written),) = value.items()
    if kind == "span":
        return dt.timedelta(seconds=written)
    of_kind: dict[str, type[dt.datetime] | type[dt.date] | type[dt.time]] = {
        "datetime": dt.datetime,
        "date": dt.date,
        "time": dt.time,
    }
    return of_kind[kind].fromisoformat(written)
