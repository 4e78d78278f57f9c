"""Cases on several processes of this machine, each case in one of them alone.

Why our own supervision and no pool of a library: those share one queue and its locks among all
workers (concurrent.futures, pebble), so that one killed at the wrong moment breaks or stops the
others; here each worker has a pipe of its own and one case at a time, so that whatever ends it is
of exactly that case.

Workers are forked when everything that they need was loaded: it is there once, and they begin at
once. One that failed a case is not trusted with another, and one that has done its share of cases
is replaced, so that what letters leave behind in memory does not add up.
"""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.context import ForkProcess

from letters.batch.allowance import Allowance, confine, die_with
from letters.batch.docket import Task
from letters.batch.hands import Clock, Done, Hands, Stop
from letters.batch.ledger import told_since
from letters.batch.turns import Turns
from letters.errors import ExitCode
from letters.pipeline import Begun, Failure, Finished, Make, Writing
from letters.shortcuts.collecting import freeze, paused, undisturbed

_Pipe = Connection
_LOOK = 0.2
"""Seconds after which is looked whether somebody asked to stop, or a case is overdue."""
_GRACE = 5.0
"""Seconds that cases under way have to end once somebody asked to stop."""
_DYING = 1.0
"""Seconds that a process whose pipe is closed has to end by itself."""
SHARE = 250
"""Cases after which another process takes the place of one: what letters leave goes with it."""


@dataclass(frozen=True)
class Crew:
    """How cases are written on this machine; `warm` loads what all workers need, before the first.

    `make` makes the files of a case.
    """

    writing: Writing
    make: Make
    jobs: int
    allowance: Allowance
    clock: Clock
    warm: Callable[[], object] = tuple


def pool(crew: Crew) -> Hands:
    """Writes cases on as many processes as there are jobs."""

    def hands(tasks: Iterator[Task], stop: Stop) -> Generator[Done, None, None]:
        working = _Pool(crew)
        try:
            yield from working.done(tasks, stop)
        finally:
            working.end()

    return hands


def alone(crew: Crew) -> Hands:
    """Writes cases one after another in this process: nothing bounds what they take."""

    def hands(tasks: Iterator[Task], stop: Stop) -> Generator[Done, None, None]:
        stop.abrupt = True
        with Turns(crew.writing.out) as turns:
            for task in tasks:
                with turns.taken(task.case.id) as had:
                    with paused():
                        finished = _written(crew, task) if had else None
                    yield Done(task, finished)
                if stop.asked:
                    return

    return hands


def _written(
    crew: Crew, task: Task, began: Callable[[Begun], None] | None = None
) -> Finished | None:
    """Writes a case at which this process has its turn, unless another run has just done it."""
    if told_since(crew.writing.out, task.case.id, task.seen):
        return None
    return crew.writing.whole(task.case, task.notices, crew.make, task.again, began)


