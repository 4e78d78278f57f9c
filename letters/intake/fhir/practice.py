"""Who may sign, as far as a chart tells all that a letterhead needs."""

from collections.abc import Iterator, Sequence

from letters.intake.columns import PRACTICE
from letters.intake.fhir import people
from letters.intake.fhir.directory import Directory, npi
from letters.intake.fhir.elements import Name, Telecom
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.resources import (
    OrganizationResource,
    PractitionerResource,
    PractitionerRoleResource,
)
from letters.intake.opening.files import File
from letters.intake.rows import Cell, Role, Row

_NEEDED = tuple(column.heading for column in PRACTICE.columns if column.required)
_LONGEST_CREDENTIAL = 12
_NO_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def practice_rows(directory: Directory, files: Sequence[File], remarks: Remarks) -> Iterator[Row]:
    """A row for each role that tells everything; the others are listed with what they lack.

    Why only of roles: nothing else ties a clinician to the practice whose letterhead it is.
    """
    for entry, role in directory.roles.all():
        practitioner = directory.practitioners.find(role.practitioner, entry)
        organization = directory.organizations.find(role.organization, entry)
        cells = {**_letterhead(organization, role), **_clinician(practitioner, role)}
        lacking = [heading for heading in _NEEDED if heading not in cells]
        file = files[entry.file]
        if lacking:
            why = f"it does not tell all that a letterhead needs: {', '.join(lacking)}"
            remarks.leave(file, entry.place, entry.name, why)
        else:
            yield Row(PRACTICE, file.place(entry.place), cells, Role.FACT)


def _letterhead(
    organization: OrganizationResource | None, role: PractitionerRoleResource
) -> dict[str, Cell]:
    if organization is None:
        return {}
    telecom = (*organization.telecom, *role.telecom)
    return _filled(
        {
            "practice": organization.name,
            "address": people.lines(organization.address),
            "phone": _number(telecom, "phone"),
            "fax": _number(telecom, "fax"),
            "practice npi": npi(organization.identifier),
        }
    )


def _clinician(
    practitioner: PractitionerResource | None, role: PractitionerRoleResource
) -> dict[str, Cell]:
    if practitioner is None:
        return {}
    specialties = {concept.texts[0] for concept in role.specialty if concept.texts}
    return _filled(
        {
            "clinician": people.printed(practitioner.name),
            "credentials": _credentials(practitioner),
            "specialty": specialties.pop() if len(specialties) == 1 else None,
            "npi": npi(practitioner.identifier),
        }
    )


def _filled(told: dict[str, str | None]) -> dict[str, Cell]:
    return {heading: cell for heading, cell in told.items() if cell}


def _number(telecom: Sequence[Telecom], system: str) -> str | None:
    numbers = [t.value for t in telecom if t.system == system and t.value and t.use != "home"]
    return next(iter(numbers), None)


def _credentials(practitioner: PractitionerResource) -> str | None:
    """Degrees behind the name, else the short texts of qualifications, as MD."""
    suffixes = [each for name in practitioner.name for each in _degrees(name)]
    held = [
        each.code.texts[0] for each in practitioner.qualification if each.code and each.code.texts
    ]
    short = [text for text in held if len(text) <= _LONGEST_CREDENTIAL and text.upper() == text]
    return ", ".join(dict.fromkeys(suffixes or short)) or None


def _degrees(name: Name) -> Iterator[str]:
    for suffix in name.suffix:
        if suffix.strip() and suffix.strip(" .").casefold() not in _NO_SUFFIXES:
            yield suffix.strip()
