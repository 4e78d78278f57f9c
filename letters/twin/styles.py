"""The styles of the Word file: what style.css says of the same things, in the words of Word.

Lengths are points. Where Word knows a style it is used under Word's own name, so that an editor
shows it in the reader's language and finds headings, lists and captions.
"""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

FACE = "Source Serif 4"
INSTEAD = "Georgia"
"""Where a machine has not the face of the PDF: a face that comes with word processors."""
LANGUAGE = "en-US"

PAGE_WIDTH, PAGE_HEIGHT = 612.0, 792.0
MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM = 50.0, 59.0, 56.0
HEAD, FOOT = 28.0, 18.0
"""How far head and foot stand from the edge of the paper."""
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE

Side = Literal["top", "left", "bottom", "right"]
SIDES: tuple[Side, ...] = ("top", "left", "bottom", "right")
"""In the order in which borders have to stand."""

_RULE = 1.0
_BOX = dict.fromkeys(SIDES, _RULE)


class Stop(NamedTuple):
    """A tab stop at the right of what it sets, and what leads to it."""

    at: float
    leader: Literal["none", "underscore"] = "none"
    align: Literal["left", "right"] = "left"


class Look(NamedTuple):
    """One style of paragraphs. `borders` are the widths of rules by side, `away` their distance.

    `tied` stays with what follows, `whole` is not parted; `level` is that of a heading, from 0.
    """

    name: str
    size: float
    line: float
    before: float = 0
    after: float = 0
    base: str = "Normal"
    then: str = ""
    left: float = 0
    right: float = 0
    align: Literal["left", "right", "center"] = "left"
    bold: bool = False
    italic: bool = False
    tied: bool = False
    whole: bool = False
    level: int | None = None
    borders: dict[Side, float] = {}  # noqa: RUF012  # never changed
    away: float = 2
    stops: tuple[Stop, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the file."""
        return "".join(word[:1].upper() + word[1:] for word in self.name.split())


_SIGN_WIDE, _SIGN_GAP, _SIGN_NARROW = 250.0, 20.0, 120.0
_SIGN = (_SIGN_WIDE, _SIGN_WIDE + _SIGN_GAP, _SIGN_WIDE + _SIGN_GAP + _SIGN_NARROW)
_BODY = "Body Text"
_MARK = TEXT_WIDTH - 200

NORMAL = Look("Normal", 9.5, 12.1)
LOOKS = (
    Look(_BODY, 9.5, 12.1, 2, 2),
    Look("Title", 14, 18, 9, 6, then=_BODY, bold=True, tied=True),
    Look("heading 1", 10.5, 13, 8, 2, then=_BODY, bold=True, tied=True, level=0),
    Look("heading 2", 9.5, 12.1, 4, 0, then=_BODY, bold=True, tied=True, level=1),
    Look("heading 3", 9.5, 12.1, 3, 0, then=_BODY, italic=True, tied=True, level=2),
    Look("Quote", 9.5, 12.1, 2, 4, then=_BODY, left=10, borders={"left": 1.5}, away=6),
    Look("List Bullet", 9.5, 12.1, 0, 1.5),
    Look("List Number", 9.5, 12.1, 0, 1.5),
    Look("List Continue", 9.5, 12.1, 0, 1.5, left=14),
    Look("caption", 8.5, 11, 2, 6, then=_BODY, whole=True),
    Look("Figure", 9.5, 12.1, 10, 2, then="caption", tied=True),
    Look("Note", 8.5, 11, 3, 3, base=_BODY, then=_BODY),
    Look("References", 8.5, 11, 0, 2, whole=True),
    Look("Letterhead Name", 15, 19, bold=True, tied=True, then="Letterhead"),
    Look("Letterhead", 8.5, 11, borders={"bottom": _RULE}, away=5, tied=True),
    Look("Addressee", 9.5, 12.6),
    Look("Date", 9.5, 12.6, 6, 0, align="right", tied=True),
    Look("Request Type", 11, 16, 4, 4, align="center", left=_MARK, right=5, borders=_BOX, away=4),
    Look(
        "Draft Mark", 9.5, 12.1, 2, 8, "Normal", "", 3, 3, "center", True, tied=True, borders=_BOX
    ),
    Look("Closing", 9.5, 12.1, 14, 2, then="Signature", tied=True),
    Look("Signature", 9.5, 12.1, 0, 2, whole=True),
    Look("Signature Line", 8.5, 11, 0, 8, tied=True, then="Signature", stops=(Stop(_SIGN[1]),)),
    Look(
        "Signature Rule",
        8.5,
        11,
        before=28,
        tied=True,
        then="Signature Line",
        stops=(Stop(_SIGN[0], "underscore"), Stop(_SIGN[1]), Stop(_SIGN[2], "underscore")),
    ),
    Look("Table Text", 9, 11.2),
    Look("Table Heading", 9, 11.2, then="Table Text", bold=True, tied=True),
    Look("Table Figures", 8.5, 11, base="Table Text"),
    Look("Between", 1, 1),
    Look("header", 8.5, 11, stops=(Stop(TEXT_WIDTH, align="right"),)),
    Look("footer", 8.5, 11, stops=(Stop(TEXT_WIDTH, align="right"),)),
)

STYLE_OF = {look.name: look.id for look in (NORMAL, *LOOKS)}

CITED = "Citation"
"""The style of characters of the numbers of references."""
_CITED_SIZE = 11.5
"""Word sets what is raised at about two thirds of its size: as in the PDF, then, 7.5."""


class TableLook(NamedTuple):
    """One style of tables: rules above and below, under the head, and between rows."""

    name: str
    edge: float
    head: float
    rows: float
    above: float
    below: float
    gap: float = 8

    @property
    def id(self) -> str:
        """Its id in the file."""
        return self.name.replace(" ", "")


_RULED = TableLook("Letter Table", edge=1, head=0.75, rows=0.5, above=2, below=2.5)
_TABLES = {
    "re": TableLook("Letter Subject", edge=0.75, head=0, rows=0, above=1, below=1),
    "results": TableLook("Letter Figures", edge=1, head=0.75, rows=0, above=1, below=1, gap=5),
    "enclosures": TableLook("Letter List", edge=1, head=0.75, rows=0, above=1, below=1),
}
"""By the class of the table; `gap` is the space between two columns."""


def table_look(classes: Collection[str]) -> TableLook:
    """The style of a table by its classes."""
    return next((look for name, look in _TABLES.items() if name in classes), _RULED)


def twips(points: float) -> int:
    """Twentieths of a point, in which Word counts lengths."""
    return round(points * 20)


def eighths(points: float) -> int:
    """Eighths of a point, in which Word counts rules; it draws none thinner than two."""
    return max(2, round(points * 8))


def styles_xml() -> str:
    """The part `styles.xml`."""
    fonts = "".join(f' w:{way}="{FACE}"' for way in ("ascii", "hAnsi", "eastAsia", "cs"))
    languages = f'w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{fonts}/>{_size(NORMAL.size)}"
        f"<w:lang {languages}/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
    )
    characters = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        f'</w:style><w:style w:type="character" w:customStyle="1" w:styleId="{CITED}">'
        f'<w:name w:val="{CITED}"/><w:uiPriority w:val="2"/><w:qFormat/><w:rPr>'
        f'{_size(_CITED_SIZE)}<w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList">'
        '<w:name w:val="No List"/><w:semiHidden/></w:style>'
    )
    paragraphs = "".join(map(_paragraphs, (NORMAL, *LOOKS)))
    return defaults + paragraphs + characters + "".join(_tables())


_BUILT_IN = frozenset(
    {
        *("Normal", "Body Text", "Title", "heading 1", "heading 2", "heading 3", "Quote", "Date"),
        *("List Bullet", "List Number", "List Continue", "caption", "Closing", "Signature"),
        *("header", "footer"),
    }
)


def _paragraphs(look: Look) -> str:
    kind = ' w:default="1"' if look is NORMAL else ""
    kind += "" if look.name in _BUILT_IN else ' w:customStyle="1"'
    base = "" if look is NORMAL else f'<w:basedOn w:val="{STYLE_OF[look.base]}"/>'
    then = f'<w:next w:val="{STYLE_OF[look.then]}"/>' if look.then else ""
    marks = ("<w:b/><w:bCs/>" if look.bold else "") + ("<w:i/><w:iCs/>" if look.italic else "")
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{look.id}"><w:name w:val="{look.name}"/>'
        f'{base}{then}<w:uiPriority w:val="1"/><w:qFormat/><w:pPr>{_set(look)}</w:pPr>'
        f"<w:rPr>{marks}{_size(look.size)}</w:rPr></w:style>"
    )


def _set(look: Look) -> str:
    """How a paragraph is set, its parts in the order that the schema asks for."""
    parts = ["<w:keepNext/>"] if look.tied else []
    parts += ["<w:keepLines/>"] if look.whole or look.tied else []
    if look.borders:
        away = round(look.away)
        parts.append(f"<w:pBdr>{_rules(look.borders, away)}</w:pBdr>")
    if look.stops:
        stops = (
            f'<w:tab w:val="{stop.align}" w:leader="{stop.leader}" w:pos="{twips(stop.at)}"/>'
            for stop in look.stops
        )
        parts.append(f"<w:tabs>{''.join(stops)}</w:tabs>")
    parts.append(
        f'<w:spacing w:before="{twips(look.before)}" w:after="{twips(look.after)}"'
        f' w:line="{twips(look.line)}" w:lineRule="atLeast"/>'
    )
    if look.left or look.right:
        parts.append(f'<w:ind w:left="{twips(look.left)}" w:right="{twips(look.right)}"/>')
    parts += [f'<w:jc w:val="{look.align}"/>'] if look.align != "left" else []
    parts += [] if look.level is None else [f'<w:outlineLvl w:val="{look.level}"/>']
    return "".join(parts)


def _rules(borders: dict[Side, float], away: int) -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="{eighths(borders[side])}" w:space="{away}"'
        ' w:color="auto"/>'
        for side in SIDES
        if side in borders
    )


BOX_INSIDE = 4
"""How far the rules of a box stand off; Word draws them outside of what it sets in."""


def box_xml() -> str:
    """The rules around a paragraph in a box; Word draws one box around several of the same."""
    return _rules(_BOX, BOX_INSIDE)


def _size(points: float) -> str:
    halves = round(points * 2)
    return f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'


def _tables() -> Iterator[str]:
    none = '<w:left w:w="0" w:type="dxa"/>'
    yield (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>{none}'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr></w:style>"
    )
    for look in (_RULED, *_TABLES.values()):
        edges = {"top": look.edge, "bottom": look.edge, "insideH": look.rows}
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="{eighths(width)}" w:space="0" w:color="auto"/>'
            for side, width in edges.items()
            if width
        )
        head = (
            '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders><w:bottom'
            f' w:val="single" w:sz="{eighths(look.head)}" w:space="0" w:color="auto"/>'
            '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
        yield (
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{look.id}">'
            f'<w:name w:val="{look.name}"/><w:basedOn w:val="TableNormal"/>'
            '<w:uiPriority w:val="2"/><w:qFormat/><w:tblPr>'
            f"<w:tblBorders>{borders}</w:tblBorders>"
            f'<w:tblCellMar><w:top w:w="{twips(look.above)}" w:type="dxa"/>{none}'
            f'<w:bottom w:w="{twips(look.below)}" w:type="dxa"/>'
            f'<w:right w:w="{twips(look.gap)}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"{head if look.head else ''}</w:style>"
        )
