"""What may happen to a case, and the state in which each event leaves it.

Events tell who, when, which files and which names of what was accepted. They never tell a value of
the patient's: what was accepted is told by its name and by the hash of its words.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from letters.case.frozen import Frozen
from letters.case.model import Level
from letters.dossier.fingerprint import Fingerprint

Files = Mapping[str, str]
"""The SHA-256 of files, in hexadecimal digits, by their name in the case's folder."""


Result = Literal["overturned", "upheld", "partly", "approved", "denied"]
WON: frozenset[Result] = frozenset({"overturned", "approved"})
"""Decisions after which there is nothing left to appeal."""
OF_REQUESTS: frozenset[Result] = frozenset({"approved", "denied"})
"""Decisions on an initial request; the others are on an appeal."""


class State(StrEnum):
    """How far a case has come."""

    DRAFT = "draft"
    REVIEW = "in review"
    APPROVED = "approved"
    SENT = "sent"
    DECIDED = "decided"


class _Event(Frozen):
    """What every event tells: when, and who did it, as they said; empty for the program itself."""

    at: AwareDatetime
    by: str = ""


class Drafted(_Event):
    """A letter was written or written again, as a draft."""

    kind: Literal["drafted"] = "drafted"
    document: str
    level: Level | None
    fingerprint: Fingerprint
    files: Files


class Opened(_Event):
    """The review sheet was opened for review."""

    kind: Literal["opened"] = "opened"


class Accepted(Frozen):
    """One thing that the approving clinician took: its name, the hash of its words, their reason.

    `reason` is the clinician's own, typed where one is asked for; it stays in the practice.
    """

    name: str
    sha256: str
    reason: str | None = None


class Approved(_Event):
    """A clinician approved the letter; `npi` is theirs. `twin` is the hash of an edited Word file.

    `fingerprint` is that of the draft, `files` the final as rendered.
    """

    kind: Literal["approved"] = "approved"
    npi: str
    accepted: tuple[Accepted, ...]
    fingerprint: Fingerprint
    twin: str | None = None
    files: Files


class Returned(_Event):
    """The case went back to draft, because of what `changed` tells; `kept` is where files went."""

    kind: Literal["returned"] = "returned"
    changed: tuple[str, ...]
    kept: str | None = None


class Signed(_Event):
    """A certificate was applied to the approved file; `subject` is whose it is."""

    kind: Literal["signed"] = "signed"
    subject: str
    stamped_by: str | None = None
    files: Files


class Packed(_Event):
    """A packet was made."""

    kind: Literal["packed"] = "packed"
    files: Files


class Sent(_Event):
    """The practice sent the letter to the payer: on which day, how, with which confirmation.

    `uncompared` tells what could not be laid beside the approval any more when this was recorded.
    """

    kind: Literal["sent"] = "sent"
    on: dt.date
    via: str
    confirmation: str | None = None
    # Why left out where there is none: the hash of an entry is that of all its fields.
    uncompared: tuple[str, ...] = Field(default=(), exclude_if=lambda told: not told)


class Decided(_Event):
    """The payer decided; what `letters outcomes` counts. `reasons` are of the denial appealed.

    `level` is the level that decided: an initial request is approved or denied, an appeal
    overturned or upheld. `drugs` and `reasons` are words of the vocabulary; `files` hold what was
    recorded, and the notice.
    """

    kind: Literal["decided"] = "decided"
    result: Result
    on: dt.date
    level: Level
    payer: str
    drugs: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    files: Mapping[str, str] = {}


Event = Annotated[
    Drafted | Opened | Approved | Returned | Signed | Packed | Sent | Decided,
    Field(discriminator="kind"),
]

_LEADS_TO = {
    "drafted": State.DRAFT,
    "opened": State.REVIEW,
    "approved": State.APPROVED,
    "returned": State.DRAFT,
    "sent": State.SENT,
    "decided": State.DECIDED,
}


def state_after(state: State, event: Event) -> State:
    """The state in which an event leaves a case. Signing and packing leave it as it is."""
    return _LEADS_TO.get(event.kind, state)
