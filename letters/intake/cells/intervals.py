"""How far apart two days of one course of a drug may lie. The lengths are the project's own."""

import datetime as dt

GAP = dt.timedelta(days=60)
"""After a known end, and after the supply of a fill has run out."""
BETWEEN_INFUSIONS = dt.timedelta(days=190)
"""Between two administrations, because maintenance infusions are given every six months."""
SUPPLY = dt.timedelta(days=90)
"""How long a fill lasts that does not tell it."""
ORDER = dt.timedelta(days=365)
"""How long an order may be filled."""


def later(day: dt.date, length: dt.timedelta) -> dt.date:
    """A day and a length after it; the last of all days where there is none so late."""
    return dt.date.max if dt.date.max - day < length else day + length
