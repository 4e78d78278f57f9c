"""Decisions that the practice recorded after a letter was sent, from which the next one starts."""

import datetime as dt
from pathlib import Path

from pydantic import TypeAdapter

from letters.case.evidence import Record
from letters.case.frozen import Frozen
from letters.case.model import Decision
from letters.dossier.names import DECISIONS


class Recorded(Frozen):
    """A payer's decision as it was recorded: what was decided, when its notice arrived, the notice.

    `won` tells a decision for the patient, after which there is nothing to appeal; `last_day` is
    the last day to appeal that the notice states.
    """

    decision: Decision
    won: bool
    received_on: dt.date | None = None
    last_day: dt.date | None = None
    notice: Record | None = None


_ADAPTER: TypeAdapter[tuple[Recorded, ...]] = TypeAdapter(tuple[Recorded, ...])


def recorded(folder: Path) -> tuple[Recorded, ...]:
    """The decisions recorded for the case of a folder, oldest first."""
    path = folder / DECISIONS
    return _ADAPTER.validate_json(path.read_bytes()) if path.exists() else ()


def dumped(decisions: tuple[Recorded, ...]) -> bytes:
    """The file that holds recorded decisions."""
    return _ADAPTER.dump_json(decisions, indent=1)
