"""Certificates in any name, as somebody hostile makes them too, to sign letters with."""

import datetime as dt
import warnings
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

from torture.calling import AT

_DAYS = dt.timedelta(days=300)


def certified(path: Path, name: str) -> Path:
    """Writes a certificate with its key, a PKCS#12 file without a passphrase.

    Raises:
        ValueError: no certificate can have that name.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names longer than RFC 5280 has them
        kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        subject = x509.Name([x509.NameAttribute(kind, name, _validate=False) for kind in kinds])
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(AT - _DAYS)
            .not_valid_after(AT + _DAYS)
            .sign(key, hashes.SHA256())
        )
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"", key, made, None, NoEncryption()))
    path.chmod(0o600)
    return path
