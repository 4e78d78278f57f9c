"""What is worked out once for each vocabulary, or a part of one, told by its identity.

Why its identity: to hash one by its content walks all of it.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class _Same(Generic[Given]):
    """A value compared by identity. It is held as long, so no other can have its place."""

    __slots__ = ("value",)

    def __init__(self, value: Given) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def once_for_each(most: int) -> Callable[[Callable[[Given], Made]], Callable[[Given], Made]]:
    """Keeps what a function makes of a value, for the last `most` values.

    The values are frozen and nothing of a patient; whoever is given what is kept leaves it as is.
    """

    def kept(make: Callable[[Given], Made]) -> Callable[[Given], Made]:
        @lru_cache(maxsize=most)
        def known(same: _Same[Given]) -> Made:
            return make(same.value)

        @wraps(make)
        def made(value: Given) -> Made:
            return known(_Same(value))

        return made

    return kept
