"""Reads a large export once: `letters check` on all of it, in a child process of its own.

What counts is the most memory that the child ever held (RSS).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contest import ContestError

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
        ContestError: the child failed.
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
        raise ContestError(f"reading {export.name} ended with {child.returncode}\n{told}")
    told = json.loads(answer.read_text())
    return Run(seconds, usage.ru_maxrss / 1024, len(told["cases"]), len(told["notices"]))


def size(export: Path) -> int:
    """How many bytes an export has."""
    files: Sequence[Path] = [export] if export.is_file() else list(export.iterdir())
    return sum(file.stat().st_size for file in files)
