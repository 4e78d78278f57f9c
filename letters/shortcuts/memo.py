"""A memory of a fixed size that takes in only what it met before.

Letters differ in their facts and share their wording. A line met twice is likely to be met again; a
line with a patient's values is not, so that it is neither kept nor pushes out what is of use. What
is kept stays in this process; nothing is ever written.
"""

from array import array
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_PLACES = 1 << 14
"""Places for the hashes of keys met once, 8 bytes each; a newer one takes the place of an older."""


class _Kept(Generic[Value]):
    """A value, and how often it was asked for."""

    __slots__ = ("asked", "value")

    def __init__(self, value: Value) -> None:
        self.value = value
        self.asked = 0


class Memo(Generic[Key, Value]):
    """Holds at most `room` values; those asked for least go first.

    Why not those asked for longest ago: a letter brings hundreds of lines that come twice by chance
    and never again, and letters of its kind may be rare.

    Threads may share one: each step is one operation of a dict. At worst a value is made twice.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: dict[Key, _Kept[Value]] = {}
        self._met = _places()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value kept for a key."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        kept.asked += 1
        return kept.value

    def known(self, key: Key) -> bool:
        """Whether a key was met before; from now on it was."""
        sign = hash(key)
        place = sign % _PLACES
        if self._met[place] == sign:
            return True
        self._met[place] = sign
        return False

    def put(self, key: Key, value: Value) -> None:
        """Keeps a value."""
        if len(self._kept) >= self._room:
            self._thin()
        self._kept[key] = _Kept(value)

    def clear(self) -> None:
        """Forgets everything."""
        self._kept, self._met = {}, _places()

    def _thin(self) -> None:
        """Lets a quarter go, those asked for least and of these the oldest.

        The others count half of what they did: what was asked for long ago does not stay for ever.
        """
        newest = reversed(list(self._kept.items()))
        stay = sorted(newest, key=lambda each: each[1].asked, reverse=True)[: self._room * 3 // 4]
        for _, kept in stay:
            kept.asked //= 2
        self._kept = dict(reversed(stay))


def _places() -> "array[int]":
    """Places that no key has: -1 is the hash of nothing.

    Why not a set: its numbers would stay between the objects of letters, whose memory could then
    not be given back.
    """
    return array("q", [-1]) * _PLACES
