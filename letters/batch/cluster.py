"""Cases on the workers of a running Dask scheduler, which may be on many machines.

The coordinator, which has the folders, argues a case, decides what becomes of its letter, and puts
the files in place; a worker makes them. A case travels as JSON and its files come back as bytes, so
nobody needs a path of somebody else's. A worker whose copy of the program differs is not used: its
letters might not be those that a run without it makes.

Whatever becomes of workers, each case is placed here, so once. One on a worker that died goes to
another; one that its workers died of, or that no worker takes, is done aside: by the processes of
this machine, which have their own limits.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from letters.batch import remote
from letters.batch.company import Company
from letters.batch.docket import Made, Task, terms_of
from letters.batch.hands import Clock, Done, Hands, Stop
from letters.batch.ledger import told_since
from letters.batch.scheduler import ANSWER, Cluster, connected
from letters.batch.turns import Turns
from letters.errors import ExitCode
from letters.hashing import sha256
from letters.pipeline import Begun, Failure, Writing, failure

if TYPE_CHECKING:
    from distributed import Future

_OVERDUE = (
    "it took longer than {:g} s on the cluster and was stopped; look at the length of what its "
    "record says, or allow more with `--seconds`"
)
_LOOK = 0.5
"""Seconds between two looks at who is there."""
_PATIENCE = 15.0
"""Seconds without any worker after which the cases left are done on this machine."""
_GRACE = 5.0
"""Seconds that cases under way have to end once somebody asked to stop."""
_SPARE = 1
"""How many workers may end under a case before it is done on this machine, within its bounds."""
_TRIES = 3
"""How often a case is sent before it is done on this machine."""
_AT_ONCE = 2
"""Cases that a worker has by it: one in hand, the next one at hand."""


@dataclass
class _Flight:
    """One case that is with the workers; `tries` counts how often it was sent."""

    task: Task
    begun: Begun
    future: "Future[str | None]"
    workers: frozenset[str]
    tries: int = 1


def hands(
    writing: Writing,
    cluster: Cluster,
    clock: Clock,
    tell: Callable[[str], None],
    aside: Hands,
) -> Hands:
    """Writes cases on the workers of a cluster; `aside` does what they cannot.

    `tell` is told what somebody who looks after the cluster should know; no patient is named.
    """

    def written(tasks: Iterator[Task], stop: Stop) -> Generator[Done, None, None]:
        run = _Run(writing, cluster, clock, tell)
        try:
            yield from run.done(tasks, stop)
        finally:
            run.end()
        if not stop.asked:
            yield from aside(chain(run.aside, tasks), stop)

    return written


class _Run:
    """The cases of one run on a cluster."""

    def __init__(
        self, writing: Writing, cluster: Cluster, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self._writing = writing
        self._seconds = cluster.seconds
        self._clock = clock
        self._tell = tell
        terms = terms_of(writing).model_dump_json()
        self._name = sha256(terms.encode())
        self._client = connected(cluster)
        self._client.subscribe_topic(remote.TOPIC, self._note)
        self._turns = Turns(writing.out)
        self._company = Company(self._client, self._name, terms, tell)
        self._flights: dict[str, _Flight] = {}
        self._began: dict[str, tuple[float, str]] = {}
        self._ended: Counter[str] = Counter()
        self._sent = 0
        self._seen = clock()
        self._drained = False
        self._is_there = False
        self.aside: list[Task] = []

    def done(self, tasks: Iterator[Task], stop: Stop) -> Iterator[Done]:
        """Hands out cases as there is room, and tells each that comes back."""
        asked_at: float | None = None
        while True:
            if not stop.asked:
                if self._is_deserted():
                    return
                yield from self._looked_after()
                yield from self._hand_out(tasks)
            elif asked_at is None:
                asked_at = self._clock()
            late = asked_at is not None and self._clock() - asked_at > _GRACE
            if late or stop.asked > 1:
                return
            if not self._flights and (self._drained or stop.asked):
                return
            self._wait()
            yield from self._landed()

    def end(self) -> None:
        """Takes back what is under way, and leaves nothing of the run with the workers."""
        self._take_back(*self._flights.values())
        with contextlib.suppress(Exception):
            if self._client.status == "running":
                self._client.run(remote.leave, self._name, on_error="ignore")
            self._client.close(timeout=ANSWER)
        self._turns.close()

    def _is_deserted(self) -> bool:
        """Looks who is there; where nobody is for long, all cases are left to this machine."""
        self._is_there = self._company.look()
        now = self._clock()
        if self._is_there and self._company.joined:
            self._send_again()
        if self._is_there and (self._company.joined or not self._company.is_settled):
            self._seen = now
            return False
        if now - self._seen <= _PATIENCE:
            return False
        self._tell("no worker of the cluster can be used; the cases left are done on this machine")
        self._take_back(*self._flights.values())
        for flight in self._flights.values():
            self._give_up(flight.task)
        self._flights = {}
        return True

    def _take_back(self, *flights: _Flight) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            if self._client.status == "running":
                self._client.cancel([flight.future for flight in flights])

    def _hand_out(self, tasks: Iterator[Task]) -> Iterator[Done]:
        room = _AT_ONCE * len(self._company.joined) if self._is_there else 0
        while len(self._flights) < room and not self._drained:
            task = next(tasks, None)
            if task is None:
                self._drained = True
            elif not self._is_ours(task):
                yield Done(task, None)
            else:
                done = self._sent_off(task)
                if done is not None:
                    yield from self._told(done)

    def _is_ours(self, task: Task) -> bool:
        """Takes a case, unless another run has it in hand or has just done it."""
        if not self._turns.take(task.case.id):
            return False
        if told_since(self._writing.out, task.case.id, task.seen):
            self._turns.leave(task.case.id)
            return False
        return True

    def _told(self, done: Done) -> Iterator[Done]:
        """Tells what became of a case, and leaves it only then: now it stands in the ledger."""
        yield done
        self._turns.leave(done.task.case.id)

    def _sent_off(self, task: Task) -> Done | None:
        """Argues a case and sends it off; what became of it where there is nothing to make."""
        try:
            begun = self._writing.begin(task.case, task.notices, task.again)
            if begun.verdict.stays:
                return Done(task, self._writing.stood(begun))
        except Exception as error:
            return Done(task, self._writing.fail(task.case, failure(error)))
        self._send(task, begun, tries=1)
        return None

    def _send(self, task: Task, begun: Begun, tries: int) -> None:
        """Sends a case to whichever worker of those that joined has room for it."""
        workers = list(self._company.joined)
        if not workers or tries > _TRIES:
            self._give_up(task)
            return
        self._sent += 1
        try:
            future = self._client.submit(
                remote.make,
                self._name,
                begun.argued.model_dump_json(),
                key=f"letters-{task.case.id}-{self._name[:8]}-{self._sent}",
                workers=workers,
                allow_other_workers=False,
                pure=False,
            )
        except Exception:  # the scheduler is gone for good
            self._give_up(task)
            return
        self._flights[str(future.key)] = _Flight(task, begun, future, frozenset(workers), tries)

    def _give_up(self, task: Task) -> None:
        self._turns.leave(task.case.id)
        self.aside.append(task)

    def _wait(self) -> None:
        """Until a case comes back, or it is time to look around again."""
        from distributed import wait

        futures = [flight.future for flight in self._flights.values()]
        if not futures:
            time.sleep(_LOOK)
            return
        with contextlib.suppress(Exception):  # what became of each is looked at one by one
            wait(futures, timeout=_LOOK, return_when="FIRST_COMPLETED")

    def _landed(self) -> Iterator[Done]:
        """What became of the cases that came back, but of those that are sent or done again."""
        for key in [key for key, flight in self._flights.items() if flight.future.done()]:
            flight = self._flights[key]
            _, who = self._began.pop(key, (0.0, ""))  # nobody has it in hand any more
            try:
                told = flight.future.result(timeout=ANSWER)
            except TimeoutError:  # who had it died before it was fetched: it is made once more
                continue
            except Exception as error:
                self._tell(
                    f"case {flight.task.case.id}: the cluster gave it back "
                    f"({type(error).__name__}); it is done on this machine"
                )
                self._give_up(self._flights.pop(key).task)
                continue
            del self._flights[key]
            if told is None:  # a worker that began anew under its old address
                self._company.forget(who)
                self._send(flight.task, flight.begun, flight.tries + 1)
            else:
                yield from self._told(self._placed(flight, Made.model_validate_json(told)))

    def _placed(self, flight: _Flight, made: Made) -> Done:
        task, changed = flight.task, flight.begun.verdict.changed
        try:
            if made.says is not None:
                why = Failure(made.says, ExitCode(made.code))
                return Done(task, self._writing.fail(task.case, why, changed))
            return Done(task, self._writing.place(flight.begun, made.files))
        except Exception as error:
            return Done(task, self._writing.fail(task.case, failure(error), changed))

    def _send_again(self) -> None:
        """Sends those cases to others all of whose workers are gone."""
        for key, flight in list(self._flights.items()):
            if not flight.workers & self._company.joined.keys():
                self._take_back(self._flights.pop(key))
                self._send(flight.task, flight.begun, flight.tries + 1)

    def _looked_after(self) -> Iterator[Done]:
        """Sees to the cases whose worker ended under them, or takes too long over them."""
        now = self._clock()
        for key, (since, who) in list(self._began.items()):
            if key not in self._flights:
                del self._began[key]
            elif who not in self._company.joined:
                del self._began[key]
                self._blame(key)
            elif self._seconds is not None and now - since > self._seconds:
                yield from self._told(self._overdue(self._flights.pop(key), who))

    def _blame(self, key: str) -> None:
        """Counts a worker that ended under a case, which may be why; another one may try it."""
        case = self._flights[key].task.case.id
        self._ended[case] += 1
        if self._ended[case] > _SPARE:
            flight = self._flights.pop(key)
            self._tell(f"case {case}: workers ended under it; it is done on this machine")
            self._take_back(flight)
            self._give_up(flight.task)

    def _overdue(self, flight: _Flight, who: str) -> Done:
        """Ends a case that takes too long, with the worker that has it in hand."""
        assert self._seconds is not None
        self._take_back(flight)
        self._company.end(who)
        if self._company.joined:  # else it comes back, and they are sent again then
            self._send_elsewhere(who)
        why = Failure(_OVERDUE.format(self._seconds), ExitCode.RENDERING)
        done = self._writing.fail(flight.task.case, why, flight.begun.verdict.changed)
        return Done(flight.task, done)

    def _send_elsewhere(self, who: str) -> None:
        """Sends to others what a worker may have by it."""
        for key, flight in list(self._flights.items()):
            _, other = self._began.get(key, (0.0, who))
            if who in flight.workers and other == who:
                self._take_back(self._flights.pop(key))
                self._send(flight.task, flight.begun, flight.tries)

    def _note(self, event: Any) -> None:
        """Notes when which worker began with a case: another thread calls this."""
        _, told = event
        self._began[str(told["key"])] = (self._clock(), str(told["worker"]))
