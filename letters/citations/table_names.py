"""The names by which texts of the library speak of the tables of a letter.

A letter numbers its tables as they stand in it, so no text knows a number: `[[criteria]]` becomes
`Table 1` or whatever that table is in the letter at hand.
"""

import re
from typing import Literal, get_args

TableName = Literal["policy", "steps", "criteria", "chronology", "history", "results"]

TABLE_NAMES: tuple[TableName, ...] = get_args(TableName)
"""In the order in which the tables stand in a letter that has them all."""

NAMED = re.compile(r"\[\[([^\[\]]*)\]\]")
NUMBERED = re.compile(r"\bTables?\s+\d", re.IGNORECASE)


def unknown_names(text: str) -> tuple[str, ...]:
    """The table names in a text that no letter knows."""
    return tuple(name for name in NAMED.findall(text) if name not in TABLE_NAMES)


def numbers_a_table(text: str) -> bool:
    """Whether a text speaks of a table of a letter by a number."""
    return NUMBERED.search(text) is not None
