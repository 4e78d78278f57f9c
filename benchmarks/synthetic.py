"""Writes large exports of invented patients, the same bytes for the same size.

A bulk export of a clinic's charts, in which a few patients have a denied claim, and a remittance
of many thousand claims.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, TextIO

MEGABYTE = 1_000_000
_DENIED = 5
"""How many patients of the charts the small remittance beside them denies."""
_FIRST_DAY = dt.date(2024, 1, 2)
_NPI = "1240000020"
_PAYEE = "1240000095"
_RESULTS = (
    ("2890-2", "Protein/Creatinine [Mass Ratio] in Urine", "mg/g", 100, 4000),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 1, 3),
    ("4485-9", "Complement C3 [Mass/volume] in Serum or Plasma", "mg/dL", 40, 140),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3, 5),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 8, 15),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 5, 9),
)
_CONDITIONS = (("M32.14", "Glomerular disease in SLE"), ("I10", "Hypertension"), ("E11.9", "T2DM"))
_MEDICINES = ("mycophenolate mofetil 500 MG Oral Tablet", "lisinopril 10 MG Oral Tablet")
_GIVEN = ("Ada", "Bo", "Cleo", "Dov", "Esme", "Finn", "Gita", "Hal")
_FAMILY = ("Alderway", "Birchfell", "Cawthrop", "Dunmarch", "Ellersby", "Farrowden")

Resource = dict[str, Any]


def write_charts(folder: Path, megabytes: int) -> None:
    """Writes a bulk export of about that size: one NDJSON file per type, and a remittance."""
    folder.mkdir(parents=True)
    random = Random(7)
    files: dict[str, TextIO] = {}
    written = number = 0
    try:
        while written < megabytes * MEGABYTE:
            for resource in _chart(number, random):
                kind = resource["resourceType"]
                if kind not in files:
                    path = folder / f"{kind}.000.ndjson"
                    files[kind] = path.open("w", encoding="utf-8", newline="\n")
                line = json.dumps(resource, separators=(",", ":")) + "\n"
                files[kind].write(line)
                written += len(line)
            number += 1
    finally:
        for file in files.values():
            file.close()
    denied = [_claim(n * (number // _DENIED), 4, "CO*50", Random(n)) for n in range(_DENIED)]
    (folder / "remittance.835").write_text(_remittance(denied), encoding="ascii")


def write_remittance(path: Path, megabytes: int) -> int:
    """Writes a remittance of about that size; returns how many of its claims are denied.

    Nine claims in ten are paid, one in twenty is the patient's to pay, one in fifty is denied.
    """
    random = Random(11)
    path.parent.mkdir(parents=True, exist_ok=True)
    denied = written = number = 0
    with path.open("w", encoding="ascii", newline="") as file:
        written += file.write(_head())
        while written < megabytes * MEGABYTE:
            drawn = random.random()
            if drawn < 0.02:
                claim = _claim(number, 4, "CO*50", random)
                denied += 1
            elif drawn < 0.07:
                claim = _claim(number, 1, "PR*1", random)
            else:
                claim = _claim(number, 1, None, random)
            written += file.write(claim)
            number += 1
        file.write(_tail())
    return denied


def _chart(number: int, random: Random) -> Iterator[Resource]:
    """One patient: who they are, how they are covered, and some hundred facts."""
    patient = {"reference": f"Patient/p{number}"}
    given, family = _name(number)
    yield {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"system": "https://clinic.example/mrn", "value": f"MR{number:06}"}],
        "name": [{"family": family, "given": [given]}],
        "gender": "female" if number % 2 else "male",
        "birthDate": str(_born(number)),
    }
    yield {
        "resourceType": "Coverage",
        "id": f"c{number}",
        "status": "active",
        "subscriberId": f"MB{number:08}",
        "beneficiary": patient,
        "payor": [{"display": "Northfield Mutual Health"}],
    }
    for at, (code, text) in enumerate(_CONDITIONS):
        yield {
            "resourceType": "Condition",
            "id": f"k{number}-{at}",
            "code": _coded("http://hl7.org/fhir/sid/icd-10-cm", code, text),
            "subject": patient,
            "onsetDateTime": str(_day(random)),
        }
    for at, text in enumerate(_MEDICINES):
        yield {
            "resourceType": "MedicationRequest",
            "id": f"m{number}-{at}",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": text},
            "subject": patient,
            "authoredOn": str(_day(random)),
        }
    for at in range(90):
        yield _result(f"o{number}-{at}", patient, random)
    for at in range(8):
        yield {
            "resourceType": "Encounter",
            "id": f"e{number}-{at}",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": patient,
            "period": {"start": str(_day(random))},
        }


def _result(identifier: str, patient: Resource, random: Random) -> Resource:
    code, text, unit, low, high = random.choice(_RESULTS)
    system = "http://unitsofmeasure.org"
    value = round(random.uniform(low, high), 2)
    return {
        "resourceType": "Observation",
        "id": identifier,
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": _coded("http://loinc.org", code, text),
        "subject": patient,
        "effectiveDateTime": f"{_day(random)}T08:20:00-07:00",
        "valueQuantity": {"value": value, "unit": unit, "system": system, "code": unit},
    }


def _coded(system: str, code: str, text: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def _name(number: int) -> tuple[str, str]:
    return _GIVEN[number % len(_GIVEN)], _FAMILY[number // len(_GIVEN) % len(_FAMILY)]


def _born(number: int) -> dt.date:
    return dt.date(1940, 1, 1) + dt.timedelta(days=number * 37 % 22_000)


def _day(random: Random) -> dt.date:
    return _FIRST_DAY + dt.timedelta(days=random.randrange(1000))


def _claim(number: int, status: int, unpaid: str | None, random: Random) -> str:
    """One claim of a remittance; `unpaid` is the group and reason for which nothing is paid."""
    given, family = _name(number)
    day = f"{dt.date(2026, 9, 1) + dt.timedelta(days=random.randrange(60)):%Y%m%d}"
    charge = random.randrange(100, 9000)
    paid = 0 if unpaid else charge * 3 // 4
    code = "J0490" if status == 4 else "99214"
    adjusted = f"{unpaid}*{charge}" if unpaid else f"CO*45*{charge - paid}"
    segments = [
        f"CLP*A{number:07}*{status}*{charge}*{paid}**12*ICN{number:010}*11*1",
        f"NM1*QC*1*{family.upper()}*{given.upper()}****MI*MB{number:08}",
        f"NM1*82*1*ODUYA*KWAME****XX*{_NPI}",
        f"DTM*232*{day}",
        f"DTM*233*{day}",
        "DTM*050*20261103",
    ]
    for line, share in ((1, charge), (2, 0)):
        took = paid if share else 0
        segments += [f"SVC*HC:{code}*{share}*{took}**1", f"DTM*472*{day}"]
        segments += [f"CAS*{adjusted}"] if share else []
        segments += [f"REF*6R*{line}", f"AMT*B6*{took}"]
    return "~\n".join(segments) + "~\n"


def _head() -> str:
    segments = [
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         "
        "*261120*0412*^*00501*000000001*0*P*:",
        "GS*HP*PAYER*CLINIC*20261120*0412*1*X*005010X221A1",
        "ST*835*0001",
        "BPR*I*0*C*ACH************20261120",
        "TRN*1*1*1990000001",
        "DTM*405*20261120",
        "N1*PR*NORTHFIELD MUTUAL HEALTH*XV*NMH01",
        f"N1*PE*JUNIPER VALLEY KIDNEY AND LUPUS CENTER*XX*{_PAYEE}",
        "LX*1",
    ]
    return "~\n".join(segments) + "~\n"


def _tail() -> str:
    return "SE*0*0001~\nGE*1*1~\nIEA*1*000000001~\n"


def _remittance(claims: list[str]) -> str:
    return _head() + "".join(claims) + _tail()
