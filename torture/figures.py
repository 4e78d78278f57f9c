"""The figures of all suites in one report, `out/torture.md`: a row for what was tried and found."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import click

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "out" / "torture.md"
_HEAD = "| suite | what | tried | finds | seconds |\n|---|---|---:|---:|---:|\n"


@dataclass
class Figure:
    """What one part of a suite tried, and what it found, each find told once."""

    suite: str
    what: str
    tried: int = 0
    finds: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def found(self, mark: str, told: str = "") -> None:
        """Keeps a find and says it at once; two of one mark are one."""
        if mark not in self.finds:
            self.finds[mark] = told
            click.echo(f"FOUND in {self.suite}, {self.what}: {mark}\n{told[-3000:]}", err=True)


class AskedToEndError(BaseException):
    """A suite was asked to end by SIGTERM. Why no Exception: nothing in between may catch it."""


@contextmanager
def figured(suite: str, what: str) -> Iterator[Figure]:
    """Times a part of a suite, prints its figures and adds them to the report.

    So it does where the suite is asked to end before: what was tried by then is told.
    """
    figure = Figure(suite, what)
    started = time.monotonic()
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield figure
    except AskedToEndError:
        figure.what += " (ended early)"
        raise SystemExit(128 + signal.SIGTERM) from None
    finally:
        signal.signal(signal.SIGTERM, before)
        figure.seconds = time.monotonic() - started
        written(figure)


def _end(*_: object) -> NoReturn:
    raise AskedToEndError


def written(figure: Figure) -> None:
    """Prints the figures of one part and adds them to the report."""
    row = (
        f"| {figure.suite} | {figure.what} | {figure.tried:,} | {len(figure.finds)} | "
        f"{figure.seconds:.0f} |"
    )
    click.echo(row)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    if not REPORT.exists():
        REPORT.write_text(f"# Torture\n\n{_HEAD}", encoding="utf-8")
    with REPORT.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
