"""The templates print what the rationale holds: nothing forgotten, nothing made up."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import jinja2
import pytest
from jinja2 import meta, nodes
from pydantic import BaseModel

from letters import paths
from letters.case.frozen import Frozen
from letters.errors import RenderingError
from letters.rationale.model import Cited, Fact, ReviewSheet
from letters.rendering import drawing, html, to_html
from letters.templates.logo import Logo

from .samples import DOCUMENTS, EXTERNAL, LETTER, letter

Field = tuple[str, str]

# What a document holds but rightly does not print, and where it stands instead.
_ON_THE_REVIEW_SHEET = {("Fact", name) for name in Fact.model_fields} - {
    ("Fact", "document"),
    ("Fact", "page"),
}
_IN_THE_REFERENCES = {("Cited", name) for name in Cited.model_fields} - {("Cited", "number")}
_CITED = {("Cited", name) for name in Cited.model_fields}
_FACTS = {("Fact", name) for name in Fact.model_fields}
# Only a letter marks what is younger than the decision that it answers.
_NEW = {("CriterionRow", "new")}
_PLACES = {("Fact", name) for name in ("file", "sheet", "row", "part")}
# Only the lines of a review sheet are taken by name.
_NAMES = {("ReviewItem", "name"), ("ReviewItem", "asks")}
# Whose wording a sentence is, stays in the practice.
_WORDED = {("Claim", "edited")}
NOT_PRINTED: dict[str, set[Field]] = {
    # The payer knows exhibits by their letters, not by how the practice named the files.
    "Letter": _ON_THE_REVIEW_SHEET
    | _IN_THE_REFERENCES
    | {("Enclosure", "file")}
    # What a clinician took stays in the practice; of its data a letter does not speak.
    | {("Letter", "accepted"), ("Letter", "embedded")},
    "GapSheet": _NEW | _NAMES | _FACTS | {("Claim", "facts")} | _IN_THE_REFERENCES,
    "UnsupportedSheet": _NEW | _NAMES | (_FACTS - _PLACES) | _IN_THE_REFERENCES,
    "ActionSheet": _NAMES | _FACTS | {("Claim", "facts")} | _IN_THE_REFERENCES,
    # A line says in its own words what its facts are, and prints where they stand.
    "ReviewSheet": _IN_THE_REFERENCES
    | {("StatedItem", "statement")}
    | {("Fact", name) for name in ("what", "value", "on", "file")},
    # The document stays in the practice and its facts stand in the letter with their places.
    "Brief": _ON_THE_REVIEW_SHEET
    | _IN_THE_REFERENCES
    | {("Brief", "warnings"), ("RouteLine", "strong"), ("RouteLine", "citations")}
    | _NEW,
    # The greeting holds the name; a patient reads no numbers of references.
    "PatientCopy": _FACTS
    | _CITED
    | {("PatientCopy", "patient"), ("Claim", "facts"), ("Claim", "citations")},
    # What the payer reads tells nothing of the program; the manifest does.
    "FaxCover": _FACTS
    | _CITED
    | {("Claim", "facts")}
    | {("FaxCover", name) for name in ("library", "tool", "case_id")},
    "ExhibitIndex": _FACTS
    | _CITED
    | {("Claim", "facts")}
    | {("ExhibitIndex", name) for name in ("library", "tool", "case_id")},
}
# Names after a dot in a template that are no field of a model: dates, text, loops.
NO_FIELDS = {"month", "day", "year", "partition", "isdecimal", "index", "index0", "nextitem"}


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and all that it holds."""
    yield model
    for field in model.model_fields.values():
        for inner in _held(field.annotation):
            yield from _models(inner)


