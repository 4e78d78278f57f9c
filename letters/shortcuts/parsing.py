"""A page of ours is well-formed, so the parser for broken pages need not read it.

Ours are read by expat instead, many times as fast; only where both are sure to make the same tree:
HTML closes, opens and moves elements by rules of its own, so each that could be touched by one of
them is looked at, and whatever is not as in our own templates is left to the parser for HTML. There
is no document type, entity or comment in what expat is given.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/urls.py",
    "tinyhtml5/__init__.py",
    "tinyhtml5/parser.py",
    "tinyhtml5/tokenizer.py",
    "tinyhtml5/inputstream.py",
    "tinyhtml5/treebuilder.py",
    "tinyhtml5/constants.py",
)

_START = "<!DOCTYPE html>\n"
_SVG = "{http://www.w3.org/2000/svg}"
_XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"

# What XML and HTML read in different ways wherever it stands: declarations, comments, entities but
# a few, other ends of lines, and characters that one of them does not take.
_DOUBTFUL = re.compile(
    r"<[!?]|&(?!(?:amp|lt|gt|quot|#34|#39|#x(?!00)[0-9A-Fa-f]{4});)|[\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]"
    # The end of a line within an attribute, which XML makes a space.
    r"|=\s*\"[^\"<]*[\n\t]|=\s*'[^'<]*[\n\t]"
)
_VOID = ("br", "col", "hr", "img", "meta")
_OPEN = re.compile(rf"<({'|'.join(_VOID)})\b((?:[^<>\"]|\"[^\"<]*\")*?)\s*/?>")
_EMPTY = re.compile(r"<([a-zA-Z0-9]+)(?:[^<>\"]|\"[^\"<]*\")*/>")
_SHAPES = frozenset({"circle", "line", "path", "polyline", "rect"})
_PICTURED = _SHAPES | {"g", "text", "tspan", "title", "desc"}

_PHRASES = frozenset(
    {"a", "b", "br", "em", "i", "img", "span", "strong", "sub", "sup", f"{_SVG}svg"}
)
_BLOCKS = frozenset(
    (
        *("blockquote", "div", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4"),
        *("header", "main", "ol", "p", "section", "table", "ul"),
    )
)
_FLOW = _PHRASES | _BLOCKS
_NOTHING = frozenset[str]()
_WITHIN: dict[str, frozenset[str]] = {
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title"}),
    "table": frozenset({"colgroup", "thead", "tbody", "tfoot"}),
    "colgroup": frozenset({"col"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    **dict.fromkeys((*_VOID, "title"), _NOTHING),
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4"), _PHRASES),
    **dict.fromkeys(_PHRASES - {"br", "img", f"{_SVG}svg"}, _PHRASES),
    **dict.fromkeys(
        ("body", "blockquote", "div", "figcaption", "figure", "footer", "header", "main"), _FLOW
    ),
    **dict.fromkeys(("section", "li", "td", "th"), _FLOW),
}
"""What each element of ours may hold, so that HTML neither closes nor moves anything."""

_BLANK = frozenset(("html", "head", "table", "colgroup", "thead", "tbody", "tfoot", "tr", *_VOID))
"""Those that hold nothing but elements; text in them would be moved."""

_NAMES = re.compile(r"[a-z][a-z0-9-]*\Z")
_CAMEL = frozenset({"viewBox", "preserveAspectRatio"})


def tree(text: str) -> Element | None:
    """The tree of a page as the parser for HTML makes it; None if it has to make it itself."""
    if not text.startswith(_START) or _DOUBTFUL.search(text, len(_START)):
        return None
    closed = _OPEN.sub(r"<\1\2/>", text[len(_START) :])
    if not _SHAPES.union(_VOID).issuperset(_EMPTY.findall(closed)):
        return None
    reader = XMLParser()
    try:
        reader.feed(closed)
        root = reader.close()
    except ParseError:
        return None
    pictures = list(root.iter(f"{_SVG}svg"))
    declared = closed.count(f'xmlns="{_SVG[1:-1]}"')
    if not (_is_ours(root) and len(pictures) == declared == closed.count("xmlns")):
        return None
    for picture in pictures:
        picture.set(_XMLNS, _SVG[1:-1])
    _settle(root, closed)
    return root


def _is_ours(root: Element) -> bool:
    """Whether HTML would leave everything where it is."""
    if root.tag != "html" or [each.tag for each in root] != ["head", "body"]:
        return False
    waiting = [(root, False)]
    while waiting:
        element, linked = waiting.pop()
        if element.tag == f"{_SVG}svg":
            if not _is_picture(element):
                return False
            continue
        if not all(map(_NAMES.match, element.attrib)):
            return False
        linked = linked or element.tag == "a"
        within = _WITHIN[element.tag]
        for child in element:
            if child.tag not in within or (linked and child.tag == "a"):
                return False
            waiting.append((child, linked))
        if element.tag in _BLANK and not _is_blank(element):
            return False
    return True


def _is_blank(element: Element) -> bool:
    texts = [element.text, *(child.tail for child in element)]
    return not any(text and text.strip(" \n\t") for text in texts)


def _is_picture(svg: Element) -> bool:
    for element in svg.iter():
        name = element.tag.removeprefix(_SVG)
        if not element.tag.startswith(_SVG) or (name not in _PICTURED and element is not svg):
            return False
        if name in ("title", "desc") and len(element):
            return False
        if not all(_NAMES.match(key) or key in _CAMEL for key in element.attrib):
            return False
    return True


def _settle(root: Element, closed: str) -> None:
    """Drops and moves white space as HTML does: what follows the body becomes the end of it."""
    body = root[1]
    root.text = None
    rest = (body.tail or "") + closed[closed.rindex(">") + 1 :]
    body.tail = None
    if len(body):
        body[-1].tail = (body[-1].tail or "") + rest or None
    else:
        body.text = (body.text or "") + rest or None


def switch_on() -> Patches:
    """Reads pages with expat where that makes the same tree."""
    import weasyprint

    patches = Patches()

    class Reading:
        """The parser for HTML, behind a faster one."""

        @staticmethod
        def parse(document: Any, **options: Any) -> Any:
            if options == {"namespace_html_elements": False} and hasattr(document, "getvalue"):
                text = document.getvalue()
                if isinstance(text, str) and (root := tree(text)) is not None:
                    return root
            import tinyhtml5  # type: ignore[import-untyped]  # Why here: few pages need it

            return tinyhtml5.parse(document, **options)

    patches.set(weasyprint, "tinyhtml5", Reading)
    return patches
