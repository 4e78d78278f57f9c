"""Tortures the functions that read single cells: they refuse with a reason or give a value."""

import datetime as dt
import traceback
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from letters import codes
from letters.case.model import Level, PlanTrack, Sex
from letters.case.vocabulary import Vocabulary
from letters.intake.cells import values
from letters.intake.reading import ReadingError
from torture.judge import Find, leaked
from torture.planted import ODD

_TRIES = 400
_CHARACTERS = (
    "0123456789.,-+/:;<>=()%$ eEdDaApPmMTZ\u00a0\u2009\u2212\u202f\u0660\uff10\u00b2\u0000\n\"'"
)

READS: tuple[Callable[[Any], Any], ...] = (
    values.text,
    values.lines,
    values.identifier,
    values.identifiers,
    values.date,
    values.number,
    values.amount,
    values.result,
    values.count,
    values.yes_no,
    values.word(Level),
    values.word(PlanTrack),
    values.word(Sex),
    *(values.code(check) for check in (codes.npi, codes.icd10cm, codes.hcpcs)),
)


def judge_values(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Reads some hundred odd cells; the first file's bytes say which."""
    random = Random(paths[0].read_bytes())
    for _ in range(_TRIES):
        cell = _cell(random)
        read = random.choice(READS)
        try:
            read(cell)
        except ReadingError as refusal:
            if find := leaked(f"{refusal.rule} {refusal.action}"):
                return find
        except Exception as error:
            told = f"{cell!r}\n{traceback.format_exc()}"
            return Find(f"{type(error).__name__} in {read.__qualname__}", told)
    return None


def _cell(random: Random) -> Any:
    kind = random.randrange(12)
    if kind == 0:
        return random.choice((0.0, -0.0, 1e308, 5e-324, float("nan"), float("inf"), 45000.5, 1e15))
    if kind == 1:
        return random.choice((0, -1, 10**30, 20261103, 45000))
    if kind == 2:
        return random.choice((True, False))
    if kind == 3:
        return Decimal(random.choice(("0", "-1.5", "1E+30", "NaN", "Infinity", "1E-30")))
    if kind == 4:
        day = dt.date.fromordinal(random.randrange(1, 3_652_059))
        return random.choice((day, dt.datetime.combine(day, dt.time(8)), dt.time(8)))
    if kind == 5:
        return dt.timedelta(seconds=random.randrange(-(10**9), 10**9))
    text = random.choice(ODD) if kind < 8 else ""
    drawn = "".join(random.choice(_CHARACTERS) for _ in range(random.randrange(16)))
    at = random.randrange(len(text) + 1)
    return text[:at] + drawn + text[at:]
