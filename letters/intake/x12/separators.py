"""Finds the characters that part elements, components and segments, in heads right and wrong."""

import re
from dataclasses import dataclass

HEAD = 1024
"""Characters that hold the first segments of any interchange."""
SEARCHED = 1 << 16
"""Characters at the beginning of a file among which its first segment must stand."""

BLANK = " \t\r\n\f\v\ufeff\x00\x1a"
"""What may stand between segments and is no part of them, unless it ends them."""

_COMPONENT = ":"
_LENGTH = 106
_PLACES = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
"""Where the element separators of an ISA stand, all of whose elements have a fixed length."""
_LAST = 16
_BEGIN = re.compile(r"(?:ISA|GS|ST)(?=[^A-Za-z0-9\s,]|[\x1c-\x1f])", re.IGNORECASE)
_HEAD = re.compile(r"(?:\A|[\r\n])[ \t]*(ISA)(?=[^A-Za-z0-9\s]|[\x1c-\x1f])", re.IGNORECASE)
_ID = r"[A-Za-z][A-Za-z0-9]{1,2}"
_BLANKS = r"[ \t\r\n]*"


@dataclass(frozen=True, slots=True)
class Separators:
    """What ends an element, a component of one, and a segment."""

    element: str
    component: str
    terminator: str


def start(text: str) -> int | None:
    """Where the first segment begins: at once, or at the first ISA behind a mail's or log's head.

    None when no segment begins there that an X12 file may begin with.
    """
    at = len(text) - len(text.lstrip(BLANK))
    if _BEGIN.match(text, at):
        return at
    return next_head(text)


def next_head(text: str) -> int | None:
    """Where the first ISA stands that begins a line."""
    found = _HEAD.search(text)
    return found.start(1) if found else None


def find(head: str) -> Separators:
    """The separators of the segments that begin with `head`, an ISA, GS or ST and what follows.

    An ISA tells them by its fixed places; where its elements have lost or won a blank they are
    counted, and where one is missing the segment that follows shows them.
    """
    if head[:3].upper() != "ISA":
        return _of_segments(head, head[2])
    element = head[3]
    if len(head) >= _LENGTH - 1 and all(head[place] == element for place in _PLACES):
        found = _behind(head, element, _LENGTH - 2)
    else:
        last = _nth(head, element, _LAST)
        found = _behind(head, element, last + 1) if last is not None else None
    return found or _before_group(head, element)


def _nth(text: str, sought: str, count: int) -> int | None:
    at = -1
    for _ in range(count):
        at = text.find(sought, at + 1)
        if at < 0:
            return None
    return at


def _behind(head: str, element: str, at: int) -> Separators | None:
    """Reads component separator and terminator where the last element should stand.

    None when what stands there cannot be they, or what follows them is no segment.
    """
    component, behind = head[at : at + 1], head[at + 1 :]
    if not _parts(component) or component == element:
        return None
    if component in "\r\n" or _starts_segment(behind, element):
        return Separators(element, _COMPONENT, _end_of_line(component + behind[:1]))
    behind = behind.lstrip(" \t")
    terminator = _end_of_line(behind[:2])
    if terminator == "":
        return Separators(element, component, "~" if component != "~" else "\n")
    rest = behind.partition(terminator)[2].lstrip(BLANK)
    if not _parts(terminator) or terminator == element:
        return None
    if rest and not _starts_segment(rest, element):
        return None
    if terminator in "\r\n" and _ends_line(rest, element, component):
        return Separators(element, _COMPONENT, component)
    return Separators(element, component, terminator)


def _parts(character: str) -> bool:
    """Whether a character may part anything."""
    return character != "" and not character.isalnum() and character not in " \t"


def _end_of_line(text: str) -> str:
    """The first character of a text; of the two that end a line in Windows the second."""
    return "\n" if text[:2] == "\r\n" else text[:1]


def _starts_segment(text: str, element: str) -> bool:
    return re.match(_ID + re.escape(element), text) is not None


def _ends_line(text: str, element: str, candidate: str) -> bool:
    """Whether the first line ends with what was taken for the component separator.

    Then the ISA lacks its last element, and each segment stands on a line of its own.
    """
    line = text.partition("\n")[0].rstrip("\r ")
    return element in line and line.endswith(candidate)


def _before_group(head: str, element: str) -> Separators:
    """What stands before the functional group is the terminator, and before it the component."""
    group = re.compile(r"([^A-Za-z0-9])" + _BLANKS + "(?:GS|ST)" + re.escape(element), re.I)
    found = group.search(head, 4)
    if found is None:
        return _of_segments(head, element)
    terminator = _end_of_line(head[found.start() : found.start() + 2])
    before = head[found.start() - 1]
    component = before if _parts(before) and before not in (element, "\n") else _COMPONENT
    if terminator in " \t":
        terminator = "\n" if "\n" in found[0] else "~"
    return Separators(element, component, terminator)


def _of_segments(head: str, element: str) -> Separators:
    """The separators by what stands between the first two segments."""
    between = rf"([^A-Za-z0-9 \t{re.escape(element)}]){_BLANKS}{_ID}{re.escape(element)}"
    found = re.compile(between).search(head, 3)
    if found is None:
        return Separators(element, _COMPONENT, "~" if "~" in head and element != "~" else "\n")
    return Separators(element, _COMPONENT, _end_of_line(head[found.start() : found.start() + 2]))
