"""The folder of one case: its documents, what they were made from, and the log of what was done."""

from letters.dossier.checking import Fault, check, told, unmarked
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
from letters.dossier.exhibits import exhibit_files, exhibit_hashes, exhibit_places, found_beside
from letters.dossier.fingerprint import Fingerprint, fingerprint
from letters.dossier.folder import (
    Dossier,
    archive,
    clear,
    dossiers,
    find,
    hashes,
    make,
    present,
    store,
)
from letters.dossier.log import Entry, Held, Log, LogError, MeanwhileError, held
from letters.dossier.marks import Mark
from letters.dossier.origin import Origin, Read
from letters.dossier.returning import edited, give_back, save_edited, settle

__all__ = [
    "Accepted",
    "Approved",
    "Decided",
    "Dossier",
    "Drafted",
    "Entry",
    "Event",
    "Fault",
    "Fingerprint",
    "Held",
    "Log",
    "LogError",
    "Mark",
    "MeanwhileError",
    "Opened",
    "Origin",
    "Packed",
    "Read",
    "Returned",
    "Sent",
    "Signed",
    "State",
    "archive",
    "check",
    "clear",
    "dossiers",
    "edited",
    "exhibit_files",
    "exhibit_hashes",
    "exhibit_places",
    "find",
    "fingerprint",
    "found_beside",
    "give_back",
    "hashes",
    "held",
    "make",
    "present",
    "save_edited",
    "settle",
    "store",
    "told",
    "unmarked",
]
