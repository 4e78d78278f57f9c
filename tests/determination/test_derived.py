import datetime as dt
import math
from decimal import Decimal

import pytest

from letters.case.model import Sex
from letters.determination.derived import age_on

from .matters import TODAY, case, matter, measured


def ckd_epi_2021(creatinine: float, age: int, female: bool) -> float:
    """The 2021 CKD-EPI creatinine equation, as printed by Inker et al., N Engl J Med 2021;385:1737.

    eGFR = 142 x min(Scr/k, 1)^a x max(Scr/k, 1)^-1.200 x 0.9938^age x 1.012 [if female];
    k = 0.7 (female) or 0.9 (male), a = -0.241 (female) or -0.302 (male). Written here anew.
    """
    k, low = (0.7, -0.241) if female else (0.9, -0.302)
    exponent = low if creatinine <= k else -1.2
    sexed = 1.012 if female else 1.0
    return 142 * math.pow(creatinine / k, exponent) * math.pow(0.9938, age) * sexed


def rate(library, creatinine: str, age: int, sex: Sex | None, unit: str = "mg/dL"):
    born = dt.date(TODAY.year - age, 1, 1)
    made = matter(
        library, measured("ash", f"{creatinine} {unit}", "2026-11-01"), sex=sex, born=born
    )
    return [reading.value for reading in made.series("flow")]


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "wanted"),
    [
        # Worked out by hand from the equation in the docstring above.
        ("1.0", 50, Sex.MALE, 92),  # 142 x (1/0.9)^-1.2 x 0.9938^50 = 142 x 0.8812 x 0.7328
        ("1.0", 50, Sex.FEMALE, 69),  # 142 x (1/0.7)^-1.2 x 0.7328 x 1.012
        ("0.7", 30, Sex.FEMALE, 119),  # at k both powers are 1: 142 x 0.8298 x 1.012
        ("0.9", 30, Sex.MALE, 118),  # 142 x 0.8298
        ("0.5", 25, Sex.FEMALE, 133),  # 142 x (0.5/0.7)^-0.241 x 0.8560 x 1.012
        ("3.0", 60, Sex.MALE, 23),  # 142 x (3/0.9)^-1.2 x 0.6886
    ],
)
def test_filtration_rate_of_worked_values(moonlit, creatinine, age, sex, wanted):
    """CKD-EPI 2021 (Inker et al., N Engl J Med 2021;385:1737) gives the values worked by hand."""
    assert rate(moonlit, creatinine, age, sex) == [wanted]


@pytest.mark.parametrize("sex", Sex)
def test_filtration_rate_agrees_with_the_equation_everywhere(moonlit, sex):
    """Over the whole range of creatinine and age the rate is that of the equation, rounded."""
    seen = 0
    for tenths in range(3, 121, 3):
        for age in (18, 35, 60, 90):
            creatinine = tenths / 10
            wanted = ckd_epi_2021(creatinine, age, sex is Sex.FEMALE)
            assert abs(float(rate(moonlit, str(creatinine), age, sex)[0]) - wanted) <= 0.5
            seen += 1
    assert seen == 160


def test_filtration_rate_is_the_same_from_either_unit(moonlit):
    """Creatinine in micromoles per liter gives the rate that milligrams per deciliter give."""
    assert rate(moonlit, "88.4", 50, Sex.MALE, "µmol/L") == rate(moonlit, "1.0", 50, Sex.MALE)


@pytest.mark.parametrize(
    ("creatinine", "age", "sex"),
    [("1.0", 17, Sex.MALE), ("1.0", 50, None), ("<0.3", 50, Sex.MALE), ("0", 50, Sex.MALE)],
)
def test_no_rate_is_made_up(moonlit, creatinine, age, sex):
    """A minor, an unrecorded sex, a bound or a zero gives no rate at all."""
    assert rate(moonlit, creatinine, age, sex) == []


def test_age_counts_whole_years_on_the_day_of_the_measurement(moonlit):
    """The day before the 18th birthday there is no rate; on it there is."""
    assert age_on(dt.date(2026, 11, 1), dt.date(2008, 11, 2)) == 17
    assert age_on(dt.date(2026, 11, 1), dt.date(2008, 11, 1)) == 18
    assert age_on(dt.date(2026, 2, 28), dt.date(2008, 2, 29)) == 17
    ash = measured("ash", "1.0 mg/dL", "2026-11-01")
    assert not matter(moonlit, ash, born=dt.date(2008, 11, 2)).series("flow")
    assert matter(moonlit, ash, born=dt.date(2008, 11, 1)).series("flow")


def test_a_reported_value_goes_before_a_derived_one(moonlit):
    """Where the measure itself was reported nothing is derived beside it."""
    reported = measured("flow", "61 mL/min/1.73 m²", "2026-10-01")
    series = matter(moonlit, reported, measured("ash", "1.0 mg/dL", "2026-11-01")).series("flow")
    assert [(reading.value, reading.derived) for reading in series] == [(Decimal(61), False)]


@pytest.mark.parametrize(
    ("weight", "height", "surface"),
    [
        # Mosteller RD, N Engl J Med 1987;317:1098: the root of height x weight / 3600.
        ("60 kg", "160 cm", "1.63"),  # sqrt(9600 / 3600) = sqrt(2.6667) = 1.6330
        ("70 kg", "170 cm", "1.82"),  # sqrt(3.3056) = 1.8181
        ("90 kg", "160 cm", "2.00"),  # sqrt(4) exactly
        ("132.277 lb", "160 cm", "1.63"),  # 60.0 kg
    ],
)
def test_body_surface_is_that_of_mosteller(moonlit, weight, height, surface):
    """Body surface is the root of weight times height over 3600, to two decimals."""
    made = matter(
        moonlit, measured("weight", weight, "2026-11-01"), measured("height", height, "2020-01-01")
    )
    (reading,) = made.series("surface")
    assert reading.value == Decimal(surface)
    assert reading.derived
    assert reading.on == dt.date(2026, 11, 1)


def test_the_newest_height_serves_every_weight(moonlit):
    """Each weight gives a surface, all with the newest height; without a height there is none."""
    weights = (
        measured("weight", "60 kg", "2026-01-01"),
        measured("weight", "90 kg", "2026-06-01"),
    )
    heights = (
        measured("height", "150 cm", "2010-01-01"),
        measured("height", "160 cm", "2024-01-01"),
    )
    series = matter(moonlit, *weights, *heights).series("surface")
    assert [str(reading.value) for reading in series] == ["1.63", "2.00"]
    assert not matter(moonlit, *weights).series("surface")
    assert case().evidence == ()


@pytest.mark.parametrize("bound", ["weight", "height"])
def test_no_surface_is_made_of_a_bound(moonlit, bound):
    """A weight or height that was reported only as a bound gives no surface."""
    written = {"weight": "60 kg", "height": "160 cm"}
    written[bound] = f">{written[bound]}"
    items = [measured(name, text, "2026-11-01") for name, text in written.items()]
    assert not matter(moonlit, *items).series("surface")
