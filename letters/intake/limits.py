"""How much an input may hold before it is refused; every limit can be set by the user."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import Field

from letters.case.frozen import Frozen
from letters.errors import UsageError
from letters.intake.reading import ReadingError

MEGABYTE = 1_000_000
"""Bytes of what the limits call MB."""


class Limits(Frozen):
    """Bounds on one input file, each with what it counts. What passes one is refused, never cut.

    Why: exports come by mail and from portals; a file of a few kilobytes can unpack to gigabytes,
    nest a million deep or hold a single endless line.
    """

    file_mb: int = Field(2000, ge=1, description="size of a file that is read in a stream, MB")
    document_mb: int = Field(
        300, ge=1, description="size of a file that is read whole (sheet, XML, JSON document), MB"
    )
    unpacked_mb: int = Field(300, ge=1, description="what a workbook unpacks to, MB")
    ratio: int = Field(
        200, ge=1, description="how many times its size a part of over 1 MB unpacks to"
    )
    members: int = Field(5000, ge=1, description="parts of a workbook")
    cells: int = Field(4_000_000, ge=1, description="cells of a sheet, empty ones included")
    line_mb: int = Field(16, ge=1, description="length of a line, an X12 segment or an XML tag, MB")
    depth: int = Field(200, ge=1, description="how deep JSON or XML may nest")
    elements: int = Field(
        2_000_000, ge=1, description="elements of an XML document, attributes included"
    )

    def beyond(self, name: str, what: str) -> ReadingError:
        """The refusal of what passes a limit; `what` names the part that does, as `a line`."""
        rule = f"{what} passes the limit '{name}' of {getattr(self, name)}"
        return ReadingError(rule, f"split the file; if it is genuine, raise the limit '{name}'")


class Limit(NamedTuple):
    """One limit as the help text shows it."""

    name: str
    default: int
    what: str


DEFAULT = Limits.model_validate({})


def described() -> Iterator[Limit]:
    """Every limit with its default and what it counts."""
    for name, field in Limits.model_fields.items():
        yield Limit(name, field.default, field.description or "")


def parse(settings: Iterable[str]) -> Limits:
    """The limits with those changed that are given as `name=value`; the last of a name counts.

    Raises:
        UsageError: a setting is not of that form, names no limit, or is no whole number above zero.
    """
    changed: dict[str, int] = {}
    for setting in settings:
        name, _, value = (part.strip() for part in setting.partition("="))
        if name not in Limits.model_fields:
            names = ", ".join(Limits.model_fields)
            raise UsageError(f"there is no limit '{name}'; write name=value, names are {names}")
        digits = value.replace("_", "")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 19 and int(digits)):
            raise UsageError(f"the limit '{name}' is set by a whole number above zero")
        changed[name] = int(digits)
    return Limits(**{**DEFAULT.model_dump(), **changed})
