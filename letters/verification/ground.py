"""The text of a PDF while it is accounted for: what is found is taken, once."""

from bisect import bisect_left, bisect_right
from itertools import pairwise

from letters.verification.folding import GLUED, LINKED, UNKNOWN, Folded, unlinked
from letters.verification.reading import MARGIN, Span, Text


class Ground:
    """A text and which of its characters something of the rationale has accounted for."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.whole = Span(0, len(text.chars))
        self._taken = bytearray(len(text.chars))
        self._recent: Span | None = None
        self._starts: dict[Folded, list[int]] = {}
        self.is_linked = any(char in LINKED for char in text.chars)
        self.edges = {at for block in text.blocks for at in block.span if block.role != MARGIN}
        self._sorted = sorted(self.edges)

    def find(self, want: Folded, within: Span, *, spent: bool = False) -> Span | None:
        """Where a text first stands whole and still to be taken; with `spent`, taken or not."""
        chars, size = self.text.chars, len(want.chars)
        at = chars.find(want.chars, *within) if size else -1
        while at >= 0:
            if (spent or self._taken.find(1, at, at + size) < 0) and self._fits(want, at):
                return Span(at, at + size)
            at = chars.find(want.chars, at + 1, within.end)
        return None

    def stands(self, want: Folded, within: Span) -> bool:
        """Whether `find` finds a text: for one that is asked for in many places.

        Where it stands is looked up once for the whole text and kept until something is taken.
        """
        size = len(want.chars)
        if size > within.end - within.start:
            return False
        starts = self._starts.get(want)
        if starts is None:
            starts = self._starts[want] = self._all(want)
        at = bisect_left(starts, within.start)
        return at < len(starts) and starts[at] + size <= within.end

    def _all(self, want: Folded) -> list[int]:
        starts: list[int] = []
        at: Span | None = self.whole
        while at and (at := self.find(want, at)):
            starts.append(at.start)
            at = Span(at.start + 1, self.whole.end)
        return starts

    def take(self, span: Span) -> None:
        """Accounts for a stretch of the text."""
        self._starts.clear()
        self._recent = span if self._recent is None else _around(self._recent, span)
        self._taken[slice(*span)] = b"\x01" * (span.end - span.start)

    def forget(self) -> None:
        """Lets `recent` tell only of what is taken from now on."""
        self._recent = None

    def recent(self) -> Span | None:
        """From where to where something was taken since the last `forget`."""
        return self._recent

    def is_free(self, span: Span) -> bool:
        """Whether nothing of a stretch has been taken."""
        return self._taken.find(1, *span) < 0

    def free(self, within: Span) -> str:
        """A stretch of the text with a NUL for each character that has been taken."""
        chars, taken = self.text.chars, self._taken
        told, at = [], within.start
        while at < within.end:
            begins = taken.find(0, at, within.end)
            begins = within.end if begins < 0 else begins
            ends = taken.find(1, begins, within.end)
            ends = within.end if ends < 0 else ends
            told.append("\0" * (begins - at) + chars[begins:ends])
            at = ends
        return "".join(told)

    def rest(self, within: Span) -> list[Span]:
        """The stretches that nothing has accounted for, cut at the edges of blocks."""
        found: list[Span] = []
        at = within.start
        while (at := self._taken.find(0, at, within.end)) >= 0:
            end = self._taken.find(1, at, within.end)
            end = within.end if end < 0 else end
            first = bisect_right(self._sorted, at)
            cuts = [at, *self._sorted[first : bisect_left(self._sorted, end, first)], end]
            found += [Span(*pair) for pair in pairwise(cuts)]
            at = end
        return found

    def follows(self, span: Span, numbers: str) -> Span | None:
        """The numbers of references right behind a text, if they are just these.

        In a document without any link they are plain digits.
        """
        want = numbers if self.is_linked else unlinked(numbers)
        chars, end = self.text.chars, span.end + len(want)
        after = chars[end : end + 1]
        if chars[span.end : end] != want or (after and after in LINKED):
            return None
        here = Span(span.end, end)
        return here if self.is_free(here) else None

    def _fits(self, want: Folded, at: int) -> bool:
        """Whether white space agrees, and no longer word or number stands around."""
        end = at + len(want.chars)
        there, wanted = self.text.gaps[at + 1 : end], want.gaps[1:]
        if there != wanted and not _agree(there, wanted):
            return False
        return self._is_edge(at) and self._is_edge(end) and not self._crosses(at, end)

    def _is_edge(self, at: int) -> bool:
        """Whether a word may begin or end at a place."""
        chars = self.text.chars
        if at in (0, len(chars)) or at in self.edges or self.text.gaps[at] != GLUED:
            return True
        return not (chars[at - 1].isalnum() and chars[at].isalnum())

    def _crosses(self, at: int, end: int) -> bool:
        """Whether a text runs over from one block into another, other than onto the next page."""
        page = self.text.page
        first = bisect_right(self._sorted, at)
        for edge in self._sorted[first : bisect_left(self._sorted, end, first)]:
            if page(edge - 1) == page(edge):
                return True
        return False


def _agree(there: bytes, wanted: bytes) -> bool:
    """Whether gaps are those wanted wherever the page tells them."""
    at = 0
    for told in there.split(_UNKNOWN):
        if wanted[at : at + len(told)] != told:
            return False
        at += len(told) + 1
    return True


_UNKNOWN = bytes((UNKNOWN,))


def _around(one: Span, two: Span) -> Span:
    return Span(min(one.start, two.start), max(one.end, two.end))
