"""Events of an invented case, for tests of its log."""

import datetime as dt

from letters.case.model import Level
from letters.dossier import (
    Accepted,
    Approved,
    Decided,
    Drafted,
    Fingerprint,
    Opened,
    Packed,
    Returned,
    Sent,
    Signed,
)

AT = dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
MADE_FROM = Fingerprint(inputs={"evidence": "e"}, library="l", templates="t", tool="p")


def drafted(**files: str) -> Drafted:
    return Drafted(
        at=AT,
        document="first-level appeal",
        level=Level.INITIAL,
        fingerprint=MADE_FROM,
        files=named(files),
    )


def approved(**files: str) -> Approved:
    taken = (Accepted(name="A1", sha256="a" * 64), Accepted(name="C1", sha256="c" * 64, reason="ж"))
    return Approved(
        at=AT,
        by="Dana Whitfield",
        npi="1234567893",
        accepted=taken,
        fingerprint=MADE_FROM,
        files=named(files),
    )


def named(files: dict[str, str]) -> dict[str, str]:
    """`letter_pdf` as the name of a file."""
    return {name.replace("_", "."): digest for name, digest in files.items()}


OPENED = Opened(at=AT, by="Dana Whitfield")
RETURNED = Returned(at=AT, changed=("input: evidence",), kept="earlier/002")
SIGNED = Signed(at=AT, by="Dana Whitfield", subject="Clinic", files={"signed.pdf": "5" * 64})
PACKED = Packed(at=AT, by="Pat", files={"packet.pdf": "6" * 64})
SENT = Sent(at=AT, by="Pat", on=AT.date(), via="fax", confirmation="4711")
DECIDED = Decided(
    at=AT,
    by="Pat",
    result="upheld",
    on=dt.date(2026, 12, 20),
    level=Level.FIRST,
    payer="Payer",
    drugs=("moonwort",),
)
