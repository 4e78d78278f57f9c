"""Traces the edited wording of one place to what that place rests on.

A number that is right elsewhere is wrong here, so a value is at home only in its own sentence, row
or cell, in the order in which it stood there. Words that turn a meaning are told like values.
"""

from collections.abc import Iterator, Sequence, Set
from difflib import SequenceMatcher
from typing import NamedTuple

from letters.twin.words import (
    NO_NAMES,
    VALUES,
    Names,
    Weight,
    WeightKind,
    besides,
    same,
    weights,
    words,
)

_TURNS = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "anti")
"""What turns a word round when it stands before it."""


class Change(NamedTuple):
    """A word of weight that changed, or other words where `kind` is None."""

    kind: WeightKind | None
    before: str
    after: str
    elsewhere: bool = False


class Ground(NamedTuple):
    """What values may be traced to: `own` texts of a place, and the keys of the whole letter's."""

    own: tuple[str, ...] = ()
    letter: Set[str] = frozenset()
    names: Names = NO_NAMES


def traced(before: str, after: str, ground: Ground) -> tuple[Change, ...]:
    """How an edited text of one place differs in what it says; nothing where it reads the same."""
    if same(before, after):
        return ()
    old, new = weights(before, ground.names), weights(after, ground.names)
    changes = [*_weighty(old, new, ground), *_turned(before, after)]
    if not changes or besides(before, old) != besides(after, new):
        told = any(change.kind == "negation" for change in changes) and len(changes) == 1
        if not (told and list(_turned(before, after))):
            changes.append(Change(None, before, after))
    return tuple(changes)


def values(text: str, ground: Ground) -> tuple[Change, ...]:
    """The values of a text that came: none of them is at home in the letter."""
    return tuple(
        Change(weight.kind, "", weight.text, weight.key in ground.letter)
        for weight in weights(text, ground.names)
        if weight.kind in VALUES
    )


def _weighty(old: Sequence[Weight], new: Sequence[Weight], ground: Ground) -> Iterator[Change]:
    stood = {weight.key for weight in old}
    vouched = {weight.key for text in ground.own for weight in weights(text, ground.names)} - stood
    keys = [(each.kind, each.key) for each in old], [(each.kind, each.key) for each in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = list(old[i1:i2]), list(new[j1:j2])
        if tag == "insert":
            come = [each for each in come if each.kind not in VALUES or each.key not in vouched]
        for at in range(max(len(gone), len(come))):
            was = gone[at] if at < len(gone) else None
            now = come[at] if at < len(come) else None
            kind = now.kind if now else was.kind if was else None
            yield Change(
                kind,
                was.text if was else "",
                now.text if now else "",
                now is not None and now.kind in VALUES and now.key in ground.letter,
            )


def _turned(before: str, after: str) -> Iterator[Change]:
    """Words that a syllable before them has turned round, or no longer turns."""
    old, new = ([w.key.casefold() for w in words(text)] for text in (before, after))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "replace" or i2 - i1 != j2 - j1:
            continue
        for one, other in zip(old[i1:i2], new[j1:j2], strict=True):
            short, long = sorted((one, other), key=len)
            known = {weight.kind for text in (one, other) for weight in weights(text)}
            if not known and any(long == turn + short for turn in _TURNS):
                yield Change("negation", one, other)
