"""Tells in which encoding a text table is written; what makes no words in any is refused.

Why not a detector alone: the few accented names of a practice's export are too little for
statistics, while the wrong page of Windows or of an old Mac shows in the shape of the words.
"""

import codecs
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from letters.intake.opening.kinds import HEAD, decoded
from letters.intake.reading import ReadingError

_PIECE = 1 << 20
_SAMPLE = 1 << 16
_UNICODE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_USUAL = ("cp1252", "mac_roman", "cp850")
"""Pages in which spreadsheets and older systems in the US write, the likeliest first."""
_NAMES = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "DOS (code page 850)",
    "utf-8": "UTF-8 with damaged characters",
}
_WORD = re.compile(r"[^\s,;|\"()\[\]{}<>/:=]+")
_DAMAGED_WORDS = 0.1
_STRANGE_LETTERS = 0.5
_APOSTROPHES = "\u2019\u2018\u00b4"
_SAVE = "save it as CSV in UTF-8"


class Encoding(NamedTuple):
    """How to decode a file. `doubted` is the name to show where it is only the likeliest."""

    name: str
    doubted: str | None = None
    errors: str = "strict"


def encoding_of(path: Path) -> Encoding:
    """The encoding of a text file.

    Raises:
        ReadingError: its characters cannot be read, or it is no text.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        wide = decoded(head)[1]
        if wide in _UNICODE:
            return Encoding(wide.rpartition("-")[0] if _marked(head) else wide)
        file.seek(0)
        sample = _beyond_utf8(file)
    if sample is None:
        return Encoding("utf-8-sig")
    return _likeliest(sample)


def _marked(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))


def _beyond_utf8(file: BinaryIO) -> bytes | None:
    """Lines that are not plain ASCII, as a sample; None where the whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines: list[bytes] = []
    size, valid = 0, True
    while piece := file.read(_PIECE):
        if b"\x00" in piece:
            raise ReadingError("it is not a text file", _SAVE)
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            valid = False
        if size < _SAMPLE and not piece.isascii():
            told = [line for line in piece.splitlines() if not line.isascii()]
            lines += told
            size += sum(map(len, told))
        if not valid and size >= _SAMPLE:
            break
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        valid = False
    return None if valid else b"\n".join(lines)[:_SAMPLE]


def _likeliest(sample: bytes) -> Encoding:
    if _is_damaged_utf8(sample):
        return Encoding("utf-8-sig", _NAMES["utf-8"], "replace")
    for name in _USUAL:
        if _makes_words(sample, name):
            return Encoding(name, _NAMES[name])
    from charset_normalizer import from_bytes  # Why here: hardly any table comes so far

    best = from_bytes(sample).best()
    if best is not None and _makes_words(sample, best.encoding):
        return Encoding(best.encoding, best.encoding)
    raise ReadingError("its characters cannot be read", _SAVE)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether nearly all of it is UTF-8, as after a cut in the middle of a character."""
    text = sample.decode("utf-8", "replace")
    good = sum(not c.isascii() for c in text) - text.count("\ufffd")
    return good > 10 * text.count("\ufffd")


def _makes_words(sample: bytes, encoding: str) -> bool:
    """Whether what is not ASCII stands in words as people write them."""
    try:
        text = sample.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = [c for word in words for c in word if c.isalpha()]
    strange = sum(not c.isascii() for c in letters)
    if letters and _is_latin(letters) and strange > _STRANGE_LETTERS * len(letters):
        return False
    return sum(map(_is_odd, words)) <= _DAMAGED_WORDS * len(words)


def _is_latin(letters: list[str]) -> bool:
    return all(_script(c) == "LATIN" for c in letters)


def _is_odd(word: str) -> bool:
    """Whether a word mixes scripts, has a capital amid it, or a sign between or beside letters."""
    if len({_script(c) for c in word if c.isalpha()}) > 1:
        return True
    for before, after in pairwise(word):
        if before.isascii() and after.isascii():
            continue
        if before.islower() and after.isupper():
            return True
        if before.isalpha() and _is_sign(after) and len(word) > 2:
            return after not in _APOSTROPHES and word[-1] != after
    return any(unicodedata.category(c) in ("Cc", "Cn", "Co") for c in word)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "SPN" and not character.isascii()


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
