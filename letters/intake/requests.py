"""Reads the cases sheet: who asks what of whom, and what was refused."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from letters import codes
from letters.case.model import (
    Case,
    Coverage,
    Denial,
    Diagnosis,
    Override,
    Patient,
    PlanTrack,
    Service,
    Sex,
)
from letters.case.vocabulary import DenialReason, Vocabulary, folded
from letters.intake import values, words
from letters.intake.fields import Fields
from letters.intake.practices import Signer, signer
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Cell, Row
from letters.intake.services import service

T = TypeVar("T")
_DENIAL = (
    "denial date",
    "denial received",
    "denial reasons",
    "denial codes",
    "denial quote",
    "policy",
    "policy date",
    "claim number",
    "authorization number",
)


def read_cases(
    rows: Iterable[Row], signers: tuple[Signer, ...], vocabulary: Vocabulary, journal: Journal
) -> tuple[dict[str, Case], set[str]]:
    """Cases without evidence by their folded label, and the labels of those refused."""
    cases: dict[str, Case] = {}
    refused: set[str] = set()
    for label, group in _grouped(rows, journal).items():
        case = _Request(group, signers, vocabulary, journal).case()
        if case is None:
            refused.add(label)
            for row in group:
                journal.leave(row.read, "its case could not be read")
        else:
            cases[label] = case
    return cases, refused


def _grouped(rows: Iterable[Row], journal: Journal) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        label = Fields(row, journal).need("case", values.text)
        if label:
            groups.setdefault(folded(label), []).append(row)
        else:
            journal.leave(row.read, "it names no case")
    return groups


def case_id(practice: str, label: str) -> str:
    """The opaque id of a case, the same whenever it is read again."""
    return "c-" + hashlib.sha256(f"{practice}\n{label}".encode()).hexdigest()[:10]


class _Request:
    """The rows of one case. A fact of the case stands in any of them and must agree in all."""

    def __init__(
        self,
        rows: Sequence[Row],
        signers: tuple[Signer, ...],
        vocabulary: Vocabulary,
        journal: Journal,
    ) -> None:
        self._signers = signers
        self._vocabulary = vocabulary
        self._journal = journal
        self._rows = [Fields(row, journal) for row in rows]
        self._unusable = False
        label = self._rows[0].text("case") or ""
        self._label = label
        named = self._essential("clinician", self._signer)
        self._signed = named
        if named is not None:
            for fields in self._rows:
                fields.case = case_id(named.practice.name, label)

    def case(self) -> Case | None:
        """The case, or None when one of its essential facts cannot be used."""
        patient = self._patient()
        coverage = self._coverage()
        services = self._services()
        if (
            self._unusable
            or patient is None
            or coverage is None
            or self._signed is None
            or services is None
        ):
            self._refuse()
            return None
        return Case(
            id=case_id(self._signed.practice.name, self._label),
            label=self._label,
            patient=patient,
            coverage=coverage,
            practice=self._signed.practice,
            clinician=self._signed.clinician,
            diagnoses=self._diagnoses(),
            services=services,
            denial=self._denial(),
            treatments_complete=self._agreed("treatments complete", values.yes_no),
            override=self._override(),
            read=self._rows[0].read,
        )

    def _services(self) -> tuple[Service, ...] | None:
        """What each row requests, once; None when a row cannot be used."""
        requested: dict[str, tuple[Service, Fields]] = {}
        usable = True
        for fields in self._rows:
            each = service(fields, self._vocabulary)
            usable &= each is not None
            if each is None:
                continue
            first = requested.setdefault(each.model_dump_json(exclude={"read"}), (each, fields))[1]
            if first is fields:
                continue
            if fields.row.cells.items() <= first.row.cells.items():
                self._journal.leave(fields.read, "it says the same as a row before it")
            else:
                rule = f"it requests the same service as row {first.read.row}"
                action = "correct the service, or delete the row"
                fields.warn("The service was counted once", ReadingError(rule, action), "drug")
        return tuple(each for each, _ in requested.values()) if usable else None

    def _refuse(self) -> None:
        first = self._rows[0]
        rule = "one of the facts without which no letter can be written is missing or unusable"
        refusal = ReadingError(rule, "correct the cells noted for its rows and read it again")
        self._journal.note("error", "The case was not read", first.read, refusal, None, first.case)

    def _agreed(
        self, heading: str, parse: Callable[[Cell], T], essential: bool = False
    ) -> T | None:
        """The one value of a fact in all rows of the case; conflicting values are refused."""
        found: list[tuple[Fields, T]] = []
        for fields in self._rows:
            before, fields.refused = fields.refused, False
            value = fields.take(heading, parse)
            self._unusable |= essential and fields.refused
            fields.refused |= before
            if value is not None and value not in ("", ()):
                found.append((fields, value))
        for fields, value in found[1:]:
            if value != found[0][1]:
                rule = f"it differs from row {found[0][0].read.row} of the same case"
                fields.refuse(heading, ReadingError(rule, "make the rows of the case agree"))
                self._unusable |= essential
                return None
        return found[0][1] if found else None

    def _essential(self, heading: str, parse: Callable[[Cell], T]) -> T | None:
        """A fact without which there is no case."""
        value = self._agreed(heading, parse, essential=True)
        if value is None:
            if not any(fields.has(heading) for fields in self._rows):
                rule = f"'{heading}' is needed here"
                self._rows[0].refuse(heading, ReadingError(rule, "fill in the cell"))
            self._unusable = True
        return value

    def _signer(self, cell: Cell) -> Signer:
        return signer(self._signers, values.identifier(cell))

    def _patient(self) -> Patient | None:
        name = self._essential("patient name", values.text)
        born = self._essential("birth date", values.date)
        sex = self._agreed("sex", values.word(Sex), essential=True)
        if name is None or born is None:
            return None
        return Patient(name=name, born=born, sex=sex)

    def _coverage(self) -> Coverage | None:
        payer = self._essential("payer", values.text)
        member = self._essential("member id", values.identifier)
        if payer is None or member is None:
            return None
        return Coverage(
            payer=payer,
            department=self._agreed("department", values.text),
            address=self._agreed("payer address", values.lines) or (),
            fax=self._agreed("payer fax", values.text),
            plan=self._agreed("plan", values.text),
            track=self._agreed("plan track", values.word(PlanTrack)) or PlanTrack.OTHER,
            member_id=member,
            group=self._agreed("group", values.identifier),
        )

    def _diagnoses(self) -> tuple[Diagnosis, ...]:
        found = self._agreed("diagnosis codes", values.codes(codes.icd10cm)) or ()
        read = next((f.read for f in self._rows if f.has("diagnosis codes")), self._rows[0].read)
        return tuple(Diagnosis(code=code, read=read) for code in dict.fromkeys(found))

    def _denial(self) -> Denial | None:
        row = next((fields for fields in self._rows if fields.has(*_DENIAL)), None)
        if row is None:
            return None
        reasons = self._agreed("denial reasons", self._reasons)
        self._warn_of_reasons()
        notice_on = self._agreed("denial date", values.date)
        received_on = self._agreed("denial received", values.date)
        if notice_on and received_on and received_on < notice_on:
            rule = "the notice arrived before its own date"
            received = next(fields for fields in self._rows if fields.has("denial received"))
            refusal = ReadingError(rule, "correct one of the dates")
            received.warn("Both dates were used", refusal, "denial received")
        return Denial(
            notice_on=notice_on,
            received_on=received_on,
            codes=self._agreed("denial codes", values.identifiers) or (),
            reasons=tuple(reason.id for reason in reasons or ()),
            quote=self._agreed("denial quote", values.text),
            policy=self._agreed("policy", values.text),
            policy_on=self._agreed("policy date", values.date),
            claim=self._agreed("claim number", values.identifier),
            authorisation=self._agreed("authorization number", values.identifier),
            read=row.read,
        )

    def _reasons(self, cell: Cell) -> tuple[DenialReason, ...]:
        """The reasons known of those in a cell.

        Raises:
            ReadingError: none of them is known.
        """
        known, unknown = words.known_of(self._vocabulary.denial_reasons)(cell)
        if unknown and not known:
            raise unknown[min(unknown)]
        return known

    def _warn_of_reasons(self) -> None:
        """Remarks on each reason left out beside others of its cell that were used."""
        for fields in self._rows:
            cell = fields.row.cells.get("denial reasons", "")
            if not isinstance(cell, str):
                continue
            known, unknown = words.known_of(self._vocabulary.denial_reasons)(cell)
            for number, refusal in unknown.items() if known else ():
                what = "One reason was left out, the others were used"
                rule = f"reason {number} of the cell is not one of the list"
                fields.warn(what, ReadingError(rule, refusal.action), "denial reasons")

    def _override(self) -> Override | None:
        reason = self._agreed("override reason", values.text)
        row = next((fields for fields in self._rows if fields.has("override reason")), None)
        return Override(reason=reason, read=row.read) if reason and row else None
