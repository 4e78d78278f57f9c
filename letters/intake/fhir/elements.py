"""The parts of FHIR resources that letters are written from, read leniently.

Their names are FHIR's in our spelling: `valueString` is `value_string`.

What is not read is not looked at. What differs in form only is read all the same: one member for a
list of one, a bare code where R4 has a concept, null for what is absent.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

T = TypeVar("T")

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.+Zz -]*)?")
_PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
_YEARS = range(1900, 2100)
_DIGITS = 15
_LONGEST_TAIL = 60


class Slim(BaseModel):
    """A part of a resource; elements that are not read are passed over."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, alias_generator=to_camel
    )


def listed(value: Any) -> Any:
    """The members of a list without absent ones; a value that is in no list is one member."""
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(each for each in value if each is not None)
    return (value,)


def _single(value: Any) -> Any:
    """A member for a list of one: some versions have a list where R4 has one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _concept(value: Any) -> Any:
    value = _single(value)
    return {"coding": [{"code": value}]} if isinstance(value, str) else value


def _family(value: Any) -> Any:
    """A family name of several parts, as DSTU2 has it, as one."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return " ".join(value)
    return value


def _bounded(value: Decimal) -> Decimal:
    """A number of a size that something measured may have; others would fill pages in digits."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() > _DIGITS or exponent < -_LONGEST_TAIL:
        raise ValueError("out of bounds")
    return value


Many = Annotated[tuple[T, ...], BeforeValidator(listed)]
One = Annotated[T | None, BeforeValidator(_single)]
Number = Annotated[Decimal, AfterValidator(_bounded)]


class Coding(Slim):
    """A code of a code system, with the text that the system gives it."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(Slim):
    """A CodeableConcept: one thing in several code systems, and in words."""

    coding: Many[Coding] = ()
    text: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What it is called: its text, then the displays of its codes; each once."""
        found = (self.text, *(coding.display for coding in self.coding))
        return tuple(dict.fromkeys(text.strip() for text in found if text and text.strip()))

    def codes(self, *systems: str) -> tuple[str, ...]:
        """Its codes of these systems; of any where none is given."""
        return tuple(
            coding.code.strip()
            for coding in self.coding
            if coding.code and (not systems or (coding.system or "") in systems)
        )

    @property
    def code(self) -> str:
        """Its first code, as statuses have one; empty where it has none."""
        return next(iter(self.codes()), "")


Lenient = Annotated[Concept | None, BeforeValidator(_concept)]
"""A concept, or a bare code in its place."""
Concepts = Annotated[
    tuple[Concept, ...], BeforeValidator(lambda v: tuple(map(_concept, listed(v))))
]


class Period(Slim):
    """From a day to a day."""

    start: str | None = None
    end: str | None = None


class Identifier(Slim):
    """A number by which somebody is known."""

    use: str | None = None
    type: One[Concept] = None
    system: str | None = None
    value: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The codes of its type, as MR for a medical record number."""
        return self.type.codes() if self.type else ()


class Reference(Slim):
    """A reference to another resource. It is only ever looked up within the input."""

    reference: str | None = None
    identifier: One[Identifier] = None
    display: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it points to nothing at all."""
        return not self.reference and (self.identifier is None or not self.identifier.value)


class Quantity(Slim):
    """A number with its unit, in words and as a code."""

    value: Number | None = None
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None


class Money(Slim):
    """An amount of money."""

    value: Number | None = None


class Name(Slim):
    """A name of a person."""

    use: str | None = None
    text: str | None = None
    family: Annotated[str | None, BeforeValidator(_family)] = None
    given: Many[str] = ()
    suffix: Many[str] = ()
    period: One[Period] = None


class Telecom(Slim):
    """A telephone or fax number."""

    system: str | None = None
    value: str | None = None
    use: str | None = None


class Address(Slim):
    """A postal address."""

    use: str | None = None
    text: str | None = None
    line: Many[str] = ()
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None


class Attachment(Slim):
    """A document: where it stands and what it is called."""

    url: str | None = None
    title: str | None = None
    creation: str | None = None


class Extension(Slim):
    """What a guide adds to an element."""

    url: str = ""
    extension: Many["Extension"] = ()
    value_string: str | None = None
    value_codeable_concept: One[Concept] = None
    value_reference: One[Reference] = None
    value_date: str | None = None


def extensions(given: tuple[Extension, ...], name: str) -> Iterator[Extension]:
    """Those whose address ends with a name, wherever the guide of its version puts it."""
    for each in given:
        if each.url.rpartition("/")[2] == name or each.url.endswith(f"-{name}"):
            yield each


class Resource(Slim):
    """What every resource has."""

    id: str | None = None


def day(written: str | None) -> dt.date | None:
    """The day of a date or time as it is written there; None where a part is missing or wrong."""
    match = _DATE.fullmatch((written or "").strip())
    if match is None or int(match[1]) not in _YEARS:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def is_partial(written: str | None) -> bool:
    """Whether only a month or a year is given."""
    return _PARTIAL.fullmatch((written or "").strip()) is not None


def plain(number: Decimal) -> str:
    """A number in digits, as it was written; digits after the fifteenth decimal are noise."""
    exponent = number.as_tuple().exponent
    noisy = isinstance(exponent, int) and exponent < -_DIGITS
    return format(round(number, _DIGITS) if noisy else number, "f")
