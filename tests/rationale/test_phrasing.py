"""Sentences are phrased from templates alone, a practice's first, each compiled once."""

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import paths
from letters.rationale.phrasing import Phrasebook, folded, opening, overheard, sentence
from letters.templates import SHIPPED, Templates, opened, read


def practice(**sentences: str) -> Templates:
    files = {f"sentences/{k.replace('__', '/')}.j2": text for k, text in sentences.items()}
    return Templates(folder=paths.TEMPLATES, files=files)


def test_a_missing_slot_is_an_error(moonlit):
    """A sentence is never printed around a slot that it was not given."""
    with pytest.raises(jinja2.UndefinedError):
        Phrasebook(moonlit).phrase("override", by="A")


def test_the_sentence_of_a_practice_is_said(moonlit):
    """A practice's wording stands in place of ours, and the others stay ours."""
    book = Phrasebook(moonlit, practice(plan__regimen="As published: {{ says | sentence }}"))
    assert book.phrase("plan/regimen", says="daily") == "As published: Daily."
    assert book.phrase("plan/no-regimen") == Phrasebook(moonlit).phrase("plan/no-regimen")


def test_a_sentence_that_another_includes_is_the_practice_s(moonlit):
    """What ours includes by name comes from the practice too, if it has it."""
    own = (
        (paths.TEMPLATES / "sentences/route/kind.j2")
        .read_text()
        .replace(
            '"clinical appeal": "clinical appeal"', '"clinical appeal": "appeal of our doctors"'
        )
    )
    slots = {"kind": "clinical appeal", "called": (), "more": 0}
    assert Phrasebook(moonlit, practice(route__kind=own)).phrase("route/calls-for", **slots) == (
        "Appeal of our doctors"
    )


@given(st.text(max_size=40))
def test_a_slot_is_text_and_never_a_template(moonlit, text):
    """Braces that a case brings into a sentence are printed as they stand."""
    braced = f"{{{{ 7 * 7 }}}}{text}{{% if x %}}"
    said = Phrasebook(moonlit).phrase("override", by="A", reason=braced)
    assert said == folded(f"A states: “{braced}”")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ says.__class__.__mro__ }}",
        "{{ says | attr('__class__') }}",
        "{{ '{0.__class__}'.format(says) }}",
        "{{ cycler }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        '{% include "/etc/passwd" %}',
        '{% include "../style.css" %}',
        "{{ 'x' * 10 ** 9 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 40 + "{{ s }}",
    ],
)
def test_a_sentence_cannot_reach_out(attack, moonlit):
    """Even one that no check has seen is stopped by the sandbox."""
    book = Phrasebook(moonlit, practice(plan__regimen=attack))
    with pytest.raises((jinja2.TemplateError, RecursionError)):
        book.phrase("plan/regimen", says="daily")


def test_templates_are_compiled_once_for_all_cases(moonlit, monkeypatch):
    """A second phrasebook of the same library and templates compiles nothing."""
    templates = practice(plan__regimen="As published: {{ says | sentence }}")
    Phrasebook(moonlit, templates).phrase("plan/regimen", says="daily")
    compiled = []
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_, **__: compiled.append(1))
    Phrasebook(moonlit, templates).phrase("plan/regimen", says="weekly")
    assert compiled == []


def test_names_come_from_the_library_at_hand(moonlit, library):
    """Two libraries in one process do not mix: each phrasebook knows its own words."""
    one, other = library.vocabulary.drugs[0], moonlit.vocabulary.drugs[0]
    for held, drug in ((library, one), (moonlit, other), (library, one)):
        said = Phrasebook(held).phrase("gaps/compendium", word=drug.id)
        assert drug.name in said


def test_what_is_phrased_can_be_overheard(moonlit):
    """A check sees each sentence with its slots, and nothing once it has stopped listening."""
    book = Phrasebook(moonlit)
    with overheard() as heard:
        said = book.phrase("plan/regimen", says="daily")
    book.phrase("plan/no-regimen")
    assert [(one.name, one.text, one.slots) for one in heard] == [
        ("plan/regimen", said, {"says": "daily"})
    ]


def test_every_sentence_of_ours_compiles(moonlit):
    """No sentence uses a filter or a syntax that the phrasebook has not."""
    book = Phrasebook(moonlit)
    names = sorted((paths.TEMPLATES / "sentences").rglob("*.j2"))
    assert len(names) > 100
    for path in names:
        name = path.relative_to(paths.TEMPLATES / "sentences").as_posix()
        assert book._environment.get_template(name)


def test_the_example_s_sentence_is_said(moonlit):
    """The folder shipped as an example words the regimen in its own way."""
    made = opened(paths.EXAMPLES / "templates")
    assert read(paths.EXAMPLES / "templates")[1] == []
    ours = Phrasebook(moonlit, SHIPPED).phrase("plan/regimen", says="daily")
    theirs = Phrasebook(moonlit, made).phrase("plan/regimen", says="daily")
    assert ours != theirs
    assert theirs.endswith("Daily.")


def test_white_space_is_folded_and_no_break_spaces_stay():
    """Line ends of a template are blanks; what ties a number to its unit is kept."""
    assert folded("  a\n b\t\u00a0c ") == "a b \u00a0c"


def test_a_sentence_begins_large_and_ends():
    """A capital and a full stop, but for what is written small and what has ended already."""
    assert sentence("it is so") == "It is so."
    assert sentence("is it?") == "Is it?"
    assert opening("pH of blood") == "pH of blood"
