"""The folder of one case: its documents, what they were made from, and the log of what was done."""

from letters.dossier.events import (
    Accepted,
    Approved,
    Decided,
    Drafted,
    Event,
    Opened,
    Packed,
    Returned,
    Sent,
    Signed,
    State,
)
from letters.dossier.fingerprint import Fingerprint, digest_of, fingerprint
from letters.dossier.folder import Dossier, archive, clear, find, store
from letters.dossier.log import Entry, Log, LogError
from letters.dossier.origin import Origin, Read

__all__ = [
    "Accepted",
    "Approved",
    "Decided",
    "Dossier",
    "Drafted",
    "Entry",
    "Event",
    "Fingerprint",
    "Log",
    "LogError",
    "Opened",
    "Origin",
    "Packed",
    "Read",
    "Returned",
    "Sent",
    "Signed",
    "State",
    "archive",
    "clear",
    "digest_of",
    "find",
    "fingerprint",
    "store",
]
