"""`letters watch`: real exports through a watched folder, and nothing of them in its log."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import imaginary
import pytest
from click.testing import CliRunner

from commands.conftest import MEMBER, NAME, run
from letters.cli import letters
from letters.commands import watch

LINE = ["--citations", str(imaginary.CITATIONS), "--as-of", imaginary.AS_OF.isoformat()]
QUICK = ["--every", "0.2"]


def watched(tmp_path, *more, inbox="inbox"):
    line = ["watch", str(tmp_path / inbox), "--out", str(tmp_path / "out"), *LINE, *QUICK]
    return CliRunner().invoke(letters, [*line, *more])


def started(tmp_path) -> subprocess.Popen[str]:
    """A watcher as a process of its own, which tells events as JSON."""
    line = [sys.executable, "-m", "letters", "watch", tmp_path / "inbox", "--out", tmp_path / "out"]
    return subprocess.Popen(
        [*line, *LINE, *QUICK, "--json"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def until(process, event) -> dict:
    """The first event of a kind that a watcher tells; a failure is one, lest it waits for good."""
    every = map(json.loads, process.stdout)
    return next(told for told in every if told["event"] in (event, "failed", "trouble"))


@pytest.fixture
def inbox(tmp_path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def test_exports_come_to_documents_and_no_name_to_the_log(inbox, tmp_path, canary):
    """A folder with planted names is run and filed; the log has neither their files nor theirs."""
    canary.drop("IM-1", "IM-2", "Wacholder case")
    shutil.copytree(canary.folder, inbox / f"{NAME} export")
    (inbox / f"{MEMBER}.csv").write_text("nothing of use")
    result = watched(tmp_path, "--once")
    assert result.exit_code == 3, result.output
    assert NAME not in result.output
    assert MEMBER not in result.output
    (done,) = (tmp_path / "done").iterdir()
    assert (done / "export" / f"{NAME} export" / "cases.csv").is_file()
    (failed,) = (tmp_path / "failed").iterdir()
    assert json.loads((failed / "report.json").read_text())["name"] == f"{MEMBER}.csv"
    report = json.loads((done / "report.json").read_text())
    assert report["name"] == f"{NAME} export"
    assert not any(line.startswith("{") for line in report["remarks"])
    origins = [json.loads(each.read_text()) for each in (tmp_path / "out").glob("c-*/origin.json")]
    assert origins
    assert {tuple(origin["exports"]) for origin in origins} == {(str(done / "export"),)}
    assert all(Path(file["path"]).is_file() for origin in origins for file in origin["files"])


@pytest.mark.parametrize(("said", "bound"), [([], "300"), (["--seconds", "7"], "7.0")])
def test_a_single_case_is_bounded_too(inbox, tmp_path, monkeypatch, said, bound):
    """An export of one case that hangs must not hold up those to come."""
    lines = []

    class Runner(watch.Runner):
        def __init__(self, line, lock):
            lines.append(list(line))
            super().__init__(line, lock)

    monkeypatch.setattr(watch, "Runner", Runner)
    assert watched(tmp_path, "--once", *said).exit_code == 0
    (line,) = lines
    assert float(line[line.index("--seconds") + 1]) == float(bound)


def test_each_export_adds_to_the_worklist(inbox, tmp_path, export):
    """The rows of an earlier run under the same output stay when an export is run."""
    out = tmp_path / "out"
    assert run("write", export.folder, "--out", out, "--case", "IM-5").exit_code == 0
    export.drop(*(set(imaginary.CASES) - {"IM-4"}))
    shutil.copytree(export.folder, inbox / "export")
    assert watched(tmp_path, "--once").exit_code == 0
    with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["case"] for row in csv.DictReader(file)} == {"IM-4", "IM-5"}


def test_a_watcher_killed_in_a_run_finishes_it_when_started_again(inbox, tmp_path, export):
    """After kill -9 the export is run again: documents, log and filing are those of one run."""
    export.drop("IM-1", "IM-2")
    shutil.copytree(export.folder, inbox / "export")
    with started(tmp_path) as first:
        until(first, "taken")
        first.kill()
    with started(tmp_path) as second:
        told = until(second, "done")
        second.send_signal(signal.SIGTERM)
        assert until(second, "stopped")
        assert second.wait(120) == 0
    assert (told["event"], told["cases"], told["written"]) == ("done", 3, 3)
    assert len(list((tmp_path / "done").iterdir())) == 1
    ours = tmp_path / "at home"
    at_home = run("write", export.folder, "--out", ours)
    assert at_home.exit_code == 1, at_home.output
    pages = {path.relative_to(ours) for path in ours.glob("c-*/*.pdf")}
    assert pages
    for page in pages:
        assert (tmp_path / "out" / page).read_bytes() == (ours / page).read_bytes()
    lines = (tmp_path / "out" / "run.jsonl").read_text().splitlines()
    assert len(lines) == 3


def test_a_second_watcher_stands_by(inbox, tmp_path):
    """While one watches an inbox, another one runs nothing there, and says so."""
    (inbox / "export.csv").write_text("rows")
    with watch.filing.alone(inbox):
        result = watched(tmp_path, "--once")
    assert result.exit_code == 0
    assert "another watcher" in result.output
    assert (inbox / "export.csv").is_file()


def test_an_output_folder_that_is_gone_for_a_while_is_waited_for(inbox, tmp_path, export):
    """The watcher says so once, keeps the export, and goes on when the folder can be had again."""
    with watch.filing.alone(inbox):
        process = started(tmp_path)
        assert until(process, "waiting")["event"] == "waiting"
        (tmp_path / "out").write_text("no folder")
    with process:
        shutil.copytree(export.folder, inbox / "export")
        told = until(process, "trouble")
        assert (told["event"], "no export can be run" in told["why"]) == ("trouble", True)
        (tmp_path / "out").unlink()
        assert until(process, "done")["event"] == "done"
        process.send_signal(signal.SIGTERM)
        assert until(process, "stopped")["event"] == "stopped"
        assert process.wait(120) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["--done", "inbox/done"],
        ["--failed", "inbox"],
        ["--limit", "nothing=3"],
        ["--kind", "external", "--kind", "expedited"],
    ],
)
def test_what_would_fail_every_export_is_told_at_the_start(inbox, tmp_path, wrong, monkeypatch):
    """Options that cannot be are refused before anything is taken."""
    monkeypatch.chdir(tmp_path)
    (inbox / "export.csv").write_text("rows")
    result = watched(tmp_path, "--once", *wrong)
    assert result.exception is not None
    assert getattr(result.exception, "exit_code", None) == 2
    assert (inbox / "export.csv").is_file()


def test_the_options_of_write_reach_it(tmp_path, monkeypatch):
    """Each option that is given to the watcher is given to `letters write`, and none besides."""
    monkeypatch.chdir(tmp_path)
    given = ["--no-data", "--docx", "--kind", "brief", "--kind", "fax", "--jobs", "2"]
    given += ["--limit", "cells=5", "--as-of", "2026-11-22"]
    context = watch.watch.make_context("watch", [".", *given], resilient_parsing=False)
    passed = {
        name: value
        for name, value in context.params.items()
        if name in {option.name for option in watch._PASSED}
    }
    line = list(watch._line(passed))
    at = line.index("--citations")
    assert Path(line[at + 1]).is_absolute()
    del line[at : at + 2]
    pairs = set(zip(line, [*line[1:], None], strict=True))
    assert {("--kind", "brief"), ("--kind", "fax"), ("--jobs", "2")} <= pairs
    assert {("--limit", "cells=5"), ("--as-of", "2026-11-22")} <= pairs
    assert {"--no-data", "--docx"} <= set(line)
    assert len(line) == 12


def test_every_option_of_write_is_the_watchers_too():
    """What `letters write` takes is taken here, but for what tells of exports that are there."""
    theirs = {o.name for o in watch.write.params if isinstance(o, click.Option)}
    ours = {o.name for o in watch.watch.params if isinstance(o, click.Option)}
    assert theirs - ours == {"only", "again", "force", "filed"}
