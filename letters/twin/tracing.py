"""Traces the edited wording of one place to what that place rests on.

A number that is right elsewhere is wrong here, so a value is at home only in its own sentence, row
or cell, in the order in which it stood there. Words that turn a meaning are told like values.
"""

from collections.abc import Iterator, Set
from difflib import SequenceMatcher
from typing import NamedTuple

from letters.twin.words import (
    NO_NAMES,
    VALUES,
    Names,
    Weight,
    WeightKind,
    following,
    same,
    weights,
    words,
)

_TURNS = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "anti")
"""What turns a word round when it stands before it."""


class Turn(NamedTuple):
    """A word of weight that changed; where none did, `kind` is None and the texts are the whole."""

    kind: WeightKind | None
    before: str
    after: str
    elsewhere: bool = False


class Ground(NamedTuple):
    """What values may be traced to: `own` texts of a place, and the keys of the whole letter's."""

    own: tuple[str, ...] = ()
    letter: Set[str] = frozenset()
    names: Names = NO_NAMES


def traced(before: str, after: str, ground: Ground) -> tuple[Turn, ...]:
    """How an edited text of one place differs in what it says; nothing where it reads the same."""
    if same(before, after):
        return ()
    turns = (*_weighty(before, after, ground), *_turned(before, after))
    return turns or (Turn(None, before, after),)


def values(text: str, names: Names = NO_NAMES) -> tuple[str, ...]:
    """The values of a text, as they stand in it."""
    return tuple(weight.text for weight in weights(text, names) if weight.kind in VALUES)


def _weighty(before: str, after: str, ground: Ground) -> Iterator[Turn]:
    old, new = weights(before, ground.names), weights(after, ground.names)
    stood = {weight.key for weight in old}
    vouched = {weight.key for text in ground.own for weight in weights(text, ground.names)} - stood
    keys = [_key(before, each) for each in old], [_key(after, each) for each in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[i1:i2], list(new[j1:j2])
        if tag == "insert":
            come = [each for each in come if each.kind not in VALUES or each.key not in vouched]
        for was in gone:
            now = next((each for each in come if each.kind == was.kind), None)
            if now is not None:
                come.remove(now)
            is_bound = now is not None and now.key == was.key and was.kind == "negation"
            yield Turn(
                was.kind,
                _with_next(before, was) if is_bound else was.text,
                "" if now is None else _with_next(after, now) if is_bound else now.text,
                now is not None and _is_elsewhere(now, ground),
            )
        for now in come:
            yield Turn(now.kind, "", now.text, _is_elsewhere(now, ground))


def _key(text: str, weight: Weight) -> tuple[str, ...]:
    """What a word of weight is compared as: a negation with what it denies, wherever it stands."""
    denied = (following(text, weight),) if weight.kind == "negation" else ()
    return (weight.kind, weight.key, *denied)


def _with_next(text: str, weight: Weight) -> str:
    return f"{weight.text} {following(text, weight)}".strip()


def _is_elsewhere(weight: Weight, ground: Ground) -> bool:
    """Whether the letter tells a value; a bare number may count anything."""
    return weight.kind in VALUES - {"number"} and weight.key in ground.letter


def _turned(before: str, after: str) -> Iterator[Turn]:
    """Words that a syllable before them has turned round, or no longer turns."""
    old, new = ([w.key.casefold() for w in words(text)] for text in (before, after))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "replace" or i2 - i1 != j2 - j1:
            continue
        for one, other in zip(old[i1:i2], new[j1:j2], strict=True):
            short, long = sorted((one, other), key=len)
            known = {weight.kind for text in (one, other) for weight in weights(text)}
            if not known and any(long == turn + short for turn in _TURNS):
                yield Turn("negation", one, other)
