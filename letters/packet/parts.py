"""Splits the exhibits of a packet into parts, each under a limit of size."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from letters.packet.model import ExhibitError, Opened


class Piece(NamedTuple):
    """Some pages of an exhibit in a row, by their places in it from 0; mostly all of them."""

    opened: Opened
    start: int
    stop: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages of the exhibit's file."""
        return self.opened.numbers[self.start : self.stop]

    @property
    def letter(self) -> str:
        """The letter of the exhibit."""
        return self.opened.exhibit.letter


Parts = tuple[tuple[Piece, ...], ...]
Fits = Callable[[Sequence[Piece], bool], bool]
"""Whether some pieces fit into one part; the flag tells that it is the first, with the letter."""


def whole(opened: Sequence[Opened]) -> tuple[Piece, ...]:
    """Each exhibit in one piece."""
    return tuple(Piece(each, 0, len(each.numbers)) for each in opened)


def split(opened: Sequence[Opened], fits: Fits) -> Parts:
    """The exhibits in as few parts as their order allows; one that is too large goes by pages.

    What fits must still fit when pages are taken from its end.

    Raises:
        ExhibitError: a page fits into no part by itself.
    """
    parts: list[tuple[Piece, ...]] = []
    waiting = list(whole(opened))
    while waiting:
        first = not parts
        part, waiting = _filled(waiting, partial(_fits, fits, first))
        if not part and not first:
            raise ExhibitError(_too_large(waiting[0]))
        # Why the first part may stay empty: the letter alone leaves no room for this exhibit.
        if first and _is_whole_in(part, fits):
            part, waiting = (), list(whole(opened))
        parts.append(part)
    return tuple(parts) or ((),)


def _fits(fits: Fits, first: bool, pieces: Sequence[Piece]) -> bool:
    return fits(pieces, first)


def _is_whole_in(part: Sequence[Piece], fits: Fits) -> bool:
    """Whether a first part is the beginning of one exhibit that fits whole into another part."""
    if len(part) != 1:
        return False
    piece = part[0]
    complete = piece._replace(stop=len(piece.opened.numbers))
    return piece != complete and fits([complete], False)


def _filled(
    waiting: list[Piece], fits: Callable[[Sequence[Piece]], bool]
) -> tuple[tuple[Piece, ...], list[Piece]]:
    """One part and what is left: whole pieces, or where none fits the first pages of the next."""
    count = _most(len(waiting), lambda count: fits(waiting[:count]))
    if count:
        return tuple(waiting[:count]), waiting[count:]
    piece, *rest = waiting
    cut = piece.start + _most(
        piece.stop - piece.start, lambda pages: fits([piece._replace(stop=piece.start + pages)])
    )
    if cut == piece.start:
        return (), waiting
    return (piece._replace(stop=cut),), [piece._replace(start=cut), *rest]


def _most(upper: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to a bound for which something fits; 0 where it does for none."""
    # Why the bound first: mostly what is left fits whole.
    if upper and fits(upper):
        return upper
    fitting, beyond = 0, max(upper, 1)
    while beyond - fitting > 1:
        middle = (fitting + beyond) // 2
        if fits(middle):
            fitting = middle
        else:
            beyond = middle
    return fitting


def _too_large(piece: Piece) -> str:
    page = piece.opened.numbers[piece.start]
    return (
        f"exhibit {piece.letter}: page {page} alone is larger than a part of the packet may be; "
        "a page cannot be split. Scan it again in gray at 200 to 300 dots an inch, or raise "
        "--limit-mb if the payer takes larger files"
    )
