"""Judges the worked cases that stand beside the pathways and policies."""

import datetime as dt
from typing import Any

from letters.case import Case
from letters.case.evidence import (
    Attestation,
    Category,
    Dose,
    Evidence,
    Measurement,
    Procedure,
    Quantity,
    Record,
    Therapy,
)
from letters.case.frozen import Frozen
from letters.case.model import Clinician, Coverage, Diagnosis, Patient, Practice, Service
from letters.case.provenance import Provenance
from letters.citations import Library
from letters.citations.criteria import AnyCriterion
from letters.citations.pathway import Pack
from letters.citations.worked import WorkedCase, WorkedCases, WorkedRecord, WorkedService, merged
from letters.determination.judging import judge
from letters.determination.matter import Matter
from letters.determination.model import STANDING, Finding

_READ = Provenance(file="worked case", sha256="")


class Mismatch(Frozen):
    """Where a worked case of a pathway or policy did not come out as it says."""

    pathway: str
    case: str
    what: str


def judge_worked(library: Library) -> tuple[Mismatch, ...]:
    """Judges every worked case of the library and lists what differs from its expectation."""
    return tuple(
        mismatch
        for worked in (*library.worked.values(), *library.worked_policies.values())
        for case in worked.cases
        for mismatch in compare(library, worked, case)
    )


def compare(library: Library, worked: WorkedCases, case: WorkedCase) -> list[Mismatch]:
    """What differs between one worked case's expectation and its judgement."""
    finding = judge_case(library, worked, case)
    truths = {found.criterion: found for found in _all(finding)}
    wrong = [
        f"{name} is {truths[name].truth.value if name in truths else 'no criterion'}"
        f"{f' ({truths[name].reason})' if name in truths else ''}, expected {truth.value}"
        for name, truth in case.expect.items()
        if name not in truths or truths[name].truth is not truth
    ]
    if STANDING[finding.truth] != case.outcome:
        wrong.append(f"outcome is {STANDING[finding.truth]}, expected {case.outcome}")
    return [Mismatch(pathway=worked.pathway, case=case.name, what=what) for what in wrong]


def judge_case(library: Library, worked: WorkedCases, case: WorkedCase) -> Finding:
    """Judges the pathway or policy of one worked case."""
    criteria, pack = _asked(library, worked.pathway)
    record = WorkedRecord.model_validate(merged(worked.base, case.change))
    made = case_of(record, library)
    return judge(criteria, Matter(made, made.services[0], library, pack, worked.as_of))


def _asked(library: Library, name: str) -> tuple[AnyCriterion, Pack]:
    """The criteria of a pathway or policy, and the condition under which they are judged."""
    packs = library.packs.values()
    if name in library.pathways:
        return library.pathways[name].criteria, next(p for p in packs if name in p.pathways)
    policy = library.policies[name]
    return policy.whole, next(p for p in packs if p.diagnosis == policy.applies_to.diagnosis)


def _all(finding: Finding) -> list[Finding]:
    return [finding, *(below for child in finding.children for below in _all(child))]


def case_of(record: WorkedRecord, library: Library) -> Case:
    """A whole case made from a worked record; its people and payer are placeholders."""
    return Case(
        id="c-worked",
        label="worked",
        patient=Patient(name="Worked Case", born=record.born, sex=record.sex),
        coverage=Coverage(payer="Payer", member_id="0"),
        practice=Practice(name="Practice", address=(), phone="0"),
        clinician=Clinician(name="Clinician", credentials="", specialty="", npi="0"),
        diagnoses=tuple(Diagnosis(code=code, read=_READ) for code in record.diagnoses),
        services=(_service(record.service),),
        evidence=tuple(_evidence(record, library)),
        treatments_complete=record.treatments_complete,
        read=_READ,
    )


def _service(worked: WorkedService) -> Service:
    fields: dict[str, Any] = worked.model_dump(exclude={"dose", "frequency"})
    return Service(**fields, dose=_dose(worked.dose, worked.frequency), read=_READ)


def _dose(amount: Quantity | None, frequency: str | None) -> Dose | None:
    return Dose(amount=amount, frequency=frequency) if amount is not None else None


def _evidence(record: WorkedRecord, library: Library) -> list[Evidence]:
    made: list[Evidence] = [
        _measurement(library, measure, on, quantity)
        for measure, values in record.measurements.items()
        for on, quantity in values.items()
    ]
    made += [
        Category(category=category, value=value, on=worked.on, read=_READ)
        for category, worked in record.categories.items()
        for value in worked.values
    ]
    for therapy in record.therapies.values():
        fields = therapy.model_dump(exclude={"dose", "frequency"})
        made.append(Therapy(**fields, dose=_dose(therapy.dose, therapy.frequency), read=_READ))
    made += [Procedure(procedure=p, on=on, read=_READ) for p, on in record.procedures.items()]
    made += [Record(document=d, on=on, read=_READ) for d, on in record.records.items()]
    today = max((item.on for item in made if not isinstance(item, Therapy)), default=dt.date.min)
    made += [
        Attestation(question=question, answer=answer, by="Clinician", on=today, read=_READ)
        for question, answer in record.attestations.items()
    ]
    return made


def _measurement(library: Library, measure: str, on: dt.date, quantity: Quantity) -> Measurement:
    units = library.measure(measure).units
    unit = next(u for u in units if quantity.unit in (u.unit, *u.aliases))
    return Measurement(measure=measure, value=quantity.value, unit=unit.unit, on=on, read=_READ)
