"""Dose arithmetic: a requested dose against the drug's cited regimens, and its billing units."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from letters.case.evidence import Dose, Measurement, Quantity
from letters.case.vocabulary import Product, Regimen
from letters.determination.courses import basis, dose_unit_basis, milligrams
from letters.determination.matter import Matter
from letters.determination.model import Computed, DoseFit, Reading
from letters.truth import Truth, all_of, any_of


def fit(matter: Matter, regimens: Sequence[str] = ()) -> DoseFit:
    """Finds the cited regimen that the requested dose follows.

    `regimens` narrows the search to these ids; empty means every regimen of the drug for the
    pack's diagnosis. The first that fits wins; else the truth is the Kleene sum of the tries.
    """
    drug = matter.library.drug(matter.service.drug)
    tried = [
        (regimen, _follows(matter, regimen))
        for regimen in drug.regimens
        if regimen.diagnosis == matter.pack.diagnosis and (not regimens or regimen.id in regimens)
    ]
    truth = any_of(truth for _, truth in tried)
    regimen = next((r for r, t in tried if t is Truth.MET), None)
    return DoseFit(truth=truth, regimen=regimen.id if regimen else None, **_arithmetic(matter))


def _follows(matter: Matter, regimen: Regimen) -> Truth:
    service = matter.service
    route = Truth.of(None if service.route is None else service.route == regimen.route)
    if service.dose is None:
        return all_of([route, Truth.UNKNOWN])
    rhythm = _rhythm(matter, regimen, service.dose)
    return all_of([route, rhythm, _doses(regimen, service.doses), _amount(matter, regimen)])


def _rhythm(matter: Matter, regimen: Regimen, dose: Dose) -> Truth:
    if dose.frequency is None:
        return Truth.UNKNOWN
    if not regimen.daily:
        return Truth.of(regimen.frequency in (None, dose.frequency))
    return Truth.of(_times(matter, dose.frequency) is not None)


def _doses(regimen: Regimen, doses: int | None) -> Truth:
    if regimen.doses is None or doses is None:
        return Truth.MET
    return Truth.of(doses <= regimen.doses)


def _amount(matter: Matter, regimen: Regimen) -> Truth:
    dose = matter.service.dose
    assert dose is not None
    if _same_basis(matter, dose.amount, regimen):
        within = _amount_as_written(matter, regimen, dose)
    else:
        within = _amount_by_arithmetic(matter, regimen, dose)
    return all_of([within, _below_cap(matter, regimen, dose)])


def _amount_as_written(matter: Matter, regimen: Regimen, dose: Dose) -> Truth:
    """Compares amounts on the same basis, for which neither weight nor surface is needed."""
    times = _times(matter, dose.frequency) if regimen.daily else 1
    low, high = (milligrams(matter, bound, None) for bound in (regimen.low, regimen.high))
    given = None if times is None else milligrams(matter, dose.amount, None) * times
    return Truth.of(None if given is None else low <= given <= high)


def _same_basis(matter: Matter, amount: Quantity, regimen: Regimen) -> bool:
    ours = dose_unit_basis(matter.library, amount.unit)
    return ours == dose_unit_basis(matter.library, regimen.low.unit)


def _amount_by_arithmetic(matter: Matter, regimen: Regimen, dose: Dose) -> Truth:
    """Compares total milligrams; a dose may be rounded to one billing unit of its product."""
    given = _total(matter, dose.amount, _times(matter, dose.frequency) if regimen.daily else 1)
    low, high = (_total(matter, bound) for bound in (regimen.low, regimen.high))
    if given is None or low is None or high is None:
        return Truth.UNKNOWN
    rounding = _rounding(matter)
    return Truth.of(low - rounding <= given <= high + rounding)


def _total(matter: Matter, amount: Quantity, times: int | None = 1) -> Decimal | None:
    per = basis(matter, amount)
    if per is None or times is None:
        return None
    return milligrams(matter, amount, per) * times


def _times(matter: Matter, frequency: str | None) -> int | None:
    """How often in a day, None without a daily rhythm."""
    frequencies = {term.id: term for term in matter.library.vocabulary.frequencies}
    return frequencies[frequency].per_day if frequency is not None else None


def _rounding(matter: Matter) -> Decimal:
    product = requested_product(matter)
    unit = product.hcpcs_unit if product else None
    weighed = matter.service.dose and not dose_unit_basis(
        matter.library, matter.service.dose.amount.unit
    )
    return milligrams(matter, unit, None) if unit and weighed else Decimal(0)


def _below_cap(matter: Matter, regimen: Regimen, dose: Dose) -> Truth:
    if regimen.cap is None:
        return Truth.MET
    total = _total(matter, dose.amount)
    return Truth.of(None if total is None else total <= milligrams(matter, regimen.cap, None))


def requested_product(matter: Matter) -> Product | None:
    """The product requested, or the drug's only product on the requested route."""
    products = matter.library.drug(matter.service.drug).products
    if matter.service.product is not None:
        return next((p for p in products if p.id == matter.service.product), None)
    route = matter.service.route
    on_route = [p for p in products if route is None or route in p.routes]
    return on_route[0] if len(on_route) == 1 else None


def _arithmetic(matter: Matter) -> dict[str, object]:
    """One administration in mg and in billing units, with the numbers that went in."""
    dose = matter.service.dose
    total = _total(matter, dose.amount) if dose else None
    if dose is None or total is None:
        return {}
    computed: list[Computed] = []
    measured: tuple[Measurement, ...] = ()
    per = dose_unit_basis(matter.library, dose.amount.unit)
    if per is not None and (reading := matter.latest_value(per)) is not None:
        unit = matter.library.measure(per).units[0].unit
        inputs = (dose.amount, Quantity(value=reading.value, unit=unit))
        computed.append(Computed(what="dose", value=total.normalize(), unit="mg", inputs=inputs))
        measured = _measured(matter, per, reading)
    units = _billing_units(matter, total)
    if units is not None:
        unit_mg = Quantity(value=total, unit="mg")
        computed.append(
            Computed(what="billing units", value=units, unit="units", inputs=(unit_mg,))
        )
    stated = matter.service.units
    agree = Truth.of(None if units is None or stated is None else units == stated)
    return {
        "computed": tuple(computed),
        "measured": measured,
        "dose_mg": total,
        "units": units,
        "units_agree": agree,
    }


def _measured(matter: Matter, measure: str, reading: Reading) -> tuple[Measurement, ...]:
    """The results behind a basis: its own, or the newest of each that it was derived from."""
    derived = matter.library.measure(measure).derived
    if not reading.derived or derived is None:
        return (reading.measurement,)
    sources = [matter.latest_value(source) for source in derived.inputs.values()]
    return tuple(source.measurement for source in sources if source is not None)


def _billing_units(matter: Matter, total: Decimal) -> Decimal | None:
    """Whole billing units of one administration, part units rounded up."""
    product = requested_product(matter)
    if product is None or product.hcpcs_unit is None or product.code_confirmed == "unverified":
        return None
    each = milligrams(matter, product.hcpcs_unit, None)
    return (total / each).to_integral_value(ROUND_CEILING)
