"""The lengths of a box, resolved in one go.

WeasyPrint calls three functions for each of seventeen lengths of each box, mostly for a number of
pixels that needs nothing. The arithmetic and its order are the same here.
"""

from math import inf
from typing import Any

from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/layout/percent.py",
    "weasyprint/css/functions.py",
    "weasyprint/css/properties.py",
    "weasyprint/formatting_structure/boxes.py",
)

_ACROSS = (
    "margin_left",
    "margin_right",
    "padding_left",
    "padding_right",
    "width",
    "min_width",
    "max_width",
)
_DOWN = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_AT_LEAST = ("min_width", "min_height")
_BORDERS = (
    "border_top_width",
    "border_right_width",
    "border_bottom_width",
    "border_left_width",
)


def switch_on() -> Patches:
    """Resolves lengths with fewer calls."""
    from weasyprint.formatting_structure.boxes import Box, PageBox
    from weasyprint.layout import percent

    patches = Patches()
    slow, one, box_sizing = (
        percent.resolve_percentages,
        percent.percentage,
        percent.adjust_box_sizing,
    )

    def resolve(box: Any, names: tuple[str, ...], whole: Any) -> None:
        style, lengths = box.style, box.__dict__
        for name in names:
            value = style[name]
            if getattr(value, "unit", None) == "px":
                lengths[name] = value.value
            elif value == "auto":
                lengths[name] = 0 if name in _AT_LEAST else "auto"
            else:
                lengths[name] = one(value, style, whole)

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        if isinstance(containing_block, Box):
            across, down = containing_block.width, containing_block.height
        else:
            across, down = containing_block
        style, lengths = box.style, box.__dict__
        along = down if isinstance(box, PageBox) else across
        if down != "auto":
            high = down
        elif style["height"] == "auto" or getattr(style["height"], "unit", None) == "px":
            high = None  # of these two, neither looks at it
        else:
            slow(box, containing_block)
            return
        resolve(box, _ACROSS, across)
        resolve(box, _DOWN, along)
        resolve(box, ("height",), high)
        resolve(box, ("min_height",), 0 if high is None else high)
        resolve(box, ("max_height",), inf if high is None else high)
        collapse = style["border_collapse"] == "collapse"
        for name in _BORDERS:
            if not (collapse and hasattr(box, name)):
                lengths[name] = style[name]
        if style["box_sizing"] != "content-box":
            box_sizing(box, "width")
            box_sizing(box, "height")

    patches.exchange(slow, resolve_percentages)
    return patches
