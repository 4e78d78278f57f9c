"""The signature itself, a CMS message: read so strictly that no byte of it changes unseen.

A CMS message binds what it signs, its signed attributes and the signer's certificate. Its other
parts are held to what this program writes: one signer, the certificates that the signed attributes
name, no attribute but a timestamp behind them, one encoding. Only the certificates that a timestamp
authority sends along are bound by nothing in the file; the log's hash of the whole file is of them.
"""

import hashlib
from typing import Any

from letters.signing.covering import BrokenError

_HASHES = frozenset({"sha256", "sha384", "sha512"})
_STAMP = "signature_time_stamp_token"
_FIRST = b"\x02\x01\x01"
"""The number 1 in DER."""
_DETACHED = bytes.fromhex("300b06092a864886f70d010701")
"""Content of the kind `data` that is not in the message."""


def message(contents: bytes) -> Any:
    """The signed message that the digits of a signature hold, of asn1crypto's kind.

    Raises:
        BrokenError: if it is not one that this program could have made.
    """
    # tsp tells asn1crypto of attributes that it does not know otherwise.
    from asn1crypto import cms, parser, tsp  # noqa: F401

    try:
        *_, head, body, tail = parser.parse(contents)
        der = head + body + tail
        signed = cms.ContentInfo.load(der, strict=True)["content"]
        _sole(signed)
        _bound(signed)
        if any(contents[len(der) :]):
            raise BrokenError("its own digits were changed")
    except BrokenError:
        raise
    except Exception:  # what is hostile may break any reader of it, anywhere
        raise BrokenError("it cannot be read") from None
    return signed


def _sole(signed: Any) -> None:
    """One signer over detached content, with one hash that is not weak, and at most one stamp."""
    (signer,) = signed["signer_infos"]
    hashed = signer["digest_algorithm"]["algorithm"].native
    (listed,) = signed["digest_algorithms"]
    if hashed not in _HASHES:
        raise BrokenError("it is made with a hash that can be forged")
    behind = list(signer["unsigned_attrs"])
    if (
        listed.dump() != signer["digest_algorithm"].dump()
        or signed["encap_content_info"].dump() != _DETACHED
        or signed["crls"].native is not None
        or {signed["version"].dump(), signer["version"].dump()} != {_FIRST}
        or len(behind) > 1
        or any(each["type"].native != _STAMP or len(each["values"]) != 1 for each in behind)
    ):
        raise BrokenError("it is not made as this program signs")
    for each in behind:
        (token,) = each["values"]
        _stamped(token["content"])


def _bound(signed: Any) -> None:
    """Its signed attributes name its certificates and algorithms: no other could stand there."""
    (signer,) = signed["signer_infos"]
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    (named,) = attributes.get("signing_certificate_v2", ())
    (algorithms,) = attributes.get("cms_algorithm_protection", ())
    known = {each["cert_hash"].native for each in named["certs"]}
    carried = {hashlib.sha256(each.chosen.dump()).digest() for each in signed["certificates"]}
    used = [signer[name].contents for name in ("digest_algorithm", "signature_algorithm")]
    if (
        carried != known
        or len(signed["certificates"]) != len(known)
        or hashlib.sha256(_named(signed).dump()).digest() != named["certs"][0]["cert_hash"].native
        or [algorithms[at].contents for at in ("digest_algorithm", "signature_algorithm")] != used
    ):
        raise BrokenError("it carries what it does not bind")


def _named(signed: Any) -> Any:
    """The certificate that the signer names: to the letter, where readers forgive a capital."""
    (signer,) = signed["signer_infos"]
    told = signer["sid"].chosen
    for each in signed["certificates"]:
        one = each.chosen
        if (
            told["issuer"].dump() == one.issuer.dump()
            and told["serial_number"].native == one.serial_number
        ):
            return one
    raise BrokenError("it names another certificate than it carries")


def _stamped(token: Any) -> None:
    """A timestamp is of one signer that it names, in the form of RFC 3161, 2.4.2."""
    (signer,) = token["signer_infos"]
    listed = [each.dump() for each in token["digest_algorithms"]]
    _named(token)
    _unforged(token)
    if listed != [signer["digest_algorithm"].dump()] or token["version"].native != "v3":
        raise BrokenError("its timestamp is not in the form of one")


def _unforged(token: Any) -> None:
    """Each certificate that came with a timestamp, as far as its issuer came along, is whole."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.x509 import load_der_x509_certificate

    held = [load_der_x509_certificate(each.chosen.dump()) for each in token["certificates"]]
    for one in held:
        for issuer in (each for each in held if each.subject == one.issuer):
            try:
                one.verify_directly_issued_by(issuer)
            except (InvalidSignature, ValueError):
                raise BrokenError("a certificate of its timestamp was changed") from None
            except (TypeError, UnsupportedAlgorithm):
                continue  # its kind of key cannot be checked here
