"""What a document must tell: the leaves of its rationale, each as it may be printed.

The rationale is walked as JSON, so that a kind of document not known here is traced like others.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from letters.case.pages import PagesError
from letters.case.pages import numbers as numbered
from letters.rationale.shown import days, is_day
from letters.verification.folding import Folded, fold, linked

Json = dict[str, Any]

SILENT = frozenset(
    {
        "id",
        "format",
        "language",
        "draft",
        "depth",
        "strong",
        "attested",
        "statement",
        "source",
        "tables",
    }
)
"""Fields that are not printed: they name, order or mark something that is."""
PLACES = frozenset({"file", "sheet", "row", "part"})
_LOUD = frozenset({"met", "not met", "not applicable", "unknown", "open", "undecided"})
"""Verdicts, which print in capitals."""


class Leaf(NamedTuple):
    """One printed text: its place in the rationale, its field, the forms it may have.

    `numbers` are those of its references, as links hold them, empty where it has none.
    """

    place: str
    field: str
    forms: tuple[Folded, ...]
    text: str
    numbers: str = ""


class Proof(NamedTuple):
    """Where the facts of a row are proved: exhibit letters with pages, files with rows."""

    exhibits: frozenset[tuple[str, int | None]]
    files: tuple[str, ...]
    rows: frozenset[int]
    parts: tuple[str, ...]


class Wanted(NamedTuple):
    """A part of the rationale: its leaves in order, its proof, numbers that stand in the row."""

    place: str
    leaves: tuple[Leaf, ...]
    proof: Proof
    numbers: tuple[str, ...]


def is_claim(value: object) -> bool:
    """Whether a part of the rationale is a sentence with its references."""
    return isinstance(value, dict) and "text" in value and "id" in value


def is_paragraph(value: object) -> bool:
    """Whether a part of the rationale is sentences that stand together."""
    return isinstance(value, dict) and "claims" in value


def numbers(value: Json) -> str:
    """The numbers of the references of a sentence, as links hold them."""
    cited = sorted({each["number"] for each in value.get("citations", ())})
    return linked(",".join(map(str, cited)))


def claim(value: Json, place: str, field: str = "") -> Leaf:
    """A sentence of the rationale as a leaf."""
    return Leaf(place, field, forms(value["text"]), value["text"], numbers(value))


def is_proved(value: Json) -> bool:
    """Whether a sentence names the exhibits of its facts."""
    return any("document" in fact for fact in value.get("facts", ()))


def paragraph(value: Json) -> Folded:
    """All sentences of a paragraph with their numbers, as one text."""
    chars, gaps = "", b""
    for each in value.get("claims", ()):
        told, cited = fold(each["text"], 1 if chars else 0), numbers(each)
        chars += told.chars + cited
        gaps += told.gaps + bytes(len(cited))
    return Folded(chars, gaps)


def wanted(value: Json, place: str) -> Wanted:
    """Everything that one row or part must tell."""
    facts = list(_facts(value))
    leaves = tuple(_leaves(value, place, ""))
    cited = (numbers(value),) if "citations" in value and "text" not in value else ()
    return Wanted(place, leaves, _proof(facts), tuple(filter(None, cited)))


def leaf(value: str | int, place: str, field: str = "") -> Leaf:
    """One printed text or number as a leaf."""
    return Leaf(place, field, forms(value), str(value))


def forms(value: str | int) -> tuple[Folded, ...]:
    """All forms in which a value may be printed: a day, a verdict, a text that begins a line."""
    text = str(value)
    if is_day(text):
        return tuple(fold(form) for form in days(text))
    if text in _LOUD:
        return (fold(text.upper()),)
    told = fold(text)
    capital = text[:1].upper() + text[1:]
    if capital == text:
        return (told,)
    if text.isascii():
        return told, Folded(told.chars[:1].upper() + told.chars[1:], told.gaps)
    return told, fold(capital)


def _leaves(value: Any, place: str, field: str) -> Iterator[Leaf]:
    if isinstance(value, dict):
        if is_claim(value):
            yield claim(value, place, field)
            return
        for key, below in value.items():
            if key in SILENT or key in ("citations", "fact"):
                continue
            if key == "runs":
                yield leaf("".join(text for text, _ in below), f"{place}.runs", key)
            elif key != "facts" or is_claim(below[0]):
                yield from _leaves(below, f"{place}.{key}", field or key)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _leaves(below, f"{place}[{number}]", field)
    elif value not in ("", None) and not isinstance(value, bool):
        yield leaf(value, place, field)


def _facts(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key in ("facts", "fact") and not (isinstance(below, list) and is_claim(below[0])):
                yield from below if isinstance(below, list) else [below]
            else:
                yield from _facts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _facts(below)


def _proof(facts: list[Json]) -> Proof:
    exhibits = {(each["document"], each.get("page")) for each in facts if "document" in each}
    # A page tells the exhibit too: one without a page is then not printed by itself.
    paged = {letter for letter, page in exhibits if page is not None}
    return Proof(
        exhibits=frozenset(
            (letter, page) for letter, page in exhibits if page is not None or letter not in paged
        ),
        files=_once(each["sheet"] if "sheet" in each else each["file"] for each in _placed(facts)),
        rows=frozenset(each["row"] for each in _placed(facts) if "row" in each),
        parts=_once(each["part"] for each in _placed(facts) if "part" in each),
    )


def _placed(facts: list[Json]) -> Iterator[Json]:
    return (each for each in facts if "file" in each)


def _once(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


_PAGES = r"\d+(?:–\d+)?(?:,\d+(?:–\d+)?)*"
_EXHIBIT = re.compile(rf"(?:Ex\.|Exhibit)([A-Z]{{1,3}})(?:,pp?\.({_PAGES}))?")


def exhibits(chars: str) -> tuple[frozenset[tuple[str, int | None]], list[tuple[int, int]]]:
    """The exhibits with their pages that a text without white space names, and where."""
    found: set[tuple[str, int | None]] = set()
    spans = []
    for each in _EXHIBIT.finditer(chars):
        found |= {(each[1], page) for page in (_pages(each[2]) if each[2] else (None,))}
        spans.append(each.span())
    return frozenset(found), spans


def _pages(told: str) -> tuple[int, ...]:
    """The pages named; a run that makes no sense is a page that no exhibit has."""
    try:
        return numbered(told) or (0,)
    except PagesError:
        return (0,)


_NAMED = re.compile(rf"\(?(?:{_EXHIBIT.pattern};?)+")


def named(chars: str) -> int:
    """How much of the beginning of a text without white space names exhibits."""
    found = _NAMED.match(chars)
    return found.end() if found else 0
