"""What is painted on the pages of a PDF: runs of text, each with the mark of its place."""

import re
from typing import Any, NamedTuple

import pikepdf

from letters.verification.folding import is_rightward
from letters.verification.fonts import Font

_OPERATORS = "BDC BMC EMC Tf TJ Tj ' \" BT Do"
_HEX = re.compile(rb"<([0-9a-fA-F]*)>")
_OPENING = frozenset("([“‘„«·•–")
_DEEPEST = 8
"""How many drawings may stand in one another."""
_MOST_PAGES = 400
_MOST_RUNS = 200_000


class UnfitError(Exception):
    """A PDF that is larger or stranger than any document of this program."""


class Run(NamedTuple):
    """Some glyphs set at once: their text, their page from 0, their mark, None if they have none.

    `text_object` counts the BT operators: glyphs of one word of a drawing share it.
    """

    text: str
    page: int
    mark: int | None
    text_object: int


class Painter:
    """Reads the pages of one PDF."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._fonts: dict[tuple[int, int], Font] = {}
        self._runs: list[Run] = []
        self._objects = 0

    def runs(self) -> list[Run]:
        """All runs, page by page, in the order in which they are painted."""
        pages = self._pdf.pages
        if len(pages) > _MOST_PAGES:
            raise UnfitError("more pages than a document has")
        for number, page in enumerate(pages):
            self._paint(page, page.obj.get("/Resources", pikepdf.Dictionary()), number, None, 0)
        return self._runs

    def _paint(self, stream: Any, resources: Any, page: int, mark: int | None, depth: int) -> None:
        if depth > _DEEPEST or len(self._runs) > _MOST_RUNS:
            raise UnfitError("more drawn than a document has")
        marks: list[int | None] = [mark]
        font: Font | None = None
        told: Any = pikepdf.parse_content_stream(stream, _OPERATORS)
        for operands, operator in told:
            match str(operator):
                case "TJ" | "Tj" | "'" | '"' if font is not None:
                    text = font.read(_codes(operands[-1]))
                    self._runs.append(Run(text, page, marks[-1], self._objects))
                case "BDC":
                    marks.append(_mark(operands[1], resources, marks[-1]))
                case "BMC":
                    marks.append(marks[-1])
                case "EMC" if len(marks) > 1:
                    marks.pop()
                case "BT":
                    self._objects += 1
                case "Tf":
                    font = self._font(resources["/Font"][str(operands[0])])
                case "Do":
                    drawn = resources["/XObject"][str(operands[0])]
                    if drawn.get("/Subtype") == "/Form":
                        inner = drawn.get("/Resources", resources)
                        self._paint(drawn, inner, page, marks[-1], depth + 1)

    def _font(self, font: Any) -> Font:
        key = font.objgen
        if key == (0, 0):
            return Font(font)
        if key not in self._fonts:
            self._fonts[key] = Font(font)
        return self._fonts[key]


def _codes(shown: Any) -> bytes:
    """The codes of the glyphs that an operator shows, without the moves between them."""
    if isinstance(shown, pikepdf.String):
        return bytes(shown)
    written = shown.unparse()
    if b"(" not in written:
        # All strings are in hexadecimal: reading them at once costs a third of one by one.
        return bytes.fromhex(b"".join(_HEX.findall(written)).decode())
    return b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))


def _mark(properties: Any, resources: Any, outer: int | None) -> int | None:
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    found = properties.get("/MCID")
    return outer if found is None else int(found)


def in_order(runs: list[Run]) -> list[Run]:
    """The runs of one mark as they are read: those written from right to left are met last first.

    A sign between two of them goes with them, and one that stands before them all, such as the
    point behind an initial.
    """
    rightward = [number for number, run in enumerate(runs) if is_rightward(run.text)]
    if not rightward:
        return runs
    ordered = list(runs)
    for first, last in _stretches(runs, rightward):
        turned = [
            run if is_rightward(run.text) else run._replace(text=run.text[::-1])
            for run in runs[first : last + 1]
        ]
        ordered[first : last + 1] = turned[::-1]
    return ordered


def _stretches(runs: list[Run], rightward: list[int]) -> list[tuple[int, int]]:
    """From where to where runs from right to left stand with nothing but signs between them.

    A sign set by itself in front of one is of its script: among letters from left to right it would
    have been set with these. Only a bracket may open a line by itself.
    """
    found: list[tuple[int, int]] = []
    for number in rightward:
        between = runs[found[-1][1] + 1 : number] if found else []
        if found and all(map(_is_sign, between)):
            found[-1] = (found[-1][0], number)
            continue
        first = number
        while first and _is_sign(runs[first - 1]) and not set(runs[first - 1].text) & _OPENING:
            first -= 1
        found.append((first, number))
    return found


def _is_sign(run: Run) -> bool:
    return not any(char.isalnum() for char in run.text) and not is_rightward(run.text)
