"""Observations, reports, documents and procedures: what is known is told, the rest is listed."""

import datetime as dt

import pytest
from fhir_made import ICD, LOINC, UCUM, bundle, concept, condition, observation, patient, text, to

DAY = dt.date(2026, 1, 2)
UNKNOWN = "no test, finding or question that is known; map its code if it is one"


def test_a_known_test_is_a_row(chart):
    """A result tells its test, value, unit and day as the record writes the day."""
    late = observation(effectiveDateTime="2026-01-02T23:30:00-07:00")
    assert chart(patient(), late).of("labs") == [
        {"test": "serum glow", "value": "1.5", "unit": "g/g", "date": DAY}
    ]


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_final_results_are_read(status, chart):
    assert len(chart(patient(), observation(status=status)).of("labs")) == 1


@pytest.mark.parametrize(
    "status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown", None]
)
def test_results_that_are_not_final_are_left(status, chart):
    read = chart(patient(), observation(status=status))
    assert read.of("labs") == []
    assert read.left["Observation", "a result that is not final"] == 1


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        ({"value": 0.10}, "0.1"),
        ({"value": 5, "comparator": "<"}, "<5"),
        ({"value": 5, "comparator": ">"}, ">5"),
        ({"value": 12345678.25}, "12345678.25"),
        ({"value": 1e2}, "100.0"),
        ({"value": 0.1 + 0.2}, "0.300000000000000"),
    ],
)
def test_values_are_written_in_digits(quantity, value, chart):
    """A value keeps its digits, a bound its sign."""
    read = chart(patient(), observation(valueQuantity={**quantity, "unit": "g/g"}))
    assert read.of("labs")[0]["value"] == value


def test_a_value_keeps_its_digits_in_the_text(files):
    """1.50 is not 1.5: digits are the laboratory's."""
    written = text(bundle(patient(), observation())).replace("1.5,", "1.50,")
    assert files({"a.json": written}).of("labs")[0]["value"] == "1.50"


@pytest.mark.parametrize("comparator", ["<=", ">=", "ad", "about"])
def test_other_bounds_are_left(comparator, chart):
    """A bound that includes its value is neither below nor above it."""
    quantity = {"value": 5, "comparator": comparator, "unit": "g/g"}
    read = chart(patient(), observation(valueQuantity=quantity))
    assert read.of("labs") == []
    assert read.left["Observation", "its value is a bound that < or > alone does not tell"] == 1


@pytest.mark.parametrize("value", [1e300, -1e300, 1e17])
def test_absurd_numbers_are_refused(value, chart):
    read = chart(patient(), observation(valueQuantity={"value": value, "unit": "g/g"}))
    assert read.of("labs") == []
    assert [n.rule for n in read.notices] == ["valueQuantity.value is not as FHIR R4 describes it"]


@pytest.mark.parametrize(
    ("unit", "code", "known"),
    [
        ("g/g", None, "g/g"),
        (None, "mg/mg", "g/g"),
        ("mg/g creat", "mg/g{creat}", "mg/g"),
        ("mL/min", "mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("furlong", None, "furlong"),
    ],
)
def test_units_by_text_or_code(unit, code, known, chart):
    """The unit's text or its UCUM code is known; an unknown one is left to be judged."""
    quantity = {"value": 1, "unit": unit, "system": UCUM, "code": code}
    assert chart(patient(), observation(valueQuantity=quantity)).of("labs")[0]["unit"] == known


def test_a_unit_that_contradicts_its_code_is_left(chart):
    quantity = {"value": 1, "unit": "g/g", "system": UCUM, "code": "mg/g"}
    read = chart(patient(), observation(valueQuantity=quantity))
    assert read.of("labs") == []
    assert read.left["Observation", "its unit and the code of its unit differ"] == 1


def test_a_result_without_unit_is_told_without_one(chart):
    """Whether a unit is needed is judged where all rows are."""
    read = chart(patient(), observation(valueQuantity={"value": 3}))
    assert "unit" not in read.of("labs")[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"valueQuantity": None, "valueString": "1.5 g/g"},
        {"valueQuantity": None, "valueCodeableConcept": {"text": "high"}},
        {"valueQuantity": None},
        {"valueQuantity": None, "dataAbsentReason": concept("unknown", "x")},
        {"effectiveDateTime": "2026-01"},
        {"effectiveDateTime": "2026"},
        {"effectiveDateTime": None},
        {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-01-01"}}
        | {"effectivePeriod": {"start": "2026-01-01", "end": "2026-03-01"}},
    ],
)
def test_results_without_number_or_day_are_left(changed, chart):
    """Text is not read for a number, and a month is no day."""
    read = chart(patient(), observation(**changed))
    assert read.of("labs") == []
    assert sum(read.left.values()) == 1


