"""What stands around the words of a Word file: heads and feet of its pages, its pictures."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from letters.twin.likeness import same_picture
from letters.twin.noting import LAST, Note
from letters.twin.page import Figure, Page
from letters.twin.picture import drawn
from letters.twin.words import folded

_PAGE = re.compile(r"(?:page )?\d+(?: (?:of|/) \d+)?|page of", re.IGNORECASE)
"""A line of a margin that only numbers the page."""


def margins(page: Page, texts: Sequence[str]) -> Iterator[Note]:
    """The heads and feet of the pages: a letter has its own, whatever a file says there."""
    ours = [page.running, page.notice, page.versions, page.draft]
    whole = " ".join(folded(text) for text in (*ours, *(block.text for block in page.blocks)))
    for text in dict.fromkeys(texts):
        lines = [folded(line) for line in text.replace("\t", "\n").splitlines()]
        strange = [
            line for line in lines if line and not _PAGE.fullmatch(line) and line not in whole
        ]
        if strange:
            now = " ".join(strange)
            was = " ".join(get_close_matches(now, [each for each in ours if each], n=1, cutoff=0.5))
            place = "head or foot of the page"
            yield Note((LAST, 0), "margin", "name", place, was, now, kept=True)


def pictures(page: Page, files: Sequence[bytes], place: str) -> Iterator[Note]:
    """The pictures of a file: a letter draws its own from its values."""
    if not files:
        return
    figures = [part for part in page.parts if isinstance(part, Figure)]
    ours = [drawn(each.svg, each.width, each.height) for each in figures]
    if any(not any(same_picture(one, other) for one in ours) for other in files):
        told = ("drawn from its values", "another picture")
        yield Note((LAST, 0), "figure", "name", place, *told, kept=True)
