"""Compares readings with thresholds, reported bounds and unit conversions included."""

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt

from letters.case.evidence import Comparator, Quantity
from letters.citations import Library
from letters.determination.model import Reading
from letters.truth import Truth

Comparison = Callable[[Decimal, Decimal], bool]

AT_LEAST: Comparison = ge
ABOVE: Comparison = gt
AT_MOST: Comparison = le
BELOW: Comparison = lt


def canonical(library: Library, measure: str, quantity: Quantity) -> Decimal:
    """A quantity in the canonical unit of its measure.

    Raises KeyError when the unit is not one that the measure accepts (a pack check finds it first).
    """
    for unit in library.measure(measure).units:
        if quantity.unit in (unit.unit, *unit.aliases):
            return quantity.value * unit.factor
    raise KeyError(quantity.unit)


def compare(reading: Reading, comparison: Comparison, threshold: Decimal) -> Truth:
    """Whether a reading lies on the wanted side of a threshold in the same unit.

    A value reported as below (or above) a bound decides only when the whole range that it leaves
    lies on one side.
    """
    upward = comparison in (AT_LEAST, ABOVE)
    comparator = reading.measurement.comparator
    if comparator is Comparator.EXACT:
        return Truth.of(comparison(reading.value, threshold))
    if comparator is Comparator.BELOW:
        decided = reading.value <= threshold
        return Truth.of(not upward) if decided else Truth.UNKNOWN
    decided = reading.value >= threshold
    return Truth.of(upward) if decided else Truth.UNKNOWN


def percent_change(start: Reading, later: Reading) -> Decimal | None:
    """The change from `start` to `later` in percent of `start`, one decimal; a fall is negative.

    None when either was reported only as a bound, or the start is zero.
    """
    exact = {start.measurement.comparator, later.measurement.comparator} == {Comparator.EXACT}
    if not exact or start.value == 0:
        return None
    return ((later.value - start.value) / start.value * 100).quantize(Decimal("0.1"))
