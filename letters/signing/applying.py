"""A clinic's own certificate applied to an approved PDF, as an update that changes no byte of it.

PAdES (ETSI EN 319 142-1): level B-B, and B-T with a timestamp authority. The file stays PDF/A-3a
and PDF/UA-1. It is signed so that no later change is allowed (DocMDP 1): a letter that was approved
is whole, and any byte added afterwards is one that nobody approved.
"""

import asyncio
import datetime as dt
import io
from typing import Any

from letters.errors import RenderingError
from letters.signing.certificate import Certificate
from letters.signing.field import NAME, specification, tag
from letters.signing.hushing import hushed

_HASH = "sha256"
_SPARE = 64
"""Hexadecimal digits left free: the length of a signature or of a timestamp varies by a few."""


class SigningError(RenderingError):
    """A file could not be signed."""


class TimestampError(SigningError):
    """The timestamp authority gave no timestamp."""


def sign(pdf: bytes, certificate: Certificate, at: dt.datetime, stamper: Any = None) -> bytes:
    """The PDF with a signature added to it; its own bytes are the first of the result.

    `at` is when the practice's own clock says that it is signed. `stamper` is one of pyHanko's
    time stampers; with it the signature carries when an authority saw it.

    Raises:
        UntaggedError: if this program did not write the PDF.
        TimestampError: if the authority gives no timestamp that can be used.
        SigningError: if the PDF cannot be signed.
    """
    try:
        with hushed():
            return asyncio.run(_signed(pdf, certificate, at, stamper))
    except RenderingError:
        raise
    # pyHanko's own words may quote the file.
    except _failures() as error:
        raise SigningError(
            f"The PDF cannot be signed ({type(error).__name__}). Approve the letter again and "
            "sign what that makes."
        ) from None


async def _signed(pdf: bytes, certificate: Certificate, at: dt.datetime, stamper: Any) -> bytes:
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import (
        PdfCMSEmbedder,
        SigIOSetup,
        SigMDPSetup,
        SigObjSetup,
    )
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    signer = _bound(certificate.signer)
    writer = _writer(pdf)
    steps = PdfCMSEmbedder(new_field_spec=specification(certificate.subject)).write_cms(
        NAME, writer
    )
    tag(writer, next(steps))
    sample = await _cms(signer, b"\0" * 32, stamper, dry=True)
    placeholder = SignatureObject(
        timestamp=at,
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=2 * len(sample) + _SPARE,
    )
    mdp = SigMDPSetup(_HASH, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=mdp))
    prepared, output = steps.send(SigIOSetup(_HASH, output=io.BytesIO()))
    steps.send(await _cms(signer, prepared.document_digest, stamper))
    signed: bytes = output.getvalue()
    return signed


async def _cms(signer: Any, digest: bytes, stamper: Any, *, dry: bool = False) -> bytes:
    """The signature itself; a dry run has its length and asks the authority for a sample."""
    try:
        made = await signer.async_sign(
            digest, _HASH, dry_run=dry, use_pades=True, timestamper=stamper
        )
    except Exception as error:
        if stamper is None:
            raise
        # Why any: what a server answers may break pyHanko's reading of it anywhere.
        raise TimestampError(
            f"The timestamp authority gave no timestamp ({_reason(error)}). Nothing was written. "
            "Try again later, name another authority with --tsa, or sign without one."
        ) from None
    der: bytes = made.dump()
    return der


def _reason(error: BaseException) -> str:
    """The kinds of an error and of what led to it, without their words."""
    kinds = [type(error).__name__]
    if error.__cause__ is not None:
        kinds.append(type(error.__cause__).__name__)
    return ", ".join(kinds)


def _writer(pdf: bytes) -> Any:
    """A writer that leaves alone what the file says of itself.

    Why: pyHanko writes its own name and the time into a file's metadata, without the properties
    that PDF/A-3 wants described there. What it may write to is taken from it: it gets a copy of
    the metadata that does not follow it, and no description to update (the trailer keeps ours).
    """
    from pyhanko.pdf_utils.generic import pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.metadata.xmp_xml import MetadataStream

    class Kept(MetadataStream):
        def update_xmp_with_meta(self, meta: Any) -> None:
            """Stays as it is."""

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if "/Metadata" in writer.root:
        told = writer.root["/Metadata"].data
        writer.root["/Metadata"] = writer.add_object(Kept(stream_data=told))
    if "/Info" in writer.prev.trailer:
        described = writer.prev.trailer.raw_get("/Info")
        writer.set_info(None)
        writer.set_custom_trailer_entry(pdf_name("/Info"), described)
    return writer


def _bound(signer: Any) -> Any:
    """Lets the signature bind each certificate that travels with it, and its algorithms.

    Why: readers do not miss a byte of a certificate in the chain, which the signature does not
    cover. RFC 5035, 3 allows the hashes of the chain after the signer's own; RFC 6211 binds the
    algorithms.
    """
    from asn1crypto import tsp
    from pyhanko.sign import attributes
    from pyhanko.sign.general import as_signing_certificate_v2

    chain = [signer.signing_cert, *signer.cert_registry]

    class Chain(attributes.CMSAttributeProvider):
        attribute_type = "signing_certificate_v2"

        async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
            each = [as_signing_certificate_v2(one)["certs"][0] for one in chain]
            return tsp.SigningCertificateV2({"certs": each})

    class Bound(attributes.SignedAttributeProviderSpec):
        def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> list[Any]:
            mechanism = signer.get_signature_mechanism_for_digest(digest_algorithm)
            return [
                Chain(),
                attributes.CMSAlgorithmProtectionProvider(digest_algorithm, mechanism),
            ]

    signer.signed_attr_prov_spec = Bound()
    return signer


def _failures() -> tuple[type[Exception], ...]:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError as Failed

    return (PdfError, Failed, OSError, ValueError, KeyError, TypeError)
