"""FHIR written as XML becomes what the same resource is in JSON."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

_SPACE = "{http://hl7.org/fhir}"
_HOLDERS = frozenset({"resource", "contained", "outcome"})
_EXTENSIONS = frozenset({"extension", "modifierExtension"})


def resources(root: ET.Element) -> Iterator[dict[str, Any]]:
    """The entries of a Bundle, the resource that the root is, or those that a wrapper holds.

    Of an element that may repeat, one alone is not in a list here: whoever reads it must not mind.
    """
    name = _name(root)
    if name == "Bundle":
        for child in root:
            if _name(child) == "entry":
                value = _value(child)
                yield value if isinstance(value, dict) else {}
        yield _resource(root, without="entry")
    elif name is not None:
        yield _resource(root)
    else:
        for child in root:
            if _name(child) is not None:
                yield _resource(child)


def _name(element: ET.Element) -> str | None:
    """The name of an element of FHIR, None for any other, as the page that a narrative holds."""
    tag = element.tag
    return tag[len(_SPACE) :] if tag.startswith(_SPACE) else None


def _resource(element: ET.Element, without: str | None = None) -> dict[str, Any]:
    return {**_members(element, without), "resourceType": _name(element)}


def _value(element: ET.Element) -> Any:
    """A text for a primitive, else its members; None for what has only extensions.

    Why None: an element that holds nothing but an extension says why it is absent.
    """
    if (written := element.get("value")) is not None:
        return written
    members = _members(element)
    if members.keys() <= _EXTENSIONS and _name(element) not in _EXTENSIONS:
        return None
    return members


def _members(element: ET.Element, without: str | None = None) -> dict[str, Any]:
    members: dict[str, Any] = {}
    if (url := element.get("url")) is not None:
        members["url"] = url
    for child in element:
        name = _name(child)
        if name is None or name == without:
            continue
        value = _held(child) if name in _HOLDERS else _value(child)
        if value is None:
            continue
        if name not in members:
            members[name] = value
        elif isinstance(members[name], list):
            members[name].append(value)
        else:
            members[name] = [members[name], value]
    return members


def _held(element: ET.Element) -> Any:
    """The resource that an element holds; several stand in a list."""
    held = [_resource(child) for child in element if (_name(child) or "")[:1].isupper()]
    if not held:
        return _value(element)
    return held[0] if len(held) == 1 else held
