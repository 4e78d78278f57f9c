"""A document's HTML as texts between tags, and where each of these stands in what a PDF tells."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from letters.verification.folding import Folded, fold, linked
from letters.verification.reading import Block, Figure, Item, Reading, Row, Span, Text

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)", re.IGNORECASE)
_VOID = {"br", "meta", "col", "img", "link", "hr", "input", "path", "circle", "line", "polyline"}
_SILENT = re.compile(r"<(?:head|style|title)\b(?!er)")
_LABEL = 5
"""The longest label of a list item that stands in a PDF and not in its HTML."""

Edit = Mapping[int, str]
"""What is to stand in the place of some texts, by their number."""


@dataclass(frozen=True)
class Node:
    """One text of a document: its number among the parts, the tags around it, its cell and row.

    `cell` and `row` are numbers of the tags that open them, -1 outside of any.
    """

    number: int
    text: str
    tags: tuple[str, ...]
    cell: int
    row: int

    @property
    def is_drawn(self) -> bool:
        """Whether it stands in a figure."""
        return any(tag.startswith("<svg") for tag in self.tags)

    @property
    def is_link(self) -> bool:
        """Whether it is the number of a reference, or the comma between two."""
        return any(tag.startswith("<sup") for tag in self.tags)

    def within(self, start: str) -> bool:
        """Whether a tag that begins so is around it."""
        return any(tag.startswith(start) for tag in self.tags)


class Markup:
    """The HTML of one document."""

    def __init__(self, written: str) -> None:
        self.parts = _TAG.split(written)
        self.nodes = list(self._nodes())

    def _nodes(self) -> Iterator[Node]:
        open_: list[tuple[str, int]] = []
        for number, part in enumerate(self.parts):
            if not part.startswith("<"):
                tags = tuple(tag for tag, _ in open_)
                if part.strip() and tags and not any(_SILENT.match(tag) for tag in tags):
                    yield Node(number, html.unescape(part), tags, *_table(open_))
                continue
            name = _NAME.match(part)
            if name is None or name[1] in _VOID or part.endswith("/>"):
                continue
            if part.startswith("</"):
                while open_ and not re.match(rf"<{name[1]}\b", open_.pop()[0]):
                    pass
            else:
                open_.append((part, number))

    def edited(self, edit: Edit) -> str:
        """The HTML with other texts."""
        parts = list(self.parts)
        for number, text in edit.items():
            parts[number] = (
                text if parts[number].startswith("<") else html.escape(text, quote=False)
            )
        return "".join(parts)


def _table(open_: list[tuple[str, int]]) -> tuple[int, int]:
    cell = row = -1
    for tag, number in open_:
        if re.match(r"<t[dh]\b", tag):
            cell = number
        elif re.match(r"<tr\b", tag):
            row = number
    return cell, row


class Places:
    """Where each text of the HTML stands in the PDF made of it: proof that both tell the same."""

    def __init__(self, markup: Markup, reading: Reading) -> None:
        self.markup, self.reading = markup, reading
        self.spans: dict[int, Span] = {}
        self.drawn: dict[int, int] = {}
        at = drawn = 0
        chars = reading.body.chars
        for node in markup.nodes:
            told = _told(node, node.text)
            if node.is_drawn:
                self.drawn[node.number] = drawn
                drawn += 1
                continue
            found = chars.find(told.chars, at)
            figures = [figure.span for figure in reading.body.figures]
            gap = _skipped(at, found, figures)
            if told.chars and found >= 0 and gap <= _LABEL:
                self.spans[node.number] = Span(found, found + len(told.chars))
                at = found + len(told.chars)
        self.lost = [
            node
            for node in markup.nodes
            if node.number not in self.spans
            and node.number not in self.drawn
            and fold(node.text).chars
        ]
        self._nodes = {node.number: node for node in markup.nodes}
        self._parts = markup.parts

    def read(self, edit: Edit) -> Reading | None:
        """What the PDF would tell with other texts; None if one of them stands nowhere in it."""
        changes: list[tuple[Span, Folded]] = []
        drawn: dict[int, str] = {}
        margins = self.reading.margins
        for number, text in edit.items():
            node = self._nodes.get(number)
            if node is None:
                old = self._parts[number]
                label = self._label(old, text)
                margins = tuple(_line_changed(each, old, text) for each in margins)
                if label is not None:
                    changes.append(label)
                elif margins == self.reading.margins:
                    return None
                continue
            told = _told(node, text)
            if number in self.drawn:
                drawn[self.drawn[number]] = told.chars
            elif number in self.spans:
                changes.append((self.spans[number], told))
            else:
                return None
        body = edited(self.reading.body, changes, drawn)
        return self.reading._replace(body=body, margins=margins)

    def _label(self, old: str, new: str) -> tuple[Span, Folded] | None:
        """The label of a reference whose number another tag sets."""
        before, after = (re.search(r"counter-set: list-item (\d+)", tag) for tag in (old, new))
        if before is None or after is None:
            return None
        chars = self.reading.body.chars
        labels = [item.label for item in self.reading.body.items if item.label]
        found = [label for label in labels if chars[slice(*label)] == f"{before[1]}."]
        return found[-1], fold(f"{after[1]}.")


def _line_changed(text: Text, old: str, new: str) -> Text:
    """A margin with another text in it, if the style prints it there."""
    for name in ("data-running", "data-versions"):
        before, after = (re.search(rf'{name}="([^"]*)"', tag) for tag in (old, new))
        if before and after and before[1] != after[1]:
            was, told = (fold(html.unescape(each[1])) for each in (before, after))
            at = text.chars.find(was.chars)
            if at >= 0:
                return edited(text, [(Span(at, at + len(was.chars)), told)])
    return text


def _skipped(at: int, found: int, figures: list[Span]) -> int:
    """How much stands between two texts, figures apart."""
    inside = sum(
        span.end - span.start for span in figures if at <= span.start and span.end <= found
    )
    return found - at - inside


def _told(node: Node, text: str) -> Folded:
    told = fold(text)
    return (
        told._replace(chars=linked(told.chars))
        if (node.is_link and node.within("<a ")) or (node.is_link and told.chars == ",")
        else told
    )


def edited(
    text: Text, changes: list[tuple[Span, Folded]], drawn: Mapping[int, str] | None = None
) -> Text:
    """A text with some stretches replaced; everything in it moves along."""
    changes = sorted(changes, key=lambda change: change[0])
    made = Text()
    chars, gaps, at = "", b"", 0
    for span, told in changes:
        first = text.gaps[span.start : span.start + 1]
        chars += text.chars[at : span.start] + told.chars
        gaps += text.gaps[at : span.start] + first[: len(told.gaps)] + told.gaps[1:]
        at = span.end
    made.chars, made.gaps = chars + text.chars[at:], gaps + text.gaps[at:]

    def moved(place: int) -> int:
        return place + sum(
            len(told.chars) - (span.end - span.start) for span, told in changes if span.end <= place
        )

    def stretch(span: Span) -> Span:
        return Span(moved(span.start), moved(span.end))

    made.rows = [
        Row(stretch(row.span), tuple(map(stretch, row.cells)), row.is_head, row.table)
        for row in text.rows
    ]
    made.items = [
        Item(stretch(item.span), stretch(item.label) if item.label else None, item.place)
        for item in text.items
    ]
    made.blocks = [Block(block.role, stretch(block.span)) for block in text.blocks]
    texts = [list(figure.texts) for figure in text.figures]
    for number, drawing in (drawn or {}).items():
        texts[0][number] = drawing
    made.figures = [
        Figure(stretch(figure.span), tuple(each), figure.alternative)
        for figure, each in zip(text.figures, texts, strict=True)
    ]
    made._starts = [moved(start) for start in text._starts]
    made._pages = list(text._pages)
    return made
