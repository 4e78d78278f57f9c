"""Patients and their coverage: who is meant, and what a row tells of them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from letters.case.model import Sex
from letters.case.provenance import Provenance
from letters.intake.fhir.elements import Address, Identifier, Name, day
from letters.intake.fhir.resources import (
    CoverageClass,
    CoverageResource,
    OrganizationResource,
    PatientResource,
)
from letters.intake.rows import Cell, Person

_RECORD = frozenset({"MR", "PI", "PT", "AN", "VN", "PNT", "U"})
_MEMBER = frozenset({"MB", "MC", "MA", "SN", "um", "jmi", "memberid"})
_NATIONAL = frozenset({"SS", "SB", "DL", "PPN", "TAX", "NI"})
_NATIONAL_SYSTEMS = ("us-ssn", "2.16.840.1.113883.4.1", "passport", "driver", "us-dl")
_MEMBER_SYSTEMS = ("us-mbi", "us-medicare", "2.16.840.1.113883.4.927")
_NAME_ORDER = ("official", "usual", None, "temp", "anonymous", "nickname", "maiden", "old")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SEXES = frozenset(str(sex) for sex in Sex)
_LONGEST_NUMBER = 60

Placed = tuple[Cell, Provenance]


@dataclass(frozen=True)
class Identity:
    """What a Patient resource tells of who somebody is; two that agree in all are one."""

    name: str | None
    born: dt.date | None
    sex: str | None
    accounts: frozenset[str]
    members: frozenset[str]


@dataclass(frozen=True)
class Payer:
    """Who answers, as the input names them."""

    name: str | None
    address: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class Cover:
    """One coverage of a patient."""

    payer: Payer | None
    plan: str | None
    group: str | None
    member: str | None
    members: frozenset[str]
    read: Provenance

    def cells(self) -> dict[str, Cell]:
        """What it tells, under our headings."""
        told: dict[str, Cell | None] = {
            "payer": self.payer.name if self.payer else None,
            "payer address": self.payer.address if self.payer else None,
            "payer id": self.payer.number if self.payer else None,
            "plan": self.plan,
            "group": self.group,
            "member id": self.member,
        }
        return {heading: cell for heading, cell in told.items() if cell}


@dataclass
class Patient:
    """One patient of the input. `covers` are the coverages in force, `files` where they stand."""

    identity: Identity
    read: Provenance
    files: set[int] = field(default_factory=set)
    covers: list[Cover] = field(default_factory=list)

    @property
    def person(self) -> Person:
        """By what rows of other sources may know them."""
        members = self.identity.members.union(*(cover.members for cover in self.covers))
        identity = self.identity
        return Person(identity.name, identity.born, identity.accounts, members)

    @property
    def cover(self) -> Cover | None:
        """The one coverage, if all that are known tell the same of it."""
        told = {tuple(sorted(cover.cells().items(), key=str)) for cover in self.covers}
        return self.covers[0] if len(told) == 1 else None

    def cells(self) -> dict[str, Cell]:
        """What is told of the patient alone, under our headings."""
        identity = self.identity
        told = {"patient name": identity.name, "birth date": identity.born, "sex": identity.sex}
        return {heading: cell for heading, cell in told.items() if cell}


def identity(patient: PatientResource) -> Identity:
    """Who a patient is. A birth date without its day is none."""
    accounts, members = numbers(patient.identifier)
    return Identity(
        name=printed(patient.name),
        born=day(patient.birth_date),
        sex=patient.gender if patient.gender in _SEXES else None,
        accounts=accounts,
        members=members,
    )


def numbers(identifiers: Iterable[Identifier]) -> tuple[frozenset[str], frozenset[str]]:
    """Account or record numbers, and numbers by which a plan knows a patient.

    What tells no type may be either. National numbers are neither, and are not kept.
    """
    accounts: set[str] = set()
    members: set[str] = set()
    for each in identifiers:
        value, system = (each.value or "").strip(), (each.system or "").casefold()
        kinds = set(each.kinds)
        national = kinds & _NATIONAL or any(name in system for name in _NATIONAL_SYSTEMS)
        if not value or len(value) > _LONGEST_NUMBER or national or each.use == "old":
            continue
        member = kinds & _MEMBER or any(name in system for name in _MEMBER_SYSTEMS)
        if not member:
            accounts.add(value)
        if member or not kinds & _RECORD:
            members.add(value)
    return frozenset(accounts), frozenset(members)


def printed(names: Sequence[Name]) -> str | None:
    """The name to print: the official one first, in the order given names, family, suffix.

    One that ended comes after all others.
    """
    known = [(name, text) for name in names if (text := _line(name))]
    known.sort(key=lambda each: _rank(each[0]))
    return known[0][1] if known else None


def _rank(name: Name) -> tuple[bool, int]:
    ended = name.period is not None and name.period.end is not None
    use = name.use if name.use in _NAME_ORDER else None
    return ended, _NAME_ORDER.index(use)


def _line(name: Name) -> str:
    if not name.family and not name.given:
        return " ".join((name.text or "").split())
    suffixes = [each for each in name.suffix if each.strip(" .").casefold() in _SUFFIXES]
    return " ".join(" ".join((*name.given, name.family or "", *suffixes)).split())


def lines(addresses: Iterable[Address]) -> str | None:
    """The first address that is not of a home, its lines joined by semicolons."""
    for each in addresses:
        if each.use in ("home", "old", "temp"):
            continue
        region = " ".join(part for part in (each.state, each.postal_code) if part)
        place = ", ".join(part for part in (each.city, region) if part)
        told = [line for line in (*each.line, place) if line and line.strip()]
        if told:
            return "; ".join(line.strip() for line in told)
        if each.text:
            return "; ".join(line.strip() for line in each.text.splitlines() if line.strip())
    return None


def payer(organization: OrganizationResource) -> Payer:
    """An organization as the one that answers."""
    number = next(
        (
            each.value.strip()
            for each in organization.identifier
            if each.value and not (each.system or "").endswith("us-npi")
        ),
        None,
    )
    return Payer(organization.name, lines(organization.address), number)


def cover(coverage: CoverageResource, answers: Payer | None, read: Provenance) -> Cover:
    """A coverage. The member number of the card comes before the subscriber's."""
    numbered = [each for each in coverage.identifier if each.value]
    cards = [each.value.strip() for each in numbered if set(each.kinds) & _MEMBER and each.value]
    subscriber = (coverage.subscriber_id or "").strip() or None
    member = cards[0] if len(set(cards)) == 1 else subscriber
    known = frozenset(number for number in (*cards, subscriber) if number)
    return Cover(answers, _plan(coverage), _class(coverage, "group"), member, known, read)


def _plan(coverage: CoverageResource) -> str | None:
    named = _of_class(coverage, "plan")
    return next((each.name or each.value for each in named if each.name or each.value), None)


def _class(coverage: CoverageResource, code: str) -> str | None:
    return next((each.value for each in _of_class(coverage, code) if each.value), None)


def _of_class(coverage: CoverageResource, code: str) -> Iterator[CoverageClass]:
    return (each for each in coverage.classes if each.type and code in each.type.codes())


def placed(cells: Mapping[str, Cell], read: Provenance) -> dict[str, Placed]:
    """Cells, each with where it was read."""
    return {heading: (cell, read) for heading, cell in cells.items()}
