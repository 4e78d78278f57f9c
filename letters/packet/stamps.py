"""Where things stand on a sheet of a packet, and the marks drawn there: stamps, numbers, labels.

Every page of a packet is a US letter sheet, upright or lying, whatever it was scanned from: it is
faxed and printed as such. A page of an exhibit is drawn a little smaller above a free strip, so
that no mark covers any of it. Lengths are points.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Name

from letters import paths
from letters.errors import RenderingError
from letters.rationale.printing import TIED

SHORT, LONG = 612.0, 792.0
EDGE = 18.0
"""The strip at each edge where printers and fax machines lose what is drawn, or draw their own."""
FOOT = 42.0
"""The free strip at the foot of a page of an exhibit."""
HEAD = 60.0
"""The label at the top of an exhibit's first page."""
OWN_FOOT, OWN_CORNER = 31.0, 210.0
"""The lower right corner of our own pages that the number takes, its height and its width."""

_FACE = "SourceSerif4-Semibold.ttf"
_SIDE = 36.0
_BASE, _SMALL, _GAP, _LABEL = 22.0, 8.5, 6.0, 35.0
_OWN_SIDE = 59.0  # as the margin of our own pages, so that the number ends where their text does
_TIED = str.maketrans({TIED: " "})
_MAP = """\
/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{ranges}
endcmap CMapName currentdict /CMap defineresource pop end end
"""


class Box(NamedTuple):
    """A rectangle by its lower left corner and its size."""

    x: float
    y: float
    width: float
    height: float


class Sheet(NamedTuple):
    """A sheet and the room on it for the page of an exhibit."""

    width: float
    height: float
    room: Box


def sheet(width: float, height: float, labelled: bool) -> Sheet:
    """The sheet for a page of an exhibit of that size; the first of each bears a label."""
    across, up = (LONG, SHORT) if width > height else (SHORT, LONG)
    head = HEAD if labelled else EDGE
    return Sheet(across, up, Box(EDGE, FOOT, across - 2 * EDGE, up - FOOT - head))


def fitted(width: float, height: float, room: Box) -> tuple[float, float, float]:
    """The scale, never above 1, and the lower left corner of a page in a room, in its middle."""
    scale = min(1.0, room.width / width, room.height / height)
    left = room.x + (room.width - width * scale) / 2
    return scale, left, room.y + (room.height - height * scale) / 2


def draws(text: str) -> bool:
    """Whether the typeface of the marks has every character of a text."""
    return not set(text.translate(_TIED)) - _drawn()


@cache
def _drawn() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # why here: as in _cut

    return frozenset(map(chr, TTFont(paths.FONTS / _FACE).getBestCmap()))


class Face:
    """The typeface of the marks, cut down to the characters of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        chars = {char for text in texts for char in text.translate(_TIED)}
        self._cut = _cut("".join(sorted(chars)))

    def shown(self, text: str) -> str:
        """The text as a string of a page's content."""
        return "<" + "".join(f"{self._cut.glyphs[c]:04x}" for c in text.translate(_TIED)) + ">"

    def width(self, text: str, size: float) -> float:
        """How wide a text is."""
        units = sum(self._cut.widths[self._cut.glyphs[c]] for c in text.translate(_TIED))
        return units * size / 1000

    def embedded(self, pdf: Any) -> Any:
        """The typeface as an object of a file."""
        cut = self._cut
        name = Name("/" + cut.name)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array(list(cut.box)),
            ItalicAngle=0,
            Ascent=cut.ascent,
            Descent=cut.descent,
            CapHeight=cut.capital,
            StemV=110,
            FontFile2=pdf.make_stream(cut.program),
        )
        below = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            CIDToGIDMap=Name.Identity,
            W=Array([0, Array(list(cut.widths))]),
        )
        whole = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]),
            ToUnicode=pdf.make_stream(_to_unicode(cut.glyphs)),
        )
        return pdf.make_indirect(whole)


class _Cut(NamedTuple):
    """What of a typeface a file carries; `glyphs` are the numbers of its characters."""

    name: str
    program: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capital: int


