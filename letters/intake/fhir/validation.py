"""Reads a resource as one of its type; a fault costs that resource alone."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.stream import Entry
from letters.intake.opening.files import File
from letters.intake.reading import ReadingError

M = TypeVar("M", bound=BaseModel)

_FAULTY = "an element of it is not as FHIR R4 describes it"


def read_as(model: type[M], entry: Entry, file: File, remarks: Remarks | None) -> M | None:
    """The resource of an entry; None where it is faulty, which is noted with the element's name.

    The element is told by its path in FHIR's own names, never by what stands in it.
    """
    try:
        return model.model_validate(entry.resource)
    except ValidationError as error:
        if remarks is not None:
            path = _path(error.errors(include_url=False, include_input=False)[0]["loc"])
            refusal = ReadingError(f"{path} is not as FHIR R4 describes it", _action(entry))
            remarks.note("error", "The resource was not used", file, entry.place, refusal)
            remarks.leave(file, entry.place, entry.name, _FAULTY, lost=True)
        return None


def _path(loc: tuple[Any, ...]) -> str:
    """A path as `component.valueQuantity.value`, without numbers: these vary and tell nothing."""
    return ".".join(str(part) for part in loc if isinstance(part, str)) or "the resource"


def _action(entry: Entry) -> str:
    return f"correct the {entry.name} in its system and export it again"
