"""One run over many cases: only what is not done is done, and whatever ends it, that is kept."""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from letters import hashing, worklist
from letters.batch.docket import Docket, Task, is_within_reach, key_of
from letters.batch.hands import Clock, Hands, Stop
from letters.batch.ledger import Ledger
from letters.batch.progress import Course, Teller
from letters.errors import OutputError, keeping
from letters.pipeline import Finished, Writing
from letters.worklist import Row

_AGAIN = 0.25
"""Seconds until is looked again for cases that another run had in hand."""
_IN_A_ROW = 3
"""Cases whose files could not be written, one after another, before no more is tried."""
_PATIENCE = 2
"""How often somebody asks before what goes on is interrupted where it stands."""


@dataclass(frozen=True)
class Ran:
    """What became of the cases of a run, in their order; those that it did not come to are not.

    `kept` counts those that stood from an earlier run; `stopped` tells that somebody ended this one
    before its end.
    """

    finished: tuple[Finished, ...]
    kept: int
    stopped: bool


def run(
    writing: Writing,
    docket: Docket,
    hands: Hands,
    tell: Teller,
    clock: Clock,
    *,
    force: bool = False,
) -> Ran:
    """Does what of a docket is not done, then writes the worklist.

    A case is done when the ledger tells that its files were made from the same and they stand as
    they were then; with `force` all are done again. A case that failed was not done.

    Raises:
        OutputError: nothing can be kept under the output folder; what was done before is.
    """
    at_work = _Run(writing, docket, hands, Course(len(docket), tell, clock), force)
    with _heeded(at_work.stop, at_work.course), keeping("a file of the run"):
        try:
            at_work.cases()
            at_work.refused()
        except KeyboardInterrupt:
            at_work.stop.ask()
        return at_work.closed()


@dataclass
class _Run:
    writing: Writing
    docket: Docket
    hands: Hands
    course: Course
    force: bool
    stop: Stop = field(default_factory=Stop)
    _keys: dict[str, str] = field(default_factory=dict)
    _done: dict[int, Finished] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._unkept, self._stood = 0, 0
        self._ledger = Ledger(self.writing.out)
        exports = [path.as_posix() for path in self.writing.origin.exports]
        self._exports = hashing.of_json(exports)

    def cases(self) -> None:
        """Does the cases; those that another run has in hand are looked at again later."""
        tasks: Sequence[Task] | Iterator[Task] = self.docket.tasks()
        while True:
            held: list[Task] = []
            with closing(self.hands(self._undone(iter(tasks)), self.stop)) as results:
                for task, finished in results:
                    if finished is None:
                        held.append(task)
                    else:
                        self._settle(task.place, finished, self._keys.pop(task.case.id))
            if not held or self.stop.asked:
                return
            tasks = held
            time.sleep(_AGAIN)

    def refused(self) -> None:
        """Tells of the cases that intake refused, after all others."""
        for place, one in enumerate(self.docket.refused, start=len(self.docket.waiting)):
            if self.stop.asked:
                return
            self._settle(place, self.writing.lose(one), "")

    def closed(self) -> Ran:
        """Writes the worklist; what a whole run has not come across is not on it any more."""
        with keeping(worklist.ROWS):
            if self.docket.whole and not self.stop.asked:
                ids = {done.case_id for done in self._done.values()}
                worklist.retire(self.writing.out, self._exports, ids)
            worklist.save(self.writing.out)
        self.course.ended()
        finished = tuple(self._done[place] for place in sorted(self._done))
        return Ran(finished, self._stood, stopped=bool(self.stop.asked))

    def _undone(self, tasks: Iterator[Task]) -> Iterator[Task]:
        for task in tasks:
            case, key = task.case.id, key_of(task, self.writing)
            self._ledger.refresh()
            row = None if self.force or task.again else self._standing(task, key)
            if row is None:
                self._keys[case] = key
                yield task.model_copy(update={"seen": self._ledger.read})
            else:
                self._keep(row, task.place)
            if self.stop.asked:
                return

    def _standing(self, task: Task, key: str) -> Row | None:
        """The row of a case that is done."""
        if not self._ledger.is_done(task.case.id, key) or not is_within_reach(task, self.writing):
            return None
        return worklist.row_of(self.writing.out, task.case.id)

    def _keep(self, before: Row, place: int) -> None:
        """Takes over a case as it stands from an earlier run, at its place in this one."""
        done = before.done.model_copy(update={"aside": ()})  # what was put aside then was told then
        row = Row(exports=self._exports, place=place, done=done)
        if row != before:
            with keeping(worklist.ROWS):
                worklist.keep(self.writing.out, row)
        self._done[row.place] = row.done
        self._stood += 1
        self.course.finished(row.done, kept=True)

    def _settle(self, place: int, finished: Finished, key: str) -> None:
        """Keeps what became of a case: its row first, since the ledger tells that all is there."""
        with keeping(worklist.ROWS):
            worklist.keep(self.writing.out, Row(exports=self._exports, place=place, done=finished))
        self._ledger.add(finished, key)
        self._done[place] = finished
        self.course.finished(finished)
        self._unkept = self._unkept + 1 if finished.exit_code == OutputError.exit_code else 0
        if self._unkept == _IN_A_ROW:
            raise OutputError(str(finished.error))


@contextmanager
def _heeded(stop: Stop, course: Course) -> Iterator[None]:
    """Takes the signals that ask a program to end as a wish to stop; the third ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: Any) -> None:
        stop.ask()
        if stop.abrupt or stop.asked > _PATIENCE:
            raise KeyboardInterrupt
        if stop.asked == 1:
            with suppress(RuntimeError):  # something else was just being told
                course.stopping()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handling in before.items():
            signal.signal(number, handling)
