"""Results and vital signs of clinical documents."""

import datetime as dt

import pytest
from ccda_samples import VOCABULARY, facts, observation, panel, section

from letters.case.vocabulary import Measure
from letters.intake.cells.ucum import known_unit
from letters.intake.mapping import Mapping

TIDE = '<code code="99902-2" codeSystem="2.16.840.1.113883.6.1"/>'


def row_of(tmp_path, kind="results", mapping=None, **changed):
    how = {"mapping": mapping} if mapping else {}
    rows, reading = facts(tmp_path, section(kind, observation(**changed)), **how)
    assert len(rows) + sum(part.count for part in reading.unused) == 1
    return dict(rows[0].cells) if rows else reading.unused[0].why


@pytest.mark.parametrize("kind", ["results", "vitals"])
def test_a_quantity_is_a_result(tmp_path, kind):
    """A number with its unit and day, of a known test, is a row of the labs table."""
    rows, reading = facts(tmp_path, section(kind, panel(observation(), observation())))
    assert [row.table.name for row in rows] == ["labs", "labs"]
    assert dict(rows[0].cells) == {
        "test": "serum glow",
        "value": "1.5",
        "unit": "g/g",
        "date": dt.date(2025, 12, 1),
    }
    word = {"results": "results", "vitals": "vital signs"}[kind]
    assert [row.read.part for row in rows] == [f"{word}, entry 1, component {n}" for n in (1, 2)]
    assert reading.notices == ()
    assert reading.unused == ()


def test_a_result_outside_a_panel_and_in_one_within_another(tmp_path):
    """Results stand by themselves or in organizers, however deep."""
    rows, _ = facts(tmp_path, section("results", observation(), panel(panel(observation()))))
    assert [row.read.part for row in rows] == ["results, entry 1", "results, entry 2, component 1"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('<value xsi:type="PQ" value="1.5" unit="g/g"/>', ("1.5", "g/g")),
        ('<value xsi:type="v3:PQ" value="1.5" unit="g/g"/>', ("1.5", "g/g")),
        ('<value value="1.5" unit="g/g"/>', ("1.5", "g/g")),
        ('<value xsi:type="PQ" value="1.5"/>', ("1.5", None)),
        ('<value xsi:type="PQ" value="1.5" unit="furlong"/>', ("1.5", "furlong")),
        (
            '<value xsi:type="PQ" value="1.5" unit="furlong">'
            '<translation value="1500" unit="mg/g"/></value>',
            ("1500", "mg/g"),
        ),
        (
            '<value xsi:type="PQ" value="1.5" unit="g/g">'
            '<translation value="1500" unit="mg/g"/></value>',
            ("1.5", "g/g"),
        ),
        (
            '<value xsi:type="PQ" nullFlavor="OTH"><translation nullFlavor="OTH" value="900">'
            "<originalText>MG per G</originalText></translation></value>",
            ("900", "mg/g"),
        ),
        ('<value xsi:type="INT" value="2"/>', ("2", None)),
        (
            '<value xsi:type="IVL_PQ"><low value="5" unit="g/g" inclusive="false"/>'
            '<high nullFlavor="PINF"/></value>',
            (">5", "g/g"),
        ),
        ('<value xsi:type="IVL_PQ"><high value="5" unit="g/g"/></value>', ("<=5", "g/g")),
        ('<value xsi:type="ST" unit="g/g">1.5</value>', ("1.5", "g/g")),
        ('<value xsi:type="ST" unit="g/g"> &lt; 0.2 </value>', ("<0.2", "g/g")),
    ],
)
def test_numbers_as_documents_write_them(tmp_path, value, expected):
    """A number keeps its unit; of translations the first in a known unit counts."""
    cells = row_of(tmp_path, value=value)
    assert (cells["value"], cells.get("unit")) == expected


@pytest.mark.parametrize(("side", "mark"), [("low", ">"), ("high", "<")])
def test_a_bound_is_strict_where_the_lab_says_so(tmp_path, side, mark):
    """The lab's own flag tells that a bound is not reached."""
    value = f'<value xsi:type="IVL_PQ"><{side} value="5" unit="g/g"/></value>'
    flag = f'<interpretationCode code="{mark.replace("<", "&lt;")}"/>'
    assert row_of(tmp_path, value=value, more=flag)["value"] == f"{mark}5"
    assert row_of(tmp_path, value=value)["value"] == f"{mark}=5"