class _Worker:
    """One process with its pipe, and the case that it has in hand, since when."""

    def __init__(self, crew: Crew, others: list["_Worker"]) -> None:
        self.pipe, theirs = Pipe()
        foreign = [self.pipe, *(other.pipe for other in others)]
        self.process = ForkProcess(
            target=_serve, args=(crew, theirs, foreign, os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.cases = 0
        self.since = 0.0
        self.changed: tuple[str, ...] = ()

    def give(self, task: Task, now: float) -> None:
        """Gives it a case; one that has ended meanwhile is found out by its pipe."""
        self.task, self.since, self.changed = task, now, ()
        self.cases += 1
        try:
            self.pipe.send(task.model_dump_json())
        except OSError:
            self.kill()

    def kill(self) -> None:
        self.process.kill()

    def end(self) -> int | None:
        """Ends it; tells how it ended where it had ended by itself."""
        self.pipe.close()
        self.process.join(_DYING)
        if self.process.exitcode is None:
            self.kill()
            self.process.join()
        code = self.process.exitcode
        self.process.close()
        return code


class _Pool:
    """The workers of one run, watched from one thread: whoever forks should have no other."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._workers: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._warm = False
        self._turns = Turns(crew.writing.out)

    def done(self, tasks: Iterator[Task], stop: Stop) -> Generator[Done, None, None]:
        """Gives out tasks while there is somebody to take them, and tells what became of each."""
        asked_at: float | None = None
        while True:
            if not stop.asked:
                self._give_out(tasks)
            elif asked_at is None:
                asked_at = self._crew.clock()
            busy = [worker for worker in self._workers if worker.task is not None]
            late = asked_at is not None and self._crew.clock() - asked_at > _GRACE
            if not busy or late or stop.asked > 1:
                return
            wait([worker.pipe for worker in busy], _LOOK)
            for worker in busy:
                done = self._looked_at(worker)
                if done is not None:
                    yield done

    def end(self) -> None:
        """Ends all workers, whatever they do."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.end()
        self._turns.close()
        gc.unfreeze()

    def _give_out(self, tasks: Iterator[Task]) -> None:
        while self._idle or len(self._workers) < self._crew.jobs:
            task = next(tasks, None)
            if task is None:
                return
            self._free().give(task, self._crew.clock())

    def _free(self) -> _Worker:
        """A worker that has nothing in hand; one that has done its share is replaced."""
        if not self._idle:
            return self._new()
        worker = self._idle.pop()
        if worker.cases < SHARE:
            return worker
        # Not before: its last case is in the ledger now, and another run may have the turn at it.
        self._dismissed(worker)
        return self._new()

    def _new(self) -> _Worker:
        if not self._warm:
            self._crew.warm()
            freeze()  # else each collection of a worker copies what it shares with the others
            self._warm = True
        worker = _Worker(self._crew, self._workers)
        self._workers.append(worker)
        return worker

    def _looked_at(self, worker: _Worker) -> Done | None:
        """What became of the case that a worker has in hand, if anything."""
        task = worker.task
        assert task is not None
        try:
            while worker.pipe.poll():
                told = worker.pipe.recv()
                if isinstance(told, tuple):
                    worker.changed = told
                else:
                    return Done(task, self._taken(worker, told))
        except (EOFError, OSError):
            return self._failed(task, _crashed(self._dismissed(worker, ended=True)), worker.changed)
        seconds = self._crew.allowance.seconds
        if seconds is not None and self._crew.clock() - worker.since > seconds:
            self._dismissed(worker)
            return self._failed(task, _overdue(seconds), worker.changed)
        return None

    def _taken(self, worker: _Worker, told: str | None) -> Finished | None:
        """What a worker tells of its case; it is free for another if nothing went wrong."""
        finished = Finished.model_validate_json(told) if told is not None else None
        if finished is not None and finished.error is not None:
            self._dismissed(worker)
        else:
            worker.task = None
            self._idle.append(worker)
        return finished

    def _dismissed(self, worker: _Worker, *, ended: bool = False) -> int | None:
        """Takes a worker away, killed unless it has ended by itself; tells how it ended."""
        self._workers.remove(worker)
        if not ended:
            worker.kill()
        return worker.end()

    def _failed(self, task: Task, why: Failure, changed: tuple[str, ...]) -> Done:
        with self._turns.taken(task.case.id) as had:
            why = why if had else replace(why, keeps=True)
            return Done(task, self._crew.writing.fail(task.case, why, changed))


def _crashed(code: int | None) -> Failure:
    if code is not None and code < 0:
        how = f"was ended by {signal.Signals(-code).name}"
    else:
        how = "ended by itself"
    return Failure(
        f"the process that wrote it {how}. It may have needed more memory than `--memory` allows "
        "or this machine has: allow more, or run fewer `--jobs`; if it happens again with this "
        "case alone, report it",
        ExitCode.RENDERING,
    )


def _overdue(seconds: float) -> Failure:
    return Failure(
        f"it took longer than {seconds:g} s and was stopped; look at the length of what its record "
        "says, or allow more with `--seconds`",
        ExitCode.RENDERING,
    )


def _serve(crew: Crew, pipe: _Pipe, foreign: list[_Pipe], parent: int) -> None:
    """Writes the cases that come through a pipe until it is closed, in a process of its own."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.SIG_IGN)  # the parent hears it as well, and tells what to do
    die_with(parent)
    for each in foreign:
        each.close()
    try:
        confine(crew.allowance.memory)
        with Turns(crew.writing.out) as turns:
            while True:
                task = Task.model_validate_json(pipe.recv())
                # Only now: what was done is in the ledger before another run may have its turn.
                turns.leave_all()
                had = turns.take(task.case.id)
                with undisturbed():
                    finished = _written(crew, task, partial(_tell, pipe)) if had else None
                pipe.send(finished.model_dump_json() if finished is not None else None)
    except EOFError:
        return
    except BaseException:  # its text may hold a patient's values, and the parent tells of the end
        os._exit(ExitCode.DEFECT)


def _tell(pipe: _Pipe, begun: Begun) -> None:
    """Tells ahead what a letter no longer stands on, in case this process does not live to."""
    if begun.verdict.changed:
        pipe.send(begun.verdict.changed)
