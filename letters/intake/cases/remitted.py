"""Reads what a denied service line tells: its code, amounts, adjustments and remarks."""

from letters import codes
from letters.case.model import Adjustment, Line
from letters.intake.cells import values
from letters.intake.cells.fields import Fields
from letters.intake.rows import Cell

_TOLD = ("procedure", "charged", "paid", "line units", "claim status", "service date")


def denial_codes(fields: Fields) -> tuple[str, ...]:
    """All codes of a row: adjustments as `CO-50` or `50`, remarks as `N115`."""
    group = fields.take("group code", values.identifier)
    adjustments = fields.take("denial codes", lambda cell: _codes(cell, group)) or ()
    remarks = fields.take("remark codes", lambda cell: _codes(cell, None)) or ()
    return tuple(dict.fromkeys((*adjustments, *remarks)))


def _codes(cell: Cell, group: str | None) -> tuple[str, ...]:
    """The codes of a cell; what has the shape of none stands as it is written."""
    return values.denial_codes(cell, group) or values.identifiers(cell)


def denied_line(fields: Fields) -> Line | None:
    """The service line of a row; None when the row tells of no line."""
    if not fields.has(*_TOLD):
        return None
    told = denial_codes(fields)
    parted = [parts for code in told if (parts := codes.adjustment(code)) is not None]
    return Line(
        code=fields.take("procedure", values.identifier) or fields.take("hcpcs", values.identifier),
        modifiers=fields.take("modifiers", values.identifiers) or (),
        ndc=fields.take("ndc", values.identifier),
        units=fields.spare("line units", values.number),
        charged=fields.spare("charged", values.money),
        paid=fields.spare("paid", values.money),
        served_on=fields.take("service date", values.date),
        adjustments=tuple(Adjustment(group=group, reason=reason) for group, reason in parted),
        remarks=tuple(code for code in told if codes.is_remark(code)),
        read=fields.read,
    )
