"""A dose that a chart tells in numbers becomes the cells of a dose. Text of directions is not read.

Why: `one to two tablets` in a sentence is read wrongly too easily, and a wrong dose is argued.
"""

from collections.abc import Sequence
from decimal import Decimal

from letters.case.vocabulary import Frequency, Vocabulary, find
from letters.intake.cells.medicines import dose_unit, rhythm
from letters.intake.fhir.elements import Concept, Quantity, plain
from letters.intake.fhir.resources import Dosage, Repeat, Timing
from letters.intake.fhir.terms import Terms
from letters.intake.rows import Cell

_ORDERED = "ordered"
_EXACT = (None, "", "=")


def dosed(dosages: Sequence[Dosage], terms: Terms) -> dict[str, Cell]:
    """Dose, unit, frequency and route of the only direction; none of several, as of a taper."""
    if len(dosages) != 1:
        return {}
    dosage = dosages[0]
    cells = amount(_quantity(dosage), terms.vocabulary)
    cells |= routed(dosage.route, terms)
    needed = dosage.as_needed_boolean or dosage.as_needed_codeable_concept is not None
    if "dose" in cells and dosage.timing is not None and not needed:
        frequency = _frequency(dosage.timing, terms.vocabulary)
        cells |= {"frequency": frequency.name} if frequency else {}
    return cells


def amount(quantity: Quantity | None, vocabulary: Vocabulary) -> dict[str, Cell]:
    """The cells of an amount whose unit is a dose unit of the vocabulary."""
    if quantity is None or quantity.value is None or quantity.comparator not in _EXACT:
        return {}
    unit = dose_unit((quantity.unit or "", quantity.code or ""), vocabulary)
    if unit is None or quantity.value <= 0:
        return {}
    return {"dose": plain(quantity.value), "dose unit": unit.name}


def routed(route: Concept | None, terms: Terms) -> dict[str, Cell]:
    """The cell of a route that the vocabulary knows."""
    known = terms.route(route)
    return {"route": known.name} if known is not None else {}


def _quantity(dosage: Dosage) -> Quantity | None:
    """The one dose of a direction; of one ordered and one calculated, the ordered."""
    told = dosage.dose_and_rate
    if len(told) > 1:
        told = tuple(each for each in told if each.type and _ORDERED in each.type.codes())
    if len(told) != 1 or told[0].dose_range is not None:
        return None
    return told[0].dose_quantity


def _frequency(timing: Timing, vocabulary: Vocabulary) -> Frequency | None:
    """The frequency that a code of the timing or its rhythm means, where both agree."""
    texts = (*timing.code.texts, *timing.code.codes()) if timing.code else ()
    named = {f.id: f for text in texts if (f := find(vocabulary.frequencies, text))}
    counted = _counted(timing.repeat, vocabulary) if timing.repeat else None
    if len(named) > 1:
        return None
    if not named:
        return counted
    frequency = next(iter(named.values()))
    if counted is None or (counted.per_day, counted.every_days) == (
        frequency.per_day,
        frequency.every_days,
    ):
        return frequency
    return None


def _counted(repeat: Repeat, vocabulary: Vocabulary) -> Frequency | None:
    """The frequency of a plain rhythm; one with a range or with named days has none."""
    ranges = (repeat.frequency_max, repeat.period_max)
    several = (repeat.day_of_week, repeat.time_of_day, repeat.when)
    if any(each is not None for each in ranges) or any(several):
        return None
    if repeat.period is None or repeat.period_unit is None:
        return None
    return rhythm(repeat.frequency or Decimal(1), repeat.period, repeat.period_unit, vocabulary)
