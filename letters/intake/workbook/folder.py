"""The tables as a folder of CSV files, for those who keep no workbook."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from letters.case.vocabulary import Vocabulary
from letters.errors import UsageError
from letters.intake.columns import TABLES, Table

Tables = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows by table name; a row holds text by heading."""


def write_tables(folder: Path, vocabulary: Vocabulary, tables: Tables) -> None:
    """Writes one CSV file per table into a folder, which is made where it is missing.

    They carry a byte order mark, by which spreadsheets know UTF-8. `vocabulary` is taken so that
    this is called like `write_workbook`.

    Raises:
        UsageError: `tables` has a table or heading that does not exist.
    """
    check_tables(tables)
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        headings = [column.heading for column in table.asked]
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, headings, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(tables.get(table.name, ()))


def read_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of a folder that `write_tables` wrote, blank cells left out."""
    tables: dict[str, list[dict[str, str]]] = {}
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            tables[table.name] = [{k: v for k, v in row.items() if v} for row in rows]
    return tables


def check_tables(tables: Tables) -> None:
    """Refuses rows that no sheet could hold.

    Raises:
        UsageError: a table or heading does not exist.
    """
    known = {table.name: table for table in TABLES}
    for name, rows in tables.items():
        if name not in known:
            raise UsageError(f"there is no table '{name}'; the tables are {', '.join(known)}")
        headings = _headings(known[name])
        if strange := {heading for row in rows for heading in row} - headings:
            raise UsageError(f"table '{name}' has no column '{min(strange)}'")


def _headings(table: Table) -> set[str]:
    return {column.heading for column in table.asked}
