"""Tells what kind of report a sheet is, where its headings stand, and what each column means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from letters.intake import headings, values
from letters.intake.columns import CASES, LABS, TREATMENTS, Table
from letters.intake.headings import Kind, Meaning
from letters.intake.mapping import Pattern
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell, Role
from letters.intake.sheets.grids import Cells, Grid

_WITHIN = 40
"""Rows in which the headings are looked for, below a title and the filters of a report."""
_SAMPLE = 2000
_MOSTLY = 0.8
_HALF = 0.5
_HEADINGS = 2
_LONGEST_HEADING = 120

SEVERAL = frozenset(
    {"denial codes", "remark codes", "group code", "kick code", "reason text", "modifiers",
     "diagnosis codes", "patient account", "person account"}
)
"""Headings that several columns of one report may give together."""
_NAMED = ("patient name", "last name")
_NUMBERED = ("person account", "member id")
_OF_A_CLAIM = ("patient account", "claim number", "authorization number")
_OF_A_PATIENT = frozenset(
    {"patient name", "last name", "first name", "middle name", "name suffix", "birth date", "sex",
     "person account", "member id", "payer", "payer id", "plan", "group", "diagnosis codes"}
)
_STOPS = ("status", "start", "stop", "filled", "administered")

TWICE = "another column already gives '{}'"
UNKNOWN = "its heading is not known; `letters map` proposes a mapping"
NEEDLESS = "nothing of it is needed"
LEFT = "the mapping leaves it"
AMBIGUOUS = "its heading may mean {}"
OTHERWISE = "what stands below its heading is not what it seems to say"


@dataclass(frozen=True)
class Layout:
    """How a report is laid out. Rows and columns are counted from 0.

    `top` is the first row of its headings, `bottom` the last. `columns` has our heading (or the
    part of one, as `last name`) by column, `left` why a column is not used, `doubtful` what one may
    mean, `texts` the headings as written.
    """

    kind: Kind | None
    table: Table
    role: Role
    top: int
    bottom: int
    columns: Mapping[int, str]
    left: Mapping[int, str]
    doubtful: Mapping[int, tuple[str, ...]]
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
    return max(found, key=lambda layout: len(layout.columns), default=None)


def best_guess(grid: Grid) -> Layout | None:
    """The layout by which most headings are known, whether or not it makes a report."""
    return max(_layouts(grid), key=lambda layout: len(layout.columns), default=None)


def mapped(grid: Grid, pattern: Pattern) -> Layout | None:
    """The layout that a mapping gives a sheet; None where none of its headings stand in it."""
    table = pattern.of()
    kind = _kind_of(pattern)
    wanted = {headings.key(theirs) for theirs in pattern.headings}
    best: tuple[int, int] = (0, 0)
    found: Layout | None = None
    for top, bottom, texts, sample in _candidates(grid):
        given = sum(headings.key(text) in wanted for text in texts.values())
        layout = _assigned(texts, sample, kind, table, pattern)
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
            if sum(_is_known(text, kind) for text in texts.values()) < _HEADINGS:
                continue
            layout = _assigned(texts, sample, kind, kind.table, None)
            layout = _only_patients(layout) if kind is Kind.PATIENTS else layout
            role = _ROLES.get(kind, Role.FACT)
            yield replace(layout, top=top, bottom=bottom, role=role)


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
    told = [c for c in filled if isinstance(c, str) and any(map(str.isalpha, c)) or c == "#"]
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


@dataclass
class _Assigning:
    """The columns of one candidate row while they are given their meanings."""

    texts: Mapping[int, str]
    sample: Sequence[Cells]
    columns: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    doubtful: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def cells(self, column: int) -> list[Cell]:
        """The filled cells of a column in the sample."""
        found = (row[column] for row in self.sample if column < len(row))
        return [cell for cell in found if not (isinstance(cell, str) and not cell.strip())]


def _assigned(
    texts: Mapping[int, str],
    sample: Sequence[Cells],
    kind: Kind | None,
    table: Table,
    pattern: Pattern | None,
) -> Layout:
    work = _Assigning(texts, sample)
    meant = {at: _meaning(text, kind, table) for at, text in texts.items()}
    if pattern is not None:
        _give_mapped(work, meant, pattern)
    _give_single(work, meant)
    _give_beside_birth(work, meant)
    _give_by_turns(work, meant)
    for at, meaning in meant.items():
        if at in work.columns or at in work.left:
            continue
        if meaning is None:
            work.left[at] = UNKNOWN
        elif meaning.needless:
            work.left[at] = NEEDLESS
        else:
            _doubt(work, at, meaning)
    return Layout(
        kind, table, Role.REQUEST, 0, 0, dict(sorted(work.columns.items())), work.left,
        work.doubtful, texts, pattern,
    )


def _meaning(text: str, kind: Kind | None, table: Table) -> Meaning | None:
    if kind is not None:
        found = headings.meaning(kind, text)
        return found or _below_section(text, kind)
    own = {headings.key(column.heading): column.heading for column in table.columns}
    heading = own.get(headings.key(text))
    return Meaning((heading,)) if heading else None


def _is_known(text: str, kind: Kind) -> bool:
    meaning = _meaning(text, kind, kind.table)
    return meaning is not None and not meaning.needless


def _below_section(text: str, kind: Kind) -> Meaning | None:
    """The meaning of a heading below another that adds nothing to it, as `Patient info DOB`."""
    words = text.split()
    for at in range(1, len(words)):
        if headings.is_section(" ".join(words[:at])):
            found = headings.meaning(kind, " ".join(words[at:]))
            if found is not None:
                return found
    return None


def _give_mapped(
    work: _Assigning, meant: Mapping[int, Meaning | None], pattern: Pattern
) -> None:
    ours = {headings.key(theirs): our for theirs, our in pattern.headings.items()}
    for at in meant:
        name = headings.key(work.texts[at])
        if name not in ours:
            continue
        if (our := ours[name]) is None:
            work.left[at] = LEFT
        elif our in work.columns.values() and our not in SEVERAL:
            work.left[at] = TWICE.format(our)
        else:
            work.columns[at] = our


def _give_single(work: _Assigning, meant: Mapping[int, Meaning | None]) -> None:
    """Gives columns their one meaning; of several for one heading the best named is used."""
    wishes: dict[str, list[tuple[int, int]]] = {}
    for at, meaning in meant.items():
        fresh = at not in work.columns and at not in work.left
        if fresh and meaning and not meaning.unclear and len(meaning.headings) == 1:
            wishes.setdefault(meaning.headings[0], []).append((meaning.rank, at))
    for heading, found in wishes.items():
        if heading in SEVERAL:
            work.columns |= {at: heading for _, at in found}
            continue
        taken = heading in work.columns.values()
        (best, first), *others = sorted(found)
        if not taken and others and others[0][0] == best and not _same(work, first, others[0][1]):
            for at in (first, *(at for rank, at in others if rank == best)):
                work.doubtful[at] = (heading,)
                work.left[at] = f"several columns are headed so ('{heading}')"
            continue
        if not taken:
            work.columns[first] = heading
        for _, at in others if not taken else found:
            work.left[at] = TWICE.format(heading)


def _same(work: _Assigning, one: int, other: int) -> bool:
    return work.cells(one) == work.cells(other)


def _give_beside_birth(work: _Assigning, meant: Mapping[int, Meaning | None]) -> None:
    given = set(work.columns.values())
    for at, meaning in meant.items():
        ours = headings.beside_birth_date(work.texts[at])
        open_ = at not in work.columns and at not in work.left and (meaning is None or ours)
        if open_ and ours and "birth date" in given and ours not in given and _fits(work, at, ours):
            if ours == "patient name" and "last name" in given:
                continue
            work.columns[at] = ours
            given.add(ours)


def _give_by_turns(work: _Assigning, meant: Mapping[int, Meaning | None]) -> None:
    """Gives what may mean several things the first meaning that is free and fits its cells."""
    for at, meaning in meant.items():
        if at in work.columns or at in work.left or meaning is None or meaning.unclear:
            continue
        given = set(work.columns.values())
        free = [h for h in meaning.headings if h not in given or h in SEVERAL]
        fitting = [heading for heading in free if _fits(work, at, heading)]
        if fitting:
            work.columns[at] = fitting[0]
        elif meaning.headings:
            work.left[at] = OTHERWISE if free else TWICE.format(meaning.headings[0])


def _doubt(work: _Assigning, at: int, meaning: Meaning) -> None:
    """Leaves what is unclear; it is worth a remark where none of its meanings is given."""
    free = tuple(h for h in meaning.headings if h not in work.columns.values())
    if len(free) == len(meaning.headings):
        work.doubtful[at] = free
    said = " or ".join(f"'{heading}'" for heading in meaning.headings)
    work.left[at] = AMBIGUOUS.format(said)


def _fits(work: _Assigning, at: int, heading: str) -> bool:
    """Whether the cells of a column can be what a heading says; unknown ones can be anything."""
    test = _TESTS.get(heading)
    found = work.cells(at)
    return test is None or not found or sum(map(test, found)) >= _HALF * len(found)


def _is_name(cell: Cell) -> bool:
    letters = isinstance(cell, str) and sum(map(str.isalpha, cell))
    digits = isinstance(cell, str) and sum(map(str.isdigit, cell))
    return bool(letters) and letters > digits and " " in str(cell).replace(",", ", ").strip()


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or (any(map(str.isdigit, cell)) and " " not in cell.strip())


def _holds_codes(cell: Cell) -> bool:
    try:
        return bool(values.denial_codes(cell))
    except ReadingError:
        return False


def _holds_remarks(cell: Cell) -> bool:
    return _holds_codes(cell) and not str(cell).strip().isdigit()


def _is_group(cell: Cell) -> bool:
    return group_of(cell) is not None


def _is_decision(cell: Cell) -> bool:
    return isinstance(cell, str) and headings.decision(cell) is not None


def _is_status_code(cell: Cell) -> bool:
    return str(cell).strip().removesuffix(".0").isdigit()


def _is_sentence(cell: Cell) -> bool:
    return isinstance(cell, str) and sum(map(str.isalpha, cell)) > len(cell) / 2


def group_of(cell: Cell) -> str | None:
    """The group code that a cell names, as `CO` or by its words; None for anything else."""
    if not isinstance(cell, str):
        return None
    begun = values.text(cell).partition(" - ")[0]
    return headings.word("group code", begun)


_TESTS: Mapping[str, Callable[[Cell], bool]] = {
    "patient name": _is_name,
    "person account": _is_number,
    "patient account": _is_number,
    "claim number": _is_number,
    "member id": _is_number,
    "group": _is_number,
    "group code": _is_group,
    "denial codes": _holds_codes,
    "remark codes": _holds_remarks,
    "reason text": _is_sentence,
    "outcome": _is_decision,
    "denial type": _is_decision,
    "claim status": _is_status_code,
}


def _only_patients(layout: Layout) -> Layout:
    """A patient list: of a report that tells no denial only who the patients are is taken."""
    columns = {at: heading for at, heading in layout.columns.items() if heading in _OF_A_PATIENT}
    why = "no column tells a denial, so only who the patients are is taken"
    left = dict.fromkeys(set(layout.columns) - set(columns), why)
    return replace(layout, columns=columns, left={**layout.left, **left}, doubtful={})


def _is_report(layout: Layout, grid: Grid) -> bool:
    person = layout.has(*_NAMED, *_NUMBERED)
    if layout.kind is Kind.DENIALS:
        return (person or layout.has(*_OF_A_CLAIM)) and _tells_denial(layout, grid)
    if layout.kind is Kind.LABS:
        known = layout.has("test", "test code") and layout.has("value") and layout.has("date")
        return person and known
    if layout.kind is Kind.TREATMENTS:
        return person and layout.has("drug") and layout.has(*_STOPS)
    more = set(layout.columns.values()) - {"first name", "middle name", "name suffix"}
    return layout.has(*_NAMED) and layout.has("birth date") and len(more) > _HEADINGS


def _tells_denial(layout: Layout, grid: Grid) -> bool:
    """Whether a column tells a denial: by its heading, or by the codes that stand in it.

    Why by the codes: `reason code` heads reasons of encounters in other exports.
    """
    if layout.has("kick code"):
        return True
    if any(headings.tells_refusal(layout.texts[at]) for at in layout.at("reason text")):
        return True
    rows = grid.head(_WITHIN + _SAMPLE)[layout.bottom + 1 :]
    work = _Assigning(layout.texts, rows)
    return any(work.cells(at) and _fits(work, at, "denial codes") for at in layout.at("denial codes"))
