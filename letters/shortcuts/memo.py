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

_PLACES = 1 << 15
"""Places for the hashes of keys met once, 8 bytes each; a newer one takes the place of an older."""


class Memo(Generic[Key, Value]):
    """Holds at most `room` values; those not asked for lately go first.

    Threads may share one: each step is one operation of a dict. At worst a value is made twice.
    """

    def __init__(self, room: int) -> None:
        self._half = max(1, room // 2)
        self._young: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}
        self._met = _places()

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())

    def get(self, key: Key) -> Value | None:
        """The value kept for a key."""
        value = self._young.get(key)
        if value is None and (value := self._old.get(key)) is not None:
            self._keep(key, value)
        return value

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
        self._keep(key, value)

    def clear(self) -> None:
        """Forgets everything."""
        self._young, self._old, self._met = {}, {}, _places()

    def _keep(self, key: Key, value: Value) -> None:
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = value


def _places() -> "array[int]":
    """Places that no key has: -1 is the hash of nothing.

    Why not a set: its numbers would stay between the objects of letters, whose memory could then
    not be given back.
    """
    return array("q", [-1]) * _PLACES
