"""A memory of a fixed size that takes in only what it met before.

Letters differ in their facts and share their wording. A line met twice is likely to be met again; a
line with a patient's values is not, so that it is neither kept nor pushes out what is of use. What
is kept stays in this process; nothing is ever written.
"""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_REMEMBERED = 50_000


class Memo(Generic[Key, Value]):
    """Holds at most `room` values; those not asked for lately go first.

    Threads may share one: each step is one operation of a dict. At worst a value is made twice.
    """

    def __init__(self, room: int) -> None:
        self._half = max(1, room // 2)
        self._young: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}
        self._met: set[int] = set()

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
        met, sign = self._met, hash(key)
        if sign in met:
            return True
        if len(met) >= _REMEMBERED:
            self._met = met = set()
        met.add(sign)
        return False

    def put(self, key: Key, value: Value) -> None:
        """Keeps a value."""
        self._keep(key, value)

    def clear(self) -> None:
        """Forgets everything."""
        self._young, self._old, self._met = {}, {}, set()

    def _keep(self, key: Key, value: Value) -> None:
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = value
