"""Every unit that the library accepts, against an independent authority on units."""

import re
from decimal import Decimal

import pint
import pytest

from letters.citations import load
from letters.errors import PackError
from letters.paths import CITATIONS

CREATININE = 113.12  # g/mol, C4H7N3O
OF_CREATININE = {"upcr", "uacr", "serum-creatinine"}
# How pint writes what a laboratory writes otherwise.
WRITTEN = {
    "mL/min/1.73 m²": "mL/min",
    "g/24 h": "g/day",
    "mg/24 h": "mg/day",
    "m²": "m**2",
    "in": "inch",
}
NO_PHYSICAL_UNIT = {"anti-dsdna", "urine-rbc"}
"""Assay units and cells of a microscope's field: pint knows neither."""


def units():
    try:
        measures = load(CITATIONS).vocabulary.measures
    except PackError:
        return []
    return [(measure, unit) for measure in measures for unit in measure.units]


@pytest.fixture(scope="module")
def registry():
    registry = pint.UnitRegistry()
    context = pint.Context("creatinine")
    for power in ("", " / [length] ** 3"):
        context.add_transformation(
            f"[substance]{power}",
            f"[mass]{power}",
            lambda ureg, value: value * ureg.Quantity(CREATININE, "g/mol"),
        )
    context.add_transformation(
        "[mass] / [substance]", "", lambda ureg, value: value / ureg.Quantity(CREATININE, "g/mol")
    )
    registry.add_context(context)
    return registry


def parsed(registry, text):
    return registry.Quantity(1, WRITTEN.get(text, text).replace("µ", "u"))


def test_many_units_are_looked_at(library):
    """The tests below look at every measure and at more than thirty units."""
    assert {measure.id for measure, _ in units()} == {m.id for m in library.vocabulary.measures}
    assert len(units()) >= 30


def test_the_first_unit_is_canonical(library):
    """The unit that is printed has factor 1, and each unit tells whence its factor is."""
    for measure in library.vocabulary.measures:
        assert measure.units[0].factor == 1, measure.id
        assert all(len(unit.source) > 10 for unit in measure.units), measure.id


@pytest.mark.parametrize(
    "pair", units(), ids=lambda pair: f"{pair[0].id} in {pair[1].unit}".replace("/", " per ")
)
def test_each_factor_is_right(registry, pair):
    """The factor of a unit is that of pint to a tenth of a percent, or its source says why not."""
    measure, unit = pair
    if measure.id in NO_PHYSICAL_UNIT:
        assert unit.factor == 1
        assert re.search("no conversion|unchanged|not converted|unit itself", unit.source)
        return
    with registry.context(*(["creatinine"] if measure.id in OF_CREATININE else [])):
        wanted = parsed(registry, unit.unit).to(parsed(registry, measure.units[0].unit).units)
    assert float(unit.factor) == pytest.approx(wanted.magnitude, rel=1e-3)


@pytest.mark.parametrize(
    ("measure", "value", "unit", "canonical"),
    [
        ("serum-creatinine", "88.4", "µmol/L", "1.0"),
        ("upcr", "56.6", "mg/mmol", "0.5"),
        ("upcr", "500", "mg/g", "0.5"),
        ("complement-c3", "0.9", "g/L", "90"),
        ("body-weight", "154.3", "lb", "70.0"),
        ("body-height", "66.9", "in", "170"),
        ("protein-24h", "3500", "mg/24 h", "3.5"),
    ],
)
def test_known_pairs(library, measure, value, unit, canonical):
    """Pairs that every clinic knows come out, rounded as the measure is printed."""
    term = library.measure(measure)
    factor = next(each.factor for each in term.units if each.unit == unit)
    got = (Decimal(value) * factor).quantize(Decimal(1).scaleb(-term.decimals))
    assert got == Decimal(canonical).quantize(Decimal(1).scaleb(-term.decimals))


def test_no_name_of_a_unit_means_two_things(library):
    """Within a measure a name or alias belongs to one unit alone."""
    for measure in library.vocabulary.measures:
        names = [name for unit in measure.units for name in {unit.unit, *unit.aliases}]
        assert len(names) == len(set(names)), measure.id


def test_plausible_bounds_are_in_order(library):
    """The bounds of what is plausible have a low and a high end."""
    for measure in library.vocabulary.measures:
        low, high = measure.plausible
        assert 0 <= low < high, measure.id
