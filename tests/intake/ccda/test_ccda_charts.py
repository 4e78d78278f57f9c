"""Clinical documents as a whole: whose they are, what is left, and what is made to do harm."""

import datetime as dt

import pytest
from ccda_samples import (
    CANARY,
    PATIENT,
    allergy,
    charted,
    document,
    facts,
    medication,
    observation,
    panel,
    policy,
    problem,
    section,
    told,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.intake.limits import Limits
from letters.intake.mapping import Mapping
from letters.intake.rows import Role


def header(tmp_path, *sections, **changed):
    rows, _ = charted(tmp_path, document(*sections, **changed))
    return rows[0]


def test_who_the_patient_is(tmp_path):
    """Legal name in printed order, birth, sex and numbers are taken; the social security is not."""
    row = header(tmp_path)
    assert (row.table.name, row.role, row.read.part) == ("cases", Role.PERSON, "patient")
    assert dict(row.cells) == {
        "patient name": f"{CANARY} M Nguyen Jr",
        "birth date": dt.date(1970, 5, 1),
        "sex": "female",
    }
    assert row.person.name == f"{CANARY} M Nguyen Jr"
    assert row.person.born == dt.date(1970, 5, 1)
    assert row.person.accounts == {"MRN-17"}
    assert row.person.members == {"1EG4TE5MK73"}


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ('value="19700501"', 'value="1970"', "birth date"),
        ('value="19700501"', 'nullFlavor="UNK"', "birth date"),
        ('value="19700501"', 'value="19701340"', "birth date"),
        ('code="F"', 'code="UN"', "sex"),
        ('code="F"', 'nullFlavor="UNK" code="F"', "sex"),
    ],
)
def test_what_a_header_does_not_tell_is_not_known(tmp_path, old, new, lost):
    """A year of birth is no birth date, and another sex than these two is none."""
    assert old in PATIENT
    cells = header(tmp_path, patient=PATIENT.replace(old, new)).cells
    assert lost not in cells
    assert "patient name" in cells


def test_a_name_without_parts_is_taken_as_it_stands(tmp_path):
    """A name written as one text is the name."""
    start, end = PATIENT.index('<name use="P">'), PATIENT.index("<administrativeGender")
    patient = f"{PATIENT[:start]}<name>  Pat\n Sample </name>{PATIENT[end:]}"
    assert header(tmp_path, patient=patient).cells["patient name"] == "Pat Sample"


@pytest.mark.parametrize(
    ("patient", "rule"),
    [
        ("", "does not tell whose chart"),
        (PATIENT * 2, "about several patients"),
        ("<recordTarget><patientRole/></recordTarget>", "does not tell whose chart"),
    ],
)
def test_a_document_without_one_patient_is_refused(tmp_path, patient, rule):
    """A document of nobody or of several is no one's chart."""
    rows, journal = charted(tmp_path, document(patient=patient))
    assert rows == []
    assert [notice.severity for notice in journal.reading(()).notices] == ["error"]
    assert rule in journal.reading(()).notices[0].rule
    assert journal.missed


def test_documents_of_others_are_listed(tmp_path):
    """Only documents of persons who are wanted give rows; the other is one line."""
    other = document(section("medications", medication())).replace(CANARY, "Bo")
    rows, journal = charted(
        tmp_path, document(), other, wanted=lambda person: CANARY in (person.name or "")
    )
    assert len(rows) == 1
    assert [(part.kind, part.file, part.why) for part in journal.reading(()).unused] == [
        ("file", "chart1.xml", "nothing in the input is asked or denied for its patient")
    ]
    assert journal.reading(()).notices == ()


def test_the_one_coverage_is_taken(tmp_path):
    """Payer, address, plan and member number of a policy are the patient's coverage."""
    row = header(tmp_path, section("payers", policy()))
    assert {h: row.cells[h] for h in ("payer", "payer address", "plan", "member id")} == {
        "payer": "Fern Health",
        "payer address": "PO Box 1; Springfield, IL 62701",
        "plan": "Fern PPO",
        "member id": "MEM-9",
    }
    assert "MEM-9" in row.person.members
    assert "HOLDER" not in row.person.members


