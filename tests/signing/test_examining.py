"""A signature is intact only as it was made: any other byte, range or signature breaks it."""

import random
import ssl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.errors import InputError
from letters.signing import certificates, examine
from signing import authorities as made
from signing import hostile

AT = made.AT + made.DAY
ROOT = certificates(made.root().pem)


def test_a_signature_as_it_was_made_is_intact(signed, letter):
    """Whose certificate, when; identity not checked without a root; the approved bytes within."""
    found = examine(signed, AT)
    assert (found.state, found.why, found.altered) == ("intact", None, ())
    assert (found.subject, found.issuer) == (made.CLINICIAN, "Imaginary Middle")
    assert (found.claimed, found.stamp) == (made.AT, None)
    assert found.identity == "not checked"
    assert found.before == len(letter)


def test_a_file_without_a_signature_has_none(letter):
    """Nothing is claimed of it."""
    assert examine(letter, AT).state == "none"


@pytest.mark.parametrize("kind", ["signed", "stamped"])
def test_a_certificate_that_leads_to_a_root_is_trusted(kind, request):
    """So is that of the timestamp authority."""
    found = examine(request.getfixturevalue(kind), AT, ROOT)
    assert (found.identity, found.doubt) == ("trusted", None)
    assert found.stamp is None or found.stamp.identity == "trusted"


def test_a_certificate_that_leads_elsewhere_is_not_trusted(signed):
    """The signature is intact all the same: these are two things."""
    other = certificates(made.issue("Other root", made.rsa_key("other"), ca=True).pem)
    found = examine(signed, AT, other)
    assert (found.state, found.identity) == ("intact", "not trusted")
    assert "roots" in (found.doubt or "")


def test_what_is_no_certificate_is_no_root():
    """Said plainly."""
    with pytest.raises(InputError, match="PEM"):
        certificates(b"hello")


def test_a_root_whose_name_is_no_text_is_refused():
    """It can be opened, but nothing can be compared with it."""
    der = ssl.PEM_cert_to_DER_cert(made.root().pem.decode())
    broken = ssl.DER_cert_to_PEM_cert(der.replace(b"Imaginary Root", b"Imaginary\xb7Root"))
    with pytest.raises(InputError, match="breaks the rules of its own form"):
        certificates(broken.encode())


def offsets(signed: bytes, count: int) -> list[int]:
    """Places in every part of a signed file: before, in the digits, in the padding, behind."""
    start, end, _ = hostile.ranges(signed)
    rng = random.Random(7)
    at = signed.index(b"/ByteRange")
    parts = [(0, start), (start, end), (end - 80, end), (end, len(signed)), (at, at + 90)]
    edges = [0, start - 1, start, start + 1, end - 2, end - 1, end, len(signed) - 1]
    return edges + [rng.randrange(*part) for part in parts for _ in range(count)]


def test_one_byte_changed_anywhere_breaks_it(signed, state):
    """Whichever bit is turned: in what was approved, in the digits, in their padding, behind."""
    rng = random.Random(11)
    unseen = []
    for at in offsets(signed, 12):
        changed = bytearray(signed)
        changed[at] ^= 1 << rng.randrange(8)
        if state(bytes(changed)) != "broken":
            unseen.append(at)
    assert unseen == []


def test_another_digit_in_its_own_digits_breaks_it(signed, state):
    """What the signature does not cover is bound by the way in which it is read."""
    start, end, _ = hostile.ranges(signed)
    rng = random.Random(13)
    for at in sorted(rng.sample(range(start + 1, end - 1), 60)):
        digit = rng.choice([each for each in b"0123456789ABCDEF" if each != signed[at]])
        changed = signed[:at] + bytes([digit]) + signed[at + 1 :]
        assert state(changed) == "broken", at


def test_the_same_digit_written_otherwise_breaks_it(signed, state):
    """A small a means what a capital A means, and was not written by this program."""
    start, end, _ = hostile.ranges(signed)
    at = next(place for place in range(start, end) if signed[place] in b"ABCDEF")
    assert state(signed[:at] + signed[at : at + 1].lower() + signed[at + 1 :]) == "broken"


@settings(max_examples=25)
@given(st.binary(min_size=1, max_size=40))
def test_bytes_added_behind_break_it(signed, state, added):
    """Even a line end."""
    assert state(signed + added) == "broken"


@pytest.mark.parametrize("less", [1, 2, 7, 300])
def test_a_file_that_was_cut_is_broken(signed, state, less):
    """In its last update."""
    assert state(signed[:-less]) == "broken"


def test_a_file_cut_back_to_what_was_approved_is_unsigned(signed, letter, state):
    """It is the approved file again."""
    assert signed[: len(letter)] == letter
    assert state(signed[: len(letter)]) == "none"


@pytest.mark.parametrize("change", [hostile.blanked, hostile.unsigned_again])
def test_an_update_behind_it_breaks_it(signed, state, change):
    """A page replaced, or the signature taken out of sight (a shadow attack)."""
    assert state(hostile.updated(signed, change)) == "broken"


@pytest.mark.parametrize("change", [hostile.forged, hostile.loose, hostile.empty])
def test_a_signature_out_of_thin_air_is_broken(letter, state, change):
    """Whether a form leads to it or not, and where it is but a field."""
    assert state(hostile.saved(letter, change)) == "broken"


def test_a_signed_file_that_was_saved_anew_is_broken(signed, state):
    """The signature is still in it."""
    assert state(hostile.saved(signed, lambda pdf: None)) == "broken"


def test_a_range_that_leaves_something_out_is_broken(signed, state):
    """Not from the first byte, a gap wider than the digits, a range in an object of its own."""
    start, end, rest = hostile.ranges(signed)
    for written in (
        b"/ByteRange [1 %d %d %d]" % (start - 1, end, rest),
        b"/ByteRange [0 %d %d %d]" % (start - 40, end, rest),
        b"/ByteRange [0 %d %d %d]" % (start, end + 40, rest - 40),
        b"/ByteRange [0 %d %d %d 9 9]" % (start, end, rest),
        b"/ByteRange [0 %d %d -1]" % (start, end),
        b"/ByteRange [0 0 0 %d]" % len(signed),
        b"/ByteRange 12 0 R",
        b"/ByteRange null",
        b"/ByteRange [0 %d 3 0 R %d]" % (start, rest),
    ):
        assert state(hostile.ranged(signed, written)) == "broken", written


def test_several_signatures_are_broken(signed, letter, state):
    """One of them would not cover the other."""
    twice = hostile.updated(signed, lambda writer: writer.update_root())
    assert state(twice + signed[len(letter) :]) == "broken"


def test_a_signature_of_another_letter_is_broken(signed, letter, state):
    """Cut out of one file and put behind another."""
    other = letter.replace(b"%PDF-1.7", b"%PDF-1.6")
    assert state(other + signed[len(letter) :]) == "broken"


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_judged(content):
    """Nothing raises."""
    assert examine(content, AT).state in ("none", "broken")
    assert examine(b"%PDF-1.7\n/ByteRange [0 9 20 9]" + content, AT).state == "broken"
