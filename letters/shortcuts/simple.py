"""What is simple enough to be kept: the same in all documents, and never complained of."""

import re
from typing import Any

Own = tuple[tuple[str, str], ...]

# An attribute that becomes a declaration, in the form in which it says nothing that CSS might
# misread.
_PLAIN = re.compile(r"[A-Za-z][\w.-]*\Z", re.ASCII)
_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:pt|px)?\Z", re.ASCII)
_SVG = "{http://www.w3.org/2000/svg}svg"


def own_declarations(element: Any) -> Own | None:
    """The attributes that become declarations; None if one needs to be read as CSS."""
    attributes = element.attrib
    if not attributes:
        return ()
    if "style" in attributes:
        return None
    names = ["lang", "id"]
    if element.tag == "a":
        names.append("name")
    own = [(name, attributes[name]) for name in names if attributes.get(name)]
    if not all(_PLAIN.match(value) for _, value in own):
        return None
    if element.tag == _SVG:
        lengths = [(name, attributes[name]) for name in ("width", "height") if name in attributes]
        if not all(_LENGTH.match(value) for _, value in lengths):
            return None
        own += lengths
    return tuple(own)


def is_simple(sheet: Any, origin: str) -> bool:
    """Whether all values of a sheet are the same for all documents, and raise no complaint.

    A sheet of a document's own is another object each time. What is calculated may be complained
    of, each time that it is.
    """
    if origin == "author" or sheet.layers:
        return False
    try:
        return bool(sheet._simple)
    except AttributeError:
        pass
    from weasyprint.css.functions import check_math
    from weasyprint.css.tokens import Pending

    kept = sheet.matcher
    by_key = (
        kept.id_selectors,
        kept.class_selectors,
        kept.lower_local_name_selectors,
        kept.namespace_selectors,
    )
    entries = [entry for each in by_key for listed in each.values() for entry in listed]
    entries += kept.lang_attr_selectors + kept.other_selectors
    declared = [entry[-1][0] for entry in entries] + [rule[-1] for rule in sheet.page_rules]
    sheet._simple = not any(
        name == "anchor" or isinstance(value, Pending) or check_math(value)
        for declarations in declared
        for name, value, _ in declarations
    )
    return bool(sheet._simple)
