"""The lengths of a box, resolved in one go.

WeasyPrint calls three functions for each of seventeen lengths of each box, mostly for a number of
pixels that needs nothing. The arithmetic and its order are the same here.
"""

from math import inf
from operator import itemgetter
from typing import Any, NamedTuple

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


_WITHOUT = {"min_height": 0, "max_height": inf}
"""What parts are of, where the height of what is around is not known yet."""
_HIGH = ("height", "min_height", "max_height")
_read = itemgetter(*_ACROSS, *_DOWN, *_HIGH)


class _Plan(NamedTuple):
    """What the lengths of a style come to, and which are parts of something: those of each group.

    It holds for as long as the style has the `values`: WeasyPrint changes some in place.
    """

    values: tuple[Any, ...]
    fixed: dict[str, Any]
    across: tuple[tuple[str, Any], ...]
    down: tuple[tuple[str, Any], ...]
    high: tuple[tuple[str, Any], ...]


def _plan(values: tuple[Any, ...]) -> _Plan:
    fixed: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for name, value in zip((*_ACROSS, *_DOWN, *_HIGH), values, strict=True):
        if getattr(value, "unit", None) == "px":
            fixed[name] = value.value
        elif value == "auto":
            fixed[name] = 0 if name in _AT_LEAST else "auto"
        else:
            parts[name] = value
    groups = (
        tuple((name, parts[name]) for name in names if name in parts)
        for names in (_ACROSS, _DOWN, _HIGH)
    )
    return _Plan(values, fixed, *groups)


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

    def planned(style: Any) -> _Plan:
        values = _read(style)
        plan: _Plan | None = style.__dict__.get("_plan")
        if plan is None or plan.values != values:
            plan = style._plan = _plan(values)
        return plan

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        if isinstance(containing_block, Box):
            across, down = containing_block.width, containing_block.height
        else:
            across, down = containing_block
        style, lengths = box.style, box.__dict__
        if down != "auto":
            high = down
        elif style["height"] == "auto" or getattr(style["height"], "unit", None) == "px":
            high = None  # of these two, neither looks at it
        else:
            slow(box, containing_block)
            return
        plan = planned(style)
        lengths.update(plan.fixed)
        for name, value in plan.across:
            lengths[name] = one(value, style, across)
        for name, value in plan.down:
            lengths[name] = one(value, style, down if isinstance(box, PageBox) else across)
        for name, value in plan.high:
            whole = high if name == "height" or high is not None else _WITHOUT[name]
            lengths[name] = one(value, style, whole)
        collapse = style["border_collapse"] == "collapse"
        for name in _BORDERS:
            if not (collapse and hasattr(box, name)):
                lengths[name] = style[name]
        if style["box_sizing"] != "content-box":
            box_sizing(box, "width")
            box_sizing(box, "height")

    patches.exchange(slow, resolve_percentages)
    return patches
