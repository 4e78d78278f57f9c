"""Walks a document and finds what stands in it."""

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

Part = TypeVar("Part", bound=BaseModel)


def parts(value: object, kind: type[Part]) -> Iterator[Part]:
    """Every part of a kind at or below `value`, in the order of the fields."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseModel):
            if isinstance(one, kind):
                yield one
            waiting += [getattr(one, name) for name in _leading(type(one), kind)]
        elif isinstance(one, tuple):
            waiting += one[::-1]


@cache
def _leading(model: type[BaseModel], kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model in which a part of a kind may stand, the last first.

    Why: a letter has ten thousand values, and it is asked many times for its hundred facts.
    """
    fields = model.model_fields.items()
    return tuple(name for name, field in fields if _may_hold(field.annotation, kind, set()))[::-1]


def _may_hold(annotation: Any, kind: type[BaseModel], seen: set[type]) -> bool:
    """Whether a value so annotated may be a part of a kind or hold one."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        within = (_may_hold(each, kind, seen) for each in get_args(annotation))
        return annotation in (Any, object) or any(within)
    if annotation in seen:
        return False
    seen.add(annotation)
    return (
        issubclass(annotation, kind)
        or issubclass(kind, annotation)
        or any(
            _may_hold(field.annotation, kind, seen) for field in annotation.model_fields.values()
        )
        or any(_may_hold(narrower, kind, seen) for narrower in annotation.__subclasses__())
    )
