"""Walks a document and finds what stands in it."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

Part = TypeVar("Part", bound=BaseModel)


def parts(value: object, kind: type[Part]) -> Iterator[Part]:
    """Every part of a kind at or below `value`, in the order of the fields."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from parts(getattr(value, name), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item, kind)
