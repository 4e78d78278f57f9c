"""Reads a patient's name as exports write it, and tells whether two can be of one person."""

import re
import unicodedata
from functools import lru_cache

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "dec", "deceased"})

_MASKS = re.compile(r"[*#\u2022\u25cf\u2588\u2593]{2,}|x{3,}|\bx{2}\b", re.IGNORECASE)
_APART = re.compile(r"[\s,;.<>()\[\]{}]+")
_MASKING = frozenset({"redacted", "deidentified", "de-identified", "anonymized", "anonymised"})
_MASKING_ALONE = frozenset({"masked", "hidden", "removed", "withheld", "confidential"})
_NAMING = frozenset({"name", "patient", "member", "payer", "first", "last"})


def is_masked(name: str) -> bool:
    """Whether any part of a name was made unreadable before export, as `XXXXX` or `J*** D***`."""
    told = {word for word in _APART.split(name.casefold()) if word} - _NAMING
    alone = bool(told) and told <= _MASKING | _MASKING_ALONE
    return bool(_MASKS.search(name) or told & _MASKING) or alone


def is_masked_number(number: str) -> bool:
    """Whether nothing of an identifier is left, as in `XXXXXXXXX`."""
    return is_masked(number) and not any(char.isdecimal() for char in number)


@lru_cache(maxsize=50_000)
def parts(name: str) -> tuple[str, ...]:
    """The parts of a name, given names first: accents, apostrophes, case, titles do not count.

    `DOE, JANE M` and `Jane M. Doe` have the same parts. A suffix as Jr is a part.
    """
    plain = unicodedata.normalize("NFKD", name.replace("\u0111", "d").replace("\u0110", "D"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    family, comma, given = re.sub("['\u2019\u02bc`]", "", plain).partition(",")
    ordered = f"{given} {family}" if comma else family
    found = [part for part in re.split(r"[\W_]+", ordered) if part]
    kept = tuple(part for part in found if part not in _TITLES)
    return kept or tuple(found)


def suffix(name: str) -> str:
    """The suffix that tells a son from his father, as jr or iii; empty without one."""
    return next((part for part in parts(name) if part in _SUFFIXES), "")


def contradict(one: str | None, other: str | None) -> bool:
    """Whether two names cannot be of one person; an unknown name contradicts none.

    A shorter name must stand in the longer: each part alike, or one the initial of the other.
    """
    if not one or not other:
        return False
    fewer, more = sorted((parts(one), parts(other)), key=len)
    return not _stands_in(fewer, more)


def agree(one: str | None, other: str | None) -> bool:
    """Whether two names are of one person as far as names can tell: two whole parts are alike."""
    if not one or not other or contradict(one, other):
        return False
    return len(set(parts(one)) & set(parts(other))) >= 2


def _stands_in(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    left = list(more)
    whole = [part for part in fewer if part in left]
    for part in whole:
        if part in left:
            left.remove(part)
    rest = [part for part in fewer if part not in whole]
    for part in rest:
        match = next((other for other in left if _initial(part, other)), None)
        if match is None:
            return False
        left.remove(match)
    return bool(whole)


def _initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[:1] == other[:1]


def written(name: str) -> str:
    """A name in the order in which it is printed: `DOE, JANE M` becomes `Jane M Doe`.

    Capitals of a name all in capitals are lowered; one in mixed case stands as it is.
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    ordered = f"{given} {family}" if comma else family
    line = " ".join(ordered.split())
    return _capitalised(line) if line.isupper() else line


def _capitalised(line: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0] + word[0][1:].lower(), line)
