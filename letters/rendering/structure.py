"""The structure tree of a PDF as assistive technology wants it: one element for one of the HTML.

WeasyPrint 70 tags what it lays out, piece by piece: a list in two columns becomes a list of two
lists, a table over two pages two tables with the same head. It forgets what a heading cell heads,
which lists are numbered, and that a picture's box is measured from the foot of its page.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pydyf

from letters.errors import RenderingError

_KINDS = {
    **dict.fromkeys(("ul", "ol", "dl"), "/L"),
    **dict.fromkeys(("img", "{http://www.w3.org/2000/svg}svg"), "/Figure"),
    "p": "/P",
    "table": "/Table",
    "thead": "/THead",
    "tbody": "/TBody",
    "tfoot": "/TFoot",
    "section": "/Sect",
    "div": "/Div",
    "blockquote": "/BlockQuote",
}
_TAGGED = frozenset(_KINDS.values())
_SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
_POINTS = 0.75
"""Points in a CSS pixel."""


class Piece(NamedTuple):
    """A box of the layout, the element of the structure tree made of it, and its page's height."""

    box: Any
    element: Any
    height: float


def target(pdf: Any, reference: bytes) -> Any:
    """The object that a reference of pydyf leads to."""
    return pdf.objects[int(reference.split()[0])]


def below(pdf: Any, element: Any) -> Iterator[Any]:
    """A structure element and all under it, in the order of reading."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        yield one
        kids = reversed(one.get("K", ()))
        waiting += [target(pdf, kid) for kid in kids if isinstance(kid, bytes)]


def straighten(document: Any, pdf: Any) -> list[Any]:
    """Rebuilds the tree; returns the elements taken out of it, whose content is decoration.

    Raises:
        RenderingError: if a picture has no alternative, a heading cell no scope, a heading skips
            a level or the document has no title.
    """
    boxes = [(box, page.height) for page in document.pages for box in laid_out(page._page_box)]
    pieces = list(_pieces(boxes, pdf))
    _headed(box for box, _ in boxes)
    if not document.metadata.title:
        raise RenderingError("The document has no title. HTML names it in its title element.")
    removed = [piece.element for piece in pieces if _is_decoration(piece)]
    for element in removed:
        _detach(pdf, element)
    for piece in pieces:
        _described(piece)
    return removed + _one_for_one(pdf, pieces)


def _pieces(boxes: list[tuple[Any, float]], pdf: Any) -> Iterator[Piece]:
    """Pairs boxes with elements: WeasyPrint makes elements in the order of the boxes."""
    elements = (
        one
        for one in pdf.objects
        if isinstance(one, dict) and one.get("Type") == "/StructElem" and one["S"] in _TAGGED
    )
    tagged = (each for each in boxes if each[0].element_tag in _KINDS)
    for (box, height), element in zip(tagged, elements, strict=True):
        if _KINDS[box.element_tag] != element["S"]:
            raise RenderingError("WeasyPrint tags in another order than version 70.")
        yield Piece(box, element, height)


def laid_out(page: Any) -> Iterator[Any]:
    """The boxes of a page of which WeasyPrint makes elements, in its order."""
    from weasyprint.formatting_structure.boxes import LineBox, TextBox

    waiting = [(page, False)]
    while waiting:
        box, is_inner = waiting.pop()
        if not is_inner and not isinstance(box, LineBox | TextBox):
            yield box
        inner = box.get_wrapped_table() if box.is_table_wrapper else None
        waiting += reversed([(kid, kid is inner) for kid in _within(box)])


def texts(box: Any) -> Iterator[Any]:
    """The texts in a box of the layout, in its order, those out of the flow too."""
    from weasyprint.formatting_structure.boxes import TextBox

    waiting = [box]
    while waiting:
        one = waiting.pop()
        if isinstance(one, TextBox):
            yield one
        else:
            waiting += reversed(_within(one))


def _within(box: Any) -> list[Any]:
    """The boxes in a box; one out of the flow is wrapped in a placeholder."""
    return [getattr(child, "_box", child) for child in box.children]


def _headed(boxes: Iterable[Any]) -> None:
    """Headings go down one level at a time (PDF/UA-1, 7.4.2) and name cells of a table (7.5)."""
    level = 0
    for box in boxes:
        tag = box.element_tag or ""
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            if int(tag[1]) > level + 1:
                raise RenderingError(f"The heading {tag} skips a level.")
            level = int(tag[1])
        elif tag == "th" and hasattr(box, "mark"):
            scope = _SCOPES.get(box.element.get("scope", ""))
            if scope is None:
                raise RenderingError("A th of a table has no scope: row or col.")
            box.mark["A"]["Scope"] = scope


def _described(piece: Piece) -> None:
    """Says of a list how it is numbered, of a picture where it stands."""
    box, element, height = piece
    if box.element_tag == "ol":
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": "/Decimal"})
    elif element["S"] == "/Figure" and not _is_decoration(piece):
        if "Alt" not in element:
            raise RenderingError("A picture has no alternative: svg needs a title, img an alt.")
        left, top = box.content_box_x(), box.content_box_y()
        corners = (left, height - top - box.height, left + box.width, height - top)
        element["A"]["BBox"][:] = [round(_POINTS * at, 2) for at in corners]


def _is_decoration(piece: Piece) -> bool:
    role: str = piece.box.element.get("role", "")
    return piece.element["S"] == "/Figure" and role == "presentation"


def _one_for_one(pdf: Any, pieces: list[Piece]) -> list[Any]:
    """Joins what was laid out in pieces; returns the heads of tables that were repeated."""
    owners: dict[Any, Any] = {}
    repeated = []
    for box, element, _ in pieces:
        owner = owners.setdefault(box.element, element)
        if owner is element or not _is_linked(pdf, element):
            continue
        if element["S"] in ("/THead", "/TFoot"):
            _same_names(pdf, owner, element)
            _detach(pdf, element)
            repeated.append(element)
        else:
            _fold(pdf, owner, element)
    return repeated


def _same_names(pdf: Any, first: Any, again: Any) -> None:
    """Lets cells under a repeated head refer to the head that stays."""
    cells, copies = (
        [one for one in below(pdf, head) if one.get("S") == "/TH"] for head in (first, again)
    )
    for cell, copy in zip(cells, copies, strict=True):
        copy["ID"].string = cell["ID"].string


def _fold(pdf: Any, owner: Any, piece: Any) -> None:
    """Puts the content of a later piece where it belongs: in place, or after what came first."""
    parent = target(pdf, piece["P"])
    place = parent["K"].index(piece.reference)
    kids = list(piece["K"])
    for kid in kids:
        if "P" in target(pdf, kid):
            target(pdf, kid)["P"] = owner.reference
    parent["K"][place : place + 1] = kids if parent is owner else []
    if parent is not owner:
        owner["K"].extend(kids)
    piece.clear()


def _is_linked(pdf: Any, element: Any) -> bool:
    return element.reference in target(pdf, element["P"])["K"]


def _detach(pdf: Any, element: Any) -> None:
    target(pdf, element["P"])["K"].remove(element.reference)
