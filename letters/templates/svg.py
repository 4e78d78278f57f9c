"""A logo that is drawn: rebuilt from closed lists of elements, attributes and properties.

What a drawing program adds for itself (its own namespaces, metadata) is left out. What could act or
fetch (scripts, links, images, foreign objects, addresses) refuses the file, and so does text: it
would print words that no claim carries.
"""

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from letters.templates.problem import Problem

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_IDLE = {"title", "desc", "metadata", "defs"}
_GEOMETRY = {
    *("d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"),
    *("width", "height", "points", "transform", "viewBox"),
}
_PAINT = {
    *("fill", "fill-rule", "clip-rule", "fill-opacity", "opacity", "stroke", "stroke-width"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity"),
}
# Left out without a word: they change nothing that a letter shows.
_IDLE_ATTRIBUTES = {"id", "version", "baseProfile", "role", "data-name", "xml:space", "overflow"}
_GEOMETRIC = re.compile(r"[\w\s.,()+-]*", re.ASCII)
_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-z0-9.-]+|rgb\([\d\s.,%]*\)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:px|pt)?")
_MOST_ELEMENTS, _DEEPEST = 2000, 20


class Rebuilt(NamedTuple):
    """A drawing that only draws, and its size."""

    content: bytes
    width: float
    height: float


class _RefusedError(Exception):
    pass


def rebuilt(file: str, content: bytes) -> Rebuilt | list[Problem]:
    """The drawing of a file, made anew."""
    try:
        root = fromstring(content, forbid_dtd=True)
        if root.tag != f"{{{_SVG}}}svg":
            raise _RefusedError("it is not a drawing in the namespace of SVG")
        if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
            raise _RefusedError(f"it has more than {_MOST_ELEMENTS} elements")
        box = _box(root)
        made = Element("svg", {"xmlns": _SVG, "viewBox": " ".join(f"{n:g}" for n in box)})
        made.attrib |= {"width": f"{box[2]:g}", "height": f"{box[3]:g}"}
        made.attrib |= {k: v for k, v in _attributes(root).items() if k in _PAINT}
        _copy(root, made, 0)
    except (ParseError, DefusedXmlException, ValueError) as error:
        return [_unfit(file, f"it is not plain XML ({type(error).__name__})")]
    except _RefusedError as error:
        return [_unfit(file, str(error))]
    return Rebuilt(tostring(made, encoding="utf-8"), box[2], box[3])


def _box(root: Element) -> tuple[float, float, float, float]:
    if shown := root.get("viewBox"):
        parts = shown.replace(",", " ").split()
        if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
            raise _RefusedError("its viewBox is not four numbers")
        x, y, width, height = map(float, parts)
    else:
        sizes = [root.get("width") or "", root.get("height") or ""]
        if not all(_NUMBER.fullmatch(size) for size in sizes):
            raise _RefusedError("it has neither a viewBox nor a width and height in points")
        x, y = 0.0, 0.0
        width, height = (float(size.removesuffix("px").removesuffix("pt")) for size in sizes)
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise _RefusedError("it has no size")
    return x, y, width, height


def _copy(source: Element, target: Element, depth: int) -> None:
    if depth > _DEEPEST:
        raise _RefusedError(f"its groups are nested more than {_DEEPEST} deep")
    for child in source:
        space, _, name = str(child.tag).rpartition("}")
        if space != f"{{{_SVG}" or name in _IDLE:
            if name == "defs" and len(child):
                raise _RefusedError("it defines parts to be used elsewhere (defs)")
            continue
        if name not in _SHAPES:
            raise _RefusedError(f"it holds the element '{name[:40]}'")
        _copy(child, SubElement(target, name, _attributes(child)), depth + 1)


def _attributes(element: Element) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name.startswith("{"):
            if name.endswith("}href"):
                raise _RefusedError("it links to something (href)")
            continue
        if name == "style":
            kept |= _styles(value)
        elif name in _GEOMETRY and _GEOMETRIC.fullmatch(value):
            kept[name] = value
        elif name in _PAINT and _COLOR.fullmatch(value.strip()):
            kept[name] = value.strip()
        elif name not in _IDLE_ATTRIBUTES:
            raise _RefusedError(
                f"an element has '{name[:40]}', or a value of it that draws nothing"
            )
    return kept


def _styles(text: str) -> dict[str, str]:
    kept: dict[str, str] = {}
    for one in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = (part.strip() for part in one.partition(":"))
        if "(" in value and not value.startswith("rgb("):
            raise _RefusedError("a style calls for something outside (url or another function)")
        if name in _PAINT and _COLOR.fullmatch(value):
            kept[name] = value
    return kept


def _unfit(file: str, what: str) -> Problem:
    return Problem(
        file=file,
        what=what,
        rule=f"a logo is drawn by {', '.join(sorted(_SHAPES))} with plain fills and strokes; it "
        "holds no script, link, image, style sheet, gradient or text",
        action="Export it as plain SVG with text turned into paths, or as PNG",
    )
