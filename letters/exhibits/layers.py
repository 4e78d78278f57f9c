"""Takes the layers out of a PDF: what prints stays as plain content, what does not is gone.

A layer that is merely marked hidden is one click from being shown, and its words are found by
anyone who searches the file. So what a hidden layer paints is removed, and its marks with it
(ISO 32000-1, 8.11: optional content; its state is that of the default configuration, and for
printing the one a layer's usage asks for).
"""

from collections.abc import Iterable
from typing import Any

import pikepdf

from letters.exhibits.refusals import RefusedError

_FILLS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"})
_PAINTS = frozenset({"Do", "sh", "Tj", "TJ", "INLINE IMAGE"})
_SHOWN_ON_NEXT_LINE = frozenset({"'", '"'})
_OPENS = frozenset({"BDC", "BMC"})
_DEEPEST = 30

Id = tuple[int, int]


def take_out(pdf: pikepdf.Pdf) -> bool:
    """Removes all layers of a PDF; whether any of them was one that does not print."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return False
    hidden = _hidden(properties)
    cleared: set[Id] = set()
    for page in pdf.pages:
        page.contents_coalesce()
        _leave_marks(page.obj, hidden)
        _clear(page.obj, page.obj.get("/Contents"), hidden, cleared, 0)
    del pdf.Root["/OCProperties"]
    return bool(hidden)


def _hidden(properties: Any) -> frozenset[Id]:
    """The layers that do not print."""
    every = [each.objgen for each in properties.get("/OCGs", ())]
    default = properties.get("/D", pikepdf.Dictionary())
    hidden = set(every) if default.get("/BaseState") == "/OFF" else set()
    hidden -= {each.objgen for each in default.get("/ON", ())}
    hidden |= {each.objgen for each in default.get("/OFF", ())}
    for usage in default.get("/AS", ()):
        if usage.get("/Event") != "/Print":
            continue
        for layer in usage.get("/OCGs", ()):
            asked = layer.get("/Usage", pikepdf.Dictionary()).get("/Print", pikepdf.Dictionary())
            if asked.get("/PrintState") == "/OFF":
                hidden.add(layer.objgen)
            elif asked.get("/PrintState") == "/ON":
                hidden.discard(layer.objgen)
    return frozenset(hidden)


def _is_hidden(layer: Any, hidden: frozenset[Id]) -> bool:
    """Whether what belongs to a layer, or to a rule over several, does not print."""
    if not isinstance(layer, pikepdf.Dictionary):
        return False
    if layer.get("/Type") != "/OCMD":
        return layer.objgen in hidden
    if isinstance(layer.get("/VE"), pikepdf.Array):
        return not _holds(layer.VE, hidden, 0)
    several = layer.get("/OCGs", pikepdf.Array())
    layers = [several] if isinstance(several, pikepdf.Dictionary) else list(several)
    states = [each.objgen not in hidden for each in layers]
    if not states:
        return False
    match str(layer.get("/P", "/AnyOn")):
        case "/AllOn":
            return not all(states)
        case "/AnyOff":
            return all(states)
        case "/AllOff":
            return any(states)
    return not any(states)


def _holds(rule: Any, hidden: frozenset[Id], depth: int) -> bool:
    """Whether an expression over layers says that what belongs to it is shown."""
    if depth > _DEEPEST:
        raise RefusedError("damaged")
    if isinstance(rule, pikepdf.Dictionary):
        return rule.objgen not in hidden
    parts = [_holds(each, hidden, depth + 1) for each in list(rule)[1:]]
    match str(rule[0]):
        case "/And":
            return all(parts)
        case "/Or":
            return any(parts)
    return not any(parts)


def _leave_marks(page: Any, hidden: frozenset[Id]) -> None:
    """Drops the annotations of a page that belong to a hidden layer."""
    marks = page.get("/Annots")
    if isinstance(marks, pikepdf.Array):
        every = [each for each in marks if isinstance(each, pikepdf.Dictionary)]
        kept = [each for each in every if not _is_hidden(each.get("/OC"), hidden)]
        page.Annots = pikepdf.Array(kept)
        for each in kept:
            if "/OC" in each:
                del each["/OC"]


def _clear(
    holder: Any,
    content: Any,
    hidden: frozenset[Id],
    cleared: set[Id],
    depth: int,
) -> None:
    """Writes the content of a page or a form anew without layers, and of the forms within it."""
    if depth > _DEEPEST:
        raise RefusedError("damaged")
    if not isinstance(content, pikepdf.Stream) or content.objgen in cleared:
        return
    cleared.add(content.objgen)
    resources = _inherited(holder)
    pictures = resources.get("/XObject", pikepdf.Dictionary())
    unseen = {name for name, each in pictures.items() if _is_hidden(each.get("/OC"), hidden)}
    layers = {
        name: _is_hidden(each, hidden)
        for name, each in resources.get("/Properties", pikepdf.Dictionary()).items()
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") in ("/OCG", "/OCMD")
    }
    content.write(_without(pikepdf.parse_content_stream(holder), layers, unseen))
    for name in layers:
        del resources.Properties[name]
    for name, each in pictures.items():
        if name not in unseen and each.get("/Subtype") == "/Form":
            _clear(each, each, hidden, cleared, depth + 1)
        if "/OC" in each:
            del each["/OC"]


def _inherited(holder: Any) -> Any:
    if isinstance(holder, pikepdf.Stream):
        return holder.get("/Resources", pikepdf.Dictionary())
    return pikepdf.Page(holder).resources


def _without(instructions: Iterable[Any], layers: dict[str, bool], unseen: set[str]) -> bytes:
    """The instructions without the marks of layers and what those paint that are hidden.

    What a hidden layer sets (colors, places, a clip) holds after it, so only painting is removed.
    """
    kept: list[Any] = []
    opened: list[bool | None] = []
    for each in instructions:
        operator = str(each.operator)
        if operator == "Do" and str(each.operands[0]) in unseen:
            continue
        if operator in _OPENS:
            layer = _layer(each, layers)
            opened.append(layer)
            if layer is not None:
                continue
        elif operator == "EMC" and opened:
            if opened.pop() is not None:
                continue
        elif True in opened and operator in _PAINTS:
            continue
        elif True in opened and operator in _FILLS:
            kept.append(([], pikepdf.Operator("n")))
            continue
        elif True in opened and operator in _SHOWN_ON_NEXT_LINE:
            kept.append(([], pikepdf.Operator("T*")))
            continue
        kept.append(each)
    return pikepdf.unparse_content_stream(kept)


def _layer(mark: Any, layers: dict[str, bool]) -> bool | None:
    """Whether the layer that a mark opens is hidden; None where it opens none."""
    operands = list(mark.operands)
    if str(mark.operator) == "BDC" and len(operands) == 2 and operands[0] == "/OC":
        return layers.get(str(operands[1]), False)
    return None
