"""Whom a document is about and how they are covered."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from letters.case.model import Sex
from letters.intake.ccda.chart import Chart, Entry, within
from letters.intake.ccda.elements import child, children, codes, is_null, moment, templates
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell, Person

_PAYERS = "payers"
_SSN = "2.16.840.1.113883.4.1"
_MEDICARE = frozenset({"2.16.840.1.113883.4.927", "2.16.840.1.113883.4.572"})
_NOT_PRINTED = frozenset({"CL", "IN"})
"""Qualifiers of names by which somebody is called, and of initials."""
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
_POLICY = "2.16.840.1.113883.10.20.22.4.61"
_COVERED = "COV"
_ADDRESS = ("streetAddressLine", "city", "state", "postalCode")


@dataclass(frozen=True)
class Patient:
    """Whom a document is about: by what they are known, and cells of the cases table."""

    person: Person
    cells: dict[str, Cell] = field(default_factory=dict)


def patient(chart: Chart, held: Sequence[Entry]) -> Patient:
    """The patient of a document.

    Raises:
        ReadingError: it names no patient, or several.
    """
    roles = list(children(chart.root, "recordTarget", "patientRole"))
    if len(roles) != 1:
        rule = "it is about several patients" if roles else "it does not tell whose chart it is"
        raise ReadingError(rule, "export one document for each patient")
    who = child(roles[0], "patient")
    name, born = _name(who, chart), moment(child(who, "birthTime"))
    accounts, members = _numbers(roles[0])
    members |= {n for entry in held for policy in _policies(entry) for n in _members(policy)}
    cells: dict[str, Cell] = {}
    if name:
        cells["patient name"] = name
    if born is not None and born.day is not None:
        cells["birth date"] = born.day
    if (sex := _sex(who)) is not None:
        cells["sex"] = sex.value
    day = born.day if born is not None else None
    person = Person(name or None, day, frozenset(accounts), frozenset(members))
    if not (name or accounts or members):
        raise ReadingError("it does not tell whose chart it is", "export it again with the patient")
    return Patient(person, cells)


def coverage(chart: Chart, held: Sequence[Entry]) -> dict[str, Cell]:
    """Cells of the one coverage that is told; of several it is not known who answers."""
    found: list[dict[str, Cell]] = []
    payers = [entry for entry in held if entry.section == _PAYERS]
    for entry in payers:
        told = [cells for policy in _policies(entry) if (cells := _policy(policy, chart))]
        found += [cells for cells in told if cells not in found]
        if not told:
            chart.leave(entry, "it names neither a payer nor a member number")
    if len(found) == 1:
        return found[0]
    for entry in payers if found else ():
        chart.leave(entry, "the chart tells of several coverages, and not which one answers")
    return {}


def _name(who: ET.Element | None, chart: Chart) -> str:
    """The legal name, or else the first, as it is printed: given names, family name, suffix."""
    names = [name for name in children(who, "name") if not is_null(name)]
    legal = [name for name in names if "L" in name.get("use", "").split()]
    for name in (*legal, *names):
        parts = [
            chart.texts.of(part)
            for kind in ("given", "family", "suffix")
            for part in children(name, kind)
            if not is_null(part) and _NOT_PRINTED.isdisjoint(part.get("qualifier", "").split())
        ]
        if written := " ".join(part for part in parts if part) or chart.texts.of(name):
            return written
    return ""


def _sex(who: ET.Element | None) -> Sex | None:
    found = [
        _SEXES[code] for code in codes(child(who, "administrativeGenderCode")) if code in _SEXES
    ]
    return found[0] if len(found) == 1 else None


def _numbers(role: ET.Element) -> tuple[set[str], set[str]]:
    """Numbers by which providers and by which plans know a patient; a bare system is none."""
    accounts: set[str] = set()
    members: set[str] = set()
    for each in children(role, "id"):
        number, system = each.get("extension", "").strip(), each.get("root", "")
        if number and not is_null(each) and system != _SSN:
            (members if system in _MEDICARE else accounts).add(number)
    return accounts, members


def _policies(entry: Entry) -> Iterator[ET.Element]:
    """The policies of the payers section, by their template or by whom they cover."""
    if entry.section != _PAYERS:
        return
    for act in _acts(entry.element):
        covers = any(p.get("typeCode") == _COVERED for p in children(act, "participant"))
        if _POLICY in templates(act) or covers:
            yield act


def _acts(act: ET.Element) -> Iterator[ET.Element]:
    for outer in within(act, "act"):
        yield outer
        for relation in children(outer, "entryRelationship", "act"):
            yield from _acts(relation)


def _members(policy: ET.Element) -> Iterator[str]:
    """The numbers by which a plan knows the patient."""
    for participant in children(policy, "participant"):
        if participant.get("typeCode") == _COVERED:
            for each in children(participant, "participantRole", "id"):
                if (number := each.get("extension", "").strip()) and not is_null(each):
                    yield number


def _policy(policy: ET.Element, chart: Chart) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for entity in children(policy, "performer", "assignedEntity"):
        if not codes(child(entity, "code")) & {"PAYOR", "PAYER"}:
            continue
        organisation = child(entity, "representedOrganization")
        if name := chart.texts.of(child(organisation, "name")):
            cells["payer"] = name
        home = child(organisation, "addr")
        address = _address(child(entity, "addr") if is_null(home) else home, chart)
        if name and address:
            cells["payer address"] = address
    numbers = list(dict.fromkeys(_members(policy)))
    if len(numbers) == 1:
        cells["member id"] = numbers[0]
    plans = {
        chart.texts.of(child(plan, "text"))
        for plan in children(policy, "entryRelationship", "act")
        if plan.get("moodCode") == "DEF"
    }
    if "payer" in cells and len(plans) == 1 and (plan := plans.pop()):
        cells["plan"] = plan
    return cells if "payer" in cells or "member id" in cells else {}


def _address(home: ET.Element | None, chart: Chart) -> str:
    """The lines of an address joined by semicolons: street, then city, state and postal code."""
    if home is None or is_null(home):
        return ""
    told = {
        name: [text for part in children(home, name) if (text := chart.texts.of(part))]
        for name in _ADDRESS
    }
    streets = told.pop("streetAddressLine")
    city, state, code = (" ".join(parts) for parts in told.values())
    last = " ".join(part for part in (state, code) if part)
    return "; ".join([*streets, ", ".join(part for part in (city, last) if part)]).strip("; ")