@cache
def _cut(chars: str) -> _Cut:
    """The typeface with these characters alone.

    Raises:
        RenderingError: it has no such character, which only an overlaid wording can bring.
    """
    # Why here: slow to import, and only packets need them.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(paths.FONTS / _FACE, recalcTimestamp=False)
    known = font.getBestCmap()
    if any(ord(char) not in known for char in chars):
        raise RenderingError(
            f"A stamp or label of the packet has a character that {_FACE} lacks. "
            "Mend the wording under sentences/packet in your own templates."
        )
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[])
    options.drop_tables += ["DSIG", "GDEF", "BASE", "GPOS", "GSUB"]
    subsetter = Subsetter(options)
    subsetter.populate(text=chars)
    subsetter.subset(font)
    program = BytesIO()
    font.save(program, reorderTables=False)
    order = {name: number for number, name in enumerate(font.getGlyphOrder())}
    head, metrics = font["head"], font["hmtx"]
    return _Cut(
        name="PACKET+SourceSerif4-Semibold",
        program=program.getvalue(),
        glyphs={char: order[font.getBestCmap()[ord(char)]] for char in chars},
        widths=tuple(metrics[name][0] for name in font.getGlyphOrder()),
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        ascent=font["hhea"].ascent,
        descent=font["hhea"].descent,
        capital=font["OS/2"].sCapHeight,
    )


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    """The map from glyphs to characters, by which the marks are found as text."""
    lines = [f"<{glyph:04x}> <{ord(char):04x}>" for char, glyph in sorted(glyphs.items())]
    # A section may hold a hundred of them.
    groups = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    ranges = "\n".join(f"{len(g)} beginbfchar\n" + "\n".join(g) + "\nendbfchar" for g in groups)
    return _MAP.format(ranges=ranges).encode()


class Pen:
    """Draws marks with one typeface, which the page knows by `name`."""

    def __init__(self, face: Face, name: str) -> None:
        self._face, self._name = face, name

    def number(self, on: float, text: str) -> str:
        """The running number at the foot of a sheet `on` points wide, in its middle."""
        return self._text(text, (on - self._face.width(text, _SMALL)) / 2, _BASE, _SMALL)

    def own_number(self, on: float, text: str) -> str:
        """The running number of a page of ours, in its corner: its own foot stands beside it."""
        return self._text(text, on - _OWN_SIDE - self._face.width(text, _SMALL), _BASE, _SMALL)

    def foot(self, on: float, text: str, number: str) -> str:
        """Whose page it is, at the left of its number; as small as it must be to end there."""
        room = (on - self._face.width(number, _SMALL)) / 2 - _SIDE - 2 * _GAP
        size = min(_SMALL, _SMALL * room / max(self._face.width(text, _SMALL), 1.0))
        return self._text(text, _SIDE, _BASE, size)

    def stamp(self, on: float, text: str) -> str:
        """The stamp in the lower right corner, black on white in a frame."""
        size, pad = 12.0, 5.0
        width = self._face.width(text, size) + 2 * pad
        box = Box(on - _SIDE - width, EDGE, width, 18.0)
        return _framed(box) + self._text(text, box.x + pad, box.y + 5.0, size)

    def label(self, page: Sheet, label: str, lines: Sequence[str]) -> str:
        """The label across the top: which exhibit, then its title and what is under it."""
        size, pad = 17.0, 9.0
        box = Box(_SIDE, page.height - EDGE - _LABEL, page.width - 2 * _SIDE, _LABEL)
        left = box.x + self._face.width(label, size) + 2 * pad
        drawn = [_framed(box), self._text(label, box.x + pad, box.y + 11.5, size)]
        drawn.append(
            f"q 0.75 w {left:.2f} {box.y:.2f} m {left:.2f} {box.y + box.height:.2f} l S Q\n"
        )
        room = box.x + box.width - left - 2 * pad
        for text, size, up in zip(lines, (11.0, 9.0), (20.5, 7.5), strict=True):
            fitting = min(size, size * room / max(self._face.width(text, size), 1.0))
            drawn.append(self._text(text, left + pad, box.y + up, fitting))
        return "".join(drawn)

    def _text(self, text: str, x: float, y: float, size: float) -> str:
        placed = f"/{self._name} {size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm"
        return f"BT 0 g {placed} {self._face.shown(text)} Tj ET\n"


def _framed(box: Box) -> str:
    x, y, width, height = (f"{each:.2f}" for each in box)
    return f"q 1 g 0 G 0.75 w {x} {y} {width} {height} re B Q\n"
