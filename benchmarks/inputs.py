"""Reads every file of a folder by itself and counts what became of it.

    .venv/bin/python -m benchmarks.inputs [FOLDER] [--write]

Each file is a run of `letters check` (or `letters write`) of its own, as a person would start it.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click

GIVEN = Path(__file__).parent.parent.parent / "shared" / "inputs"
_SECONDS = 120
VERDICTS = ("cases", "refused with why", "listed as unused", "NO VERDICT", "FAILED", "TOO LONG")
_WELL = frozenset({0, 1, 3})
"""Exit codes of a run that came to its end; every other is a defect."""
_NO_INPUT = frozenset({"SOURCES.tsv"})


@dataclass(frozen=True)
class Verdict:
    """What became of one file, and the documents its cases came to."""

    path: Path
    told: str
    seconds: float
    cases: int = 0
    documents: tuple[str, ...] = ()
    error: str = ""


def files(folder: Path) -> list[Path]:
    """All inputs of a folder."""
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in _NO_INPUT]


def check(path: Path) -> Verdict:
    """Reads a file with `letters check`."""
    return _run(path, ["check", "--json", str(path)])


def write(path: Path) -> Verdict:
    """Reads a file and writes its documents with `letters write`, into a temporary folder."""
    read = check(path)
    if read.told != "cases":
        return read
    with tempfile.TemporaryDirectory(prefix="letters-inputs-") as out:
        return _run(path, ["write", "--json", "--as-of", "2026-11-22", "--out", out, str(path)])


def _run(path: Path, verb: list[str]) -> Verdict:
    started = time.perf_counter()
    command = [sys.executable, "-m", "letters", *verb]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return Verdict(path, "TOO LONG", _SECONDS)
    seconds = time.perf_counter() - started
    if done.returncode not in _WELL or "Traceback" in done.stderr:
        return Verdict(path, "FAILED", seconds, error=f"{done.returncode} {done.stderr[-600:]}")
    if not done.stdout:
        return Verdict(path, "refused with why" if done.stderr else "NO VERDICT", seconds)
    return _verdict(path, json.loads(done.stdout), seconds)


def _verdict(path: Path, told: object, seconds: float) -> Verdict:
    if isinstance(told, list):
        documents = tuple(str(case["document"]) for case in told)
        failed = [str(case["error"]) for case in told if case["result"] == "failed"]
        verdict = "FAILED" if failed else "cases" if documents else "NO VERDICT"
        return Verdict(path, verdict, seconds, len(documents), documents, "; ".join(failed))
    assert isinstance(told, dict)
    if told["cases"]:
        return Verdict(path, "cases", seconds, len(told["cases"]))
    if told["notices"]:
        return Verdict(path, "refused with why", seconds)
    return Verdict(path, "listed as unused" if told["unused"] else "NO VERDICT", seconds)


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=GIVEN)
@click.option("--write", "writing", is_flag=True, help="Write the documents of each file's cases.")
@click.option("--workers", default=2, show_default=True)
def main(folder: Path, writing: bool, workers: int) -> None:
    """Prints a table of the kinds of files in FOLDER and what became of them."""
    paths = files(folder)
    with ThreadPoolExecutor(workers) as pool:
        verdicts = list(pool.map(write if writing else check, paths))
    _table(folder, verdicts)
    documents = Counter(name for verdict in verdicts for name in verdict.documents)
    for name, count in documents.most_common():
        click.echo(f"{count:6}  {name}")
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    click.echo(f"slowest: {slowest.seconds:.1f} s, {slowest.path.relative_to(folder)}")
    bad = [v for v in verdicts if v.told.isupper()]
    for verdict in bad:
        click.echo(f"{verdict.told}: {verdict.path.relative_to(folder)}: {verdict.error}")
    raise SystemExit(1 if bad else 0)


def _table(folder: Path, verdicts: list[Verdict]) -> None:
    rows: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        kind = verdict.path.relative_to(folder).parts[0]
        rows.setdefault(kind, Counter())[verdict.told] += 1
        rows[kind]["number of cases"] += verdict.cases
    rows["all"] = sum(rows.values(), Counter())
    columns = ("files", *VERDICTS, "number of cases")
    click.echo("kind        " + "".join(f"{column:>18}" for column in columns))
    for kind, counts in rows.items():
        counts["files"] = sum(counts[told] for told in VERDICTS)
        click.echo(f"{kind:<12}" + "".join(f"{counts[column]:>18}" for column in columns))


if __name__ == "__main__":
    main()
