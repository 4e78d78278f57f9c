"""The base of every value that passes between stages."""

from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value that refuses unknown fields and survives a JSON round trip."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Value = TypeVar("Value", bound=Frozen)


def slimmed(value: Value) -> Value:
    """The same value, with the set of the fields that it was told shared by all told the same.

    Why: a run holds very many of some values, and the set of each takes more memory than all else
    of it. Nothing adds to the set of a frozen value; a copy has one of its own.
    """
    told = _told(frozenset(value.model_fields_set))
    object.__setattr__(value, "__pydantic_fields_set__", told)
    return value


def slimmed_through(value: Value) -> Value:
    """The same value, slimmed with all within it, through tuples and mappings."""
    waiting: list[Any] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Frozen):
            waiting += vars(slimmed(part)).values()
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, tuple):
            waiting += part
    return value


@lru_cache(maxsize=1024)
def _told(fields: frozenset[str]) -> set[str]:
    return set(fields)
