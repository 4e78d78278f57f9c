"""Where a document of ours names an exhibit: what becomes a link to the page of the packet."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_NAMED = re.compile(r"(?:Ex\.|Exhibit)\s([A-Z]{1,3})\b(?:,\spp?\.\s(\d+))?")


class Mention(NamedTuple):
    """An exhibit as a page names it, with the first page named; `box` is where that is printed."""

    letter: str
    number: int | None
    box: tuple[float, float, float, float]


def mentions(pdf: bytes) -> list[tuple[Mention, ...]]:
    """What each page of a document names."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return [tuple(_of_page(page.get_textpage())) for page in document]


def _of_page(text: Any) -> Iterator[Mention]:
    # Why one by one: only so does the place in the text tell the place on the page.
    chars = "".join(text.get_text_range(at, 1)[:1] or " " for at in range(text.count_chars()))
    for found in _NAMED.finditer(chars):
        boxes = [text.get_charbox(at) for at in range(*found.span())]
        # Where the words go on in the next line, the link is on those of the first.
        line = [box for box in boxes if box[1] < boxes[0][3] and box[3] > boxes[0][1]]
        left, bottom, right, top = zip(*line, strict=True)
        box = (min(left), min(bottom), max(right), max(top))
        yield Mention(found[1], int(found[2]) if found[2] else None, box)
