"""A chart as geometry: where everything stands, in points, ready for a template to draw.

The origin is the top left corner; x grows to the right, y grows downwards.
"""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen

Bound = Literal["=", "<", ">"]
Anchor = Literal["start", "middle", "end"]
Grain = Literal["day", "month", "year"]


class Text(Frozen):
    """Words at a place; `anchor` tells which end of them stands at `x`, `y` is the baseline."""

    x: float
    y: float
    text: str
    anchor: Anchor = "middle"


class Mark(Frozen):
    """One measured value; a bound is drawn as another shape."""

    x: float
    y: float
    bound: Bound


class DateTick(Frozen):
    """A day on the time axis; `grain` tells how much of the date its label needs."""

    x: float
    on: dt.date
    grain: Grain


class ValueTick(Frozen):
    """A value on the axis of a panel, or a target's value."""

    y: float
    text: str


class PlotDrawing(Frozen):
    """One panel: `top` to `bottom` is the length of its value axis, `path` joins its marks."""

    measure: str
    unit: str
    title_y: float
    top: float
    bottom: float
    ticks: tuple[ValueTick, ...]
    targets: tuple[ValueTick, ...]
    path: str
    marks: tuple[Mark, ...]
    labels: tuple[Text, ...]


class LaneBar(Frozen):
    """One course of therapy in its lane.

    `outline` is an SVG path; `begins` and `ends` bound bar and label together.
    """

    lane: int
    outline: str
    label: Text
    begins: float
    ends: float


class Drawing(Frozen):
    """The whole figure. `left` and `right` bound the plots, `base` is the time axis.

    `dashes` is the path of a broken line across a plot, from wherever it starts.
    """

    width: float
    height: float
    left: float
    right: float
    base: float
    dashes: str
    plots: tuple[PlotDrawing, ...]
    bars: tuple[LaneBar, ...]
    ticks: tuple[DateTick, ...]
