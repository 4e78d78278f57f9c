"""Two wordings of a sentence, with the words marked in which they differ."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from letters.twin.words import Word, words

GONE, CAME = ("[-", "-]"), ("[+", "+]")
"""What stands around words that went, and around those that came."""
_APART = 0.2
"""Texts that have less in common are two texts, and not one that was changed."""


def beside(was: str, now: str) -> tuple[str, str]:
    """Both texts whole, marked where they differ; as they are where one is no wording of the other.

    Taking the marks away, and what went or what came with them, gives either text again.
    """
    old, new = words(was), words(now)
    keys = [word.key for word in old], [word.key for word in new]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    if matcher.ratio() < _APART:
        return was, now
    differing = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    gone = [(i1, i2) for _, i1, i2, _, _ in differing if i1 < i2]
    came = [(j1, j2) for _, _, _, j1, j2 in differing if j1 < j2]
    return _marked(was, old, gone, GONE), _marked(now, new, came, CAME)


def _marked(
    text: str, told: Sequence[Word], spans: Sequence[tuple[int, int]], marks: tuple[str, str]
) -> str:
    made, at = "", 0
    for first, end in spans:
        start, stop = told[first].start, told[end - 1].end
        made += f"{text[at:start]}{marks[0]}{text[start:stop]}{marks[1]}"
        at = stop
    return made + text[at:]
