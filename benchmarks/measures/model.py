"""What a measure is given, and what it gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from benchmarks.timing import Spread

Unit = Literal["", "ms", "KB", "MB"]


@dataclass(frozen=True)
class Goal:
    """A line of the table by which the program is judged."""

    what: str
    must: float
    stretch: float | None = None
    unit: Unit = ""
    at_least: bool = False

    def met(self, value: float, bound: float | None) -> bool | None:
        """Whether a value reaches a bound; None where there is no such bound."""
        if bound is None:
            return None
        return value >= bound if self.at_least else value <= bound


@dataclass(frozen=True)
class Outcome:
    """What was measured of a goal; None where it could not be, `note` says why or how."""

    goal: Goal
    measured: Spread | None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under headings; numbers as they are to be printed."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Series:
    """Points of a plot, and points of a curve through them if there is one."""

    name: str
    points: tuple[tuple[float, float], ...]
    fitted: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Plot:
    """A picture of some series."""

    name: str
    title: str
    x: str
    y: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Section:
    """One part of the report."""

    title: str
    told: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Sizes:
    """How much of everything is measured."""

    rounds: int = 25
    warming: int = 15
    cold_rounds: int = 11
    blocks: int = 5
    block: int = 10
    letters: int = 500
    cases: int = 152
    series: tuple[int, ...] = (4, 12, 36, 108)
    read: tuple[int, ...] = (100, 400, 1600, 4800)
    listed: tuple[int, ...] = (10, 80, 640, 2560)
    bound: tuple[int, ...] = (10, 30, 80, 240)
    labs: tuple[int, ...] = (10, 80, 640, 2560)
    repeats: int = 3
    charts_mb: int = 40
    remittance_mb: int = 20


WHOLE = Sizes(
    rounds=60,
    cold_rounds=21,
    blocks=9,
    block=20,
    letters=2000,
    cases=10_000,
    repeats=7,
    series=(12, 36, 108, 324),
    read=(400, 1600, 4800, 14_400),
    charts_mb=200,
    remittance_mb=50,
)
"""The sizes that the goals name; takes hours."""
TINY = Sizes(
    rounds=2,
    warming=1,
    cold_rounds=2,
    blocks=1,
    block=2,
    letters=8,
    cases=6,
    series=(1, 2, 3, 4),
    read=(2, 4, 6, 8),
    listed=(8, 10, 12, 14),
    bound=(8, 10, 12, 14),
    labs=(6, 8, 10, 12),
    repeats=1,
    charts_mb=1,
    remittance_mb=1,
)
"""Only to see whether everything runs."""


@dataclass(frozen=True)
class Setting:
    """Where and how much a measure works."""

    scratch: Path
    sizes: Sizes
    peers: Path | None
    jobs: int = 2
    say: Callable[[str], None] = field(default=lambda text: None)

    def python(self) -> str | None:
        """The interpreter of the peers' own environment; None where it is not installed."""
        found = self.peers / "bin" / "python" if self.peers else None
        return str(found) if found and found.is_file() else None


def quartiles(measured: Spread, places: int = 2, unit: str = "") -> str:
    """A median with its quartiles as it is printed: `0.62 (0.61–0.64)`."""
    low, high = f"{measured.low:.{places}f}", f"{measured.high:.{places}f}"
    return f"{measured.median:.{places}f}{unit} ({low}–{high})"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of any sequences."""
    return Table(tuple(headings), tuple(tuple(row) for row in rows))
