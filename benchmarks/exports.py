"""Measures time and memory of reading large exports.

    .venv/bin/python -m benchmarks.exports

Each run is a child process of its own, `letters check` on the whole export. What counts is the
most memory that the child ever held (RSS).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks import synthetic

LIMIT_MB = 600
"""What reading may hold at most, whatever the size of the export."""
_READ = (0, 3)
"""Exit codes of a run that went through: nothing, or some values, could not be used."""


@dataclass(frozen=True)
class Run:
    """One reading of an export."""

    seconds: float
    megabytes: float
    cases: int
    remarks: int


def read_once(export: Path, answer: Path) -> Run:
    """Reads an export in a child process.

    Raises:
        click.ClickException: the child failed.
    """
    command = [sys.executable, "-m", "letters", "check", "--json", str(export)]
    with answer.open("wb") as out, (answer.with_suffix(".err")).open("wb") as errors:
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in _READ:
        told = answer.with_suffix(".err").read_text(errors="replace")[-2000:]
        raise click.ClickException(f"reading {export.name} ended with {child.returncode}\n{told}")
    told = json.loads(answer.read_text())
    return Run(seconds, usage.ru_maxrss / 1024, len(told["cases"]), len(told["notices"]))


def measure(name: str, export: Path, runs: int, answer: Path) -> bool:
    """Reads an export several times, prints medians; tells whether it stayed within the limit."""
    done = [read_once(export, answer) for _ in range(runs)]
    seconds = statistics.median(run.seconds for run in done)
    megabytes = statistics.median(run.megabytes for run in done)
    size = _size(export) / synthetic.MEGABYTE
    within = max(run.megabytes for run in done) <= LIMIT_MB
    click.echo(
        f"{name:<22} {size:6.0f} MB  {seconds:7.1f} s  {size / seconds:6.1f} MB/s"
        f"  {megabytes:5.0f} MB RSS  {done[0].cases:6} cases  {done[0].remarks:6} remarks"
        f"  {'within' if within else 'ABOVE'} {LIMIT_MB} MB"
    )
    return within and done[0].cases > 0


def _size(export: Path) -> int:
    files: Sequence[Path] = [export] if export.is_file() else list(export.iterdir())
    return sum(file.stat().st_size for file in files)


@click.command()
@click.option("--runs", default=3, show_default=True, help="How often each export is read.")
@click.option("--charts-mb", default=200, show_default=True, help="Size of the bulk export.")
@click.option("--remittance-mb", default=50, show_default=True, help="Size of the remittance.")
def main(runs: int, charts_mb: int, remittance_mb: int) -> None:
    """Reads a bulk export of charts and a remittance; fails where one takes too much memory."""
    with tempfile.TemporaryDirectory(prefix="letters-bench-") as folder:
        answer = Path(folder) / "answer.json"
        charts, remittance = Path(folder) / "charts", Path(folder) / "remittance.835"
        synthetic.write_charts(charts, charts_mb)
        denied = synthetic.write_remittance(remittance, remittance_mb)
        click.echo(f"median of {runs} runs; {denied} claims of the remittance are denied")
        within = [
            measure("FHIR bulk export", charts, runs, answer),
            measure("remittance, 835", remittance, runs, answer),
        ]
    raise SystemExit(0 if all(within) else 1)


if __name__ == "__main__":
    main()
