"""Free text is one line, as it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.typed import is_plain, is_stacked, shown


@pytest.mark.parametrize(
    "text", ["a\nb", "\x1b[31m", "\x00", "\x9b31m", "\u2028", "\u202e", "\u2066", "\ud800", "\t"]
)
def test_what_breaks_or_turns_a_line_is_not_plain(text):
    """Escapes, breaks, and signs that turn the order of what follows."""
    assert not is_plain(text)


@pytest.mark.parametrize("text", ["Ελένη Παπαδημητρίου", "D’Arcy-Lee, M.D.", "يوسف", "नि‍ष", "5 mg"])
def test_names_of_any_script_are_plain(text):
    """Nobody's name is refused."""
    assert is_plain(text)
    assert shown(text) == text


@given(st.text())
def test_what_is_shown_is_always_plain(text):
    """And says the same where it was."""
    assert is_plain(shown(text))
    assert not is_plain(text) or shown(text) == text


@pytest.mark.parametrize(
    ("text", "stacked"),
    [
        ("Z" + "\u0316" * 31, True),
        ("Zoe" + "\u0316" * 30 + "\u20dd", True),
        ("Z" + "\u0316" * 30 + "o" + "\u0316" * 30, False),
        ("Nguye\u0302\u0303n \u0e17\u0e35\u0e48", False),
        ("plain", False),
    ],
)
def test_more_than_thirty_marks_on_one_letter_are_a_stack(text, stacked):
    """No language writes so many: Unicode's own bound for text that is passed on."""
    assert is_stacked(text) is stacked
