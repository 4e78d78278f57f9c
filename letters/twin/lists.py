"""The styles and the numbering of a Word file, as far as they tell what a paragraph is."""

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letters.twin.opening import WORD, Package

_DEEPEST = 12
"""How many styles may rest on one another."""
_OFF = frozenset({"0", "false", "off", "none"})
_ON = frozenset({"1", "true", "on"})
_DEFAULT = ("docDefaults", "rPrDefault", "rPr")
_BODY_LEVEL = 9
_HEADING = "heading "
_TITLE = "title"


class Listed(NamedTuple):
    """The list in which a paragraph stands, and how deep."""

    list: str
    level: int


class Style(NamedTuple):
    """What a style says of its paragraphs or characters; None where it says nothing."""

    name: str
    heading: int | None
    listed: Listed | None
    properties: tuple[Element, ...]
    """Its properties of characters and of those it rests on, the nearest first."""


class Styles:
    """The styles of a file by id, each with what it takes from those it rests on."""

    def __init__(self, package: Package, main: str) -> None:
        self._styles: dict[str, Element] = {}
        self._known: dict[str, Style] = {}
        self._base = ""
        self.default: tuple[Element, ...] = ()
        """Properties of all characters of which nothing else is said."""
        if (name := package.only(main, "styles")) is not None:
            root = package.root(name)
            self._styles = {
                each.get(f"{WORD}styleId", ""): each for each in root.iter(f"{WORD}style")
            }
            self.default = tuple(root.iterfind("/".join(f"{WORD}{step}" for step in _DEFAULT)))
            self._base = next((name for name, each in self._styles.items() if _is_base(each)), "")

    def style(self, name: str | None) -> Style:
        """The style of an id, that of ordinary paragraphs where none is given.

        It says nothing where the file has none of that id.
        """
        name = name or self._base
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def _resolved(self, name: str) -> Style:
        shown, heading, listed = "", None, None
        properties: list[Element] = []
        at: str | None = name
        for _ in range(_DEEPEST):
            style = self._styles.get(at or "")
            if style is None:
                break
            own = valued(style, "name").casefold()
            shown = shown or own
            heading = heading if heading is not None else _heading(own, style)
            paragraph = style.find(f"{WORD}pPr")
            listed = listed or (None if paragraph is None else listed_in(paragraph))
            if (found := style.find(f"{WORD}rPr")) is not None:
                properties.append(found)
            at = valued(style, "basedOn")
        return Style(shown, heading, listed, tuple(properties))


def _heading(name: str, style: Element) -> int | None:
    """The level of a heading: by its name, which Word keeps in English, or its outline."""
    if name == _TITLE:
        return 0
    if name.startswith(_HEADING) and name.removeprefix(_HEADING).isdigit():
        return int(name.removeprefix(_HEADING))
    paragraph = style.find(f"{WORD}pPr")
    outline = "" if paragraph is None else valued(paragraph, "outlineLvl")
    return int(outline) + 1 if outline.isdigit() and int(outline) < _BODY_LEVEL else None


def valued(within: Element, name: str) -> str:
    """The value of an element right below another; empty where there is none."""
    found = within.find(f"{WORD}{name}")
    return "" if found is None else found.get(f"{WORD}val", "")


def is_on(properties: Element, name: str) -> bool | None:
    """Whether a property of characters is set; None where nothing is said of it."""
    found = properties.find(f"{WORD}{name}")
    return None if found is None else found.get(f"{WORD}val", "true").casefold() not in _OFF


def first_on(told: Iterable[Element], name: str) -> bool:
    """Whether the nearest properties that speak of something say that it is set."""
    said = (is_on(each, name) for each in told)
    return next((each for each in said if each is not None), False)


def _is_base(style: Element) -> bool:
    """Whether a style is that of paragraphs that name none."""
    return style.get(f"{WORD}type") == "paragraph" and style.get(f"{WORD}default") in _ON


def listed_in(properties: Element) -> Listed | None:
    """The list that properties of a paragraph name; list 0 takes it out of any."""
    found = properties.find(f"{WORD}numPr")
    if found is None:
        return None
    level = valued(found, "ilvl")
    return Listed(valued(found, "numId") or "0", int(level) if level.isdigit() else 0)


class Numbering:
    """Counts the items of all lists of a file, as the word processor does."""

    def __init__(self, package: Package, main: str) -> None:
        self._levels: dict[tuple[str, int], Element] = {}
        self._shared: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._reached: dict[tuple[str, int], int] = {}
        self._begun: set[str] = set()
        if (name := package.only(main, "numbering")) is not None:
            self._read(package.root(name))

    def _read(self, root: Element) -> None:
        for abstract in root.iter(f"{WORD}abstractNum"):
            shared = abstract.get(f"{WORD}abstractNumId", "")
            for level in abstract.iter(f"{WORD}lvl"):
                self._levels[shared, _number(level, "ilvl")] = level
        for one in root.iter(f"{WORD}num"):
            name = one.get(f"{WORD}numId", "")
            self._shared[name] = valued(one, "abstractNumId")
            for override in one.iter(f"{WORD}lvlOverride"):
                start = valued(override, "startOverride")
                if start.isdigit():
                    self._starts[name, _number(override, "ilvl")] = int(start)

    def next(self, listed: Listed) -> int | None:
        """The number of the next item of a list; None where its items have bullets."""
        shared = self._shared.get(listed.list)
        level = None if shared is None else self._levels.get((shared, listed.level))
        if shared is None or level is None:
            return None
        kind = valued(level, "numFmt")
        if kind in ("bullet", "none"):
            return None
        key = shared, listed.level
        if listed.list not in self._begun:
            self._begun.add(listed.list)
            if (listed.list, listed.level) in self._starts:
                self._reached[key] = self._starts[listed.list, listed.level] - 1
        start = valued(level, "start")
        before = int(start) - 1 if start.isdigit() else 0
        self._reached[key] = self._reached.get(key, before) + 1
        for deeper in [k for k in self._reached if k[0] == shared and k[1] > listed.level]:
            del self._reached[deeper]
        return self._reached[key]


def _number(element: Element, name: str) -> int:
    text = element.get(f"{WORD}{name}", "0")
    return int(text) if text.isdigit() else 0
