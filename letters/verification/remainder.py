"""What is left of a PDF once its rationale is accounted for: the template's own words, or not.

Only phrases of a closed list may be left, page numbers that are right, the numbers of tables and of
list items that count up. Everything else tells something that the rationale does not.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from letters.verification.folding import GLUED, LINKED, Folded, fold, unlinked
from letters.verification.ground import Ground
from letters.verification.model import TokenKind, Untraced
from letters.verification.reading import Span

_FILE = Path(__file__).with_name("words.txt")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_KINDS: tuple[tuple[TokenKind, re.Pattern[str]], ...] = (
    ("exhibit", re.compile(r"\b(?:ex\.|exhibit\b)", re.IGNORECASE)),
    ("date", re.compile(rf"\b(?:{_MONTH})[a-z]*\.? ?\d|\d{{4}}-\d\d-\d\d|\d/\d", re.IGNORECASE)),
    ("dose", re.compile(r"\d ?(?:mg|mcg|µg|g|kg|mL|L|IU|units|mmol|%)(?:\b|/|$)")),
    ("code", re.compile(r"(?=\w*[A-Z])(?=\w*\d)[\w.-]+")),
    ("number", re.compile(r"\d")),
)


_TURNING = frozenset({"not", "no", "without", "never", "neither", "nor", "none"})
"""Words that turn a sentence round: by themselves they are no template's own."""


@cache
def phrases() -> frozenset[str]:
    """The fixed words of the shipped templates, a phrase a line."""
    return frozenset(filter(None, _FILE.read_text(encoding="utf-8").split("\n")))


@cache
def shipped() -> frozenset[str]:
    """The same phrases without white space."""
    return frozenset(fold(phrase).chars for phrase in phrases())


class Vocabulary:
    """Phrases that a template may print by itself."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = {fold(word) for word in words if word.casefold() not in _TURNING}
        self._by_first: dict[str, list[Folded]] = {}
        for each in sorted(folded, key=lambda told: -len(told.chars)):
            if each.chars:
                self._by_first.setdefault(each.chars[0], []).append(each)

    def strange(self, ground: Ground, span: Span) -> list[Span]:
        """The words of a stretch that no phrase accounts for."""
        found: list[Span] = []
        at = span.start
        while at < span.end:
            end = self._phrase(ground, Span(at, span.end))
            if end is None:
                end = _word(ground, Span(at, span.end))
                found.append(Span(at, end))
            at = end
        return found

    def _phrase(self, ground: Ground, span: Span) -> int | None:
        """Where the longest phrase ends that begins a stretch."""
        for form in self._by_first.get(ground.text.chars[span.start], ()):
            end = span.start + len(form.chars)
            if end <= span.end and ground.find(form, Span(span.start, end)):
                return end
        return None


@lru_cache(maxsize=4)
def vocabulary(words: frozenset[str]) -> Vocabulary:
    """The phrases of the shipped templates, and those of a practice's own."""
    return Vocabulary(phrases() | words)


def _word(ground: Ground, span: Span) -> int:
    """Where a word ends: at white space or at the end."""
    for at in range(span.start + 1, span.end):
        if ground.text.gaps[at] != GLUED:
            return at
    return span.end


def untraced(ground: Ground, vocabulary: Vocabulary, names: frozenset[str]) -> Iterator[Untraced]:
    """What is left in a text that is neither accounted for nor a template's own."""
    _count(ground)
    for rest in ground.rest(ground.whole):
        for span in _joined(vocabulary.strange(ground, rest)):
            text = unlinked(ground.text.spaced(span))
            linked = any(char in LINKED for char in ground.text.chars[slice(*span)])
            kind = "citation" if linked else _kind(text, names)
            yield Untraced(text=text, kind=kind, page=ground.text.page(span.start))


def _joined(spans: list[Span]) -> list[Span]:
    """Words next to each other as one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].end == span.start:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _kind(text: str, names: frozenset[str]) -> TokenKind:
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    words = re.findall(r"[^\W\d_]+", text)
    return "name" if any(word in names or word[0].isupper() for word in words) else "word"


_COUNTED = re.compile(r"(Table|Point)(\d+)(?=[.:])")


def _count(ground: Ground) -> None:
    """Accounts for numbers that count up: of list items that have no other, of tables, points."""
    for item in ground.text.items:
        if item.label and ground.text.chars[slice(*item.label)] in ("•", f"{item.place}."):
            ground.take(item.label)
    reached: dict[str, int] = {}
    for block in sorted(ground.text.blocks, key=lambda block: block.span):
        found = _COUNTED.match(ground.text.chars, *block.span)
        if found and block.role != "/P" and ground.is_free(Span(*found.span())):
            reached[found[1]] = number = reached.get(found[1], 0) + 1
            if int(found[2]) == number:
                ground.take(Span(*found.span()))


def paginate(ground: Ground, page: int, pages: int) -> bool:
    """Accounts for `Page 2 of 4` in the margins of page 2 of 4; False if the page says nothing."""
    found = ground.find(fold(f"Page {page} of {pages}"), ground.whole)
    if found:
        ground.take(found)
    return found is not None
