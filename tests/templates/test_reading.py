"""What a practice's folder may hold, and what is refused before anything is made with it."""

import os

import pytest

from letters import paths
from letters.errors import ExitCode, TemplatesError
from letters.templates import SHIPPED, opened, read
from letters.templates.reading import _ours

from . import folder, lay, letter_with, ours, wrong

EXAMPLE = paths.EXAMPLES / "templates"

ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ document.__init__.__globals__ }}",
    "{{ document.__class__ }}",
    "{{ document['__class__'] }}",
    "{{ document['_' ~ '_class__'] }}",
    "{{ document | attr('__class__') }}",
    "{{ document.criteria | map('attr', '__class__') | list }}",
    "{{ document.criteria | map(attribute='__class__') | list }}",
    "{{ document.criteria | groupby('__class__') }}",
    "{{ document.model_dump() }}",
    "{{ document.model_fields }}",
    "{{ draw.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ lipsum(100000) }}",
    "{{ self.__init__ }}",
    "{{ config }}",
    "{{ caller() }}",
    "{{ '{0.__class__}'.format(document) }}",
    "{{ '%s' | format(document) }}",
    "{{ 'x'.join(['a']) }}",
    "{{ 'x'.center(1000000000) }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ document.re | slice(1000000000) }}",
    "{{ document.patient | replace('a', 'aaaaaaaaaaaa') }}",
    "{% for i in range(10 ** 9) %}x{% endfor %}",
    '{% include "/etc/passwd" %}',
    '{% include "../../etc/passwd" %}',
    '{% import "../../x" as x %}',
    '{% from "../../etc/passwd" import x %}',
    "{% from document.patient import x %}",
    "{{ document.patient | safe }}",
    "{% autoescape false %}{{ document.patient }}{% endautoescape %}",
    "{% filter upper %}{{ document.patient }}{% endfilter %}",
    "{% do document.append(1) %}",
    "{% set document.patient = 'x' %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_page_that_reaches_out_is_refused(attack, tmp_path):
    """Attributes of Python, files, functions, undone escaping, unbounded work: each is an error."""
    lay(tmp_path, "letter.html.j2", letter_with(attack))
    assert [line for line in wrong(tmp_path) if line.startswith("letter.html.j2:")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_sentence_that_reaches_out_is_refused(attack, tmp_path):
    """A sentence may change words only, so nothing at all can be added in braces."""
    name = "sentences/plan/regimen.j2"
    lay(tmp_path, name, attack + ours(name))
    assert wrong(tmp_path)


def test_our_own_templates_keep_the_contract(tmp_path):
    """Copies of all of ours that may be overlaid have no error: the contract asks nothing of theirs
    that ours does not do."""
    assert len(_ours()) > 100
    for name in _ours():
        lay(tmp_path, name, ours(name))
    assert wrong(tmp_path) == []


def test_the_example_keeps_the_contract():
    """The folder that is shipped as an example is read whole, without any remark."""
    made, problems = read(EXAMPLE)
    assert problems == []
    assert made.letterhead
    assert made.logo
    assert made.style
    assert len(made.files) == 2
    assert opened(EXAMPLE).digest == made.digest


def test_without_a_folder_there_are_ours():
    """No folder given means the templates as shipped."""
    assert opened(None) is SHIPPED
    assert not SHIPPED.overlaid
    assert SHIPPED.images == frozenset()


@pytest.mark.parametrize(
    "name",
    ["extra.html.j2", "sentences/mood.j2", "parts/alone.html.j2", "notes.txt", "worklist.html.j2"],
)
def test_a_name_that_ours_has_not_is_refused(name, tmp_path):
    """A folder may replace templates, not add any; the worklist is none of its business."""
    lay(tmp_path, name, "Some words.")
    assert wrong(tmp_path)


def test_a_part_that_a_page_imports_may_be_new(tmp_path):
    """A new part is welcome where a page of the practice uses it."""
    lay(
        tmp_path, "parts/close.html.j2", "{% macro close() %}<p>With kind regards</p>{% endmacro %}"
    )
    line = '{% from "parts/close.html.j2" import close %}'
    first, _, rest = ours("letter.html.j2").partition("{% from")
    lay(tmp_path, "letter.html.j2", f"{first}{line}\n{{% from{rest}")
    assert wrong(tmp_path) == []


def test_a_link_that_leads_out_is_refused(tmp_path):
    """Neither a file nor a folder is followed to another place."""
    outside = lay(tmp_path, "outside/secret.j2", "secret")
    inside = tmp_path / "inside"
    (inside / "sentences").mkdir(parents=True)
    (inside / "letter.html.j2").symlink_to(outside)
    (inside / "sentences" / "plan").symlink_to(outside.parent, target_is_directory=True)
    (inside / "style.css").symlink_to("/etc/passwd")
    told = wrong(inside)
    assert len([line for line in told if "link" in line]) == 3
    assert "secret" not in str(read(inside)[0].files)


def test_a_link_within_the_folder_is_followed(tmp_path):
    """A mounted folder may link its own files, as Kubernetes does."""
    lay(tmp_path, ".data/style.css", "h2 { margin-top: 9pt; }")
    (tmp_path / "style.css").symlink_to(".data/style.css")
    assert wrong(tmp_path) == []
    assert "9pt" in read(tmp_path)[0].style


def test_a_pipe_is_refused(tmp_path):
    """What is no plain file is not opened: reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "style.css")
    assert "not a plain file" in wrong(tmp_path)[0]


def test_a_large_file_is_refused(tmp_path):
    """Each kind of file has its largest size."""
    folder(tmp_path, style_css=f"/*{'x' * 40_000}*/", letter_html_j2="x" * 70_000)
    lay(tmp_path, "sentences/dose.j2", "{{ dose | dose }}" + " x" * 5000)
    assert len([line for line in wrong(tmp_path) if "too large" in line]) == 3


def test_a_file_that_is_not_text_is_refused(tmp_path):
    """A template is text in UTF-8."""
    lay(tmp_path, "letter.html.j2", b"\xff\xfe\x00")
    assert "UTF-8" in wrong(tmp_path)[0]


def test_a_broken_template_is_refused_with_its_line(tmp_path):
    """A fault of syntax is told with the line on which it stands."""
    lay(tmp_path, "letter.html.j2", "one\ntwo\n{% if %}")
    assert wrong(tmp_path)[0].startswith("letter.html.j2:3: not a template")


def test_deep_nesting_is_refused(tmp_path):
    """A template of nothing but brackets is an error and no crash."""
    lay(tmp_path, "letter.html.j2", "{{ " + "(" * 20_000 + ")" * 20_000 + " }}")
    assert wrong(tmp_path)


def test_a_page_without_a_macro_of_ours_is_refused(tmp_path):
    """What other templates import from a part has to be there, with the same slots."""
    name = "parts/claims.html.j2"
    lay(tmp_path, name, ours(name).replace("macro proof(facts)", "macro proof(facts_of)"))
    assert "macro 'proof(facts)'" in wrong(tmp_path)[0]


@pytest.mark.parametrize(
    "text", ["<p>Since 1998</p>", "<p>two offices</p>", "{{ 42 }}", "{{ 'A' ~ 7 }}"]
)
def test_a_page_brings_no_number(text, tmp_path):
    """Numbers come from cases, in figures or spelled, and so not from a page."""
    lay(tmp_path, "letter.html.j2", letter_with(text))
    assert any("number" in line for line in wrong(tmp_path))


def test_a_folder_in_error_is_not_opened(tmp_path):
    """`opened` raises with every error, its file and line, and the exit code of packs."""
    folder(tmp_path, extra_html_j2="x", style_css="h1 { display: none }")
    with pytest.raises(TemplatesError, match=r"(?s)style\.css:1.*extra\.html\.j2:1") as raised:
        opened(tmp_path)
    assert raised.value.exit_code == ExitCode.PACK


def test_the_digest_tells_states_apart(tmp_path):
    """The same files give the same digest in any place; one more character gives another."""
    one, other = tmp_path / "a", tmp_path / "b"
    for root in (one, other):
        lay(root, "style.css", "h2 { margin-top: 9pt; }")
    assert read(one)[0].digest == read(other)[0].digest
    lay(other, "style.css", "h2 { margin-top: 8pt; }")
    assert read(one)[0].digest != read(other)[0].digest
