"""Free text is one line, as it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.typed import is_plain, shown


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
