"""Results under each other, decimal points in line."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from letters.rationale.model import LabCell
from letters.rendering.figures import lined_up

TEXTS = st.none() | st.from_regex(r"\A[<>]?[0-9]{1,3}(\.[0-9]{1,3})?\Z") | st.just("negative")


def _column(*texts):
    return [row[0] for row in lined_up([[LabCell(text=text)] for text in texts])]


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=8))
def test_only_spaces_are_added(texts):
    """Each cell keeps its text; what is added at its right is blank."""
    rows = lined_up([[LabCell(text=text) for text in row] for row in texts])
    assert [[text and text.rstrip() for text in row] for row in rows] == texts


def test_decimals_are_filled_up():
    """A number with fewer decimals gets as many blank figures as it lacks."""
    whole, one, two = _column("12", "1.5", "0.25")
    assert two == "0.25"
    assert one == "1.5\N{FIGURE SPACE}"
    assert whole.startswith("12")
    assert len(whole) == 6


def test_words_and_gaps_stay():
    """Words and missing results are not touched."""
    assert _column("negative", None, "1.5") == ["negative", None, "1.5"]


def test_added_characters_are_spaces():
    """What fills up is a space to any reader of the text."""
    filled = "".join(_column("12", "0.25"))
    assert {unicodedata.category(letter) for letter in filled if not letter.isascii()} == {"Zs"}