def test_the_unit_of_a_text_may_stand_beside_it(tmp_path):
    """A unit in an observation of its own is that of the text."""
    beside = """<entryRelationship typeCode="COMP"><observation><code code="246514001"/>
      <value xsi:type="{}</observation></entryRelationship>"""
    for unit in ('CD" code="g/g"/>', 'ST">g/g</value>'):
        cells = row_of(tmp_path, value='<value xsi:type="ST">2</value>', more=beside.format(unit))
        assert (cells["value"], cells["unit"]) == ("2", "g/g")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"value": ""}, "gives no value, or several"),
        ({"value": '<value xsi:type="PQ" nullFlavor="NI"/>'}, "not known"),
        ({"value": '<value xsi:type="PQ" nullFlavor="NI" value="3" unit="g/g"/>'}, "not known"),
        ({"value": '<value xsi:type="ST">2</value>'}, "text, not a number with a unit"),
        ({"value": '<value xsi:type="ST" unit="g/g">about 2</value>'}, "text, not a number"),
        ({"value": '<value xsi:type="ST" unit="g/g"></value>'}, "text, not a number"),
        ({"value": '<value xsi:type="CD" code="1"/>'}, "not a number"),
        ({"value": '<value xsi:type="RTO"/>'}, "not a number"),
        (
            {
                "value": '<value xsi:type="IVL_PQ"><low value="1" unit="g/g"/>'
                '<high value="2" unit="g/g"/></value>'
            },
            "a range",
        ),
        (
            {
                "value": '<value xsi:type="IVL_PQ"><low value="1" unit="g/g"/>'
                '<high nullFlavor="UNK"/></value>'
            },
            "a range",
        ),
        ({"value": '<value xsi:type="IVL_PQ"/>'}, "a range"),
        ({"on": ""}, "no date"),
        ({"on": '<effectiveTime value="202512"/>'}, "only the year or month"),
        ({"on": '<effectiveTime value="yesterday"/>'}, "no date"),
        (
            {
                "on": '<effectiveTime><low value="20251101"/><high value="20251201"/>'
                "</effectiveTime>"
            },
            "day is not clear",
        ),
        ({"state": "active"}, "not a final result"),
        ({"state": "aborted"}, "not a final result"),
        ({"attributes": 'moodCode="RQO"'}, "not done, or is to be done"),
        ({"attributes": 'moodCode="EVN" negationInd="true"'}, "not done, or is to be done"),
        ({"code": '<code code="99909-9" codeSystem="2.16.840.1.113883.6.1"/>'}, "no test"),
        ({"code": '<code code="99901-1" codeSystem="9.9"/>'}, "no test"),
        ({"code": '<code nullFlavor="UNK" displayName="glow, serum"/>'}, "no test"),
        ({"code": '<code nullFlavor="UNK" displayName="phase of moon"/>'}, "no test"),
        ({"code": ""}, "no test"),
    ],
)
def test_what_is_no_clear_result_is_left(tmp_path, changed, why):
    """A result without a number, a day or a known test is counted with why."""
    assert why in row_of(tmp_path, **changed)


@pytest.mark.parametrize(
    "on",
    [
        '<effectiveTime><low value="20251201"/><high value="20251202"/></effectiveTime>',
        '<effectiveTime><low value="20251201"/></effectiveTime>',
        '<effectiveTime><center value="20251201"/></effectiveTime>',
        '<effectiveTime value="20251201093000.123-0500"/>',
    ],
)
def test_the_day_of_a_result(tmp_path, on):
    """The day of a collection is that of its start; the hour and zone do not move it."""
    assert row_of(tmp_path, on=on)["date"] == dt.date(2025, 12, 1)


def test_a_result_without_a_day_has_that_of_its_panel(tmp_path):
    """The organizer tells the day of results that tell none."""
    when = '<effectiveTime><low value="20251015"/><high value="20251015"/></effectiveTime>'
    rows, _ = facts(tmp_path, section("results", panel(observation(on=""), observation(), on=when)))
    assert [row.cells["date"] for row in rows] == [dt.date(2025, 10, 15), dt.date(2025, 12, 1)]


