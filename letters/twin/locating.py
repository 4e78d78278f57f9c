"""Tells a person where in a letter something stands: its heading, and what below it."""

from collections.abc import Sequence

from letters.twin.aligning import Unit
from letters.twin.blocks import Block
from letters.twin.places import Path, Placed

_START = "first page"
_CALLED = {"quote": "quotation", "item": "list item", "caption": "caption", "figure": "figure"}
_LONGEST = 60


class Places:
    """The places of a letter's blocks, and of the fields that stand in them."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._blocks = [each.block for each in placed]
        self._of_path: dict[Path, int] = {}
        for number, each in enumerate(placed):
            for segment in each.segments:
                self._of_path.setdefault(segment.path, number)
        self._names = list(self._named())

    def of_block(self, number: int) -> str:
        """Where a block of the letter stands."""
        return self._names[number] if 0 <= number < len(self._names) else _START

    def of_unit(self, unit: Unit) -> str:
        """Where a block stands, or a row as a whole."""
        place = self.of_block(unit.at[0])
        return place.rpartition(", ")[0] if unit.kind == "row" else place

    def of_path(self, path: Path | None, number: int | None = None) -> str:
        """Where a field stands, `number` being the block if that is known."""
        if number is None and path is not None:
            known = (len(each) for each in self._of_path if each == path[: len(each)])
            longest = max(known, default=0)
            number = self._of_path.get(path[:longest])
            if number is None:
                below = (at for each, at in self._of_path.items() if each[: len(path)] == path)
                number = next(below, None)
        return _START if number is None else self.of_block(number)

    def _named(self) -> list[str]:
        names: list[str] = []
        heading, counted = "", dict[str, int]()
        heads: dict[tuple[int, int], str] = {}
        first: dict[int, int] = {}
        for block in self._blocks:
            if block.kind in ("heading", "title"):
                heading, counted = _short(block.text), {}
                names.append(f"{heading} (heading)")
                continue
            where = f"{heading}, " if heading else ""
            if block.cell is None:
                what = _CALLED.get(block.kind, block.kind)
                counted[what] = counted.get(what, 0) + 1
                number = block.number if block.number is not None else counted[what]
                names.append(f"{where or 'first page, '}{what} {number}")
                continue
            names.append(where + _cell(block, heads, first))
        return names


def _cell(block: Block, heads: dict[tuple[int, int], str], first: dict[int, int]) -> str:
    cell = block.cell
    if cell is None:
        return ""
    if cell.head:
        heads[cell.table, cell.column] = block.text
        first[cell.table] = cell.row + 1
        return f"head, column {cell.column + 1}"
    named = heads.get((cell.table, cell.column), "").replace("\n", " ")
    row = cell.row - first.get(cell.table, 0) + 1
    return f"row {row}, {(named or f'column {cell.column + 1}').replace(', ', ' ')}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
