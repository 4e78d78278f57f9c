"""Which part of a letter's model each character of its page comes from.

Found out by writing the letter once more with marks in its texts, through the same templates: so it
holds for a practice's own templates too, and needs no trace in the Word file, where an editor would
drop it. A text is marked behind its first and before its last character, since templates look at
these; the number of a citation becomes one that tells its sentence as well.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from letters.rationale.model import Cited, Fact, Letter
from letters.twin.blocks import Block, Run
from letters.twin.words import folded

Path = tuple[str | int, ...]
"""Where something stands in a letter: fields by name, parts of a list by their place from 0."""

_FIRST = 0xF0000
"""The first of the characters that no text has: plane 15 is for private use."""
_LAST = 0x10FFFF
_EACH = 3
_BEGINS, _ENDS, _ALONE = range(_EACH)
_TAGGED = 10**17
_STEP = 10**4
_NUMBER = re.compile(r"(?<!\d)10{6}\d{11}(?!\d)")
_SILENT = frozenset(
    {
        *("document", "case_id", "language", "running", "library", "tool", "embedded", "facts"),
        *(
            "accepted",
            "fact",
            "id",
            "source",
            "file",
            "target_label",
            "unit",
            "measure",
            "bars",
            "panels",
        ),
    }
)
"""Fields that no editable text comes from: templates compare, draw or hide them."""


class Segment(NamedTuple):
    """A stretch of a block's text that comes from one part of the letter.

    `path` is the field's, or the sentence's whose citations are printed here where it is `cited`.
    """

    start: int
    end: int
    path: Path
    cited: bool = False


class Placed(NamedTuple):
    """A block of the letter as written, and where its text comes from, in order."""

    block: Block
    segments: tuple[Segment, ...]


Write = Callable[[Letter], Sequence[Block]]
"""Writes a letter as blocks."""


class _Marked(NamedTuple):
    """What marks stand for: the fields of each mark, and the sentences of the tagged numbers."""

    texts: tuple[tuple[Path, ...], ...]
    claims: tuple[Path, ...]


def anchor(path: Path | None) -> Path | None:
    """The sentence of a text if others may stand beside it; words of the payer stay alone."""
    if path is None or len(path) < len(("list", 0, "text")) or path[0] == "denial_quote":
        return None
    named, number, field = path[-3:]
    is_sentence = field == "text" and isinstance(number, int) and isinstance(named, str)
    return path[:-1] if is_sentence else None


def placed(letter: Letter, page: Write, plain: Sequence[Block]) -> tuple[Placed, ...]:
    """The blocks of a letter with the part of it that each text comes from.

    `plain` are its blocks as written.
    """
    marked = _marks(letter)
    told = tuple(range(len(marked.texts)))
    made = page(_tagged(letter, marked, told))
    if not _is_same(made, plain):
        kept = _agreeing(letter, page, plain, marked, told)
        made = page(_tagged(letter, marked, kept))
    reader = _Reader(marked, made)
    return tuple(reader.read(*each) for each in zip(plain, made, strict=True))


def _agreeing(
    letter: Letter, page: Write, plain: Sequence[Block], marked: _Marked, tried: tuple[int, ...]
) -> tuple[int, ...]:
    """Those marks with which the page still says the same: a template may compare a text."""
    if not tried or _is_same(page(_tagged(letter, marked, tried)), plain):
        return tried
    if len(tried) == 1:
        return ()
    half = len(tried) // 2
    return (
        *_agreeing(letter, page, plain, marked, tried[:half]),
        *_agreeing(letter, page, plain, marked, tried[half:]),
    )


def _is_same(made: Sequence[Block], plain: Sequence[Block]) -> bool:
    return len(made) == len(plain) and all(
        folded(_bare(one.text)) == folded(other.text)
        for one, other in zip(made, plain, strict=True)
    )


def _marks(letter: Letter) -> _Marked:
    texts: list[tuple[Path, ...]] = []
    claims: list[Path] = []
    for path, part in _parts(letter, ()):
        if isinstance(part, Cited):
            if path[:-2] not in claims:
                claims.append(path[:-2])
            continue
        # Fields of one part that say the same get one mark: a template may compare them.
        by_text: dict[str, list[Path]] = {}
        for below, text in _texts(part, path):
            if folded(text) and not any(ord(char) >= _FIRST for char in text):
                by_text.setdefault(text, []).append(below)
        texts += (tuple(paths) for paths in by_text.values())
    return _Marked(tuple(texts[: (_LAST - _FIRST) // _EACH]), tuple(claims))


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every part of a letter that may hold text."""
    if isinstance(value, BaseModel):
        if not isinstance(value, Fact):
            yield path, value
        if isinstance(value, Fact | Cited):
            return
        for name in type(value).model_fields:
            if name not in _SILENT:
                yield from _parts(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for number, below in enumerate(value):
            yield from _parts(below, (*path, number))


def _texts(part: BaseModel, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts right in a part, those in its lists too."""

    def below(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
        if isinstance(value, str) and value:
            yield at, value
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                yield from below(each, (*at, number))

    for name in type(part).model_fields:
        if name not in _SILENT:
            yield from below(getattr(part, name), (*path, name))


def _tagged(letter: Letter, marked: _Marked, told: Sequence[int]) -> Letter:
    """The letter with marks in its texts and numbers that tell their sentences."""
    marks = {path: mark for mark in told for path in marked.texts[mark]}
    claims = {path: number for number, path in enumerate(marked.claims)}

    def again(value: Any, path: Path) -> Any:
        if isinstance(value, str):
            return _with_mark(value, marks[path]) if path in marks else value
        if isinstance(value, tuple):
            return tuple(again(each, (*path, number)) for number, each in enumerate(value))
        if isinstance(value, Cited):
            tagged = _TAGGED + claims[path[:-2]] * _STEP + value.number
            return value.model_copy(update={"number": tagged})
        if isinstance(value, BaseModel) and not isinstance(value, Fact):
            fields = {
                name: again(getattr(value, name), (*path, name))
                for name in type(value).model_fields
            }
            return value.model_copy(update=fields)
        return value

    made: Letter = again(letter, ())
    return made


def _with_mark(text: str, mark: int) -> str:
    at = _FIRST + mark * _EACH
    # A page leaves out what does not show, so marks stand beside what does.
    seen = [place for place, char in enumerate(text) if folded(char)]
    first, last = seen[0], seen[-1]
    if first == last:
        return text[: first + 1] + chr(at + _ALONE) + text[first + 1 :]
    inner = text[first + 1 : last]
    return f"{text[: first + 1]}{chr(at + _BEGINS)}{inner}{chr(at + _ENDS)}{text[last:]}"


def _bare(text: str) -> str:
    """A marked text as it stands without marks."""
    plain = "".join(char for char in text if ord(char) < _FIRST)
    return _NUMBER.sub(lambda found: str(int(found[0]) % _STEP), plain)


class _Reader:
    """Reads the marks of a page off, block by block in order."""

    def __init__(self, marked: _Marked, made: Sequence[Block]) -> None:
        self._marked = marked
        chars = Counter(char for block in made for char in block.text if ord(char) >= _FIRST)
        self._times = Counter[int]()
        for char, count in chars.items():
            mark, kind = divmod(ord(char) - _FIRST, _EACH)
            self._times[mark] += count if kind != _ENDS else 0
        self._seen = Counter[int]()

    def read(self, block: Block, told: Block) -> Placed:
        """The block as written with what its text comes from; its runs are those of `told`."""
        runs: list[Run] = []
        segments: list[Segment] = []
        begun: dict[int, int] = {}
        length = 0
        for run in told.runs:
            text, at = "", 0
            while at < len(run.text):
                number = _NUMBER.match(run.text, at)
                here = length + len(text)
                if number:
                    printed = int(number[0]) % _STEP
                    path = self._marked.claims[(int(number[0]) - _TAGGED) // _STEP]
                    segments.append(Segment(here, here + len(str(printed)), path, cited=True))
                    text += str(printed)
                    at = number.end()
                    continue
                char, at = run.text[at], at + 1
                if ord(char) < _FIRST:
                    text += char
                    continue
                mark, kind = divmod(ord(char) - _FIRST, _EACH)
                if kind == _BEGINS:
                    begun[mark] = here - 1
                elif kind == _ALONE:
                    segments.append(Segment(here - 1, here, self._path(mark)))
                elif mark in begun:
                    segments.append(Segment(begun.pop(mark), here + 1, self._path(mark)))
            length += len(text)
            runs.append(run.model_copy(update={"text": text}))
        return Placed(block.model_copy(update={"runs": tuple(runs)}), tuple(sorted(segments)))

    def _path(self, mark: int) -> Path:
        """The field of a mark; of several that say the same, the next one if each is printed."""
        paths = self._marked.texts[mark]
        number = self._seen[mark]
        self._seen[mark] += 1
        return paths[number] if self._times[mark] == len(paths) else paths[0]
