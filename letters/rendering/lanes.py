"""Courses of therapy as bars in lanes: no two bars or their labels overlap."""

import datetime as dt
from collections.abc import Sequence

from letters.case.frozen import Frozen
from letters.rationale.model import Bar
from letters.rendering.drawing import LaneBar, Text
from letters.rendering.labels import SIZE
from letters.rendering.scales import TimeScale

LANE = 14.5
_HEIGHT = 11.0
_BASELINE = 8.2
_POINT = 5.0
_LEAST = 4.0
_PAD = 4.0
_GAP = 6.0
# Mean width of a character of running text, a little generous.
_LETTER = 0.53 * SIZE


class _Span(Frozen):
    """A bar from `begins` to `ends` on the page, before it has a lane."""

    begins: float
    ends: float
    earlier: bool
    going_on: bool


def lay_out(bars: Sequence[Bar], time: TimeScale, top: float, frame: float) -> tuple[LaneBar, ...]:
    """Gives each course the first lane that has room, in order of start.

    `frame` is the width of the figure, within which a label must stay.
    """
    shown = [bar for bar in bars if bar.start <= time.last and _stop(bar, time) >= time.first]
    ends: list[float] = []
    drawn = []
    for bar in sorted(shown, key=lambda bar: (bar.start, _stop(bar, time), bar.label)):
        span = _span(bar, time)
        text, x, begins, finishes = _label(bar.label, span, frame)
        lane = next((n for n, end in enumerate(ends) if end + _GAP <= begins), len(ends))
        ends[lane : lane + 1] = [finishes]
        y = top + lane * LANE
        drawn.append(
            LaneBar(
                lane=lane,
                outline=_outline(span, y),
                label=Text(x=round(x, 2), y=round(y + _BASELINE, 2), text=text, anchor="start"),
                begins=begins,
                ends=finishes,
            )
        )
    return tuple(drawn)


def _stop(bar: Bar, time: TimeScale) -> dt.date:
    return time.last if bar.stop is None else bar.stop


def _span(bar: Bar, time: TimeScale) -> _Span:
    begins = time.x(bar.start)
    going_on = bar.stop is None or bar.stop > time.last
    ends = time.right + 2 * _POINT if going_on else time.x(bar.stop or time.last)
    return _Span(
        begins=begins,
        ends=max(ends, begins + _LEAST),
        earlier=bar.start < time.first,
        going_on=going_on,
    )


def _label(words: str, span: _Span, frame: float) -> tuple[str, float, float, float]:
    """The label's text and start, inside the bar or beside it, and the room both take."""
    text = _shortened(words, frame)
    width = len(text) * _LETTER
    if span.begins + width + 2 * _PAD + (_POINT if span.going_on else 0) <= span.ends:
        return text, span.begins + _PAD, span.begins, span.ends
    if span.ends + _PAD + width <= frame:
        return text, span.ends + _PAD, span.begins, span.ends + _PAD + width
    if span.begins - _PAD - width >= 0:
        return text, span.begins - _PAD - width, span.begins - _PAD - width, span.ends
    text = _shortened(words, max(frame - span.ends, span.begins) - _PAD)
    width = len(text) * _LETTER
    if frame - span.ends >= span.begins:
        return text, span.ends + _PAD, span.begins, span.ends + _PAD + width
    return text, span.begins - _PAD - width, span.begins - _PAD - width, span.ends


def _shortened(words: str, room: float) -> str:
    most = max(int(room / _LETTER), 1)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _outline(span: _Span, y: float) -> str:
    """A box, open at the left where the course began earlier, an arrow where it goes on."""
    a, b, low = round(span.begins, 2), round(span.ends, 2), round(y + _HEIGHT, 2)
    if span.going_on:
        right = f"H{round(b - _POINT, 2)} L{b} {round(y + _HEIGHT / 2, 2)} L{round(b - _POINT, 2)} {low}"
    else:
        right = f"H{b} V{low}"
    return f"M{a} {round(y, 2)} {right} H{a}" + ("" if span.earlier else " Z")
