"""Certificates of an imaginary authority, made anew for each run, and its timestamps."""

import datetime as dt
from functools import cache
from typing import Any, NamedTuple

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

AT = dt.datetime(2026, 11, 22, 15, 30, tzinfo=dt.UTC)
"""When the tests sign."""
DAY = dt.timedelta(days=1)
PASSPHRASE = "Kornblume 17"
CLINICIAN = "Orla Thistledown"


class Held(NamedTuple):
    """A certificate, its key, and the certificates above it."""

    certificate: x509.Certificate
    key: Any
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def p12(self, passphrase: str | None = PASSPHRASE) -> bytes:
        lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return pkcs12.serialize_key_and_certificates(
            b"letters", self.key, self.certificate, list(self.above), lock
        )


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for a name; the same one whenever it is asked for."""
    return rsa.generate_private_key(65537, bits)


@cache
def curve_key(name: str, curve: type[ec.EllipticCurve] = ec.SECP256R1) -> Any:
    return ec.generate_private_key(curve())


def usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


SIGNS = usage(digital_signature=True, content_commitment=True)


def issue(
    name: str,
    key: Any,
    issuer: Held | None = None,
    *,
    first: dt.datetime = AT - 30 * DAY,
    last: dt.datetime = AT + 300 * DAY,
    key_usage: x509.KeyUsage | None = SIGNS,
    stamps: bool = False,
    ca: bool = False,
) -> Held:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lakeside Nephrology"),
        ]
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )
    if ca:
        built = built.add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
    elif key_usage is not None:
        built = built.add_extension(key_usage, critical=True)
    if stamps:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        built = built.add_extension(stamping, critical=True)
    made = built.sign(issuer.key if issuer else key, hashes.SHA256())
    above = (issuer.certificate, *issuer.above) if issuer else ()
    return Held(made, key, above)


@cache
def root() -> Held:
    return issue("Imaginary Root", rsa_key("root"), ca=True, last=AT + 3000 * DAY)


@cache
def middle() -> Held:
    return issue("Imaginary Middle", rsa_key("middle"), root(), ca=True, last=AT + 2000 * DAY)


@cache
def clinician() -> Held:
    """A certificate with its chain of two."""
    return issue(CLINICIAN, rsa_key("clinician"), middle())


@cache
def authority() -> Held:
    """What signs timestamps."""
    return issue("Imaginary Clock", rsa_key("clock"), root(), stamps=True)


def stamper(at: dt.datetime = AT, held: Held | None = None) -> DummyTimeStamper:
    """A timestamp authority in this process."""
    held = held or authority()
    above = SimpleCertificateStore()
    above.register_multiple(_plain(each) for each in held.above)
    key = held.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        _plain(held.certificate),
        asn1_keys.PrivateKeyInfo.load(key),
        certs_to_embed=above,
        fixed_dt=at,
    )


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
