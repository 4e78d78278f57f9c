"""What the signature of a PDF comes to."""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen

State = Literal["none", "intact", "broken"]
Identity = Literal["not checked", "trusted", "not trusted"]


class Stamp(Frozen):
    """When a timestamp authority had the signature before it, and whose certificate says so."""

    at: dt.datetime
    by: str
    identity: Identity = "not checked"


class Signature(Frozen):
    """The signature of a PDF, read from the file alone.

    `intact` is a signature that holds, covers every byte of the file and stands alone in it; `why`
    tells what is wrong with one that is broken. `subject` and `issuer` are names in the
    certificate, `claimed` is when the signer's own clock says that it was made. `identity` is
    whether the certificate leads to one of the roots given, `doubt` why it does not. `before` is
    how many bytes the file had before the signature was added, `altered` what the update that
    added it changed beside the signature's own field.
    """

    state: State
    why: str | None = None
    subject: str | None = None
    issuer: str | None = None
    claimed: dt.datetime | None = None
    stamp: Stamp | None = None
    identity: Identity = "not checked"
    doubt: str | None = None
    before: int | None = None
    altered: tuple[str, ...] = ()
