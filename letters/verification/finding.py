"""Finds texts in the text of a PDF: one, one with its references, several that stand together."""

from collections.abc import Sequence
from itertools import groupby

from letters.verification.folding import unlinked
from letters.verification.ground import Ground
from letters.verification.model import LossKind, Lost
from letters.verification.reading import Span
from letters.verification.wanted import Leaf, Wanted

_REACH = 300
"""How many characters of the template may stand between two parts of what belongs together."""


class Finder:
    """Accounts for texts of a rationale in one text of a PDF; what cannot be found is lost."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.lost: list[Lost] = []

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

    def together(self, told: Wanted, start: int = 0) -> int:
        """Texts that stand in order and close together, wherever; returns where they end."""
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
