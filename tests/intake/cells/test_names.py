"""Names as exports write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.intake.cells import names

PART = st.text(st.characters(categories=("Lu", "Ll")), min_size=2, max_size=9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DOE, JANE M", "Jane Doe"),
        ("Jane Mary Doe", "JANE M DOE"),
        ("Mary-Ann O'Neil", "ONEIL, MARY ANN"),
        ("Đặng Thị Ánh Nguyệt", "DANG, NGUYET THI ANH"),
        ("Dr. Minh Do", "Do, Minh"),
    ],
)
def test_one_person_written_twice(one, other):
    """Order, case, accents, apostrophes, initials and titles do not make two people of one."""
    assert names.agree(one, other)
    assert not names.contradict(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Doe, John", "Jane Doe"), ("John Doe Jr", "John Doe Sr"), ("Ann Lee", "Anne Lee")],
)
def test_two_people(one, other):
    """Another given name, or another suffix, is another person."""
    assert names.contradict(one, other)
    assert not names.agree(one, other)


def test_an_initial_neither_agrees_nor_contradicts():
    """J Doe may be Jane and may be John: no ground to merge, none to keep apart."""
    for other in ("Jane Doe", "John Doe"):
        assert not names.contradict("J Doe", other)
        assert not names.agree("J Doe", other)


def test_an_unknown_name_contradicts_none():
    """A source that gives no name says nothing about it."""
    assert not names.contradict(None, "Jane Doe")
    assert not names.agree(None, "Jane Doe")


@given(PART, PART, PART)
def test_order_does_not_matter(family, given_name, middle):
    """Family name first with a comma is the same name, and comparing is symmetric."""
    turned, straight = f"{family}, {given_name} {middle}", f"{given_name} {middle} {family}"
    assert names.parts(turned) == names.parts(straight)
    assert not names.contradict(turned, straight)
    assert names.agree(turned, straight) == names.agree(straight, turned)


def test_a_name_is_printed_given_name_first():
    """Capitals of an export are lowered; a name in mixed case stands as it is."""
    assert names.written("DOE, JANE M") == "Jane M Doe"
    assert names.written("O'NEIL, MARY-ANN") == "Mary-Ann O'Neil"
    assert names.written("van der Berg, Ada") == "Ada van der Berg"


@pytest.mark.parametrize(
    "name",
    [
        *("XXXXX XXXXX", "DOE, XXXXX", "XX, XX", "****", "J*** D***", "SMIXXXX, J"),
        *("REDACTED", "[Redacted], Jane", "NAME REDACTED", "Patient Name Withheld", "########"),
    ],
)
def test_a_masked_name_is_none(name):
    """A part that was made unreadable before export leaves no name."""
    assert names.is_masked(name)


@pytest.mark.parametrize(
    "name",
    ["Jane Doe", "DOE, JANE*", "Maxx Foxx", "Xu, Xi", "Hidden Valley Health", "Alexxis X Roe", ""],
)
def test_a_readable_name_is_not_masked(name):
    """Letters that masks are made of stand in names too."""
    assert not names.is_masked(name)


@given(PART, PART)
def test_names_of_letters_are_not_masked(family, given_name):
    """Masks need a run of x or of signs, or a word for it."""
    told = f"{family}, {given_name}".casefold()
    masked = "xxx" in told or {"xx", "redacted"} & set(names.parts(told))
    assert names.is_masked(told) == bool(masked)
