"""A letter as blocks, for peers that take no HTML: nothing of it is left out.

Headings, paragraphs, quotations, tables, lists and the figure, in the order of the page, each text
as runs with their weight, slant, height and link. It is made of the finished page, which is made of
the rationale, so that a peer prints the same words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element, tostring

Block = dict[str, Any]

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
_BREAK = "\n"
_SPACE = re.compile("[ \\t\\n\\r]+")
"""Not the spaces that do not break a line, which stay."""
_DECLARED = "{http://www.w3.org/2000/xmlns/}xmlns"
_PREFIX = re.compile("(</?)ns0:")
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class _Manner:
    """How a run of text is set."""

    bold: bool = False
    italic: bool = False
    raised: bool = False
    link: str = ""


_CHANGES: dict[str, dict[str, Any]] = {
    "b": {"bold": True},
    "i": {"italic": True},
    "sup": {"raised": True},
}


def blocks(page: str) -> dict[str, Any]:
    """All that a page says: what it says of itself, what repeats on each page, and its blocks."""
    import tinyhtml5  # type: ignore[import-untyped]  # Why here: not where peers run

    root = tinyhtml5.parse(page, namespace_html_elements=False)
    body = root.find("body")
    assert body is not None
    return {
        "title": _line(root.findtext("head/title") or ""),
        "language": root.get("lang", ""),
        "author": _described(root, "author"),
        "dated": _described(root, "dcterms.created"),
        **{name: body.get(f"data-{name}", "") for name in ("running", "notice", "versions")},
        "draft": body.get("data-draft", ""),
        "blocks": list(_flow(body)),
    }


def _described(root: Element, name: str) -> str:
    metas = root.iterfind("head/meta")
    return next((meta.get("content", "") for meta in metas if meta.get("name") == name), "")


def _flow(parent: Element) -> Iterator[Block]:
    for element in parent:
        tag = str(element.tag)
        if tag in _HEADINGS:
            yield {"kind": "heading", "level": _HEADINGS[tag], "runs": _runs(element)}
        elif tag == "p":
            yield {"kind": "paragraph", "runs": _runs(element)}
        elif tag == "blockquote":
            yield from ({**block, "kind": "quote"} for block in _flow(element))
        elif tag == "table":
            yield _table(element)
        elif tag in ("ul", "ol"):
            items = [{"runs": _runs(item), "anchor": item.get("id", "")} for item in element]
            yield {"kind": "list", "ordered": tag == "ol", "items": items}
        elif tag == "figure":
            yield _figure(element)
        elif tag != f"{{{_SVG}}}svg":  # the mark of a draft is drawn behind each page
            yield from _flow(element)


def _table(table: Element) -> Block:
    def rows(part: str) -> list[list[list[Block]]]:
        return [[_runs(cell) for cell in row] for row in table.iterfind(f"{part}/tr")]

    return {"kind": "table", "head": rows("thead"), "rows": rows("tbody")}


def _figure(figure: Element) -> Block:
    svg = figure.find(f"{{{_SVG}}}svg")
    caption = figure.find("figcaption")
    assert svg is not None
    svg.attrib.pop(_DECLARED, None)
    return {
        "kind": "figure",
        "svg": _PREFIX.sub(r"\1", tostring(svg, encoding="unicode")).replace("xmlns:ns0", "xmlns"),
        "alt": _line(svg.findtext(f"{{{_SVG}}}title") or ""),
        "caption": _runs(caption) if caption is not None else [],
    }


def _runs(element: Element) -> list[Block]:
    """The text of a block in runs, its space as a browser would close it up."""
    made: list[Block] = []
    for text, manner in _pieces(element, _Manner()):
        closed = text if text == _BREAK else _line(text, ends=True)
        if not made or made[-1]["text"][-1:] in (" ", _BREAK):
            closed = closed.lstrip(" ")
        how = {name: value for name, value in vars(manner).items() if value}
        if closed and made and made[-1] == {"text": made[-1]["text"], **how}:
            made[-1]["text"] += closed
        elif closed:
            made.append({"text": closed, **how})
    if made:
        made[-1]["text"] = made[-1]["text"].rstrip()
    return [run for run in made if run["text"]]


def _pieces(element: Element, manner: _Manner) -> Iterator[tuple[str, _Manner]]:
    yield element.text or "", manner
    for child in element:
        tag = str(child.tag)
        if tag == "br":
            yield _BREAK, manner
        elif tag == "a":
            yield from _pieces(child, replace(manner, link=child.get("href", "").lstrip("#")))
        else:
            yield from _pieces(child, replace(manner, **_CHANGES.get(tag, {})))
        yield child.tail or "", manner


def _line(text: str, ends: bool = False) -> str:
    """Text with each space, tab and line break as one space; `ends` keeps those at its ends."""
    closed = _SPACE.sub(" ", text)
    return closed if ends else closed.strip(" ")
