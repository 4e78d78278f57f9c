"""Tells what kind of report a sheet is, where its headings stand, and what each column means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from letters.intake.cells import values
from letters.intake.columns import CASES, LABS, TREATMENTS, Table
from letters.intake.mapping import Pattern, headings
from letters.intake.mapping.headings import Kind
from letters.intake.rows import Cell, Role
from letters.intake.sheets import contents
from letters.intake.sheets.assigning import UNKNOWN, Assigning, assign, is_known
from letters.intake.sheets.grids import Cells, Grid

_WITHIN = 40
"""Rows in which the headings are looked for, below a title and the filters of a report."""
_SAMPLE = 2000
_MOSTLY = 0.8
_HEADINGS = 2
_LONGEST_HEADING = 120

_NUMBERED = ("person account", "member id")
_OF_A_CLAIM = ("patient account", "claim number", "authorization number")
_OF_A_PATIENT = frozenset(
    {
        "patient name",
        "last name",
        "first name",
        "middle name",
        "name suffix",
        "birth date",
        "sex",
        "person account",
        "member id",
        "payer",
        "payer id",
        "plan",
        "group",
        "diagnosis codes",
    }
)
_STOPS = ("status", "start", "stop", "filled", "administered")


@dataclass(frozen=True)
class Layout:
    """How a report is laid out. Rows and columns are counted from 0.

    `top` is the first row of its headings, `bottom` the last. `columns` has our heading (or the
    part of one, as `last name`) by column, `left` why a column is not used, `doubtful` what one may
    mean that is not used, `also` what one that is used may mean too, `texts` the headings as
    written.
    """

    kind: Kind | None
    table: Table
    role: Role
    top: int
    bottom: int
    columns: Mapping[int, str]
    left: Mapping[int, str]
    doubtful: Mapping[int, tuple[str, ...]]
    also: Mapping[int, tuple[str, ...]]
    texts: Mapping[int, str]
    pattern: Pattern | None = None

    def at(self, heading: str) -> list[int]:
        """The columns that give a heading."""
        return [column for column, ours in self.columns.items() if ours == heading]

    def has(self, *wanted: str) -> bool:
        """Whether any of these headings stands in the report."""
        return not set(wanted).isdisjoint(self.columns.values())


def recognised(grid: Grid) -> Layout | None:
    """The layout of a report that the built-in headings know for what it is, if it is one."""
    found = [layout for layout in _layouts(grid) if _is_report(layout, grid)]
    return max(found, key=_fullness, default=None)


def best_guess(grid: Grid) -> Layout | None:
    """The layout by which most headings are known, whether or not it makes a report."""
    return max(_layouts(grid), key=_fullness, default=None)


def _fullness(layout: Layout) -> tuple[int, int]:
    """How many headings of a layout are known, and how many of them are used."""
    unknown = sum(why == UNKNOWN for why in layout.left.values())
    return len(layout.texts) - unknown, len(layout.columns)


def mapped(grid: Grid, pattern: Pattern) -> Layout | None:
    """The layout that a mapping gives a sheet; None where none of its headings stand in it."""
    table = pattern.of()
    kind = _kind_of(pattern)
    wanted = {headings.key(theirs) for theirs in pattern.headings}
    best: tuple[int, int] = (0, 0)
    found: Layout | None = None
    for top, bottom, texts, sample in _candidates(grid):
        given = sum(headings.key(text) in wanted for text in texts.values())
        layout = _laid(Assigning(texts, sample), kind, table, pattern)
        if (given, len(layout.columns)) > best and (given or not wanted):
            best = (given, len(layout.columns))
            found = replace(layout, top=top, bottom=bottom, role=pattern.role)
    return found


def _kind_of(pattern: Pattern) -> Kind | None:
    of = {LABS.name: Kind.LABS, TREATMENTS.name: Kind.TREATMENTS, CASES.name: Kind.DENIALS}
    return of.get(pattern.table)


_ROLES = {Kind.DENIALS: Role.DENIAL, Kind.PATIENTS: Role.PERSON}


def _layouts(grid: Grid) -> Iterator[Layout]:
    """Every way to take a row or two as headings, for each kind of report."""
    for top, bottom, texts, sample in _candidates(grid):
        for kind in Kind:
            if sum(is_known(text, kind) for text in texts.values()) < _HEADINGS:
                continue
            layout = _laid(Assigning(texts, sample), kind, kind.table, None)
            layout = _only_patients(layout) if kind is Kind.PATIENTS else layout
            yield replace(layout, top=top, bottom=bottom)


def _candidates(grid: Grid) -> Iterator[tuple[int, int, dict[int, str], Sequence[Cells]]]:
    """Rows that may be headings: each alone, and joined with the row above it.

    Why the lower row alone comes first: of two layouts with as many headings the first is taken.
    """
    rows = grid.head(_WITHIN + _SAMPLE)
    for index, row in enumerate(rows[:_WITHIN]):
        lower = _texts(row)
        if len(lower) < _HEADINGS or not _all_text(row):
            continue
        below = rows[index + 1 :]
        yield index, index, lower, below
        upper = _spread(rows[index - 1], grid, index - 1, len(row)) if index else {}
        if upper and _all_text(rows[index - 1]):
            yield index - 1, index, _together(upper, lower), below


def _texts(row: Cells) -> dict[int, str]:
    found = {at: values.text(cell) for at, cell in enumerate(row) if _is_heading(cell)}
    return {at: text for at, text in found.items() if text}


def _is_heading(cell: Cell) -> bool:
    return isinstance(cell, str) and 0 < len(cell.strip()) <= _LONGEST_HEADING


def _all_text(row: Cells) -> bool:
    filled = [cell for cell in row if cell not in ("", None)]
    told = [c for c in filled if (isinstance(c, str) and any(map(str.isalpha, c))) or c == "#"]
    return len(told) >= _MOSTLY * len(filled)


def _spread(row: Cells, grid: Grid, index: int, width: int) -> dict[int, str]:
    """Upper headings, each over all columns that it stands above.

    A merged cell tells its columns; where none is merged, a heading goes on to the next one.
    """
    texts = _texts(row)
    spans = [span for span in grid.merged if span.top == index and span.left in texts]
    if spans:
        for span in spans:
            texts |= dict.fromkeys(range(span.left, span.right + 1), texts[span.left])
        return texts
    last = ""
    for at in range(width):
        last = texts.get(at, last)
        if last:
            texts[at] = last
    return texts


def _together(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Headings of two rows: an upper one counts with the lower unless it adds nothing to it."""
    found = dict(upper)
    for at, text in lower.items():
        above = upper.get(at, "")
        found[at] = f"{above} {text}" if above else text
    return {at: text for at, text in found.items() if at in lower or at in upper}


