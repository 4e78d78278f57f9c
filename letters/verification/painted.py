"""What is painted on the pages of a PDF: runs of text, each with the mark of its place."""

import re
from typing import Any, NamedTuple

import pikepdf

from letters.verification.folding import is_rightward
from letters.verification.fonts import Font
from letters.verification.instructions import instructions

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
        fonts: dict[str, Font] = {}
        for operator, operand in instructions(stream):
            match operator:
                case "TJ" if font is not None:
                    self._runs.append(Run(font.read(operand), page, marks[-1], self._objects))
                case "BDC":
                    marks.append(_mark(operand, resources, marks[-1]))
                case "BMC":
                    marks.append(marks[-1])
                case "EMC" if len(marks) > 1:
                    marks.pop()
                case "BT":
                    self._objects += 1
                case "Tf":
                    if operand not in fonts:
                        fonts[operand] = self._font(resources["/Font"][operand])
                    font = fonts[operand]
                case "Do":
                    drawn = resources["/XObject"][operand]
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


def _mark(properties: Any, resources: Any, outer: int | None) -> int | None:
    # Asking pikepdf what something is takes longer than all else here.
    if type(properties) is not dict and isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    found = properties.get("/MCID")
    return outer if found is None else int(found)


def in_order(runs: list[Run]) -> list[Run]:
    """The runs of one mark as they are read: those written from right to left are met last first.

    Signs beside them are left out, as `fold` does: where such a sign belongs no file tells.
    """
    if not any(is_rightward(run.text) for run in runs):
        return runs
    ordered: list[Run] = []
    stretch: list[Run] = []
    for run in runs:
        if is_rightward(run.text) or (stretch and _is_sign(run)):
            if not stretch and ordered:
                before = _SIGNS_AFTER.sub(r"\1", ordered[-1].text)
                ordered[-1] = ordered[-1]._replace(text=before)
            stretch.append(run)
            continue
        if stretch:
            ordered += _turned(stretch)
            run = run._replace(text=_SIGNS_BEFORE.sub(r"\1", run.text))
            stretch = []
        ordered.append(run)
    return ordered + _turned(stretch)


def _turned(stretch: list[Run]) -> list[Run]:
    return [run for run in reversed(stretch) if is_rightward(run.text)]


def _is_sign(run: Run) -> bool:
    return not any(char.isalnum() for char in run.text)


_SIGNS_AFTER = re.compile(r"[^\w\s]+(\s*)$")
_SIGNS_BEFORE = re.compile(r"^(\s*)[^\w\s]+")
