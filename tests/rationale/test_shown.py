"""What a finished PDF carries in itself tells no more than its pages do."""

import json

import jsonschema
import pytest

from letters.rationale.shown import days, is_day, schema, shown
from letters.verification.folding import fold, unlinked
from letters.verification.ground import Ground
from letters.verification.sparing import closer
from torture.examples import example, examples

NAMES = (
    *("LN-001 letter of medical necessity", "LN-004 letter of medical necessity"),
    *("LN-003 first-level appeal", "LN-019 second-level appeal", "LN-020 expedited appeal"),
    *("LN-021 external review request", "LN-022 exception request", "LN-014 gap sheet"),
    *("LN-016 not supported", "JV25002-02 action sheet", "LN-001 review sheet"),
    *("LN-019 peer-to-peer brief", "LN-002 patient copy", "LN-008 fax cover"),
)
"""One document of each kind, and one with a name from right to left."""
UNPRINTED = {
    **dict.fromkeys(("format", "document", "language"), "they name the form of the whole"),
    **dict.fromkeys(("id", "statement", "source"), "they name a sentence or a source"),
    "depth": "it marks a row as part of the one before",
    "bound": "it is drawn as the shape of a mark",
    "points": "they are drawn as marks, not all of them with a number",
    "bars": "their days are drawn as lengths",
    "first": "it is where the axis of the figure begins",
    "last": "it is where the axis of the figure ends",
    "alt": "it is the alternative of the figure",
    "running": "it is printed at the top of each page after the first",
    "case_id": "it is printed below the page",
    "tables": "they are the numbers in the headings of the tables",
}
"""Fields that do not stand in the words of a page as they are, and why they may be carried."""


def leaves(value, field=""):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, key) if key not in UNPRINTED else ()
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, field)
    elif not isinstance(value, bool):
        yield field, value


def words(name):
    """All that the pages of a document say, without white space and without regard to capitals."""
    reading = example(name).reading
    drawn = [text for figure in reading.body.figures for text in figure.texts]
    told = [reading.body.chars, *drawn, *(margin.chars for margin in reading.margins)]
    return unlinked("\n".join(told)).casefold()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_carried_that_the_pages_do_not_say(name):
    """Every text, number and day of the embedded file stands on the pages of its document.

    What a sheet of one page leaves out for want of room is apart: it stays in the practice.
    """
    said = words(name)
    carried = json.loads(shown(example(name).document))
    told = list(leaves(closer(carried, Ground(example(name).reading.body))))
    assert len(told) > 10
    assert [each for each in told if not stands(each[1], said)] == []


def stands(value, said):
    forms = days(value) if isinstance(value, str) and is_day(value) else (str(value),)
    return any(fold(form).chars.casefold() in said for form in forms)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if "sheet" not in name and "not s" not in name]
)
def test_a_letter_does_not_carry_where_a_fact_was_read(name):
    """No file, sheet or row of the practice's export is in what goes to a payer or a patient."""
    carried = json.loads(shown(example(name).document))
    assert {field for field, _ in leaves(carried)} & {"file", "sheet", "row", "part"} == set()
    assert ".csv" not in json.dumps(carried)


def test_a_review_sheet_carries_the_places_that_it_shows():
    """The review sheet prints where each fact was read, so what it carries says so too."""
    carried = json.loads(shown(example("LN-001 review sheet").document))
    facts = [*carried["facts"], *(fact for row in carried["reports"] for fact in row["facts"])]
    assert {fact["file"] for fact in facts} >= {"labs.csv", "treatments.csv"}
    assert all("row" in fact for fact in facts)


def test_a_fact_that_is_not_printed_is_not_carried():
    """The answer of an attestation that prints as a sentence is left out; its day is printed."""
    told = example("LN-001 letter of medical necessity").document
    carried = json.loads(shown(told))
    number, row = next(
        (n, row) for n, row in enumerate(told.criteria) if "Attested by" in row.finding.text
    )
    assert row.finding.facts[0].value == "yes"
    assert carried["criteria"][number]["finding"]["facts"] == [{"on": "2026-11-17"}]


def test_how_a_statement_was_checked_is_not_carried():
    """Of a citation the number and the statement's id are left, as the letter prints no more."""
    carried = json.loads(shown(example("LN-001 letter of medical necessity").document))
    cited = [c for row in carried["criteria"] for c in row["finding"].get("citations", ())]
    assert cited
    assert {tuple(sorted(each)) for each in cited} == {("number", "statement")}


def test_a_patient_copy_carries_no_citations():
    """The patient's copy prints no reference numbers and carries none."""
    assert b'"citations"' not in shown(example("LN-002 patient copy").document)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_carried_fits_the_published_schema(name):
    """The embedded file of each kind is valid by the schema that is published."""
    jsonschema.validate(json.loads(shown(example(name).document)), schema())


def test_what_does_not_fit_is_refused_by_the_schema():
    """Another format, a field too many, or a fact with a name for its file do not fit."""
    told = json.loads(shown(example("LN-022 exception request").document))
    for wrong in (
        told | {"format": "letters/rationale/0"},
        told | {"diagnosis": "x"},
        {key: value for key, value in told.items() if key != "case_id"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema())


def test_the_published_schema_is_the_one_of_the_code(request):
    """schemas/rationale.json is what `letters schema rationale` prints."""
    path = request.config.rootpath / "schemas" / "rationale.json"
    written = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--update-goldens"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == written


def test_the_same_document_gives_the_same_bytes():
    """The file is the same each time, ends with a line end, and names its format first."""
    for each in examples()[:6]:
        written = shown(each.document)
        assert written == shown(each.document.model_copy())
        assert written.startswith(b'{\n "format": "letters/rationale/1",\n "document": ')
        assert written.endswith(b"}\n")
