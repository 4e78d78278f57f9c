"""Which values of a panel get their number printed, and where, so that nothing overlaps."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from letters.rendering.drawing import Anchor, Mark, Text

SIZE = 8.5
# Width of one character: figures of the face are 0.54 em, this leaves a little room.
_FIGURE = 0.56 * SIZE
_RISE = 0.70 * SIZE
_CLEAR = 3.2
_AIR = 1.5
_SQUARE = 12.0


class Box(NamedTuple):
    """A rectangle that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets_any(self, others: Iterable["Box"]) -> bool:
        """Whether it shares room with one of others."""
        left, top, right, bottom = self
        return any(
            left < other_right and other_left < right and top < other_bottom and other_top < bottom
            for other_left, other_top, other_right, other_bottom in others
        )


class _Place(NamedTuple):
    """Where a number could stand, as `Text` tells it; most are tried in vain."""

    x: float
    y: float
    text: str
    anchor: Anchor


class _Taken:
    """The room that is taken, by the squares of the figure that it touches.

    Why: to look through all of it for each place would take four times as long for twice the marks.
    """

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._by_square: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Takes the room of a box."""
        for square in _squares(box):
            self._by_square.setdefault(square, []).append(box)

    def meets(self, box: Box) -> bool:
        """Whether a box shares room with what is taken; the last to be taken is asked first.

        Why: it is the number beside it that most often stands in the way of a number.
        """
        return any(
            box.meets_any(reversed(self._by_square.get(square, ()))) for square in _squares(box)
        )


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    columns = range(int(box.left // _SQUARE), int(box.right // _SQUARE) + 1)
    rows = range(int(box.top // _SQUARE), int(box.bottom // _SQUARE) + 1)
    return product(columns, rows)


def place_labels(
    marks: Sequence[Mark], texts: Sequence[str], lines: Iterable[float], frame: Box
) -> tuple[Text, ...]:
    """Labels as many marks as fit: the ends and the extremes first, then in order.

    `lines` are the heights of the target lines, which no number may sit on.
    """
    boxes = [_around(mark) for mark in marks]
    boxes += [box for one, two in pairwise(marks) for box in _steps(one, two)]
    boxes += [Box(left=frame.left, top=y - 1, right=frame.right, bottom=y + 1) for y in lines]
    taken = _Taken(boxes)
    placed: dict[int, Text] = {}
    for index in _by_weight(marks):
        for place in _candidates(marks[index], texts[index]):
            box = extent(place)
            if _inside(box, frame) and not taken.meets(box):
                placed[index] = Text(**place._asdict())
                taken.add(box)
                break
    return tuple(placed[index] for index in sorted(placed))


def extent(label: Text | _Place) -> Box:
    """The room that a label takes, estimated from its length."""
    width = len(label.text) * _FIGURE
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return Box(left=left, top=label.y - _RISE, right=left + width, bottom=label.y + 1)


def _by_weight(marks: Sequence[Mark]) -> Iterator[int]:
    if not marks:
        return
    heights = [mark.y for mark in marks]
    first = [len(marks) - 1, 0, heights.index(min(heights)), heights.index(max(heights))]
    yield from dict.fromkeys([*first, *range(len(marks))])


def _candidates(mark: Mark, text: str) -> Iterator[_Place]:
    above, below = mark.y - _CLEAR - _AIR, mark.y + _CLEAR + _AIR + _RISE
    places: tuple[tuple[float, float, Anchor], ...] = (
        (0, above, "middle"),
        (0, below, "middle"),
        (0, above, "start"),
        (0, above, "end"),
        (0, below, "start"),
        (0, below, "end"),
        (_CLEAR + _AIR, mark.y + _RISE / 2, "start"),
        (-_CLEAR - _AIR, mark.y + _RISE / 2, "end"),
    )
    for shift, y, anchor in places:
        yield _Place(round(mark.x + shift, 2), round(y, 2), text, anchor)


def _around(mark: Mark) -> Box:
    return Box(
        left=mark.x - _CLEAR, top=mark.y - _CLEAR, right=mark.x + _CLEAR, bottom=mark.y + _CLEAR
    )


def _steps(one: Mark, two: Mark) -> Iterator[Box]:
    """Small boxes along the line that joins two marks."""
    count = max(1, int(max(abs(two.x - one.x), abs(two.y - one.y)) // 3))
    for number in range(1, count):
        share = number / count
        x, y = one.x + share * (two.x - one.x), one.y + share * (two.y - one.y)
        yield Box(left=x - 1.5, top=y - 1.5, right=x + 1.5, bottom=y + 1.5)


def _inside(box: Box, frame: Box) -> bool:
    return (
        box.left >= frame.left
        and box.right <= frame.right
        and box.top >= frame.top
        and box.bottom <= frame.bottom
    )
