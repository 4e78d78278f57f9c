"""Doses against cited regimens, and what they make in milligrams and billing units."""

from decimal import Decimal

import pytest

from letters.determination.dosing import fit
from letters.truth import Truth

from .matters import dose, matter, measured, service

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
WEIGHT = measured("weight", "70 kg", "2026-11-01")
HEIGHT = measured("height", "170 cm", "2026-11-01")  # with 70 kg a surface of 1.82 m²


def fitted(library, amount, frequency, *evidence, regimens=(), drug="solumab", **fields):
    fields = {"route": "intravenous", "product": "solara", **fields}
    given = None if amount is None else dose(amount, frequency)
    made = matter(library, *evidence, services=(service(drug, dose=given, **fields),))
    return fit(made, regimens)


def tablets(library, amount, frequency, *evidence, regimens=("lunacillin-daily",), **fields):
    fields = {"product": "luna-tablets", "route": "oral", **fields}
    return fitted(
        library, amount, frequency, *evidence, regimens=regimens, drug="lunacillin", **fields
    )


@pytest.mark.parametrize(
    ("amount", "truth"),
    [
        ("10 mg/kg", MET),
        ("10.5 mg/kg", NOT_MET),
        ("700 mg", MET),
        ("690 mg", MET),  # 10 mg/kg x 70 kg = 700 mg, less one billing unit of 10 mg
        ("710 mg", MET),
        ("689 mg", NOT_MET),
        ("711 mg", NOT_MET),
        ("0.7 g", MET),
    ],
)
def test_a_dose_by_weight(moonlit, amount, truth):
    """Amounts per kilogram compare as written; an amount in mg may be rounded to a billing unit."""
    given = fitted(moonlit, amount, "every-4-weeks", WEIGHT, regimens=["solumab-weighed"])
    assert given.truth is truth
    assert given.regimen == ("solumab-weighed" if truth is MET else None)


@pytest.mark.parametrize(
    ("amount", "truth"),
    [
        ("500 mg/m2", MET),
        ("0.75 g/m2", MET),
        ("1 g/m2", NOT_MET),  # 1820 mg, above the cap of 1500 mg
        ("0.4 g/m2", NOT_MET),
        ("910 mg", MET),  # 0.5 g/m² x 1.82 m²
        ("900 mg", MET),  # one billing unit less
        ("899 mg", NOT_MET),
        ("1500 mg", MET),
        ("1510 mg", NOT_MET),  # a cap is not rounded
    ],
)
def test_a_dose_by_surface(moonlit, amount, truth):
    """Surface is that of Mosteller, the range includes its ends, and the cap bounds one dose."""
    given = fitted(moonlit, amount, "monthly", WEIGHT, HEIGHT, regimens=["solumab-wide"])
    assert given.truth is truth


@pytest.mark.parametrize(("amount", "truth"), [("1 g", MET), ("1000 mg", MET), ("990 mg", NOT_MET)])
def test_a_fixed_dose_is_not_rounded(moonlit, amount, truth):
    """A regimen in milligrams allows no rounding."""
    given = fitted(moonlit, amount, "days-1-and-15", regimens=["solumab-fixed"])
    assert given.truth is truth


@pytest.mark.parametrize(
    ("amount", "evidence", "truth"),
    [
        ("700 mg", [], UNKNOWN),
        ("10 mg/kg", [], MET),
        ("700 mg", [measured("weight", "<80 kg", "2026-11-01")], UNKNOWN),
        ("700 mg", [measured("weight", "154.324 lb", "2026-11-01")], MET),
    ],
)
def test_weight_is_needed_only_for_arithmetic(moonlit, amount, evidence, truth):
    """Without an exact weight an amount in mg is open, one per kilogram is not."""
    given = fitted(moonlit, amount, "every-4-weeks", *evidence, regimens=["solumab-weighed"])
    assert given.truth is truth


def test_the_newest_weight_counts(moonlit):
    """A later weight replaces an earlier one."""
    later = measured("weight", "90 kg", "2026-11-20")
    given = fitted(moonlit, "700 mg", "every-4-weeks", later, WEIGHT, regimens=["solumab-weighed"])
    assert given.truth is NOT_MET


@pytest.mark.parametrize(
    ("amount", "frequency", "fields", "truth"),
    [
        ("1 g", "days-1-and-15", {}, MET),
        ("1 g", "monthly", {}, NOT_MET),
        ("1 g", None, {}, UNKNOWN),
        ("1 g", "days-1-and-15", {"route": "oral"}, NOT_MET),
        ("1 g", "days-1-and-15", {"route": None}, UNKNOWN),
        ("1 g", "days-1-and-15", {"doses": 2}, MET),
        ("1 g", "days-1-and-15", {"doses": 1}, MET),
        ("1 g", "days-1-and-15", {"doses": 3}, NOT_MET),
        ("2 g", None, {}, NOT_MET),
        (None, None, {}, UNKNOWN),
        (None, None, {"route": "oral"}, NOT_MET),
    ],
)
def test_route_rhythm_and_number_must_agree(moonlit, amount, frequency, fields, truth):
    """Each part of a regimen can deny; what is blank leaves it open."""
    given = fitted(moonlit, amount, frequency, regimens=["solumab-fixed"], **fields)
    assert given.truth is truth


