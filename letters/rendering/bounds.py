"""Whether all text of a document stands on its pages: what runs over an edge is lost in print."""

from typing import Any

from letters import typed
from letters.errors import RenderingError
from letters.rendering.structure import texts

_SLACK = 1.0
"""CSS pixels by which a box may pass an edge: a space at the end of a line has a width."""


def hold(document: Any) -> None:
    """Holds the text of a document that was laid out to its pages.

    Raises:
        RenderingError: some text runs over an edge of its page, or marks are stacked on a letter,
            which are painted far above and below the line that was laid out for them.
    """
    for page in document.pages:
        box = page._page_box
        width, height = box.margin_width() + _SLACK, box.margin_height() + _SLACK
        for text in texts(box):
            left, top = text.position_x, text.position_y
            right, bottom = left + text.width, top + text.height
            if left < -_SLACK or top < -_SLACK or right > width or bottom > height:
                raise RenderingError(
                    "A text runs over the edge of its page: some value of the record is one word "
                    "longer than a line, or has more lines than its place. Shorten it in the "
                    "record, or write it with spaces"
                )
            if typed.is_stacked(text.text):
                raise RenderingError(
                    f"A value of the record has {typed.STACKED}. Type it again in the record"
                )
