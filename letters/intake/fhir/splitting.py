"""Takes JSON apart into the texts of its resources, so that no file is held as a whole.

Why not a streaming parser: one entry that is not well-formed would cost all that follow it. Here
only brackets outside of strings are counted, and each resource is parsed by itself.
"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from letters.intake.limits import Limits
from letters.intake.reading import ReadingError

_EXPORT = "export it again from the system it came from"
_TO_BRACKET = re.compile(r'(?:[^][{}"]++|"(?:[^"\\]++|\\.)*+")*+([][{}])', re.DOTALL)
"""All up to the next bracket outside of a string. Possessive, so that no text makes it go back."""
_ENTRIES = re.compile(r'(?<!\\)"entry"\s*+:\s*+\Z')
_BETWEEN = " \t\r\n,\ufeff"
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")

_NOT_JSON = "it is not well-formed JSON"
_CUT = "it ends before it is whole, as a download that broke off"


class Piece(NamedTuple):
    """The text of one resource, or of one entry of a Bundle or list."""

    is_entry: bool
    text: str


def pieces(chunks: Iterator[str], limits: Limits) -> Iterator[Piece]:
    """The entries of each Bundle or list, and then what stands around them with no entries.

    Raises:
        ReadingError: brackets do not match, nest too deep, or the text ends before them.
    """
    return _Splitter(chunks, limits).pieces()


class _Splitter:
    """Holds no more text than the piece that is being read."""

    def __init__(self, chunks: Iterator[str], limits: Limits) -> None:
        self._chunks = chunks
        self._limits = limits
        self._text = ""
        self._at = 0
        self._depth = 0
        self._start: int | None = None
        self._entries_at: int | None = None
        self._around: list[str] = []
        self._longer = 1

    def pieces(self) -> Iterator[Piece]:
        while (match := self._next()) is not None:
            before, bracket = self._text[match.start() : match.start(1)], match[1]
            self._at = match.end()
            if bracket in "[{":
                yield from self._opened(before, bracket)
            else:
                yield from self._closed(before)
        if self._depth:
            raise ReadingError(_CUT, _EXPORT)
        if self._text[self._at :].strip(_BETWEEN):
            raise ReadingError(_NOT_JSON, _EXPORT)

    def _next(self) -> re.Match[str] | None:
        while (match := _TO_BRACKET.match(self._text, self._at)) is None:
            more = [chunk for _, chunk in zip(range(self._longer), self._chunks, strict=False)]
            if not more:
                return None
            # Why doubled: a long string is looked through again from its start each time.
            self._longer *= 2
            keep = self._at if self._start is None else self._start
            self._text = self._text[keep:] + "".join(more)
            self._at -= keep
            self._start = None if self._start is None else 0
        self._longer = 1
        return match

    def _opened(self, before: str, bracket: str) -> Iterator[Piece]:
        here = self._at - 1
        if self._depth == 0:
            if before.strip(_BETWEEN):
                raise ReadingError(_NOT_JSON, _EXPORT)
            self._entries_at = 1 if bracket == "[" else None
            self._start = None if bracket == "[" else here
        elif self._depth == self._entries_at:
            yield from _stray(before)
            if (end := _end(self._text, here)) is not None:
                yield Piece(True, self._text[here:end])
                self._at = end
                return
            self._start = here
        elif self._depth == 1 and bracket == "[" and _ENTRIES.search(before):
            assert self._start is not None
            self._around.append(self._text[self._start : self._at])
            self._start, self._entries_at = None, 2
        self._depth += 1
        if self._depth > self._limits.depth:
            raise self._limits.beyond("depth", "how deep it nests")

    def _closed(self, before: str) -> Iterator[Piece]:
        self._depth -= 1
        if self._depth < 0:
            raise ReadingError(_NOT_JSON, _EXPORT)
        if self._depth == self._entries_at:
            assert self._start is not None
            yield Piece(True, self._text[self._start : self._at])
            self._start = None
        elif self._entries_at is not None and self._depth == self._entries_at - 1:
            yield from _stray(before)
            self._start = self._at - 1 if self._depth else None
            self._entries_at = None
        elif self._depth == 0:
            assert self._start is not None
            yield Piece(False, "".join((*self._around, self._text[self._start : self._at])))
            self._start, self._around = None, []


def _end(text: str, start: int) -> int | None:
    """Where a value ends that is well-formed and stands whole in a text; counting takes longer."""
    try:
        return _SCANNER.raw_decode(text, start)[1]
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _stray(between: str) -> Iterator[Piece]:
    """What stands between entries and is none, as null or a number."""
    if between.strip(_BETWEEN):
        yield Piece(True, between.strip(_BETWEEN))


def parsed(text: str) -> Any:
    """The value of a JSON text. Numbers keep their digits; line breaks in strings are let pass.

    Raises:
        ReadingError: it is not well-formed, a name stands twice in an object, a number is none or
            endless, or a text is not whole characters.
    """
    if not text.isascii() and _HALF.search(text):
        raise ReadingError("it holds bytes that are not text in its encoding", _EXPORT)
    try:
        value = _DECODER.decode(text.strip(_BETWEEN))
    except ReadingError:
        raise
    except (ValueError, ArithmeticError, RecursionError, MemoryError) as error:
        raise ReadingError(_NOT_JSON, _EXPORT) from error
    if _ESCAPED_HALF.search(text) and _has_half(value):
        raise ReadingError("a text in it holds half a character", _EXPORT)
    return value


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object each of whose names stands once. Why: of two statuses either may be meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ReadingError("a name stands twice in one object", _EXPORT)
    return found


def _no_number(_written: str) -> Any:
    raise ReadingError("a number in it is no number", _EXPORT)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number, strict=False
)
_SCANNER = json.JSONDecoder(strict=False)


def _has_half(value: Any) -> bool:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if _HALF.search(each):
                return True
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
    return False
