"""Reads a workbook in a process of its own (see letters.confined); run, never imported.

Its one argument bounds the cells of a sheet. Every line of output is one JSON value: an object
begins a sheet, a list is a row, an object with `end` is the last.
"""

import datetime as dt
import io
import json
import sys
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError


def main() -> None:
    """Writes all sheets, then how it ended: read, large, locked or damaged."""
    try:
        _write(sys.stdin.buffer.read(), int(sys.argv[1]))
        ended = "read"
    except PasswordError:
        ended = "locked"
    except (MemoryError, OverflowError):
        ended = "large"
    except BaseException as error:
        # Not only Exception: a panic in calamine's compiled code stands beside it.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        ended = "damaged"
    _say({"end": ended})


def _write(content: bytes, cells: int) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > cells:
            raise OverflowError
        _say({"sheet": name, "merged": _merged(sheet)})
        for row in sheet.iter_rows():
            _say([_cell(cell) for cell in row])


def _merged(sheet: CalamineSheet) -> list[Any]:
    return list(sheet.merged_cell_ranges or ())


def _cell(cell: Any) -> Any:
    if isinstance(cell, dt.timedelta):
        return {"span": cell.total_seconds()}
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return {type(cell).__name__: cell.isoformat()}
    return cell


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
