"""The clinic's own signature on an approved letter: held, signed, read back, logged, put in place.

The packet that was made before is left as it is and remarked on: whoever signs decides what goes.
"""

import datetime as dt
from typing import Any, NamedTuple

from letters.case.frozen import Frozen
from letters.dossier import Approved, Dossier, Log, Packed, Signed, hashes
from letters.dossier.names import LETTER_PDF, SIGNED_PDF
from letters.dossier.permitting import approved
from letters.errors import UsageError
from letters.hashing import sha256
from letters.pipeline.standing import hold
from letters.signing import Certificate, Signature, SigningError, examine, resembles, sign


class Authority(NamedTuple):
    """Who tells when something was signed: the host to be logged, and one of pyHanko's stampers."""

    host: str
    stamper: Any


class Sealed(Frozen):
    """A letter as it was signed and as it is read back; `remarks` are for a person to look at."""

    event: Signed
    signature: Signature
    remarks: tuple[str, ...]


def seal(
    dossier: Dossier, owner: Certificate, at: dt.datetime, authority: Authority | None = None
) -> Sealed:
    """Signs the approved letter of a case; the signed file is logged, then put beside it.

    Raises:
        UsageError: the letter is not approved, or was sent.
        HeldBackError: what it was made from has changed since, or a file was.
        SigningError: it cannot be signed, or the signature does not hold; nothing was written.
        TimestampError: the authority gives no timestamp that can be used; nothing was written.
    """
    log = dossier.log()
    approval = approved(log, dossier.id)
    remarks = (*hold(dossier, at), *_remarks(dossier, log, approval, owner))
    pdf = (dossier.folder / LETTER_PDF).read_bytes()
    # Why again, after `hold`: what is signed are the bytes read here, not those looked at there.
    if sha256(pdf) != approval.files.get(LETTER_PDF):
        raise UsageError(f"{LETTER_PDF} of case {dossier.id} is not the file that was approved")
    signed = sign(pdf, owner, at, authority.stamper if authority else None)
    found = _read_back(signed, pdf, at, stamped=authority is not None)
    files = {SIGNED_PDF: signed}
    event = Signed(
        at=at,
        subject=owner.subject,
        stamped_by=authority.host if authority else None,
        files=hashes(files),
    )
    dossier.record(event, files, after=log.head)
    return Sealed(event=event, signature=found, remarks=remarks)


def _remarks(dossier: Dossier, log: Log, approval: Approved, owner: Certificate) -> tuple[str, ...]:
    """What a person should look at; none of it keeps the letter from being signed."""
    told = []
    head = dossier.letter().letterhead
    if not resembles(owner, (approval.by, head.name if head else "")):
        told.append(
            f"the certificate is that of {owner.subject}, which looks neither like the clinician "
            "who approved the letter nor like the practice"
        )
    since = log.events[log.events.index(approval) :]
    if any(isinstance(event, Packed) for event in since):
        told.append("the packet was made without this signature; make it again")
    return tuple(told)


def _read_back(signed: bytes, pdf: bytes, at: dt.datetime, *, stamped: bool) -> Signature:
    """What a reader of the signed file finds; raises SigningError if that is not what was meant."""
    found = examine(signed, at)
    fits = signed.startswith(pdf) and found.before == len(pdf) and not found.altered
    if found.state != "intact" or not fits or stamped != (found.stamp is not None):
        raise SigningError(
            f"The signature does not hold when it is read back ({found.why or 'it changes more'}). "
            "Nothing was written."
            + (" The timestamp authority may be at fault: try another." if stamped else "")
        )
    return found
