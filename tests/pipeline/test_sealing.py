"""The clinic's own signature on an approved letter: the story, without the command line."""

import shutil
import stat

import imaginary
import pytest
from one_by_one import write
from signing import authorities as made

from letters.dossier import Approved, Dossier, Packed, Sent, Signed, check, hashes
from letters.errors import ExitCode, LettersError, UsageError
from letters.pipeline import press, sealing
from letters.pipeline.sealing import Authority, seal
from letters.pipeline.wanted import AS_PROPOSED
from letters.signing import SigningError, certificate

CASE = imaginary.case("IM-1")
sealed = sealing.sign


@pytest.fixture(scope="module")
def owner():
    return certificate(made.clinician().p12(), made.PASSPHRASE, made.AT)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A letter as it is drafted; to make it takes longest, so all tests start from it."""
    out = tmp_path_factory.mktemp("drafts")
    reading = imaginary.reading().model_copy(update={"cases": (CASE,)})
    origin = imaginary.origin(imaginary.AS_OF)
    render = press(AS_PROPOSED)
    (done,) = write(reading, imaginary.library(), out, origin, imaginary.AT, render)
    assert done.result == "supported"
    return out


@pytest.fixture
def draft(written, tmp_path) -> Dossier:
    shutil.copytree(written, tmp_path / "out")
    return Dossier(tmp_path / "out" / CASE.id)


@pytest.fixture
def dossier(draft) -> Dossier:
    """The letter, approved as it stands."""
    event = Approved(
        at=imaginary.AT,
        by="D",
        npi="1234567893",
        accepted=(),
        fingerprint=draft.log().drafted.fingerprint,
        files=hashes({"letter.pdf": letter_of(draft)}),
    )
    draft.append(event)
    return draft


def letter_of(dossier) -> bytes:
    return (dossier.folder / "letter.pdf").read_bytes()


def refused(dossier, owner, kind: type[LettersError], *more) -> str:
    """Why nothing is signed; nothing was written or logged then."""
    before = dossier.log().head
    with pytest.raises(kind) as error:
        seal(dossier, owner, made.AT, *more)
    assert not (dossier.folder / "signed.pdf").exists()
    assert dossier.log().head == before
    return str(error.value)


def test_an_approved_letter_is_signed_logged_and_put_in_place(dossier, owner):
    """What is told is what a reader of the file finds."""
    done = seal(dossier, owner, made.AT)
    path = dossier.folder / "signed.pdf"
    content = path.read_bytes()
    assert content.startswith(letter_of(dossier))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert dossier.log().events[-1] == done.event
    assert done.event == Signed(
        at=made.AT, subject=made.CLINICIAN, files=hashes({"signed.pdf": content})
    )
    assert (done.signature.state, done.signature.subject) == ("intact", made.CLINICIAN)
    assert check(dossier.folder) == ()


def test_an_authority_is_logged_by_its_host(dossier, owner):
    done = seal(dossier, owner, made.AT, Authority("tsa.example", made.stamper()))
    assert done.event.stamped_by == "tsa.example"
    assert done.signature.stamp.at == made.AT


def test_whose_certificate_it_is_and_a_packet_of_before_are_remarked_on(dossier, owner):
    packet = {"packet.pdf": b"%PDF"}
    dossier.record(Packed(at=made.AT, files=hashes(packet)), packet)
    told = seal(dossier, owner, made.AT).remarks
    assert any(f"that of {made.CLINICIAN}" in each for each in told)
    assert any("make it again" in each for each in told)


def test_only_an_approved_letter_that_was_not_sent_is_signed(dossier, owner):
    dossier.append(Sent(at=made.AT, by="Pat", on=made.AT.date(), via="fax"))
    assert "sent" in refused(dossier, owner, UsageError)


def test_a_draft_is_not_signed(draft, owner):
    assert "approve" in refused(draft, owner, UsageError)


def test_a_letter_that_was_changed_is_not_signed(dossier, owner):
    (dossier.folder / "letter.pdf").write_bytes(letter_of(dossier) + b"\n")
    with pytest.raises(LettersError, match=r"letter\.pdf") as error:
        seal(dossier, owner, made.AT)
    assert error.value.exit_code is ExitCode.NEEDS_PRACTICE


def test_a_letter_that_is_changed_while_it_is_held_is_not_signed(dossier, owner, monkeypatch):
    """What is signed are the bytes that were read last."""
    changed = letter_of(dossier) + b"\n"
    held = sealing.hold

    def meddled(*given):
        told = held(*given)
        (dossier.folder / "letter.pdf").write_bytes(changed)
        return told

    monkeypatch.setattr(sealing, "hold", meddled)
    assert "not the file that was approved" in refused(dossier, owner, UsageError)


@pytest.mark.parametrize(
    "broken",
    [
        lambda pdf, *_: pdf,
        lambda pdf, *given: sealed(pdf, *given) + b"\n",
        lambda pdf, *given: b"%" + sealed(pdf, *given),
    ],
    ids=["no signature", "a byte behind", "a byte before"],
)
def test_a_signature_that_does_not_hold_when_read_back_is_not_kept(
    dossier, owner, broken, monkeypatch
):
    monkeypatch.setattr(sealing, "sign", broken)
    assert "Nothing was written" in refused(dossier, owner, SigningError)


def test_a_missing_stamp_is_found_when_it_is_read_back(dossier, owner, monkeypatch):
    monkeypatch.setattr(sealing, "sign", lambda pdf, by, at, _: sealed(pdf, by, at))
    authority = Authority("tsa.example", made.stamper())
    assert "try another" in refused(dossier, owner, SigningError, authority)


def test_what_is_done_to_the_case_meanwhile_keeps_the_signature_out(dossier, owner, monkeypatch):
    """It was decided on a log that has come further since."""

    def slow(*given):
        dossier.append(Sent(at=made.AT, by="Pat", on=made.AT.date(), via="fax"))
        return sealed(*given)

    monkeypatch.setattr(sealing, "sign", slow)
    with pytest.raises(LettersError, match="meanwhile"):
        seal(dossier, owner, made.AT)
    assert not (dossier.folder / "signed.pdf").exists()
