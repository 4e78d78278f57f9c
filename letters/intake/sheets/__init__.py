"""Spreadsheets and text tables become rows: our own tables, and reports as systems export them.

read(files, vocabulary, mapping, limits, journal) -> Iterator[Row]
"""

from letters.intake.sheets.opening import open_grids
from letters.intake.sheets.read import read

__all__ = ["open_grids", "read"]
