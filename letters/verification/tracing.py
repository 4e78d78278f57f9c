"""Finds in the text of a PDF everything that its rationale tells, whole and in order."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from letters.verification import rows
from letters.verification.folding import LINKED, unlinked
from letters.verification.ground import Ground
from letters.verification.model import LossKind, Lost
from letters.verification.reading import Span
from letters.verification.wanted import (
    SILENT,
    Json,
    Leaf,
    Wanted,
    claim,
    is_claim,
    is_paragraph,
    is_proved,
    leaf,
    paragraph,
    wanted,
)

_REACH = 300
"""How many characters of the template may stand between two parts of what belongs together."""


class Tracer:
    """Accounts for one text by one rationale; what cannot be found is lost."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.lost: list[Lost] = []
        self.spans: dict[str, Span] = {}
        """Where each field of the rationale stands that holds more than one text."""

    def trace(self, value: Json, place: str = "") -> None:
        """Finds all parts of a rationale that hold more than one text: lists, sentences, parts."""
        for key, below in value.items():
            if key in SILENT or key in ("citations", "fact"):
                continue
            self.ground.last = None
            self._field(key, below, f"{place}.{key}" if place else key)
            if not place and self.ground.last is not None:
                self.spans[key] = self.ground.last

    def _field(self, key: str, below: Any, here: str) -> None:
        if isinstance(below, list):
            self._list(key, below, here)
        elif is_claim(below):
            self._claims([claim(below, here)])
        elif is_paragraph(below):
            self._paragraphs([below], [here])
        elif isinstance(below, dict) and "panels" in below:
            self._claims([claim(below["caption"], f"{here}.caption")])
        elif isinstance(below, dict) and "days" in below:
            rows.grid(self, below, here)
        elif isinstance(below, dict):
            self._part(below, here)

    def ordered(self) -> None:
        """Notes what does not stand where the rationale has it: one field after the other."""
        end = 0
        for key, span in self.spans.items():
            if span.start < end:
                self.lose(key, "sentence")
            end = max(end, span.end)

    def lose(self, place: str, kind: LossKind, text: str = "") -> None:
        """Notes that something is not told as it stands."""
        self.lost.append(Lost(place=place, kind=kind, text=unlinked(text)))

    def leaf(self, told: Leaf, within: Span) -> Span | None:
        """Finds and takes one text with the numbers right behind it; the first that is free."""
        for form in told.forms:
            at = within
            while found := self.ground.find(form, at):
                cited = self.ground.follows(found, told.numbers)
                if cited is not None:
                    self.ground.take(found)
                    self.ground.take(cited)
                    return Span(found.start, cited.end)
                at = Span(found.start + 1, within.end)
        return None

    def text(self, told: Leaf, within: Span) -> Span | None:
        """Finds and takes one text, whatever numbers stand behind it; the first that is free."""
        found = next(filter(None, (self.ground.find(form, within) for form in told.forms)), None)
        if found is not None:
            self.ground.take(found)
        return found

    def _list(self, key: str, values: list[Any], place: str) -> None:
        places = [f"{place}[{number}]" for number in range(len(values))]
        if all(map(is_claim, values)) and not any(map(is_proved, values)):
            self._claims([claim(*each) for each in zip(values, places, strict=True)])
        elif all(map(is_paragraph, values)):
            self._paragraphs(values, places)
        elif all(isinstance(each, dict) for each in values):
            rows.listed(self, key, [wanted(*each) for each in zip(values, places, strict=True)])
        elif all(isinstance(each, str) for each in values):
            self._claims([leaf(*each) for each in zip(values, places, strict=True)], "line")

    def _paragraphs(self, values: Iterable[Json], places: Iterable[str]) -> None:
        """Paragraphs in order; one that is not found whole is looked for sentence by sentence."""
        at = 0
        for value, place in zip(values, places, strict=True):
            whole = self._whole(value, at)
            if whole is not None:
                self.ground.take(whole)
                at = whole.end
                continue
            told = [
                claim(each, f"{place}.claims[{number}]")
                for number, each in enumerate(value["claims"])
            ]
            at = self._claims(told, start=at)

    def _whole(self, value: Json, at: int) -> Span | None:
        told = paragraph(value)
        if not self.ground.is_linked:
            told = told._replace(chars=unlinked(told.chars))
        found = self.ground.find(told, Span(at, self.ground.whole.end))
        end = found.end if found else 0
        linked_on = self.ground.text.chars[end : end + 1]
        return None if linked_on and linked_on in LINKED else found

    def _claims(self, told: Sequence[Leaf], kind: LossKind = "sentence", start: int = 0) -> int:
        """Texts in order, each on its own; returns where the last one ends."""
        at = start
        for each in told:
            if not each.text:
                continue
            found = self.leaf(each, Span(at, self.ground.whole.end))
            if found is None:
                self.lose(each.place, self._why(each, kind), each.text)
            else:
                at = found.end
        return at

    def _why(self, told: Leaf, kind: LossKind) -> LossKind:
        """A sentence that stands there but not with its numbers has lost these."""
        stands = any(self.ground.find(form, self.ground.whole) for form in told.forms)
        return "citation" if stands and kind == "sentence" else kind

    def _part(self, value: Json, place: str) -> None:
        """A part with fields of its own: lists in it by themselves, its texts close together."""
        nested = {
            key: below
            for key, below in value.items()
            if isinstance(below, dict)
            or (isinstance(below, list) and not all(isinstance(each, str) for each in below))
        }
        told = wanted({key: value[key] for key in value if key not in nested}, place)
        self.together(told)
        if nested:
            self.trace(nested, place)

    def together(self, told: Wanted, start: int = 0) -> int:
        """Texts that stand in order and close together, wherever they do; returns where they end."""
        best: list[Span] = []
        at = start
        while (chain := self._chain(told.leaves, at)) is not None:
            spans, at = chain
            if len(spans) > len(best):
                best = spans
            if len(best) == len(told.leaves):
                break
        for span in best:
            self.ground.take(span)
        for missing in told.leaves[len(best) :]:
            self.lose(missing.place, "line", missing.text)
        return best[-1].end if best else start

    def around(self, told: Wanted, start: int) -> tuple[tuple[str, ...], int]:
        """Parts of one item that stand next to each other, each in order of its own.

        Returns the fields in the order in which they stand, and where they end.
        """
        parts = [
            told._replace(leaves=tuple(leaves))
            for _, leaves in groupby(told.leaves, lambda each: each.field)
        ]
        parts.sort(key=lambda part: -sum(len(each.text) for each in part.leaves))
        low, high = start, self.ground.whole.end
        taken: list[tuple[Span, str]] = []
        for part in parts:
            chain = self._chain(part.leaves, low, high)
            if chain is None or len(chain[0]) < len(part.leaves):
                self.together(part, low)
                continue
            for span in chain[0]:
                self.ground.take(span)
                taken.append((span, part.leaves[0].field))
            reach = _REACH + max(len(each.text) for each in told.leaves)
            low = max(start, min(taken)[0].start - reach)
            high = max(taken)[0].end + reach
        order = tuple(dict.fromkeys(field for _, field in sorted(taken)))
        return order, max(taken)[0].end if taken else start

    def _chain(
        self, leaves: Sequence[Leaf], start: int, end: int | None = None
    ) -> tuple[list[Span], int] | None:
        """The leaves from the next place of the first one on, and where to look again."""
        spans: list[Span] = []
        end = self.ground.whole.end if end is None else min(end, self.ground.whole.end)
        for each in leaves:
            reach = spans[-1].end + _REACH + len(each.text) + len(each.numbers) if spans else end
            found = self._first(each, Span(spans[-1].end if spans else start, min(reach, end)))
            if found is None:
                break
            spans.append(found)
        return (spans, spans[0].start + 1) if spans else None

    def _first(self, told: Leaf, within: Span) -> Span | None:
        ends = [
            Span(found.start, cited.end)
            for form in told.forms
            if (found := self.ground.find(form, within))
            and (cited := self.ground.follows(found, told.numbers)) is not None
        ]
        return min(ends, default=None)
