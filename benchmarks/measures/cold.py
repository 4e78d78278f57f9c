"""A cold letter: the whole process of `letters write` on one case."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from types import MappingProxyType

from benchmarks import cases, prepare
from benchmarks.contest import ROOT, ContestError, environment
from benchmarks.measures.model import Goal, Outcome, Section, Setting, quartiles, table
from benchmarks.measures.warm import LIKE
from benchmarks.ours import OFF
from benchmarks.timing import Lap, ratios, spread

GOAL = Goal("cold `letters write` of one case over the same with stock imports", 0.60, 0.45)
_AS_IS: Mapping[str, str] = MappingProxyType({})
_NOT_KEPT = {"LETTERS_CACHE": "off"}
_ON, _OFF, _FRESH, _BARE = (
    "fast path on",
    "fast path off",
    "fast path on, nothing kept from before",
    "fast path off, nothing kept from before",
)
_HOW: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {_OFF: OFF, _ON: _AS_IS, _BARE: OFF | _NOT_KEPT, _FRESH: _NOT_KEPT}
)


def measure(setting: Setting) -> Section:
    """Starts the program on one case after another, with and without the fast path in turn."""
    count = setting.sizes.cold_rounds
    letters = prepare.prepare(setting.scratch / "appeals", count + 1, LIKE)
    laps: dict[str, list[Lap]] = {name: [] for name in _HOW}
    random = Random(3)
    for number, letter in enumerate(letters):
        for name in random.sample(list(_HOW), len(_HOW)):
            lap = once(letter.export, setting.scratch / "cold", _HOW[name])
            if number:  # the first fills the caches of the disk
                laps[name].append(lap)
    told = {name: [lap.cpu for lap in done] for name, done in laps.items()}
    rows = [
        (
            name,
            quartiles(spread([lap.seconds * 1000 for lap in done]), 0),
            quartiles(spread([lap.cpu * 1000 for lap in done]), 0),
            quartiles(ratios(told[name], told[_OFF])),
            str(len(done)),
        )
        for name, done in laps.items()
    ]
    headings = ("", "ms of the clock", "ms of the processor", "ratio", "rounds")
    return Section(
        "A cold letter",
        told=(
            "The whole process `letters write` on the tables of one case: letter and review sheet, "
            "read back and filed, with worklist and ledger. Stock imports are those of "
            "`LETTERS_SHORTCUTS=off`. All take turns; the ratio is that of the processor's time, "
            "of the process and all that it starts, to the program without the fast path, which "
            "keeps its library and templates between starts like the program with it; without "
            "these (`LETTERS_CACHE=off`) is told beside it.",
        ),
        tables=(table(headings, rows),),
        outcomes=(Outcome(GOAL, ratios(told[_ON], told[_OFF])),),
    )


def once(export: Path, out: Path, settings: Mapping[str, str] = _AS_IS, *options: str) -> Lap:
    """One run of `letters write` into a folder that was not there, and what it took.

    Raises:
        ContestError: it did not write all letters.
    """
    shutil.rmtree(out, ignore_errors=True)
    told = ("--out", str(out), "--policies", str(cases.POLICIES), "--as-of", str(cases.AS_OF))
    return run("write", str(export), *told, *options, **settings)


def run(*arguments: str, **settings: str) -> Lap:
    """One run of the program, and what it took with all that it started.

    Raises:
        ContestError: it ended with something else than success.
    """
    command = [sys.executable, "-m", "letters", *arguments]
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(**settings),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            told = errors.read().decode(errors="replace")[-1500:]
            raise ContestError(f"letters {arguments[0]} ended with {child.returncode}: {told}")
    return Lap(seconds, usage.ru_utime + usage.ru_stime, {"resident": float(usage.ru_maxrss)})
