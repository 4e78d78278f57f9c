"""What a person would see of opened pages: their words, empty pages, coarse scans."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from letters.exhibits.refusals import Noted

_POINTS = 72
_COARSE = 148
"""Below 150 dots an inch, but for the rounding of a page's size."""
_MOST_OF_THE_PAGE = 0.5
_PREVIEW = 400
_INK, _SPECKS = 215, 0.0003
"""From which gray a dot of the preview is ink, and what share of a scan may be specks of dust."""


class Looks(NamedTuple):
    """The text of each page, and what a person should look at; pages as the file numbers them."""

    texts: tuple[str, ...]
    noted: tuple[Noted, ...]


def look(pdf: bytes, numbers: Sequence[int]) -> Looks:
    """Looks at pages that were opened."""
    found: dict[str, list[int]] = {}
    texts = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in zip(numbers, document, strict=True):
        text = _text(page)
        texts.append(text)
        for key in _seen(page, text):
            found.setdefault(key, []).append(number)
        page.close()
    document.close()
    return Looks(tuple(texts), tuple(Noted(key, tuple(pages)) for key, pages in found.items()))


def _seen(page: Any, text: str) -> Iterator[str]:
    if not text.strip():
        if _is_blank(page):
            yield "blank"
            return
        yield "no text"
    elif _letters(text) > _letters(_text(page, within=True)):
        yield "cropped"
    if _is_coarse(page):
        yield "coarse"


def _text(page: Any, within: bool = False) -> str:
    held = page.get_textpage()
    text: str = held.get_text_bounded() if within else held.get_text_range()
    held.close()
    # Where a word is broken at the end of a line, pdfium puts a mark of its own for the hyphen.
    return text.replace("\r\n", "\n").replace("\ufffe", "-").replace("\0", "")


def _letters(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _is_blank(page: Any) -> bool:
    scale = _PREVIEW / max(page.get_size())
    counts = page.render(scale=scale, grayscale=True).to_pil().histogram()
    return bool(sum(counts[:_INK]) <= _SPECKS * sum(counts))


def _is_coarse(page: Any) -> bool:
    """Whether most of a page is a picture of too few dots: a scan, whatever lies over it."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        across, up = _extent(picture)
        if across * up < _MOST_OF_THE_PAGE * width * height:
            continue
        dots_across, dots_up = picture.get_px_size()
        if min(dots_across / across, dots_up / up) * _POINTS < _COARSE:
            return True
    return False


def _extent(picture: Any) -> tuple[float, float]:
    """Width and height of a picture on its page in points, through all that it stands in."""
    matrix = picture.get_matrix()
    holder = picture.container
    while holder is not None:
        matrix = matrix.multiply(holder.get_matrix())
        holder = holder.container
    return math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
