"""Clinical documents made for the tests: an invented patient, drugs and tests."""

from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.intake.ccda import open_charts
from letters.intake.limits import DEFAULT
from letters.intake.mapping import NONE
from letters.intake.opening.files import open_all
from letters.intake.reading import Journal

CANARY = "Zaubernuss"
"""The patient's name: no remark may carry it."""

VOCABULARY = Vocabulary.model_validate(
    {
        "measures": [
            {
                "id": "glow",
                "name": "serum glow",
                "short": "Glow",
                "loinc": ["99901-1"],
                "units": [
                    {"unit": "g/g", "factor": "1", "source": "x"},
                    {"unit": "mg/g", "aliases": ["MG per G"], "factor": "0.001", "source": "x"},
                ],
                "decimals": 2,
                "plausible": ["0.01", "30"],
            }
        ],
        "drugs": [
            {
                "id": "solumab",
                "name": "solumab",
                "rxnorm": "777001",
                "products": [
                    {"id": "solara", "name": "Solara", "kind": "reference", "routes": ["oral"]}
                ],
            },
            {"id": "lunacillin", "name": "lunacillin"},
        ],
        "categories": [
            {
                "id": "tide",
                "name": "tide antigen",
                "aliases": ["99902-2"],
                "options": [{"id": "high", "name": "positive"}, {"id": "low", "name": "negative"}],
                "recorded_in": ["tide-screen", "paper"],
            },
            {
                "id": "phase",
                "name": "phase",
                "options": [{"id": "new", "name": "new"}],
                "recorded_in": ["almanac"],
            },
        ],
        "documents": [
            {"id": "almanac", "name": "almanac", "reports": "stargazing"},
            {"id": "paper", "name": "laboratory paper"},
            {"id": "tide-screen", "name": "tide screen"},
        ],
        "procedures": [
            {"id": "stargazing", "name": "stargazing", "aliases": ["gazing at stars"]},
            {"id": "sounding", "name": "sounding"},
        ],
        "diagnoses": [
            {
                "id": "glassbone",
                "name": "glassbone fever",
                "codes": ["Q99.81"],
                "wider_codes": ["Q99.9"],
            },
            {"id": "two", "name": "two coded", "codes": ["Q88.1", "Q88.2"]},
        ],
        "frequencies": [
            {"id": "bid", "name": "twice daily", "per_day": 2},
            {"id": "weekly", "name": "once weekly", "every_days": 7},
        ],
        "dose_units": [{"id": "mg", "name": "mg", "aliases": ["milligram"], "factor": "1"}],
        "routes": [
            {"id": "oral", "name": "by mouth", "aliases": ["oral"]},
            {"id": "intravenous", "name": "intravenous"},
        ],
    }
)

PATIENT = f"""
<recordTarget><patientRole>
  <id root="1.2.3" extension="MRN-17"/><id root="2.16.840.1.113883.4.1" extension="000-00-0000"/>
  <id root="2.16.840.1.113883.4.927" extension="1EG4TE5MK73"/><id root="9b7c"/>
  <patient>
    <name use="P"><given>Nick</given><family>Name</family></name>
    <name use="L"><prefix>Dr</prefix><given>{CANARY}</given><given qualifier="CL">Zaubi</given>
      <given>M</given><family>Nguyen</family><suffix>Jr</suffix></name>
    <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
    <birthTime value="19700501"/>
  </patient>
</patientRole></recordTarget>"""

CODES = {
    "problems": "11450-4",
    "medications": "10160-0",
    "administered": "29549-3",
    "plan": "18776-5",
    "results": "30954-2",
    "vitals": "8716-3",
    "allergies": "48765-2",
    "payers": "48768-6",
    "procedures": "47519-4",
    "immunizations": "11369-6",
}


