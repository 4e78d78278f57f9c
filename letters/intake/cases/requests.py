"""Reads the rows of a case: who asks what of whom, and what was refused."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeVar

from letters import codes
from letters.case.model import (
    Case,
    Coverage,
    Denial,
    Diagnosis,
    Level,
    Override,
    Patient,
    PlanTrack,
    Practice,
    Service,
    Sex,
)
from letters.case.vocabulary import DenialReason, Vocabulary, find
from letters.hashing import sha256
from letters.intake.cases.practices import Signer, signer
from letters.intake.cases.remitted import denial_codes, denied_line
from letters.intake.cases.services import denied_service, service
from letters.intake.cases.urgency import read_urgency
from letters.intake.cells import names, values, words
from letters.intake.cells.fields import Fields
from letters.intake.joining.asks import Ask
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Cell, Role

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
    "denial level",
    "appeal deadline",
    "peer to peer until",
    "claim status",
    "remark codes",
)


def read_cases(
    asks: Iterable[Ask], signers: tuple[Signer, ...], vocabulary: Vocabulary, journal: Journal
) -> tuple[dict[str, Case], set[str]]:
    """Cases without evidence by their key, and the keys of those refused."""
    cases: dict[str, Case] = {}
    refused: set[str] = set()
    for ask in asks:
        case = _Request(ask, signers, vocabulary, journal).case()
        if case is None:
            refused.add(ask.key)
            for row in ask.rows:
                journal.leave(row.read, "its case could not be read")
        else:
            cases[ask.key] = case
    return cases, refused


def case_id(practice: str, label: str) -> str:
    """The opaque id of a case, the same whenever it is read again.

    One that nobody has labelled is told by its claim, its patient and its lines instead.
    """
    return "c-" + sha256(f"{practice}\n{label}".encode())[:10]


class _Request:
    """The rows of one case. A fact of the case stands in any of them and must agree in all."""

    def __init__(
        self,
        ask: Ask,
        signers: tuple[Signer, ...],
        vocabulary: Vocabulary,
        journal: Journal,
    ) -> None:
        self._signers = signers
        self._vocabulary = vocabulary
        self._journal = journal
        self._rows = [Fields(row, journal) for row in ask.rows]
        self._unusable = False
        self._label = ask.label
        self._signed = self._signed_by()
        self._practice = self._practised()
        practice = self._practice.name if self._practice else ""
        self._id = case_id(practice, ask.label) if not ask.identity else case_id("", ask.identity)
        for fields in self._rows if self._signed or not self._unusable else ():
            fields.case = self._id

    def case(self) -> Case | None:
        """The case, or None when one of its essential facts cannot be used."""
        patient = self._patient()
        coverage = self._coverage()
        services = self._services()
        if self._unusable or patient is None or coverage is None or services is None:
            self._refuse()
            return None
        return Case(
            id=self._id,
            label=self._label,
            patient=patient,
            coverage=coverage,
            practice=self._practice,
            clinician=self._signed.clinician if self._signed else None,
            diagnoses=self._diagnoses(),
            services=services,
            denial=self._denial(),
            treatments_complete=self._agreed("treatments complete", values.yes_no),
            override=self._override(),
            urgency=read_urgency(self._rows, self._agreed, self._signers, self._journal),
            required_drugs=self._agreed("required drugs", self._required) or (),
            definition=self._agreed("plan definition", values.text),
            read=self._rows[0].read,
        )

    def _signed_by(self) -> Signer | None:
        """Who signs: the clinician named, else who gave the service, else the only one there is."""
        named = self._agreed("clinician", self._signer, essential=True)
        if named is not None or self._unusable:
            return named
        npi = self._agreed("rendering npi", values.identifier)
        if npi is None:
            return self._signers[0] if len(self._signers) == 1 else None
        rendered = [signer for signer in self._signers if signer.clinician.npi == npi]
        if not rendered and self._signers:
            rule = "who gave the service is not a clinician of the practice sheet"
            refusal = ReadingError(rule, "name the clinician who signs in the case, or add theirs")
            self._rows[0].warn("No clinician was set", refusal, "rendering npi")
        return rendered[0] if rendered else None

    def _practised(self) -> Practice | None:
        """The signer's practice, else the one that billed, else the only one there is."""
        if self._signed is not None:
            return self._signed.practice
        practices = list(dict.fromkeys(signer.practice for signer in self._signers))
        npi = self._agreed("billing npi", values.identifier)
        billing = [practice for practice in practices if npi and practice.npi == npi]
        found = billing or practices
        return found[0] if len(found) == 1 else None

    def _services(self) -> tuple[Service, ...] | None:
        """What each row requests, once; None when a row cannot be used.

        The lines of a denial tell what was requested only where nobody filled in a request.
        """
        asked = [fields for fields in self._rows if fields.row.role is Role.REQUEST]
        if not asked:
            return self._denied_services()
        requested: dict[str, tuple[Service, Fields]] = {}
        usable = True
        for fields in asked:
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

    def _denied_services(self) -> tuple[Service, ...]:
        denied = (denied_service(fields, self._vocabulary) for fields in self._rows)
        known = [each for each in denied if each is not None]
        return tuple({each.model_dump_json(exclude={"read"}): each for each in known}.values())

    def _refuse(self) -> None:
        first = self._rows[0]
        rule = "one of the facts without which no letter can be written is missing or unusable"
        refusal = ReadingError(rule, "correct the cells noted for its rows and read it again")
        self._journal.note("error", "The case was not read", first.read, refusal, None, first.case)
        self._journal.refuse(first.read, first.case)

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
                ours = "case" in self._rows[0].row.cells
                action = "fill in the cell" if ours else f"map the heading that holds '{heading}'"
                self._rows[0].refuse(heading, ReadingError(rule, action))
            self._unusable = True
        return value

    def _named(self, heading: str, parse: Callable[[Cell], str]) -> str | None:
        """A name without which there is no case; empty where its export holds it back."""
        masked = any(fields.row.cells.get(heading) == "" for fields in self._rows)
        return "" if masked else self._essential(heading, parse)

    def _signer(self, cell: Cell) -> Signer:
        return signer(self._signers, values.identifier(cell))

    def _patient(self) -> Patient | None:
        name = self._named("patient name", self._name)
        born = self._agreed("birth date", values.date, essential=True)
        sex = self._agreed("sex", values.word(Sex), essential=True)
        account = self._agreed("patient account", values.identifier)
        if name is None:
            return None
        return Patient(name=name, born=born, sex=sex, account=account)

    def _name(self, cell: Cell) -> str:
        """A name as it is printed: one that somebody typed for a letter stands as it is."""
        typed = "case" in self._rows[0].row.cells and not self._rows[0].row.filled
        return values.text(cell) if typed else names.written(values.text(cell))

    def _coverage(self) -> Coverage | None:
        payer = self._named("payer", values.text)
        member = self._agreed("member id", values.identifier, essential=True)
        if payer is None:
            return None
        return Coverage(
            payer=payer,
            department=self._agreed("department", values.text),
            address=self._agreed("payer address", values.lines) or (),
            fax=self._agreed("payer fax", values.text),
            plan=self._agreed("plan", values.text),
            track=self._agreed("plan track", values.word(PlanTrack)) or PlanTrack.OTHER,
            state=self._agreed("state", values.text),
            member_id=member,
            group=self._agreed("group", values.identifier),
        )

    def _diagnoses(self) -> tuple[Diagnosis, ...]:
        found = self._agreed("diagnosis codes", values.codes(codes.icd10cm)) or ()
        row = next((f for f in self._rows if f.has("diagnosis codes")), self._rows[0])
        read = row.row.where("diagnosis codes")
        return tuple(Diagnosis(code=code, read=read) for code in dict.fromkeys(found))

    def _denial(self) -> Denial | None:
        row = next((fields for fields in self._rows if fields.has(*_DENIAL)), None)
        if row is None:
            return None
        reasons = self._agreed("denial reasons", self._reasons)
        self._warn_of_reasons()
        notice_on = self._agreed("denial date", values.date)
        received_on = self._agreed("denial received", values.date)
        self._warn_of_arrival(notice_on, received_on)
        lines = tuple(line for fields in self._rows if (line := denied_line(fields)) is not None)
        return Denial(
            level=self._agreed("denial level", values.word(Level)) or Level.INITIAL,
            notice_on=notice_on,
            received_on=received_on,
            deadline_on=self._agreed("appeal deadline", values.date),
            discuss_by=self._agreed("peer to peer until", values.date),
            codes=tuple(dict.fromkeys(code for f in self._rows for code in denial_codes(f))),
            reasons=tuple(reason.id for reason in reasons or ()),
            quote=self._agreed("denial quote", values.text),
            policy=self._agreed("policy", values.text),
            policy_on=self._agreed("policy date", values.date),
            claim=self._agreed("claim number", values.identifier),
            authorisation=self._agreed("authorization number", values.identifier),
            lines=tuple({line.model_dump_json(exclude={"read"}): line for line in lines}.values()),
            read=row.read,
        )

    def _warn_of_arrival(self, notice_on: dt.date | None, received_on: dt.date | None) -> None:
        if notice_on and received_on and received_on < notice_on:
            rule = "the notice arrived before its own date"
            received = next(fields for fields in self._rows if fields.has("denial received"))
            refusal = ReadingError(rule, "correct one of the dates")
            received.warn("Both dates were used", refusal, "denial received")

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

    def _required(self, cell: Cell) -> tuple[str, ...]:
        """Drugs and classes by their ids; of a name that both have, the drug.

        Why one refusal refuses all: a letter that leaves out a required drug leaves out a step.

        Raises:
            ReadingError: one of them is not known.
        """
        found: dict[str, None] = {}
        for number, line in enumerate(values.lines(cell), start=1):
            group = find(self._vocabulary.drug_classes, line)
            try:
                found[words.drug(self._vocabulary)(line)[0].id] = None
            except ReadingError as refusal:
                if group is None:
                    rule = f"drug {number} of the cell is no drug and no class that is known"
                    raise ReadingError(rule, refusal.action) from refusal
                found[group.id] = None
        return tuple(found)

    def _override(self) -> Override | None:
        reason = self._agreed("override reason", values.text)
        row = next((fields for fields in self._rows if fields.has("override reason")), None)
        return Override(reason=reason, read=row.read) if reason and row else None
