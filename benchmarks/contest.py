"""Contestants that stay warm and take turns, each a process of its own.

Why processes: what one contestant patches, caches or leaves in memory must not help or hinder
another one. They take turns and never run at the same time unless that is what is measured.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from time import perf_counter
from types import TracebackType
from typing import Self

from benchmarks.timing import Lap
from benchmarks.turns import READY

ROOT = Path(__file__).parent.parent
_LEFT_OUT = (
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
    "LETTERS_SHORTCUTS",
    "FONTCONFIG_FILE",
)


class ContestError(Exception):
    """A contestant could not start or fell out; says what it last told on standard error."""


class Contestant:
    """A warm process that takes turns, from entering this to leaving it."""

    def __init__(
        self, program: str, *arguments: str, python: str = sys.executable, **settings: str
    ) -> None:
        """`program` is a module of this suite, `settings` are variables of its environment."""
        self._command = [python, "-m", program, *arguments]
        self._settings = settings

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        errors = os.memfd_create("errors")
        self._errors = self._stack.enter_context(os.fdopen(errors, "rb"))
        self._child = self._stack.enter_context(
            subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=environment(**self._settings),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
            )
        )
        if self._answer() != READY:
            raise ContestError(f"{self._command[2]} did not start as a contestant does")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        if kind is not None:
            self._child.kill()
        self._stack.close()

    @property
    def pid(self) -> int:
        """The process."""
        return self._child.pid

    def turn(self, file: Path) -> Lap:
        """Lets it do its work on a file.

        Raises:
            ContestError: it fell out.
        """
        assert self._child.stdin is not None
        try:
            print(file.absolute(), file=self._child.stdin, flush=True)
        except BrokenPipeError:
            raise self._fallen() from None
        told = self._answer()
        assert isinstance(told, dict)
        return Lap(told.pop("seconds"), told.pop("cpu"), told)

    def _answer(self) -> object:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise self._fallen()
        return json.loads(line)

    def _fallen(self) -> ContestError:
        self._child.wait(timeout=60)
        self._errors.seek(0)
        told = self._errors.read().decode(errors="replace").strip()[-1500:]
        return ContestError(f"{' '.join(self._command[2:])} fell out: {told}")


def environment(**settings: str) -> dict[str, str]:
    """The environment of a child: that of this process without what would change what it does."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return kept | settings


def race(
    contestants: Mapping[str, Contestant],
    files: Sequence[Mapping[str, Path]],
    warming: int = 0,
    seed: int = 1,
) -> dict[str, list[Lap]]:
    """Lets contestants take turns over files, in another order each round; returns their laps.

    Each of `files` is one round: the file for each contestant by its name. The first `warming`
    rounds are not counted.
    """
    random = Random(seed)
    laps: dict[str, list[Lap]] = {name: [] for name in contestants}
    for number, file in enumerate(files):
        for name in random.sample(sorted(contestants), len(contestants)):
            lap = contestants[name].turn(file[name])
            if number >= warming:
                laps[name].append(lap)
    return laps


def together(contestants: Sequence[Contestant], files: Sequence[Path]) -> float:
    """Lets all contestants work at once until all files are done; returns the seconds it took."""
    waiting: SimpleQueue[Path] = SimpleQueue()
    for file in files:
        waiting.put(file)

    def work(one: Contestant) -> None:
        while True:
            try:
                file = waiting.get_nowait()
            except Empty:
                return
            one.turn(file)

    started = perf_counter()
    with ThreadPoolExecutor(len(contestants)) as pool:
        list(pool.map(work, contestants))
    return perf_counter() - started
