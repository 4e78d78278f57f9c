"""The words of a text as two readers would compare them, and those that carry its meaning."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from letters.case.period import MONTHS

_FILE = Path(__file__).with_name("weights.txt")

WeightKind = Literal[
    "date",
    "exhibit",
    "dose",
    "code",
    "number",
    "name",
    "negation",
    "comparison",
    "verdict",
    "dosing",
    "hedge",
]
"""What a word of weight is: a value, a name, or a word that turns the meaning."""

VALUES: frozenset[str] = frozenset({"date", "exhibit", "dose", "code", "number", "name"})
"""Those that a fact can vouch for."""

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u0060\u00b4"
_MARKS = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63\uff0d"
_SAME = str.maketrans(
    {
        **dict.fromkeys(_QUOTES, "'"),
        **dict.fromkeys(_MARKS, '"'),
        **dict.fromkeys(_DASHES, "-"),
        **{"\u2026": "...", "\u2044": "/", "\u03bc": "\u00b5", "\ufb01": "fi", "\ufb02": "fl"},
        **{"\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4"},
    }
)
"""What a word processor puts in place of what was typed, and the other way round."""


def folded(text: str) -> str:
    """A text as it is compared: without what does not show and what a word processor replaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_SAME)
    return " ".join(text.replace("--", "-").split())


def same(one: str, other: str) -> bool:
    """Whether two texts read the same."""
    return one == other or folded(one) == folded(other)


class Word(NamedTuple):
    """A word, number or sign of a text: as it is compared, and from where to where it stands."""

    key: str
    start: int
    end: int


_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\S")


def words(text: str) -> tuple[Word, ...]:
    """The words, numbers and signs of a text, in order; white space only parts them."""
    found: list[Word] = []
    for each in _WORD.finditer(text):
        key = folded(each[0])
        if key == "-" and found and found[-1].key == "-" and found[-1].end == each.start():
            continue
        if key:
            found.append(Word(key, *each.span()))
    return tuple(found)


class Weight(NamedTuple):
    """A word of weight: what it is, as it is compared, as it stands, and where in the text."""

    kind: WeightKind
    key: str
    text: str
    start: int
    end: int


class Names:
    """Names to look for in a text: those of a vocabulary, and all that the letter tells."""

    def __init__(self, known: Iterable[str]) -> None:
        listed = sorted({_plain(name) for name in known if len(name) > 2}, key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, listed))})(?![\w-])" if listed else r"(?!)"
        )

    def spans(self, plain: str) -> Iterator[tuple[int, int]]:
        """Where names stand in a folded text without capitals."""
        return (each.span() for each in self._pattern.finditer(plain))


NO_NAMES = Names(())

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]}|\\b\\.?)" for name in MONTHS)
_NUMBER = r"(?:(?<![\w.])-)?(?:(?<!\w)\.)?\d+(?:[.,]\d+)*"
_APART = r"(?<!\w-)(?<!\w)"
_TO = rf"(?: ?(?:-|to) ?{_NUMBER})?"
_DATE = re.compile(
    rf"(?:{_MONTH}) (?:(\d{{1,2}})(?:st|nd|rd|th)?,? )?(\d{{4}})\b"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b",
    re.IGNORECASE,
)
_EXHIBIT = re.compile(r"\b(?:ex\.|exhibits?) [A-Z]{1,3}\b(?:, pp?\. \d+(?:, \d+|-\d+)*)?", re.I)
_CODE = re.compile(r"(?<![\w.])(?=[\w./-]*\d)(?=[\w./-]*[^\W\d_])[\w-]+(?:[./-]\w+)*")
_CAPITAL = re.compile(r"[^\W\d_][\w'-]*")
_SENTENCE = re.compile(r"(?:^|[.?!:]\"? |[\"(])$")


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """The words of weight by kind, from their file."""
    found: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        kind, colon, listed = line.partition(":")
        if colon and not line.startswith("#"):
            found.setdefault(kind, []).extend(word.strip() for word in listed.split(" | "))
    return {kind: tuple(each) for kind, each in found.items()}


@cache
def _stems() -> dict[str, str]:
    """The first form of each word of weight that has several."""
    several = (
        each.split("/") for kind, listed in _lists().items() for each in listed if kind != "unit"
    )
    return {form: forms[0] for forms in several for form in forms if len(forms) > 1}


