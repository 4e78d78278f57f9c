"""Whether a page of a practice's templates says what ours says, and nothing that ours does not.

Both pages are made of the same document and read by the parser that the layout uses. A practice may
arrange, reword and leave out what is wording; each sentence, citation, row, number and mark of the
document has to stand there, seen, and once. What is found is told without a value of the document.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

import tinycss2
import tinyhtml5  # type: ignore[import-untyped, unused-ignore]
from pydantic import BaseModel

from letters import paths

ELEMENTS = frozenset(
    {
        *(
            "html",
            "head",
            "meta",
            "title",
            "body",
            "header",
            "footer",
            "section",
            "div",
            "p",
            "span",
        ),
        *("b", "i", "em", "strong", "sup", "sub", "br", "hr", "h1", "h2", "h3", "h4", "blockquote"),
        *("ul", "ol", "li", "dl", "dt", "dd", "a", "figure", "figcaption", "svg"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    }
)
ATTRIBUTES = frozenset({"class", "id", "lang", "colspan", "rowspan", "scope", "href", "style"})
MARKED = ("draft", "request-type", "sign-here", "next-step", "override")
"""Classes whose elements print as ours do, each as often: a draft stays a draft."""

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_CLASS = re.compile(r"\.([\w-]+)")
_HEADING = re.compile(r"h([1-6])")
_SHORTEST = 5


class _Page:
    """One page as a tree, and what is asked of it more than once."""

    def __init__(self, html: str) -> None:
        root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
        for element in root.iter():
            if isinstance(element.tag, str):  # that of a comment is a function
                element.tag = element.tag.rpartition("}")[2]
        self.root, self.head, self.body = root, _only(root, "head"), _only(root, "body")
        self.drawn = {id(part) for svg in self.body.iter("svg") for part in svg.iter()}
        self.seen = list(self.body.iter())
        self.text = _text(self.body)

    def identified(self, start: str) -> list[tuple[str, str]]:
        """Each element whose id begins so: its id, and its text with its links."""
        return [
            (name, f"{_text(e)} {[link.get('href') for link in e.iter('a')]}")
            for e in self.seen
            if (name := e.get("id", "")).startswith(start)
        ]

    def classed(self, name: str) -> list[Element]:
        return [e for e in self.seen if name in e.get("class", "").split()]


def departures(document: BaseModel, ours: str, theirs: str) -> list[str]:
    """What a practice's page lacks, changes or adds. Empty when it says what ours says."""
    before, after = _Page(ours), _Page(theirs)
    found = [
        *_framed(before, after),
        *_foreign(before, after),
        *_stated(before, after, "claim-", "sentence"),
        *_stated(before, after, "reference-", "reference"),
        *_rows(before, after),
        *_marked(before, after),
        *_counted(before, after),
        *_named(document, before, after),
        *(what for what in _built(after) if what not in set(_built(before))),
    ]
    return list(dict.fromkeys(found))


def _framed(before: _Page, after: _Page) -> Iterator[str]:
    if tostring(before.head) != tostring(after.head):
        yield "the head of the page differs: title, author, description and dates stay as ours"
    if before.body.attrib != after.body.attrib or before.root.attrib != after.root.attrib:
        yield "the body's attributes differ: what each page says at top and foot stays as ours"


def _foreign(before: _Page, after: _Page) -> Iterator[str]:
    """Elements that could act, fetch or hide, and drawings that are not ours."""
    known = {(e.tag, name, value) for e in before.seen for name, value in e.attrib.items()}
    for e in after.seen:
        if id(e) in after.drawn:
            continue
        if e.tag not in ELEMENTS:
            yield f"element <{str(e.tag)[:20]}>: a page has text, lists and tables only"
        for name, value in e.attrib.items():
            free = name in ATTRIBUTES and name not in ("href", "style")
            inside = name == "href" and value.startswith("#")
            if not (free or inside or (e.tag, name, value) in known or e is after.body):
                yield f"attribute {name[:20]} of <{e.tag}>: ours has none such there"
    if Counter(map(tostring, before.body.iter("svg"))) != Counter(
        map(tostring, after.body.iter("svg"))
    ):
        yield "a drawing is missing or not ours: the figure and the draft mark stay as ours"
    for name in _hiding():
        if Counter(e.tag for e in before.classed(name)) != Counter(
            e.tag for e in after.classed(name)
        ):
            yield f"class {name} is used where ours is not: it takes text off the page"


