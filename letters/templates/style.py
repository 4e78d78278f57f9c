"""`style.css`: a practice's style, read after ours.

It may set how things look, never what is shown: properties and values are closed lists, so that no
rule can hide a sentence, write one, or fetch anything. A letter is faxed, so what a fax cannot
carry is a warning.
"""

from collections.abc import Iterator
from typing import Any

import tinycss2
from tinycss2.color3 import RGBA, parse_color

from letters.templates.problem import Problem

FILE = "style.css"
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_BOXES = {f"{box}{side}" for box in ("margin", "padding", "border") for side in _SIDES}
_BOXES |= {f"border{side}-{part}" for side in _SIDES for part in ("width", "style", "color")}
PROPERTIES = _BOXES | {
    *("font-size", "font-weight", "font-style", "line-height", "letter-spacing", "text-align"),
    *("color", "background-color", "width", "column-gap", "orphans", "widows"),
    *("break-before", "break-after", "break-inside"),
}
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
# Bounds in points: smaller or larger hides or overlaps what is printed.
_BOUNDS = {"font-size": (6.0, 24.0), "line-height": (9.0, 36.0), "letter-spacing": (0.0, 2.0)}
_BOUNDS |= {"width": (20.0, 540.0), "column-gap": (4.0, 72.0)}
_ANY_BOUNDS = (0.0, 144.0)
_PAGE_BOUNDS = (30.0, 216.0)
_LEGIBLE = 8.5
_KEYWORDS = {
    *("solid", "double", "none", "auto", "inherit", "initial", "normal", "bold", "italic"),
    *("left", "right", "center", "justify", "start", "end", "avoid", "page", "thin", "medium"),
    *("avoid-page", "bolder", "lighter", "always", "currentcolor"),
}
_DARK, _LIGHT = 0.4, 0.85


def style(text: str) -> list[Problem]:
    """What is wrong with a style sheet."""
    if "<" in text or "\\" in text:
        return [_wrong(1, "the file holds '<' or a backslash", "a style sheet needs neither")]
    problems: list[Problem] = []
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    for rule in rules:
        line = rule.source_line
        if rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude)
            if "::" in selector or ":before" in selector or ":after" in selector:
                problems.append(_wrong(line, "a rule for a pseudo-element", "they write text"))
            problems += _declarations(rule.content, _BOUNDS, PROPERTIES)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "page" and rule.content:
            margins = {name for name in PROPERTIES if name.startswith("margin")}
            bounds = dict.fromkeys(margins, _PAGE_BOUNDS)
            problems += _declarations(rule.content, bounds, margins)
        elif rule.type == "at-rule":
            known = "only @page is known, and only with margins"
            problems.append(_wrong(line, f"@{rule.at_keyword[:40]}", known))
        else:
            problems.append(_wrong(line, "not CSS", "each rule is a selector and declarations"))
    return problems


def _declarations(
    content: list[Any], bounds: dict[str, tuple[float, float]], known: set[str]
) -> Iterator[Problem]:
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    for one in parts:
        if one.type != "declaration":
            yield _wrong(one.source_line, "not a declaration", "a rule holds declarations only")
        elif one.lower_name not in known:
            allowed = f"these may be set: {', '.join(sorted(known))}"
            yield _wrong(one.source_line, f"property '{one.name[:40]}'", allowed)
        else:
            yield from _values(one.lower_name, one.value, bounds.get(one.lower_name, _ANY_BOUNDS))


def _values(name: str, value: list[Any], bounds: tuple[float, float]) -> Iterator[Problem]:
    for token in value:
        if token.type in ("whitespace", "comment"):
            continue
        if token.type == "dimension":
            yield from _length(name, token, bounds)
        elif token.type == "number":
            yield from _plain(name, token)
        elif "color" in name or (token.type == "hash" or not _keyword(token)):
            yield from _color(name, token)


def _keyword(token: Any) -> bool:
    return token.type == "ident" and token.lower_value in _KEYWORDS


def _length(name: str, token: Any, bounds: tuple[float, float]) -> Iterator[Problem]:
    if token.lower_unit not in _POINTS:
        known = f"lengths are in {', '.join(sorted(_POINTS))}"
        yield _wrong(token.source_line, f"unit '{token.unit[:20]}' in {name}", known)
        return
    points = token.value * _POINTS[token.lower_unit]
    if not bounds[0] <= points <= bounds[1]:
        known = f"it may be {bounds[0]:g} to {bounds[1]:g} pt"
        yield _wrong(token.source_line, f"{name} is {points:g} pt", known)
    elif name == "font-size" and points < _LEGIBLE:
        yield _look(token.source_line, f"type of {points:g} pt is hard to read on a fax")


def _plain(name: str, token: Any) -> Iterator[Problem]:
    least = {"line-height": 1.0, "font-weight": 100}.get(name, 0)
    most = {"line-height": 3.0, "font-weight": 900}.get(name, 10)
    boxed = name.startswith(("margin", "padding", "border"))
    if not least <= token.value <= most or name == "font-size" or (boxed and token.value):
        yield _wrong(token.source_line, f"{name} is a bare number", "give a length in pt")


def _color(name: str, token: Any) -> Iterator[Problem]:
    found = parse_color(token) if token.type in ("ident", "hash") else None
    if token.type == "ident" and token.lower_value in ("inherit", "none"):
        return
    if not isinstance(found, RGBA) or found.alpha < 1:
        known = "values are lengths in pt, keywords of print, and opaque colors by name or #rrggbb"
        yield _wrong(token.source_line, f"a value of {name}", known)
        return
    light = 0.2126 * found.red + 0.7152 * found.green + 0.0722 * found.blue
    if name == "color" and light > _DARK:
        yield _wrong(token.source_line, "type is too light", "type is black or nearly so")
    elif name == "background-color" and light < _LIGHT:
        yield _wrong(token.source_line, "ground is too dark", "ground is white or nearly so")
    elif light not in (0, 1):
        yield _look(token.source_line, "a fax has neither grey nor color: it prints black or white")


def _wrong(line: int, what: str, rule: str) -> Problem:
    return Problem(file=FILE, line=line, what=what, rule=rule, action="Change or remove the line")


def _look(line: int, what: str) -> Problem:
    return Problem(
        file=FILE,
        line=line,
        what=what,
        rule="a letter must be legible at 204 by 98 dpi in black and white",
        action="Look at a faxed copy before you use it",
        severity="warning",
    )
