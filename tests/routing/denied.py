"""Short ways to make denied cases."""

import datetime as dt
from decimal import Decimal
from typing import Any

from letters.case import Case
from letters.case.model import Adjustment, Coverage, Denial, Line, Patient, PlanTrack, Service
from letters.case.provenance import Provenance

READ = Provenance(file="remittance.835", sha256="0" * 64)
TODAY = dt.date(2026, 11, 22)
NOTICE = dt.date(2026, 11, 2)


def line(*codes: str, paid: str | None = "0", remarks: tuple[str, ...] = (), on: str = "") -> Line:
    """One service line with adjustments such as `CO-50`."""
    parts = [code.rpartition("-") for code in codes]
    return Line(
        paid=None if paid is None else Decimal(paid),
        served_on=dt.date.fromisoformat(on) if on else None,
        adjustments=tuple(
            Adjustment(group=group or None, reason=reason) for group, _, reason in parts
        ),
        remarks=remarks,
        read=READ,
    )


def case(
    *codes: str,
    track: PlanTrack | str = PlanTrack.ERISA,
    payer: str = "Meadow Health Plan",
    state: str | None = None,
    services: tuple[Service, ...] = (),
    **denial: Any,
) -> Case:
    """A case denied with codes; other fields are those of the denial."""
    return Case(
        id="c1",
        label="1",
        patient=Patient(name="A. Example"),
        coverage=Coverage(payer=payer, track=PlanTrack(track), state=state),
        services=services,
        denial=Denial(codes=codes, read=READ, **denial),
        read=READ,
    )


def requested(**service: Any) -> Service:
    """A requested service."""
    return Service(drug="any", read=READ, **service)


def undenied() -> Case:
    """A request before any denial."""
    return case().model_copy(update={"denial": None})
