"""A clinic's own certificate with its private key, opened from a PKCS#12 file and found fit."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from letters.errors import UsageError
from letters.typed import shown

_LEAST_RSA, _LEAST_CURVE = 2048, 256
"""Bits of a key: NIST SP 800-57 part 1, at least 112 bits of strength."""
_WEAK = frozenset({"md2", "md5", "sha1"})


class CertificateError(UsageError):
    """A certificate cannot sign. The message names neither passphrase nor key."""


class PassphraseError(CertificateError):
    """The passphrase does not open the file, or it needs one and none was given."""


class Certificate(NamedTuple):
    """A certificate that may sign: whose it is, from whom, and until when.

    `signer` is pyHanko's, with the private key in it; it is never written or printed.
    """

    subject: str
    organization: str
    issuer: str
    until: dt.datetime
    signer: Any


def certificate(content: bytes, passphrase: str | None, at: dt.datetime) -> Certificate:
    """Opens a PKCS#12 file and sees whether its certificate may sign at a time.

    Raises:
        PassphraseError: if the passphrase does not open it.
        CertificateError: if it is no such file, holds no private key with its certificate, is not
            valid at that time, is not made for signatures or is too weak.
    """
    key, mine, others = _opened(content, passphrase)
    _timely(mine, at)
    _made_to_sign(mine)
    _strong(key, mine)
    return Certificate(
        subject=named(mine.subject),
        organization=_part(mine.subject, "ORGANIZATION_NAME"),
        issuer=named(mine.issuer),
        until=mine.not_valid_after_utc,
        signer=_signer(key, mine, _chain(mine, others)),
    )


def named(name: Any) -> str:
    """The common name in a name of a certificate, else the whole of it.

    Whoever makes a certificate writes its name, and it is printed beside what was found of it.
    """
    return shown(_part(name, "COMMON_NAME") or name.rfc4514_string())


def resembles(owner: Certificate, names: Iterable[str]) -> bool:
    """Whether a certificate looks like that of one of these persons or practices.

    It does where two words of a name stand in its subject, or all of a name that has one: a
    certificate may turn a name around, leave out a title or have a number behind it. This tells
    what to remark on, not whose it is.
    """
    mine = _words(f"{owner.subject} {owner.organization}")
    return any(
        len(theirs & mine) >= min(2, len(theirs)) for each in names if (theirs := _words(each))
    )


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return frozenset(word for word in re.findall(r"\w+", letters) if len(word) > 1)


def _part(name: Any, oid: str) -> str:
    # Why in here, as below: cryptography and pyHanko are loaded where a file is signed only.
    from cryptography.x509.oid import NameOID

    found = name.get_attributes_for_oid(getattr(NameOID, oid))
    return str(found[0].value) if found else ""


def _opened(content: bytes, passphrase: str | None) -> tuple[Any, Any, list[Any]]:
    from cryptography.hazmat.primitives.serialization import pkcs12

    if not _is_pkcs12(content):
        raise CertificateError(
            "The certificate is no PKCS#12 file (.p12 or .pfx). Export it in that form, with its "
            "private key, from where it is kept."
        )
    # A file without a passphrase is written with none or with an empty one.
    tried = (None, b"") if passphrase is None else (passphrase.encode(),)
    for each in tried:
        try:
            key, mine, others = pkcs12.load_key_and_certificates(content, each)
        except ValueError:
            continue
        if key is None or mine is None:
            raise CertificateError(
                "The PKCS#12 file holds no private key with its certificate, so nothing can be "
                "signed with it. Export the certificate again, together with its private key."
            )
        return key, mine, others
    raise PassphraseError(
        "The passphrase does not open the PKCS#12 file, or the file is damaged. Give the one that "
        "was set when the certificate was exported."
        if passphrase is not None
        else "The PKCS#12 file has a passphrase. Give it with --passphrase-file."
    )


def _is_pkcs12(content: bytes) -> bool:
    from asn1crypto.pkcs12 import Pfx

    try:
        return str(Pfx.load(content)["version"].native) == "v3"
    except (ValueError, TypeError, KeyError):
        return False


def _timely(mine: Any, at: dt.datetime) -> None:
    first, last = mine.not_valid_before_utc, mine.not_valid_after_utc
    if at < first:
        raise CertificateError(f"The certificate is not yet valid; it is from {first:%Y-%m-%d} on.")
    if at > last:
        raise CertificateError(
            f"The certificate was valid until {last:%Y-%m-%d}. Renew it with whoever issued it."
        )


def _made_to_sign(mine: Any) -> None:
    from cryptography.x509 import ExtensionNotFound, KeyUsage

    try:
        usage = mine.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return  # then it is good for everything (RFC 5280, 4.2.1.3)
    if not (usage.digital_signature or usage.content_commitment):
        raise CertificateError(
            "The certificate is not made for signatures: its key usage names neither digital "
            "signature nor non-repudiation. Use one that was issued for signing documents."
        )


def _strong(key: Any, mine: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if isinstance(key, RSAPrivateKey):
        least, kind = _LEAST_RSA, "RSA"
    elif isinstance(key, EllipticCurvePrivateKey):
        least, kind = _LEAST_CURVE, "elliptic curve"
    else:
        raise CertificateError(
            "The key of the certificate is neither RSA nor of an elliptic curve, which is what "
            "readers of PDF check. Use one of these."
        )
    if key.key_size < least:
        raise CertificateError(
            f"The key of the certificate is too short: {kind}, {key.key_size} bits; signing takes "
            f"{least} or more. Have a certificate issued with a longer key."
        )
    made = mine.signature_hash_algorithm
    if made is not None and made.name in _WEAK:
        raise CertificateError(
            f"The certificate itself was signed with {made.name.upper()}, which can be forged. "
            "Have it issued again."
        )


def _chain(mine: Any, others: list[Any]) -> list[Any]:
    """The certificates that lead from ours upwards, as far as the file has them."""
    found, top = [], mine
    while issuer := next((each for each in others if _is_issued_by(top, each)), None):
        found.append(issuer)
        others = [each for each in others if each != issuer]
        top = issuer
    return found


def _is_issued_by(one: Any, issuer: Any) -> bool:
    """Whether a certificate was signed with the key of another."""
    try:
        one.verify_directly_issued_by(issuer)
    except Exception:  # whatever kind of key or name it is, it did not
        return False
    return True


def _signer(key: Any, mine: Any, chain: list[Any]) -> Any:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    ours, *above = (
        x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (mine, *chain)
    )
    known: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    known.register_multiple(above)
    held = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=ours, signing_key=keys.PrivateKeyInfo.load(held), cert_registry=known
    )
