"""Tells what kind of file each input is, from its first bytes and never from its name alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from letters.case.provenance import Provenance
from letters.intake.limits import Limits
from letters.intake.reading import Journal


class FileKind(StrEnum):
    """What a file holds."""

    WORKBOOK = "workbook"
    TEXT_TABLE = "text table"
    X12 = "X12"
    FHIR_JSON = "FHIR JSON"
    FHIR_LINES = "FHIR NDJSON"
    FHIR_XML = "FHIR XML"
    CCDA = "C-CDA"
    MAPPING = "mapping"


@dataclass(frozen=True)
class File:
    """One readable file of the input. `sha256` is the hash of its bytes."""

    path: Path
    kind: FileKind
    sha256: str
    size: int

    def place(self, part: str | None = None) -> Provenance:
        """Where a part of it stands, as `segment 41`."""
        return Provenance(file=self.path.name, sha256=self.sha256, part=part)


def open_all(paths: Sequence[Path], limits: Limits, journal: Journal) -> list[File]:
    """The readable files, in the order given; folders are walked in the order of names.

    A file that cannot be read is noted and the others go on.
    """
    raise NotImplementedError
