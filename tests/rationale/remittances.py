"""Cases as a remittance alone tells them, of imaginary patients."""

import datetime as dt
from decimal import Decimal
from typing import Any

from letters.case import Case
from letters.case.model import Adjustment, Coverage, Denial, Line, Patient, Service
from letters.case.provenance import Provenance

READ = Provenance(file="november.835", sha256="0" * 64, part="segment 41")
STARDEW = Service(drug="stardew", hcpcs="J9978", read=READ)


def line(code: str | None = "J9978", **fields: Any) -> Line:
    """A denied line with one adjustment."""
    given: dict[str, Any] = {
        "modifiers": ("JZ",),
        "units": Decimal(10),
        "charged": Decimal("1234.5"),
        "paid": Decimal(0),
        "served_on": dt.date(2026, 10, 12),
        "adjustments": (Adjustment(group="ZZ", reason="7"),),
        "remarks": ("N0",),
    }
    return Line(code=code, read=READ, **(given | fields))


def denial(*lines: Line, **fields: Any) -> Denial:
    """A denial of the second of November."""
    given: dict[str, Any] = {"notice_on": dt.date(2026, 11, 2), "claim": "CLM0000099"}
    return Denial(lines=lines, read=READ, **(given | fields))


def remitted(*services: Service, **fields: Any) -> Case:
    """A case without birth date, member, clinician, practice and diagnosis."""
    given: dict[str, Any] = {"denial": denial(line())}
    return Case(
        id="c-835",
        label="00417-2",
        patient=Patient(name="Ottoline Reeve", account="00417-2"),
        coverage=Coverage(payer="Harbor Mutual Plan"),
        services=services,
        read=READ,
        **(given | fields),
    )