@pytest.mark.parametrize(
    "code",
    [
        '<code code="1"><translation code="99901-1" codeSystemName="LOINC"/></code>',
        '<code code="GLOW-LAB" codeSystem="9.9"/>',
        '<code nullFlavor="UNK"><originalText>Glow by lamp</originalText></code>',
        '<code nullFlavor="UNK" displayName="Serum Glow"/>',
    ],
)
def test_a_test_is_known_by_a_translation_the_mapping_or_its_full_name(tmp_path, code):
    """A local code means what its translation, the mapping or its full name says."""
    mapping = Mapping(codes={"urn:oid:9.9|GLOW-LAB": "glow", "glow BY lamp": "serum glow"})
    assert row_of(tmp_path, code=code, mapping=mapping)["test"] == "serum glow"


@pytest.mark.parametrize(
    ("value", "option"),
    [
        ('<value xsi:type="CD" code="1" displayName="Negative"/>', "negative"),
        ('<value xsi:type="ST">POSITIVE</value>', "positive"),
        ('<value xsi:type="CD" code="260385009" codeSystem="9.6"/>', "negative"),
    ],
)
def test_a_finding_in_words_is_a_document_row(tmp_path, value, option):
    """A finding of results is told as what the laboratory reports, with a known word."""
    assert row_of(tmp_path, code=TIDE, value=value) == {
        "document": "laboratory paper",
        "finding": "tide antigen",
        "value": option,
        "date": dt.date(2025, 12, 1),
    }


@pytest.mark.parametrize(
    "value",
    ['<value xsi:type="PQ" value="3"/>', '<value xsi:type="ST">borderline</value>', "<value/>"],
)
def test_another_word_is_no_finding(tmp_path, value):
    """A word that the finding does not know is left."""
    assert "none of the words" in row_of(tmp_path, code=TIDE, value=value)


def test_one_bad_result_does_not_lose_the_others(tmp_path):
    """Results around one that cannot be used are read."""
    bad = observation("<value xsi:type='PQ' nullFlavor='NI'/>")
    rows, reading = facts(tmp_path, section("results", panel(observation(), bad, observation())))
    assert len(rows) == 2
    assert [part.part for part in reading.unused] == ["results, entry 1, component 2"]


def test_which_document_reports_a_finding_is_not_guessed(tmp_path):
    """Outside of results it is not known which of several documents reports a finding."""
    value = '<value xsi:type="ST">positive</value>'
    assert "which document" in row_of(tmp_path, "vitals", code=TIDE, value=value)


UCUM = [
    ("mg/g{creat}", "mg/g"),
    ("{creat}mg/g", "mg/g"),
    ("mg/[g]", "mg/g"),
    ("MG/G", "mg/g"),
    (" g / g ", "g/g"),
    ("g/(24.h)", None),
    ("{counts}", None),
    ("mg", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "unit"), UCUM)
def test_units_in_the_forms_of_charts(written, unit):
    """Annotations and brackets of UCUM do not hide a unit that the measure accepts."""
    assert known_unit(written, VOCABULARY.measures[0]) == unit


def test_a_count_is_a_unit_of_one():
    """A unit that is an annotation alone counts things, which a measure without unit accepts."""
    units = ({"unit": "1", "factor": "1", "source": "x"},)
    count = Measure.model_validate({**VOCABULARY.measures[0].model_dump(), "units": units})
    assert known_unit("{counts}", count) == "1"


@pytest.mark.parametrize(
    ("code", "changed", "expected"),
    [
        ("gazing at stars", {}, dt.date(2025, 12, 1)),
        ("Stargazing (procedure)", {}, dt.date(2025, 12, 1)),
        ("stargazing", {"state": "active"}, "not completed"),
        ("stargazing", {"attributes": 'moodCode="INT"'}, "not done"),
        ("stargazing", {"attributes": 'moodCode="EVN" negationInd="true"'}, "not done"),
        ("stargazing", {"on": '<effectiveTime value="2025"/>'}, "tells no day"),
        ("sounding", {}, "no document"),
        ("appendectomy", {}, "no procedure"),
    ],
)
def test_a_procedure_is_known_by_its_report(tmp_path, code, changed, expected):
    """A procedure that was done is the row of the document that reports it, as not seen."""
    coded = f'<code code="1" codeSystem="9.9" displayName="{code}"/>'
    found = row_of(tmp_path, "procedures", code=coded, value="", **changed)
    if isinstance(expected, str):
        assert expected in found
    else:
        assert found == {"document": "almanac", "date": expected, "report unseen": True}
