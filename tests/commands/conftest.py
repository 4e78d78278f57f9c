import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import imaginary
import pytest
from click.testing import CliRunner, Result

from letters.cli import letters

NAME, MEMBER, LABEL, PAYER = "Zaubernuss", "ZN90210377", "Wacholder case", "Kanarienplan"
"""Planted in an export: words that may stand in documents and the worklist, and nowhere else."""


@dataclass(frozen=True)
class Export:
    """A folder of CSV files that a test may change."""

    folder: Path

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def change(self, case: str, **cells: str) -> None:
        """Changes cells of a case's row on the cases sheet."""
        rows = self.rows("cases")
        row = next(row for row in rows if row["case"] == case)
        row.update({heading.replace("_", " "): value for heading, value in cells.items()})
        self.write("cases", rows)

    def drop(self, *cases: str) -> None:
        """Leaves out whole cases."""
        for table in ("cases", "labs", "treatments", "documents", "attestations"):
            self.write(table, [row for row in self.rows(table) if row["case"] not in cases])

    def rename(self, old: str, new: str) -> None:
        for table in ("cases", "labs", "treatments", "documents", "attestations"):
            rows = self.rows(table)
            for row in rows:
                row["case"] = new if row["case"] == old else row["case"]
            self.write(table, rows)


@pytest.fixture
def export(tmp_path) -> Export:
    shutil.copytree(imaginary.EXPORT, tmp_path / "export")
    return Export(tmp_path / "export")


@pytest.fixture
def canary(export) -> Export:
    """An export with names planted in a supported, an undetermined and a refused case."""
    export.change(
        "IM-1", patient_name=f"{NAME} Eins", member_id=MEMBER, payer=PAYER, billing_units="31"
    )
    export.change("IM-3", patient_name=f"{NAME} Drei", member_id=f"{MEMBER}3")
    export.change("IM-4", patient_name=f"{NAME} Vier", member_id=f"{MEMBER}4", birth_date="soon")
    export.rename("IM-1", LABEL)
    return export


def run(verb: str, *arguments: object, library: Path | None = imaginary.CITATIONS) -> Result:
    """Runs a verb on the imaginary library as of its day."""
    line = [*verb.split(), *map(str, arguments)]
    if library is not None:
        line += ["--citations", str(library)]
    if verb in ("write", "determine", "explain", "packs check"):
        line += ["--as-of", imaginary.AS_OF.isoformat()]
    return CliRunner().invoke(letters, line)


def told(result: Result) -> object:
    """What a verb printed as JSON."""
    return json.loads(result.stdout)
