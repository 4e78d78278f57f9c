"""Three-valued truth: met, not met, unknown, joined by Kleene's strong logic."""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    """Whether a criterion holds in a case.

    Why: silence in a record is never "no", so a plain bool cannot carry the answer,
    and using one of these where a bool is expected is refused.
    """

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth is not a bool: compare it with Truth.MET")

    def __invert__(self) -> "Truth":
        return _NEGATION[self]

    @classmethod
    def of(cls, known: bool | None) -> "Truth":
        """Reads an optional bool: None is unknown."""
        if known is None:
            return cls.UNKNOWN
        return cls.MET if known else cls.NOT_MET


_NEGATION = {
    Truth.MET: Truth.NOT_MET,
    Truth.NOT_MET: Truth.MET,
    Truth.UNKNOWN: Truth.UNKNOWN,
}


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Tells whether `count` or more of `truths` are met."""
    seen = list(truths)
    met = seen.count(Truth.MET)
    if met >= count:
        return Truth.MET
    return Truth.UNKNOWN if met + seen.count(Truth.UNKNOWN) >= count else Truth.NOT_MET


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene conjunction; nothing at all is met."""
    seen = list(truths)
    return at_least(len(seen), seen)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene disjunction; nothing at all is not met."""
    return at_least(1, truths)


def none_of(truths: Iterable[Truth]) -> Truth:
    """Met when every one is known not to be met."""
    return ~any_of(truths)
