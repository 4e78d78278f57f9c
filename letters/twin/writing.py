"""A letter -> an editable Word file that says the same, in the same order.

Why python-docx: it keeps the package whole (relations, content types, pictures, numbering) in which
our own markup stands.
"""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from letters import paths
from letters.rationale.model import Letter
from letters.rendering.html import environment
from letters.templates import SHIPPED, Templates
from letters.templates.sandbox import bounded
from letters.twin.belonging import Belonging, belonging_of, belonging_xml
from letters.twin.drawing import anchored, inline
from letters.twin.markup import (
    BULLET_LIST,
    NAMESPACES,
    Set,
    bookmarked,
    field,
    list_xml,
    paragraph,
    plain,
    runs_of,
    table,
)
from letters.twin.page import Figure, Page, Part, Passage, Table, page_of
from letters.twin.picture import drawn, logo_of
from letters.twin.skeleton import NUMBERS, REFERENCES, bytes_of, skeleton
from letters.twin.styles import LANGUAGE

_STYLES = (
    ("draft", "Draft Mark"),
    ("letterhead", "Letterhead"),
    ("request-type", "Request Type"),
    ("marking", "Date"),
    ("addressee", "Addressee"),
    ("sign-here", "Signature Line"),
    ("signature", "Signature"),
    ("note", "Note"),
)
"""The style of a paragraph by the first of these classes that it has."""
_BOXED = frozenset({"urgency", "override"})
_WHOLE = _BOXED | {"signature"}
"""Classes whose paragraphs stand on one page."""
_APART = {"Addressee": 8.0}
"""The space above the first paragraph of a style, where it is not that of all."""
_BELOW_TABLE = 5.0
_RULES = "\t\t\t"
"""The rules to sign and date on: tabs, each with its leader."""


def to_docx(letter: Letter, templates: Templates = SHIPPED) -> bytes:
    """Writes a letter as a Word file. The same letter gives the same bytes.

    Raises:
        RenderingError: if the page or a picture cannot be made.
    """
    return docx_of(page_of(letter, templates), belonging_of(letter), templates)


def docx_of(page: Page, belonging: Belonging, templates: Templates = SHIPPED) -> bytes:
    """Writes the page of a letter as a Word file that tells its belonging.

    Raises:
        RenderingError: if a picture cannot be made.
    """
    return _Writer(page, belonging, templates).written()


