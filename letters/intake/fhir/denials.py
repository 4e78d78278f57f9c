"""Refusals and open requests become rows of the cases table."""

import re
from collections.abc import Iterator, Mapping, Sequence

from letters.case.provenance import Provenance
from letters.intake.columns import CASES
from letters.intake.fhir.billing import (
    Billing,
    CareTeamMember,
    ClaimDiagnosis,
    ClaimResource,
    ClaimResponseResource,
    ExplanationOfBenefitResource,
    Item,
)
from letters.intake.fhir.claims import AHEAD, Asked, Claims, Refusal, Refused, Replied
from letters.intake.fhir.directory import Directory
from letters.intake.fhir.elements import Reference, day, extensions
from letters.intake.fhir.lines import billed, outcome_cells, product, served_on
from letters.intake.fhir.orders import Orders
from letters.intake.fhir.people import Placed, placed
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.stream import Entry
from letters.intake.fhir.terms import Terms, icd10cm
from letters.intake.opening.files import File
from letters.intake.reading import ReadingError
from letters.intake.rows import NOBODY, Cell, Role, Row

_SAME = "it says the same as a denial before it"
_ACCOUNT = "patientaccountnumber"
_RENDERING = frozenset({"performing", "rendering", "primary", "attending", "operating"})
_SPOKEN = re.compile(r"[^\W\d_]{3,}\W+[^\W\d_]{2,}")
"""Two words at least: some payers put a code where words belong."""
_LONGEST_QUOTE = 2000
_MOST_ITEMS = 9999

Cells = dict[str, Placed]


