"""Named measures that are computed from others, each with the source of its formula.

Each method takes the canonical series of its inputs by role, and the patient; it returns values in
the derived measure's canonical unit with the measurement that dates each.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from letters.case.evidence import Comparator, Measurement
from letters.case.model import Patient, Sex

Values = list[tuple[Decimal, Measurement]]


class _Reading(Protocol):
    @property
    def value(self) -> Decimal: ...
    @property
    def measurement(self) -> Measurement: ...


Inputs = Mapping[str, Sequence[_Reading]]


def age_on(day: dt.date, born: dt.date) -> int:
    """Completed years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ckd_epi_2021(inputs: Inputs, patient: Patient) -> Values:
    """Estimated glomerular filtration rate, mL/min/1.73 m², from serum creatinine in mg/dL.

    The CKD-EPI creatinine equation without race (Inker LA et al, N Engl J Med 2021;385:1737-1749),
    for adults. Nothing is computed when sex or birth date is not recorded, below 18 years, or from
    a value that was reported only as a bound.
    """
    if patient.sex is None or patient.born is None:
        return []
    female = patient.sex is Sex.FEMALE
    kappa, alpha = (0.7, -0.241) if female else (0.9, -0.302)
    values: Values = []
    for reading in inputs["creatinine"]:
        measurement = reading.measurement
        age = age_on(measurement.on, patient.born)
        if age < 18 or measurement.comparator is not Comparator.EXACT or reading.value <= 0:
            continue
        ratio = float(reading.value) / kappa
        rate = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age
        values.append((Decimal(round(rate * (1.012 if female else 1))), measurement))
    return values


def mosteller(inputs: Inputs, patient: Patient) -> Values:
    """Body surface area, m², from weight in kg and height in cm: the root of w x h / 3600.

    Mosteller RD, N Engl J Med 1987;317:1098. The newest height serves every weight.
    """
    heights = _exact(inputs["height"])
    if not heights:
        return []
    height = heights[-1].value
    return [
        ((reading.value * height / 3600).sqrt().quantize(Decimal("0.01")), reading.measurement)
        for reading in _exact(inputs["weight"])
    ]


def _exact(readings: Sequence[_Reading]) -> list[_Reading]:
    return [r for r in readings if r.measurement.comparator is Comparator.EXACT]


METHODS: dict[str, Callable[[Inputs, Patient], Values]] = {
    "ckd-epi-2021": ckd_epi_2021,
    "mosteller": mosteller,
}
