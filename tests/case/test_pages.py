"""Pages to enclose: one meaning for each way of writing them, and none for what has several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.pages import HIGHEST, PagesError, numbers, written


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("3", (3,)),
        ("1-3; 7", (1, 2, 3, 7)),
        ("1-3,7", (1, 2, 3, 7)),
        ("7, 1 - 3", (1, 2, 3, 7)),
        ("pages 1 to 3 and 7", (1, 2, 3, 7)),
        ("pp. 1\u20133", (1, 2, 3)),
        ("p2", (2,)),
        ("Pg. 4 through 5", (4, 5)),
        ("2, 2, 1-2", (1, 2)),
        ("1, 2, and 5", (1, 2, 5)),
        ("all", None),
        ("All pages", None),
        ("whole file", None),
    ],
)
def test_pages_are_read_as_people_write_them(text, pages):
    """Ranges and single pages, with any dash and separator, are ascending numbers, each once."""
    assert numbers(text) == pages


@pytest.mark.parametrize(
    "text",
    ["", "1-", "-3", "3-1", "0", "0-2", "1 2", "1.5", "first", "1-3 of 12", "1--3", "x", "1;;2"],
)
def test_what_could_mean_several_things_is_refused(text):
    """A range without an end, or backwards, or words that are no pages: nothing is guessed."""
    with pytest.raises(PagesError):
        numbers(text)


def test_a_range_has_bounds():
    """A slip of the keyboard does not become a million pages."""
    assert numbers(f"{HIGHEST}") == (HIGHEST,)
    with pytest.raises(PagesError, match=str(HIGHEST)):
        numbers(f"1-{HIGHEST + 1}")


@given(st.sets(st.integers(1, HIGHEST), min_size=1, max_size=40))
def test_what_is_printed_is_read_back(pages):
    """Any pages survive being printed and read again."""
    assert numbers(written(pages)) == tuple(sorted(pages))


@given(st.text(max_size=20))
def test_no_text_is_read_as_anything_but_pages(text):
    """Any text is refused, or means all pages, or pages in order from 1."""
    try:
        read = numbers(text)
    except PagesError:
        return
    assert read is None or (read == tuple(sorted(set(read))) and read[0] >= 1)
