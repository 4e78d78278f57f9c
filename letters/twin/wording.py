"""What became of each part of a block's text in the edited text that stands for it."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from letters.twin.blocks import Block
from letters.twin.places import Path, Placed, anchor
from letters.twin.words import Word, same, words

_ENDS = frozenset(".?!")
_CLOSES = frozenset("\"')]")
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*[,;]?")
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")

_Op = tuple[str, int, int, int, int]
"""What becomes of words, as `difflib` tells it."""
Numbers = tuple[int, ...]
"""Numbers of references, ascending."""


_BEFORE = -1
"""Stands for the stretch of references before which no word stands."""


class Stretch(NamedTuple):
    """A part of a block's text in order: from a field of the letter, or a template's own words."""

    path: Path | None
    text: str


class Became(NamedTuple):
    """A stretch and its edited text; the same where it was not edited, empty where it went."""

    stretch: Stretch
    text: str

    @property
    def is_edited(self) -> bool:
        """Whether the two do not read the same."""
        return not same(self.stretch.text, self.text)


class Inserted(NamedTuple):
    """Sentences that came, behind one field of the letter and before another, as far as known."""

    after: Path | None
    before: Path | None
    text: str
    numbers: Numbers


class Numbered(NamedTuple):
    """The references of a sentence before and after; `path` is None where none belong."""

    path: Path | None
    before: Numbers
    after: Numbers


class Wording(NamedTuple):
    """What became of a block: its stretches in order, what came between them, its references."""

    became: tuple[Became, ...]
    inserted: tuple[Inserted, ...]
    numbered: tuple[Numbered, ...]


class Unnumbered(NamedTuple):
    """A text without the numbers of references in it, and these, each behind how many words."""

    text: str
    words: tuple[Word, ...]
    numbers: tuple[tuple[int, Numbers], ...]


def told(block: Block) -> Unnumbered:
    """A block's words, its raised numbers set apart."""
    text, groups = "", []
    for run in block.runs:
        if run.raised and _NUMBERS.fullmatch(run.text.strip()):
            groups.append((len(text), _numbers(run.text)))
            # What stood on either side of a number is two words.
            text += " " if run.text[-1:].isspace() else ""
        else:
            text += run.text
    found = words(text)
    placed = tuple((sum(word.end <= at for word in found), numbers) for at, numbers in groups)
    return Unnumbered(text, found, placed)


def _numbers(text: str) -> Numbers:
    found: set[int] = set()
    for part in re.split(r"\s*[,;]\s*", text.strip().rstrip(",;")):
        first, _, last = re.sub(r"\s*[\u2013-]\s*", "-", part).partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return tuple(sorted(found))


def wording(old: Placed, new: Block) -> Wording:
    """What became of each part of a block in the block that stands for it."""
    return _Weighing(old, new).weighed()


