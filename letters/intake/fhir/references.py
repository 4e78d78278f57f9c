"""Looks references up among the resources of the input, and nowhere else."""

import re
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from letters.intake.fhir.elements import Reference
from letters.intake.fhir.kinds import named
from letters.intake.fhir.stream import Entry

T = TypeVar("T", bound=Hashable)

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})(?:/_history/[^/]*)?$")

_CONTAINED = ", contained"


def names(entry: Entry) -> Iterator[str]:
    """The names by which a resource may be referred to."""
    identifier = entry.resource.get("id")
    if isinstance(identifier, str) and identifier:
        yield f"{entry.name}/{identifier}"
    if entry.url:
        yield entry.url


def contained(entry: Entry) -> Iterator[Entry]:
    """The resources that a resource holds, each as an entry with a name that only it knows."""
    held = entry.resource.get("contained")
    for each in held if isinstance(held, list) else [held]:
        if isinstance(each, dict) and isinstance(each.get("resourceType"), str):
            yield held_in(entry, each)


def held_in(entry: Entry, resource: dict[str, object]) -> Entry:
    """A resource that another holds, as an entry."""
    part = f"{entry.place}{_CONTAINED}"
    local = resource.get("id")
    url = _within(entry, f"#{local}") if isinstance(local, str) else None
    return Entry(entry.file, part, named(resource), resource, url)


def is_contained(entry: Entry) -> bool:
    """Whether a resource stands within another, for whose references alone it is there."""
    return entry.part.endswith(_CONTAINED)


def _within(entry: Entry, local: str) -> str:
    """The name of a contained resource, as only its holder and what else it holds know it."""
    holder = entry.part.removesuffix(_CONTAINED)
    place = holder if holder != entry.part else entry.place
    return f"{entry.file}, {place}{local}"


def wanted(reference: Reference | None, entry: Entry) -> Iterator[str]:
    """The names that a reference within a resource may mean, the surest first."""
    if reference is None:
        return
    if written := (reference.reference or "").strip():
        if written.startswith("#"):
            yield _within(entry, written)
            return
        yield written
        if (typed := _TYPED.search(written)) is not None:
            yield typed[1]
    identifier = reference.identifier
    if identifier is not None and identifier.value:
        yield numbered(identifier.system, identifier.value)


def numbered(system: str | None, value: str) -> str:
    """The name of what an identifier means, in references that give nothing else."""
    return f"{system or ''}|{value.strip()}"


class Shelf(Generic[T]):
    """Things of one type by their names. Names are of a file first, then of the whole input.

    Why: two exports may both have a `Patient/1`, and each of them means its own.
    """

    def __init__(self) -> None:
        self._known: dict[str, dict[tuple[int, T], None]] = {}

    def put(self, name: str, file: int, thing: T) -> None:
        """Puts a thing of a file."""
        self._known.setdefault(name, {})[file, thing] = None

    def all(self, name: str) -> list[T]:
        """Everything of that name in any file."""
        return list(dict.fromkeys(thing for _, thing in self._known.get(name, ())))

    def find(self, names: Iterator[str], file: int) -> T | None:
        """The one thing that is meant in a file; None where there is none, or more than one."""
        for name in names:
            found = self._known.get(name)
            if found is None:
                continue
            own = {thing for of, thing in found if of == file}
            meant = own or {thing for _, thing in found}
            return next(iter(meant)) if len(meant) == 1 else None
        return None
