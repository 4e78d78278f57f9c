"""Whether the characters of a Word file can be seen by everybody who reads it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from letters.twin.lists import first_on, valued
from letters.twin.opening import WORD, TwinError

_SMALLEST = 2.0
"""Points below which nobody sees that something stands there."""
_NARROWEST = 10
"""Percent of the width of characters below which they are a line."""
_CONTRAST = 1.5
"""How much lighter the ground has to be than what stands on it; 21 is black on white."""
_WHITE = "FFFFFF"
_PAPER = frozenset({"background1", "light1"})
"""What Word calls the color of the paper, whatever the theme."""
_GROUNDS = {"black": "000000", "darkblue": "000080", "white": _WHITE}
"""Markers on which words may not be seen; all others are light."""


def check_legible(told: Sequence[Element]) -> None:
    """Refuses characters that one reader sees and another does not; `told` is the nearest first.

    Raises:
        TwinError: they are hidden, struck through, too small, or of the color of what is below.
    """
    if first_on(told, "vanish"):
        raise TwinError(
            "the Word file holds hidden text, which one reader sees and another does not. "
            "Show it and delete it, or format it as ordinary text"
        )
    if first_on(told, "strike") or first_on(told, "dstrike"):
        raise TwinError(
            "the Word file holds text that is struck through, which the letter would still say. "
            "Delete it, or take the strike off"
        )
    if _is_small(told) or _is_pale(told):
        raise TwinError(
            "the Word file holds text that cannot be seen: of the color of the paper, or of no "
            "size. Delete it, or format it as ordinary text"
        )


def _is_small(told: Sequence[Element]) -> bool:
    halves, width = _first(told, "sz"), _first(told, "w")
    try:
        is_flat = bool(width) and float(width.rstrip("%")) < _NARROWEST
        return is_flat or (bool(halves) and float(halves) / 2 < _SMALLEST)
    except ValueError:
        return False


def _is_pale(told: Sequence[Element]) -> bool:
    """Whether a color is said that the ground below it is too much like."""
    color = next((each for each in _all(told, "color")), None)
    ground = _ground(told)
    if color is None:
        return ground == _GROUNDS["black"]
    if color.get(f"{WORD}themeColor") in _PAPER and color.get(f"{WORD}themeShade") is None:
        return True
    ink = color.get(f"{WORD}val", "auto")
    if ink == "auto":
        return ground == _GROUNDS["black"]
    one, other = sorted((_light(ink), _light(ground)))
    return (other + 0.05) / (one + 0.05) < _CONTRAST


def _ground(told: Sequence[Element]) -> str:
    """The color below characters: a marker's, that of their shade, or the paper's."""
    marker = _first(told, "highlight").casefold()
    if marker in _GROUNDS:
        return _GROUNDS[marker]
    shade = next((each.get(f"{WORD}fill", "") for each in _all(told, "shd")), "")
    return shade if _is_color(shade) else _WHITE


def _light(color: str) -> float:
    """The relative luminance of a color in hexadecimal, as WCAG defines it; 0 for no color."""
    if not _is_color(color):
        return 0.0
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return sum(share * x for share, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _is_color(text: str) -> bool:
    return len(text) == 6 and all(char in "0123456789abcdefABCDEF" for char in text)


def _first(told: Sequence[Element], name: str) -> str:
    """What the nearest properties say of something; empty where none do."""
    return next((valued(each, name) for each in told if valued(each, name)), "")


def _all(told: Sequence[Element], name: str) -> list[Element]:
    found = (each.find(f"{WORD}{name}") for each in told)
    return [each for each in found if each is not None]
