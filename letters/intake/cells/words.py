"""Reads words of the vocabulary: tests and their units, drugs and products, findings, reasons."""

import difflib
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from letters.case.evidence import Comparator
from letters.case.vocabulary import (
    CategoryTerm,
    Drug,
    Measure,
    Product,
    Term,
    Unit,
    Vocabulary,
    find,
    folded,
)
from letters.intake.cells import values
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell

T = TypeVar("T", bound=Term)

FOREIGN = "this drug is not among those the library knows"
_SURELY_MEANT = 0.9
"""Why so high: names of different drugs are alike, and the wrong one must never be offered."""
_ALIKE = 0.85
_SHORTEST_NAME = 5
_WORDS_OF_A_NAME = 3
_NO_NAMES = frozenset(
    {
        "unknown",
        "other",
        "others",
        "various",
        "several",
        "multiple",
        "different",
        "none",
        "see",
        "chart",
        "note",
        "list",
        "drug",
        "drugs",
        "medication",
        "medications",
        "medicine",
        "treatment",
        "treatments",
        "therapy",
        "immunosuppressant",
        "immunosuppressants",
        "immunosuppression",
        "infusion",
        "infusions",
        "injection",
        "injections",
    }
)


def term(terms: tuple[T, ...]) -> Callable[[Cell], T]:
    """Reads one of these words by its id, name or an alias.

    Raises (the function returned):
        ReadingError: no word is known by this name; the nearest one is offered.
    """

    def parse(cell: Cell) -> T:
        written = values.text(cell)
        found = find(terms, written)
        if found is None:
            raise _unknown(written, terms)
        return found

    return parse


def known_of(
    terms: tuple[T, ...],
) -> Callable[[Cell], tuple[tuple[T, ...], dict[int, ReadingError]]]:
    """Reads several words separated by semicolons: those known, and the others by their place."""
    one = term(terms)

    def parse(cell: Cell) -> tuple[tuple[T, ...], dict[int, ReadingError]]:
        known: dict[T, None] = {}
        unknown: dict[int, ReadingError] = {}
        for number, line in enumerate(values.lines(cell), start=1):
            try:
                known[one(line)] = None
            except ReadingError as refusal:
                unknown[number] = refusal
        return tuple(known), unknown

    return parse


def drug(vocabulary: Vocabulary) -> Callable[[Cell], tuple[Drug, Product | None]]:
    """Reads a drug by its name or by a product's, which then is known too."""

    def parse(cell: Cell) -> tuple[Drug, Product | None]:
        written = values.text(cell)
        if (known := find(vocabulary.drugs, written)) is not None:
            return known, None
        for each in vocabulary.drugs:
            if (product := find(each.products, written)) is not None:
                return each, product
        raise _unknown_drug(written, vocabulary)

    return parse


def is_foreign(cell: Cell, vocabulary: Vocabulary) -> bool:
    """Tells whether a cell names one drug that is surely none of the vocabulary.

    Why: a course of such a drug is no course of a known one, while a misspelled name may be.
    """
    if not isinstance(cell, str) or not (said := folded(values.text(cell))):
        return False
    parts = re.findall(r"[^\W\d_]+", said)
    if not 1 <= len(parts) <= _WORDS_OF_A_NAME or len(parts[0]) < _SHORTEST_NAME:
        return False
    if _NO_NAMES.intersection(parts) or re.search(r"[?;,+&/]|\band\b|\bor\b", said):
        return False
    classes = {folded(n) for each in vocabulary.drug_classes for n in (each.name, *each.aliases)}
    known = {*drug_names(vocabulary), *classes}
    return not any(_resembles(part, name) for part in (said, *parts) for name in known)


def _resembles(part: str, name: str) -> bool:
    if part in (name, f"{name}s"):
        return True
    first = name.split()[0]
    if min(len(part), len(first)) < _SHORTEST_NAME - 1:
        return False
    if name.startswith(part) or part.startswith(first):
        return True
    return any(difflib.SequenceMatcher(None, part, n).ratio() >= _ALIKE for n in (name, first))


def drug_names(vocabulary: Vocabulary) -> dict[str, str]:
    """Every name of a drug or product, folded, with the one to offer."""
    terms: list[Term] = [*vocabulary.drugs, *(p for d in vocabulary.drugs for p in d.products)]
    return {folded(n): each.name for each in terms for n in (each.id, each.name, *each.aliases)}


