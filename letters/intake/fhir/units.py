"""Units as FHIR writes them, in the forms that the vocabulary knows."""

import re
from collections.abc import Iterable

from letters.case.vocabulary import Measure
from letters.intake import words
from letters.intake.reading import ReadingError


def known_unit(written: str, measure: Measure) -> str | None:
    """The unit of a measure that a text or a UCUM code means."""
    for form in _forms(written):
        try:
            return words.unit(measure)(form).unit
        except ReadingError:
            continue
    return None


def _forms(written: str) -> Iterable[str]:
    """A UCUM unit as it stands, then in the forms that laboratories print.

    An annotation in braces is no part of the unit; where it alone says what is divided by, as in
    `mL/min/{1.73_m2}`, its words are.
    """
    spoken = re.sub(r"\{([^}]*)\}", lambda said: said[1].replace("_", " "), written)
    bare = re.sub(r"\{[^}]*\}", "", written)
    for form in (written, spoken, bare):
        yield form
        yield re.sub(r"\[([A-Za-z]+)\]", r"\1", form).replace("(24.h)", "24h").replace("10*", "10^")
    if re.fullmatch(r"\{[^}]*\}", written.strip()):
        yield "1"
