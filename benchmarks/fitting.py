"""Lines and powers through measured points."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_LOWEST, _HIGHEST, _STEPS = 0.2, 4.0, 380
_DRAWN = 100


@dataclass(frozen=True)
class Power:
    """`start + scale * x ** exponent`, and how far the points lie from it (root mean square)."""

    start: float
    scale: float
    exponent: float
    error: float

    def at(self, x: float) -> float:
        """The value of the curve."""
        return float(self.start + self.scale * x**self.exponent)

    def points(self, low: float, high: float) -> tuple[tuple[float, float], ...]:
        """Points of the curve, as close as a plot shows them."""
        steps = (low + (high - low) * step / _DRAWN for step in range(_DRAWN + 1))
        return tuple((x, self.at(x)) for x in steps)


@dataclass(frozen=True)
class Line:
    """`start + slope * x`."""

    start: float
    slope: float

    def at(self, x: float) -> float:
        """The value of the line."""
        return self.start + self.slope * x


def line(xs: Sequence[float], ys: Sequence[float]) -> Line:
    """The line of least squares.

    Raises:
        statistics.StatisticsError: fewer than two points, or all of one x.
    """
    slope, start = statistics.linear_regression(xs, ys)
    return Line(start, slope)


def stretches(values: Sequence[float], size: int) -> list[Sequence[float]]:
    """The values in stretches of one size; a last one that is shorter is left out."""
    return [values[at : at + size] for at in range(0, len(values) - size + 1, size)]


def steps(teeth: Sequence[Sequence[float]]) -> list[float]:
    """By how much each tooth of a saw is higher than the one before it, for one step in x.

    The teeth are of one length. Their slope is in none of the steps, since values at the same place
    of two teeth are compared.
    """
    return [
        statistics.mean(b - a for a, b in zip(tooth, later, strict=True)) / len(tooth)
        for tooth, later in pairwise(teeth)
    ]


def power(xs: Sequence[float], ys: Sequence[float]) -> Power:
    """The curve through growing times whose points lie nearest, each point counting alike.

    What does not depend on x (starting, loading) is the start of the curve and never below nothing,
    so the exponent is that of the rest: 1 where the time grows with x, 2 where with its square.
    Errors are taken relative to each value, since a series spans powers of ten.

    Raises:
        ValueError: fewer than four points tell no curve.
    """
    if len(xs) < 4:
        raise ValueError("fewer than four points tell no curve")
    width = (_HIGHEST - _LOWEST) / _STEPS
    tried = (_fitted(xs, ys, _LOWEST + step * width) for step in range(_STEPS + 1))
    return min(tried, key=lambda curve: curve.error)


def _fitted(xs: Sequence[float], ys: Sequence[float], exponent: float) -> Power:
    """The best start and scale of one exponent, by least squares of relative errors."""
    steep = [x**exponent for x in xs]
    ones = [1 / y for y in ys]
    rises = [rise / y for rise, y in zip(steep, ys, strict=True)]
    aa, ab, bb = _dot(ones, ones), _dot(ones, rises), _dot(rises, rises)
    a, b = sum(ones), sum(rises)
    whole = aa * bb - ab * ab
    start = (a * bb - b * ab) / whole if whole else 0.0
    scale = (b * aa - a * ab) / whole if whole else b / bb
    if start < 0 or not whole:
        start, scale = 0.0, b / bb
    if scale < 0:
        start, scale = a / aa, 0.0
    errors = [start * one + scale * rise - 1 for one, rise in zip(ones, rises, strict=True)]
    return Power(start, scale, exponent, math.sqrt(_dot(errors, errors) / len(xs)))


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))
