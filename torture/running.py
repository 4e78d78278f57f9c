"""Runs of many cases in processes of their own, and what they leave, for the suites of faults."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from torture.story import AS_OF, CITATIONS, EXPORT, ROOT

MOMENT = "2026-11-22T21:30:00+00:00"
_TABLES = ("cases", "labs", "treatments", "documents", "attestations")
_APPENDED = ("log.jsonl", "run.jsonl")


def multiplied(folder: Path, times: int, labels: Sequence[str] = ()) -> Path:
    """The imaginary export with each of its cases, or those of some labels, several times over."""
    folder.mkdir(parents=True)
    for path in EXPORT.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if path.stem in _TABLES:
            rows = [row for row in rows if not labels or row["case"] in labels]
            rows = [
                {k: f"{v}-{turn}" if k in ("case", "member id") else v for k, v in row.items()}
                for turn in range(times)
                for row in rows
            ]
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else ["case"])
            writer.writeheader()
            writer.writerows(rows)
    return folder


@dataclass(frozen=True)
class Run:
    """How to run `letters write` on an export: where to, with what, as of when."""

    export: Path
    out: Path
    options: tuple[str, ...] = ()
    moment: str = MOMENT
    as_of: str | None = AS_OF
    environment: Mapping[str, str] = field(default_factory=dict)

    def started(
        self, step: int = 0, line: Sequence[object] = (), **more: object
    ) -> "subprocess.Popen[str]":
        """The running process, the first of a group of its own; of another verb with `line`."""
        day = ("--as-of", self.as_of) if self.as_of else ()
        wrote = ("write", self.export, "--citations", CITATIONS, "--out", self.out, *day)
        said = map(str, line or (*wrote, *self.options))
        line = (sys.executable, "-m", "torture.clocked", self.moment, str(step), *said)
        given = {**os.environ, "TORTURE_OUT": str(self.out), **self.environment}
        return subprocess.Popen(
            line,
            cwd=ROOT,
            env=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **more,  # type: ignore[call-overload]
        )

    def ended(
        self, step: int = 0, seconds: float = 900, line: Sequence[object] = (), **more: object
    ) -> "Ended":
        """Runs it to its end."""
        process = self.started(step, line, **more)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            return Ended(-1, out, f"{err}\nit did not end within {seconds:.0f} s")
        return Ended(process.returncode, out, err)


@dataclass(frozen=True)
class Ended:
    """What a process came to."""

    code: int
    out: str
    err: str

    @property
    def harm(self) -> str:
        """What no end may be: a traceback, a defect of the program, a hang; empty if it is none."""
        told = self.out + self.err
        for word in ("Traceback (most recent", "a defect of ours", "it did not end within"):
            if word in told:
                return word
        return "exit 70" if self.code == 70 else ""


def files(out: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def torn(now: Mapping[str, bytes], whole: Mapping[str, bytes]) -> list[str]:
    """The files of a run cut off that are neither missing nor as an undisturbed run leaves them.

    What is only added to must be whole lines that the undisturbed run has too; the worklist tells
    of the cases done so far, so it need only be whole.
    """
    found = []
    for name, content in now.items():
        last = name.rpartition("/")[2]
        if last.endswith(".part"):
            continue
        if last in _APPENDED or "marks" in name:
            good = content in (b"", whole.get(name, b"")) or content.endswith(b"\n")
        elif name.startswith("worklist/"):
            good = content.rstrip().endswith(b"}")  # a case whose worker was killed has failed
        elif last == "worklist.csv":
            good = content.endswith(b"\n")
        elif last == "worklist.html":
            good = content.rstrip().endswith(b"</html>")
        else:
            good = content == whole.get(name)
        if not good:
            found.append(name)
    return found


def different(now: Mapping[str, bytes], whole: Mapping[str, bytes]) -> list[str]:
    """The files that are not the same in two folders, each with how."""
    found = [f"{name}: missing" for name in whole if name not in now]
    found += [f"{name}: left over" for name in now if name not in whole]
    both = sorted(whole.keys() & now.keys())
    return found + [f"{name}: other bytes" for name in both if _other(name, now[name], whole[name])]


def _other(name: str, now: bytes, whole: bytes) -> bool:
    """Whether two files differ; of the ledger count the last lines of each case, in any order.

    Why any: workers are done in an order of their own.
    """
    if name != "run.jsonl":
        return now != whole
    return _last_lines(now) != _last_lines(whole)


def _last_lines(ledger: bytes) -> dict[str, object]:
    told = map(json.loads, filter(None, ledger.split(b"\n")))
    return {line["case_id"]: line for line in told}
