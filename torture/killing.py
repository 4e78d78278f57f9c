"""Kills runs at random moments and at every step, and runs them again: `python -m torture.killing`.

After a run that was cut off no file may be torn; once it ran again to its end, there must be the
same files with the same bytes as after an undisturbed run.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import click

from letters.errors import ExitCode
from torture.figures import Figure, figured
from torture.running import Run, different, files, multiplied, torn

_MODES = ("all", "all", "parent", "worker")
"""Who is killed: the process and all that it started, it alone, or one that it started."""


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that these did."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(told[1]), []).append(int(path.parent.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def kill(process: "subprocess.Popen[str]", mode: str, random: Random) -> None:
    """Kills a process, or what it started, at once."""
    children = below(process.pid)
    if mode == "worker" and children:
        _end(random.choice(children))
        return
    if mode == "all":
        for pid in children:
            _end(pid)
    _end(process.pid)


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def at_random(run: Run, kills: int, random: Random, figure: Figure) -> None:
    """Kills a run at so many random moments, one to a few times before it may come to its end."""
    whole, seconds = _undisturbed(run)
    while figure.tried < kills:
        shutil.rmtree(run.out, ignore_errors=True)
        modes = [random.choice(_MODES) for _ in range(random.choice((1, 1, 2, 3)))]
        for mode in modes:
            figure.tried += _cut(run, mode, random.uniform(0.0, seconds), random)
            _tell_torn(figure, run.out, whole, mode)
        _tell_different(figure, run, whole, " ".join(modes))


def at_each_step(run: Run, steps: Iterator[int], figure: Figure) -> None:
    """Ends a run at given steps in its output folder, each time from the beginning."""
    whole, _ = _undisturbed(run)
    for step in steps:
        shutil.rmtree(run.out, ignore_errors=True)
        ended = run.ended(step)
        figure.tried += 1
        _tell_torn(figure, run.out, whole, f"step {step}")
        _tell_different(figure, run, whole, f"step {step}")
        if ended.code != -signal.SIGKILL:
            return


def _undisturbed(run: Run) -> tuple[dict[str, bytes], float]:
    """What a run leaves that nobody disturbs, and how long it takes."""
    shutil.rmtree(run.out, ignore_errors=True)
    started = time.monotonic()
    done = run.ended()
    if done.harm or not (run.out / "worklist.csv").exists():
        raise RuntimeError(f"the undisturbed run broke: {done.err[-2000:]}")
    return files(run.out), time.monotonic() - started


def _cut(run: Run, mode: str, after: float, random: Random) -> bool:
    """Kills a run after so many seconds; whether it had not come to its end before."""
    process = run.started()
    cut = False
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        kill(process, mode, random)
        cut = True
    process.communicate()  # of one whose worker was killed, until it comes to its end
    return cut


def _tell_torn(figure: Figure, out: Path, whole: dict[str, bytes], how: str) -> None:
    for name in torn(files(out), whole):
        figure.found(f"torn: {Path(name).name}", f"{how}: {name}")


def _tell_different(figure: Figure, run: Run, whole: dict[str, bytes], how: str) -> None:
    done = run.ended()
    if done.harm or done.code > ExitCode.NEEDS_PRACTICE:
        figure.found(f"run again: {done.harm or f'exit {done.code}'}", f"{how}\n{done.err}")
    if done.code < 0:
        raise RuntimeError(f"somebody else ended the run with signal {-done.code}")
    for told in different(files(run.out), whole):
        name, _, kind = told.partition(": ")
        if "worker" in how and kind == "other bytes" and _tells_of_ends(name):
            continue
        figure.found(f"run again: {Path(name).name}: {kind}", f"{how}: {told}\n{done.err[-1000:]}")


def _tells_of_ends(name: str) -> bool:
    """Whether a file tells what happened to a case: also that its worker was killed meanwhile.

    A run that was not killed itself goes on then, and takes back the draft of that case.
    """
    return name == "run.jsonl" or name.endswith("/log.jsonl") or name.startswith("marks/")


@click.command()
@click.option("--kills", default=200, show_default=True, help="At how many random moments.")
@click.option("--times", default=12, show_default=True, help="The five cases so many times over.")
@click.option("--jobs", default="2", show_default=True, help="On how many workers; 0: as it comes.")
@click.option("--steps/--no-steps", default=True, help="Also end a run of two cases at each step.")
@click.option("--seed", default=1, show_default=True)
def main(kills: int, times: int, jobs: str, steps: bool, seed: int) -> None:
    """Kills and resumes; exits with 1 if anything is torn, missing or different."""
    finds = 0
    with tempfile.TemporaryDirectory(prefix="letters-torture-kill-") as folder:
        options = ("--jobs", jobs) if jobs != "0" else ()
        many = Run(multiplied(Path(folder) / "export", times), Path(folder) / "out", options)
        with figured("kill -9", f"random moments of a run of {5 * times} cases") as figure:
            at_random(many, kills, Random(seed), figure)
        finds += len(figure.finds)
        if steps:
            few = multiplied(Path(folder) / "few", 1, ("IM-1", "IM-5"))
            one = ("--jobs", "1") if options else ()
            run = replace(many, export=few, options=one)
            with figured("kill -9", "each step of a run of 2 cases") as figure:
                at_each_step(run, iter(range(1, 1000)), figure)
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
