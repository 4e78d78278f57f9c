"""Tells quickly where a regular expression cannot match: where none of the words it needs stands.

Why: forbidden sentences are told by dozens of expressions, each of which takes longer to search a
letter than the letter takes to write, and hardly any of them ever has a word of its own there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

_ALIKE = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"), ("\u212a", "k"))
"""What matches a Latin letter whatever the case, and does not become it when it is lowered."""
_LEAST = 2
"""A shorter word stands in any sentence, and saves nothing."""
_MOST = 40
_ASCII = 128


class Screened:
    """Texts that expressions are to be tried on. Each word is looked for once in all of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        lowered = [_lowered(text) for text in texts]
        self._whole = "\0".join(lowered)
        self._ends = list(accumulate(len(text) + 1 for text in lowered))
        self._all = (1 << len(texts)) - 1
        self._holding: dict[str, int] = {}

    def may_match(self, pattern: str) -> list[int]:
        """The places of those texts that have the words without which a pattern matches nothing."""
        left = self._all
        for words in _rarest_first(pattern):
            held = 0
            for word in words:
                held |= self._with(word)
            left &= held
            if not left:
                return []
        return [place for place in range(left.bit_length()) if left >> place & 1]

    def _with(self, word: str) -> int:
        """The texts that hold a word: a bit for each, the first text's the lowest."""
        held = self._holding.get(word)
        if held is None:
            held, at = 0, self._whole.find(word)
            while at >= 0:
                place = bisect_right(self._ends, at)
                held |= 1 << place
                at = self._whole.find(word, self._ends[place])
            self._holding[word] = held
        return held


def _lowered(text: str) -> str:
    """A text as needed words are looked for in it."""
    for alike, plain in _ALIKE:
        text = text.replace(alike, plain)
    return text.lower()


@cache
def _rarest_first(pattern: str) -> tuple[frozenset[str], ...]:
    """The words that an expression needs, those first that are likely to stand nowhere."""
    return tuple(sorted(needed(pattern), key=lambda words: (len(words), -_shortest(words))))


@cache
def needed(pattern: str) -> tuple[frozenset[str], ...]:
    """Sets of words; each match of an expression holds a word of every set. None may be known.

    They are lowered. Why so careful: an expression whose syntax tree is not understood, by this
    Python or a later one, is one of which no word is known, and is then always tried itself.
    """
    try:
        from re import _parser  # type: ignore[attr-defined]  # private: see above

        return tuple(dict.fromkeys(_of_sequence(_parser.parse(pattern, re.IGNORECASE))))
    except (ImportError, AttributeError, TypeError, ValueError, re.error):
        return ()


def _of_sequence(steps: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """What all steps of an expression need: each of them must match."""
    known: list[frozenset[str]] = []
    run = ""
    for step, value in steps:
        name = str(step)
        if name == "LITERAL" and value < _ASCII:
            run += chr(value).lower()
        else:
            known += [frozenset({run}), *_of_step(name, value)]
            run = ""
    known.append(frozenset({run}))
    return [words for words in known if len(words) <= _MOST and _shortest(words) >= _LEAST]


def _of_step(name: str, value: Any) -> list[frozenset[str]]:
    match name:
        case "SUBPATTERN":
            return _of_sequence(value[-1])
        case "MAX_REPEAT" | "MIN_REPEAT" if value[0] > 0:
            return _of_sequence(value[2])
        case "BRANCH":
            branches = [_of_sequence(branch) for branch in value[1]]
            if all(branches):
                return [frozenset().union(*(max(each, key=_shortest) for each in branches))]
    return []


def _shortest(words: frozenset[str]) -> int:
    return min(map(len, words), default=0)
