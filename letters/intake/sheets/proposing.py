"""Proposes a mapping file for exports: what is known is filled in, what is not is asked.

Nothing is guessed: a likely meaning stands as a comment, and its heading is left until a person
has decided.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from letters import codes
from letters.case.model import PlanTrack
from letters.case.vocabulary import Vocabulary, find, folded
from letters.intake.cells import names, values
from letters.intake.columns import CASES, PRACTICE
from letters.intake.mapping import headings
from letters.intake.mapping.headings import Kind
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell, Role, Row
from letters.intake.sheets import cells as read
from letters.intake.sheets.contents import group_of
from letters.intake.sheets.grids import Grid, filled
from letters.intake.sheets.layout import Layout, best_guess
from letters.intake.sheets.lines import is_blank
from letters.intake.sheets.read import layout_of
from letters.intake.sheets.recognise import is_guide, own_table

_SAMPLE = 2000
_MOST_WORDS = 40
_LONGEST_PAYER = 100
_LONGEST_WORD = 60
_MOSTLY = 0.8
_SEVERAL_TIMES = 3
_SHORTEST_NAME = 3
_WORDS_OF_A_STATUS = 2
_LONG_NUMBER = re.compile(r"[0-9]{5}|[0-9]+[-/][0-9]+[-/][0-9]+|@|[0-9]E\+")
_CHANGING = re.compile(r"[0-9][0-9_.-]{2,}[0-9]|[0-9]{3,}")
_MEMBER = re.compile(r"[A-Z]{1,4}[0-9]{6,12}[A-Z0-9]{0,3}|[0-9]{9,12}|[0-9][A-Z][A-Z0-9]{9}")
_OF_NAMES = ("patient name", "last name", "first name")
_TRACKS = ", ".join(track.value for track in PlanTrack)


@dataclass(frozen=True)
class Heading:
    """One heading of a report: as written, ours if it is known, else what may help to decide."""

    theirs: str
    ours: str | None
    hint: str = ""


@dataclass(frozen=True)
class Sheet:
    """What is proposed for one sheet. One that is no known report stands as a comment."""

    match: str
    sheet: str | None
    kind: Kind
    known: bool
    headings: tuple[Heading, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def role(self) -> Role:
        """What its rows are worth."""
        return {Kind.DENIALS: Role.DENIAL, Kind.PATIENTS: Role.PERSON}.get(self.kind, Role.FACT)


@dataclass(frozen=True)
class Proposal:
    """A mapping file before it is written: its sheets, and the payers seen."""

    sheets: tuple[Sheet, ...]
    payers: tuple[str, ...]

    @property
    def unknown(self) -> int:
        """How many headings wait for a person."""
        return sum(h.ours is None for sheet in self.sheets for h in sheet.headings)


def propose(grids: Iterable[Grid], rows: Iterable[Row], vocabulary: Vocabulary) -> Proposal:
    """What to say of these sheets, and of the payers that stand in the rows read."""
    found = [sheet for grid in grids if (sheet := _readable(grid, vocabulary)) is not None]
    return Proposal(tuple(_apart(found)), tuple(sorted(_payers(rows))))


def _payers(rows: Iterable[Row]) -> Iterator[str]:
    """The payers of rows, each once. Why not all: a column may hold patients by mistake."""
    named: dict[str, str] = {}
    patients: set[tuple[str, ...]] = set()
    for row in rows:
        payer = row.cells.get("payer")
        if row.person.name:
            patients.add(tuple(sorted(names.parts(row.person.name))))
        if row.table is CASES and isinstance(payer, str) and _is_organisation(payer):
            named.setdefault(folded(payer), values.text(payer))
    return (p for p in named.values() if tuple(sorted(names.parts(p))) not in patients)


def _is_organisation(payer: str) -> bool:
    return len(payer) <= _LONGEST_PAYER and 2 * sum(map(str.isalpha, payer)) > len(payer)


def _apart(found: Sequence[Sheet]) -> Iterator[Sheet]:
    """The sheets, those of files of one name after their numbers were taken out by whole names."""
    seen: set[tuple[str, str | None]] = set()
    for sheet in found:
        if (sheet.match, sheet.sheet) not in seen:
            seen.add((sheet.match, sheet.sheet))
            yield sheet


def _readable(grid: Grid, vocabulary: Vocabulary) -> Sheet | None:
    """What to say of a sheet; nothing where its file is gone since it was opened."""
    try:
        return _sheet(grid, vocabulary)
    except OSError:
        return None


def _sheet(grid: Grid, vocabulary: Vocabulary) -> Sheet | None:
    if is_guide(grid) or not any(map(filled, grid.rows())):
        return None
    layout = layout_of(grid)
    known = layout is not None
    if layout is None and own_table(grid) is not None:
        return None
    layout = layout or best_guess(grid)
    if layout is None or layout.kind is None:
        return None
    cells = _columns(grid, layout)
    told = [
        _heading(at, text, layout, cells.get(at, [])) for at, text in sorted(layout.texts.items())
    ]
    once = {headings.key(each.theirs): each for each in reversed(told)}
    return Sheet(
        match=_pattern(grid.file),
        sheet=None if grid.sheet is None else str(grid.number),
        kind=layout.kind,
        known=known,
        headings=tuple(each for each in told if once[headings.key(each.theirs)] is each),
        words=_unknown_words(layout, cells, vocabulary) if known else {},
    )


def _columns(grid: Grid, layout: Layout) -> dict[int, list[Cell]]:
    """The filled cells of each column below the headings, of the first rows."""
    found: dict[int, list[Cell]] = {}
    for row in grid.head(layout.bottom + 1 + _SAMPLE)[layout.bottom + 1 :]:
        for at, cell in filled(row).items():
            found.setdefault(at, []).append(cell)
    return found


def _pattern(file: str) -> str:
    """A shell pattern for a file and its like of other days."""
    stem, dot, ending = file.rpartition(".")
    plain = re.sub(r"([*?\[])", r"[\1]", stem or ending)
    return f"{_CHANGING.sub('*', plain)}{dot}{ending if stem else ''}"


def _heading(at: int, text: str, layout: Layout, cells: Sequence[Cell]) -> Heading:
    if at in layout.columns:
        others = " or ".join(layout.also.get(at, ()))
        return Heading(text, layout.columns[at], f"or is it {others}?" if others else "")
    assert layout.kind is not None
    if at in layout.doubtful:
        said = " or ".join(layout.doubtful[at])
        return Heading(text, None, f"is it {said}?")
    near = headings.nearly(layout.kind, text)
    hints = [f"is it {near}?"] if near and near not in layout.columns.values() else []
    shape = _shape(cells)
    return Heading(text, None, "; ".join([*hints, *([f"it holds {shape}"] if shape else [])]))


def _shape(cells: Sequence[Cell]) -> str | None:
    """What the cells of a column look like, if nearly all of them look alike."""
    if not cells:
        return "nothing"
    for name, test in _SHAPES.items():
        if sum(map(test, cells)) >= _MOSTLY * len(cells):
            return name
    return "a few words that repeat" if _repeats(cells) else None


def _repeats(cells: Sequence[Cell]) -> bool:
    """Whether a few words stand in a column again and again, so that they are no free text."""
    different = len({str(cell) for cell in cells})
    return 0 < different <= _MOST_WORDS and different * _SEVERAL_TIMES <= len(cells)


def _reads(parse: Callable[[Cell], object]) -> Callable[[Cell], bool]:
    def test(cell: Cell) -> bool:
        try:
            return bool(parse(cell))
        except (ReadingError, ValueError):
            return False

    return test


_SHAPES: Mapping[str, Callable[[Cell], bool]] = {
    "NPIs": _reads(lambda cell: codes.npi(values.identifier(cell))),
    "dates": _reads(lambda cell: read.day(cell, read.Day())),
    "codes of denials": _reads(lambda cell: "-" in "".join(values.denial_codes(cell))),
    "what may be diagnosis codes": _reads(lambda cell: codes.icd10cm(values.identifier(cell))),
    "what may be procedure codes": _reads(lambda cell: read.procedure(cell)),
    "what may be member ids": lambda cell: bool(_MEMBER.fullmatch(str(cell).strip())),
    "amounts or numbers": _reads(lambda cell: values.money(cell) is not None),
}


def _unknown_words(
    layout: Layout, cells: Mapping[int, Sequence[Cell]], vocabulary: Vocabulary
) -> dict[str, tuple[str, ...]]:
    """Words in columns of closed words that mean nothing to us, the commonest first."""
    patients = _name_parts(layout, cells)
    found: dict[str, tuple[str, ...]] = {}
    for heading, test in _known_words(vocabulary).items():
        columns = [cells.get(at, ()) for at in layout.at(heading)]
        if heading == "denial reasons":
            texts = (cells.get(at, ()) for at in layout.at("reason text"))
            columns += [column for column in texts if _repeats(column)]
        counted = Counter(
            values.text(cell)
            for cell in chain.from_iterable(columns)
            if isinstance(cell, str) and len(cell) <= _LONGEST_WORD
            if not is_blank(cell) and not test(cell)
        )
        shown = [word for word, n in counted.most_common() if _is_shown(word, n, patients)]
        if shown:
            found[heading] = tuple(dict.fromkeys(shown[:_MOST_WORDS]))
    return found


def _name_parts(layout: Layout, cells: Mapping[int, Sequence[Cell]]) -> set[str]:
    """The parts of all patients' names in a report. Why: none of them may be taken for a word."""
    columns = [at for heading in _OF_NAMES for at in layout.at(heading)]
    told = (str(cell).casefold() for at in columns for cell in cells.get(at, ()))
    parts = (part for name in told for part in re.findall(r"[^\W\d_]+", name))
    return {part for part in parts if len(part) >= _SHORTEST_NAME}


