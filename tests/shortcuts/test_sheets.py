"""A style sheet that was kept is the sheet that was read."""

import json
import subprocess
import sys

import pytest

from letters import paths
from letters.rendering import pdf as press
from letters.shortcuts import sheets

STYLE = (paths.TEMPLATES / "style.css").read_text(encoding="utf-8")
PRINT = """
import hashlib, json, sys
from pathlib import Path
from letters import kept
kept.keep_in(Path(sys.argv[1]))
import tinycss2
read, stock = [], tinycss2.parse_stylesheet
def counted(css, *given, **named):
    read.append(len(css))
    return stock(css, *given, **named)
tinycss2.parse_stylesheet = counted
from letters.rendering import to_pdf
page = "<!DOCTYPE html>\\n<html lang='en'>\\n<head><title>x</title></head><body><h1>One</h1>"
made = to_pdf(page + "<p>Two.</p><ul><li>Three.</li></ul><ol><li>Four.</li></ol></body></html>\\n")
print(json.dumps([hashlib.sha256(made).hexdigest(), len(read)]))
"""


class Shelf(dict[str, bytes]):
    """A shelf in memory."""

    take = dict.get
    put = dict.__setitem__


@pytest.fixture
def kind():
    """WeasyPrint's class of sheets."""
    press._press()
    import weasyprint

    return weasyprint.CSS


class Unread:
    """A class of sheets that must not be asked to read one."""

    def __init__(self, **_: object) -> None:
        pytest.fail("it was read")


def rules(sheet) -> list[tuple[object, ...]]:
    """All rules of a sheet in words, with the code of their selectors."""
    told = []
    for name in (*sheets._BY_KEY, *sheets._LISTED):
        held = getattr(sheet.matcher, name)
        for key, entries in held.items() if isinstance(held, dict) else [("", held)]:
            told += [(name, key, entry[0].__code__, repr(entry[1:])) for entry in entries]
    return [*told, *(repr(rule[1:]) for rule in sheet.page_rules)]


def test_a_kept_sheet_has_the_rules_of_the_one_that_was_read(kind):
    """Every selector, its code, every declaration, and the rules of pages."""
    shelf = Shelf()
    first = sheets.sheet(kind, STYLE, shelf)
    again = sheets.sheet(Unread, STYLE, shelf)
    assert len(rules(again)) > 200
    assert rules(again) == rules(first) == rules(kind(string=STYLE))
    assert again.matcher.order == first.matcher.order


def test_counters_come_with_the_sheet_that_names_them(kind):
    """What `@counter-style` says is there without reading it again."""
    text = "@counter-style own { system: cyclic; symbols: '*'; suffix: ' ' }"
    shelf, first, again = Shelf(), {}, {}
    sheets.sheet(kind, text, shelf, first)
    sheets.sheet(Unread, text, shelf, again)
    assert repr(again) == repr(first) != "{}"


@pytest.mark.parametrize("content", [b"", b"torn", b"\x80\x05N."])
def test_what_is_no_sheet_is_read_anew(kind, content):
    """Whatever stands on the shelf."""
    shelf = Shelf({STYLE: content})
    assert rules(sheets.sheet(kind, STYLE, shelf)) == rules(kind(string=STYLE))


@pytest.mark.parametrize("text", ["p { background: URL(a.png) }", "@import 'a.css';"])
def test_a_sheet_that_names_something_else_is_not_kept(text):
    """It depends on more than its text."""
    shelf = Shelf()
    sheets.sheet(lambda **_: None, text, shelf)
    assert not shelf


def test_the_second_start_reads_no_sheet_and_makes_the_same_bytes(tmp_path):
    """WeasyPrint's own sheets and ours come from the shelf."""
    told = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", PRINT, str(tmp_path)], capture_output=True, check=True
            ).stdout
        )
        for _ in range(2)
    ]
    assert told[0][0] == told[1][0]
    assert (told[0][1] > 3, told[1][1]) == (True, 0)
