"""The payer's decision on a letter that was sent: what it is on, and what was recorded of it.

The next letter starts from what was recorded.
"""

import datetime as dt
from pathlib import Path

from pydantic import TypeAdapter

from letters.case.evidence import Record
from letters.case.frozen import Frozen
from letters.case.model import Decision, Level
from letters.citations import Library
from letters.dossier.events import OF_REQUESTS
from letters.dossier.folder import Dossier
from letters.dossier.log import Log
from letters.dossier.names import DECISIONS
from letters.errors import InputError
from letters.routing.kinds import filed_level


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


class About(Frozen):
    """What a decision is on: the level that makes it, and what outcomes count of its case.

    `request` tells that an initial request waits for it, not an appeal.
    """

    level: Level
    request: bool
    payer: str
    drugs: tuple[str, ...]
    reasons: tuple[str, ...]


_ADAPTER: TypeAdapter[tuple[Recorded, ...]] = TypeAdapter(tuple[Recorded, ...])


def recorded(folder: Path) -> tuple[Recorded, ...]:
    """The decisions recorded for the case of a folder, oldest first.

    Raises:
        InputError: the file is not as this program writes it.
    """
    try:
        return _ADAPTER.validate_json((folder / DECISIONS).read_bytes())
    except FileNotFoundError:
        return ()
    except ValueError:  # its text would tell what the payer said of the patient
        raise InputError(
            f"{DECISIONS} of case {folder.name} is not as letters writes it; take it from a backup"
        ) from None


def dumped(decisions: tuple[Recorded, ...]) -> bytes:
    """The file that holds recorded decisions."""
    return _ADAPTER.dump_json(decisions, indent=1)


def about_of(dossier: Dossier, log: Log, library: Library) -> About:
    """What the decision on the letter that was sent last is on, be it made or awaited.

    One that was made has it from the log, since the folder may be further.

    Raises:
        UsageError: a file of the case is missing.
    """
    made = log.decided
    if made is not None:
        return About(
            level=made.level,
            request=made.result in OF_REQUESTS,
            payer=made.payer,
            drugs=made.drugs,
            reasons=made.reasons,
        )
    case = dossier.case()
    return About(
        level=filed_level(case, dossier.letter().document, library) or Level.INITIAL,
        request=case.denial is None,
        payer=case.coverage.payer,
        drugs=tuple(dict.fromkeys(service.drug for service in case.services)),
        reasons=case.denial.reasons if case.denial else (),
    )
