"""Who writes the cases of a run: what every way of doing it has in common."""

from collections.abc import Callable, Generator, Iterator
from typing import NamedTuple

from letters.batch.docket import Task
from letters.pipeline import Finished

Clock = Callable[[], float]
"""Seconds since some moment that only ever grow; it comes in from the command."""


class Done(NamedTuple):
    """What became of one task; None where another run has the case in hand just now."""

    task: Task
    finished: Finished | None


class Stop:
    """How often a run was asked to stop.

    Once: no new case is begun, those begun are ended if that is quick. Twice: at once. Whoever
    cannot look at it between cases sets `abrupt`: then the first wish interrupts what is done.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.abrupt = False

    def ask(self) -> None:
        """Asks once more."""
        self.asked += 1


Hands = Callable[[Iterator[Task], Stop], Generator[Done, None, None]]
"""Takes tasks one by one as there is room for them, and tells each as it is done, in any order.

What was taken and is told nowhere was not done: the run ended before.
"""