def _is_shown(word: str, count: int, patients: set[str]) -> bool:
    """Whether a word is surely none of a patient's; one in the shape of a name must repeat."""
    parts = re.findall(r"[^\W\d_]+", word.casefold())
    if not parts or not patients.isdisjoint(parts) or _LONG_NUMBER.search(word):
        return False
    like_a_name = "," in word or len(parts) > _WORDS_OF_A_STATUS
    return count >= _SEVERAL_TIMES or not like_a_name


def _known_words(vocabulary: Vocabulary) -> dict[str, Callable[[str], bool]]:
    """By heading of closed words, whether a word is known."""

    def reason(word: str) -> bool:
        return bool(values.coded(word)[0]) or find(vocabulary.denial_reasons, word) is not None

    def measure(word: str) -> bool:
        coded = any(word.strip() in each.loinc for each in vocabulary.measures)
        return coded or find(vocabulary.measures, word) is not None

    return {
        "kick code": reason,
        "denial codes": reason,
        "denial reasons": reason,
        "group code": lambda word: group_of(word) is not None,
        "outcome": lambda word: headings.decision(word) is not None,
        "denial type": lambda word: headings.decision(word) is not None,
        "sex": lambda word: headings.word("sex", word) is not None,
        "status": lambda word: headings.word("status", word) is not None,
        "test": measure,
    }