@pytest.mark.parametrize(
    ("amount", "frequency", "truth"),
    [
        ("1000 mg", "twice-daily", MET),
        ("1.5 g", "twice-daily", MET),
        ("2 g", "once-daily", MET),
        ("1000 mg", "once-daily", NOT_MET),
        ("875 mg", "twice-daily", NOT_MET),  # 1750 mg: no rounding of a range in grams
        ("1750 mg", "twice-daily", NOT_MET),
        ("2 g", "every-4-weeks", NOT_MET),
        ("1 g", None, UNKNOWN),
    ],
)
def test_a_daily_range_is_of_the_whole_day(moonlit, amount, frequency, truth):
    """The amounts of a day add up; without a rhythm the day is not known."""
    assert tablets(moonlit, amount, frequency).truth is truth


@pytest.mark.parametrize(
    ("amount", "frequency", "evidence", "truth"),
    [
        ("10 mg/kg", "twice-daily", [], MET),
        ("10 mg/kg", "once-daily", [], NOT_MET),
        ("12.5 mg/kg", "twice-daily", [], MET),
        ("750 mg", "twice-daily", [WEIGHT], MET),  # 1500 mg; the range is 1400 to 1750 mg
        ("1000 mg", "twice-daily", [WEIGHT], MET),  # 2000 mg, one tablet of 250 mg above
        ("1125 mg", "twice-daily", [WEIGHT], NOT_MET),
        ("500 mg", "twice-daily", [WEIGHT], NOT_MET),
        ("750 mg", None, [WEIGHT], UNKNOWN),
        ("100 mg", None, [WEIGHT], UNKNOWN),
    ],
)
def test_a_daily_dose_by_weight(moonlit, amount, frequency, evidence, truth):
    """A day's amount per kilogram compares as written or, with a weight, by arithmetic."""
    given = tablets(moonlit, amount, frequency, *evidence, regimens=["lunacillin-weighed"])
    assert given.truth is truth


def test_the_first_regimen_that_fits_is_named(moonlit):
    """Without a choice of regimens all of the drug are tried."""
    given = fitted(moonlit, "1 g", "days-1-and-15")
    assert (given.truth, given.regimen) == (MET, "solumab-fixed")
    assert fitted(moonlit, "2 g", "once").truth is NOT_MET
    assert fitted(moonlit, "700 mg", "every-4-weeks").truth is UNKNOWN


def test_a_drug_without_regimens_fits_none(moonlit):
    """No regimen on file, no dose that is cited."""
    assert fitted(moonlit, "1 g", "once", drug="lunamab", product=None).truth is NOT_MET


@pytest.mark.parametrize(
    ("amount", "evidence", "total", "units"),
    [
        ("700 mg", [], "700", "70"),
        ("701 mg", [], "701", "71"),
        ("709.9 mg", [], "709.9", "71"),
        ("705 mg", [], "705", "71"),
        ("5 mg", [], "5", "1"),
        ("0.7 g", [], "700", "70"),
        ("10 mg/kg", [WEIGHT], "700", "70"),
        ("10 mg/kg", [measured("weight", "70.4 kg", "2026-11-01")], "704", "71"),
        ("500 mg/m2", [WEIGHT, HEIGHT], "910", "91"),
        ("1 g/m2", [WEIGHT, HEIGHT], "1820", "182"),
    ],
)
def test_billing_units_are_rounded_up(moonlit, amount, evidence, total, units):
    """A part of a billing unit is a whole one; the milligrams of one dose are exact."""
    given = fitted(moonlit, amount, "every-4-weeks", *evidence)
    assert given.dose_mg == Decimal(total)
    assert given.units == Decimal(units)


def test_the_arithmetic_is_shown(moonlit):
    """A dose by weight shows what was multiplied, and the measurement it rests on."""
    given = fitted(moonlit, "10 mg/kg", "every-4-weeks", WEIGHT)
    by_weight, billed = given.computed
    assert [f"{i.value} {i.unit}" for i in by_weight.inputs] == ["10 mg/kg", "70 kg"]
    assert (by_weight.what, by_weight.value, by_weight.unit) == ("dose", 700, "mg")
    assert (billed.what, billed.value) == ("billing units", 70)
    assert given.measured == (WEIGHT,)


@pytest.mark.parametrize(
    ("stated", "agree"), [("70", MET), ("70.0", MET), ("7", NOT_MET), (None, UNKNOWN)]
)
def test_units_of_the_export_are_compared(moonlit, stated, agree):
    """Stated billing units must be those that the dose makes."""
    units = None if stated is None else Decimal(stated)
    assert fitted(moonlit, "700 mg", "every-4-weeks", units=units).units_agree is agree


@pytest.mark.parametrize("product", ["solara-pen", "unheard-of"])
def test_no_units_without_a_billing_code(moonlit, product):
    """A product without a known billing unit makes none, and nothing is compared."""
    given = fitted(moonlit, "700 mg", "every-4-weeks", product=product, units=Decimal(7))
    assert given.units is None
    assert given.units_agree is UNKNOWN


def test_the_only_product_of_the_route_is_meant(moonlit):
    """Without a product the route tells which it is, if it can be only one."""
    assert fitted(moonlit, "700 mg", "once", product=None).units == 70
    assert fitted(moonlit, "700 mg", "once", product=None, route=None).units is None


def test_no_total_without_a_weight(moonlit):
    """A dose by weight without a weight makes no milligrams and no units."""
    given = fitted(moonlit, "10 mg/kg", "every-4-weeks")
    assert (given.dose_mg, given.units, given.computed) == (None, None, ())
