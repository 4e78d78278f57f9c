"""How numbers, days and terms are printed. No sentence is made here."""

import datetime as dt
import unicodedata
from decimal import Decimal

from letters.case.evidence import Comparator, Dose, Measurement, Quantity, Therapy
from letters.case.period import MONTHS
from letters.citations import Library
from letters.determination.model import Reading

TIED = "\N{NO-BREAK SPACE}"  # between a number and what belongs to it
_BOUNDS = {Comparator.EXACT: "", Comparator.BELOW: "<", Comparator.ABOVE: ">"}


def day(value: dt.date) -> str:
    """`March 3, 2026`, whatever the locale; month and day stay on one line."""
    return f"{MONTHS[value.month - 1]}{TIED}{value.day}, {value.year}"


def month(value: dt.date) -> str:
    """`March 2026`."""
    return f"{MONTHS[value.month - 1]}{TIED}{value.year}"


def number(value: Decimal) -> str:
    """A decimal without trailing zeros or exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: Decimal) -> str:
    """A change with its sign: a true minus for a fall, none for no change."""
    if value == 0:
        return "0"
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"


def money(value: Decimal) -> str:
    """`$1,234.50`; what was taken back has a true minus before the sign."""
    cents = round(value, 2)
    return f"{'−' if cents < 0 else ''}${abs(cents):,.2f}"


def quantity(value: Quantity) -> str:
    """`1.5 g`; a percent sign stays close."""
    return _amount(value.value, value.unit)


def _amount(value: Decimal, unit: str) -> str:
    gap = "" if unit == "%" else TIED
    return f"{number(value)}{gap}{unit}"


def joined(items: list[str] | tuple[str, ...], last: str = "and") -> str:
    """`a`, `a and b`, `a, b, and c`."""
    if len(items) <= 1:
        return "".join(items)
    if len(items) == 2:
        return f"{items[0]} {last} {items[1]}"
    return f"{', '.join(items[:-1])}, {last} {items[-1]}"


def reported(measurement: Measurement) -> str:
    """A result as it was reported, with its own decimals: bound, number, unit."""
    return f"{_BOUNDS[measurement.comparator]}{measurement.value:f}{TIED}{measurement.unit}"


def from_to(first: str, last: str) -> tuple[str, str]:
    """Two printed values that stand together: the unit that both have stands with the last."""
    unit = last.partition(TIED)[2]
    return first.removesuffix(f"{TIED}{unit}") if unit else first, last


def isolated(name: str) -> str:
    """A name that may stand in any sentence: one written right to left is isolated.

    Why: without Unicode's isolates the digits after such a name would move to its other side.
    """
    rightward = any(unicodedata.bidirectional(char) in ("R", "AL") for char in name)
    return f"\u2068{name}\u2069" if rightward else name


class Printer:
    """Prints what needs a name from the library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def word(self, word: str) -> str:
        """The printed name of a term."""
        return self._library.word(word)

    def short(self, measure: str) -> str:
        """The printed abbreviation of a measure."""
        return self._library.measure(measure).short

    def reading(self, reading: Reading) -> str:
        """A reading as reported, or the derived value in the derived measure's unit."""
        if not reading.derived:
            return reported(reading.measurement)
        return f"{number(reading.value)}{TIED}{self.unit(reading.measure)}"

    def unit(self, measure: str) -> str:
        """The canonical unit of a measure."""
        return self._library.measure(measure).units[0].unit

    def rounded(self, measure: str, value: Decimal) -> str:
        """A canonical value with the measure's own number of decimals."""
        places = Decimal(1).scaleb(-self._library.measure(measure).decimals)
        return f"{value.quantize(places):f}"

    def amount(self, amount: Quantity) -> str:
        """An amount of a dose, its unit by its printed name."""
        return _amount(amount.value, self.word(amount.unit))

    def dose(self, dose: Dose) -> str:
        """`1.5 g twice daily`."""
        rhythm = f" {self.word(dose.frequency)}" if dose.frequency else ""
        return f"{self.amount(dose.amount)}{rhythm}"

    def converted(self, reading: Reading) -> str:
        """The canonical value of a reading that was reported in another unit, else nothing."""
        if reading.derived or reading.measurement.unit == self.unit(reading.measure):
            return ""
        value = self.rounded(reading.measure, reading.value)
        return f"{value}{TIED}{self.unit(reading.measure)}"

    def course(self, course: Therapy) -> str:
        """`drug 1.5 g twice daily`."""
        return " ".join(
            [self.word(course.drug), *([self.dose(course.dose)] if course.dose else [])]
        )
