"""Medications and allergies of clinical documents."""

import datetime as dt

import pytest
from ccda_samples import allergy, charted, document, facts, medication, section, told

from letters.intake.mapping import Mapping

EVERY_12_HOURS = """<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/>
  </effectiveTime>"""
DOSE = '<doseQuantity value="50" unit="mg"/>'


def course(tmp_path, kind="medications", mapping=None, **changed):
    """The cells of one medication, or why it was left."""
    how = {"mapping": mapping} if mapping else {}
    rows, reading = facts(tmp_path, section(kind, medication(**changed)), **how)
    assert len(rows) + sum(part.count for part in reading.unused) == 1
    return dict(rows[0].cells) if rows else reading.unused[0].why


def test_a_running_course(tmp_path):
    """An active medication without an end is a current course that a chart states."""
    rows, reading = facts(tmp_path, section("medications", medication()))
    assert (rows[0].table.name, rows[0].read.part) == ("treatments", "medications, entry 1")
    assert dict(rows[0].cells) == {
        "drug": "solumab",
        "status": "current",
        "start": dt.date(2025, 1, 1),
        "known from": "statement",
    }
    assert rows[0].person.accounts == {"MRN-17"}
    assert reading.notices == ()


@pytest.mark.parametrize(
    ("changed", "status", "stop"),
    [
        ({}, "current", None),
        ({"high": "20260601"}, "current", None),
        ({"high": "20260101"}, "current", None),
        ({"high": "20251001", "state": "completed"}, "past", dt.date(2025, 10, 1)),
        ({"high": "20260101", "state": "completed"}, "past", dt.date(2026, 1, 1)),
        ({"high": "2025", "state": "completed"}, "past", None),
        ({"high": "20251001", "state": "aborted"}, "past", dt.date(2025, 10, 1)),
        ({"high": "20260601", "state": "aborted"}, "past", None),
        ({"state": "aborted"}, "past", None),
        ({"state": "completed"}, "past", None),
        ({"times": '<effectiveTime value="20250301"/>'}, "current", None),
        (
            {"times": '<effectiveTime value="20250301"/>', "state": "completed"},
            "past",
            dt.date(2025, 3, 1),
        ),
        ({"times": ""}, "current", None),
    ],
)
def test_whether_a_course_goes_on(tmp_path, changed, status, stop):
    """Status and end, seen from the day of the document, tell whether a course goes on."""
    cells = course(tmp_path, **changed)
    assert (cells["status"], cells.get("stop")) == (status, stop)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"high": "20251001"}, "said to go on, but its end"),
        ({"high": "2025"}, "said to go on, but its end"),
        ({"high": "20260601", "state": "completed"}, "do not agree"),
        ({"state": "suspended"}, "on hold"),
        ({"state": ""}, "tells no end"),
        ({"state": "completed", "version": ""}, "tells no end"),
        ({"low": "20260601"}, "start lies after the date"),
        ({"high": "20260601", "state": ""}, "do not agree"),
    ],
)
def test_an_unclear_course_is_not_guessed(tmp_path, changed, rule):
    """Where status and end do not agree the course is noted and left, and the list is open."""
    rows, journal = charted(tmp_path, document(section("medications", medication(**changed))))
    reading = journal.reading(())
    assert len(rows) == 1
    assert [(n.severity, n.part) for n in reading.notices] == [("warning", "medications, entry 1")]
    assert rule in reading.notices[0].rule
    assert len(reading.unused) == 1
    assert journal.missed == ["a treatment of a chart is not clear"]


def test_a_start_without_a_day_is_not_known(tmp_path):
    """A course that began in some month is used without its start, with a remark."""
    rows, reading = facts(tmp_path, section("medications", medication(low="202501")))
    assert "start" not in rows[0].cells
    assert [notice.severity for notice in reading.notices] == ["warning"]


@pytest.mark.parametrize("state", ["cancelled", "nullified", "obsolete"])
def test_what_was_cancelled_is_no_course(tmp_path, state):
    """Entries that are void are counted without a remark."""
    assert "cancelled" in course(tmp_path, state=state)


@pytest.mark.parametrize(
    ("reason", "declined"),
    [
        ("", False),
        ('<value xsi:type="CD" code="105480006"/>', True),
        ('<value xsi:type="CD" code="1" displayName="Patient refused medication"/>', True),
        ('<value xsi:type="CD" code="1" displayName="Pharmacy declined"/>', False),
        ('<value xsi:type="CD" code="183932001" displayName="Contraindicated"/>', False),
    ],
)
def test_what_was_not_given(tmp_path, reason, declined):
    """A negated medication is declined only where the patient did not want it."""
    more = f"<entryRelationship><observation>{reason}</observation></entryRelationship>"
    found = course(tmp_path, attributes='negationInd="true"', more=more)
    if declined:
        assert found == {"drug": "solumab", "status": "declined", "known from": "statement"}
    else:
        assert "was not given" in found


