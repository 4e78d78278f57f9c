"""Files of a practice become cases, and everything that was not used is listed.

    read(paths, vocabulary) -> Reading

The workbook to fill in is written by `write_workbook`, the same tables as CSV by `write_tables`.
"""

from letters.intake.folder import read_tables, write_tables
from letters.intake.read import read
from letters.intake.reading import Notice, Reading, Unused
from letters.intake.workbook import write_workbook

__all__ = [
    "Notice",
    "Reading",
    "Unused",
    "read",
    "read_tables",
    "write_tables",
    "write_workbook",
]
