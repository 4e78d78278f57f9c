"""Lays two rows of blocks side by side: which stands for which, which went, came or moved.

Nothing but what a person sees is compared, since editors drop every other trace: first what reads
the same, in order; between that, the most alike; of what is left, what stands elsewhere unchanged.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from letters.twin.blocks import Block
from letters.twin.opening import TwinError
from letters.twin.words import folded, words

_ALIKE = 0.4
"""The share of words that two texts have in common if one may be the other, edited."""
_MOVED = 0.8
"""The same for texts that stand in different places."""
_LEAST = 0.25
"""The share of a letter that must stand in a file for it to be that letter, edited."""
_MOST = 600_000
"""How many comparisons an alignment may take."""


class Unit(NamedTuple):
    """What is aligned as one: a block, or all cells of a row; `at` are their places in the list."""

    kind: str
    at: tuple[int, ...]
    key: str
    bag: Counter[str]


class Pair(NamedTuple):
    """A unit of the letter and one of the file; None where it has none on that side."""

    old: Unit | None
    new: Unit | None
    moved: bool = False


def units(blocks: Sequence[Block]) -> tuple[Unit, ...]:
    """The blocks as units, in order; those without text are none."""
    numbered = enumerate(blocks)

    def place(each: tuple[int, Block]) -> tuple[int, int, int]:
        number, block = each
        return (block.cell.table, block.cell.row, 0) if block.cell else (-1, 0, number)

    made = []
    for (table, _, _), together in groupby(numbered, place):
        parts = list(together)
        texts = [block.text for _, block in parts]
        kind = "row" if table >= 0 else "figure" if parts[0][1].kind == "figure" else "text"
        if kind == "figure" or any(text.strip() for text in texts):
            key = " \x1f ".join(map(folded, texts))
            bag = Counter(word.key.casefold() for text in texts for word in words(text))
            made.append(Unit(kind, tuple(at for at, _ in parts), key, bag))
    return tuple(made)


def align(old: Sequence[Block], new: Sequence[Block]) -> tuple[Pair, ...]:
    """All units of both, in the order of the letter; what came stands behind what it follows.

    Raises:
        TwinError: too little of the letter stands in the file for it to be that letter.
    """
    ours, theirs = units(old), units(new)
    matcher = SequenceMatcher(
        None, [(u.kind, u.key) for u in ours], [(u.kind, u.key) for u in theirs], autojunk=False
    )
    pairs: list[Pair] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs += map(Pair, ours[i1:i2], theirs[j1:j2])
        else:
            pairs += _between(ours[i1:i2], theirs[j1:j2])
    pairs = _moved(pairs)
    told = sum(len(pair.old.key) for pair in pairs if pair.old and pair.new)
    if told < _LEAST * sum(len(unit.key) for unit in ours):
        raise TwinError(
            "the Word file does not hold this letter: name the case that it was written for, and "
            "the file that was made of that letter"
        )
    return tuple(pairs)


def alike(one: Unit, other: Unit) -> float:
    """The share of words that two units have in common; 0 for units of two kinds."""
    if one.kind != other.kind:
        return 0.0
    if one.key == other.key or one.kind == "figure":
        return 1.0
    total = one.bag.total() + other.bag.total()
    return 2 * (one.bag & other.bag).total() / total if total else 0.0


def _between(ours: Sequence[Unit], theirs: Sequence[Unit]) -> Iterator[Pair]:
    """The alignment of the greatest likeness, in order (Needleman and Wunsch's)."""
    if len(ours) * len(theirs) > _MOST:
        raise TwinError(
            "the Word file has far more in it than the letter. Take out what was added to it"
        )
    likeness = [[alike(one, other) for other in theirs] for one in ours]
    rows, columns = len(ours), len(theirs)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows or j < columns:
        both = i < rows and j < columns and likeness[i][j] >= _ALIKE
        if both and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield Pair(ours[i], theirs[j])
            i, j = i + 1, j + 1
        elif j >= columns or (i < rows and best[i][j] == best[i + 1][j]):
            yield Pair(ours[i], None)
            i += 1
        else:
            yield Pair(None, theirs[j])
            j += 1


def _moved(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs what went in one place with what came, much alike, in another; told where it came."""
    gone = {n: pair.old for n, pair in enumerate(pairs) if pair.old and not pair.new}
    come = [(n, pair.new) for n, pair in enumerate(pairs) if pair.new and not pair.old]
    if len(gone) * len(come) > _MOST:
        return list(pairs)
    settled: dict[int, Pair | None] = {}
    for number, unit in come:
        likeness = {n: alike(one, unit) for n, one in gone.items()}
        nearest = max(likeness, key=lambda n: likeness[n], default=None)
        if nearest is not None and likeness[nearest] >= _MOVED:
            settled[number] = Pair(gone.pop(nearest), unit, moved=True)
            settled[nearest] = None
    kept = (settled.get(number, pair) for number, pair in enumerate(pairs))
    return [pair for pair in kept if pair is not None]
