"""In whatever form FHIR comes it is read alike, and what cannot be read costs itself alone."""

import json
import random
from decimal import Decimal

import fhir_made as made
import pytest
from fhir_made import bundle, condition, observation, patient, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.intake.fhir.kinds import READ
from letters.intake.fhir.splitting import parsed, pieces
from letters.intake.limits import DEFAULT, Limits
from letters.intake.reading import ReadingError

CHART = (patient(), condition(), observation(), observation(effectiveDateTime="2026-02-03"))
SPACE = "http://hl7.org/fhir"


def markup(value: object, name: str) -> str:
    """A resource as XML, made from what it is in JSON."""
    if isinstance(value, list):
        return "".join(markup(each, name) for each in value)
    if not isinstance(value, dict):
        written = str(value).lower() if isinstance(value, bool) else str(value)
        return f'<{name} value="{written}"/>'
    inside = "".join(markup(each, key) for key, each in value.items() if key != "resourceType")
    kind = value.get("resourceType")
    return f"<{name}><{kind}>{inside}</{kind}></{name}>" if kind else f"<{name}>{inside}</{name}>"


def as_xml(resource: made.Resource) -> str:
    kind = resource["resourceType"]
    inside = "".join(markup(v, k) for k, v in resource.items() if k != "resourceType")
    return f'<?xml version="1.0"?><{kind} xmlns="{SPACE}">{inside}</{kind}>'


