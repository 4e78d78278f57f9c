"""Medians, their spread, and ratios of rounds that were run side by side.

Absolute times wander with whatever else a machine does. What two contestants took in the same round
wanders together, so what counts is the ratio of each round and its median.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lap:
    """One turn: wall time and time of the processor, in seconds, and what else was told of it."""

    seconds: float
    cpu: float
    told: dict[str, float]


@dataclass(frozen=True)
class Spread:
    """The median of some values, the quartiles about it, and how many values there were."""

    median: float
    low: float
    high: float
    count: int

    @property
    def iqr(self) -> float:
        """The distance of the quartiles."""
        return self.high - self.low


def spread(values: Sequence[float]) -> Spread:
    """The median and quartiles of at least one value.

    Raises:
        ValueError: there is none.
    """
    if not values:
        raise ValueError("there is nothing to take a median of")
    if len(values) == 1:
        return Spread(values[0], values[0], values[0], 1)
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high, len(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Ours over theirs, round by round.

    Raises:
        ValueError: there are not as many rounds of the one as of the other.
    """
    return spread([one / other for one, other in zip(ours, theirs, strict=True)])
