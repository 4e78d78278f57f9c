"""A clinic's own certificate applied to a finished PDF, and what the signatures of a PDF cover.

pyHanko is loaded where a file is signed or has a signature, never before: it takes half a second.
"""

from letters.signing.applying import SigningError, TimestampError, sign
from letters.signing.certificate import (
    Certificate,
    CertificateError,
    PassphraseError,
    certificate,
    resembles,
)
from letters.signing.examining import certificates, examine
from letters.signing.field import UntaggedError
from letters.signing.model import Signature, Stamp

__all__ = [
    "Certificate",
    "CertificateError",
    "PassphraseError",
    "Signature",
    "SigningError",
    "Stamp",
    "TimestampError",
    "UntaggedError",
    "certificate",
    "certificates",
    "examine",
    "resembles",
    "sign",
]
