"""Reads YAML that people edit: every scalar is text or nothing, and each part knows its line.

Why not the reader of `citations/`: intake and citations never see each other, and here a number is
never calculated with; `00123` and `no` stay what was written.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

Where = tuple[str | int, ...]
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
_NEAR = 0.7
_NEARER = 0.82
_ROUNDING = 1e-9


class NotReadableError(ValueError):
    """What is wrong with a text as YAML, and the 1-based line on which it shows."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


class Written:
    """The value of a YAML text, and the line on which each part of it begins."""

    def __init__(self, value: Any, lines: dict[Where, int]) -> None:
        self.value = value
        self._lines = lines

    def line(self, where: Where) -> int:
        """The line of the deepest part of `where` that exists."""
        known: Where = ()
        for step in where:
            if (*known, step) in self._lines:
                known = (*known, step)
        return self._lines.get(known, 1)


def parse(text: str) -> Written:
    """Reads one document.

    Raises:
        NotReadableError: it is not YAML, a key stands twice, or it repeats a part by reference.
    """
    try:
        _check(text)
        node = yaml.compose(text, _LOADER)
        lines: dict[Where, int] = {}
        value = _construct(node, (), lines) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NotReadableError(line, f"it is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise NotReadableError(1, "it is not plain text") from error
    return Written(value, lines)


def _check(text: str) -> None:
    """Refuses what would be repeated without end, or nests deeper than a reader recurses."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise NotReadableError(_line(event), "write a part out instead of a reference (*)")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise NotReadableError(_line(event), "it nests too deep")


def _line(part: Any) -> int:
    return int(part.start_mark.line) + 1 if part.start_mark else 1


def _construct(node: yaml.Node, where: Where, lines: dict[Where, int]) -> Any:
    lines[where] = _line(node)
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                raise NotReadableError(_line(key_node), f"'{key}' stands twice; remove one")
            found[key] = _construct(value_node, (*where, key), lines)
            lines[(*where, key)] = _line(key_node)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, (*where, at), lines) for at, child in enumerate(node.value)]
    plain = not getattr(node, "style", None)
    return None if plain and node.value in _NOTHING else str(node.value)


def meant(written: str, names: Iterable[str]) -> str:
    """A hint at the name that was nearly written, else an empty text."""
    near = difflib.get_close_matches(written, list(names), 1, _NEAR)
    return f"; is '{near[0]}' meant?" if near else ""


class Nearest:
    """Finds the name that is nearly as written among many; make it once for the names.

    Why: a wide sheet has hundreds of headings, each to be held against a thousand names. Length and
    letters tell of nearly all of them that they are not near, by what `ratio` can be at most.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        for name in names:
            self._by_length.setdefault(len(name), []).append((_letters(name), name))

    def meaning(self, written: str) -> str | None:
        """What the name means that is nearly as written, if any is."""
        near = difflib.get_close_matches(written, list(self._likely(written)), 1, _NEARER)
        return self._names[near[0]] if near else None

    def _likely(self, written: str) -> Iterator[str]:
        letters, size = _letters(written), len(written)
        for length, names in self._by_length.items():
            least = _NEARER * (size + length) / 2 - _ROUNDING
            if min(size, length) < least:
                continue
            for theirs, name in names:
                mine_alone = (letters & ~theirs).bit_count()
                theirs_alone = (theirs & ~letters).bit_count()
                if min(size - mine_alone, length - theirs_alone) >= least:
                    yield name


def _letters(text: str) -> int:
    """The different characters of a text as a set of bits; some share one, which does no harm."""
    found = 0
    for character in text:
        found |= 1 << (ord(character) % 64)
    return found
