"""Many cases in one run: does it get slower, and what does it hold?"""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cases
from benchmarks.contest import ROOT, ContestError, environment
from benchmarks.measures.model import Goal, Outcome, Plot, Section, Series, Setting, table
from benchmarks.timing import spread

GOAL = Goal("time of the second half of the cases over that of the first", 1.05)
_LOOK = 1.0
_FIRST = "letter.pdf"
_Point = tuple[float, float]


@dataclass(frozen=True)
class Run:
    """When each case was done, in seconds from the start, and what all processes held."""

    seconds: float
    done: list[float]
    held: list[_Point]


def measure(setting: Setting) -> Section:
    """One run of `letters write` over many cases, each of another patient."""
    count = setting.sizes.cases
    export = cases.export(setting.scratch / "batch", count)
    setting.say(f"  {count} cases are laid out")
    run = _written(export, setting.scratch / "batch-out", setting)
    if len(run.done) != count:
        raise ContestError(f"{count} cases came to {len(run.done)} letters")
    halves, half = _halves(run.done), count // 2
    most = max((held for _, held in run.held), default=0.0)
    rows = [
        ("cases", str(count)),
        ("whole run", f"{run.seconds:.0f} s, {count / run.seconds:.2f} cases a second"),
        ("until the first letter", f"{run.done[0]:.1f} s"),
        ("first half", f"{halves[0]:.1f} s, {half / halves[0]:.2f} cases a second"),
        ("second half", f"{halves[1]:.1f} s, {half / halves[1]:.2f} cases a second"),
        ("memory of all processes at most", f"{most:.0f} MB (shared pages counted once)"),
    ]
    points = [(float(at + 1), seconds) for at, seconds in enumerate(run.done)]
    step = max(count // 500, 1)
    told = (
        f"`letters write --jobs {setting.jobs}` on {count} cases of all kinds of the example, each "
        "with its review sheet. A case is done when its letter stands in its folder; the halves "
        "are counted from the first letter, so that reading the export is not in them.",
    )
    return Section(
        "Many cases",
        told=told,
        tables=(table(("", ""), rows),),
        plots=(
            Plot(
                *("batch-time", "Time against cases", "cases done", "seconds"),
                (Series("done", tuple(points[::step])),),
            ),
            Plot(
                *("batch-memory", "Memory of all processes of the run", "cases done", "MB"),
                (Series("held", tuple(_by_cases(run))),),
            ),
        ),
        outcomes=(Outcome(GOAL, spread([halves[1] / halves[0]]), f"{count} cases"),),
    )


def _written(export: Path, out: Path, setting: Setting) -> Run:
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "letters", "write", str(export), "--out", str(out)]
    command += ["--policies", str(cases.POLICIES), "--as-of", str(cases.AS_OF)]
    command += ["--jobs", str(setting.jobs)]
    held: list[_Point] = []
    began, started = time.time(), time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        while child.poll() is None:
            held.append((time.perf_counter() - started, _holds(child.pid)))
            time.sleep(_LOOK)
        seconds = time.perf_counter() - started
    if child.returncode:
        raise ContestError(f"`letters write` ended with {child.returncode}")
    done = sorted(each.stat().st_mtime - began for each in out.glob(f"*/{_FIRST}"))
    return Run(seconds, done, held)


def _halves(done: list[float]) -> tuple[float, float]:
    middle = done[len(done) // 2]
    return middle - done[0], done[-1] - middle


def _by_cases(run: Run) -> list[_Point]:
    """What was held, by how many cases were done then."""
    step = max(len(run.held) // 400, 1)
    return [(float(sum(at <= when for at in run.done)), held) for when, held in run.held[::step]]


def _holds(pid: int) -> float:
    """MB that a process and those below it hold, what they share counted once (PSS)."""
    total = 0.0
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += next(int(line.split()[1]) for line in told.splitlines() if line[:4] == "Pss:")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, StopIteration):
        return total / 1024
    return total / 1024 + sum(_holds(int(child)) for child in below)