def document(*sections, patient=PATIENT, written="20260101120000-0500", body=None):
    """A document of these sections."""
    held = "".join(f"<component>{section}</component>" for section in sections)
    body = body or f"<component><structuredBody>{held}</structuredBody></component>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <templateId root="2.16.840.1.113883.10.20.22.1.2" extension="2015-08-01"/>
  <effectiveTime value="{written}"/>{patient}{body}</ClinicalDocument>"""


def section(kind, *entries, text="", head=None):
    """A section of a kind with these entries."""
    head = head or f'<code code="{CODES[kind]}" codeSystem="2.16.840.1.113883.6.1"/>'
    held = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<section>{head}<text>{text}</text>{held}</section>"


def medication(
    name="solumab 50 MG Oral Tablet",
    low="20250101",
    high=None,
    state="active",
    more="",
    mood="EVN",
    times=None,
    attributes="",
    version="2014-06-09",
    code=None,
):
    """A medication activity."""
    if times is None:
        end = f'<high value="{high}"/>' if high else ""
        start = f'<low value="{low}"/>' if low else ""
        times = f'<effectiveTime xsi:type="IVL_TS">{start}{end}</effectiveTime>'
    code = code or (f'<code code="1" codeSystem="2.16.840.1.113883.6.88" displayName="{name}"/>')
    return f"""<substanceAdministration classCode="SBADM" moodCode="{mood}" {attributes}>
      <templateId root="2.16.840.1.113883.10.20.22.4.16" extension="{version}"/>
      <statusCode code="{state}"/>{times}{more}
      <consumable><manufacturedProduct><manufacturedMaterial>{code}</manufacturedMaterial>
      </manufacturedProduct></consumable></substanceAdministration>"""


def observation(
    value='<value xsi:type="PQ" value="1.5" unit="g/g"/>',
    code='<code code="99901-1" codeSystem="2.16.840.1.113883.6.1" displayName="x"/>',
    on='<effectiveTime value="20251201"/>',
    state="completed",
    more="",
    attributes='moodCode="EVN"',
):
    """A result."""
    return f"""<observation classCode="OBS" {attributes}>{code}<statusCode code="{state}"/>
      {on}{value}{more}</observation>"""


def panel(*observations, on=""):
    """An organizer of results."""
    held = "".join(f"<component>{each}</component>" for each in observations)
    return f'<organizer classCode="BATTERY" moodCode="EVN">{on}{held}</organizer>'


def problem(
    value='<value xsi:type="CD" code="1" codeSystem="2.16.840.1.113883.6.96">'
    '<translation code="Q9981" codeSystem="2.16.840.1.113883.6.90"/></value>',
    concern="active",
    end="",
    more="",
    attributes="",
):
    """A problem concern with its observation."""
    return f"""<act classCode="ACT" moodCode="EVN"><statusCode code="{concern}"/>
      <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" {attributes}>
      <statusCode code="completed"/><effectiveTime><low value="2020"/>{end}</effectiveTime>
      {value}{more}</observation></entryRelationship></act>"""


def told(code):
    """The status of a problem or an allergy, by its SNOMED CT code."""
    return f"""<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN">
      <code code="33999-4"/><value xsi:type="CD" code="{code}"/></observation>
      </entryRelationship>"""


def allergy(name="solumab", reaction="hives", more="", attributes="", concern="active"):
    """An allergy concern with its observation."""
    return f"""<act classCode="ACT" moodCode="EVN"><statusCode code="{concern}"/>
      <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" {attributes}>
      <value xsi:type="CD" code="416098002" displayName="Drug allergy"/>
      <participant typeCode="CSM"><participantRole><playingEntity>
        <code code="2" codeSystem="2.16.840.1.113883.6.88" displayName="{name}"/>
      </playingEntity></participantRole></participant>
      <entryRelationship typeCode="MFST" inversionInd="true"><observation>
        <value xsi:type="CD" displayName="{reaction}"/></observation></entryRelationship>
      {more}</observation></entryRelationship></act>"""


def policy(payer="Fern Health", member="MEM-9", plan="Fern PPO"):
    """A coverage activity with one policy."""
    return f"""<act classCode="ACT" moodCode="EVN">
      <templateId root="2.16.840.1.113883.10.20.22.4.60"/><statusCode code="completed"/>
      <entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN">
      <templateId root="2.16.840.1.113883.10.20.22.4.61"/>
      <performer typeCode="PRF"><assignedEntity>
        <code code="PAYOR" codeSystem="2.16.840.1.113883.5.110"/>
        <representedOrganization><name>{payer}</name><addr>
          <streetAddressLine>PO Box 1</streetAddressLine><city>Springfield</city>
          <state>IL</state><postalCode>62701</postalCode></addr></representedOrganization>
      </assignedEntity></performer>
      <performer><assignedEntity><code code="GUAR"/><representedOrganization>
        <name>Guarantor</name></representedOrganization></assignedEntity></performer>
      <participant typeCode="COV"><participantRole><id root="1.9" extension="{member}"/>
      </participantRole></participant>
      <participant typeCode="HLD"><participantRole><id root="1.9" extension="HOLDER"/>
      </participantRole></participant>
      <entryRelationship typeCode="REFR"><act classCode="ACT" moodCode="DEF">
        <text>{plan}</text></act></entryRelationship>
      </act></entryRelationship></act>"""


def everyone(_):
    """Wants every person."""
    return True


def charted(tmp_path, *contents, wanted=everyone, mapping=NONE, limits=DEFAULT):
    """The rows of documents and the journal."""
    paths = []
    for number, content in enumerate(contents):
        paths.append(tmp_path / f"chart{number}.xml")
        paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
    journal = Journal()
    files = open_all(paths, limits, journal)
    charts = open_charts(files, VOCABULARY, mapping, limits, journal)
    assert list(charts.requests()) == []
    return list(charts.facts(wanted)), journal


def facts(tmp_path, *sections, **changed):
    """The rows of one document but that of its patient, and what was said of it."""
    keys = ("wanted", "mapping", "limits")
    how = {key: changed.pop(key) for key in keys if key in changed}
    rows, journal = charted(tmp_path, document(*sections, **changed), **how)
    return rows[1:], journal.reading(())


def place(row):
    """Where a row stands in its document."""
    assert isinstance(row.read, Provenance)
    return row.read.part
