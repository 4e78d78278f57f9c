"""The figure of a letter: from what it shows to where everything stands."""

import datetime as dt
from collections.abc import Sequence

from letters.rationale.model import Chart, Panel, Point
from letters.rendering.drawing import (
    DateTick,
    Drawing,
    LaneBar,
    Mark,
    PlotDrawing,
    ValueTick,
)
from letters.rendering.labels import Box, place_labels
from letters.rendering.lanes import LANE, lay_out
from letters.rendering.scales import TimeScale, plain, value_scale

# The width of the text on the page, so that one unit of the drawing is one point of the letter.
WIDTH = 494.0
_LEFT = 30.0
_RIGHT = 462.0
_INSET = 16.0
_TITLE = 9.0
_HEADROOM = 20.0
_PLOT = 46.0
_BETWEEN = 9.0
_AXIS = 15.0
_DASH = 5.0
_SPACE = 4.0


def draw(chart: Chart) -> Drawing:
    """Places a chart's panels, bars and ticks on the page."""
    first, last = _days(chart)
    time = TimeScale(first=first, last=last, left=_LEFT + _INSET, right=_RIGHT - _INSET)
    plots = []
    top = 0.0
    for panel in chart.panels:
        plots.append(_plot(panel, time, top))
        top = plots[-1].bottom + _BETWEEN
    bars = lay_out(chart.bars, time, top, WIDTH)
    base = round(_below(plots, bars, top), 2)
    return Drawing(
        width=WIDTH,
        height=base + _AXIS,
        left=_LEFT,
        right=_RIGHT,
        base=base,
        dashes=_dashes(_RIGHT - _LEFT),
        plots=tuple(plots),
        bars=bars,
        ticks=_date_ticks(time),
    )


def _dashes(length: float) -> str:
    """A broken line, dash by dash: some fax renderers draw a dash pattern as a whole line."""
    return " ".join(f"h{_DASH} m{_SPACE} 0" for _ in range(int(length / (_DASH + _SPACE))))


def _days(chart: Chart) -> tuple[dt.date, dt.date]:
    """The days shown: never fewer than the measured ones."""
    days = [chart.first, chart.last]
    days += [point.on for panel in chart.panels for point in panel.points]
    return min(days), max(days)


def _below(plots: Sequence[PlotDrawing], bars: Sequence[LaneBar], top: float) -> float:
    """The time axis stands on the last plot, or under the last lane."""
    if bars:
        return top + LANE * (1 + max(bar.lane for bar in bars))
    return plots[-1].bottom if plots else top


def _date_ticks(time: TimeScale) -> tuple[DateTick, ...]:
    grain, days = time.ticks()
    return tuple(DateTick(x=time.x(day), on=day, grain=grain) for day in days)


def _plot(panel: Panel, time: TimeScale, top: float) -> PlotDrawing:
    points = sorted(panel.points, key=lambda point: point.on)
    high, low = top + _HEADROOM, top + _HEADROOM + _PLOT
    scale = value_scale([*(point.value for point in points), *panel.targets], high, low)
    marks = tuple(
        Mark(x=time.x(point.on), y=scale.y(point.value), bound=point.bound) for point in points
    )
    targets = tuple(ValueTick(y=scale.y(value), text=plain(value)) for value in panel.targets)
    frame = Box(left=_LEFT + 2, top=top + _TITLE + 2, right=_RIGHT - 1, bottom=low - 1)
    return PlotDrawing(
        measure=panel.measure,
        unit=panel.unit,
        title_y=top + _TITLE,
        top=high,
        bottom=low,
        ticks=tuple(ValueTick(y=scale.y(value), text=plain(value)) for value in scale.ticks()),
        targets=targets,
        path=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        marks=marks,
        labels=place_labels(
            marks, [_reported(point) for point in points], [line.y for line in targets], frame
        ),
    )


def _reported(point: Point) -> str:
    return f"{'' if point.bound == '=' else point.bound}{point.value:f}"
