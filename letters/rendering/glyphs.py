"""What a reader of the PDF gets for each glyph: text that can be searched and read aloud.

WeasyPrint 70 maps a glyph to the text it first stood for. Two cases go wrong: a glyph that shares
its letters with another (vowel signs of Hindi) is mapped to nothing, which is not valid, and the
glyph of the space is mapped to a no-break space if it was first one.
"""

import re
from typing import Any

_EMPTY = re.compile(rb"(<[0-9a-f]{4}>) <>")
_NO_BREAK_SPACE = re.compile(rb"(<[0-9a-f]{4}>) <00a0>")
_WORD_JOINER = rb"\1 <2060>"
_SPACE = rb"\1 <0020>"


def mend(_document: Any, pdf: Any) -> None:
    """Mends the maps from glyphs to text before the PDF is written (a WeasyPrint finisher)."""
    for written in pdf.objects:
        lines = getattr(written, "stream", ())
        if b"begincmap" in lines:
            written.stream = [_mended(line) for line in lines]


def _mended(line: bytes) -> bytes:
    return _NO_BREAK_SPACE.sub(_SPACE, _EMPTY.sub(_WORD_JOINER, line))
