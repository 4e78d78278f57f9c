"""Traces the figure: every text drawn in it must come from the chart of the rationale.

The marks on an axis are not in the rationale. They are accepted by this rule: the numbers that
stand first in a panel go up in equal steps, begin at or below the least value and zero but not a
whole step below, and end at or above the greatest value but not a whole step above; the days under
the figure go up in equal steps of days, months or years, all those between its first and its last.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from letters.verification.folding import fold
from letters.verification.wanted import Json

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER = re.compile(r"[<>]?-?\d+(?:\.\d+)?")
_TICK = re.compile(r"(?:([A-Z][a-z]{2})(?:(\d{1,2}),)?)?(\d{4})")


def foreign(chart: Json, texts: Sequence[str]) -> list[str]:
    """The texts drawn in a figure, without white space, that its chart does not tell."""
    panels, rest = _split(chart, list(texts))
    unknown = [text for panel, told in panels for text in _panel(panel, told)]
    bars = [fold(bar["label"]).chars for bar in chart.get("bars", ())]
    strange, days = [], []
    # Years under a figure without bars stand right behind the numbers of its last panel.
    for text in (*unknown, *rest):
        if text in bars:
            bars.remove(text)
        elif _TICK.fullmatch(text):
            days.append(text)
        else:
            strange.append(text)
    if not _is_axis(days, *map(dt.date.fromisoformat, _span(chart))):
        strange += days
    return strange


def missing(chart: Json, texts: Sequence[str]) -> list[str]:
    """What a figure must name and does not: its measures, targets, bars."""
    left = list(texts)
    lacking = []
    for panel in chart.get("panels", ()):
        for text in (_title(panel), *(_plain(target) for target in panel.get("targets", ()))):
            if text in left:
                left.remove(text)
            else:
                lacking.append(text)
    for bar in chart.get("bars", ()):
        text = fold(bar["label"]).chars
        if text in left:
            left.remove(text)
        else:
            lacking.append(text)
    return lacking


def _span(chart: Json) -> tuple[str, str]:
    days = [chart["first"], chart["last"]]
    days += [point["on"] for panel in chart["panels"] for point in panel.get("points", ())]
    return min(days), max(days)


def _title(panel: Json) -> str:
    unit = f"({panel['unit']})" if panel.get("unit") else ""
    return fold(panel["measure"] + unit).chars


def _split(chart: Json, texts: list[str]) -> tuple[list[tuple[Json, list[str]]], list[str]]:
    """The texts of each panel, from its title up to the next, and what follows the numbers."""
    panels: list[tuple[Json, list[str]]] = []
    waiting = list(chart.get("panels", ()))
    rest: list[str] = []
    for text in texts:
        if waiting and text == _title(waiting[0]):
            panels.append((waiting.pop(0), []))
        elif panels and not rest and _NUMBER.fullmatch(text):
            panels[-1][1].append(text)
        else:
            rest.append(text)
    return panels, rest


def _panel(panel: Json, texts: list[str]) -> list[str]:
    """The numbers of one panel that are no mark of its axis, no target and none of its values."""
    points = sorted(panel.get("points", ()), key=lambda point: str(point["on"]))
    values = [Decimal(point["value"]) for point in points]
    targets = [Decimal(target) for target in panel.get("targets", ())]
    ticks = _ticks(texts, [*values, *targets])
    rest = texts[ticks:]
    strange = texts[:ticks] if not ticks else []
    for target in panel.get("targets", ()):
        if rest and rest[0] == _plain(target):
            rest = rest[1:]
        else:
            strange.append(_plain(target))
    labels = iter(_label(point) for point in points)
    # Not every value has room for its number, but those that stand there stand in order.
    return strange + [text for text in rest if text not in labels]


def _label(point: Json) -> str:
    bound = point.get("bound", "=")
    return ("" if bound == "=" else bound) + f"{Decimal(point['value']):f}"


def _plain(value: str) -> str:
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ticks(texts: Sequence[str], values: Sequence[Decimal]) -> int:
    """How many of the first texts are the marks of an axis; none if they do not make one."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    marks: list[Decimal] = []
    for text in texts:
        try:
            mark = Decimal(text)
        except InvalidOperation:
            break
        if len(marks) > 1 and mark - marks[-1] != marks[1] - marks[0]:
            break
        marks.append(mark)
        if len(marks) > 1 and _holds(marks, low, high):
            return len(marks)
    return 0


def _holds(marks: Sequence[Decimal], low: Decimal, high: Decimal) -> bool:
    step = marks[1] - marks[0]
    high = high if high != low else Decimal(1)
    return step > 0 and marks[0] <= low < marks[0] + step and marks[-1] - step < high <= marks[-1]


def _is_axis(texts: Sequence[str], first: dt.date, last: dt.date) -> bool:
    """Whether the days under a figure are all of a regular calendar between its ends."""
    ticks = [_TICK.fullmatch(text) for text in texts]
    if any(tick is None or (tick[1] and tick[1] not in _MONTHS) for tick in ticks):
        return False
    found = [(tick[1], tick[2], tick[3]) for tick in ticks if tick]
    grains = {(bool(month), bool(day)) for month, day, _ in found}
    if len(grains) != 1:
        return not found
    if grains == {(True, True)}:
        return _are_days(found, first, last)
    return _are_months([_month(*each) for each in found], first, last, grains == {(False, False)})


def _month(month: str | None, _day: str | None, year: str) -> int:
    return int(year) * 12 + (_MONTHS.index(month) if month else 0)


def _are_days(
    found: Sequence[tuple[str | None, str | None, str]], first: dt.date, last: dt.date
) -> bool:
    try:
        days = [
            dt.date(int(year), _MONTHS.index(month or "") + 1, int(day or 0))
            for month, day, year in found
        ]
    except ValueError:
        return False
    steps = {(two - one).days for one, two in pairwise(days)}
    return days[0] == first and days[-1] <= last and len(steps) <= 1 and min(steps, default=1) > 0


def _are_months(found: Sequence[int], first: dt.date, last: dt.date, years: bool) -> bool:
    steps = {two - one for one, two in pairwise(found)}
    step = min(steps, default=12 if years else 1)
    if len(steps) > 1 or step <= 0 or any(month % step for month in found):
        return False
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    # The month of the first day has its mark only if that is its first.
    begins = start if first.day == 1 else start + 1
    return begins <= found[0] < begins + step and end - step < found[-1] <= end
