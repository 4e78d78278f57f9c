"""An invented vocabulary and one complete set of tables, from which tests depart."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest

from letters.case.vocabulary import Vocabulary
from letters.intake import Reading, read, write_tables

CANARY = "Zaubernuss"
"""A name that stands for a patient's: no notice may carry it."""

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="session")
def canary() -> str:
    return CANARY


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.model_validate(
        {
            "measures": [
                {
                    "id": "glow",
                    "name": "serum glow",
                    "short": "Glow",
                    "aliases": ["glow, serum"],
                    "loinc": ["1234-5"],
                    "units": [
                        {"unit": "g/g", "aliases": ["mg/mg"], "factor": "1", "source": "x"},
                        {"unit": "mg/g", "factor": "0.001", "source": "x"},
                        {"unit": "µmol/L", "aliases": ["umol/L"], "factor": "0.01", "source": "x"},
                    ],
                    "decimals": 2,
                    "plausible": ["0.01", "30"],
                },
                {
                    "id": "spin",
                    "name": "spin",
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
                    "aliases": ["SLB"],
                    "products": [
                        {
                            "id": "solara-iv",
                            "name": "Solara for infusion",
                            "aliases": ["Solara"],
                            "kind": "reference",
                            "routes": ["intravenous"],
                        },
                        {
                            "id": "solara-sc",
                            "name": "Solara pen",
                            "aliases": ["Solara"],
                            "kind": "reference",
                            "routes": ["subcutaneous"],
                        },
                    ],
                },
                {
                    "id": "lunacillin",
                    "name": "lunacillin",
                    "products": [
                        {
                            "id": "lunar",
                            "name": "Lunar tablet",
                            "kind": "generic",
                            "routes": ["intravenous"],
                            "hcpcs": "J7777",
                        }
                    ],
                },
            ],
            "drug_classes": [{"id": "lamps", "name": "lamp drug", "aliases": ["lamps"]}],
            "categories": [
                {
                    "id": "phase",
                    "name": "phase",
                    "options": [
                        {"id": "new-moon", "name": "new moon"},
                        {"id": "full-moon", "name": "full moon"},
                    ],
                    "recorded_in": ["almanac"],
                    "several": True,
                },
                {
                    "id": "season",
                    "name": "season",
                    "options": [{"id": "dry", "name": "dry"}, {"id": "wet", "name": "wet"}],
                    "recorded_in": ["almanac", "diary"],
                },
            ],
            "documents": [
                {"id": "almanac", "name": "almanac", "reports": "observation"},
                {"id": "diary", "name": "diary"},
            ],
            "procedures": [{"id": "observation", "name": "observation"}],
            "questions": [
                {
                    "id": "sky-clear",
                    "name": "Is the sky clear?",
                    "says": "The sky is clear",
                    "denies": "The sky is not clear",
                }
            ],
            "frequencies": [
                {"id": "every-week", "name": "once weekly", "aliases": ["qw"], "every_days": 7}
            ],
            "dose_units": [{"id": "mg/kg", "name": "mg/kg", "factor": "1"}],
            "routes": [
                {"id": "intravenous", "name": "intravenous", "aliases": ["IV"]},
                {"id": "subcutaneous", "name": "subcutaneous", "aliases": ["SC"]},
            ],
            "denial_reasons": [
                {"id": "too-bright", "name": "too bright", "answered_by": "necessity"},
                {"id": "too-dear", "name": "too dear", "route": "benefit exception"},
            ],
        }
    )