def test_a_collection_of_a_day_has_the_day_of_its_start(chart):
    period = {"start": "2026-01-02T07:00:00Z", "end": "2026-01-03T07:00:00Z"}
    read = chart(patient(), observation(effectiveDateTime=None, effectivePeriod=period))
    assert read.of("labs")[0]["date"] == DAY


@pytest.mark.parametrize(
    ("code", "test"),
    [
        (concept("1234-5"), "serum glow"),
        (concept("1234-5", "urn:oid:2.16.840.1.113883.6.1"), "serum glow"),
        ({"text": "Serum Glow"}, "serum glow"),
        (concept("0000-0", display="Whole spin"), "whole spin"),
        (concept("0000-0", display="serum glow"), None),
        (concept("1234-5", "urn:other"), None),
        ({"text": "gl"}, None),
        ({"text": "GLOW"}, None),
    ],
)
def test_a_test_is_known_by_loinc_or_full_name(code, test, chart):
    """Short names are shared by many tests, so only the full one counts, and no other LOINC."""
    quantity = {"value": 1, "unit": "g/g" if test == "serum glow" else "1"}
    rows = chart(patient(), observation(code=code, valueQuantity=quantity)).of("labs")
    assert [row["test"] for row in rows] == ([test] if test else [])


@pytest.mark.parametrize("key", ["GLOW-LAB", "http://lab.example|GLOW-LAB", "Glow (send-out)"])
def test_local_codes_are_mapped(key, chart):
    """The mapping gives our word for a code or text of the chart."""
    code = {"coding": [{"system": "http://lab.example", "code": "GLOW-LAB"}]}
    code["text"] = "Glow (send-out)"
    read = chart(patient(), observation(code=code), codes={key: "serum glow"})
    assert [row["test"] for row in read.of("labs")] == ["serum glow"]
    assert read.left == {}


def test_components_are_results_of_their_own(chart):
    """Each known component is a row; the others are passed over with it."""
    parts = [
        {"code": concept("1234-5"), "valueQuantity": {"value": 2, "unit": "g/g"}},
        {"code": concept("0000-0"), "valueQuantity": {"value": 3, "unit": "g/g"}},
        {"code": {"text": "whole spin"}, "valueInteger": 4},
    ]
    read = chart(patient(), observation(code=concept("0-0"), valueQuantity=None, component=parts))
    assert [(row["test"], row["value"]) for row in read.of("labs")] == [
        ("serum glow", "2"),
        ("whole spin", "4"),
    ]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"valueCodeableConcept": {"text": "Negative"}}, "negative"),
        ({"valueCodeableConcept": concept("260385009", "http://snomed.info/sct")}, "negative"),
        ({"valueCodeableConcept": concept("1", "x", "Negative (qualifier value)")}, "negative"),
        ({"valueString": "Nonreactive"}, "negative"),
        ({"valueString": "probably negative"}, None),
        ({"valueCodeableConcept": {**concept("10828004"), "text": "negative"}}, None),
        ({"valueBoolean": False}, None),
        ({}, None),
    ],
)
def test_findings_are_told_in_closed_words(value, name, chart):
    """A finding has one of its known values, or is listed."""
    found = observation(
        code=concept("8888-8"),
        category=[concept("laboratory", "x")],
        valueQuantity=None,
        **value,
    )
    read = chart(patient(), found)
    known = {"document": "laboratory sheet", "date": DAY, "finding": "comet antigen"}
    assert read.of("documents") == ([{**known, "value": name}] if name else [])
    assert sum(read.left.values()) == (0 if name else 1)


def test_a_finding_of_no_known_document_is_left(chart):
    """Two kinds of document may report it, and nothing tells which."""
    found = observation(
        code=concept("8888-8"), valueQuantity=None, valueString="negative", category=[]
    )
    read = chart(patient(), found)
    assert read.of("documents") == []
    assert read.left["Observation", "which document reports this finding is not told"] == 1


def test_an_alias_that_is_a_plain_word_is_no_finding(chart):
    """`class` may be of anything."""
    found = observation(code={"text": "class"}, valueQuantity=None, valueString="class II")
    read = chart(patient(), found)
    assert read.of("documents") == []
    assert read.left["Observation", UNKNOWN] == 1