def _held(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _held(part)


def _fields(model: type[BaseModel]) -> set[Field]:
    return {(one.__name__, name) for one in _models(model) for name in one.model_fields}


def _templates() -> dict[str, nodes.Template]:
    """The templates of the documents and the parts that they use."""
    found: dict[str, nodes.Template] = {}
    wanted = list(html.TEMPLATE_OF.values())
    while wanted:
        name = wanted.pop()
        if name not in found:
            text = (paths.TEMPLATES / name).read_text(encoding="utf-8")
            found[name] = html.environment().parse(text)
            wanted += [part for part in meta.find_referenced_templates(found[name]) if part]
    return found


def _imported(tree: nodes.Template) -> set[str]:
    names = (name for one in tree.find_all(nodes.FromImport) for name in one.names)
    return {name if isinstance(name, str) else name[1] for name in names}


@pytest.mark.parametrize("kind", sorted({type(one).__name__ for one in DOCUMENTS}))
def test_each_field_is_printed(kind, monkeypatch):
    """Filling a template reads every field that the document holds, but for those named above."""
    documents = [one for one in DOCUMENTS if type(one).__name__ == kind]
    read: set[Field] = set()

    def watch(self, name):
        if name in type(self).model_fields:
            read.add((type(self).__name__, name))
        return object.__getattribute__(self, name)

    monkeypatch.setattr(Frozen, "__getattribute__", watch, raising=False)
    for document in documents:
        to_html(document)
    held = _fields(type(documents[0]))
    assert len(held) > 20
    assert held - read == NOT_PRINTED[kind] | (_WORDED & held)


def test_each_name_in_a_template_is_known():
    """No template, in any branch, reads a field that no model has."""
    known = {name for document in DOCUMENTS for _, name in _fields(type(document))}
    known |= {name for _, name in _fields(drawing.Drawing)} | set(Logo.model_fields)
    read = set()
    for tree in _templates().values():
        read |= {node.attr for node in tree.find_all(nodes.Getattr)}
        for test in tree.find_all(nodes.Filter):
            if test.name in ("map", "selectattr", "groupby"):
                named = [*test.args, *(keyword.value for keyword in test.kwargs)]
                read |= {arg.value for arg in named[:1] if isinstance(arg, nodes.Const)} - {
                    "number"
                }
    assert len(read) > 90
    assert read - known == NO_FIELDS


def test_templates_get_nothing_but_the_document():
    """A template knows the document, how close to set it, the logo, and two functions."""
    trees = _templates()
    assert len(trees) > 9
    names = set().union(
        *(meta.find_undeclared_variables(tree) - _imported(tree) for tree in trees.values())
    )
    assert names == {"document", "density", "logo"}
    assert set(html.environment().globals) == {"draw", "lined_up"}


def test_an_unknown_field_is_an_error(monkeypatch):
    """A template that asks for what is not there stops, and says which template it was."""
    broken = jinja2.DictLoader({"letter.html.j2": "{{ document.mood }}"})
    environment = html.environment().overlay(loader=broken)
    monkeypatch.setattr(html, "environment", lambda *_: environment)
    with pytest.raises(RenderingError, match=r"letter\.html\.j2.*mood"):
        to_html(LETTER)


def test_a_template_cannot_reach_behind_the_document(monkeypatch):
    """The sandbox refuses Python's own attributes."""
    broken = jinja2.DictLoader({"letter.html.j2": "{{ document.__class__.__mro__ }}"})
    environment = html.environment().overlay(loader=broken)
    monkeypatch.setattr(html, "environment", lambda *_: environment)
    with pytest.raises(RenderingError, match="SecurityError"):
        to_html(LETTER)


def test_markup_in_a_value_is_text():
    """HTML in a name prints as characters."""
    page = to_html(letter(patient="<b>Ann</b> & <script>x</script>"))
    assert "&lt;b&gt;Ann&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "<script>" not in page


def test_cells_without_a_value_say_so():
    """What the record does not hold prints as not recorded, never as an empty cell."""
    page = to_html(LETTER)
    assert page.count("not recorded") >= 8
    assert "None" not in page


def test_each_citation_leads_to_its_reference():
    """Every number in superscript is a link to the reference of that number."""
    page = to_html(LETTER)
    assert '<sup><a href="#reference-1">1</a>,<a href="#reference-2">2</a></sup>' in page
    for number in range(1, 15):
        assert f'href="#reference-{number}"' in page
        assert f'id="reference-{number}"' in page


def test_a_document_is_shown_as_its_exhibit():
    """A fact that a document proves names its exhibit and page, never a file of the practice."""
    page = to_html(LETTER)
    assert "Ex. C, p. 2" in page
    files = [enclosure.file for enclosure in LETTER.enclosures if enclosure.file]
    assert files
    assert [file for file in files if file in page] == []


def test_tables_have_the_numbers_that_sentences_use():
    """The heading of each table has the number by which the letter's sentences speak of it."""
    page = to_html(LETTER)
    assert f"Table 1. {LETTER.criteria_title}" in page
    assert "Table 2. Treatment history" in page
    assert "Table 3. Laboratory results" in page


def test_tables_are_numbered_as_they_stand():
    """With every table that a letter can have, the numbers run on in the order of the page."""
    headings = re.findall(r"<h2>Table (\d+)\. ([^<]+)</h2>", to_html(EXTERNAL))
    assert [int(number) for number, _ in headings] == [1, 2, 3, 4, 5, 6]
    assert [title for _, title in headings] == [
        EXTERNAL.policy.title,
        "Drugs that the plan requires first",
        EXTERNAL.criteria_title,
        "Chronology",
        "Treatment history",
        "Laboratory results",
    ]


def test_what_is_new_is_marked_in_words():
    """A row, a day and a document that are new say NEW; nothing says so by its look alone."""
    assert to_html(EXTERNAL).count("<b>NEW</b>") == 3
    assert "NEW" not in to_html(LETTER)


def test_no_page_speaks_of_the_data_that_a_file_carries():
    """Bound in a packet the letter carries none: a sentence about it would be false there."""
    assert "rationale.json" not in to_html(letter(embedded="rationale.json"))


def test_every_document_has_a_template():
    """Each of the nine documents is filled from its own template."""
    assert len(set(html.TEMPLATE_OF.values())) == 9
    assert ReviewSheet in html.TEMPLATE_OF
    for name in html.TEMPLATE_OF.values():
        assert (paths.TEMPLATES / name).is_file()
