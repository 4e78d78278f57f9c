"""How wide the columns of a table are: as the style sheet says, or by what stands in them."""

import re
from collections.abc import Iterator

from letters.twin.page import Box, Table
from letters.twin.styles import TEXT_WIDTH, table_look

_WIDTH = re.compile(
    r"\.([\w-]+)(?: thead| tbody)? th(?::nth-child\((\d+)\))?\s*\{[^{}]*?\bwidth:\s*([\d.]+)pt"
)
_CAPITAL, _LETTER, _SIGN = 7.0, 5.2, 3.4
"""Points that a character takes, in the faces that may stand in for ours too."""
_THIN = frozenset(" .,;:!|/()'\N{NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}")
_BREAKS = re.compile(r"[ \n\t]")
_MOST = 40
"""Characters of a line beyond which a column asks for no more room."""


def widths(table: Table, css: str) -> tuple[float, ...]:
    """The widths of all columns in points; together they are the width of the text.

    Where `css` tells widths, the other columns share what is left alike; where it tells none,
    each gets what its lines ask for. No column parts a word, as long as all words can be whole.
    """
    told = {column: width for column, width in _told(table, css) if column < table.columns}
    columns = range(table.columns)
    words = [_least(table, column, lines=False) for column in columns]
    if sum(words) >= TEXT_WIDTH:
        return tuple(width * TEXT_WIDTH / sum(words) for width in words)
    if told:
        fixed = [max(told.get(column, 0), words[column]) for column in columns]
        free = [column for column in columns if column not in told]
        return _alike(fixed, free) if free and sum(fixed) < TEXT_WIDTH else _shared(words, fixed)
    lines = [_least(table, column, lines=True) for column in columns]
    if sum(lines) > TEXT_WIDTH:
        return _shared(words, lines)
    asked = [_longest(table, column) for column in columns]
    return _shared(lines, [lines[column] + asked[column] for column in columns])


def _shared(least: list[float], wanted: list[float]) -> tuple[float, ...]:
    """Gives each column what it needs at least, and of the rest as it wants more than that."""
    more = [wish - need for need, wish in zip(least, wanted, strict=True)]
    if not any(more):
        more = [1.0 for _ in least]
    part = (TEXT_WIDTH - sum(least)) / sum(more)
    return tuple(need + more * part for need, more in zip(least, more, strict=True))


def _alike(widths: list[float], free: list[int]) -> tuple[float, ...]:
    """Widens the free columns to one width, but for those that are wider by themselves."""
    free = sorted(free, key=lambda column: -widths[column])
    room = TEXT_WIDTH - sum(width for c, width in enumerate(widths) if c not in free)
    for place, column in enumerate(free):
        share = room / (len(free) - place)
        widths[column] = max(widths[column], share)
        room -= widths[column]
    return tuple(widths)


def _told(table: Table, css: str) -> Iterator[tuple[int, float]]:
    """The widths that a style sheet tells, those of later rules last."""
    heads = [
        box.block.cell.column
        for box in table.rows[0].boxes
        if box.scope == "row" and box.block.cell is not None
    ]
    for found in _WIDTH.finditer(css):
        if found[1] in table.classes:
            columns = [int(found[2]) - 1] if found[2] else heads
            yield from ((column, float(found[3])) for column in columns)


def _standing(table: Table, column: int) -> Iterator[tuple[Box, bool]]:
    """The cells that stand in one column alone, and whether they name it."""
    for row in table.rows:
        for box in row.boxes:
            at = box.block.cell
            if box.columns == 1 and at is not None and at.column == column:
                yield box, row.head


def _least(table: Table, column: int, *, lines: bool) -> float:
    """The room of the longest word; with `lines`, that of the longest line below the head."""
    rooms = [0.0]
    for box, head in _standing(table, column):
        text = box.block.text
        rooms += map(_room, text.split("\n") if lines and not head else _BREAKS.split(text))
    return min(max(rooms), _MOST * _LETTER) + table_look(table.classes).gap


def _room(text: str) -> float:
    capitals, thin = sum(map(str.isupper, text)), sum(char in _THIN for char in text)
    rest = len(text) - capitals - thin
    return capitals * _CAPITAL + rest * _LETTER + thin * _SIGN


def _longest(table: Table, column: int) -> float:
    found = [
        len(line) for box, _ in _standing(table, column) for line in box.block.text.split("\n")
    ]
    return float(min(max([1, *found]), _MOST))
