"""Knows the headings that exports use, and a few of their words. The data is `headings.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from letters.case.vocabulary import folded
from letters.intake.columns import CASES, LABS, TABLES, TREATMENTS, Table
from letters.intake.mapping.written import Nearest, parse

_FILE = Path(__file__).with_name("headings.yaml")
_WORD = re.compile(r"[^\W_]+|#")
_POSSESSIVE = re.compile("['\u2019](s\\b)?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"\([^)]*\)|\[[^]]*\]")
_MOST_FORMS = 64
_LONGEST = 120
_Forms = dict[str, tuple[str, ...]]


class Kind(StrEnum):
    """What kind of report a table of an export is."""

    DENIALS = "denial report"
    LABS = "list of results"
    TREATMENTS = "list of medications"
    PATIENTS = "patient list"

    @property
    def table(self) -> Table:
        """Our table that the report fills."""
        return {Kind.LABS: LABS, Kind.TREATMENTS: TREATMENTS}.get(self, CASES)


@dataclass(frozen=True)
class Meaning:
    """What a heading of an export may mean, as headings of ours; the first one is the likeliest.

    `rank` is its place among the names of one heading: of two columns the lower one is used.
    `unclear` is never taken without a mapping; `needless` has no heading of ours.
    """

    headings: tuple[str, ...]
    rank: int = 0
    unclear: bool = False

    @property
    def needless(self) -> bool:
        """Whether the heading is known and nothing of it is needed."""
        return not self.headings


@dataclass(frozen=True)
class _Lexicon:
    short: dict[str, str]
    meanings: dict[str, dict[str, Meaning]]
    beside_birth: dict[str, str]
    sections: frozenset[str]
    words: dict[str, dict[str, str]]
    decisions: dict[str, str]
    refusal: frozenset[str]
    sums: re.Pattern[str]
    parts: dict[str, frozenset[str]]


def key(heading: str) -> str:
    """The form in which headings are compared: `Acct. No` and `account #` have the same."""
    return "".join(_tokens(heading, _lexicon().short))


def meaning(kind: Kind, heading: str) -> Meaning | None:
    """What a heading means in a report of a kind; None where it is not known.

    What stands in brackets counts only where the heading is known with it.
    """
    known = _lexicon().meanings[kind.table.name]
    return known.get(key(heading)) or known.get(key(_APART.sub(" ", heading)))


def is_any(heading: str) -> bool:
    """Whether a heading is known in any report, or is one of our own tables."""
    return len(heading) <= _LONGEST and key(heading) in _all_known()


@cache
def _all_known() -> frozenset[str]:
    own = (column.heading for table in TABLES for column in table.columns)
    reports = (name for names in _lexicon().meanings.values() for name in names)
    return frozenset({*map(key, own), *reports})


def beside_birth_date(heading: str) -> str | None:
    """What a plain heading as `name` means where a birth date stands beside it."""
    return _lexicon().beside_birth.get(key(heading))


def is_section(heading: str) -> bool:
    """Whether an upper heading over several others adds nothing to them."""
    return key(heading) in _lexicon().sections


def tells_refusal(heading: str) -> bool:
    """Whether a heading speaks of a denial by itself."""
    return not _lexicon().refusal.isdisjoint(_tokens(heading, _lexicon().short))


def of_table(table: Table) -> frozenset[str]:
    """Headings of a table, and the parts of which an export makes up one, as `last name`."""
    columns = {column.heading for column in table.columns}
    return _lexicon().parts.get(table.name, frozenset()) | columns


def word(heading: str, written: str) -> str | None:
    """Our word for a word of an export in a column of ours; None where it is not known."""
    return _lexicon().words.get(heading, {}).get(folded(written))


def decision(written: str) -> str | None:
    """What a word tells of a claim: refused, accepted, waiting or unseen (by the payer)."""
    return _lexicon().decisions.get(folded(written))


def sums_up(text: str) -> bool:
    """Whether a line that begins so sums up others, or belongs to the page and not to its table."""
    return _lexicon().sums.match(text) is not None


def names_of(kind: Kind) -> Iterator[tuple[str, str]]:
    """All known headings in the form in which they are compared, each with its first meaning."""
    for name, meant in _lexicon().meanings[kind.table.name].items():
        if meant.headings:
            yield name, meant.headings[0]


def nearly(kind: Kind, heading: str) -> str | None:
    """What the known heading means that is nearly written so, if any is."""
    return _nearest(kind).meaning(key(heading))


@cache
def _nearest(kind: Kind) -> Nearest:
    return Nearest(dict(names_of(kind)))


def _tokens(heading: str, short: dict[str, str]) -> list[str]:
    parted = _HUMP.sub(" ", _POSSESSIVE.sub("", heading))
    return [short.get(token, token) for token in _WORD.findall(parted.casefold())]


def data() -> dict[str, Any]:
    """The data as it is written, read anew."""
    found: dict[str, Any] = parse(_FILE.read_text(encoding="utf-8")).value
    return found


@cache
def _lexicon() -> _Lexicon:
    told = data()
    short = {form: full for full, forms in told["short"].items() for form in forms}
    forms: _Forms = {
        full: (full, *(form for form in found if form.isalpha()))
        for full, found in told["short"].items()
    }
    return _Lexicon(
        short=short,
        meanings={name: _meanings(told, name, short, forms) for name in _PARTS},
        beside_birth=_keyed(told["beside a birth date"], short, forms),
        sections=frozenset("".join(_tokens(name, short)) for name in told["sections"]),
        words={heading: _reversed(ours) for heading, ours in told["words"].items()},
        decisions=_reversed(told["decisions"]),
        refusal=frozenset(told["refusal words"]),
        sums=_beginning(told["sums"]),
        parts={name: frozenset({*told["person"], *told[name], *_PARTS[name]}) for name in _PARTS},
    )


_PARTS: dict[str, frozenset[str]] = {
    CASES.name: frozenset(),
    LABS.name: frozenset({"patient account"}),
    TREATMENTS.name: frozenset({"patient account"}),
}
"""Tables that reports fill, and headings of the cases table that tell whom a row is about."""


def _beginning(phrases: list[str]) -> re.Pattern[str]:
    spelled = (r"[\s_-]+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"[\s*=-]*(?:{'|'.join(spelled)})(?![^\W_])", re.IGNORECASE)


def _reversed(ours: dict[str, list[str]]) -> dict[str, str]:
    return {folded(theirs): our for our, names in ours.items() for theirs in (our, *names)}


def _keyed(names: dict[str, str], short: dict[str, str], forms: _Forms) -> dict[str, str]:
    return {form: ours for name, ours in names.items() for form in _forms(name, short, forms)}


def _meanings(
    told: dict[str, Any], table: str, short: dict[str, str], forms: _Forms
) -> dict[str, Meaning]:
    """The meaning of every form of every name; what is told first stands."""
    found: dict[str, Meaning] = {}

    def add(name: str, meant: Meaning) -> None:
        for form in _forms(name, short, forms):
            found.setdefault(form, meant)

    for unclear, part in ((False, "by turns"), (True, "unclear")):
        for name, ours in told[part][table].items():
            add(name, Meaning(tuple(ours), unclear=unclear))
    for ours, names in (*told["person"].items(), *told[table].items()):
        for rank, name in enumerate((ours, *names)):
            add(name, Meaning((ours,), rank))
    # Why the needless before our own: `state` heads the patient's address, not the plan's state.
    for name in told["needless"]:
        add(name, Meaning(()))
    for column in {CASES.name: CASES, LABS.name: LABS, TREATMENTS.name: TREATMENTS}[table].columns:
        add(column.heading, Meaning((column.heading,)))
    return found


def _forms(name: str, short: dict[str, str], forms: _Forms) -> Iterator[str]:
    """The keys under which a name is found: short forms count also where no space parts them."""
    tokens = _tokens(name, short)
    choices = [forms.get(token, (token,)) for token in tokens]
    yield "".join(tokens)
    for at, spelled in enumerate(product(*choices)):
        if at >= _MOST_FORMS:
            return
        yield "".join(spelled)