def test_of_several_coverages_none_is_taken(tmp_path):
    """Which of two plans answers is not guessed; the patient is known by both numbers."""
    rows, journal = charted(
        tmp_path, document(section("payers", policy(), policy("Moss Plan", "M-2")))
    )
    assert not {"payer", "member id", "plan"} & set(rows[0].cells)
    assert {"MEM-9", "M-2"} <= rows[0].person.members
    whys = [(part.count, part.why) for part in journal.reading(()).unused]
    assert whys == [(2, "the chart tells of several coverages, and not which one answers")]


def test_a_coverage_told_twice_is_one(tmp_path):
    """The same policy in two entries is one coverage."""
    row = header(tmp_path, section("payers", policy(), policy()))
    assert row.cells["member id"] == "MEM-9"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<templateId root="2.16.840.1.113883.10.20.22.4.61"/>', "", {"payer", "member id"}),
        ('typeCode="COV"', 'typeCode="PAT"', {"payer"}),
        ('code="PAYOR"', 'code="OTHER"', {"member id"}),
        ("<name>Fern Health</name>", "<name/>", {"member id"}),
        ('extension="MEM-9"', "", {"payer"}),
    ],
)
def test_a_policy_is_known_by_its_template_or_whom_it_covers(tmp_path, old, new, told):
    """A policy tells what it has: its payer, the number of whom it covers, or both."""
    assert old in policy()
    row = header(tmp_path, section("payers", policy().replace(old, new)))
    assert {"payer", "member id"} & set(row.cells) == told


def test_a_payers_entry_without_payer_and_member_is_counted(tmp_path):
    """An entry of payers that names nobody is left."""
    rows, reading = facts(tmp_path, section("payers", "<act/>"))
    assert rows == []
    assert [part.why for part in reading.unused] == ["it names neither a payer nor a member number"]


def diagnosed(tmp_path, *problems, **how):
    rows, journal = charted(tmp_path, document(section("problems", *problems)), **how)
    return rows[0].cells.get("diagnosis codes"), journal.reading(())


def test_diagnoses_known_to_the_vocabulary_are_taken(tmp_path):
    """ICD-10-CM codes, also as translations and without their point; others are counted."""
    wider = '<value xsi:type="CD" code="Q99.9" codeSystemName="ICD10"/>'
    other = '<value xsi:type="CD" code="J00" codeSystem="2.16.840.1.113883.6.90"/>'
    rows, journal = charted(
        tmp_path,
        document(
            section("problems", problem(other), problem(), problem(wider), problem()),
        ),
    )
    assert rows[0].cells["diagnosis codes"] == "Q99.81; Q99.9"
    assert rows[0].where("diagnosis codes").part == "problems, entry 2"
    unused = journal.reading(()).unused
    assert [(part.name, part.part, part.count) for part in unused] == [
        ("problems, act", "problems, entry 1", 1)
    ]


SNOMED = '<value xsi:type="CD" code="123" codeSystem="2.16.840.1.113883.6.96" displayName="{}"/>'


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({}, None),
        ({"http://snomed.info/sct|123": "glassbone fever"}, "Q99.81"),
        ({"123": "glassbone"}, "Q99.81"),
        ({"brittle heat": "Q99.9"}, "Q99.9"),
        ({"123": "two coded"}, None),
        ({"123": "Q88.2", "brittle heat": "two coded"}, "Q88.2"),
    ],
)
def test_other_codes_are_diagnoses_only_by_the_mapping(tmp_path, codes, expected):
    """SNOMED CT codes and texts mean what the mapping says; a term of two codes means neither."""
    found, _ = diagnosed(
        tmp_path, problem(SNOMED.format("Brittle heat")), mapping=Mapping(codes=codes)
    )
    assert found == expected


