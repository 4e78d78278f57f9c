"""The one suite: measures, prints the table of goals, writes BENCHMARKS.md.

    .venv/bin/python -m benchmarks [--whole] [--tiny] [--only PART] [--date 2026-11-23]

`make bench` takes some 25 minutes, `make bench WHOLE=1` measures at the sizes that the goals name
and takes hours. Each part is kept when it was measured, so that the hours can be spent part by part
(`make bench WHOLE=1 ONLY=batch`); the report tells of all that are kept. Peers take part once
`make bench-peers` has installed them.
"""

import datetime as dt
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from benchmarks import parts, plots, report
from benchmarks.contest import ROOT, ContestError
from benchmarks.machine import commit, load, machine
from benchmarks.measures import batch, cold, growth, large, memory, peers, rate, verdicts, warm
from benchmarks.measures.model import TINY, WHOLE, Section, Setting, Sizes
from benchmarks.parts import Part

MEASURES: dict[str, Callable[[Setting], Section]] = {
    "warm": warm.measure,
    "cold": cold.measure,
    "rate": rate.measure,
    "memory": memory.measure,
    "batch": batch.measure,
    "growth": growth.measure,
    "peers": peers.measure,
    "exports": large.measure,
    "inputs": verdicts.measure,
}
_BY_NAME = ("inputs",)
"""Parts that are measured at full size only, or when they are named."""
_PEERS = ROOT / ".cache" / "peers"
_TRIED = ROOT / ".cache" / "tried"
"""Where the report of a run goes that says nothing."""


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(MEASURES)), help="Only these parts.")
@click.option("--whole", is_flag=True, help="At the sizes that the goals name; takes hours.")
@click.option("--tiny", is_flag=True, help="Only to see that all runs; says nothing.")
@click.option("--cases", type=click.IntRange(min=4), help="How many cases the one run has.")
@click.option("--letters", type=click.IntRange(min=8), help="How many letters the worker does.")
@click.option("--jobs", default=2, show_default=True, help="How many cores are used.")
@click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), help="The day of the report; else today."
)
@click.option(
    "--peers",
    "installed",
    type=click.Path(file_okay=False, path_type=Path),
    default=_PEERS,
    help="Where the peers were installed.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where BENCHMARKS.md goes, with plots and parts below it; else the repository.",
)
def main(
    only: tuple[str, ...],
    whole: bool,
    tiny: bool,
    cases: int | None,
    letters: int | None,
    jobs: int,
    date: dt.datetime | None,
    installed: Path,
    out: Path | None,
) -> None:
    """Measures all, or some parts, and writes BENCHMARKS.md."""
    sizes = WHOLE if whole else TINY if tiny else Sizes()
    sizes = replace(sizes, cases=cases or sizes.cases, letters=letters or sizes.letters)
    root = out or (_TRIED if tiny else ROOT)
    day = date.date() if date else dt.datetime.now().astimezone().date()
    how = "tried out, which says nothing" if tiny else "at full size" if whole else "at small size"
    with tempfile.TemporaryDirectory(prefix="letters-bench-") as scratch:
        setting = Setting(Path(scratch), sizes, installed, jobs, _say)
        failed = []
        for name in _parts(only, whole):
            told = f"{how}, {commit(ROOT)}, {load()}"
            try:
                section = _measured(setting, name)
            except (ContestError, subprocess.SubprocessError, OSError) as error:
                failed.append(f"{name}: {str(error).strip().splitlines()[-1]}")
                continue
            parts.keep(root, name, Part(day, told, machine(installed), section))
            for plot in section.plots:
                plots.draw(plot, root / report.PLOTS)
    made = report.Report(parts.kept(root, MEASURES), failed)
    (root / "BENCHMARKS.md").write_text(report.markdown(made), encoding="utf-8")
    click.echo(report.plain(report.goals(made.outcomes)))
    for told in failed:
        _say(f"not measured: {told}")
    raise SystemExit(1 if failed else 0)


def _parts(only: tuple[str, ...], whole: bool) -> tuple[str, ...]:
    """The parts named; else all, without those for full size only."""
    return only or tuple(name for name in MEASURES if whole or name not in _BY_NAME)


def _say(told: str) -> None:
    click.echo(told, err=True)


def _measured(setting: Setting, name: str) -> Section:
    started = time.perf_counter()
    _say(f"{name} …")
    section = MEASURES[name](setting)
    _say(f"{name}: {time.perf_counter() - started:.0f} s")
    return section
