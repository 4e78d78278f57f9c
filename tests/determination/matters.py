"""Short ways to make evidence, cases and matters of the invented disease."""

import datetime as dt
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from letters.case import Case
from letters.case.evidence import (
    Attestation,
    Category,
    Dose,
    Measurement,
    Procedure,
    Quantity,
    Record,
    Therapy,
)
from letters.case.model import (
    Clinician,
    Coverage,
    Denial,
    Diagnosis,
    Line,
    Patient,
    Practice,
    Service,
    Sex,
)
from letters.case.provenance import Provenance
from letters.citations import Library
from letters.citations.criteria import AnyCriterion
from letters.determination.judging import judge
from letters.determination.matter import Matter
from letters.determination.model import Finding

TODAY = dt.date(2026, 11, 22)
READ = Provenance(file="export.csv", sha256="0" * 64, row=2)
_CRITERION: TypeAdapter[Any] = TypeAdapter(AnyCriterion)
_ASKED = {"says": "It holds", "ask": "Does it hold?", "why": "It matters.", "who": "chart"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def measured(measure: str, written: str, on: str) -> Measurement:
    """A measurement; `written` may begin with a comparator, as `<0.3 g/g`."""
    comparator = written[0] if written[0] in "<>" else "="
    value, _, unit = written.lstrip("<>").partition(" ")
    return Measurement(
        measure=measure, value=Decimal(value), unit=unit, comparator=comparator, on=on, read=READ
    )


def glow(written: str, on: str) -> Measurement:
    return measured("glow", f"{written} g/g", on)


def category(name: str, value: str, on: str) -> Category:
    return Category(category=name, value=value, on=on, read=READ)


def document(name: str, on: str) -> Record:
    return Record(document=name, on=on, read=READ)


def procedure(name: str, on: str) -> Procedure:
    return Procedure(procedure=name, on=on, read=READ)


def answer(question: str, yes: bool, on: str = "2026-11-01") -> Attestation:
    return Attestation(question=question, answer=yes, by="Ada Moon", on=on, read=READ)


def dose(amount: str, frequency: str | None = None) -> Dose:
    return Dose(amount=Quantity.model_validate(amount), frequency=frequency)


def course(drug: str, status: str, **fields: Any) -> Therapy:
    return Therapy(drug=drug, status=status, read=READ, **fields)


def service(drug: str = "solumab", **fields: Any) -> Service:
    return Service(drug=drug, read=READ, **fields)


CLINICIAN = Clinician(name="Ada Moon", credentials="MD", specialty="moons", npi="1")


def case(*evidence: Any, **fields: Any) -> Case:
    """A case with this evidence; other fields of a case and its patient as they are given."""
    return Case(
        id="c-1",
        label="A-1",
        patient=Patient(
            name="Ada",
            born=fields.pop("born", day("1990-05-01")),
            sex=fields.pop("sex", Sex.FEMALE),
        ),
        coverage=Coverage(payer="Fern Health", member_id=fields.pop("member_id", "1")),
        practice=Practice(name="Hilltop", address=(), phone="1"),
        clinician=fields.pop("clinician", CLINICIAN),
        diagnoses=tuple(
            Diagnosis(code=code, read=READ) for code in fields.pop("codes", ("X10.1",))
        ),
        services=fields.pop("services", (service(),)),
        evidence=evidence,
        read=READ,
        **fields,
    )


def denied(*reasons: str, procedures: tuple[str, ...] = ()) -> Denial:
    """A denial with these reasons, of lines with these procedure codes."""
    lines = tuple(Line(code=code, read=READ) for code in procedures)
    return Denial(reasons=reasons, lines=lines, read=READ)


def matter(library: Library, *evidence: Any, as_of: dt.date = TODAY, **fields: Any) -> Matter:
    made = case(*evidence, **fields)
    return Matter(made, made.services[0], library, library.packs["moonlight"], as_of)


def criterion(kind: str, **fields: Any) -> Any:
    """A criterion of a kind; what every leaf carries is filled in."""
    group = kind in ("all", "any", "at_least", "none")
    common = {"says": "It holds"} if group else _ASKED
    return _CRITERION.validate_python({"id": "it", "kind": kind, **common, **fields})


def found(asked: Any, before: Matter) -> tuple[str, str]:
    """Truth and reason of a criterion in a matter."""
    finding: Finding = judge(asked, before)
    return finding.truth.value, finding.reason
