"""Finds in the text of a PDF everything that its rationale tells, whole and in order."""

from collections.abc import Iterable, Sequence
from typing import Any

from letters.verification import rows
from letters.verification.finding import Finder
from letters.verification.folding import LINKED, unlinked
from letters.verification.ground import Ground
from letters.verification.model import LossKind
from letters.verification.reading import Span
from letters.verification.wanted import (
    SILENT,
    Json,
    Leaf,
    claim,
    is_claim,
    is_paragraph,
    is_proved,
    leaf,
    paragraph,
    wanted,
)


class Tracer(Finder):
    """Accounts for one text by one rationale; what cannot be found is lost."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.spans: dict[str, Span] = {}
        """Where each field of the rationale stands that holds more than one text."""

    def trace(self, value: Json, place: str = "") -> None:
        """Finds all parts of a rationale that hold more than one text: lists, sentences, parts."""
        for key, below in value.items():
            if key in SILENT or key in ("citations", "fact"):
                continue
            self.ground.forget()
            self._field(key, below, f"{place}.{key}" if place else key)
            recent = self.ground.recent()
            if not place and recent is not None:
                self.spans[key] = recent

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

    def ordered(self, fields: Sequence[str]) -> None:
        """Notes which fields do not stand one after the other in this order."""
        end = 0
        for key, span in ((key, self.spans[key]) for key in fields if key in self.spans):
            if span.start < end:
                self.lose(key, "sentence")
            end = max(end, span.end)

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
