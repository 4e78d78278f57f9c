"""The switch, the short import, and what does not pay for either."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from rendering.samples import LETTER, REVIEW

from letters import cli, shortcuts
from letters.rendering import to_html
from letters.rendering.pdf import set_pages
from letters.shortcuts import loading
from letters.shortcuts.parsing import tree

PRINT = """
import hashlib, json, subprocess, sys
started = []
class Counted(subprocess.Popen):
    def __init__(self, *given, **named):
        started.append(given)
        super().__init__(*given, **named)
subprocess.Popen = Counted
from letters import shortcuts
{switch}
from letters.rendering import to_pdf
page = "<!DOCTYPE html>\\n<html lang='en'>\\n<head><title>x</title></head><body><h1>One</h1>"
made = to_pdf(page + "<p>Two &amp; three.</p><ul><li>Four.</li></ul></body></html>\\n")
from weasyprint.pdf import fonts
print(json.dumps({{
    "hash": hashlib.sha256(made).hexdigest(),
    "started": len(started),
    "subset": "fontTools.subset" in sys.modules,
    "taken": shortcuts.in_use(),
    "called later": fonts.subset.Options().__class__.__name__,
}}))
"""


def printed(switch: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PRINT.format(switch=switch)], capture_output=True, check=True
    )
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_the_short_import_makes_the_same_document():
    """It starts no process and leaves out the subsetter, which still comes when it is called."""
    short, stock = printed(""), printed("shortcuts.switch_off()")
    assert short["hash"] == stock["hash"]
    assert short["taken"]
    assert not stock["taken"]
    assert not short["started"]
    assert stock["started"]
    assert not short["subset"]
    assert stock["subset"]
    assert short["called later"] == stock["called later"] == "Options"


@pytest.mark.parametrize("value", ["off", "on", ""])
def test_the_environment_switches_them_off(taken, value):
    """LETTERS_SHORTCUTS=off reaches the room from any verb; another value leaves them on."""
    taken()
    CliRunner().invoke(cli.letters, ["packs", "--help"], env={"LETTERS_SHORTCUTS": value})
    assert bool(shortcuts.in_use()) is (value != "off")


def test_a_cheap_verb_does_not_know_them():
    """What prints a version imports neither the room nor WeasyPrint."""
    code = (
        "import sys; from letters.cli import letters\n"
        "try: letters(['--version'])\n"
        "except SystemExit: print([n for n in sys.modules if 'shortcuts' in n or 'weasy' in n])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("value", ["off", "on"])
@pytest.mark.parametrize(
    ("verb", "code", "told"), [(["--version"], 0, "letters"), (["no-such-verb"], 2, "")]
)
def test_the_short_end_keeps_exit_code_and_output(value, verb, code, told):
    """The process is not taken apart, yet says all that it had to say."""
    done = subprocess.run(
        [sys.executable, "-m", "letters", *verb],
        capture_output=True,
        text=True,
        env={**os.environ, "LETTERS_SHORTCUTS": value},
    )
    assert done.returncode == code
    assert told in done.stdout
    assert bool(done.stderr) is (code == 2)


def test_what_is_left_for_the_end_is_done_at_the_short_end():
    """Whoever registered something to be done at the end can rely on it."""
    program = (
        "import atexit, sys; from letters.cli import run\n"
        "atexit.register(print, 'at the end'); sys.argv = ['letters', '--version']; run()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "at the end"


def test_a_length_that_was_changed_in_place_is_resolved_anew(taken):
    """WeasyPrint changes styles of its own between two looks at them."""
    from weasyprint.css import InitialStyle
    from weasyprint.css.properties import Dimension
    from weasyprint.formatting_structure.boxes import BlockBox
    from weasyprint.layout import percent

    taken("lengths")
    style = InitialStyle(None)
    box = BlockBox("p", style, None, [])
    widths = []
    for width in ("auto", Dimension(7, "px"), Dimension(50, "%")):
        style["width"] = width
        percent.resolve_percentages(box, (80, "auto"))
        widths.append(box.width)
    assert widths == ["auto", 7, 40]


def test_a_missing_library_is_left_to_weasyprint(monkeypatch):
    """Where a library is not found by its name, WeasyPrint looks for it and says what to do."""
    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(loading, "_NEEDED", ("libof-another-system.so.0",))
    assert not loading.load()


PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><title>x</title></head>\n<body>{}</body>\n</html>\n'
)


def test_a_page_of_ours_is_read():
    """What is nested as in our templates is read by expat."""
    assert tree(PAGE.format("<p>One <b>two</b> &amp; &#34;three&#34;<br>four</p>")) is not None


@pytest.mark.parametrize(
    "inner",
    [
        "<p>One<p>two</p></p>",
        "<p>One<div>two</div></p>",
        "<table><tr><td>no body</td></tr></table>",
        "<table>moved<tbody><tr><td>x</td></tr></tbody></table>",
        "<ul><p>not an item</p></ul>",
        '<a href="#a">one <a href="#b">two</a></a>',
        '<a href="#a"><b>one <a href="#b">two</a></b></a>',
        "<p/>after",
        "<svg><path d='M0 0'/></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
        '<p xmlns="http://www.w3.org/2000/svg">x</p>',
        "<!-- a comment -->",
        "<?php ?>",
        "<![CDATA[x]]>",
        "&nbsp;&eacute;",
        "&#128;",
        '<p title="two\nlines">x</p>',
        "<p title='two\nlines'>x</p>",
        '<p title="a>b\nc">x</p>',
        "<P>x</P>",
        "<script>a</script>",
        "<pre>\nx</pre>",
        "<p>one\rtwo</p>",
        "<p>unclosed",
    ],
)
def test_what_html_reads_in_its_own_way_is_left_to_it(inner):
    """Nothing that the parser for HTML would close, move, open or decode is read by expat."""
    assert tree(PAGE.format(inner)) is None


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE html [<!ENTITY a "b">]>\n',
        '<!DOCTYPE html SYSTEM "file:///etc/passwd">\n',
        '<?xml version="1.0"?>\n<!DOCTYPE html>\n',
        "",
    ],
)
def test_a_document_type_never_reaches_expat(start):
    """No entity is declared and no other document is named."""
    assert tree(start + PAGE.format("&a;").split("\n", 1)[1]) is None


def test_no_text_of_ours_has_a_font_feature(taken, monkeypatch):
    """WeasyPrint leaks a list of attributes for each line set with one, with shortcuts or without.

    Its own style sheet asks for one for markers; ours takes that back.
    """
    from weasyprint.text import line_break

    features: list[dict[str, object]] = []
    stock = line_break.font_features

    def asked(*given: object) -> dict[str, object]:
        features.append(stock(*given))
        return features[-1]

    monkeypatch.setattr(line_break, "font_features", asked)
    for document in (LETTER, REVIEW):
        set_pages(to_html(document))
    assert len(features) > 500
    assert not any(features)