FORMS = {
    "bundle": {"a.json": text(bundle(*CHART))},
    "array": {"a.json": text(list(CHART))},
    "lines": {"a.ndjson": made.lines(*CHART)},
    "one file each": {f"{n}.json": text(each) for n, each in enumerate(CHART)},
    "lines by type": {
        "Observation.ndjson": made.lines(*CHART[2:]),
        "Patient.ndjson": made.lines(CHART[0], patient("p2")),
        "Condition.ndjson": made.lines(CHART[1]),
    },
    "xml": {"a.xml": as_xml(bundle(*CHART))},
    "byte order mark": {"a.json": "\ufeff" + text(bundle(*CHART))},
    "sixteen bit": {"a.json": text(bundle(*CHART)).encode("utf-16")},
    "sixteen bit without a mark": {"a.json": text(bundle(*CHART)).encode("utf-16-le")},
    "sixteen bit lines": {"a.ndjson": made.lines(*CHART).encode("utf-16")},
    "a bundle of bundles": {"a.json": text(bundle(bundle(*CHART[:2]), bundle(*CHART[2:])))},
    "bundles by line": {"a.ndjson": made.lines(bundle(*CHART[:2]), bundle(*CHART[2:]))},
    "several documents": {"a.json": "".join(json.dumps(each, indent=1) for each in CHART)},
    "line breaks of Windows": {"a.ndjson": made.lines(*CHART).replace("\n", "\r\n")},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_alike(form, files):
    """A chart tells the same in each form."""
    read = files(FORMS[form])
    assert [cells["value"] for cells in read.of("labs")] == ["1.5", "1.5"]
    assert read.persons[0]["diagnosis codes"] == "M32.14"
    assert not [n for n in read.notices if n.severity == "error"]
    assert read.missed == []


def test_places_are_numbers_and_kinds(files):
    """Rows and remarks tell an entry or line and its type."""
    assert {r.read.part for r in files(FORMS["bundle"]).facts if r.table.name == "labs"} == {
        "entry 3, Observation",
        "entry 4, Observation",
    }
    assert {r.read.part for r in files(FORMS["lines"]).facts if r.table.name == "labs"} == {
        "line 3, Observation",
        "line 4, Observation",
    }
    nested = files(FORMS["bundles by line"]).facts
    assert "line 2, entry 1, Observation" in {r.read.part for r in nested}
    alone = files({"p.json": text(patient()), "o.json": text(observation())}).facts
    assert "Observation" in {r.read.part for r in alone}


@given(st.permutations(CHART), st.sampled_from(["json", "ndjson"]))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_of_entries_does_not_matter(files, order, form):
    """The same resources in any order tell the same."""
    written = {"json": text(bundle(*order)), "ndjson": made.lines(*order)}
    known = files({"a.json": text(bundle(*CHART))})
    assert files({f"a.{form}": written[form]}).content == known.content


BROKEN_LINES = [
    "{",
    "not json",
    '{"resourceType": "Observation", "status": "final"',
    '{"resourceType": "Observation", "status": "final", "status": "amended"}',
    '{"resourceType": "Observation", "valueInteger": NaN}',
    '{"resourceType": "Observation", "valueInteger": ' + "9" * 5000 + "}",
    '{"resourceType": "Observation", "status": "\\ud800"}',
    "[" * 100_000,
    "null",
    "[]",
    '"text"',
    "17",
    "{}",
]


@pytest.mark.parametrize("line", BROKEN_LINES)
@pytest.mark.parametrize("at", [0, 2, 4])
def test_a_bad_line_costs_itself_alone(line, at, files):
    """All other lines are read, and the bad one is listed with its number."""
    good = [text(each) for each in CHART]
    read = files({"a.ndjson": "\n".join([*good[:at], line, *good[at:]]) + "\n"})
    assert len(read.of("labs")) == 2
    assert read.persons[0]["diagnosis codes"] == "M32.14"
    if line != "[]":
        assert f"line {at + 1}" in {part.part for part in read.unused}


@pytest.mark.parametrize(
    "entry",
    [
        '{"resource": {"resourceType": "Observation", "status": }}',
        '{"resource": {"resourceType": "Observation", "a": 1, "a": 2}}',
        "null",
        "3",
        '{"fullUrl": "urn:uuid:1"}',
        '{"resource": {"resourceType": "Zaubernuss"}}',
        '{"resource": {"resourceType": ["Observation"]}}',
        '{"resource": {"resourceType": "Observation", "code": {"coding": [{"code": {"x": 1}}]}, '
        '"status": "final", "subject": {"reference": "Patient/p1"}}}',
    ],
)
def test_a_bad_entry_costs_itself_alone(entry, files):
    """All other entries of a Bundle are read, and the bad one is listed."""
    inside = [json.dumps({"resource": each}) for each in CHART]
    entries = ", ".join([*inside[:2], entry, *inside[2:]])
    document = f'{{"entry": [{entries}], "resourceType": "Bundle"}}'
    read = files({"a.json": document})
    assert len(read.of("labs")) == 2
    assert sum(part.count for part in read.unused) == 1
    assert "Zaubernuss" not in read.remarks


def test_a_bundle_that_breaks_off_yields_what_stands_before(files):
    """What was read is used; the file is noted, and its treatments are not complete."""
    whole = text(bundle(*CHART, observation()))
    read = files({"a.json": whole[:-20]})
    assert len(read.of("labs")) == 2
    assert [n.rule for n in read.notices] == [
        "it ends before it is whole, as a download that broke off"
    ]
    assert read.missed


def test_bad_bytes_cost_their_line_alone(files):
    """Bytes that are no text in the encoding of the file cost the resource that holds them."""
    lines = made.lines(*CHART, observation(note=[{"text": "é"}])).encode()
    read = files({"a.ndjson": lines.replace("é".encode(), b"\xe9")})
    assert len(read.of("labs")) == 2
    assert [n.part for n in read.notices] == ["line 5"]


def test_nesting_is_refused_within_the_limit(files):
    """What nests deeper than the limit is refused by its name, the rest is read."""
    deep = observation(extension=[{"extension": [{"extension": [{"url": "x"}]}]}])
    read = files({"a.ndjson": made.lines(*CHART, deep)}, limits=DEFAULT)
    assert len(read.of("labs")) == 3
    limits = DEFAULT.model_copy(update={"depth": 6})
    read = files({"a.ndjson": made.lines(*CHART, deep)}, limits=limits)
    assert len(read.of("labs")) == 2
    assert any("'depth'" in notice.rule for notice in read.notices)


@pytest.mark.parametrize("text_", ['{"a": ' * 100_000, "[" * 100_000, '{"entry": [' + "[" * 9000])
def test_deep_documents_are_refused(text_, files):
    """Brackets without end are refused before they are parsed."""
    read = files({"a.json": '{"resourceType": "Bundle", "entry": [' + text_})
    assert any("'depth'" in notice.rule for notice in read.notices)


def test_a_history_is_not_read(files):
    """Versions of resources that are no longer are not evidence."""
    old = {**bundle(*CHART), "type": "history"}
    read = files({"a.json": text(old)})
    assert read.of("labs") == []
    assert any("history" in why for _, why in read.left)


def test_an_empty_bundle_is_listed(files):
    """A file without any resource has a verdict."""
    read = files({"a.json": '{"resourceType": "Bundle", "type": "collection"}'})
    assert [part.why for part in read.unused] == ["it holds no resource"]


def test_other_types_are_counted(files):
    """What letters are not written from is counted by type."""
    others = [{"resourceType": "Encounter", "status": "finished"} for _ in range(3)]
    read = files({"a.json": text(bundle(patient(), *others))})
    assert read.left["Encounter", "no kind of resource that letters are written from"] == 3


NAMES = [
    *("resourceType", "resource", "entry", "id", "contained", "subject", "patient", "reference"),
    *("code", "coding", "system", "status", "valueQuantity", "value", "unit", "component"),
    *("item", "adjudication", "category", "amount", "extension", "name", "birthDate"),
    *("identifier", "medicationCodeableConcept", "medicationReference", "dosageInstruction"),
    *("timing", "repeat", "text", "display", "url", "effectiveDateTime", "authoredOn"),
]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
KINDS = st.sampled_from(sorted({*READ, "Bundle", "Encounter"}))


@given(st.lists(st.tuples(KINDS, ANY), max_size=4), st.sampled_from(["json", "ndjson"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_is_read_or_listed(files, resources, form):
    """No value anywhere raises, and a good patient beside it is read."""
    odd = [
        {**value, "resourceType": kind} if isinstance(value, dict) else value
        for kind, value in resources
    ]
    written = text(bundle(*odd, *CHART)) if form == "json" else made.lines(*odd, *CHART)
    read = files({f"a.{form}": written})
    assert len(read.of("labs")) >= 2


GARBLED = st.integers(0, 10**9)


@given(GARBLED)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbled_documents_do_not_raise(files, seed):
    """A document with pieces cut out or put in comes to a verdict."""
    chance = random.Random(seed)
    whole = text(bundle(*CHART))
    for _ in range(chance.randrange(1, 4)):
        at, length = chance.randrange(len(whole)), chance.randrange(8)
        whole = whole[:at] + chance.choice(["", "{", "}", '"', "]", "\\"]) + whole[at + length :]
    read = files({"a.json": whole})
    assert read.rows or read.notices or read.unused


@given(st.text(alphabet='{}[]",:\\ea1 ', max_size=40), st.integers(1, 7))
def test_chunks_do_not_matter(written, size):
    """A text is taken apart alike, whatever pieces it is read in."""

    def taken(chunks):
        found = []
        try:
            for piece in pieces(iter(chunks), DEFAULT):
                found.append(piece)
        except ReadingError as refusal:
            found.append(refusal.rule)
        return found

    cut = [written[at : at + size] for at in range(0, len(written), size)]
    assert taken(cut) == taken([written] if written else [])


@given(ANY)
def test_what_is_parsed_is_what_was_written(value):
    """Numbers keep their digits, and objects their members."""
    try:
        written = json.dumps(value, allow_nan=False)
    except ValueError:
        return
    assert parsed(written) == json.loads(written, parse_float=Decimal)


def test_a_file_beyond_the_limit_is_refused(tmp_path, words):
    """A document that is too large is refused by the name of the limit."""
    limits = Limits.model_validate({"document_mb": 1})
    long = observation(note=[{"text": "x" * 1_100_000}])
    read = made.read_files(tmp_path, words, {"a.json": text(bundle(long))}, limits=limits)
    assert read.rows == []
    assert any("'document_mb'" in notice.rule for notice in read.notices)
