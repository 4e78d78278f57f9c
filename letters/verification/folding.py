"""Text as the verifier compares it: its characters without white space, and where space stood.

A line of a page may end at a space, after a hyphen or a stroke, or anywhere in a long address, and
nothing in the file tells which. So white space is set apart: characters are compared one by one,
and the gaps between them where the page tells them.
"""

import re
import unicodedata
from typing import NamedTuple

GLUED, SPACED, UNKNOWN = 0, 1, 2
"""What stands before a character: nothing, white space, or what the file does not tell."""

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSURE = (
    *((0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F)),  # points of Hebrew and Arabic
    *((0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF)),  # India to Khmer
)
"""Scripts whose marks are reordered or joined as glyphs, so that no PDF gives them back surely."""
_UNSURE_CHAR = re.compile(f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in _UNSURE)}]")


class Folded(NamedTuple):
    """Characters without white space; `gaps` has for each what stands before it."""

    chars: str
    gaps: bytes


def fold(text: str, before: int = GLUED) -> Folded:
    """A text as it is compared; `before` is what stands before its first character."""
    if not text.isascii():
        text = _plain(text)
    words = text.split()
    if not words:
        return Folded("", b"")
    first = SPACED if text[0].isspace() else before
    # One byte for each character, then that of each space falls to the character behind it.
    gaps = " ".join(words).encode("latin-1", "replace").translate(_GAPS)
    return Folded("".join(words), bytes((first,)) + gaps.replace(_BEHIND_SPACE, _SPACED)[1:])


_GAPS = bytes(SPACED if char == ord(" ") else GLUED for char in range(256))
_SPACED = bytes((SPACED,))
_BEHIND_SPACE = bytes((SPACED, GLUED))


def _plain(text: str) -> str:
    """A text composed, without marks that do not show and what no PDF gives back surely."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if max(text, default="") < "\u0590":
        return text
    if _UNSURE_CHAR.search(text):
        text = "".join(char for char in text if not _is_unsure(char))
    if _RIGHTWARD_CHAR.search(text) is None:
        return text
    return _SIGN_BEFORE.sub(r"\1", _SIGN_BEHIND.sub(r"\1", text))


def _is_unsure(char: str) -> bool:
    at = ord(char)
    return any(low <= at <= high for low, high in _UNSURE) and unicodedata.category(char)[0] == "M"


_RIGHTWARD = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"
_RIGHTWARD_CHAR = re.compile(_RIGHTWARD)
_SIGN_BEHIND = re.compile(rf"(?<={_RIGHTWARD})(\s*)[^\w\s]+")
_SIGN_BEFORE = re.compile(rf"[^\w\s]+(\s*)(?={_RIGHTWARD})")
"""Signs beside letters from right to left: on the page they may stand on either side of them."""


_MAY_BE_RIGHTWARD = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Where in Unicode letters from right to left stand, among others: most texts have no such."""


def is_rightward(text: str) -> bool:
    """Whether a text has letters that are written from right to left."""
    if text.isascii() or _MAY_BE_RIGHTWARD.search(text) is None:
        return False
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


_LINK = str.maketrans("0123456789,", "".join(chr(0xE000 + at) for at in range(11)))
_UNLINK = {after: before for before, after in _LINK.items()}
LINKED = frozenset("".join(map(chr, _UNLINK)))
"""Digits and commas that link to references: other characters, so that none is taken for text."""


def linked(numbers: str) -> str:
    """Numbers of references as links hold them."""
    return numbers.translate(_LINK)


def unlinked(text: str) -> str:
    """A text with the numbers of references as they print."""
    return text.translate(_UNLINK)
