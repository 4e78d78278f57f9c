"""Makes small FHIR resources of invented patients, and reads them."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letters.case.vocabulary import Vocabulary
from letters.intake.fhir import open_charts
from letters.intake.limits import DEFAULT, Limits
from letters.intake.mapping import Mapping as Ours
from letters.intake.opening.files import File, FileKind
from letters.intake.reading import Journal, Notice, Unused
from letters.intake.rows import Cell, Person, Role, Row

Resource = dict[str, Any]

LOINC = "http://loinc.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
UCUM = "http://unitsofmeasure.org"
IDENTIFIERS = "http://terminology.hl7.org/CodeSystem/v2-0203"
NPI = "http://hl7.org/fhir/sid/us-npi"
HCPCS = "https://bluebutton.cms.gov/resources/codesystem/hcpcs"
CARC = "https://x12.org/codes/claim-adjustment-reason-codes"
RARC = "https://x12.org/codes/remittance-advice-remark-codes"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
C4BB = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudicationDiscriminator"
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-"
CANARY = "Zaubernuss"
"""A name that stands for a patient's: no notice may carry it."""

KINDS = {
    ".json": FileKind.FHIR_JSON,
    ".ndjson": FileKind.FHIR_LINES,
    ".xml": FileKind.FHIR_XML,
}

WORDS: Mapping[str, Any] = {
    "measures": [
        {
            "id": "glow",
            "name": "serum glow",
            "short": "Glow",
            "aliases": ["gl"],
            "loinc": ["1234-5"],
            "units": [
                {"unit": "g/g", "aliases": ["mg/mg"], "factor": "1", "source": "x"},
                {"unit": "mg/g", "factor": "0.001", "source": "x"},
                {"unit": "mL/min/1.73 m²", "aliases": ["mL/min/1.73 m2"], "factor": "1"}
                | {"source": "x"},
            ],
            "decimals": 2,
            "plausible": ["0.01", "3000"],
        },
        {
            "id": "spin",
            "name": "whole spin",
            "short": "Spin",
            "units": [{"unit": "1", "factor": "1", "source": "x"}],
            "decimals": 0,
            "plausible": ["0", "9"],
        },
    ],
    "drugs": [
        {
            "id": "solumab",
            "name": "solumab",
            "rxnorm": "111",
            "products": [
                {
                    "id": "solara",
                    "name": "Solara",
                    "kind": "reference",
                    "routes": ["intravenous"],
                    "hcpcs": "J1111",
                }
            ],
        },
        {"id": "lunacillin", "name": "lunacillin"},
    ],
    "categories": [
        {
            "id": "phase",
            "name": "lunar phase",
            "aliases": ["class", "9999-9"],
            "options": [
                {"id": "new", "name": "new moon", "aliases": ["class I"]},
                {"id": "full", "name": "full moon", "aliases": ["class II"]},
            ],
            "recorded_in": ["almanac"],
        },
        {
            "id": "antigen",
            "name": "comet antigen",
            "aliases": ["8888-8"],
            "options": [
                {"id": "positive", "name": "positive"},
                {"id": "negative", "name": "negative", "aliases": ["nonreactive"]},
            ],
            "recorded_in": ["diary", "laboratory-sheet"],
        },
    ],
    "documents": [
        {"id": "almanac", "name": "almanac", "aliases": ["yearbook"], "reports": "observation"},
        {"id": "diary", "name": "diary"},
        {"id": "laboratory-sheet", "name": "laboratory sheet"},
    ],
    "procedures": [{"id": "observation", "name": "sky observation"}],
    "questions": [
        {
            "id": "sky-clear",
            "name": "Is the sky clear?",
            "says": "The sky is clear",
            "denies": "The sky is not clear",
        }
    ],
    "diagnoses": [
        {"id": "moonburn", "name": "moonburn", "codes": ["M32.14"], "wider_codes": ["M32.10"]}
    ],
    "frequencies": [
        {"id": "weekly", "name": "once weekly", "aliases": ["qw"], "every_days": 7},
        {"id": "twice", "name": "twice daily", "aliases": ["BID"], "per_day": 2},
    ],
    "dose_units": [
        {"id": "mg", "name": "mg", "factor": "1"},
        {"id": "mg/kg", "name": "mg/kg", "factor": "1"},
    ],
    "routes": [
        {"id": "intravenous", "name": "intravenous", "aliases": ["IV"]},
        {"id": "oral", "name": "by mouth", "aliases": ["oral"]},
    ],
    "settled_codes": ["1", "45"],
}