def _forms(kind: str) -> tuple[str, ...]:
    """All forms of the words of a kind, the longest first."""
    forms = (form for each in _lists()[kind] for form in each.split("/"))
    return tuple(sorted(forms, key=len, reverse=True))


@cache
def _patterns() -> tuple[tuple[WeightKind, re.Pattern[str]], ...]:
    """What to look for after dates, exhibits and names, in order."""
    unit = "|".join(map(re.escape, sorted(_lists()["unit"], key=len, reverse=True)))
    turning: tuple[WeightKind, ...] = (
        *("negation", "comparison", "verdict", "hedge", "dosing", "number"),
    )
    return (
        (
            "dose",
            re.compile(rf"{_APART}{_NUMBER}{_TO}[ -]?(?:{unit})(?![\w²/])"),
        ),
        ("code", _CODE),
        ("number", re.compile(_NUMBER)),
        *((kind, _any_of(_forms(kind))) for kind in turning),
    )


def _any_of(listed: tuple[str, ...]) -> re.Pattern[str]:
    plain = [re.escape(each) for each in listed if each[0].isalpha() and each not in ("un", "n't")]
    signs = [re.escape(each) for each in listed if not each[0].isalpha()]
    parts = [rf"(?<![\w-])(?:{'|'.join(plain)})(?![\w])"] if plain else []
    parts += ["n't\\b", r"(?<![\w])(?:non-|un-)(?=\w)"] if "n't" in listed else []
    parts += [f"(?:{'|'.join(signs)})"] if signs else []
    return re.compile("|".join(parts))


def weights(text: str, names: Names = NO_NAMES) -> tuple[Weight, ...]:
    """The words of weight of a text, in order. None is part of another."""
    told = folded(text)
    plain = told.casefold() if len(told.casefold()) == len(told) else told.lower()
    found: list[Weight] = []
    free = bytearray(len(told))

    def take(kind: WeightKind, start: int, end: int, key: str = "") -> None:
        if not any(free[start:end]):
            free[start:end] = b"\x01" * (end - start)
            found.append(Weight(kind, key or plain[start:end], told[start:end], start, end))

    for each in _DATE.finditer(told):
        take("date", *each.span(), _day(each[0]))
    for each in _EXHIBIT.finditer(told):
        take("exhibit", *each.span())
    for span in names.spans(plain):
        take("name", *span)
    for kind, pattern in _patterns():
        for each in pattern.finditer(plain):
            key = each[0].replace(" ", "") if kind == "dose" else _stems().get(each[0], "")
            take(kind, *each.span(), key)
    for each in _CAPITAL.finditer(told):
        if each[0][0].isupper() and not _SENTENCE.search(told[: each.start()]):
            take("name", *each.span())
    return tuple(sorted(found, key=lambda weight: weight.start))


def following(text: str, weight: Weight) -> str:
    """The word that a word of weight stands before, however its form; empty at the end."""
    passing = _lists()["passing"]
    behind = (word.key.casefold() for word in words(folded(text)[weight.end :]))
    found = next((word for word in behind if word not in passing), "")
    return _stems().get(found, found)


def is_attestation(text: str) -> bool:
    """Whether a text tells what somebody has attested on a day."""
    told = folded(text).casefold()
    pattern = "|".join(map(re.escape, _lists()["attestation"]))
    return bool(_DATE.search(told) and re.search(rf"\b(?:{pattern})\b", told))


def quoted(text: str) -> tuple[str, ...]:
    """What stands in quotation marks in a text, as it is compared."""
    return tuple(part.strip() for part in folded(text).split('"')[1::2])


def _plain(name: str) -> str:
    return folded(name).casefold()


def _day(text: str) -> str:
    """A day in one form, however it is written; as it stands where it tells none."""
    found = re.fullmatch(r"([a-z]{3})[a-z]*\.? (?:(\d{1,2})\w*,? )?(\d{4})", text, re.I)
    try:
        if found:
            month = [name[:3] for name in MONTHS].index(found[1].capitalize()) + 1
            day = dt.date(int(found[3]), month, int(found[2] or 1))
            return day.isoformat() if found[2] else day.isoformat()[:7]
        if "/" in text:
            month, number, year = map(int, text.split("/"))
            return dt.date(year if year > 99 else 2000 + year, month, number).isoformat()
    except ValueError:
        return text
    return text
