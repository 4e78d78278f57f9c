"""The Word file and the PDF have one look: sizes and margins stand in two places, and agree."""

import re

import pytest

from letters import paths
from letters.twin.styles import (
    LOOKS,
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_TOP,
    NORMAL,
    PAGE_HEIGHT,
    PAGE_WIDTH,
)

CSS = (paths.TEMPLATES / "style.css").read_text(encoding="utf-8")
BY_NAME = {look.name: look for look in LOOKS}
STYLED = {
    "Title": "h1",
    "heading 1": "h2",
    "heading 2": "h3",
    "caption": ".note, figcaption",
    "Note": ".note, figcaption",
    "References": ".references ol",
    "Letterhead": ".letterhead p",
    "Letterhead Name": ".letterhead .name",
    "Table Text": "table",
}
"""The rule of the style sheet that says how large the words of a style are."""
_HALF = 0.25
"""Word knows sizes by the half point."""


def rule(selector: str) -> str:
    """What the style sheet says of a selector, where it says it first."""
    found = re.search(rf"^{re.escape(selector)} \{{([^}}]*)", CSS, re.MULTILINE)
    assert found, selector
    return found[1]


def points(declared: str, name: str) -> list[float]:
    found = re.search(rf"(?<![\w-]){name}:([^;]+)", declared)
    return [float(each) for each in re.findall(r"([\d.]+)(?:pt|\b)", found[1])] if found else []


@pytest.mark.parametrize("name", STYLED)
def test_words_of_a_style_are_as_large_as_in_the_pdf(name):
    (size,) = points(rule(STYLED[name]), "font-size")
    assert abs(BY_NAME[name].size - size) <= _HALF


@pytest.mark.parametrize("name", [name for name in STYLED if "line-height" in rule(STYLED[name])])
def test_lines_of_a_style_stand_as_far_apart_as_in_the_pdf(name):
    assert points(rule(STYLED[name]), "line-height") == [BY_NAME[name].line]


def test_ordinary_words_are_those_of_the_body():
    size, line = points(rule("html"), "font")[:2]
    assert abs(NORMAL.size - size) <= _HALF
    assert line == NORMAL.line


def test_the_page_has_the_margins_of_the_pdf():
    page = rule("@page")
    assert points(page, "margin") == [MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM]
    assert "size: letter" in page
    assert (PAGE_WIDTH, PAGE_HEIGHT) == (8.5 * 72, 11 * 72)