def _stated(before: _Page, after: _Page, start: str, kind: str) -> Iterator[str]:
    wanted, found = before.identified(start), Counter(after.identified(start))
    times = Counter(name for name, _ in found.elements())
    for name, said in wanted:
        if times[name] != 1:
            yield f"{kind} {name} stands {times[name]} times: each stands once"
        elif not found[(name, said)]:
            yield f"{kind} {name} has other words or citations than it has to have"
    if extra := set(times) - {name for name, _ in wanted}:
        yield f"{len(extra)} {kind}s that the document has not"


def _rows(before: _Page, after: _Page) -> Iterator[str]:
    """Rows of tables: what stands together stays together, in whatever order of columns."""
    kept = _row_texts(after)
    if lost := sum((_row_texts(before) - kept).values()):
        yield f"{lost} rows of tables are missing or have other cells than ours"


def _row_texts(page: _Page) -> Counter[tuple[str, ...]]:
    bodies = (body for table in page.body.iter("table") for body in table.iter("tbody"))
    rows = (row for body in bodies for row in body.iter("tr"))
    return Counter(tuple(sorted(_text(cell) for cell in row)) for row in rows)


def _marked(before: _Page, after: _Page) -> Iterator[str]:
    for name in MARKED:
        ours, theirs = (Counter(map(_text, page.classed(name))) for page in (before, after))
        if ours != theirs:
            yield f"what stands in class {name} is missing or differs: it stays as ours"


def _counted(before: _Page, after: _Page) -> Iterator[str]:
    ours, theirs = (Counter(_NUMBER.findall(page.text)) for page in (before, after))
    if dropped := sum((ours - theirs).values()):
        yield f"{dropped} numbers are missing: dates, values and codes all stand in ours"
    if added := sum((theirs - ours).values()):
        yield f"{added} numbers that ours does not print: numbers come from the case"


def _named(document: BaseModel, before: _Page, after: _Page) -> Iterator[str]:
    """Texts of the document: those that ours prints are printed, and no other."""
    for name, value in _leaves("document", document):
        text = _folded(value)
        if text and text in before.text and text not in after.text:
            yield f"{name} is not printed"
        elif len(text) >= _SHORTEST and text not in before.text and text in after.text:
            yield f"{name} is printed, which ours does not: it is not for the reader of this page"


def _leaves(name: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value
        case BaseModel():
            for field in type(value).model_fields:
                yield from _leaves(f"{name}.{field}", getattr(value, field))
        case tuple() | list():
            for one in value:
                yield from _leaves(name, one)


def _built(after: _Page) -> Iterator[str]:
    """What a screen reader needs and does not find; ours is asked the same."""
    levels = [int(m.group(1)) for e in after.seen if (m := _HEADING.fullmatch(str(e.tag)))]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "headings: the first is an h1, and there is no other h1"
    if any(b - a > 1 for a, b in pairwise(levels)):
        yield "headings: no level is left out on the way down"
    if any(not _text(e) for e in after.seen if _HEADING.fullmatch(str(e.tag))):
        yield "headings: none is empty"
    if any(e.get("scope") not in ("col", "row") for e in after.seen if e.tag == "th"):
        yield "tables: each th has a scope, col or row"
    if any(not list(table.iter("th")) for table in after.body.iter("table")):
        yield "tables: each has header cells"


@cache
def _hiding() -> tuple[str, ...]:
    """The classes by which our own style takes something off the page or out of its place."""
    css = (paths.TEMPLATES / "style.css").read_text(encoding="utf-8")
    found: dict[str, None] = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            body = tinycss2.serialize(rule.content)
            if re.search(r"display\s*:\s*none|position\s*:", body):
                found |= dict.fromkeys(_CLASS.findall(tinycss2.serialize(rule.prelude)))
    return tuple(found)


def _only(root: Element, tag: str) -> Element:
    found = root.find(tag)
    return found if found is not None else Element(tag)


def _text(element: Element) -> str:
    return _folded("".join(_told(element)))


def _told(element: Element) -> Iterator[str]:
    """Text but that of drawings; blocks, cells and line ends part words."""
    if element.tag == "svg":
        return
    parts = element.tag not in ("span", "b", "i", "em", "strong", "sup", "sub", "a")
    if parts:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _told(child)
        yield child.tail or ""
    if parts:
        yield " "


def _folded(text: str) -> str:
    return " ".join(text.replace("\u2060", "").split())