DOCTOR = {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Roe", "given": "Jane"}]}
ASKED = {"code": {"text": "Q-SKY"}, "valueQuantity": None}


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"valueBoolean": True}, "yes"),
        ({"valueBoolean": False}, "no"),
        ({"valueCodeableConcept": concept("LA33-6")}, "yes"),
    ],
)
def test_a_mapped_answer_is_an_attestation(value, answer, chart):
    """A clinician's yes or no to a question that the mapping names."""
    told = observation(**ASKED, **value, performer=[to("Practitioner", "d1")])
    read = chart(patient(), told, DOCTOR, codes={"Q-SKY": "sky-clear"})
    assert read.of("attestations") == [
        {"question": "Is the sky clear?", "answer": answer, "answered by": "Jane Roe", "date": DAY}
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"performer": []},
        {"performer": [to("Patient", "p1")]},
        {"performer": [to("Practitioner", "d1"), to("Practitioner", "d1")]},
        {"performer": [to("Practitioner", "d1")], "valueBoolean": None, "valueString": "clear"},
    ],
)
def test_an_answer_of_nobody_is_left(changed, chart):
    """Without a clinician or a plain answer there is no attestation."""
    told = observation(**{**ASKED, "valueBoolean": True, **changed})
    read = chart(patient(), told, DOCTOR, codes={"Q-SKY": "sky-clear"})
    assert read.of("attestations") == []
    assert read.left


def test_an_unmapped_question_is_left(chart):
    told = observation(**ASKED, valueBoolean=True, performer=[to("Practitioner", "d1")])
    assert chart(patient(), told, DOCTOR).of("attestations") == []


def test_a_mapped_heading_completes_the_patients_row(chart):
    """An answer may be one of the cells that only a person tells; the latest counts."""
    codes = {"Q-ALL": "treatments complete", "Q-NEW": "new or continuing"}
    told = [
        observation(code={"text": "Q-ALL"}, valueQuantity=None, valueBoolean=True),
        observation(code={"text": "Q-ALL"}, valueQuantity=None, valueBoolean=False)
        | {"effectiveDateTime": "2025-01-01"},
        observation(code={"text": "Q-NEW"}, valueQuantity=None, valueString="new"),
    ]
    person = chart(patient(), *told, codes=codes).persons[0]
    assert person["treatments complete"] == "yes"
    assert person["new or continuing"] == "new"


def report(**changed):
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Almanac"},
        "subject": to("Patient", "p1"),
        "effectiveDateTime": "2026-01-02",
        "issued": "2026-01-09T10:00:00Z",
        **changed,
    }


def test_a_report_is_a_document_with_its_finding(chart):
    """The kind, the day, the file, and what its conclusion codes; its text is not read."""
    read = chart(
        patient(),
        report(
            conclusion="Shows a new moon",
            conclusionCode=[concept("x", "local", "class II")],
            presentedForm=[{"title": "almanac.pdf"}],
        ),
    )
    assert read.of("documents") == [
        {
            "document": "almanac",
            "date": DAY,
            "file": "almanac.pdf",
            "finding": "lunar phase",
            "value": "full moon",
        }
    ]


def test_free_text_of_a_report_is_never_a_finding(chart):
    read = chart(patient(), report(conclusion="full moon"))
    assert read.of("documents") == [{"document": "almanac", "date": DAY}]


def test_an_unknown_conclusion_is_listed(chart):
    read = chart(patient(), report(conclusionCode=[concept("x", "local", "crescent")]))
    assert len(read.of("documents")) == 1
    assert sum(read.left.values()) == 1


@pytest.mark.parametrize(
    "changed",
    [{"status": "preliminary"}, {"code": {"text": "poem"}}, {"effectiveDateTime": "2026-01"}],
)
def test_other_reports_are_left(changed, chart):
    read = chart(patient(), report(**changed))
    assert read.of("documents") == []
    assert sum(read.left.values()) == 1


def test_results_within_a_report_are_read(chart):
    """A contained observation is of the report's patient and day."""
    inside = observation(id="o1")
    del inside["subject"], inside["effectiveDateTime"]
    read = chart(patient(), patient("p2"), report(contained=[inside]))
    assert read.of("labs")[0]["date"] == DAY
    assert [row.person.accounts for row in read.facts if "test" in row.cells] == [{"MR-p1"}]


