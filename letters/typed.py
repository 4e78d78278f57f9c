"""Free text as somebody typed it, which is logged and printed again: one line, as it reads."""

import re
import unicodedata

UNPRINTED = "a sign that does not print, such as a line break or an escape; type it on one line"
STACKED = "more than 30 marks on one letter, as no language has"
_MOST_MARKS = 30
"""The most marks on one letter in the Stream-Safe Text Format (Unicode, UAX #15, section 13)."""
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_PERHAPS = re.compile(f"[\u0300-\u1fff\u20d0-\u20ff\u2c00-\U0010ffff]{{{_MOST_MARKS + 1}}}")
"""Where marks may be so many: Latin letters, digits and punctuation stand in none of these."""
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text after it: a terminal then shows another line."""


def is_plain(text: str) -> bool:
    """Whether a text has no line break, no control character and nothing that turns its order."""
    return not any(map(_is_refused, text))


def shown(text: str) -> str:
    """A text as one line for a terminal, each sign that would act on it told by its number."""
    return "".join(f"\\u{ord(char):04x}" if _is_refused(char) else char for char in text)


def is_stacked(text: str) -> bool:
    """Whether a text puts more marks on one letter than any language does."""
    if not _PERHAPS.search(text):
        return False
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in _MARKS else 0
        if marks > _MOST_MARKS:
            return True
    return False


def _is_refused(char: str) -> bool:
    return unicodedata.category(char) in _REFUSED or char in _DIRECTIONS
