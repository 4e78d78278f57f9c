"""Text that runs over the edge of a page."""

import pytest

from letters.errors import RenderingError
from letters.rendering import render
from letters.rendering.pdf import pressed

from .samples import LETTER


def page(text: str) -> str:
    return (
        '<html lang="en"><head><title>Letter</title></head><body><h1>Letter</h1>'
        f"<p>{text}</p></body></html>"
    )


@pytest.mark.parametrize("word", ["W" * 400, "Ш" * 400, "0123456789-" * 40])
def test_a_word_longer_than_a_line_is_refused_and_not_told(word):
    """What would be cut off in print is no letter; the word may be the patient's."""
    with pytest.raises(RenderingError, match="runs over the edge") as raised:
        pressed(page(word.replace("-", "\u2011")))
    assert word[:20] not in str(raised.value)


@pytest.mark.parametrize("style", ["position: absolute", "float: left", "position: relative"])
def test_text_out_of_the_flow_is_held_to_its_page_too(style):
    """A practice's own templates may place text freely."""
    with pytest.raises(RenderingError, match="runs over the edge"):
        pressed(page(f'<span style="{style}">{"W" * 400}</span>'))


def test_a_head_higher_than_its_page_is_refused():
    """A running head grows upwards from its line; what is above the paper is not read."""
    head = "word and word " * 900
    html = page("Text " * 3000).replace("<body>", f'<body data-running="{head}">')
    with pytest.raises(RenderingError, match="runs over the edge"):
        pressed(html)


def test_marks_stacked_on_a_letter_are_refused_and_not_told():
    """They are painted over other lines and off the page, whatever was laid out for them."""
    with pytest.raises(RenderingError, match="more than 30 marks") as raised:
        pressed(page("Z" + "\u0316\u0317\u0318" * 11 + "algo"))
    assert "algo" not in str(raised.value)


def test_marks_of_languages_are_set():
    """Letters with several marks are ordinary in many names."""
    assert pressed(page("Nguye\u0302\u0303n Thi\u0323 D\u0323\u0302\u0301\u0308a")).pages == 1


def test_words_that_fit_are_set():
    """The bound is that of the page, not of a number of letters."""
    assert pressed(page("W" * 40 + " " + "i" * 60)).pages == 1


def test_a_member_id_without_end_is_refused():
    """A letter is held to its pages like any text."""
    lines = tuple(
        line.model_copy(update={"value": "9" * 400}) if at == 0 else line
        for at, line in enumerate(LETTER.re)
    )
    with pytest.raises(RenderingError, match="runs over the edge"):
        render(LETTER.model_copy(update={"re": lines}))
