"""Units as charts write them, in UCUM, among those in which a measure is accepted."""

import re
from collections.abc import Iterator

from letters.case.vocabulary import Measure
from letters.intake.cells import words
from letters.intake.reading import ReadingError

_ANNOTATION = re.compile(r"\{([^{}]*)\}")
_BRACKETED = re.compile(r"\[([A-Za-z]+)\]")
_POWER = re.compile(r"10(?:\*|\+)")


def known_unit(written: str, measure: Measure) -> str | None:
    """The unit of a measure, as the vocabulary writes it, that a chart's unit is; None if none."""
    for form in _forms(written.strip()):
        try:
            return words.unit(measure)(form).unit
        except ReadingError:
            continue
    return None


def _forms(written: str) -> Iterator[str]:
    """A unit as it stands, then in the forms that laboratories print.

    An annotation in braces is no part of a UCUM unit, unless it says by what is divided, as in
    `mL/min/{1.73_m2}`; one that is all of the unit counts things, and so is no unit.
    """
    spoken = _ANNOTATION.sub(lambda said: said[1].replace("_", " "), written)
    for form in (written, spoken, _ANNOTATION.sub("", written)):
        plain = _BRACKETED.sub(r"\1", form).replace("(24.h)", "24h")
        yield form
        yield _POWER.sub("10^", plain)
    if _ANNOTATION.fullmatch(written):
        yield "1"
