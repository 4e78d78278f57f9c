"""What is asked of every box of every page, and answered the same for most.

Whether a box is in the flow takes six calls in WeasyPrint and is asked ten thousand times a letter.
Corners, pictures and colors of the background are looked for in every box; hardly any has some.
Each line is asked three times what floats beside it; nothing does.
"""

from typing import Any

from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/formatting_structure/boxes.py",
    "weasyprint/layout/absolute.py",
    "weasyprint/layout/background.py",
    "weasyprint/layout/float.py",
    "weasyprint/layout/percent.py",
    "weasyprint/css/properties.py",
    "weasyprint/draw/color.py",
)

_BESIDE = frozenset({"left", "right", "inline-start", "inline-end", "footnote"})
_ABOVE = frozenset({"absolute", "fixed"})
_AWAY = frozenset({"running()", "note()"})
_CORNERS = (
    "border_top_left_radius",
    "border_top_right_radius",
    "border_bottom_right_radius",
    "border_bottom_left_radius",
)
_NO_CORNER = (0, "px")


def switch_on() -> Patches:
    """Answers with fewer calls."""
    from weasyprint.formatting_structure.boxes import Box, LineBox
    from weasyprint.layout import background
    from weasyprint.layout import float as floating

    patches = Patches()
    avoid = floating.avoid_collisions
    stock = background.layout_box_backgrounds

    def is_in_normal_flow(box: Any) -> bool:
        style = box.style
        if style["float"] in _BESIDE:
            return False
        position = style["position"]
        return position not in _ABOVE and position[0] not in _AWAY

    def layout_box_backgrounds(
        page: Any,
        box: Any,
        get_image_from_uri: Any,
        layout_children: bool = True,
        style: Any = None,
    ) -> None:
        if not layout_children or style is not None:
            stock(page, box, get_image_from_uri, layout_children, style)
            return
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image_from_uri)
        if box is page or not _is_bare(box.style):
            stock(page, box, get_image_from_uri, False)
            return
        for corner in _CORNERS:
            setattr(box, corner, (0, 0))
        box.background = None

    def avoid_collisions(
        context: Any, box: Any, containing_block: Any, outer: bool = True
    ) -> tuple[Any, Any, Any]:
        alone = type(box) is LineBox and not context.excluded_shapes
        if not alone or box.style["float"] != "none":
            return avoid(context, box, containing_block, outer)  # type: ignore[no-any-return]
        x = containing_block.content_box_x()
        end, y = x + containing_block.width, box.position_y
        if not outer:
            x, end, y = x + box.margin_left, end - box.margin_right, box.border_box_y()
        width = end - x
        if containing_block.style["direction"] == "rtl":
            x = end
        return (x, y, width) if outer else (x - box.margin_left, y - box.margin_top, width)

    patches.set(Box, "is_in_normal_flow", is_in_normal_flow)
    patches.exchange(avoid, avoid_collisions)
    patches.exchange(stock, layout_box_backgrounds)
    return patches


def _is_bare(style: Any) -> bool:
    """Whether a style has no corner, picture, shadow or color behind; its own document's matter."""
    try:
        return bool(style._bare)
    except AttributeError:
        pass
    color = style["background_color"]
    bare = style._bare = (
        all(_NO_CORNER in style[corner] for corner in _CORNERS)
        and style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        and style["visibility"] != "hidden"
        and all(kind == "none" for kind, _ in style["background_image"])
        and not style["box_shadow"]
        and color != "currentcolor"
        and color.alpha == 0
    )
    return bool(bare)
