"""What a Word file says of where it comes from, in its own properties, which editors keep."""

from html import escape
from xml.etree.ElementTree import Element

from letters.case.frozen import Frozen
from letters.hashing import sha256
from letters.rationale.model import Letter

NAMES = {"case_id": "Case", "rationale": "Rationale", "tool": "Program"}
"""The names of the properties, as an editor lists them."""

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_OWN = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST = 2
"""The first number that a property may have."""


class Belonging(Frozen):
    """The case of a Word file, the SHA-256 of its `rationale.json`, the program that wrote it."""

    case_id: str
    rationale: str
    tool: str


def belonging_of(letter: Letter) -> Belonging:
    """The belonging of a letter's Word file."""
    return Belonging(
        case_id=letter.case_id,
        rationale=sha256(letter.model_dump_json(indent=1).encode()),
        tool=letter.tool,
    )


def belonging_xml(belonging: Belonging) -> str:
    """The part of the file's own properties."""
    values = belonging.model_dump()
    properties = "".join(
        f'<property fmtid="{_OWN}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(values[field], quote=False)}</vt:lpwstr></property>"
        for number, (field, name) in enumerate(NAMES.items(), start=_FIRST)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}">{properties}</Properties>'
    )


def belonging_in(properties: Element) -> Belonging | None:
    """The belonging among a file's own properties; None where one of them is missing."""
    found = {
        each.get("name"): "".join(each.itertext()).strip()
        for each in properties.iter(f"{{{_PROPERTIES}}}property")
    }
    if not all(found.get(name) for name in NAMES.values()):
        return None
    return Belonging(**{field: found[name] for field, name in NAMES.items()})
