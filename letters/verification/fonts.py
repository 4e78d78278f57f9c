"""What each glyph of a font stands for, by the map from glyphs to text that the PDF carries."""

import re
import struct
from collections.abc import Sequence
from typing import Any

from letters.verification.folding import is_rightward

_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf(?:char|range)", re.DOTALL)
_HEX = re.compile(rb"<([0-9a-fA-F\s]*)>|(\[)|(\])")
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_MOST = 0x10000
"""No code has more than two bytes here, so no range is longer."""


class Font:
    """A font of a PDF: from the bytes of a text to its characters."""

    def __init__(self, font: Any) -> None:
        self._width = 2 if font.get("/Subtype") == "/Type0" else 1
        stream = font.get("/ToUnicode")
        self._meanings = _Meanings(meanings(stream.read_bytes()) if stream is not None else {})

    def read(self, code: bytes) -> str:
        """The text of some glyphs in the order in which it is read; U+FFFD for an unknown one."""
        codes: Sequence[int] = code
        if self._width == 2:
            codes = struct.unpack(f">{len(code) // 2}H", code[: len(code) // 2 * 2])
        text = "".join(map(self._meanings.__getitem__, codes))
        # Glyphs stand as they are seen; whoever reads from right to left meets the last one first.
        return "".join(map(self._meanings.__getitem__, codes[::-1])) if is_rightward(text) else text


class _Meanings(dict[int, str]):
    """What each code stands for; U+FFFD for one that is not known."""

    def __missing__(self, code: int) -> str:
        return _UNKNOWN


def meanings(cmap: bytes) -> dict[int, str]:
    """What a ToUnicode map says of each code."""
    found: dict[int, str] = {}
    for kind, body in _BLOCK.findall(cmap):
        tokens = [_token(each) for each in _HEX.finditer(body)]
        if kind == b"char":
            for code, text in zip(tokens[::2], tokens[1::2], strict=False):
                found[int.from_bytes(code)] = _text(text)
        else:
            found |= _ranges(tokens)
    return found


def _token(found: re.Match[bytes]) -> bytes:
    if found[1] is None:
        return found[0]
    digits = b"".join(found[1].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _ranges(tokens: list[bytes]) -> dict[int, str]:
    """Ranges of codes: from a first text onwards, or with a list of texts."""
    found: dict[int, str] = {}
    at = 0
    while at + 2 < len(tokens):
        first, last = (int.from_bytes(token) for token in tokens[at : at + 2])
        codes = range(first, min(last, first + _MOST) + 1)
        if tokens[at + 2] == b"[":
            end = tokens.index(b"]", at) if b"]" in tokens[at:] else len(tokens)
            found |= dict(zip(codes, map(_text, tokens[at + 3 : end]), strict=False))
            at = end + 1
        else:
            start = tokens[at + 2]
            low = int.from_bytes(start[-2:])
            for step, code in enumerate(codes):
                found[code] = _text(start[:-2] + ((low + step) & 0xFFFF).to_bytes(2))
            at += 3
    return found


def _text(code: bytes) -> str:
    return code.decode("utf-16-be", errors="replace")
