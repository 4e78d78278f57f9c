"""Paths of pictures that were drawn before, and lengths in them that were read before.

The mark of a draft is one path on each page of each letter; its letters are hundreds of curves.
"""

from functools import lru_cache
from typing import Any

from letters.shortcuts.memo import Memo
from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/svg/__init__.py",
    "weasyprint/svg/path.py",
    "weasyprint/svg/utils.py",
    "weasyprint/pdf/stream.py",
    "pydyf/__init__.py",
)
ROOM = 200
"""Paths kept, ten kilobytes each where they are outlines of words."""

_SIZES = 4096


def switch_on() -> Patches:
    """Remembers what paths draw, and what strings measure."""
    from weasyprint import svg
    from weasyprint.svg import utils
    from weasyprint.svg.path import path as stock

    patches, drawn = Patches(), Memo[Any, Any](ROOM)
    normalize, size = utils.normalize, utils.size

    def path(image: Any, node: Any, font_size: float) -> None:
        written, vertices = image.stream.stream, node.vertices
        if vertices:
            stock(image, node, font_size)
            return
        key = (
            node.get("d", ""),
            font_size,
            image.inner_width,
            image.inner_height,
            image.inner_diagonal,
        )
        kept = drawn.get(key)
        if kept is not None:
            written.extend(kept[0])
            vertices.extend(kept[1])
            return
        start = len(written)
        stock(image, node, font_size)
        if drawn.known(key):
            drawn.put(key, (tuple(written[start:]), tuple(node.vertices)))

    patches.exchange(stock, path)
    patches.set(
        svg, "TAGS", {tag: path if draw is stock else draw for tag, draw in svg.TAGS.items()}
    )
    for each in (normalize, size):
        once = lru_cache(_SIZES)(each)
        patches.exchange(each, once)
        patches.after(once.cache_clear)
    patches.after(drawn.clear)
    return patches
