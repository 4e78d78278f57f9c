"""Parts of a clinical document as they are written: codes, times, quantities, texts."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from letters.case.vocabulary import folded
from letters.intake.fhir.elements import Coding, Concept

V3 = "{urn:hl7-org:v3}"
"""The namespace in which all elements of a clinical document stand."""
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NULL = "nullFlavor"

LOINC = "http://loinc.org"
_ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_SYSTEMS = {
    "2.16.840.1.113883.6.1": LOINC,
    "2.16.840.1.113883.6.90": _ICD10CM,
    "2.16.840.1.113883.6.88": _RXNORM,
    "2.16.840.1.113883.6.96": "http://snomed.info/sct",
}
"""Code systems by their numbers. Why as FHIR names them: so that one mapping serves both."""
_NAMED = {
    "loinc": LOINC,
    "icd10": _ICD10CM,
    "icd 10": _ICD10CM,
    "icd10cm": _ICD10CM,
    "icd 10 cm": _ICD10CM,
    "rxnorm": _RXNORM,
}
"""Names of code systems that stand alone where their number was left out."""

_LONGEST = 1000
"""Characters of a text that are looked at. Why: a reference can mean a whole section."""
_TIME = re.compile(r"([0-9]{4}(?:[0-9]{2}){0,2})(?:[0-9]{2,6})?(?:\.[0-9]+)?(?:[+-][0-9]{2,4})?")
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_DAY = 8


def child(element: ET.Element | None, *path: str) -> ET.Element | None:
    """The first element down a path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(V3 + name)
    return element


def children(element: ET.Element | None, *path: str) -> Iterator[ET.Element]:
    """All elements down a path of names, through every branch."""
    if element is None:
        return
    if not path:
        yield element
        return
    for each in element.findall(V3 + path[0]):
        yield from children(each, *path[1:])


def name_of(element: ET.Element) -> str:
    """The standard's own word for an element."""
    return element.tag.removeprefix(V3)


def type_of(value: ET.Element) -> str:
    """The data type of a value, as `PQ`; empty where it is not told."""
    return value.get(_TYPE, "").rpartition(":")[2]


def is_null(element: ET.Element | None) -> bool:
    """Whether a part is missing or says that it is not known."""
    return element is None or element.get(_NULL) is not None


def templates(element: ET.Element) -> set[str]:
    """The numbers of the templates that an element follows, without their versions."""
    return {each.get("root", "") for each in children(element, "templateId")}


def status(element: ET.Element) -> str:
    """The status of an act, as `active`; empty where none is told."""
    code = child(element, "statusCode")
    return "" if code is None else code.get("code", "").strip().casefold()


def codes(element: ET.Element | None) -> set[str]:
    """The codes of a coded value and its translations, of whatever system."""
    return {code for each in _codings(element) if (code := each.code)}


def _codings(element: ET.Element | None) -> Iterator[Coding]:
    """A coded value and its translations; one that says it is not known has its text only."""
    for each in (*children(element), *children(element, "translation")):
        number = each.get("codeSystem", "").strip()
        named = _NAMED.get(folded(each.get("codeSystemName", "")), "")
        yield Coding(
            system=_SYSTEMS.get(number, f"urn:oid:{number}") if number else named,
            code="" if each.get(_NULL) else each.get("code", "").strip(),
            display=each.get("displayName", "").strip()[:_LONGEST],
        )


class Texts:
    """Texts of a document, those included that stand elsewhere in it and are referred to."""

    def __init__(self, root: ET.Element) -> None:
        self._by_id: dict[str, ET.Element | None] = {}
        for element in root.iter():
            if (name := element.get("ID")) is not None:
                # Why: of two places of one name it is not known which is meant.
                self._by_id[name] = None if name in self._by_id else element

    def of(self, element: ET.Element | None) -> str:
        """The text of an element, or of the part of the document that it refers to."""
        if element is None:
            return ""
        reference = child(element, "reference")
        own = _all_text(element)
        if own or reference is None:
            return own
        meant = self._by_id.get(reference.get("value", "").removeprefix("#"))
        return _all_text(meant) if meant is not None else ""


def concept(element: ET.Element | None, texts: Texts, other: str = "") -> Concept:
    """A coded value as charts of all kinds are judged: its codes, and what it is called.

    `other` is what it is called where it has no text of its own.
    """
    own = texts.of(child(element, "originalText"))
    return Concept(coding=tuple(_codings(element)), text=own or other or None)


def _all_text(element: ET.Element) -> str:
    found: list[str] = []
    left = _LONGEST
    for piece in element.itertext():
        found.append(piece[:left])
        left -= len(piece)
        if left <= 0:
            break
    return " ".join(" ".join(found).split())


@dataclass(frozen=True)
class Moment:
    """A time as written, its digits down to the day at most: `2015`, `201506`, `20150622`."""

    digits: str

    @property
    def day(self) -> dt.date | None:
        """The day, if it is told to the day."""
        if len(self.digits) < _DAY:
            return None
        return dt.date(int(self.digits[:4]), int(self.digits[4:6]), int(self.digits[6:]))

    def is_after(self, other: "Moment | None") -> bool | None:
        """Whether it lies on a later day; None where that cannot be told."""
        if other is None:
            return None
        shared = min(len(self.digits), len(other.digits))
        mine, theirs = self.digits[:shared], other.digits[:shared]
        if mine != theirs:
            return mine > theirs
        return None if shared < _DAY else False


def moment(element: ET.Element | None) -> Moment | None:
    """The time that an element gives as its value."""
    if element is None or is_null(element):
        return None
    written = _TIME.fullmatch(element.get("value", "").strip())
    if written is None:
        return None
    found = Moment(written[1])
    try:
        _ = found.day
    except ValueError:
        return None
    return found


@dataclass(frozen=True)
class Span:
    """From when to when something lasted; a single moment is both, and `is_point` then."""

    low: Moment | None = None
    high: Moment | None = None
    is_point: bool = False


def span(element: ET.Element | None) -> Span:
    """The interval that an element gives."""
    if element is None:
        return Span()
    if (point := moment(element)) is not None:
        return Span(point, point, True)
    center = moment(child(element, "center"))
    low, high = moment(child(element, "low")), moment(child(element, "high"))
    return Span(center, center, True) if center else Span(low, high)


@dataclass(frozen=True)
class Amount:
    """A number as written and its unit, which is empty where none is told."""

    number: str
    unit: str

    @property
    def decimal(self) -> Decimal | None:
        """The number, if it is a plain one above zero."""
        value = Decimal(self.number) if _NUMBER.fullmatch(self.number) else Decimal(0)
        return value if value > 0 else None


def amount(element: ET.Element | None, texts: Texts) -> Amount | None:
    """A physical quantity; its unit may stand in the lab's own words where it has no code."""
    number = "" if element is None else element.get("value", "").strip()
    if element is None or not number:
        return None
    unit = element.get("unit", "").strip() or texts.of(child(element, "originalText"))
    return Amount(number, unit)