class _Weighing:
    """Follows each word of a block to where it went."""

    def __init__(self, old: Placed, new: Block) -> None:
        self._claims: dict[int, Path] = {}
        self._stretches: list[Stretch] = []
        self._keys: list[str] = []
        self._owners: list[int] = []
        self._old_numbers: dict[int, set[int]] = {}
        self._split(old)
        self._new = told(new)
        self._given: list[int | None] = [None] * len(self._new.words)
        self._came: list[tuple[int, int, int | None, int | None]] = []

    def _split(self, old: Placed) -> None:
        """Cuts the letter's text at its fields; numbers of references belong to what is before."""
        text, at = old.block.text, 0
        for segment in old.segments:
            self._stretch(None, text[at : segment.start])
            at = max(at, segment.end)
            if segment.cited:
                owner = len(self._stretches) - 1
                self._claims[owner] = segment.path
                number = int(text[segment.start : segment.end])
                self._old_numbers.setdefault(owner, set()).add(number)
            else:
                self._stretch(segment.path, text[segment.start : segment.end])
        self._stretch(None, text[at:])

    def _stretch(self, path: Path | None, text: str) -> None:
        found = words(text)
        if path is None and self._claims.get(len(self._stretches) - 1):
            # A comma between two numbers of references is no word.
            found = () if text.strip() in (",", ";") else found
        if found:
            self._stretches.append(Stretch(path, text.strip()))
            self._keys += (word.key for word in found)
            self._owners += [len(self._stretches) - 1] * len(found)

    def weighed(self) -> Wording:
        """Every stretch with its text now, what came, and the references of each sentence."""
        keys = [word.key for word in self._new.words]
        matcher = SequenceMatcher(None, self._keys, keys, autojunk=False)
        for tag, i1, i2, j1, j2 in self._slid(matcher.get_opcodes(), keys):
            if tag == "equal":
                self._given[j1:j2] = self._owners[i1:i2]
            elif tag == "insert":
                self._insert(i1, j1, j2)
            elif tag == "replace":
                self._replace(i1, i2, j1, j2)
        became = tuple(
            Became(stretch, self._now(number)) for number, stretch in enumerate(self._stretches)
        )
        return Wording(became, tuple(self._insertions()), tuple(self._references()))

    def _slid(self, opcodes: Iterable[_Op], keys: Sequence[str]) -> list[_Op]:
        """Moves what came or went to the edge of a field where the same words allow it.

        Why: `A b. A x. A c.` holds a new sentence in two ways; the edges tell which is meant.
        """
        ops = list(opcodes)
        for number in range(1, len(ops) - 1):
            (left, a1, a2, b1, b2), op, (right, c1, c2, d1, d2) = ops[number - 1 : number + 2]
            tag, i1, i2, j1, j2 = op
            if tag not in ("insert", "delete") or left != "equal" or right != "equal":
                continue
            row, start, end = (keys, j1, j2) if tag == "insert" else (self._keys, i1, i2)
            for by in self._shifts(row, start, end, a2 - a1, c2 - c1):
                if self._is_edge(i1 + by) and self._is_edge(i2 + by):
                    ops[number - 1 : number + 2] = [
                        (left, a1, a2 + by, b1, b2 + by),
                        (tag, i1 + by, i2 + by, j1 + by, j2 + by),
                        (right, c1 + by, c2, d1 + by, d2),
                    ]
                    break
        return ops

    @staticmethod
    def _shifts(row: Sequence[str], start: int, end: int, left: int, right: int) -> list[int]:
        """By how many words a stretch may be moved, the nearest first."""
        found = [0]
        for way, most in ((-1, left), (1, right)):
            shift = 0
            while abs(shift) < most:
                ahead = (
                    (start + shift - 1, end + shift - 1)
                    if way < 0
                    else (start + shift, end + shift)
                )
                if row[ahead[0]] != row[ahead[1]]:
                    break
                shift += way
                found.append(shift)
        return sorted(found, key=abs)

    def _is_edge(self, at: int) -> bool:
        if at in (0, len(self._owners)):
            return True
        return self._owners[at - 1] != self._owners[at]

    def _sides(self, at: int) -> tuple[int | None, int | None]:
        left = self._owners[at - 1] if at else None
        return left, self._owners[at] if at < len(self._owners) else None

    def _insert(self, at: int, j1: int, j2: int) -> None:
        left, right = self._sides(at)
        if left is not None and left == right:
            self._given[j1:j2] = [left] * (j2 - j1)
        elif self._is_sentence(j1, j2) and self._by_sentence(left, right):
            self._came.append((j1, j2, left, right))
        else:
            self._given[j1:j2] = [self._joined(left, right, j1, j2)] * (j2 - j1)

    def _is_sentence(self, j1: int, j2: int) -> bool:
        """Whether new words begin and end where sentences do."""
        last = next(
            (self._new.words[j].key for j in range(j2 - 1, j1 - 1, -1) if not self._closes(j)), ""
        )
        before = next(
            (self._new.words[j].key for j in range(j1 - 1, -1, -1) if not self._closes(j)), "."
        )
        return last in _ENDS and before in _ENDS and j2 - j1 > 1

    def _closes(self, at: int) -> bool:
        return self._new.words[at].key in _CLOSES

    def _by_sentence(self, left: int | None, right: int | None) -> bool:
        return any(
            side is not None and anchor(self._stretches[side].path) for side in (left, right)
        )

    def _joined(self, left: int | None, right: int | None, j1: int, j2: int) -> int:
        """To which of two neighbors words belong that came between them."""
        sides = [side for side in (left, right) if side is not None]
        ours = [side for side in sides if self._stretches[side].path is not None]
        if len(ours) == 2 and self._new.words[j2 - 1].key not in _ENDS:
            return ours[1]
        return (ours or sides or [0])[0]

    def _replace(self, i1: int, i2: int, j1: int, j2: int) -> None:
        """Gives new words to the fields whose words they replace, sentence by sentence."""
        owners = list(dict.fromkeys(self._owners[i1:i2]))
        ours = [owner for owner in owners if self._stretches[owner].path is not None] or owners
        number = 0
        for at in range(j1, j2):
            self._given[at] = ours[min(number, len(ours) - 1)]
            number += self._new.words[at].key in _ENDS and at + 1 < j2

    def _now(self, number: int) -> str:
        """The text that a stretch has now."""
        found = [
            word
            for word, owner in zip(self._new.words, self._given, strict=True)
            if owner == number
        ]
        return self._text(found)

    def _text(self, found: Sequence[Word]) -> str:
        if not found:
            return ""
        return _BLANKS.sub(" ", self._new.text[found[0].start : found[-1].end])

    def _insertions(self) -> Iterable[Inserted]:
        for j1, j2, left, right in self._came:
            numbers = {
                number for at, group in self._new.numbers if j1 < at <= j2 for number in group
            }
            after, before = (
                None if side is None else self._stretches[side].path for side in (left, right)
            )
            text = self._text(self._new.words[j1:j2])
            yield Inserted(after, before, text, tuple(sorted(numbers)))

    def _references(self) -> Iterable[Numbered]:
        now: dict[int, set[int]] = {}
        for at, group in self._new.numbers:
            if any(j1 < at <= j2 for j1, j2, _, _ in self._came):
                continue
            owner = self._given[at - 1] if at else None
            now.setdefault(_BEFORE if owner is None else owner, set()).update(group)
        for owner in dict.fromkeys((*self._old_numbers, *now)):
            before = tuple(sorted(self._old_numbers.get(owner, ())))
            after = tuple(sorted(now.get(owner, ())))
            if before != after:
                yield Numbered(self._claim(owner), before, after)

    def _claim(self, owner: int) -> Path | None:
        """The sentence to which references behind a stretch belong."""
        path = self._stretches[owner].path if 0 <= owner < len(self._stretches) else None
        is_sentence = path is not None and path[-1] == "text"
        return self._claims.get(owner) or (path[:-1] if path and is_sentence else None)
