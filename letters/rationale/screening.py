"""Tells quickly where a regular expression cannot match: where none of the words it needs stands.

Why: forbidden sentences are told by dozens of expressions, each of which takes longer to search a
letter than the letter takes to write, and hardly any of them ever has a word of its own there.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

_ALIKE = str.maketrans("\u0130\u0131\u017f\u212a", "iisk")
"""What matches a Latin letter whatever the case, and does not become it when it is lowered."""
_LEAST = 3
"""A shorter word stands in any letter, and saves nothing."""
_MOST = 40
_ASCII = 128


def lowered(text: str) -> str:
    """A text as needed words are looked for in it."""
    return text.translate(_ALIKE).lower()


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


def may_stand(pattern: str, text: str) -> bool:
    """Whether a lowered text has the words without which a pattern matches nothing."""
    return all(any(word in text for word in words) for words in needed(pattern))


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
