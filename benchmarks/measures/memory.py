"""Memory of one worker over many letters, every one of another patient."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks import cases, fitting, prepare
from benchmarks.contest import Contestant
from benchmarks.measures.model import (
    Goal,
    Outcome,
    Plot,
    Section,
    Series,
    Setting,
    quartiles,
    table,
)
from benchmarks.ours import OFF, WHOLE
from benchmarks.timing import Spread, spread
from letters.batch.workers import SHARE

GROWTH = Goal("memory growth over the letters of one worker, a letter", 2, 0.5, unit="KB")
HELD = Goal("memory resident at most", 110, unit="MB")
_HOW: Mapping[str, tuple[int, Mapping[str, str]]] = {
    "fast path on": (1, {}),
    "fast path off": (4, OFF),
}
"""Which part of the letters a worker does, and the settings that it does them with."""


def measure(setting: Setting) -> Section:
    """Lets one worker do many letters of all kinds, and another one without the fast path."""
    count = setting.sizes.letters
    letters = prepare.exports(setting.scratch / "diverse", count, cases.LETTERS)
    held: dict[str, list[float]] = {}
    _start_before(letters[: len(cases.LETTERS)])
    with ThreadPoolExecutor(2) as pool:  # each has its own core: what one holds is its own
        for name, told in pool.map(partial(_held, letters, setting), _HOW.items()):
            held[name] = told
    rows = [
        (
            name,
            f"{kilobytes[0] / 1024:.1f}",
            f"{kilobytes[-1] / 1024:.1f}",
            f"{max(kilobytes) / 1024:.1f}",
            quartiles(_growth(kilobytes)),
            quartiles(_growth_of_one(kilobytes)),
        )
        for name, kilobytes in held.items()
    ]
    on = held["fast path on"]
    note = f"over {count} letters, another process after each {SHARE}"
    return Section(
        "Memory",
        told=(
            f"One worker, {count} letters of all kinds of the example, each of another patient; "
            "a quarter of them without the fast path, which is told for comparison only. "
            "What the process holds (RSS) is read after each letter. As in the program, another "
            f"process takes its place after {SHARE} letters, so that what is held is a saw. Growth "
            "is taken from tooth to tooth: how much more each process held than the one before it "
            "at the same letter of its life. What one process grows by is the slope of the line of "
            "least squares over the second half of its letters.",
        ),
        tables=(
            table(
                (
                    *("", "MB after the first", "MB at the end", "MB at most", "KB a letter"),
                    "KB a letter in one process",
                ),
                rows,
            ),
        ),
        plots=(
            Plot(
                "memory",
                "Memory of one worker",
                "letters",
                "MB resident",
                tuple(_series(name, kilobytes) for name, kilobytes in held.items()),
            ),
        ),
        outcomes=(
            Outcome(GROWTH, _growth(on), note),
            Outcome(HELD, spread([max(on) / 1024]), note),
        ),
    )


def _start_before(letters: Sequence[Path]) -> None:
    """Lets another worker do a letter of each kind: what is kept between starts is then there."""
    with Contestant(WHOLE) as worker:
        for letter in letters:
            worker.turn(letter)


def _held(
    letters: Sequence[Path], setting: Setting, how: tuple[str, tuple[int, Mapping[str, str]]]
) -> tuple[str, list[float]]:
    """What one worker held after each letter, in KB."""
    name, (part, settings) = how
    letters = letters[: len(letters) // part]
    held: list[float] = []
    for first in range(0, len(letters), SHARE):
        with Contestant(WHOLE, **settings) as worker:
            for letter in letters[first : first + SHARE]:
                held.append(worker.turn(letter).told["resident"])
        setting.say(f"  {name}: {len(held)} of {len(letters)} letters")
    return name, held


def _growth(kilobytes: list[float]) -> Spread:
    """KB a letter of a worker as the program has it, and the quartiles about it.

    Over the processes that took each other's place it is the slope from tooth to tooth of the saw:
    by how much each held more than the one before it at the same place of its life. If there was
    only one, it is what that one grew by.
    """
    lives = fitting.stretches(kilobytes, SHARE)
    if len(lives) < 2:
        return _growth_of_one(kilobytes)
    return spread(fitting.steps(lives))


def _growth_of_one(kilobytes: list[float]) -> Spread:
    """KB a letter over the second half of what each process did; of the last only if it did all."""
    lives = fitting.stretches(kilobytes, SHARE) or [kilobytes]
    late = [life[len(life) // 2 :] for life in lives]
    return spread([fitting.line(range(len(life)), life).slope for life in late])


def _series(name: str, kilobytes: list[float]) -> Series:
    step = max(len(kilobytes) // 400, 1)
    points = [(at + 1, kilobytes[at] / 1024) for at in range(0, len(kilobytes), step)]
    return Series(name, tuple(points))
