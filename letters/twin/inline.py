"""The words of one block as the page shows them: white space as one blank, marks of style kept."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letters.twin.blocks import Run

_BOLD, _ITALIC, _RAISED = frozenset({"b", "strong"}), frozenset({"i", "em"}), frozenset({"sup"})
_WITHIN = frozenset({"span", "a", "sub", *_BOLD, *_ITALIC, *_RAISED})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\u2066-\u2069\ufeff]")
"""What does not show; only the layout of a PDF needs it."""
_LINE = "line"
"""The class of a line to write on. What stands under two of them is set apart by a tab."""


class _Look(NamedTuple):
    bold: bool = False
    italic: bool = False
    raised: bool = False


_PLAIN = _Look()


class Words:
    """Collects the words of a block."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, _Look]] = []
        self._lined = False

    def add(self, text: str | None, look: _Look = _PLAIN) -> None:
        """Adds text as it stands in the page."""
        if text:
            self._pieces.append((_BLANKS.sub(" ", _UNSEEN.sub("", text)), look))

    def inline(self, element: Element, look: _Look = _PLAIN) -> None:
        """Adds an element within a line, and all in it."""
        if callable(element.tag) or element.tag == "svg":  # that of a comment is a function
            return
        if element.tag == "br":
            self._pieces.append(("\n", look))
            return
        if _LINE in element.get("class", "").split():
            self._pieces.append(("\t" if self._lined else "", look))
            self._lined = True
        look = _Look(
            look.bold or element.tag in _BOLD,
            look.italic or element.tag in _ITALIC,
            look.raised or element.tag in _RAISED,
        )
        self.add(element.text, look)
        for child in element:
            self.inline(child, look)
            self.add(child.tail, look)

    def cell(self, element: Element, *, bold: bool = False) -> None:
        """Adds all that stands in a cell; each block in it has lines of its own."""
        look = _Look(bold=bold)
        self.add(element.text, look)
        for child in element:
            if child.tag in _WITHIN or child.tag == "br" or callable(child.tag):
                self.inline(child, look)
            else:
                self._pieces.append(("\n", look))
                self.cell(child, bold=bold)
                self._pieces.append(("\n", look))
            self.add(child.tail, look)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The words so far: no blank at the ends of a line, no empty line, no two blanks."""
        marked = [(char, look) for text, look in self._pieces for char in text]
        runs = []
        for look, chars in groupby(_joined(marked), lambda each: each[1]):
            text = "".join(char for char, _ in chars)
            runs.append(Run(text=text, bold=look.bold, italic=look.italic, raised=look.raised))
        return tuple(runs)


_Mark = tuple[str, _Look]


def _joined(marked: list[_Mark]) -> Iterator[_Mark]:
    """The lines that hold anything, with a line feed of no style between them."""
    lines: list[list[_Mark]] = [[]]
    for char, look in marked:
        if char == "\n":
            lines.append([])
        else:
            lines[-1].append((char, look))
    for place, line in enumerate(line for line in map(_trimmed, lines) if line):
        if place:
            yield "\n", _PLAIN
        yield from line


def _trimmed(line: list[_Mark]) -> list[_Mark]:
    """A line without space at its ends, and with one blank where several meet."""
    shown = [place for place, (char, _) in enumerate(line) if not char.isspace()]
    if not shown:
        return []
    line = line[shown[0] : shown[-1] + 1]
    return [
        each
        for place, each in enumerate(line)
        if not (each[0] == " " and (line[place - 1][0] in " \t" or line[place + 1][0] == "\t"))
    ]