def _laid(work: Assigning, kind: Kind | None, table: Table, pattern: Pattern | None) -> Layout:
    """The layout of headings that stand nowhere yet."""
    assign(work, kind, table, pattern)
    columns = dict(sorted(work.columns.items()))
    role = _ROLES.get(kind, Role.FACT) if kind else Role.FACT
    found = (columns, work.left, work.doubtful, work.also, work.texts, pattern)
    return Layout(kind, table, role, 0, 0, *found)


def _only_patients(layout: Layout) -> Layout:
    """A patient list: of a report that tells no denial only who the patients are is taken."""
    columns = {at: heading for at, heading in layout.columns.items() if heading in _OF_A_PATIENT}
    why = "no column tells a denial, so only who the patients are is taken"
    left = dict.fromkeys(set(layout.columns) - set(columns), why)
    return replace(layout, columns=columns, left={**layout.left, **left}, doubtful={}, also={})


def _is_report(layout: Layout, grid: Grid) -> bool:
    named = layout.has("patient name") or (layout.has("last name") and layout.has("first name"))
    person = named or layout.has(*_NUMBERED)
    if layout.kind is Kind.DENIALS:
        return (person or layout.has(*_OF_A_CLAIM)) and _tells_denial(layout, grid)
    if layout.kind is Kind.LABS:
        known = layout.has("test", "test code") and layout.has("value") and layout.has("date")
        return person and known
    if layout.kind is Kind.TREATMENTS:
        return person and layout.has("drug") and layout.has(*_STOPS)
    more = set(layout.columns.values()) - {"first name", "middle name", "name suffix"}
    return named and layout.has("birth date") and len(more) > _HEADINGS


def _tells_denial(layout: Layout, grid: Grid) -> bool:
    """Whether a column tells a denial: by its heading, or by the codes that stand in it.

    Why by the codes: `reason code` heads reasons of encounters in other exports.
    """
    if layout.has("kick code"):
        return True
    if any(headings.tells_refusal(layout.texts[at]) for at in layout.at("reason text")):
        return True
    work = Assigning(layout.texts, grid.head(_WITHIN + _SAMPLE)[layout.bottom + 1 :])
    coded = [work.cells(at) for at in layout.at("denial codes")]
    return any(cells and contents.fit(cells, "denial codes") for cells in coded)