class _Writer:
    """Writes one letter."""

    def __init__(self, page: Page, belonging: Belonging, templates: Templates) -> None:
        import docx  # Why here and below: few runs make a Word file, and it loads slowly

        self._page, self._belonging, self._templates = page, belonging, templates
        self._document: Any = docx.Document(io.BytesIO(skeleton()))
        self._numbers: dict[int, tuple[int, int]] = {}
        self._lists = BULLET_LIST
        self._pictures = 0
        blocks = page.blocks
        self._references = {b.number for b in blocks if b.kind == "reference" and b.number}
        self._css = (paths.TEMPLATES / "style.css").read_text(encoding="utf-8") + templates.style

    def written(self) -> bytes:
        """The bytes of the file."""
        body = self._document.element.body
        for element in self._parsed("".join(self._body())):
            body.insert(len(body) - 1, element)
        self._margins()
        self._described()
        return bytes_of(self._document)

    def _parsed(self, markup: str) -> list[Any]:
        from docx.oxml import parse_xml

        return list(parse_xml(f"<w:body {NAMESPACES}>{markup}</w:body>"))

    def _body(self) -> Iterator[str]:
        parts = self._page.parts
        if not parts:
            yield paragraph("", Set("Between"))
        for place, part in enumerate(parts):
            after = parts[place + 1] if place + 1 < len(parts) else None
            before = parts[place - 1] if place else None
            if isinstance(part, Passage):
                yield from self._told(part, before, after)
            elif isinstance(part, Figure):
                yield self._figure(part)
            else:
                yield table(part, self._css, self._references)
                if after is None or isinstance(after, Table):
                    # Why: two tables without a paragraph between become one.
                    yield paragraph("", Set("Between"))

    def _told(self, told: Passage, before: Part | None, after: Part | None) -> Iterator[str]:
        block, style = told.block, _style(told)
        if style == "Signature" and not (isinstance(before, Passage) and _together(told, before)):
            style = "Closing"
        runs = runs_of(block.runs, self._references)
        if block.kind == "reference" and block.number:
            runs = bookmarked(runs, block.number)
        if style == "Signature Line":
            yield paragraph(plain(_RULES), Set("Signature Rule"))
        tied = isinstance(after, Passage) and _together(told, after)
        looks = Set(style, tied=tied, boxed=bool(told.classes & _BOXED), depth=told.depth)
        if isinstance(before, Table) and style == "Body Text":
            looks = looks._replace(before=_BELOW_TABLE)
        elif style in _APART and not (isinstance(before, Passage) and _style(before) == style):
            looks = looks._replace(before=_APART[style])
        if block.kind in ("item", "reference"):
            looks = looks._replace(list=self._list(told))
        yield paragraph(runs, looks)

    def _list(self, told: Passage) -> int:
        """The list of an item: a new one where its number does not follow from the one before."""
        number = told.block.number
        if number is None:
            return BULLET_LIST
        name, reached = self._numbers.get(told.list, (0, 0))
        if not name or number != reached + 1:
            self._lists += 1
            name = self._lists
            kind = REFERENCES if told.block.kind == "reference" else NUMBERS
            from docx.oxml import parse_xml

            made = parse_xml(list_xml(name, kind, told.depth, number))
            self._document.part.numbering_part.element.append(made)
        self._numbers[told.list] = name, number
        return name

    def _figure(self, figure: Figure) -> str:
        content = drawn(figure.svg, figure.width, figure.height)
        name, _ = self._document.part.get_or_add_image(io.BytesIO(content))
        self._pictures += 1
        picture = inline(name, self._pictures, (figure.width, figure.height), figure.block.text)
        return paragraph(picture, Set("Figure"))

    def _margins(self) -> None:
        """What each page says at its head and foot; the first has no running head."""
        section = self._document.sections[0]
        page = self._page
        draft = plain(f"\t{page.draft}") if page.draft else ""
        logo = self._logo(section.first_page_header.part)
        self._fill(section.first_page_header, [draft + logo])
        self._fill(section.header, [plain(page.running) + draft])
        foot = [plain(f"{page.notice}\t") + self._numbered(), plain(page.versions)]
        for footer in (section.first_page_footer, section.footer):
            self._fill(footer, foot)

    def _fill(self, margin: Any, lines: Sequence[str]) -> None:
        margin.is_linked_to_previous = False
        style = "header" if "Header" in type(margin).__name__ else "footer"
        element = margin._element
        for old in list(element):
            element.remove(old)
        element.extend(self._parsed("".join(paragraph(line, Set(style)) for line in lines)))

    def _numbered(self) -> str:
        """The number of the page and of all pages, in the words of the templates."""
        marks = {"number": "\ue000", "count": "\ue001"}
        with bounded():
            template = environment(self._templates).get_template("sentences/twin/page.j2")
            words = template.render(**marks).strip()
        fields = {"\ue000": field("PAGE", "1"), "\ue001": field("NUMPAGES", "1")}
        parts = words.replace("\ue000", "\0\ue000\0").replace("\ue001", "\0\ue001\0").split("\0")
        return "".join(fields.get(part) or plain(part) for part in parts if part)

    def _logo(self, part: Any) -> str:
        logo = self._templates.logo
        if logo is None or not self._page.logo:
            return ""
        name, _ = part.get_or_add_image(io.BytesIO(logo_of(logo)))
        self._pictures += 1
        return anchored(
            name, self._pictures, (logo.width, logo.height), drop=self._page.draft != ""
        )

    def _described(self) -> None:
        """Title, author and dates as the PDF has them, and what letter the file belongs to."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part as PackagePart

        page, properties = self._page, self._document.core_properties
        made = dt.datetime.combine(page.dated, dt.time())
        properties.title, properties.subject = page.title, page.description
        properties.author = properties.last_modified_by = page.author
        properties.created = properties.modified = made
        properties.language = LANGUAGE
        package = self._document.part.package
        part = PackagePart(
            PackURI("/docProps/custom.xml"),
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
            belonging_xml(self._belonging).encode(),
            package,
        )
        package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _together(one: Passage, other: Passage) -> bool:
    """Whether two paragraphs are of one part that no page parts."""
    return bool(one.classes & other.classes & _WHOLE)


def _style(told: Passage) -> str:
    match told.block.kind:
        case "title":
            return "Title"
        case "heading":
            return f"heading {told.block.level}"
        case "quote":
            return "Quote"
        case "caption":
            return "caption"
        case "reference":
            return "References"
        case "item":
            return "List Bullet" if told.block.number is None else "List Number"
    if {"letterhead", "name"} <= told.classes:
        return "Letterhead Name"
    found = (style for name, style in _STYLES if name in told.classes)
    return next(found, "List Continue" if told.depth else "Body Text")