_TABLES: Rows = {
    "practice": [
        {
            "practice": "Hilltop Kidney Practice",
            "address": "1 Hill Road; Springfield, IL 62701",
            "phone": "217-555-0100",
            "practice npi": "1234567893",
            "clinician": "Ada Moon",
            "credentials": "MD",
            "specialty": "nephrology",
            "npi": "1234567893",
        },
        {
            "clinician": "Ben Star",
            "credentials": "DO",
            "specialty": "rheumatology",
            "npi": "1992999999",
        },
    ],
    "cases": [
        {
            "case": "A-1",
            "patient name": f"{CANARY} Nguyễn",
            "birth date": "1990-05-01",
            "sex": "female",
            "payer": "Fern Health",
            "payer address": "PO Box 1; Springfield, IL 62701",
            "plan track": "fully insured",
            "member id": "000123",
            "clinician": "ada moon",
            "diagnosis codes": "M32.14; M3210",
            "drug": "SLB",
            "product": "Solara",
            "route": "SC",
            "dose": "10",
            "dose unit": "mg/kg",
            "frequency": "qw",
            "number of doses": "6",
            "months requested": "12",
            "start date": "3/15/2026",
            "new or continuing": "new",
            "hcpcs": "j0490",
            "billing units": "10",
            "treatments complete": "yes",
            "denial date": "2026-02-01",
            "denial reasons": "too bright; too dear",
            "denial codes": "CO-50; N115",
            "denial quote": "Too bright.",
            "denial level": "first-level appeal",
            "urgency statement": "Waiting a month would do harm that cannot be undone.",
            "urgency stated by": "1234567893",
            "urgency stated on": "2026-02-04",
            "required drugs": "Lunar tablet; lamps",
            "plan definition": "Care that a prudent physician would give.",
        },
        {
            "case": "B-2",
            "patient name": "Bo Plain",
            "birth date": "1980-01-31",
            "payer": "Fern Health",
            "member id": "777",
            "clinician": "1992999999",
            "drug": "lunacillin",
        },
    ],
    "labs": [
        {"case": "A-1", "test": "Glow", "value": "1500", "unit": "mg/g", "date": "2026-01-02"}
        | {"file": "lab.pdf", "page": "2"},
        {"case": "a 1", "test": "1234-5", "value": "<0.1", "unit": "G / G", "date": "2026-02-02"},
        {"case": "A-1", "test": "spin", "value": "4", "date": "2026-02-02"},
    ],
    "treatments": [
        {
            "case": "A-1",
            "drug": "lunacillin",
            "status": "past",
            "dose": "2",
            "dose unit": "mg/kg",
            "frequency": "qw",
            "start": "2025-01-01",
            "stop": "2025-07-01",
            "outcome": "no response",
            "ended for": "inadequate response",
        }
    ],
    "documents": [
        {"case": "A-1", "document": "almanac", "date": "2026-01-01", "pages": "1-3"}
        | {"finding": "phase", "value": "new moon", "file": "al.pdf", "page": "1"},
        {"case": "A-1", "document": "almanac", "date": "2026-01-01"}
        | {"finding": "phase", "value": "full moon", "file": "al.pdf", "page": "1"},
    ],
    "attestations": [
        {"case": "A-1", "question": "Is the sky clear?", "answer": "yes"}
        | {"answered by": "Ada Moon", "date": "2026-02-03", "note": "Seen at dawn."},
    ],
    "decisions": [
        {"case": "A-1", "level": "initial decision", "ruling": "denied", "file": "first.pdf"}
        | {"decision date": "2025-12-01", "reference number": "0077", "page": "1"},
        {"case": "A-1", "level": "first-level appeal", "ruling": "upheld", "file": "second.pdf"}
        | {"decision date": "2026-02-01", "appeal filed on": "2026-01-05", "page": "1"}
        | {"reference number": "0078", "reviewer": "family medicine"},
    ],
    "points": [
        {"case": "A-1", "point": "No dose is recorded.", "about": "too bright", "page": "2"},
        {"case": "A-1", "level": "first-level appeal", "point": "The price is not justified."}
        | {"about": "too dear", "file": "reasons.pdf", "page": "3"},
        {"case": "A-1", "level": "initial decision", "point": "Too bright."},
    ],
}


@pytest.fixture
def tables() -> Rows:
    return copy.deepcopy(_TABLES)


@pytest.fixture
def reading_of(tmp_path: Path, vocabulary: Vocabulary) -> Callable[[Rows], Reading]:
    def write_and_read(rows: Rows) -> Reading:
        write_tables(tmp_path / "export", vocabulary, rows)
        return read([tmp_path / "export"], vocabulary)

    return write_and_read
