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
from letters.intake import values
from letters.intake.files import Cell
from letters.intake.reading import ReadingError

T = TypeVar("T", bound=Term)


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


def terms_of(terms: tuple[T, ...]) -> Callable[[Cell], tuple[T, ...]]:
    """Reads several words separated by semicolons."""
    one = term(terms)
    return lambda cell: tuple(dict.fromkeys(one(line) for line in values.lines(cell)))


def drug(vocabulary: Vocabulary) -> Callable[[Cell], tuple[Drug, Product | None]]:
    """Reads a drug by its name or by a product's, which then is known too."""

    def parse(cell: Cell) -> tuple[Drug, Product | None]:
        written = values.text(cell)
        if (known := find(vocabulary.drugs, written)) is not None:
            return known, None
        for each in vocabulary.drugs:
            if (product := find(each.products, written)) is not None:
                return each, product
        raise _unknown(written, vocabulary.drugs)

    return parse


def product(of: Drug, route: str | None) -> Callable[[Cell], Product]:
    """Reads a product of a drug; of several by one name, the one that is given by this route."""

    def parse(cell: Cell) -> Product:
        written = values.text(cell)
        on_route = tuple(p for p in of.products if route is None or route in p.routes)
        found = find(on_route, written) or find(of.products, written)
        if found is None:
            raise _unknown(written, of.products)
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


def _unknown(written: str, terms: Sequence[Term]) -> ReadingError:
    names = {folded(name): each.name for each in terms for name in (each.name, *each.aliases)}
    near = difflib.get_close_matches(folded(written), list(names), 1, 0.7)
    hint = f"is '{names[near[0]]}' meant? " if near else ""
    return ReadingError(
        "the word is not one of the list", hint + "choose one from the drop-down list"
    )
