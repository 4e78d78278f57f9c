"""A signature is added behind the approved bytes, and the file stays what it claimed to be."""

import io

import page
import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from page import ValidationProfile
from pyhanko.sign.timestamps import TimeStamper

from letters.signing import (
    SigningError,
    TimestampError,
    UntaggedError,
    certificate,
    certificates,
    examine,
    sign,
)
from letters.verification import read, verify
from signing import authorities as made

PROFILES = {ValidationProfile.PDF_A_3A: 156, ValidationProfile.PDF_UA_1: 104}


def test_the_approved_bytes_are_the_first_of_the_signed_file(letter, signed):
    """No byte of what was approved is touched."""
    assert signed.startswith(letter)
    assert len(letter) < len(signed) < len(letter) + 20_000


@pytest.mark.parametrize("profile", PROFILES, ids=str)
@pytest.mark.parametrize("kind", ["letter", "signed", "stamped"])
def test_the_signed_letter_is_still_archival_and_accessible(kind, profile, request):
    """PDF/A-3a and PDF/UA-1 hold before and after, every rule."""
    report = page.validate_pdf_bytes(request.getfixturevalue(kind), profile=profile)
    assert {failure.rule_id for failure in report.failures} == set()
    assert report.rules.passed == PROFILES[profile]


def test_what_the_file_says_of_itself_stays(letter, signed):
    """Neither pyHanko's name nor a new time gets into metadata or description.

    This is what tells when another pyHanko writes there by another way.
    """
    with pikepdf.open(io.BytesIO(letter)) as old, pikepdf.open(io.BytesIO(signed)) as new:
        assert new.Root.Metadata.read_bytes() == old.Root.Metadata.read_bytes()
        assert dict(new.docinfo) == dict(old.docinfo)
    assert b"pyHanko" not in signed


def test_the_signed_letter_traces_as_before(letter, signed):
    """It is read as the same text, and carries the same rationale."""
    before, after = read(letter), read(signed)
    assert (after.body.chars, after.embedded) == (before.body.chars, before.embedded)
    assert verify(signed).ok


def test_the_field_is_unseen_and_told_to_a_screen_reader(signed):
    """It has no extent, prints, and stands in a Form element with the signer's name."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        (field,) = list(pdf.Root.AcroForm.Fields)
        assert [int(at) for at in field.Rect] == [0, 0, 0, 0]
        assert int(field.F) & 0b110 == 0b100
        assert str(field.TU) == made.CLINICIAN
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        form = numbers[numbers.index(field.StructParent) + 1]
        assert form.S == "/Form"
        assert form.K.Obj.objgen == field.objgen
        assert pdf.pages[-1].obj.objgen == field.P.objgen


def test_no_later_change_is_allowed(signed):
    """The signature says so to every reader (DocMDP 1), and is a PAdES one with SHA-256."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        held = pdf.Root.Perms.DocMDP
        assert int(held.Reference[0].TransformParams.P) == 1
        assert held.SubFilter == "/ETSI.CAdES.detached"
        assert str(held.M).startswith("D:20261122153000")


def test_an_elliptic_curve_signs_as_well(letter):
    """P-256 and P-384."""
    for curve in (ec.SECP256R1, ec.SECP384R1):
        held = made.issue("Curve", made.curve_key(curve.name, curve))
        pdf = sign(letter, certificate(held.p12(), made.PASSPHRASE, made.AT), made.AT)
        assert examine(pdf, made.AT).state == "intact"


def test_a_timestamp_tells_when_an_authority_saw_it(stamped):
    """B-T: time and name of the authority."""
    stamp = examine(stamped, made.AT).stamp
    assert stamp is not None
    assert (stamp.at, stamp.by) == (made.AT, "Imaginary Clock")


class Broken(TimeStamper):
    """A timestamp authority that is out of order."""

    async def async_request_tsa_response(self, req):
        raise OSError("no such host as secret.example")


def test_an_authority_out_of_order_fails_clearly(letter, owner):
    """What to do is said; what the system said is not."""
    with pytest.raises(TimestampError, match="Nothing was written") as raised:
        sign(letter, owner, made.AT, Broken())
    assert "secret.example" not in str(raised.value)


class Elsewhere(TimeStamper):
    """A timestamp authority that stamps something else than it was given."""

    async def async_request_tsa_response(self, req):
        req["message_imprint"]["hashed_message"] = b"\x01" * 32
        return made.stamper().request_tsa_response(req)


def test_a_timestamp_of_something_else_is_found_broken(letter, owner):
    """pyHanko does not look: reading back does."""
    found = examine(sign(letter, owner, made.AT, Elsewhere()), made.AT)
    assert (found.state, found.why) == ("broken", "its timestamp is of something else")


def test_a_signed_file_is_not_signed_again(signed, owner):
    """One signature, by whoever approved."""
    with pytest.raises(SigningError):
        sign(signed, owner, made.AT)


def test_what_this_program_did_not_write_is_not_signed(owner):
    """A PDF without tags."""
    bare = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(bare)
    with pytest.raises(UntaggedError):
        sign(bare.getvalue(), owner, made.AT)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hello" * 100])
def test_what_is_no_pdf_is_not_signed(content, owner):
    """With an error of ours."""
    with pytest.raises((SigningError, UntaggedError)):
        sign(content, owner, made.AT)


def test_an_expired_certificate_stays_trusted_by_its_timestamp(letter, owner, signed):
    """With it the time of signing is known; without it an expired certificate is not trusted."""
    later = made.AT + 400 * made.DAY
    roots = certificates(made.root().pem)
    clock = made.issue(
        "Lasting clock", made.rsa_key("clock"), made.root(), stamps=True, last=later + made.DAY
    )
    stamped = sign(letter, owner, made.AT, made.stamper(held=clock))
    assert examine(stamped, later, roots).identity == "trusted"
    without = examine(signed, later, roots)
    assert without.identity == "not trusted"
    assert "expired" in (without.doubt or "")