def document(**changed):
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": "Yearbook"},
        "subject": to("Patient", "p1"),
        "date": "2026-01-05T12:00:00Z",
        "content": [{"attachment": {"url": "Binary/17", "title": "book.pdf"}}],
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, {"date": dt.date(2026, 1, 5), "file": "book.pdf"}),
        (
            {"context": {"period": {"start": "2026-01-02"}}},
            {"date": DAY, "file": "book.pdf"},
        ),
        (
            {"content": [{"attachment": {"url": "https://x/docs/scan.pdf", "title": "A book"}}]},
            {"date": dt.date(2026, 1, 5), "file": "scan.pdf"},
        ),
        (
            {"content": [{"attachment": {"url": "Binary/1", "title": "../secret/x.pdf"}}]},
            {"date": dt.date(2026, 1, 5)},
        ),
        ({"content": []}, {"date": dt.date(2026, 1, 5)}),
    ],
)
def test_a_document_is_told_with_its_file(changed, told, chart):
    """The file is named only by a plain file name; the day of care comes before the index's."""
    assert chart(patient(), document(**changed)).of("documents") == [
        {"document": "almanac", **told}
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "superseded"},
        {"docStatus": "preliminary"},
        {"type": concept("11506-3", LOINC)},
        {"date": None},
    ],
)
def test_other_documents_are_left(changed, chart):
    read = chart(patient(), document(**changed))
    assert read.of("documents") == []
    assert sum(read.left.values()) == 1


def test_a_document_type_is_mapped(chart):
    read = chart(
        patient(), document(type=concept("11506-3", LOINC)), codes={f"{LOINC}|11506-3": "diary"}
    )
    assert read.of("documents")[0]["document"] == "diary"


def procedure(**changed):
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Sky observation (procedure)"},
        "subject": to("Patient", "p1"),
        "performedPeriod": {"start": "2026-01-02T10:00:00Z"},
        **changed,
    }


def test_a_procedure_is_known_by_the_document_that_reports_it(chart):
    """The procedure is told; that its report was seen is not."""
    read = chart(patient(), procedure())
    known = {"document": "almanac", "date": DAY}
    assert read.of("documents") == [{**known, "report unseen": True}]


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "not-done"},
        {"status": "in-progress"},
        {"code": {"text": "haircut"}},
        {"performedPeriod": None, "performedDateTime": "2026"},
    ],
)
def test_other_procedures_are_left(changed, chart):
    read = chart(patient(), procedure(**changed))
    assert read.of("documents") == []
    assert sum(read.left.values()) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "M32.14"),
        ({"code": concept("M3214", ICD)}, "M32.14"),
        ({"code": concept("M32.10", ICD)}, "M32.10"),
        ({"clinicalStatus": None, "verificationStatus": None}, "M32.14"),
        ({"clinicalStatus": concept("relapse", "x")}, "M32.14"),
        ({"clinicalStatus": "active"}, "M32.14"),
        ({"clinicalStatus": concept("resolved", "x")}, None),
        ({"clinicalStatus": concept("inactive", "x")}, None),
        ({"verificationStatus": concept("refuted", "x")}, None),
        ({"verificationStatus": concept("entered-in-error", "x")}, None),
        ({"verificationStatus": concept("provisional", "x")}, None),
        ({"code": concept("I10", ICD)}, None),
        ({"code": concept("M32.14", "http://hl7.org/fhir/sid/icd-10")}, None),
        ({"code": concept("55555", "http://snomed.info/sct")}, None),
        ({"code": {"text": "moonburn"}}, None),
    ],
)
def test_active_and_confirmed_diagnoses_are_told(changed, told, chart):
    """Only codes of ICD-10-CM that the vocabulary knows, of conditions that hold."""
    read = chart(patient(), condition(**changed))
    assert read.persons[0].get("diagnosis codes") == told
    assert sum(read.left.values()) == (0 if told else 1)


def test_a_local_diagnosis_is_mapped(chart):
    code = concept("55555", "http://snomed.info/sct")
    read = chart(patient(), condition(code=code), codes={"55555": "moonburn"})
    assert read.persons[0]["diagnosis codes"] == "M32.14"


def test_the_stated_diagnosis_comes_before_the_wider_one(chart):
    read = chart(patient(), condition("M32.10"), condition("M32.14"), condition("M32.14"))
    assert read.persons[0]["diagnosis codes"] == "M32.14; M32.10"
