"""Exhibits with smaller pictures, each worked on in a process of its own with bounds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from letters import paths
from letters.confined import Confines, OverdueError, output_of
from letters.exhibits.shrink import END
from letters.packet.model import Opened

LEVELS = (300, 200)
"""The resolutions to which pictures are reduced in turn, in dots an inch on paper."""

_SCRIPT = paths.PACKAGE / "exhibits" / "shrink.py"
_CONFINES = Confines(memory=3_000_000_000, seconds=300)
_AT_ONCE = 2
_NOT_WORTH = 60_000
"""An exhibit of so few bytes has no picture of which anything could be saved."""


def reduced(opened: Sequence[Opened], dots: int) -> tuple[Opened, ...]:
    """Exhibits with their pictures reduced to a resolution.

    One whose pictures cannot be worked on stays as it is: it is complete, only large.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(lambda one: _reduced(one, dots), opened))


def _reduced(one: Opened, dots: int) -> Opened:
    if len(one.pdf) < _NOT_WORTH:
        return one
    try:
        with output_of(_SCRIPT, [str(dots)], one.pdf, _CONFINES) as output:
            made = output.read()
    except OverdueError:
        return one
    return one._replace(pdf=made.removesuffix(END)) if made.endswith(END) else one
