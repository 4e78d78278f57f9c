"""Identifiers on a page of a record, found by their labels: of a patient, and of nobody beside.

A text layer gives lines; columns are runs of spaces. A label stands before its value, or above it.
The name of a pharmacy, the birth date of a mother, the number of an account with the laboratory are
no identifiers of a patient, so a label counts only where its line says whose it is, or leaves it to
the patient.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from letters.packet.identity import DAY


class Kind(StrEnum):
    """What identifies a patient."""

    NAME = "name"
    BORN = "birth date"
    RECORD = "record number"
    MEMBER = "member number"


class Identifier(NamedTuple):
    """One identifier as printed. `firm` tells that nothing but a patient's own is so labelled."""

    kind: Kind
    value: str
    firm: bool


_FILE = Path(__file__).with_name("labels.txt")


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    """The alternatives that the file lists under each name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, told = line.partition(": ")
            found[name] = (*found.get(name, ()), *told.split(" | "))
    return found


def _any(name: str) -> str:
    """A regular expression for one of the alternatives of a name."""
    number = "|".join(_listed()["number"])
    told = "|".join(_listed()[name]).replace("{number}", rf"(?:{number})\.?")
    return f"(?:{told})".replace(" ", r"\s+")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_GAP = re.compile(r"\s*[:#=]?\s*[(\[]?\s*")
_LABELS = {
    Kind.BORN: _pattern(rf"\b{_any('born')}{_any('born marked')}"),
    Kind.RECORD: _pattern(rf"\b{_any('record')}"),
    Kind.MEMBER: _pattern(rf"\b{_any('member')}"),
    Kind.NAME: _pattern(rf"\b{_any('name')}{_any('name marked')}"),
}
_BARE_NAME = _pattern(rf"(?:^|\s{{2,}}|[|\t])\s*{_any('bare')}\s*:")
_FAMILY = _pattern(rf"\b{_any('family')}\s*:?\s*(?P<last>[^\W\d_][\w'\u2019-]+)")
_GIVEN = _pattern(rf"\b{_any('given')}\s*:?\s*(?P<first>[^\W\d_][\w'\u2019-]+)")
_SSN = _pattern(rf"\b{_any('social')}\W{{0,4}}([0-9]{{3}}[- ]?[0-9]{{2}}[- ]?[0-9]{{4}})\b")
_OTHERS = _pattern(rf"\b{_any('others')}\b")
_PATIENTS = _pattern(rf"\b{_any('patients')}\b")
_DATED = _pattern(rf"\b{_any('dated')}\b")
_HEADING_WORDS = 5
_HEADING_LINES = 3

_WORD = r"(?:[^\W\d_]\.|[^\W\d_][^\W\d_'\u2019\u02bc-]*[^\W\d_](?:['\u2019-][^\W\d_]+)*)"
_NAME = re.compile(
    rf"{_WORD}(?:\s{_WORD}){{0,3}}(?:\s?,\s?{_WORD}(?:\s(?:{_WORD}|[^\W\d_])){{0,2}})?"
    rf"(?:\s[^\W\d_]\b)?"
)
_STOP = _pattern(rf"\s{{2,}}|[|\t;(\[]|\b{_any('ends')}\b")
_NO_NAME = frozenset(_listed()["no name"])
"""Words with a capital that stand behind `Patient:` and are no name."""


def identifiers(page: str) -> tuple[Identifier, ...]:
    """Every labelled identifier of a patient on a page, from its text layer."""
    lines = _lines(page)
    return tuple(dict.fromkeys(each for at in range(len(lines)) for each in _in_line(lines, at)))


def shows_social_security(page: str) -> bool:
    """Whether a page prints a whole Social Security number under its label."""
    return _SSN.search("\n".join(_lines(page))) is not None


def _lines(page: str) -> list[str]:
    text = unicodedata.normalize("NFKC", page)
    text = re.sub("[\u200b-\u200f\u2060\u2066-\u2069\ufeff\u00ad]", "", text)
    return [line.rstrip() for line in re.split(r"\r\n|[\n\r\f\x0b]", text)]


def _in_line(lines: list[str], at: int) -> Iterator[Identifier]:
    line = lines[at]
    for kind in (Kind.BORN, Kind.RECORD, Kind.MEMBER):
        for rank, label in enumerate(_LABELS[kind].finditer(line)):
            if kind is Kind.BORN and _is_of_another(lines, at, label.start()):
                continue
            value = _value(kind, lines, at, label, rank)
            if value is not None:
                yield Identifier(kind, value, kind is Kind.BORN)
    yield from _names(lines, at)


_VALUES = {
    Kind.BORN: re.compile(DAY),
    Kind.RECORD: re.compile(r"[A-Za-z]{0,4}[0-9*#\u2022Xx][0-9A-Za-z*#\u2022-]{2,19}"),
    Kind.MEMBER: re.compile(r"[A-Za-z]{0,5}[-\s]?[0-9*#\u2022Xx][0-9A-Za-z*#\u2022-]{3,19}"),
}


def _value(kind: Kind, lines: list[str], at: int, label: re.Match[str], rank: int) -> str | None:
    """The value behind a label, or below it where the rest of the line holds no value."""
    gap = _GAP.match(lines[at], label.end())
    found = _VALUES[kind].match(lines[at], gap.end() if gap else label.end())
    if found is not None:
        return found[0]
    if any(char.isdigit() for char in lines[at][label.end() :]):
        return None
    below = [found[0] for found in _VALUES[kind].finditer(_below(lines, at))]
    if kind is not Kind.BORN:
        return below[0] if len(below) == 1 and any(map(str.isdigit, below[0])) else None
    dated = _DATED.findall(lines[at][: label.start()])
    place = len(dated)
    return below[place] if place < len(below) else None


def _below(lines: list[str], at: int) -> str:
    return next((line for line in lines[at + 1 : at + 3] if line.strip()), "")


def _is_of_another(lines: list[str], at: int, start: int) -> bool:
    """Whether what stands before a label, or the heading above it, is of somebody else."""
    before = lines[at][:start]
    others = [found.end() for found in _OTHERS.finditer(before)]
    own = [found.end() for found in _PATIENTS.finditer(before)]
    if others or own:
        return max(others, default=0) > max(own, default=0)
    for line in reversed(lines[max(0, at - _HEADING_LINES) : at]):
        if _is_heading(line) and _PATIENTS.search(line):
            return False
        if _is_heading(line) and _OTHERS.search(line):
            return True
    return False


def _is_heading(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _HEADING_WORDS and not re.search(r"[0-9.]", line)


def _names(lines: list[str], at: int) -> Iterator[Identifier]:
    line = lines[at]
    for label in _LABELS[Kind.NAME].finditer(line):
        whole = "name" in label[0].casefold()
        if _is_of_another(lines, at, label.start()) and not whole:
            continue
        rest = line[label.end() :]
        colon = re.match(r"\s*[:#]\s*|\s*[-\u2013]\s+", rest)
        if colon is None and not whole:
            continue
        value = _name(rest[colon.end() if colon else 0 :].lstrip())
        if value is None and whole and not rest.strip(" :\t"):
            value = _name(_below(lines, at).lstrip())
        if value is not None:
            yield Identifier(Kind.NAME, value, whole or "," in value)
    yield from _split_name(lines, at)
    for bare in _BARE_NAME.finditer(line):
        if _is_in_header(lines, at) and not _is_of_another(lines, at, bare.start()):
            value = _name(line[bare.end() :].lstrip())
            if value is not None:
                yield Identifier(Kind.NAME, value, False)


def _split_name(lines: list[str], at: int) -> Iterator[Identifier]:
    near = "  ".join(lines[at : at + 2])
    last = _FAMILY.search(lines[at])
    first = _GIVEN.search(near)
    if last and first and not _is_of_another(lines, at, last.start()):
        yield Identifier(Kind.NAME, f"{last['last']}, {first['first']}", False)


def _is_in_header(lines: list[str], at: int) -> bool:
    """Whether a birth date or record number stands beside: then a bare `Name:` is a patient's."""
    near = "\n".join(lines[max(0, at - 1) : at + 3])
    return bool(_LABELS[Kind.BORN].search(near) or _LABELS[Kind.RECORD].search(near))


def _name(text: str) -> str | None:
    """The name at the beginning of a text, if it is one: two parts, each with a capital."""
    stop = _STOP.search(text)
    found = _NAME.match(text[: stop.start()] if stop else text)
    if found is None:
        return None
    words = re.findall(r"[^\W_]+", found[0])
    if any(word.casefold() in _NO_NAME for word in words):
        return None
    cased = [word for word in words if word[0].isupper() or not word[0].islower()]
    return (
        found[0].strip(" ,") if len(words) >= 2 and len(cased) >= 2 and words[0] in cased else None
    )
