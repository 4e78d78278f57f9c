"""Whose evidence is read: that of patients of whom something is asked, and of nobody else."""

import json
from pathlib import Path

from letters.case.evidence import Measurement, Procedure, Therapy
from letters.citations import load
from letters.intake import read
from letters.paths import CITATIONS

EXPORT = Path(__file__).parents[2] / "exports" / "fhir" / "chart-and-denials.json"


def test_the_chart_of_a_denied_patient_reaches_each_denial_and_that_of_another_none(tmp_path):
    """The other has the same kinds of record, bears the same name, and nothing is denied them."""
    bundle = json.loads(EXPORT.read_text(encoding="utf-8"))
    own = [each["resource"] for each in bundle["entry"]]
    others = [
        json.loads(json.dumps(each).replace("Patient/1", "Patient/2"))
        for each in own
        if each["resourceType"] not in ("ExplanationOfBenefit", "ClaimResponse", "Practitioner")
    ]
    twin = next(each for each in others if each["resourceType"] == "Patient")
    twin |= {"id": "2", "birthDate": "1990-01-01", "identifier": []}
    held = [each for each in others if each["resourceType"] != "Coverage"]
    entries = [{"resource": {**each, "id": f"z{at}"}} for at, each in enumerate(held)]
    entries[held.index(twin)]["resource"]["id"] = "2"
    path = tmp_path / "other.json"
    path.write_text(json.dumps({**bundle, "entry": entries}), encoding="utf-8")

    reading = read([EXPORT, path], load(CITATIONS).vocabulary)

    assert len(reading.cases) == 2
    for case in reading.cases:
        kinds = {type(fact) for fact in case.evidence}
        assert {Measurement, Therapy, Procedure} <= kinds
        assert {fact.read.file for fact in case.evidence} == {"chart-and-denials.json"}
    unasked = [part for part in reading.unused if "nothing in the input is asked" in part.why]
    assert sum(part.count for part in unasked if part.file == "other.json") == len(entries)
    assert not [part for part in unasked if part.file != "other.json"]
