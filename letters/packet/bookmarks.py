"""The bookmarks of a packet."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pikepdf import Array, OutlineItem


class Bookmark(NamedTuple):
    """A title and the page of the file, from 0, that it leads to; `top` is how far up.

    `opened` tells that what is below it is seen at once.
    """

    title: str
    page: int
    top: float | None = None
    below: tuple["Bookmark", ...] = ()
    opened: bool = False

    def on_page(self) -> "Bookmark":
        """The same without how far up."""
        return self._replace(top=None, below=tuple(each.on_page() for each in self.below))


def taken(source: Any, at: int) -> tuple[Bookmark, ...]:
    """The bookmarks of a document whose pages begin at a page of the file."""
    places = {page.obj.objgen: number for number, page in enumerate(source.pages, start=at)}
    with source.open_outline() as outline:
        return tuple(_taken(item, places) for item in outline.root)


def _taken(item: Any, places: dict[tuple[int, int], int]) -> Bookmark:
    first = min(places.values())
    below = tuple(_taken(each, places) for each in item.children)
    leads = item.destination
    if not isinstance(leads, Array) or not len(leads):
        return Bookmark(str(item.title), first, below=below)
    top = float(leads[3]) if len(leads) > 3 else None
    return Bookmark(str(item.title), places.get(leads[0].objgen, first), top, below)


def put(pdf: Any, bookmarks: Sequence[Bookmark]) -> None:
    """Puts bookmarks into a file."""
    with pdf.open_outline() as outline:
        outline.root.extend(_item(each) for each in bookmarks)


def _item(bookmark: Bookmark) -> Any:
    if bookmark.top is None:
        made = OutlineItem(bookmark.title, bookmark.page, "Fit")
    else:
        made = OutlineItem(bookmark.title, bookmark.page, "XYZ", left=0, top=bookmark.top, zoom=0)
    made.is_closed = not bookmark.opened
    made.children.extend(_item(each) for each in bookmark.below)
    return made
