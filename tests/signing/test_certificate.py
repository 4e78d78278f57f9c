"""A certificate is opened and found fit, or refused with what to do; its passphrase is not told."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from letters.signing import CertificateError, PassphraseError, certificate, resembles
from signing.authorities import (
    AT,
    CLINICIAN,
    DAY,
    PASSPHRASE,
    clinician,
    curve_key,
    issue,
    middle,
    root,
    rsa_key,
    usage,
)


def opened(content: bytes, passphrase: str | None = PASSPHRASE):
    return certificate(content, passphrase, AT)


def refusal(content: bytes, passphrase: str | None = PASSPHRASE) -> str:
    with pytest.raises(CertificateError) as raised:
        opened(content, passphrase)
    assert PASSPHRASE not in str(raised.value)
    assert raised.value.__cause__ is None
    return str(raised.value)


def test_a_fit_certificate_tells_whose_it_is_and_carries_its_chain():
    """Subject, issuer, end; the certificates above it travel along, nearest first."""
    found = opened(clinician().p12())
    assert (found.subject, found.issuer) == (CLINICIAN, "Imaginary Middle")
    assert found.organization == "Lakeside Nephrology"
    assert found.until == AT + 300 * DAY
    carried = {each.subject.native["common_name"] for each in found.signer.cert_registry}
    assert carried == {"Imaginary Middle", "Imaginary Root"}


def test_a_name_that_would_act_on_a_terminal_is_told_as_one_line():
    """Anyone can make a certificate, and `letters verify` prints whose it is."""
    found = opened(issue("Orla\x1b[2J\nIdentity trusted \u202ex", rsa_key("odd")).p12())
    assert found.subject == "Orla\\u001b[2J\\u000aIdentity trusted \\u202ex"


def test_a_certificate_that_does_not_lead_to_ours_stays_behind():
    """What else lies in the file is no part of the signature."""
    stranger = issue("Stranger", rsa_key("stranger"))
    held = clinician()._replace(above=(middle().certificate, stranger.certificate))
    carried = [
        each.subject.native["common_name"] for each in opened(held.p12()).signer.cert_registry
    ]
    assert carried == ["Imaginary Middle"]


@pytest.mark.parametrize("passphrase", [None, ""])
def test_a_file_without_a_passphrase_opens_without_one(passphrase):
    """None and an empty one are the same."""
    assert opened(clinician().p12(None), passphrase or None).subject == CLINICIAN


def test_a_wrong_passphrase_is_said_to_be_wrong():
    """And is not repeated."""
    with pytest.raises(PassphraseError) as raised:
        opened(clinician().p12(), "Rittersporn")
    assert "Rittersporn" not in str(raised.value)
    assert "does not open" in str(raised.value)


def test_a_passphrase_that_is_needed_is_asked_for():
    """The message names the option."""
    with pytest.raises(PassphraseError, match="--passphrase-file"):
        opened(clinician().p12(), None)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x30\x03\x02\x01\x03", b"%PDF-1.7\n"])
def test_what_is_no_certificate_file_is_refused(content):
    """A file of another kind is told apart from a wrong passphrase."""
    assert "PKCS#12" in refusal(content)


def test_a_pem_file_is_told_to_be_the_wrong_form():
    """A certificate alone cannot sign."""
    assert "PKCS#12" in refusal(clinician().pem)


def test_a_file_without_a_private_key_is_refused():
    """It holds only what others may see."""
    others = [clinician().certificate]
    content = pkcs12.serialize_key_and_certificates(b"x", None, None, others, NoEncryption())
    assert "no private key" in refusal(content, None)


def test_a_certificate_of_yesterday_is_refused_with_its_day():
    """Expired."""
    held = issue("Late", rsa_key("clinician"), last=AT - DAY)
    assert "valid until 2026-11-21" in refusal(held.p12())


def test_a_certificate_of_tomorrow_is_refused_with_its_day():
    """Not yet valid."""
    held = issue("Early", rsa_key("clinician"), first=AT + DAY)
    assert "from 2026-11-23 on" in refusal(held.p12())


def test_a_certificate_for_other_uses_is_refused():
    """Key usage without digital signature and without non-repudiation."""
    held = issue("Server", rsa_key("clinician"), key_usage=usage(key_encipherment=True))
    assert "key usage" in refusal(held.p12())


@pytest.mark.parametrize("kind", ["digital_signature", "content_commitment"])
def test_either_use_for_signatures_will_do(kind):
    """And so does a certificate that says nothing of its use."""
    assert opened(issue("One", rsa_key("clinician"), key_usage=usage(**{kind: True})).p12())
    assert opened(issue("None", rsa_key("clinician"), key_usage=None).p12())


def test_a_short_key_is_refused_with_its_length():
    """RSA below 2048 bits."""
    assert "1024 bits" in refusal(issue("Short", rsa_key("short", 1024)).p12())


def test_a_short_curve_is_refused():
    """Below 256 bits."""
    held = issue("Short", curve_key("short", ec.SECP224R1))
    assert "224 bits" in refusal(held.p12())


def test_a_key_that_readers_of_pdf_do_not_check_is_refused():
    """Neither RSA nor of an elliptic curve that signs by ECDSA."""
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Edward")])
    mine = (x509.CertificateBuilder(name, name, key.public_key(), 5, AT - DAY, AT + DAY)).sign(
        key, None
    )
    content = pkcs12.serialize_key_and_certificates(b"x", key, mine, None, NoEncryption())
    assert "neither RSA" in refusal(content, None)


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("Orla Thistledown", True),
        ("THISTLEDOWN, ORLA, MD", True),
        ("Orlá Thistledown", True),
        ("Lakeside Nephrology Associates", True),
        ("Orla Meadow", False),
        ("Wren Halloway", False),
        ("", False),
    ],
)
def test_a_name_is_compared_by_its_words(name, fits):
    """Two words in common, in any order, whatever their capitals and accents."""
    assert resembles(opened(clinician().p12()), (name,)) is fits


def test_a_root_signs_for_itself():
    """A certificate without a chain is as good."""
    assert opened(issue("Alone", curve_key("alone")).p12()).issuer == "Alone"
    assert root().above == ()
