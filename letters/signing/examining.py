"""The signature of a PDF, examined from the file alone and without a network.

Two things are kept apart. That a signature is intact tells that the file is as it was signed. Whose
it is, only a certificate that leads to a root which the reader trusts tells; without such a root
the name in it is what whoever made it wrote there.
"""

import asyncio
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pikepdf

from letters.errors import InputError
from letters.signing.certificate import named
from letters.signing.covering import BrokenError, Covered, covered
from letters.signing.hushing import hushed
from letters.signing.message import message
from letters.signing.model import Identity, Signature, Stamp
from letters.signing.revision import alterations

_KINDS = ("/Sig", "/DocTimeStamp")


def examine(pdf: bytes, at: dt.datetime, roots: Sequence[Any] = ()) -> Signature:
    """The signature of a PDF: none, intact, or broken and why.

    `roots` are the certificates that the reader trusts, as `certificates` reads them; `at` is the
    time at which one must be valid, where no timestamp that leads to a root tells an earlier one.
    Whether a certificate was revoked is not asked: that would need the network.
    """
    if not _holds_any(pdf):
        return Signature(state="none")
    before = None
    try:
        place = covered(pdf)
        before = place.before
        signed = message(place.contents)
        with hushed():
            found = _checked(_embedded(pdf, place), signed, at, roots)
    except BrokenError as error:
        return Signature(state="broken", why=str(error), before=before)
    if before is None:
        return found
    return found.model_copy(update={"before": before, "altered": alterations(pdf[:before], pdf)})


def certificates(content: bytes) -> list[Any]:
    """The certificates of a PEM file.

    Raises:
        InputError: if it holds none, or one that cannot be a root.
    """
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = list(load_pem_x509_certificates(content))
    except ValueError:
        raise InputError(
            "The file of trusted roots holds no certificate in PEM form. It is text that begins "
            "with BEGIN CERTIFICATE."
        ) from None
    try:
        _context(found)
    except (ValueError, TypeError, KeyError):
        raise InputError(
            "A certificate in the file of trusted roots breaks the rules of its own form. Export "
            "it again from where it is kept."
        ) from None
    return found


def _holds_any(pdf: bytes) -> bool:
    """Whether anything in the file is or was a signature, by whatever way it is reached."""
    if b"/ByteRange" in pdf:
        return True
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return any(_is_signature(each) for each in opened.objects)
    except pikepdf.PdfError:
        return False  # no reader of PDF opens it: that is told where it is read


def _is_signature(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and (
        "/ByteRange" in one or one.get("/Type") in _KINDS or one.get("/FT") == "/Sig"
    )


def _embedded(pdf: bytes, place: Covered) -> Any:
    """The one signature as pyHanko reads it, if that is the one whose bytes were read."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        ((name, _, field),) = enumerate_sig_fields(reader)
        held = EmbeddedPdfSignature(reader, field, name)
        ranges = [int(each) for each in held.byte_range]
        kinds = (held.sig_object_type, held.sig_object["/SubFilter"])
    # pyHanko may stumble over a hostile file anywhere; its words may quote the file.
    except Exception:
        raise BrokenError("it does not stand in the form of the file as a signature does") from None
    if ranges != [0, place.start, place.end, len(pdf) - place.end] or (
        held.pkcs7_content != place.contents
    ):
        raise BrokenError("the file shows another signature than its bytes hold")
    if kinds != ("/Sig", SigSeedSubFilter.PADES.value):
        raise BrokenError("it is not made as this program signs")
    return held


def _checked(held: Any, signed: Any, at: dt.datetime, roots: Sequence[Any]) -> Signature:
    status = asyncio.run(_status(held, at, roots))
    stamp = status.timestamp_validity
    if roots and stamp is not None and stamp.trusted and not status.trusted:
        status = asyncio.run(_status(held, stamp.timestamp, roots))
    if not (status.intact and status.valid):
        raise BrokenError("what it signed is not what the file holds")
    if stamp is not None and not (stamp.intact and stamp.valid):
        raise BrokenError("its timestamp is of something else")
    mine = _held_by(status)
    return Signature(
        state="intact",
        subject=named(mine.subject),
        issuer=named(mine.issuer),
        claimed=held.self_reported_timestamp,
        stamp=_stamp(stamp, roots),
        identity=_identity(status, roots),
        doubt=_doubt(status, at, mine) if roots and not status.trusted else None,
    )


async def _status(held: Any, at: dt.datetime, roots: Sequence[Any]) -> Any:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    context = _context(roots, at)
    usages = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    try:
        return await async_validate_pdf_signature(
            held, context, skip_diff=True, key_usage_settings=usages
        )
    except Exception:
        raise BrokenError("it cannot be checked: it breaks the rules of its own form") from None


def _context(roots: Sequence[Any], at: dt.datetime | None = None) -> Any:
    """What pyHanko is to trust, and as of when; it reads the names of all roots at once."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko_certvalidator import ValidationContext

    trusted = [x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in roots]
    return ValidationContext(trust_roots=trusted, allow_fetching=False, moment=at)


def _stamp(stamp: Any, roots: Sequence[Any]) -> Stamp | None:
    if stamp is None:
        return None
    return Stamp(
        at=stamp.timestamp,
        by=named(_held_by(stamp).subject),
        identity=_identity(stamp, roots),
    )


def _held_by(status: Any) -> Any:
    """The certificate that something was signed with."""
    from cryptography.x509 import load_der_x509_certificate

    try:
        return load_der_x509_certificate(status.signing_cert.dump())
    except ValueError:
        raise BrokenError("its certificate breaks the rules of its own form") from None


def _identity(status: Any, roots: Sequence[Any]) -> Identity:
    if not roots:
        return "not checked"
    return "trusted" if status.trusted else "not trusted"


def _doubt(status: Any, at: dt.datetime, mine: Any) -> str:
    """Why a certificate is not trusted, as far as that can be told in a word."""
    if at > mine.not_valid_after_utc:
        return "it has expired, and no trusted timestamp tells that it was used before"
    if at < mine.not_valid_before_utc:
        return "it is not yet valid"
    return "it does not lead to one of the roots given"
