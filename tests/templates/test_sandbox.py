"""What the sandbox stops by itself, when no check has seen a template before."""

import jinja2
import pytest
from rendering.samples import LETTER

from letters.errors import RenderingError
from letters.rendering.html import filled
from letters.templates import SHIPPED
from letters.templates.sandbox import Sandbox, bounded

from . import letter_with, unchecked

ATTACKS = [
    "{{ document.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ document.__init__.__globals__ }}",
    "{{ document | attr('__class__') }}",
    "{{ draw.__globals__ }}",
    "{{ draw.__code__ }}",
    "{{ '{0.__class__}'.format(document) }}",
    "{{ '{0.__init__.__globals__}'.format_map({'0': document}) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ range(10 ** 9) | list }}",
    '{% include "/etc/passwd" %}',
    '{% include "../../../../etc/passwd" %}',
    '{% include "../pyproject.toml" %}',
    '{% import "../../x" as x %}{{ x }}',
    "{{ 'x' * 10 ** 9 }}",
    "{{ 'x' * 1000000000 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ document.re.append(1) }}",
    "{{ {}.update(a=1) }}",
    "{{ document.criteria }}",
    "{{ 'a' + 'b' }}",
]

# Each doubles or nests what it has, far beyond any document.
BOMBS = [
    "{% set s = 'x' %}" + "{% set s = s ~ s %}" * 40 + "{{ s }}",
    "{% set s = 'xx' %}" + "{% set s = s | replace('x', s) %}" * 12 + "{{ s }}",
    "{% set l = (1, 2) %}" + "{% set l = (l, l) | sum(start=()) %}" * 40 + "{{ l | length }}",
    "{% set l = 'x' %}" + "{% set l = (l, l) %}" * 40 + "{{ l }}",
    "{% set s = 'x' * 1 if false else '"
    + "x" * 500
    + "' %}"
    + "".join(f"{{% for a{n} in s %}}" for n in range(5))
    + "{% endfor %}" * 5,
    "{% set l = (1, 2) %}" + "{% set l = l + l %}" * 60 + "{{ l | length }}",
    "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    "{% macro f(s) %}{{ f(s ~ s) }}{% endmacro %}{{ f('x') }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "{% for a in document.patient recursive %}{{ loop(document.patient) }}{% endfor %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_page_cannot_reach_behind_the_document(attack):
    """Python's attributes, files and functions stay out of reach even of an unchecked template."""
    with pytest.raises(RenderingError):
        filled(LETTER, "roomy", unchecked(letter_html_j2=letter_with(attack)))


@pytest.mark.parametrize("bomb", BOMBS)
def test_work_without_end_is_stopped(bomb):
    """Nested loops, doubling texts and lists, and recursion end with an error."""
    with pytest.raises(RenderingError):
        filled(LETTER, "roomy", unchecked(letter_html_j2=letter_with(bomb)))


def test_our_own_pages_are_far_below_the_bound():
    """Our letter run under the meter takes less than a quarter of what it may."""
    metered = unchecked(letter_html_j2=letter_with(""))
    with bounded(100_000):
        assert filled(LETTER, "roomy", metered) == filled(LETTER, "roomy", SHIPPED)


def test_a_metered_template_runs_only_within_a_bound():
    """Where nobody has set a bound, a practice's template does not run at all."""
    loader = jinja2.DictLoader({"x": "{{ 'a' }}"})
    environment = Sandbox(loader, autoescape=True, metered=frozenset({"x"}))
    with pytest.raises(jinja2.sandbox.SecurityError, match="bounded"):
        environment.get_template("x").render()
    with bounded():
        assert environment.get_template("x").render() == "a"


def test_the_meter_changes_nothing_that_is_printed():
    """Loops, conditions, joins, numbers and macros give what they give without the meter."""
    text = (
        "{% macro m(a, b='x') %}[{{ a }}{{ b }}]{% endmacro %}"
        "{% for n in (3, 1, 2) if n > 1 %}{{ loop.index0 }}{{ n + 1 }}{{ m(n) }}"
        "{{ '' if loop.last else ', ' }}{% else %}none{% endfor %}"
        "{{ ('a', 'b') | join('; ') }}{{ 'x' ~ 1 ~ '<' }}"
    )
    made = {}
    for metered in (frozenset[str](), frozenset({"x"})):
        loader = jinja2.DictLoader({"x": text})
        with bounded():
            template = Sandbox(loader, autoescape=True, metered=metered).get_template("x")
            made[metered] = template.render()
    assert len(set(made.values())) == 1
    assert "&lt;" in made[frozenset()]


def _filled(text: str, **slots: object) -> str:
    loader = jinja2.DictLoader({"x": text})
    return Sandbox(loader, autoescape=True).fill("x", slots)


@pytest.mark.parametrize("attack", ["__class__", "__init__", "model_copy.__globals__"])
def test_a_field_that_was_read_opens_no_other_attribute_of_its_model(attack):
    """That one name of a kind is safe says nothing of another name, nor of another kind."""
    assert _filled("{{ a.patient }}", a=LETTER)
    with pytest.raises(jinja2.exceptions.SecurityError):
        _filled(f"{{{{ a.patient }}}}{{{{ a['patient'] }}}}{{{{ a.{attack}() }}}}", a=LETTER)


def test_a_text_that_a_field_holds_is_formatted_in_the_sandbox():
    """The field is read at once; its method `format` still comes wrapped."""
    with pytest.raises(jinja2.exceptions.SecurityError):
        _filled("{{ a.patient }}{{ (a.patient ~ '{0.__class__}').format(a) }}", a=LETTER)


def test_a_sentence_is_filled_as_jinja_renders_it():
    """Globals, slots, macros, loops and what is not there: as `render` does it."""
    text = "{% macro m(a) %}<{{ a }}{% endmacro %}{% for n in of %}{{ m(n) }}{{ g }}{% endfor %}"
    environment = Sandbox(jinja2.DictLoader({"x": text, "y": "{{ z }}"}), autoescape=True)
    environment.globals = {"g": "&"}
    slots = {"of": ["a", "<"]}
    assert environment.fill("x", slots) == environment.get_template("x").render(slots)
    with pytest.raises(jinja2.UndefinedError, match="'z' is undefined"):
        environment.fill("y", {})