class Denials:
    """Makes the rows of what was refused and of what is asked, once everything is known."""

    def __init__(
        self,
        files: Sequence[File],
        directory: Directory,
        orders: Orders,
        terms: Terms,
        remarks: Remarks,
    ) -> None:
        self._files = files
        self._directory = directory
        self._orders = orders
        self._terms = terms
        self._remarks = remarks

    def rows(self, claims: Claims, histories: frozenset[int]) -> Iterator[Row]:
        """Denials first, then claims and requests without an answer."""
        seen: set[tuple[tuple[str, str], ...]] = set()
        refusals = [each for each in claims.refusals() if each[0].entry.file not in histories]
        refused = {id(asked) for _, asked in refusals}
        for refusal, asked in refusals:
            for line in refusal.lines:
                row = self._denial(refusal, line, asked)
                told = tuple(sorted((h, str(cell)) for h, cell in row.cells.items()))
                if told in seen:
                    self._leave(refusal.entry, _SAME)
                else:
                    seen.add(told)
                    yield row
        for asked, answered in claims.requests():
            if asked.entry.file not in histories and id(asked) not in refused:
                yield from self._asked(asked, answered)

    def _denial(self, refusal: Refusal, line: Refused, asked: Asked | None) -> Row:
        """The row of one refused line, completed by its claim and its patient."""
        answer, entry = refusal.answer, refusal.entry
        file = self._files[entry.file]
        number = _number(line.item) or line.number
        read = file.place(entry.place + _told_of(number))
        cells: Cells = placed(self._told(answer, entry, line), read)
        requested = _line_of(asked.claim, number) if asked is not None else None
        if asked is not None:
            place = self._files[asked.entry.file].place(asked.entry.place)
            for part in (
                self._product(requested, asked.entry) if requested else {},
                _dated(requested, answer.use) if requested else {},
                self._of_claim(asked.claim, asked.entry),
            ):
                _add(cells, placed(part, place))
        return self._row(cells, read, Role.DENIAL, answer, entry)

    def _told(self, answer: Replied, entry: Entry, line: Refused) -> dict[str, Cell]:
        """What an answer itself tells of a line and of its whole."""
        cells = {**self._product(line.item, entry), **outcome_cells(line.outcome)}
        cells |= _dated(line.item, answer.use)
        quote = _quote(answer, line)
        told: dict[str, Cell | None] = {
            "denial date": self._noticed(answer, entry),
            "denial quote": quote,
            "authorization number": _authorization(answer, line),
        }
        if answer.use not in AHEAD:
            told["claim number"] = _own_number(answer)
        if isinstance(answer, ExplanationOfBenefitResource):
            told["patient account"] = _account(answer)
            told |= self._of_team(answer.care_team, line.item, answer.provider, entry)
            told["diagnosis codes"] = _diagnoses(answer.diagnosis)
        return {**cells, **{heading: cell for heading, cell in told.items() if cell}}

    def _asked(self, asked: Asked, answered: bool) -> Iterator[Row]:
        """The rows of a request for a known drug, or of a claim that may complete a denial."""
        if answered:
            self._leave(asked.entry, "a claim or request whose answer refuses nothing")
            return
        role = Role.REQUEST if asked.is_ahead else Role.CLAIM
        rows = [self._request(asked, item, role) for item in asked.claim.item]
        known = [row for row in rows if role is Role.CLAIM or "drug" in row.cells]
        if not known:
            self._leave(asked.entry, "a request for nothing that the library knows")
        yield from known

    def _request(self, asked: Asked, item: Item, role: Role) -> Row:
        claim, entry = asked.claim, asked.entry
        read = self._files[entry.file].place(entry.place + _told_of(_number(item)))
        cells: Cells = placed(self._product(item, entry), read)
        _add(cells, placed(_dated(item, claim.use), read))
        _add(cells, placed(self._of_claim(claim, entry), read))
        return self._row(cells, read, role, claim, entry)

    def _product(self, item: Item, entry: Entry) -> dict[str, Cell]:
        """What a line bills or asks for, with the order to which it refers."""
        cells = product(item, self._terms)
        for extension in extensions(item.extension, "requestedService"):
            order = self._orders.find(extension.value_reference, entry)
            if order is not None and cells.get("drug", order["drug"]) == order["drug"]:
                cells = {**order, **cells}
        return cells

    def _of_claim(self, claim: ClaimResource, entry: Entry) -> dict[str, Cell]:
        """What a claim tells for all of its lines."""
        told: dict[str, Cell | None] = {"diagnosis codes": _diagnoses(claim.diagnosis)}
        if claim.use not in AHEAD:
            told["patient account"] = _own_number(claim)
        told |= self._of_team(claim.care_team, None, claim.provider, entry)
        return {heading: cell for heading, cell in told.items() if cell}

    def _of_team(
        self,
        team: Sequence[CareTeamMember],
        item: Item | None,
        provider: Reference | None,
        entry: Entry,
    ) -> dict[str, Cell | None]:
        """Who gave the service, and who was to be paid."""
        on_line = item.care_team_sequence if item is not None else ()
        members = [each for each in team if not on_line or each.sequence in on_line]
        roles = [each for each in members if each.role and set(each.role.codes()) & _RENDERING]
        rendering = {self._directory.npi(each.provider, entry) for each in roles or members}
        only = rendering.pop() if len(rendering) == 1 else None
        return {"rendering npi": only, "billing npi": self._directory.npi(provider, entry)}

    def _row(self, cells: Cells, read: Provenance, role: Role, of: Billing, entry: Entry) -> Row:
        """The row with whom it is about and how they are covered."""
        patient = self._directory.patient(of.patient, entry)
        focal = [
            each.coverage for each in of.insurance if each.focal is not False and each.coverage
        ]
        covers = [self._directory.cover(each, entry) for each in focal]
        cover = covers[0] if len(covers) == 1 and covers[0] else None
        insurer = self._directory.payer(of.insurer, entry)
        if insurer is not None:
            named = {"payer": insurer.name, "payer address": insurer.address}
            named["payer id"] = insurer.number
            _add(cells, placed({h: cell for h, cell in named.items() if cell}, read))
        if cover is None and patient is not None:
            cover = patient.cover
        if cover is not None:
            _add(cells, placed(cover.cells(), cover.read))
        if patient is not None:
            _add(cells, placed(patient.cells(), patient.read))
        person = patient.person if patient is not None else NOBODY
        plain = {heading: cell for heading, (cell, _) in cells.items()}
        filled = {heading: place for heading, (_, place) in cells.items() if place != read}
        return Row(CASES, read, plain, role, person, filled)

    def _noticed(self, answer: Replied, entry: Entry) -> Cell | None:
        """The day of the decision. That of a payment comes before the day a record was created."""
        paid = day(answer.payment.date) if answer.payment else None
        created = day(answer.created)
        if isinstance(answer, ExplanationOfBenefitResource) and paid is None and created:
            rule = "an explanation of benefits tells when it was made, not when a notice was sent"
            refusal = ReadingError(rule, "compare the denial date with the notice")
            what = "The day it was created was taken for the denial date"
            self._remarks.note("warning", what, self._files[entry.file], entry.place, refusal)
        return paid or created

    def _leave(self, entry: Entry, why: str) -> None:
        self._remarks.leave(self._files[entry.file], entry.place, entry.name, why)


