"""`letters watch`: a watched folder."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from letters.batch import filing
from letters.batch.apart import Runner
from letters.batch.watching import Event, Places, Watch, trouble
from letters.citations import load
from letters.commands import common
from letters.commands.effort import SECONDS
from letters.commands.write import write
from letters.errors import ExitCode, UsageError
from letters.intake import load_mapping, parse_limits
from letters.pipeline import wanted_of
from letters.templates import opened

_OWN = ("out", "only", "again", "force", "filed", "as_json")
"""Options of `write` that are this verb's own, or that say nothing of exports yet to come."""
_PASSED = tuple(
    copy(option)  # a copy has its own variable of the environment
    for option in write.params
    if isinstance(option, click.Option) and option.name not in _OWN
)
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TICK = 0.2
"""Seconds after which a signal is seen at the latest while nothing is run."""


@click.command(
    params=list(_PASSED),
    epilog="Example: letters watch inbox --out out",
    short_help="Write the letters of each export that arrives in a folder.",
)
@click.argument("inbox", type=common.FOLDER)
@common.out
@click.option(
    "--done",
    type=common.NEW_FOLDER,
    default=None,
    help="File exports here that came to documents; without it in `done` beside the inbox.",
)
@click.option(
    "--failed",
    type=common.NEW_FOLDER,
    default=None,
    help="File exports here that came to none; without it in `failed` beside the inbox.",
)
@click.option(
    "--every",
    type=click.FloatRange(min=0.2),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="Look this often; what is the same at two looks has arrived whole.",
)
@click.option(
    "--once",
    is_flag=True,
    help="Run what is there and end: two looks, for a scheduler such as cron.",
)
@common.as_json
@click.pass_context
def watch(
    context: click.Context,
    /,
    inbox: Path,
    out: Path,
    done: Path | None,
    failed: Path | None,
    every: float,
    once: bool,
    as_json: bool,
    **passed: Any,
) -> None:
    """Runs `letters write` on each export that arrives whole in INBOX, once, and files it.

    An export is a file, or a folder with all files that belong together. It has arrived when it
    has not changed between two looks and no program has it open to write; what ends in .part or
    .tmp, or begins with a dot, is still on its way. To be safe on a network share, copy under such
    a name, then rename.

    Then it is moved to DONE or FAILED, into a folder of its own with report.json, which tells what
    became of it and what it was called; nothing there is ever replaced. It is done when at least
    one case came to a document; what is to be done for the others the report and the worklist
    tell. No name of a file is ever logged: it may be a patient's.

    What no export can be run without, such as OUT, may be gone for a while: the exports wait. An
    interrupt lets the cases at hand end. An export whose run was ended in the middle, however that
    was, is run again at the next start; cases that were done are not done again. A second watcher
    on one inbox stands by.
    """
    places = Places(inbox, done or _beside(inbox, "done"), failed or _beside(inbox, "failed"))
    _check(places, out, passed)
    tell = _told_as_json if as_json else _told
    # Why seconds in any case: a case without bounds could hold up all exports to come.
    line = [
        "--out",
        str(out.absolute()),
        *_line(passed | {"seconds": passed["seconds"] or SECONDS}),
    ]
    with _Stop() as stop:
        worst = _watched(places, line, tell, every, once, stop)
    context.exit(worst)


def _beside(inbox: Path, name: str) -> Path:
    return inbox.resolve().parent / name


def _check(places: Places, out: Path, passed: Mapping[str, Any]) -> None:
    """Finds now what would otherwise fail every export to come."""
    places.check(out)
    common.writable(out)
    for folder in (places.inbox, places.done, places.failed):
        nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            raise UsageError(f"{nearest} may not be written to; exports are moved in and out there")
    load(passed["citations"], passed["policies"])
    wanted_of(passed["kinds"], passed["data"], opened(passed["templates"]))
    parse_limits(passed["limits"])
    if passed["mapping"] is not None:
        load_mapping(passed["mapping"])


def _line(passed: Mapping[str, Any]) -> Iterator[str]:
    """The options as they are given to `letters write`."""
    for option in _PASSED:
        value = passed[str(option.name)]
        name = option.opts[0]
        if isinstance(value, bool):
            yield from [name] if value else option.secondary_opts[:1]
        elif isinstance(value, tuple):
            for each in value:
                yield from (name, _word(each))
        elif value is not None:
            yield from (name, _word(value))


def _word(value: object) -> str:
    if isinstance(value, Path):
        return str(value.absolute())
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _watched(
    places: Places,
    line: list[str],
    tell: Callable[[Event], None],
    every: float,
    once: bool,
    stop: "_Stop",
) -> int:
    """Looks until a signal comes, or twice; returns the worst exit code of a single visit."""
    stands_by = False
    while not stop.asked:
        with filing.alone(places.inbox) as lock:
            if lock is not None:
                return _turns(places, Runner(line, lock), tell, every, once, stop)
        if not stands_by:
            why = "another watcher, or the run that one left, is at this inbox"
            tell(Event(at=common.now(), event="waiting", why=why))
            stands_by = True
        if once:
            return ExitCode.DONE
        stop.wait(every)
    return ExitCode.DONE


def _turns(
    places: Places,
    runner: Runner,
    tell: Callable[[Event], None],
    every: float,
    once: bool,
    stop: "_Stop",
) -> int:
    stop.passed_on = runner.stop
    watched = Watch(places, runner, tell, common.now, lambda: stop.asked)
    told, looks = "", 0
    while not stop.asked:
        try:
            watched.turn()
            told = ""
        except (OSError, UsageError) as error:
            # All options were sound at the start: what is gone since may come back.
            why = trouble(error) if isinstance(error, OSError) else str(error)
            if once:
                raise UsageError(why) from None
            if told != (told := why):
                tell(Event(at=common.now(), event="trouble", why=why))
        looks += 1
        if once and looks > 1:
            return watched.worst
        stop.wait(every)
    tell(Event(at=common.now(), event="stopped"))
    return watched.worst if once else ExitCode.DONE


class _Stop:
    """Whether the end was asked for by SIGINT or SIGTERM; a run at hand is told of it too."""

    def __init__(self) -> None:
        self.asked = False
        self.passed_on: Callable[[], None] = lambda: None

    def __enter__(self) -> "_Stop":
        self._before = {each: signal.signal(each, self._take) for each in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _take(self, *_: object) -> None:
        self.asked = True
        self.passed_on()

    def wait(self, seconds: float) -> None:
        """Waits, and not any longer once the end was asked for."""
        for _ in range(max(1, round(seconds / _TICK))):
            if self.asked:
                return
            time.sleep(_TICK)


def _told(event: Event) -> None:
    """One plain line, the time first."""
    parts = [event.at.isoformat(), event.event]
    parts += [event.export] if event.export else []
    if event.cases is not None:
        parts.append(f"({event.written} of {common.counted(event.cases, 'case')} to a document)")
    parts += [f"exit code {event.exit_code}"] if event.exit_code else []
    line = " ".join(parts) + (f": {event.why}" if event.why else "")
    click.echo(f"{line}; {event.report}" if event.report else line)


def _told_as_json(event: Event) -> None:
    click.echo(event.model_dump_json(exclude_defaults=True))
