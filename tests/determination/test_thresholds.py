from decimal import Decimal

import pytest

from letters.case.evidence import Quantity
from letters.determination.model import Reading
from letters.determination.thresholds import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    canonical,
    compare,
    percent_change,
)
from letters.truth import Truth

from .matters import glow

COMPARISONS = {"at least": AT_LEAST, "above": ABOVE, "at most": AT_MOST, "below": BELOW}
HALF = Decimal("0.5")


def reading(written: str) -> Reading:
    measurement = glow(written, "2026-11-01")
    return Reading(measure="glow", value=measurement.value, measurement=measurement)


def possible(written: str) -> list[Decimal]:
    """Values that a report leaves possible, close to its bound and far from it."""
    value = reading(written).value
    tiny, far = Decimal("0.000001"), Decimal(100)
    return {
        "<": [value - tiny, Decimal(0)],
        ">": [value + tiny, value + far],
    }.get(written[0], [value])


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize(
    "written",
    [f"{sign}{value}" for sign in ("", "<", ">") for value in ("0.4", "0.5", "0.50", "0.6")],
)
def test_a_bound_decides_only_when_all_it_leaves_lies_on_one_side(name, written):
    """Exact values decide; `<` and `>` decide just when every value they leave agrees."""
    comparison = COMPARISONS[name]
    answers = {comparison(value, HALF) for value in possible(written)}
    wanted = Truth.of(answers.pop()) if len(answers) == 1 else Truth.UNKNOWN
    assert compare(reading(written), comparison, HALF) is wanted


@pytest.mark.parametrize(
    ("start", "later", "percent"),
    [
        ("2.0", "1.0", "-50.0"),
        ("1.0", "1.5", "50.0"),
        ("3.0", "2.0", "-33.3"),
        ("3.1", "3.1", "0.0"),
        ("0.3", "0.1", "-66.7"),
        ("0", "1", None),
        ("<2.0", "1.0", None),
        ("2.0", "<1.0", None),
    ],
)
def test_percent_change_is_of_the_start(start, later, percent):
    """A fall is negative, one decimal is kept, and bounds or a zero start give no number."""
    change = percent_change(reading(start), reading(later))
    assert change == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("quantity", "value"), [("0.5 g/g", "0.5"), ("500 mg/g", "0.5"), ("0.5 mg/mg", "0.5")]
)
def test_thresholds_are_compared_in_the_canonical_unit(moonlit, quantity, value):
    """Any accepted unit or alias of a threshold gives the same canonical number."""
    assert canonical(moonlit, "glow", Quantity.model_validate(quantity)) == Decimal(value)


def test_a_unit_that_the_measure_does_not_accept_is_refused(moonlit):
    """No number is made of a unit that the measure does not know."""
    with pytest.raises(KeyError):
        canonical(moonlit, "glow", Quantity.model_validate("0.5 g"))