@pytest.mark.parametrize(
    ("kind", "changed", "status", "known"),
    [
        ("medications", {"mood": "INT"}, "current", "order"),
        ("medications", {"mood": "INT", "low": "20260301"}, "planned", "order"),
        ("medications", {"mood": "RQO", "high": "20250301", "state": "completed"}, "past", "order"),
        ("plan", {"mood": "INT"}, "planned", "order"),
        (
            "administered",
            {"times": '<effectiveTime value="20250301"/>', "state": "completed"},
            "past",
            "administration",
        ),
        ("medications", {}, "current", "statement"),
    ],
)
def test_what_shows_that_a_course_was_given(tmp_path, kind, changed, status, known):
    """An intention is an order; what was administered, filled or stated is told apart."""
    cells = course(tmp_path, kind, **changed)
    assert (cells["status"], cells["known from"]) == (status, known)


@pytest.mark.parametrize(
    ("mood", "when", "known"),
    [
        ("EVN", '<effectiveTime value="20250102"/>', "fill"),
        ("EVN", "", "statement"),
        ("INT", '<effectiveTime value="20250102"/>', "statement"),
    ],
)
def test_a_dispense_shows_a_fill(tmp_path, mood, when, known):
    """A dated dispense within a medication shows that it was filled; its order does not."""
    supply = f"""<entryRelationship typeCode="REFR"><supply moodCode="{mood}">
      <templateId root="2.16.840.1.113883.10.20.22.4.18"/><statusCode code="completed"/>{when}
      </supply></entryRelationship>"""
    assert course(tmp_path, more=supply)["known from"] == known


def test_what_was_given_there_tells_a_last_known_day_and_no_stop(tmp_path):
    """The end of an infusion is not the end of its course."""
    times = '<effectiveTime value="20250301"/>'
    cells = course(tmp_path, "administered", times=times, state="completed")
    assert cells["start"] == cells["last known"] == dt.date(2025, 3, 1)
    assert "stop" not in cells


def test_the_last_dispense_is_the_last_known_day(tmp_path):
    """The medication itself tells whether it goes on."""
    supply = """<entryRelationship typeCode="REFR"><supply moodCode="EVN">
      <templateId root="2.16.840.1.113883.10.20.22.4.18"/><statusCode code="completed"/>
      <effectiveTime value="202501{}"/></supply></entryRelationship>"""
    cells = course(tmp_path, more=supply.format("20") + supply.format("05"))
    assert (cells["status"], cells["last known"]) == ("current", dt.date(2025, 1, 20))


def test_dose_frequency_and_route(tmp_path):
    """A dose in a known unit with its rhythm and way, in the words of the vocabulary."""
    way = '<routeCode code="C38288" codeSystem="2.16.840.1.113883.3.26.1.1"/>'
    cells = course(tmp_path, more=EVERY_12_HOURS + way + DOSE)
    assert {h: cells.get(h) for h in ("dose", "dose unit", "frequency", "route")} == {
        "dose": "50",
        "dose unit": "mg",
        "frequency": "twice daily",
        "route": "by mouth",
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('<doseQuantity value="1"/>', {}),
        ('<doseQuantity value="0" unit="mg"/>', {}),
        ('<doseQuantity value="1" unit="{tablet}"/>' + EVERY_12_HOURS, {}),
        ('<doseQuantity nullFlavor="UNK"/>', {}),
        ('<doseQuantity><low value="1" unit="mg"/></doseQuantity>', {}),
        (DOSE, {"dose": "50", "dose unit": "mg"}),
        (
            DOSE + EVERY_12_HOURS + EVERY_12_HOURS,
            {"dose": "50", "dose unit": "mg"},
        ),
        (
            DOSE + EVERY_12_HOURS.replace('"12"', '"5"'),
            {"dose": "50", "dose unit": "mg"},
        ),
        (
            DOSE + "<entryRelationship><substanceAdministration/></entryRelationship>",
            {},
        ),
        ('<routeCode nullFlavor="UNK" code="C38288"/>', {}),
        ('<routeCode code="X" displayName="INTRAVENOUS"/>', {"route": "intravenous"}),
    ],
)
def test_a_dose_is_never_computed(tmp_path, more, expected):
    """Tablets, ranges, steps and rhythms that no word fits are left out."""
    cells = course(tmp_path, more=more)
    found = {h: cells[h] for h in ("dose", "dose unit", "frequency", "route") if h in cells}
    assert found == expected


