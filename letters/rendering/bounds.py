"""Whether all text of a document stands on its pages: what runs over an edge is lost in print."""

from typing import Any

from letters.errors import RenderingError

_SLACK = 1.0
"""CSS pixels by which a box may pass the edge: a space at the end of a line has a width."""


def hold(document: Any) -> None:
    """Holds the text of a document that was laid out to its pages.

    Raises:
        RenderingError: some text runs over the left or the right edge of its page.
    """
    from weasyprint.formatting_structure.boxes import TextBox

    for page in document.pages:
        box = page._page_box
        left, right = -_SLACK, box.margin_width() + _SLACK
        for text in box.descendants():
            if isinstance(text, TextBox) and not (
                left <= text.position_x and text.position_x + text.width <= right
            ):
                raise RenderingError(
                    "A text runs over the edge of its page: some value of the record is one word "
                    "longer than a line. Shorten it in the record, or write it with spaces"
                )
