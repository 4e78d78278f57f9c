"""Exports of any kind become cases, and everything that was not used is listed.

    read(paths, vocabulary, mapping, limits) -> Reading

The workbook to fill in is written by `write_workbook`, the same tables as CSV by `write_tables`.
"""

from letters.intake.cases.reasons import read_reasons
from letters.intake.limits import Limits
from letters.intake.limits import described as described_limits
from letters.intake.limits import parse as parse_limits
from letters.intake.mapping import NONE as NO_MAPPING
from letters.intake.mapping import Mapping
from letters.intake.mapping import load as load_mapping
from letters.intake.read import opened, read
from letters.intake.reading import Notice, Read, Reading, Refused, Unused
from letters.intake.workbook import read_tables, write_tables, write_workbook

__all__ = [
    "NO_MAPPING",
    "Limits",
    "Mapping",
    "Notice",
    "Read",
    "Reading",
    "Refused",
    "Unused",
    "described_limits",
    "load_mapping",
    "opened",
    "parse_limits",
    "read",
    "read_reasons",
    "read_tables",
    "write_tables",
    "write_workbook",
]