@pytest.mark.parametrize(
    ("changed", "used"),
    [
        ({}, True),
        ({"end": '<high nullFlavor="UNK"/>'}, True),
        ({"end": '<high value="20270101"/>'}, True),
        ({"end": '<high value="20251231"/>'}, False),
        ({"end": '<high value="20260101"/>'}, False),
        ({"end": '<high value="2026"/>'}, False),
        ({"concern": "completed"}, False),
        ({"concern": "suspended"}, False),
        ({"more": told("413322009")}, False),
        ({"more": told("73425007")}, False),
        ({"more": told("55561003"), "concern": "completed"}, True),
        ({"attributes": 'negationInd="true"'}, False),
    ],
)
def test_only_problems_that_go_on_are_diagnoses(tmp_path, changed, used):
    """What is resolved, inactive, ended or denied is none of the patient's diagnoses."""
    found, reading = diagnosed(tmp_path, problem(**changed))
    assert found == ("Q99.81" if used else None)
    assert len(reading.unused) == (0 if used else 1)


def test_what_a_medication_is_given_for_is_a_diagnosis(tmp_path):
    """A diagnosis may stand only as the reason of a medication."""
    reason = """<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN">
      <value xsi:type="CD" code="Q99.9" codeSystem="2.16.840.1.113883.6.90"/></observation>
      </entryRelationship>"""
    row = header(tmp_path, section("medications", medication("something else", more=reason)))
    assert row.cells["diagnosis codes"] == "Q99.9"
    assert row.where("diagnosis codes").part == "medications, entry 1"


def test_everything_unused_is_counted(tmp_path):
    """Sections and entries from which nothing is taken are counted by section and kind."""
    unknown = section(
        "results", head='<code code="12345-6" codeSystem="2.16.840.1.113883.6.1"/>', text="words"
    )
    named = section("results", "<act/>", head=f'<code code="{CANARY}"/>')
    by_template = section(
        "results",
        "<observation/>",
        head='<templateId root="2.16.840.1.113883.10.20.22.2.17.1"/>',
    )
    rows, reading = facts(
        tmp_path,
        section("immunizations", medication(), medication()),
        section("procedures", "<act/>", "<id/>"),
        section("problems"),
        section("results", "<act/>", panel()),
        unknown,
        named,
        by_template,
    )
    assert rows == []
    assert {(part.kind, part.part, part.name, part.count) for part in reading.unused} == {
        ("entry", "immunizations, entry 1", "immunizations, substanceAdministration", 2),
        ("entry", "procedures, entry 1", "procedures, act", 1),
        ("entry", "procedures, entry 2", "procedures", 1),
        ("section", "problems", "problems", 1),
        ("entry", "results, entry 1", "results, act", 1),
        ("entry", "results, entry 2", "results, organizer", 1),
        ("section", "section 12345-6", "section 12345-6", 1),
        ("entry", "another section, entry 1", "another section, act", 1),
        ("entry", "social history, entry 1", "social history, observation", 1),
    }
    assert reading.notices == ()


def test_sections_within_sections_are_read(tmp_path):
    """A section that holds sections is passed through, and entries of one kind are numbered on."""
    inner = section("medications", medication())
    outer = section("medications", medication("lunacillin")).replace(
        "</section>", f"<component>{inner}</component></section>"
    )
    empty = f"<section><component>{inner}</component></section>"
    rows, reading = facts(tmp_path, outer, empty)
    assert [row.read.part for row in rows] == [f"medications, entry {n}" for n in (1, 2, 3)]
    assert reading.unused == ()


