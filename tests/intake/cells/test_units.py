"""The unit factors of the real vocabulary, against pint."""

from decimal import Decimal

import pint
import pytest

from letters.citations import load
from letters.intake.cells import words
from letters.paths import CITATIONS

MOLAR_MASS_OF_CREATININE = 113.12
UNITS = pint.UnitRegistry()
RATIOS = {"g/g", "mg/g", "mg/mmol", "g/mmol"}
SAME_NUMBER = {"units/mL", "IU/mL", "U/mL", "cells/HPF"}
IN_PINT = {
    "g/24 h": "g/day",
    "mg/24 h": "mg/day",
    "mmHg": "mmHg",
    "in": "inch",
    "m²": "m**2",
    "mL/min/1.73 m²": "mL/min",
}


def measures():
    return load(CITATIONS).vocabulary.measures


def amount(unit):
    """One of a unit in pint; moles of creatinine become grams, as pint knows no creatinine."""
    if unit in RATIOS or unit == "µmol/L":
        top, bottom = unit.split("/")
        return grams(top) / grams(bottom)
    return UNITS.Quantity(1, IN_PINT.get(unit, unit))


def grams(unit):
    quantity = UNITS.Quantity(1, unit.replace("µ", "u"))
    if quantity.check("[substance]"):
        return quantity.to("mol").magnitude * MOLAR_MASS_OF_CREATININE * UNITS.gram
    return quantity


PAIRS = [
    pytest.param(measure.units[0], unit, id=f"{measure.id} {unit.unit}")
    for measure in measures()
    for unit in measure.units
    if unit.unit not in SAME_NUMBER
]


@pytest.mark.parametrize(("canonical", "unit"), PAIRS)
def test_factors(canonical, unit):
    """Each factor agrees with pint to six digits."""
    ratio = (amount(unit.unit) / amount(canonical.unit)).to_base_units()
    assert ratio.dimensionless
    assert float(unit.factor) == pytest.approx(ratio.magnitude, rel=1e-6)


def test_the_first_unit_is_canonical():
    """The unit that is printed has factor 1."""
    assert all(measure.units[0].factor == Decimal(1) for measure in measures())


def test_every_spelling_means_one_unit():
    """Each accepted spelling is read as its own unit, in capitals too."""
    for measure in measures():
        for unit in measure.units:
            for name in (unit.unit, *unit.aliases):
                assert words.unit(measure)(name) == unit
                assert words.unit(measure)(name.upper()) == unit


def test_assay_units_are_never_converted():
    """Units that only an assay defines carry their number unchanged."""
    for measure in measures():
        for unit in measure.units:
            if unit.unit in SAME_NUMBER:
                assert unit.factor == Decimal(1)
