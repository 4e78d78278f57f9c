"""Reads the practice sheet: letterheads and the clinicians who sign."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from letters import codes
from letters.case.model import Clinician, Practice
from letters.case.vocabulary import folded
from letters.intake.cells import values
from letters.intake.cells.fields import Fields
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Cell, Row

_LETTERHEAD = ("practice", "address", "phone", "fax", "practice npi")


@dataclass(frozen=True)
class Signer:
    """A clinician and the practice for which they sign."""

    clinician: Clinician
    practice: Practice


def read_practices(rows: Iterable[Row], journal: Journal) -> tuple[Signer, ...]:
    """Everyone who may sign. A row that cannot be used is noted and the others go on."""
    signers: list[Signer] = []
    letterheads: dict[str, Row] = {}
    for row in rows:
        signer = _signer(_completed(row, letterheads), letterheads, journal)
        if signer is None:
            journal.leave(row.read, "the practice or clinician could not be read")
        elif signer in signers:
            journal.leave(row.read, "it says the same as a row before it")
        else:
            signers.append(signer)
    return tuple(signers)


def _completed(row: Row, letterheads: dict[str, Row]) -> Row:
    """The row with its blank letterhead cells filled from the first row of that practice."""
    name = _key(row)
    if not name and len(letterheads) == 1:
        name = next(iter(letterheads))
    first = letterheads.setdefault(name, row) if name else row
    cells: dict[str, Cell] = {h: first.cells[h] for h in _LETTERHEAD if h in first.cells}
    return Row(row.table, row.read, {**cells, **row.cells})


def _key(row: Row) -> str:
    try:
        return folded(values.text(row.cells.get("practice", "")))
    except ReadingError:
        return ""


def _signer(row: Row, letterheads: dict[str, Row], journal: Journal) -> Signer | None:
    fields = Fields(row, journal)
    practice = _practice(fields)
    clinician = _clinician(fields)
    first = letterheads.get(_key(row))
    if practice is None or clinician is None:
        return None
    if first is not None and first.read != row.read:
        for heading in _LETTERHEAD:
            if heading in first.cells and row.cells.get(heading) != first.cells[heading]:
                rule = f"it differs from the practice's first row, row {first.read.row}"
                fields.refuse(
                    heading, ReadingError(rule, "write it in one row only, or make them agree")
                )
                return None
    return Signer(clinician, practice)


def _practice(fields: Fields) -> Practice | None:
    name = fields.need("practice", values.text)
    address = fields.need("address", values.lines)
    phone = fields.need("phone", values.text)
    fax = fields.text("fax")
    npi = fields.take("practice npi", values.code(codes.npi))
    if not name or not address or not phone:
        return None
    return Practice(name=name, address=address, phone=phone, fax=fax, npi=npi)


def _clinician(fields: Fields) -> Clinician | None:
    name = fields.need("clinician", values.text)
    credentials = fields.need("credentials", values.text)
    specialty = fields.need("specialty", values.text)
    npi = fields.need("npi", values.code(codes.npi))
    phone = fields.text("direct line")
    if not name or not credentials or not specialty or not npi:
        return None
    return Clinician(name=name, credentials=credentials, specialty=specialty, npi=npi, phone=phone)


def signers_named(signers: tuple[Signer, ...], named: str) -> list[Signer]:
    """Those of this name or NPI; the kind of apostrophe and what follows a comma do not count."""
    exact = [each for each in signers if named == each.clinician.npi or _same(named, each, False)]
    return exact or [each for each in signers if _same(named, each, True)]


def _same(named: str, signer: Signer, loosely: bool) -> bool:
    name, credentials = signer.clinician.name, _plain(signer.clinician.credentials)
    if not loosely:
        return _plain(named) == _plain(name)
    bare, _, suffix = name.partition(",")
    # Why: in "Roe, Jane" the comma parts the name itself, so only credentials are cut off there.
    names = {_plain(name), f"{_plain(name)} {credentials}"}
    if credentials and _plain(suffix).startswith(credentials):
        names.add(_plain(bare))
    untitled = re.sub(r"^dr\.? ", "", _plain(named))
    return not names.isdisjoint({untitled, untitled.partition(",")[0].strip()})


def _plain(name: str) -> str:
    return folded(re.sub("[\u2018\u2019\u02bc\u0060\u00b4]", "'", name))


def signer(signers: tuple[Signer, ...], named: str) -> Signer:
    """The one signer of this name or NPI.

    Raises:
        ReadingError: there is none, or more than one.
    """
    found = signers_named(signers, named)
    if len(found) == 1:
        return found[0]
    if not found:
        rule = "no usable row of the practice sheet has this clinician"
        raise ReadingError(rule, "write the name as on that sheet, or correct its row")
    raise ReadingError("several rows of the practice sheet have this name", "write the NPI instead")
