"""Verifies a finished PDF against its rationale, from these two alone.

In both directions: nothing that the rationale tells is lost, and nothing is told that it does not.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from letters.rationale.shown import FORMAT, Embedded, shown
from letters.verification import chart as charts
from letters.verification import layout
from letters.verification.folding import fold
from letters.verification.ground import Ground
from letters.verification.model import Lost, NoRationaleError, Untraced, Verification
from letters.verification.reading import MARGIN, Block, Reading, Span, Text, read
from letters.verification.remainder import paginate, untraced, vocabulary
from letters.verification.sparing import closer, uncounted
from letters.verification.tracing import Tracer
from letters.verification.wanted import SILENT, Json, Leaf, leaf

_ADAPTER: TypeAdapter[Embedded] = TypeAdapter(Embedded)
_REPEATED = ("running", "case_id", "library", "tool")
"""What stands in the margins, on each page that has such a margin."""

_TOLD_ELSEWHERE = frozenset({"document", "embedded", *_REPEATED})
"""What need not stand on a page, or is looked for in its margins."""


def verify(
    pdf: bytes, rationale: bytes | None = None, words: frozenset[str] = frozenset()
) -> Verification:
    """Traces a finished PDF to its rationale and back.

    `rationale` is the embedded form or a whole rationale as it was written beside the PDF; without
    it the one that the PDF carries is taken. `words` are phrases of a practice's own templates.

    Raises:
        InputError: if the PDF cannot be read.
        NoRationaleError: if it carries no rationale of this format and none was given.
    """
    reading = read(pdf)
    return traced(reading, rationale_of(reading, rationale), words)


def rationale_of(reading: Reading, given: bytes | None = None) -> Json:
    """The rationale to trace a PDF to, in its embedded form: one given, else the one it carries.

    Raises:
        NoRationaleError: if it carries no rationale of this format and none was given.
    """
    written = given if given is not None else reading.embedded
    if written is None:
        raise NoRationaleError("The PDF carries no rationale. Give one with --rationale.")
    return _json(written)


def traced(reading: Reading, told: Json, words: frozenset[str] = frozenset()) -> Verification:
    """Traces a PDF that was read to a rationale in its embedded form, and back."""
    tracing = _Verifier(reading, told, words)
    if reading.embedded is not None and not _is_same(reading.embedded, told):
        tracing.untraced.append(Untraced(text="", kind="file", page=0))
    return tracing.verify()


def _json(written: bytes) -> Json:
    try:
        value: Any = json.loads(written)
        if isinstance(value, dict) and "format" not in value:
            value = json.loads(shown(_ADAPTER.validate_json(written)))
    except (ValueError, ValidationError, RecursionError):
        value = None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise NoRationaleError(
            f"The rationale is not JSON of the format {FORMAT}; "
            "`letters schema rationale` tells what that is."
        )
    return value


def _is_same(embedded: bytes, told: Json) -> bool:
    """Whether the file that a PDF carries is the rationale that it is traced to."""
    try:
        return bool(json.loads(embedded) == told)
    except (ValueError, RecursionError):
        return False


class _Verifier:
    """Verifies one reading of a PDF against one rationale."""

    def __init__(self, reading: Reading, told: Json, words: frozenset[str]) -> None:
        self.reading, self.told = reading, told
        # A number is never a word of a template's own: it would vouch for any number like it.
        unnumbered = {word for word in words if not any(char.isdigit() for char in word)}
        self.vocabulary = vocabulary(frozenset(unnumbered))
        self.tracer = Tracer(Ground(reading.body))
        self.ground = self.tracer.ground
        self.margins = [Ground(text) for text in reading.margins]
        self.untraced: list[Untraced] = []

    def verify(self) -> Verification:
        """All that is lost, and all that is untraced.

        Raises:
            NoRationaleError: if the rationale does not fit its own schema.
        """
        try:
            lost, strange = self._compared()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError):
            raise NoRationaleError("The rationale does not fit its own schema.") from None
        return Verification(
            ok=not lost and not strange,
            pages=len(self.margins),
            embedded=self.reading.embedded is not None,
            untraced=tuple(strange),
            lost=tuple(lost),
        )

    def _compared(self) -> tuple[list[Lost], list[Untraced]]:
        self._figures()
        closed = closer(self.told, self.ground)
        self.tracer.trace(closed)
        self.tracer.ordered(layout.orders().get(str(self.told["document"]), tuple(self.told)))
        self._margins()
        self._single()
        self._labelled()
        names = self._names()
        for ground in (self.ground, *self.margins):
            self.untraced += untraced(ground, self.vocabulary, names)
        self._described()
        return uncounted(self.told, closed, self.tracer.lost, self.untraced)

    def _figures(self) -> None:
        """The figure with its chart; another picture may say only what a template says."""
        chart = self.told.get("chart")
        for figure in self.reading.body.figures:
            self.ground.take(figure.span)
            page = self.reading.body.page(figure.span.start)
            alternative = fold(figure.alternative).chars
            if chart is None or alternative != fold(chart.get("alt", "")).chars:
                self._foreign(figure.alternative, page)
                for text in figure.texts:
                    self._foreign(text, page)
                continue
            strange = charts.foreign(chart, figure.texts)
            self.untraced += [Untraced(text=text, kind="number", page=page) for text in strange]
            for text in charts.missing(chart, figure.texts):
                self.tracer.lose("chart", "figure", text)
            chart = None
        if chart is not None:
            self.tracer.lose("chart", "figure")

    def _margins(self) -> None:
        """Running heads and feet: on each page the same, with the right number of the page."""
        count = len(self.margins)
        numbered = [
            paginate(ground, number, count) for number, ground in enumerate(self.margins, start=1)
        ]
        for number, has in enumerate(numbered, start=1):
            if any(numbered) and not has:
                self.tracer.lose(f"page {number}", "page", f"Page {number} of {count}")
        for name in _REPEATED:
            if self.told.get(name):
                self._repeated(leaf(self.told[name], name))
        heads = [row for row in self.reading.body.rows if row.is_head]
        told = {self.reading.body.chars[slice(*cell)] for row in heads for cell in row.cells}
        lines = {self.reading.body.chars[slice(*block.span)] for block in self._head_blocks(heads)}
        for ground in self.margins:
            for block in ground.text.blocks:
                if _is_within(ground.text.chars[slice(*block.span)], told | lines):
                    ground.take(block.span)

    def _head_blocks(self, heads: Sequence[Any]) -> list[Block]:
        return [
            block
            for block in self.reading.body.blocks
            if any(row.span.start <= block.span.start < row.span.end for row in heads)
        ]

    def _repeated(self, told: Leaf) -> None:
        found = []
        for ground in self.margins:
            spans = [span for form in told.forms if (span := ground.find(form, ground.whole))]
            found.append(bool(spans))
            for span in spans[:1]:
                ground.take(span)
        # A running head is left out on the first page.
        for number, has in enumerate(found[1:], start=2):
            if not has:
                self.tracer.lose(f"{told.place} on page {number}", "page", told.text)
        if told.place != "running" and not any(found):
            self.tracer.lose(told.place, "page", told.text)

    def _single(self) -> None:
        """Texts that stand by themselves; one may be told again, in a heading or a sentence."""
        single = {
            key: value
            for key, value in self.told.items()
            if key not in SILENT
            and value not in ("", None)
            and not isinstance(value, bool | dict | list)
        }
        # The longest first: a title may hold a name that stands elsewhere too.
        for key, value in sorted(single.items(), key=lambda each: -len(str(each[1]))):
            told = leaf(value, key)
            places = (self.ground, *self.margins)
            self.ground.forget()
            found = [taken for ground in places if (taken := _take_all(ground, told, value))]
            recent = self.ground.recent()
            if recent is not None:
                self.tracer.spans[key] = recent
            if not found and not self._stands(told) and key not in _TOLD_ELSEWHERE:
                self.tracer.lose(key, "line", told.text)
        label = self.told.get("chart", {}).get("target_label")
        if label:
            told = leaf(label, "chart.target_label")
            if not _take_all(self.ground, told, label) and not self._stands(told):
                self.tracer.lose(told.place, "line", told.text)

    def _labelled(self) -> None:
        """A single text in a table stands beside its own label and not beside another's."""
        labels = layout.labels()
        others = {label for told in labels.values() for label in told}
        for key, own in labels.items():
            span = self.tracer.spans.get(key)
            row = next(
                (
                    r
                    for r in self.reading.body.rows
                    if span and r.span.start <= span.start < r.span.end
                ),
                None,
            )
            if row is not None and span is not None:
                beside = self.reading.body.chars[slice(*row.cells[0])]
                if beside in others - own or span.start < row.cells[0].end:
                    self.tracer.lose(key, "cell", str(self.told[key]))

    def _stands(self, told: Leaf) -> bool:
        """Whether a text stands somewhere, though something else has accounted for it."""
        return any(self.ground.find(form, self.ground.whole, spent=True) for form in told.forms)

    def _described(self) -> None:
        """What the file says of itself: its title is the document's, its author a name in it."""
        if fold(self.reading.title).chars != fold(str(self.told.get("title", ""))).chars:
            self.untraced.append(Untraced(text=self.reading.title, kind="description", page=0))
        self._foreign(self.reading.author, 0)

    def _foreign(self, text: str, page: int) -> None:
        """Notes what of a text beside the pages neither the rationale nor a template tells."""
        ground = Ground(_loose(text))
        for each in _texts(self.told):
            for form in leaf(each, "").forms:
                if found := ground.find(form, ground.whole):
                    ground.take(found)
        for rest in untraced(ground, self.vocabulary, frozenset()):
            self.untraced.append(Untraced(text=rest.text, kind="description", page=page))

    def _names(self) -> frozenset[str]:
        """The words of all names that the rationale tells: to say of a stray word what it is."""
        told = [str(self.told.get("patient", "")), str(self.told.get("practice", ""))]
        told += [str(value) for value in self.told.get("signature", {}).values()]
        told += [bar["label"] for bar in self.told.get("chart", {}).get("bars", ())]
        return frozenset(word for text in told for word in text.split())


def _take_all(ground: Ground, told: Leaf, value: object) -> int:
    """Takes a text as often as it stands there; a bare number only once."""
    count = 0
    for form in told.forms:
        while found := ground.find(form, ground.whole):
            ground.take(found)
            count += 1
            if isinstance(value, int):
                return count
    return count


def _is_within(line: str, told: set[str]) -> bool:
    """Whether a line of a margin repeats a line of a table's head."""
    return any(line in each for each in told) if len(line) > 1 else line in told


def _loose(text: str) -> Text:
    told = fold(text)
    made = Text()
    made.blocks.append(Block(MARGIN, Span(0, len(told.chars))))
    return made.close([(told.chars, told.gaps, 0)])


def _texts(value: Any) -> list[str]:
    """The texts that a rationale tells at its top and in its parts, the longest first."""
    parts = [value, *(below for below in value.values() if isinstance(below, dict))]
    texts = {each for part in parts for each in part.values() if isinstance(each, str)}
    return sorted(texts - {""}, key=lambda text: (-len(text), text))