@pytest.mark.parametrize(
    ("code", "drug"),
    [
        ('<code displayName="Solara 50 MG Oral Tablet"/>', "solumab"),
        ('<code nullFlavor="UNK"><originalText>Solara</originalText></code>', "solumab"),
        (
            '<code nullFlavor="UNK"><originalText><reference value="#m1"/></originalText></code>',
            "lunacillin",
        ),
        ('<code code="777001" codeSystem="2.16.840.1.113883.6.88"/>', "solumab"),
        ('<code code="1"><translation displayName="solumab"/></code>', "solumab"),
        ("<name>solumab</name>", "solumab"),
        ('<code code="LOCAL-7" codeSystem="9.9" displayName="lunar mix"/>', "lunacillin"),
        ('<code displayName="moonmab"/>', None),
        ('<code displayName="solumab"><translation displayName="lunacillin"/></code>', None),
        ('<code displayName="solumab and lunacillin"/>', None),
        ('<code displayName="solumab 1 % topical cream"/>', None),
        ('<code displayName="solumab"><originalText>topical cream</originalText></code>', None),
        (
            '<code nullFlavor="UNK"><originalText><reference value="#m2"/></originalText></code>',
            None,
        ),
        (
            '<code nullFlavor="UNK"><originalText><reference value="#no"/></originalText></code>',
            None,
        ),
        ("<code/>", None),
    ],
)
def test_the_drug_of_a_medication(tmp_path, code, drug):
    """Names, references, RxNorm and the mapping tell the drug; where they differ none is taken."""
    text = """<table><tr><td ID="m1">lunacillin <b>10 MG</b></td><td ID="m2">solumab</td>
      <td ID="m2">solumab</td></tr></table>"""
    mapping = Mapping(codes={"urn:oid:9.9|LOCAL-7": "lunacillin"})
    rows, reading = facts(
        tmp_path, section("medications", medication(code=code), text=text), mapping=mapping
    )
    assert [row.cells["drug"] for row in rows] == ([drug] if drug else [])
    assert len(reading.unused) == (0 if drug else 1)
    assert reading.notices == ()


def test_the_text_of_the_entry_names_a_drug_without_another_name(tmp_path):
    """Where the product has no name at all, the entry's own text is read."""
    text = '<content ID="t">solumab 50 mg by mouth</content>'
    refers = '<text><reference value="#t"/></text>'
    rows, _ = facts(
        tmp_path, section("medications", medication(code="<code/>", more=refers), text=text)
    )
    assert rows[0].cells["drug"] == "solumab"


def test_medications_within_an_act_are_read(tmp_path):
    """Discharge medications stand within an act."""
    act = f"<act><entryRelationship>{medication()}</entryRelationship></act>"
    rows, _ = facts(tmp_path, section("medications", act))
    assert rows[0].cells["drug"] == "solumab"


def test_an_allergy_rules_a_drug_out(tmp_path):
    """A known drug is contraindicated, with kind and reaction in the words of the chart."""
    rows, reading = facts(tmp_path, section("allergies", allergy("allergy to Solara")))
    assert dict(rows[0].cells) == {
        "drug": "solumab",
        "status": "contraindicated",
        "reason": "Drug allergy: hives",
        "known from": "statement",
    }
    assert rows[0].read.part == "allergies, entry 1"
    assert reading.notices == ()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": "moonmab"}, "names no drug"),
        ({"attributes": 'negationInd="true"'}, "no such allergy"),
        ({"more": told("73425007")}, "inactive or resolved"),
        ({"concern": "completed"}, "inactive or resolved"),
    ],
)
def test_what_is_no_allergy_to_a_known_drug_is_counted(tmp_path, changed, why):
    """Other substances, denied and past allergies are left."""
    rows, reading = facts(tmp_path, section("allergies", allergy(**changed)))
    assert rows == []
    assert why in reading.unused[0].why


def test_the_reason_of_an_allergy_says_nothing_twice(tmp_path):
    """A kind whose text refers to the reaction is told by its code, and a reaction once."""
    refers = (
        'displayName="Drug allergy"><originalText><reference value="#r"/></originalText></value>'
    )
    entry = allergy(reaction="hives").replace('displayName="Drug allergy"/>', refers)
    rows, _ = facts(
        tmp_path,
        section("allergies", entry, text='<content ID="r">hives</content>'),
        section("allergies", allergy("lunacillin", reaction="Drug allergy")),
    )
    assert [row.cells["reason"] for row in rows] == ["Drug allergy: hives", "Drug allergy"]


@pytest.mark.parametrize(
    ("kind", "why"),
    [("allergies", "it tells of no allergy"), ("medications", "it tells of no medication")],
)
def test_an_entry_without_a_statement_of_its_kind_is_counted(tmp_path, kind, why):
    """An act that holds no allergy or no medication is left with why."""
    rows, reading = facts(tmp_path, section(kind, "<act/>", "<act/>"))
    assert rows == []
    assert [(part.count, part.why) for part in reading.unused] == [(2, why)]
