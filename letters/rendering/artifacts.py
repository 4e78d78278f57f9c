"""What is painted but not read: running heads, page numbers, repeated heads of tables, marks.

WeasyPrint 70 marks the text of the margins as content that no element of the tree holds. PDF/UA-1
7.1 forbids that; 7.8 wants running heads and feet as pagination artifacts that say which they are.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

from letters.rendering.structure import below, target, texts

_KIND_OF = {"@top": "/Header", "@bot": "/Footer"}


def set_apart(document: Any, pdf: Any, removed: list[Any]) -> None:
    """Marks as artifacts all text that no element of the tree holds, and what was `removed`."""
    root = target(pdf, pdf.catalog["StructTreeRoot"])
    read = {one.number for one in below(pdf, root)}
    marks = {
        one.number: "/Watermark" if whole["S"] == "/Figure" else None
        for whole in removed
        for one in below(pdf, whole)
    }
    held = target(pdf, root["ParentTree"])["Nums"]
    for whole in removed:
        _unlink(pdf, held, whole)
    leaves = [kept for kept in held[1::2] if isinstance(kept, list)]
    for page, reference, owners in zip(document.pages, pdf.page_references, leaves, strict=True):
        orphans = sorted(
            (target(pdf, owner).number, place)
            for place, owner in enumerate(owners)
            if target(pdf, owner).number not in read
        )
        margins = _margins(page._page_box)
        kinds = {
            place: marks[number] if number in marks else next(margins) for number, place in orphans
        }
        _remark(target(pdf, target(pdf, reference)["Contents"]), kinds)
        for place in kinds:
            target(pdf, owners[place]).clear()
            owners[place] = "null"
    for whole in removed:
        whole.clear()


def _unlink(pdf: Any, held: Any, whole: Any) -> None:
    """Takes the links out of what is decoration: each would need an element of its own."""
    for one in below(pdf, whole):
        if one.get("Type") == "/OBJR":
            target(pdf, one["Pg"])["Annots"].remove(one["Obj"])
            annotation = target(pdf, one["Obj"])
            held[2 * held[::2].index(annotation["StructParent"]) + 1] = "null"
            annotation.clear()


def _margins(page: Any) -> Iterator[str | None]:
    """For each text in the margins of a page: whether it is head or foot."""
    from weasyprint.formatting_structure.boxes import MarginBox

    for margin in page.children:
        if isinstance(margin, MarginBox):
            for _ in texts(margin):
                yield _KIND_OF.get(margin.at_keyword[:4])


def _remark(stream: Any, kinds: dict[int, str | None]) -> None:
    """Rewrites the marks of a page's content: an artifact has a type instead of an element."""
    content = stream.stream
    for place, one in enumerate(content):
        if isinstance(one, dict) and one.get("MCID") in kinds:
            kind = kinds[one["MCID"]]
            listed = {"Type": "/Pagination"} | ({"Subtype": kind} if kind else {})
            content[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary(listed)]
