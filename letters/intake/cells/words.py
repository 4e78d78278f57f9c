"""Reads words of the vocabulary: tests and their units, drugs and products, findings, reasons."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from letters.intake.cells.once import once_for_each
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell

T = TypeVar("T", bound=Term)

FOREIGN = "this drug is not among those the library knows"
_SURELY_MEANT = 0.9
"""Why so high: names of different drugs are alike, and the wrong one must never be offered."""
_ALIKE = 0.85
_SHORTEST_NAME = 5
_WORDS_OF_A_NAME = 3
_MICRO = str.maketrans(dict.fromkeys("\u00b5\u03bc\u039c", "u"))
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
    known = _known_names(vocabulary)
    return not any(known.resemble(part) for part in dict.fromkeys((said, *parts)))


@dataclass(frozen=True)
class _KnownNames:
    """The names of drugs, products and classes, to be compared with a word that is none of them.

    `exact` are the names and their plurals. Of those whose first word is long enough to be
    misspelled, `whole` are the names, `firsts` their first words, and `letters` the letters of
    both, each with its count so far.
    """

    exact: frozenset[str]
    whole: tuple[str, ...]
    firsts: tuple[str, ...]
    letters: Mapping[str, frozenset[str]]

    def resemble(self, part: str) -> bool:
        """Whether any of them may be meant by a word, misspelled or cut short."""
        if part in self.exact:
            return True
        if len(part) < _SHORTEST_NAME - 1:
            return False
        if part.startswith(self.firsts) or any(name.startswith(part) for name in self.whole):
            return True
        counted = _counted(part)
        return any(
            # Why: what two words have in common in one order is no more than in any.
            2.0 * len(counted & letters) / (len(part) + len(name)) >= _ALIKE
            and difflib.SequenceMatcher(None, part, name).ratio() >= _ALIKE
            for name, letters in self.letters.items()
        )


@once_for_each(4)
def _known_names(vocabulary: Vocabulary) -> _KnownNames:
    classes = {folded(n) for each in vocabulary.drug_classes for n in (each.name, *each.aliases)}
    names = sorted({*drug_names(vocabulary), *classes})
    first = {name: name.split()[0] for name in names}
    whole = tuple(name for name in names if len(first[name]) >= _SHORTEST_NAME - 1)
    firsts = tuple(dict.fromkeys(first[name] for name in whole))
    letters = {each: _counted(each) for each in (*whole, *firsts)}
    return _KnownNames(frozenset({*names, *(f"{n}s" for n in names)}), whole, firsts, letters)


def _counted(word: str) -> frozenset[str]:
    """The letters of a word, each with how often it stood before: of two words, what they share."""
    return frozenset(f"{letter}{word.count(letter, 0, at)}" for at, letter in enumerate(word))


@once_for_each(4)
def drug_names(vocabulary: Vocabulary) -> Mapping[str, str]:
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
    coded = _coded(vocabulary.measures)

    def parse(cell: Cell) -> Measure:
        written = values.text(cell)
        return coded.get(written) or term(vocabulary.measures)(written)

    return parse


@once_for_each(4)
def _coded(measures: tuple[Measure, ...]) -> Mapping[str, Measure]:
    """The measures by their LOINC codes; of two with one code, the first."""
    return {code: measure for measure in reversed(measures) for code in measure.loinc}


def unit(measure: Measure) -> Callable[[Cell], Unit]:
    """Reads a unit of a measure: spaces and the kind of µ do not count, case only where it decides.

    Raises (the function returned):
        ReadingError: it is no unit of the measure, or only case would tell two units apart.
    """
    exact, whatever_case = _units(measure)

    def parse(cell: Cell) -> Unit:
        written = _plain(values.text(cell))
        for found in (exact.get(written, ()), whatever_case.get(written.casefold(), ())):
            if len(found) == 1:
                return found[0]
        accepted = ", ".join(unit.unit for unit in measure.units)
        raise ReadingError("the test is not accepted in this unit", f"write one of: {accepted}")

    return parse


_Units = Mapping[str, Sequence[Unit]]


@once_for_each(256)
def _units(measure: Measure) -> tuple[_Units, _Units]:
    """The units of a measure by their names, as they are written and whatever their case."""
    exact: dict[str, list[Unit]] = {}
    whatever_case: dict[str, list[Unit]] = {}
    for unit in measure.units:
        names = {_plain(name) for name in (unit.unit, *unit.aliases)}
        for name in names:
            exact.setdefault(name, []).append(unit)
        for name in {name.casefold() for name in names}:
            whatever_case.setdefault(name, []).append(unit)
    return exact, whatever_case


def _plain(written: str) -> str:
    """Without spaces, and with one kind of µ."""
    return "".join(written.split()).translate(_MICRO)


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