@dataclass(frozen=True)
class Read:
    """What files were read into."""

    requests: list[Row]
    facts: list[Row]
    notices: tuple[Notice, ...]
    unused: tuple[Unused, ...]
    missed: list[str]

    @property
    def rows(self) -> list[Row]:
        return [*self.requests, *self.facts]

    def of(self, table: str) -> list[dict[str, Cell]]:
        """The cells of the rows of a table, without those of the patient's own row."""
        return [
            dict(row.cells)
            for row in self.rows
            if row.table.name == table and row.role is not Role.PERSON
        ]

    @property
    def denials(self) -> list[dict[str, Cell]]:
        return [dict(row.cells) for row in self.rows if row.role is Role.DENIAL]

    @property
    def persons(self) -> list[dict[str, Cell]]:
        return [dict(row.cells) for row in self.rows if row.role is Role.PERSON]

    @property
    def left(self) -> dict[tuple[str | None, str], int]:
        return {(part.name, part.why): part.count for part in self.unused}

    @property
    def content(self) -> list[tuple[str, str, str]]:
        """What the rows tell, without where they stand and in no order."""
        return sorted(
            (row.table.name, row.role.value, repr(sorted(row.cells.items()))) for row in self.rows
        )

    @property
    def remarks(self) -> str:
        return repr(self.notices) + repr(self.unused)


def everybody(_person: Person) -> bool:
    return True


def read_files(
    folder: Path,
    words: Vocabulary,
    contents: Mapping[str, str | bytes],
    codes: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT,
    wanted: Callable[[Person], bool] = everybody,
) -> Read:
    """Reads files by their names and contents; the name tells the kind, whatever they hold."""
    files = []
    for name, content in contents.items():
        raw = content.encode() if isinstance(content, str) else content
        path = folder / name
        path.write_bytes(raw)
        digest = hashlib.sha256(raw).hexdigest()
        files.append(File(path, KINDS[path.suffix], digest, len(raw)))
    journal = Journal()
    charts = open_charts(files, words, Ours(codes=dict(codes or {})), limits, journal)
    requests = list(charts.requests())
    facts = list(charts.facts(wanted))
    reading = journal.reading([])
    return Read(requests, facts, reading.notices, reading.unused, journal.missed)


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def lines(*resources: Resource) -> str:
    return "\n".join(map(text, resources)) + "\n"


def bundle(*resources: Resource) -> Resource:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def concept(code: str, system: str = LOINC, display: str | None = None) -> Resource:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def to(kind: str, identifier: str) -> Resource:
    return {"reference": f"{kind}/{identifier}"}


def patient(identifier: str = "p1", /, **changed: Any) -> Resource:
    return {
        "resourceType": "Patient",
        "id": identifier,
        "identifier": [
            {
                "type": concept("MR", IDENTIFIERS),
                "system": "urn:clinic",
                "value": f"MR-{identifier}",
            }
        ],
        "name": [{"use": "official", "family": CANARY, "given": ["Ada", "Bo"]}],
        "gender": "female",
        "birthDate": "1990-05-01",
        **changed,
    }


def coverage(identifier: str = "c1", of: str = "p1", /, **changed: Any) -> Resource:
    return {
        "resourceType": "Coverage",
        "id": identifier,
        "status": "active",
        "subscriberId": f"SUB-{identifier}",
        "beneficiary": to("Patient", of),
        "payor": [to("Organization", "fern")],
        "class": [
            {"type": concept("group", "x"), "value": "G77"},
            {"type": concept("plan", "x"), "value": "P1", "name": "Fern Gold"},
        ],
        **changed,
    }


def payer() -> Resource:
    return {
        "resourceType": "Organization",
        "id": "fern",
        "identifier": [{"system": "urn:payers", "value": "FERN01"}],
        "name": "Fern Health",
        "address": [
            {"line": ["PO Box 1"], "city": "Springfield", "state": "IL", "postalCode": "62701"}
        ],
    }


def observation(**changed: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept("1234-5"),
        "subject": to("Patient", "p1"),
        "effectiveDateTime": "2026-01-02T08:00:00-07:00",
        "valueQuantity": {"value": 1.5, "unit": "g/g", "system": UCUM, "code": "g/g"},
        **changed,
    }


