"""Whether a page that the letter cites shows what the letter takes from it.

Only pages with a text layer can be looked at, and only numbers and days are looked for: a word is
written in many ways. A unit may be told on another scale, so a number counts a thousand times
larger or smaller too. What is not found is for a person to look at; it may stand in a picture.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from letters.packet.identity import DAY, days
from letters.packet.model import Opened, Remark
from letters.packet.pointing import Page
from letters.rationale.model import Fact

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DAY = re.compile(rf"(?<![0-9]){DAY}")
_SCALES = (Decimal(1), Decimal(1000), 1 / Decimal(1000))
_SAYS = (
    "the letter cites this page for {cited} and {missing} not found in its text: see whether the "
    "export names the right page"
)


def unfound(
    proofs: Mapping[Page, tuple[Fact, ...]], opened: Iterable[Opened]
) -> tuple[Remark, ...]:
    """A remark on each page that does not show what the letter takes from it; it names no value."""
    return tuple(remark for one in opened for remark in _of_exhibit(proofs, one))


def _of_exhibit(proofs: Mapping[Page, tuple[Fact, ...]], one: Opened) -> Iterator[Remark]:
    letter = one.exhibit.letter
    for page, text in zip(one.numbers, one.texts, strict=True):
        facts = proofs.get((letter, page), ())
        if not facts or not text.strip():
            continue
        results, dated = _missing(facts, text)
        if results or dated:
            missing = [
                *([f"{results} of its results"] if results else []),
                *([f"{dated} of its days"] if dated else []),
            ]
            count = f"{len(facts)} {'fact' if len(facts) == 1 else 'facts'}"
            told = f"{' and '.join(missing)} {'was' if results + dated == 1 else 'were'}"
            yield Remark(letter=letter, page=page, says=_SAYS.format(cited=count, missing=told))


def _missing(facts: Iterable[Fact], text: str) -> tuple[int, int]:
    """How many numbers and how many days of some facts a text does not hold."""
    printed = {found for each in _days(text) for found in days(each)}
    held = set(_numbers(text))
    facts = tuple(facts)
    wanted = {number for fact in facts if (number := _number(fact)) is not None}
    dated = {fact.on for fact in facts if fact.on is not None}
    results = sum(not any(number * scale in held for scale in _SCALES) for number in wanted)
    unseen = sum(
        not {(on.year, on.month, on.day), (on.year % 100, on.month, on.day)} & printed
        for on in dated
    )
    return results, unseen


def _days(text: str) -> Iterator[str]:
    """Whatever may be a day, also within what looks like another: `6 doses 12/15/2025`."""
    at = 0
    while found := _DAY.search(text, at):
        yield found[0]
        at = found.start() + 1


def _numbers(text: str) -> Iterator[Decimal]:
    for each in _NUMBER.finditer(text):
        yield Decimal(each[0].replace(",", ""))


def _number(fact: Fact) -> Decimal | None:
    """The first number of a fact as printed: the result, or the dose."""
    found = _NUMBER.search(fact.value)
    return Decimal(found[0].replace(",", "")) if found else None
