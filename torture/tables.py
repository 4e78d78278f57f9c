"""The tables of an export of ours, and text put into any of their cells."""

import csv
from collections.abc import Iterator
from pathlib import Path

from torture.story import EXPORT, LABEL


def places(label: str = LABEL) -> Iterator[tuple[str, str]]:
    """Every column of every table that has a row of a case, or rows of no case."""
    for path in sorted(EXPORT.glob("*.csv")):
        headings, rows = read(path)
        if any(_is_of(row, label) for row in rows):
            yield from ((path.stem, heading) for heading in headings)


def planted(export: Path, place: tuple[str, str], text: str, label: str = LABEL) -> Path:
    """Puts a text into a column, in all rows of a case."""
    table, heading = place
    path = export / f"{table}.csv"
    headings, rows = read(path)
    for row in rows:
        if _is_of(row, label):
            row[heading] = text
    write(path, headings, rows)
    if heading == "case" and table == "cases":
        _renamed(export, label, text)
    return export


def _renamed(export: Path, label: str, text: str) -> None:
    """Lets the other tables speak of a case by its new label."""
    for path in export.glob("*.csv"):
        headings, rows = read(path)
        for row in rows:
            if row.get("case") == label:
                row["case"] = text
        write(path, headings, rows)


def _is_of(row: dict[str, str], label: str) -> bool:
    return row.get("case", label) == label


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The headings and rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def write(path: Path, headings: list[str], rows: list[dict[str, str]]) -> None:
    """Writes a table; a text that cannot be encoded is written as it would be by a bad program."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.DictWriter(file, headings)
        writer.writeheader()
        writer.writerows(rows)