def condition(code: str = "M32.14", /, **changed: Any) -> Resource:
    return {
        "resourceType": "Condition",
        "clinicalStatus": concept("active", "x"),
        "verificationStatus": concept("confirmed", "x"),
        "code": concept(code, ICD),
        "subject": to("Patient", "p1"),
        **changed,
    }


def dosage(value: float = 500, unit: str = "mg", **repeat: Any) -> Resource:
    rhythm = repeat or {"frequency": 2, "period": 1, "periodUnit": "d"}
    return {
        "timing": {"repeat": rhythm},
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit, "code": unit}}],
    }


def treated(kind: str, drug: str = "lunacillin 500 MG Oral Tablet", /, **changed: Any) -> Resource:
    dates = {
        "MedicationRequest": {"authoredOn": "2025-01-01", "status": "active", "intent": "order"},
        "MedicationStatement": {"effectivePeriod": {"start": "2025-01-01"}, "status": "active"},
        "MedicationAdministration": {"effectiveDateTime": "2025-01-01", "status": "completed"},
        "MedicationDispense": {"whenHandedOver": "2025-01-01", "status": "completed"},
    }
    return {
        "resourceType": kind,
        "medicationCodeableConcept": {"text": drug},
        "subject": to("Patient", "p1"),
        **dates[kind],
        **changed,
    }


def amount(category: str, value: float) -> Resource:
    return {"category": concept(category, ADJUDICATION), "amount": {"value": value}}


def reason(code: str, system: str = CARC, category: str = "adjustmentreason") -> Resource:
    return {"category": concept(category, C4BB), "reason": concept(code, system)}


def item(*adjudication: Resource, code: str = "J1111", **changed: Any) -> Resource:
    return {
        "sequence": 1,
        "productOrService": concept(code, HCPCS),
        "servicedDate": "2026-03-01",
        "quantity": {"value": 10},
        "adjudication": list(adjudication),
        **changed,
    }


def benefits(*items: Resource, **changed: Any) -> Resource:
    return {
        "resourceType": "ExplanationOfBenefit",
        "identifier": [{"type": concept("uc", "x"), "value": "CLAIM-1"}],
        "status": "active",
        "type": concept("professional", "x"),
        "use": "claim",
        "patient": to("Patient", "p1"),
        "created": "2026-04-01",
        "insurer": to("Organization", "fern"),
        "provider": to("Organization", "fern"),
        "outcome": "complete",
        "insurance": [{"focal": True, "coverage": to("Coverage", "c1")}],
        "payment": {"date": "2026-03-30"},
        "item": list(items),
        **changed,
    }


def review(action: str, number: str | None = None, why: str | None = None) -> Resource:
    inside: list[Resource] = [
        {
            "url": f"{PAS}reviewActionCode",
            "valueCodeableConcept": concept(action, "https://codesystem.x12.org/005010/306"),
        }
    ]
    if number:
        inside.append({"url": "number", "valueString": number})
    if why:
        inside.append({"url": "reasonCode", "valueCodeableConcept": {"text": why}})
    return {
        "category": concept("submitted", ADJUDICATION),
        "extension": [{"url": f"{PAS}reviewAction", "extension": inside}],
    }


def response(*adjudication: Resource, **changed: Any) -> Resource:
    return {
        "resourceType": "ClaimResponse",
        "status": "active",
        "type": concept("professional", "x"),
        "use": "preauthorization",
        "patient": to("Patient", "p1"),
        "created": "2026-02-05T11:00:00+05:00",
        "insurer": to("Organization", "fern"),
        "request": to("Claim", "k1"),
        "outcome": "complete",
        "item": [{"itemSequence": 1, "adjudication": list(adjudication)}],
        **changed,
    }


def request(**changed: Any) -> Resource:
    return {
        "resourceType": "Claim",
        "id": "k1",
        "identifier": [{"system": "urn:trace", "value": "TRACE-1"}],
        "status": "active",
        "type": concept("professional", "x"),
        "use": "preauthorization",
        "patient": to("Patient", "p1"),
        "created": "2026-02-01",
        "provider": to("Organization", "fern"),
        "priority": concept("normal", "x"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": to("Coverage", "c1")}],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept("M32.14", ICD)}],
        "item": [
            {
                "sequence": 1,
                "productOrService": concept("J1111", HCPCS),
                "servicedPeriod": {"start": "2026-03-01", "end": "2026-09-01"},
            }
        ],
        **changed,
    }