def written(proposal: Proposal) -> str:
    """The proposal as a mapping file."""
    return "\n".join([*_HEAD, *_tables(proposal), *_plans(proposal), *_PRACTICE, ""])


_HEAD = (
    "# What your exports mean, proposed by `letters map`. Go through it line by line: a heading",
    "# with null is left until you write what it is; the remark behind it may help. Then run",
    "# `letters check EXPORT --mapping` with this file, and look at what is used and what is not.",
)


def _tables(proposal: Proposal) -> Iterator[str]:
    yield ""
    yield "tables:" if any(sheet.known for sheet in proposal.sheets) else "tables: []"
    for sheet in proposal.sheets:
        yield ""
        if sheet.known:
            yield from _entry(sheet)
            continue
        yield "  # This sheet is no report that is known. If it is one, take the '# ' off these"
        yield "  # lines and correct the table, the role and the headings; else leave it as it is."
        yield from (f"  # {line.removeprefix('  ')}" for line in _entry(sheet))


def _entry(sheet: Sheet) -> Iterator[str]:
    yield f"  - match: {_quoted(sheet.match)}  # {sheet.kind}"
    if sheet.sheet is not None:
        yield f"    sheet: {_quoted(sheet.sheet)}"
    yield f"    table: {sheet.kind.table.name}"
    yield f"    role: {sheet.role}"
    yield "    headings:"
    for each in sheet.headings:
        hint = f"  # {each.hint}" if each.hint else ""
        yield f"      {_quoted(each.theirs)}: {each.ours or 'null'}{hint}"
    if sheet.words:
        yield "    values:  # words of yours that are not known; write ours behind each, or null"
    for heading, words in sheet.words.items():
        yield f"      {heading}:"
        for word in words:
            yield f"        {_quoted(word)}: null"


def _plans(proposal: Proposal) -> Iterator[str]:
    yield ""
    if not proposal.payers:
        yield "# plans: by payer as your exports write it; none was seen"
        return
    yield "# The plans behind the payers seen: no export tells which appeal law applies to them."
    yield f"# plan track is one of: {_TRACKS}"
    yield "plans:"
    for payer in proposal.payers:
        yield f"  {_quoted(payer)}:"
        yield "    plan track: null"
        yield "    state: null"
        yield "    payer address: null  # for appeals, lines separated by ;"
        yield "    payer fax: null"


_PRACTICE = (
    "",
    "# Your letterhead and who signs, unless a sheet 'practice' tells them: take the '# ' off and",
    "# fill in, one entry for each clinician.",
    "# practice:",
    *(
        f"#   {'- ' if at == 0 else '  '}{column.heading}: {_example}"
        for at, column in enumerate(PRACTICE.columns)
        for _example in (f'"{column.note}"',)
    ),
)


def _quoted(text: str) -> str:
    """Text as YAML holds it between double quotes."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\U{ord(character):08x}"
