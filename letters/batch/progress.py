"""How far a run has come: on a terminal, as plain lines, or as events for another program.

The rate and the time left count what this run wrote. Cases that stand from an earlier run take no
time: counted in, they would promise an end that does not come.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Literal, Protocol

from letters.batch.hands import Clock
from letters.case.frozen import Frozen
from letters.pipeline import Finished

EVERY = 10.0
"""Seconds between two plain lines."""
_OFTEN = 0.1
_MINUTE, _HOUR = 60, 3600

Say = Callable[[str], object]
"""Takes a text that is to be shown as it is."""


class Event(Frozen):
    """One thing that happened in a run; `case` is an opaque id, numbers are of the whole run.

    `total` counts all cases, `done` those that are dealt with, of which `kept` stand from an
    earlier run and `failed` came to no document. `seconds` are those since the run began, `rate`
    the cases written in a second, `left` the seconds that the rest will take; both are unknown at
    first.
    """

    event: Literal["begun", "case", "stopping", "ended"]
    total: int
    done: int
    kept: int
    failed: int
    seconds: float
    rate: float | None = None
    left: float | None = None
    case: str | None = None
    result: str | None = None
    error: str | None = None


class Teller(Protocol):
    """Tells what happens in a run to whoever waits for it."""

    def __call__(self, event: Event) -> None:
        """Tells one event."""


class Course:
    """Counts what happened in a run and tells each event of it."""

    def __init__(self, total: int, tell: Teller, clock: Clock) -> None:
        self._total, self._tell, self._clock = total, tell, clock
        self._began = clock()
        self._counts: Counter[str] = Counter()
        self._say("begun")

    def finished(self, done: Finished, *, kept: bool = False) -> None:
        """A case is dealt with; it is `kept` where it stands from an earlier run."""
        self._counts["done"] += 1
        self._counts["kept"] += kept
        self._counts["failed"] += done.result == "failed"
        self._say("case", case=done.case_id, result=done.result, error=done.error)

    def stopping(self) -> None:
        """Somebody asked to stop."""
        self._say("stopping")

    def ended(self) -> None:
        """Nothing more is done."""
        self._say("ended")

    def _say(
        self,
        what: Literal["begun", "case", "stopping", "ended"],
        case: str | None = None,
        result: str | None = None,
        error: str | None = None,
    ) -> None:
        seconds = self._clock() - self._began
        done, kept = self._counts["done"], self._counts["kept"]
        rate = (done - kept) / seconds if done > kept and seconds > 0 else None
        self._tell(
            Event(
                event=what,
                total=self._total,
                done=done,
                kept=kept,
                failed=self._counts["failed"],
                seconds=round(seconds, 3),
                rate=round(rate, 3) if rate else None,
                left=round((self._total - done) / rate, 1) if rate else None,
                case=case,
                result=result,
                error=error,
            )
        )


def as_events(say: Say) -> Teller:
    """Each event as one line of JSON."""

    def tell(event: Event) -> None:
        say(json.dumps(event.model_dump(exclude_none=True)) + "\n")

    return tell


def as_lines(say: Say) -> Teller:
    """A line now and then, and one at the end: what is piped is read later."""
    last = 0.0

    def tell(event: Event) -> None:
        nonlocal last
        if event.event == "case" and event.seconds - last < EVERY:
            return
        last = event.seconds
        if event.event != "begun" or event.total > 1:
            say(f"{told(event)}\n")

    return tell


def as_one_line(say: Say, across: int) -> Teller:
    """One line that is written over again and again, as wide as the terminal at most."""
    last = 0.0

    def tell(event: Event) -> None:
        nonlocal last
        now = event.event != "case" or event.done == event.total
        if not now and event.seconds - last < _OFTEN:
            return
        last = event.seconds
        end = "\n" if event.event == "ended" else ""
        say(f"\r{told(event)[: across - 1]}\x1b[K{end}")

    return tell


def told(event: Event) -> str:
    """How far a run has come, in words."""
    if event.event == "begun":
        return f"writing {event.total} {'case' if event.total == 1 else 'cases'}"
    parts = [f"{event.done} of {event.total} done"]
    if event.kept:
        parts.append(f"{event.kept} of them before")
    if event.failed:
        parts.append(f"{event.failed} failed")
    if event.rate:
        parts.append(f"{event.rate:.1f} a second")
    if event.event == "ended":
        parts.append(f"in {span(event.seconds)}")
    elif event.event == "stopping":
        parts.append("stopping; once more stops at once")
    elif event.left:
        parts.append(f"about {span(event.left)} left")
    return ", ".join(parts)


def span(seconds: float) -> str:
    """A time in the words that are exact enough: `8 s`, `17 min`, `2 h 5 min`."""
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return f"{minutes} min"
    return f"{minutes // _MINUTE} h {minutes % _MINUTE} min"
