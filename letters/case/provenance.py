"""Where a fact was read, and which page of which document proves it."""

from letters.case.frozen import Frozen


class Provenance(Frozen):
    """The place in the input from which a fact was read.

    `file` is the base name, `sha256` the hash of the file's bytes, `row` the 1-based row as a
    spreadsheet shows it (the heading row counts). `part` is the place in a file without rows, by
    number and kind and never by a name of the patient's: `segment 41`, `entry 17, Observation`,
    `line 231, Condition`, `results, entry 3`.
    """

    file: str
    sha256: str
    sheet: str | None = None
    row: int | None = None
    part: str | None = None


class Exhibit(Frozen):
    """A document of the chart that proves a fact: its file name as exported, and page."""

    file: str
    page: int | None = None
