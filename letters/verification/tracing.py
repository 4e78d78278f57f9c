"""Finds in the text of a PDF everything that its rationale tells, whole and in order."""

from collections.abc import Iterable, Sequence
from typing import Any

from letters.verification import layout, rows
from letters.verification.folding import LINKED, unlinked
from letters.verification.ground import Ground
from letters.verification.model import Lost, LossKind
from letters.verification.reading import Span
from letters.verification.wanted import (
    SILENT,
    Json,
    Leaf,
    Wanted,
    claim,
    is_claim,
    is_paragraph,
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

    def trace(self, value: Json, place: str = "") -> None:
        """Finds all parts of a rationale that hold more than one text: lists, sentences, parts."""
        for key, below in value.items():
            here = f"{place}.{key}" if place else key
            if key in SILENT or key in ("citations", "fact"):
                continue
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

    def _list(self, key: str, values: list[Any], place: str) -> None:
        places = [f"{place}[{number}]" for number in range(len(values))]
        if all(map(is_claim, values)):
            self._claims([claim(*each) for each in zip(values, places, strict=True)])
        elif all(map(is_paragraph, values)):
            self._paragraphs(values, places)
        elif all(isinstance(each, dict) for each in values):
            rows.listed(
                self, key, [wanted(*each) for each in zip(values, places, strict=True)]
            )
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
        found = self.ground.find(paragraph(value, ""), Span(at, self.ground.whole.end))
        end = found.end if found else 0
        linked_on = self.ground.text.chars[end : end + 1]
        return None if linked_on and linked_on in LINKED else found

    def _claims(
        self, told: Sequence[Leaf], kind: LossKind = "sentence", start: int = 0
    ) -> int:
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

    def together(self, told: Wanted) -> None:
        """Texts that stand in order and close together, wherever they do."""
        best: list[Span] = []
        start = 0
        while (chain := self._chain(told.leaves, start)) is not None:
            spans, start = chain
            if len(spans) > len(best):
                best = spans
            if len(best) == len(told.leaves):
                break
        for span in best:
            self.ground.take(span)
        for missing in told.leaves[len(best) :]:
            self.lose(missing.place, "line", missing.text)

    def _chain(self, leaves: Sequence[Leaf], start: int) -> tuple[list[Span], int] | None:
        """The leaves from the next place of the first one on, and where to look again."""
        spans: list[Span] = []
        end = self.ground.whole.end
        within = Span(start, end)
        for each in leaves:
            found = self._first(each, within)
            if found is None:
                break
            spans.append(found)
            within = Span(found.end, min(found.end + _REACH + len(each.text), end))
        return (spans, spans[0].start + 1) if spans else None

    def _first(self, told: Leaf, within: Span) -> Span | None:
        ends = [
            Span(found.start, cited.end)
            for form in told.forms
            if (found := self.ground.find(form, within))
            and (cited := self.ground.follows(found, told.numbers)) is not None
        ]
        return min(ends, default=None)