def product(of: Drug, route: str | None, drugs: tuple[Drug, ...] = ()) -> Callable[[Cell], Product]:
    """Reads a product of a drug; of several by one name, the one that is given by this route.

    `drugs` are the others whose products are told from unknown ones.
    """

    def parse(cell: Cell) -> Product:
        written = values.text(cell)
        on_route = tuple(p for p in of.products if route is None or route in p.routes)
        found = find(on_route, written) or find(of.products, written)
        if found is None:
            owner = next((each for each in drugs if find(each.products, written)), None)
            if owner is not None:
                rule = f"this is a product of {owner.name}, and the request is for {of.name}"
                raise ReadingError(rule, "correct the drug or the product")
            names = ", ".join(each.name for each in of.products) or "none; leave the cell empty"
            rule = f"the product is not one of the list of products of {of.name}"
            raise ReadingError(rule, f"products known of it: {names}")
        if found not in on_route:
            raise ReadingError(
                "this product is not given by the route requested", "correct one of them"
            )
        return found

    return parse


def test(vocabulary: Vocabulary) -> Callable[[Cell], Measure]:
    """Reads a test by its name or one of its LOINC codes."""

    def parse(cell: Cell) -> Measure:
        written = values.text(cell)
        for measure in vocabulary.measures:
            if written in measure.loinc:
                return measure
        return term(vocabulary.measures)(written)

    return parse


def unit(measure: Measure) -> Callable[[Cell], Unit]:
    """Reads a unit of a measure: spaces and the kind of µ do not count, case only where it decides.

    Raises (the function returned):
        ReadingError: it is no unit of the measure, or only case would tell two units apart.
    """

    def parse(cell: Cell) -> Unit:
        written = _plain(values.text(cell))
        for same in (str, str.casefold):
            found = [
                unit
                for unit in measure.units
                if same(written) in {same(_plain(name)) for name in (unit.unit, *unit.aliases)}
            ]
            if len(found) == 1:
                return found[0]
        accepted = ", ".join(unit.unit for unit in measure.units)
        raise ReadingError("the test is not accepted in this unit", f"write one of: {accepted}")

    return parse


def _plain(written: str) -> str:
    return re.sub("[\u00b5\u03bc\u039c]", "u", re.sub(r"\s", "", written))


def only_unit(measure: Measure) -> Unit:
    """The unit of a result that names none.

    Raises:
        ReadingError: the measure has units, and which was meant cannot be known.
    """
    if len(measure.units) == 1 and measure.units[0].unit in ("", "1"):
        return measure.units[0]
    accepted = ", ".join(unit.unit for unit in measure.units)
    raise ReadingError("a result needs its unit", f"write the laboratory's own, one of: {accepted}")


def check_plausible(measure: Measure, unit: Unit, comparator: Comparator, value: Decimal) -> None:
    """Refuses a value that no patient has, which most often is one in another unit.

    Raises:
        ReadingError: the value lies outside of the measure's plausible range.
    """
    low, high = measure.plausible
    canonical = value * unit.factor
    too_low = canonical < low and comparator is not Comparator.BELOW
    if too_low or canonical > high or canonical < 0:
        first = measure.units[0].unit
        rule = f"the value lies outside of {low} to {high} {first}, where results are plausible"
        raise ReadingError(rule, "compare value and unit with the laboratory's report")


def option(category: CategoryTerm) -> Callable[[Cell], str]:
    """Reads one of a category's values; its id is returned."""
    one = term(category.options)
    return lambda cell: one(cell).id


def _unknown_drug(written: str, vocabulary: Vocabulary) -> ReadingError:
    names = drug_names(vocabulary)
    near = difflib.get_close_matches(folded(written), list(names), 1, _SURELY_MEANT)
    hint = f"is '{names[near[0]]}' meant? " if near else ""
    return ReadingError(FOREIGN, hint + "choose one from the drop-down list")


def _unknown(written: str, terms: Sequence[Term]) -> ReadingError:
    names = {folded(name): each.name for each in terms for name in (each.name, *each.aliases)}
    near = difflib.get_close_matches(folded(written), list(names), 1, 0.7)
    hint = f"is '{names[near[0]]}' meant? " if near else ""
    return ReadingError(
        "the word is not one of the list", hint + "choose one from the drop-down list"
    )
