"""Courses of therapy as bars in lanes: no two bars or their labels overlap."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from letters.rationale.model import Bar
from letters.rendering.drawing import Anchor, LaneBar, Text
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


class _Span(NamedTuple):
    """A bar from `begins` to `ends` on the page, before it has a lane."""

    begins: float
    ends: float
    earlier: bool
    going_on: bool


class _Words(NamedTuple):
    """A label, and the room that it takes together with its bar."""

    text: str
    x: float
    anchor: Anchor
    begins: float
    ends: float


def lay_out(bars: Sequence[Bar], time: TimeScale, top: float, frame: float) -> tuple[LaneBar, ...]:
    """Gives each course the first lane that has room, in order of start.

    `frame` is the width of the figure, within which a label must stay.
    """
    shown = [bar for bar in bars if bar.start <= time.last and _stop(bar, time) >= time.first]
    reached: list[float] = []
    drawn = []
    for bar in sorted(shown, key=lambda bar: (bar.start, _stop(bar, time), bar.label)):
        span = _span(bar, time)
        words = _words(bar.label, span, frame)
        lane = next(
            (n for n, end in enumerate(reached) if end + _GAP <= words.begins), len(reached)
        )
        reached[lane : lane + 1] = [words.ends]
        y = top + lane * LANE
        drawn.append(
            LaneBar(
                lane=lane,
                outline=_outline(span, y),
                label=Text(
                    x=round(words.x, 2),
                    y=round(y + _BASELINE, 2),
                    text=words.text,
                    anchor=words.anchor,
                ),
                begins=words.begins,
                ends=words.ends,
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


def _words(label: str, span: _Span, frame: float) -> _Words:
    """Where the label stands: inside the bar, after it or before it, wherever it fits."""
    after, before = frame - span.ends - _PAD, span.begins - _PAD
    inside = span.ends - span.begins - 2 * _PAD - (_POINT if span.going_on else 0)
    width = len(label) * _LETTER
    if width <= inside:
        return _Words(label, span.begins + _PAD, "start", span.begins, span.ends)
    if width <= after or (width > before and after >= before):
        text = _shortened(label, after)
        end = span.ends + _PAD + len(text) * _LETTER
        return _Words(text, span.ends + _PAD, "start", span.begins, end)
    text = _shortened(label, before)
    return _Words(text, before, "end", before - len(text) * _LETTER, span.ends)


def _shortened(words: str, room: float) -> str:
    most = max(int(room / _LETTER), 1)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _outline(span: _Span, y: float) -> str:
    """A box, open at the left where the course began earlier, an arrow where it goes on."""
    a, b, low = round(span.begins, 2), round(span.ends, 2), round(y + _HEIGHT, 2)
    right = f"H{b} V{low}"
    if span.going_on:
        neck, middle = round(b - _POINT, 2), round(y + _HEIGHT / 2, 2)
        right = f"H{neck} L{b} {middle} L{neck} {low}"
    return f"M{a} {round(y, 2)} {right} H{a}" + ("" if span.earlier else " Z")