def _add(cells: Cells, more: Mapping[str, Placed]) -> None:
    """Adds cells that are not there yet."""
    for heading, cell in more.items():
        cells.setdefault(heading, cell)


def _number(item: Item) -> int:
    return item.sequence or next(iter(item.item_sequence), 0)


def _told_of(number: int) -> str:
    """The item in a place that a remark names.

    Why: what passes for a number of lines may be a patient's own, and a remark is logged.
    """
    return f", item {number}" if 0 < number <= _MOST_ITEMS else ""


def _line_of(claim: ClaimResource, number: int) -> Item | None:
    found = [item for item in claim.item if item.sequence == number]
    return found[0] if len(found) == 1 else None


def _dated(item: Item, use: str | None) -> dict[str, Cell]:
    """Units and day: of a service that was given, or the day from which one is asked for."""
    if use not in AHEAD:
        return billed(item)
    start = served_on(item)
    return {"start date": start} if start is not None else {}


def _diagnoses(diagnoses: Sequence[ClaimDiagnosis]) -> str:
    """The ICD-10-CM codes of a claim."""
    concepts = [each.diagnosis_codeable_concept for each in diagnoses]
    written = [code for each in concepts if each for code in each.codes()]
    return "; ".join(dict.fromkeys(code for each in written if (code := icd10cm(each))))


def _own_number(of: Billing) -> str | None:
    """The number that a sender gave to a claim or answer: the unique one, else the only one."""
    values = [(each.kinds, each.value.strip()) for each in of.identifier if each.value]
    unique = [value for kinds, value in values if "uc" in kinds or "payerclaim" in kinds]
    found = dict.fromkeys(unique or [value for _, value in values])
    return next(iter(found)) if len(found) == 1 or unique else None


def _account(answer: ExplanationOfBenefitResource) -> str | None:
    """The provider's own number for the claim."""
    for each in answer.supporting_info:
        if each.category and _ACCOUNT in each.category.codes():
            coded = each.code.text or each.code.code if each.code else None
            return (each.value_string or coded or "").strip() or None
    return None


def _authorization(answer: Replied, line: Refused) -> str | None:
    given = answer.pre_auth_ref
    whole = given if isinstance(given, str) else next(iter(given or ()), None)
    told = [
        each.value_string
        for name in ("previousAuthorizationNumber", "administrationReferenceNumber")
        for each in extensions(line.item.extension, name)
    ]
    numbers = (whole, line.outcome.number, *told)
    return next((number.strip() for number in numbers if number and number.strip()), None)


def _quote(answer: Replied, line: Refused) -> str | None:
    """The payer's own words: the notes of the line, else of the whole, and of its review."""
    of_line = [n.text for n in answer.process_note if n.number in line.item.note_number]
    numbered = {number for item in answer.item for number in item.note_number}
    whole = [n.text for n in answer.process_note if n.number is None or n.number not in numbered]
    disposition = answer.disposition if isinstance(answer, ClaimResponseResource) else None
    told = [*line.outcome.said, *(of_line or whole)] or [disposition]
    spoken = dict.fromkeys(" ".join(text.split()) for text in told if text and _SPOKEN.search(text))
    quote = " ".join(spoken)
    return quote if quote and len(quote) <= _LONGEST_QUOTE else None