def test_an_embedded_document_is_named_and_left(tmp_path):
    """Of a scan in a clinical document only the patient is read, and the rest is said."""
    body = '<component><nonXMLBody><text mediaType="application/pdf">JVBE</text></nonXMLBody>'
    rows, reading = facts(tmp_path, body=f"{body}</component>")
    assert rows == []
    assert [(notice.severity, notice.part) for notice in reading.notices] == [("warning", "body")]
    assert [(part.kind, part.name) for part in reading.unused] == [("section", "nonXMLBody")]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (document()[:-20], "not well-formed"),
        (document().replace("UTF-8", "KLINGON"), "not well-formed"),
        (
            document().replace("<ClinicalDocument", "<!DOCTYPE a><ClinicalDocument", 1),
            "declares a document type",
        ),
        (document(body="<a>" * 300 + "</a>" * 300), "'depth'"),
        (document(body="<a/>" * 30_000), "'elements'"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(tmp_path, content, rule):
    """A broken or harmful document is one error, and its treatments may be missing."""
    rows, journal = charted(tmp_path, content, limits=Limits(elements=20_000))
    reading = journal.reading(())
    assert rows == []
    assert [notice.severity for notice in reading.notices] == ["error"]
    assert rule in reading.notices[0].rule
    assert [part.kind for part in reading.unused] == ["file"]
    assert journal.missed


def test_a_document_that_is_gone_is_refused(tmp_path):
    """A file that vanishes between being told and being read is an error of its own."""

    def wanted(_):
        (tmp_path / "chart1.xml").unlink()
        return True

    rows, journal = charted(tmp_path, document(), document(written="2026"), wanted=wanted)
    assert [row.read.file for row in rows] == ["chart0.xml"]
    notices = journal.reading(()).notices
    assert [(notice.file, notice.rule) for notice in notices] == [
        ("chart1.xml", "the file cannot be opened")
    ]


WHOLE = document(
    section("medications", medication(), medication("lunacillin", high="20250601")),
    section("results", panel(observation(), observation("<value/>"))),
    section("allergies", allergy()),
    section("problems", problem()),
    section("payers", policy()),
).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(at=st.integers(0, len(WHOLE)))
def test_a_truncated_document_never_raises(tmp_path, at):
    """A document cut at any byte is read or refused."""
    rows, journal = charted(tmp_path, WHOLE[:at])
    assert rows or journal.reading(()).notices


TOKENS = sorted({token for token in WHOLE.decode().replace(">", "> ").split() if "=" in token})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    at=st.sampled_from(TOKENS),
    value=st.sampled_from(["", "-1", "NaN", "9" * 40, "20251301", "true", "#x", " ", "é"]),
    by=st.sampled_from(["value", "code", "moodCode", "root", "nullFlavor", "xsi:type"]),
)
def test_a_strange_attribute_loses_one_entry_at_most(tmp_path, at, value, by):
    """Whatever an attribute holds, the patient and all other entries are read."""
    content = WHOLE.decode().replace(f" {at}", f' {by}="{value}"{" />" if "/" in at else ""}', 1)
    rows, journal = charted(tmp_path, content)
    assert rows or journal.reading(()).notices


def test_no_remark_names_the_patient(tmp_path):
    """Neither notices nor unused parts carry a name, a number or a value of the document."""
    content = document(
        section("medications", medication(CANARY), medication(state=CANARY, more=CANARY)),
        section("results", observation(f"<value>{CANARY}</value>"), observation(state=CANARY)),
        section("payers", policy(CANARY, CANARY), policy(CANARY, "MRN-17")),
        section("problems", problem(SNOMED.format(CANARY))),
        section("allergies", allergy(CANARY)),
        text := section("results", head=f'<code code="{CANARY}" codeSystem=""/>', text=CANARY),
        body=None,
    )
    assert CANARY in text
    _, journal = charted(tmp_path, content)
    said = journal.reading(()).model_dump_json()
    assert len(journal.reading(()).unused) > 6
    for secret in (CANARY, "MRN-17", "1970", "1EG4TE5MK73"):
        assert secret not in said
