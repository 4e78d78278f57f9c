"""What a practice says of its exports: which heading is ours, which of its words means which."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from letters.case.frozen import Frozen
from letters.case.provenance import Provenance
from letters.case.vocabulary import folded
from letters.errors import UsageError
from letters.hashing import sha256
from letters.intake.cells.once import once_for_each
from letters.intake.columns import CASES, PRACTICE, TABLES, Table
from letters.intake.mapping import headings
from letters.intake.mapping.written import NotReadableError, Where, Written, meant, parse
from letters.intake.rows import Cell, Role, Row

_LARGEST = 5_000_000


class Pattern(Frozen):
    """The files or sheets of one report.

    `match` is a shell pattern on the file's name, `sheet` a sheet's name or number. `headings`
    gives our heading for each of theirs, or None for a column to leave; a heading not given is read
    as if there were no mapping. `fill` gives cells that every row shall have where it has none;
    `values` replaces words by heading: theirs to ours, left as they are where ours is empty.
    """

    match: str
    sheet: str | None = None
    table: str
    role: Role = Role.REQUEST
    headings: dict[str, str | None] = Field(default_factory=dict)
    fill: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str | None]] = Field(default_factory=dict)

    def fits(self, file: str, sheet: str | None, number: int) -> bool:
        """Whether a sheet is meant, by the name of its file and its own name or number."""
        if not fnmatchcase(file.casefold(), self.match.casefold()):
            return False
        return (
            self.sheet is None
            or self.sheet == str(number)
            or (sheet is not None and folded(self.sheet) == folded(sheet))
        )

    def of(self) -> Table:
        """The table that the report fills."""
        return next(table for table in TABLES if table.name == self.table)


class Mapping(Frozen):
    """A mapping file. `letters map EXPORT` proposes one and the user edits it.

    `practice` holds rows of the practice table; `codes` gives our word (id, name or alias of any
    term of the vocabulary) for a local code or text of a chart, as `LAB-17` or
    `http://example.org/lab|17`; `plans` gives cells of the cases table by the payer's name or
    identifier as exports write it: its plan track, state and address, which no export carries.
    `read` is where the file stands.
    """

    tables: tuple[Pattern, ...] = ()
    practice: tuple[dict[str, str | None], ...] = ()
    codes: dict[str, str | None] = Field(default_factory=dict)
    plans: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    read: Provenance = Field(default=Provenance(file="", sha256=""), exclude=True)


NONE = Mapping()


def load(path: Path) -> Mapping:
    """Reads a mapping file.

    Raises:
        UsageError: it cannot be read, or names a table, a heading or a role that does not exist;
            every fault is told with its line.
    """
    try:
        content = path.read_bytes()
        written = parse(content[:_LARGEST].decode("utf-8-sig"))
    except NotReadableError as error:
        raise UsageError(f"{path}:{error.line}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: it cannot be read as text in UTF-8; save it as such") from error
    value = {} if written.value is None else written.value
    faults = list(_faults(value, written))
    if faults:
        raise UsageError("\n".join(f"{path}:{line}: {what}" for line, what in faults))
    place = Provenance(file=path.name, sha256=sha256(content))
    mapping = Mapping.model_validate({**_filled(value), "read": place})
    return mapping.model_copy(update={"tables": tuple(map(_plain, mapping.tables))})


def _plain(pattern: Pattern) -> Pattern:
    """A pattern with our headings as they are spelled: case, hyphens and spaces do not count."""
    ours = _by_form(headings.of_table(pattern.of()))
    spelled = {theirs: our and ours[folded(our)] for theirs, our in pattern.headings.items()}
    fill = {ours[folded(our)]: cell for our, cell in pattern.fill.items()}
    words = {ours[folded(our)]: found for our, found in pattern.values.items()}
    return pattern.model_copy(update={"headings": spelled, "fill": fill, "values": words})


def _by_form(known: Iterable[str]) -> dict[str, str]:
    return {folded(heading): heading for heading in known}


def _filled(value: Any) -> dict[str, Any]:
    """A mapping without the parts that stand empty, as a key with nothing below it."""
    return {key: part for key, part in value.items() if part is not None}


def _faults(value: Any, written: Written) -> Iterator[tuple[int, str]]:
    if not isinstance(value, dict):
        yield 1, "a mapping has the parts tables, practice, codes and plans"
        return
    if "read" in value:
        yield written.line(("read",)), "there is no part 'read'"
        return
    try:
        mapping = Mapping.model_validate(_filled(value))
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            place = ".".join(map(str, fault["loc"]))
            yield written.line(fault["loc"]), f"{place}: {fault['msg']}"
        return
    for where, what in _misnamed(mapping):
        yield written.line(where), what


def _misnamed(mapping: Mapping) -> Iterator[tuple[Where, str]]:
    """Names that do not exist, each with its place."""
    tables = {table.name: table for table in TABLES}
    for at, pattern in enumerate(mapping.tables):
        where: Where = ("tables", at)
        if pattern.table not in tables:
            hint = meant(pattern.table, tables)
            names = ", ".join(tables)
            yield (*where, "table"), f"there is no table '{pattern.table}' (of {names}){hint}"
            continue
        known = _by_form(headings.of_table(tables[pattern.table]))
        named = [(("headings", theirs), ours) for theirs, ours in pattern.headings.items()]
        named += [(("fill", ours), ours) for ours in pattern.fill]
        named += [(("values", ours), ours) for ours in pattern.values]
        for below, ours in named:
            if ours is not None and folded(ours) not in known:
                yield (*where, *below), _no_heading(ours, pattern.table, known)
    for at, row in enumerate(mapping.practice):
        yield from _strange(("practice", at), row, PRACTICE)
    for payer, cells in mapping.plans.items():
        yield from _strange(("plans", payer), cells, CASES)


def _strange(
    where: Where, cells: Dictionary[str, str | None], table: Table
) -> Iterator[tuple[Where, str]]:
    known = {column.heading for column in table.columns}
    for heading in cells:
        if heading not in known:
            yield (*where, heading), _no_heading(heading, table.name, known)


def _no_heading(written: str, table: str, known: Iterable[str]) -> str:
    return f"the table '{table}' has no heading '{written}'{meant(folded(written), sorted(known))}"


def known(code_or_text: str, mapping: Mapping) -> str | None:
    """Our word for a local code or text; None where the mapping has none.

    A key is `system|code`, a code alone or a text; case, hyphens and runs of space do not count.
    """
    words = _codes(mapping)
    found = words.get(folded(code_or_text))
    if found is None and "|" in code_or_text:
        found = words.get(folded(code_or_text.rpartition("|")[2]))
    return found


@once_for_each(8)
def _codes(mapping: Mapping) -> dict[str, str]:
    return {folded(code): word for code, word in mapping.codes.items() if word}


def planned(row: Row, mapping: Mapping) -> Row:
    """A row of the cases table with what the mapping says of its plan; any other row as it is.

    The plan is found by the row's payer or payer identifier: by the name of its entry, or by the
    payer that the entry names. Why the mapping wins over an export: a remittance carries the
    address for claims, not the one for appeals. Cells that somebody typed for a case stand.
    """
    found = _plan(row, mapping) if row.table is CASES else None
    if found is None:
        return row
    number, cells = found
    place = mapping.read.model_copy(update={"part": f"plans, entry {number}"})
    typed = "case" in row.cells
    news = {h: cell for h, cell in cells.items() if not (typed and h in row.cells)}
    filled = {**row.filled, **dict.fromkeys(news, place)}
    return replace(row, cells={**row.cells, **news}, filled=filled)


def _plan(row: Row, mapping: Mapping) -> tuple[int, dict[str, Cell]] | None:
    told = {folded(str(row.cells[h])) for h in ("payer", "payer id") if h in row.cells}
    told.discard("")
    for number, (payer, cells) in enumerate(mapping.plans.items(), start=1):
        names = {folded(payer), folded(cells.get("payer") or payer)}
        if names & told:
            return number, {heading: cell for heading, cell in cells.items() if cell}
    return None


def practice_rows(mapping: Mapping) -> Iterator[Row]:
    """The rows of the practice table that the mapping holds."""
    for number, row in enumerate(mapping.practice, start=1):
        cells: dict[str, Cell] = {heading: cell for heading, cell in row.items() if cell}
        place = mapping.read.model_copy(update={"part": f"practice, entry {number}"})
        if cells:
            yield Row(PRACTICE, place, cells)
