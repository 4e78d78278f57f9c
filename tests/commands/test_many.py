"""`letters write` on many cases: its bounds, what it tells while it goes on, how it is ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import imaginary
import pytest

from commands.conftest import Export, run, told
from letters.batch.progress import Event
from letters.commands import common, effort
from letters.paths import PACKAGE

LABELS = list(imaginary.CASES)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def started(export, out, *options):
    """`letters write` as a process of its own."""
    line = [sys.executable, "-m", "letters", "write", export.folder, "--out", out]
    line += ["--citations", imaginary.CITATIONS, "--as-of", imaginary.AS_OF.isoformat(), *options]
    return subprocess.Popen(
        list(map(str, line)),
        cwd=PACKAGE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def events(stderr: str) -> list[Event]:
    return [Event.model_validate_json(line) for line in stderr.splitlines() if line.startswith("{")]


def test_each_step_is_an_event_for_another_program(export, out):
    """On standard error, so that standard output is the result alone."""
    first = run("write", export.folder, "--out", out, "--json", "--jobs", "1")
    assert [done["label"] for done in told(first)] == LABELS
    steps = events(first.stderr)
    assert [step.event for step in steps] == ["begun", *["case"] * 5, "ended"]
    assert {step.case for step in steps if step.case} == {
        case.id for case in imaginary.reading().cases
    }
    again = run("write", export.folder, "--out", out, "--json")
    assert again.stdout == first.stdout
    assert events(again.stderr)[-1].kept == 5


def test_a_bound_on_memory_is_of_each_case(export, out, monkeypatch):
    """Told in words, be it refused more or ended by that; nothing is left behind."""
    export.drop("IM-2", "IM-4", "IM-5")
    press_for = effort.press_for

    def greedy(writing):
        press = press_for(writing)
        return lambda argued: (bytearray(64_000_000), press(argued))[1]

    monkeypatch.setattr(effort, "press_for", greedy)
    result = run("write", export.folder, "--out", out, "--memory", "32")
    assert result.exit_code == 5
    assert result.stderr.count("`--memory`") == 2
    assert "2 failed" in result.stderr
    assert list(out.glob("c-*/*.pdf")) == []
    run("write", export.folder, "--out", out, "--memory", "512")
    assert {path.name for path in out.glob("c-*/*.pdf")} == {"letter.pdf", "review.pdf", "gaps.pdf"}


def test_a_bound_on_time_is_of_each_case(export, out, monkeypatch):
    export.drop("IM-2", "IM-4", "IM-5")
    monkeypatch.setattr(effort, "press_for", lambda writing: lambda argued: time.sleep(60))
    result = run("write", export.folder, "--out", out, "--seconds", "0.5")
    assert result.exit_code == 5
    assert result.stderr.count("it took longer than 0.5 s and was stopped") == 2


def test_a_run_that_is_asked_to_end_keeps_what_was_done_and_goes_on_when_called_again(export, out):
    """As Ctrl-C in a terminal asks all its processes; the exit code is 130."""
    process = started(export, out, "--jobs", "1", "--json")
    ledger = out / "run.jsonl"
    while not ledger.exists() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    result, errors = process.communicate()
    assert process.returncode == 130, errors
    done = json.loads(result)
    assert 1 <= len(done) < 5
    assert all(case["error"] is None for case in done)
    assert (out / "worklist.html").exists()
    assert [step.event for step in events(errors)][-1] == "ended"
    after = run("write", export.folder, "--out", out, "--json")
    assert [case["label"] for case in told(after)] == LABELS
    assert events(after.stderr)[-1].kept == len(done)


def kept(export, out) -> int:
    """How many cases a further run over an export takes over as they stand."""
    told = events(run("write", export.folder, "--out", out, "--json").stderr)[-1].kept
    assert told is not None
    return told


def test_an_export_of_another_name_redoes_only_what_changed(export, out, tmp_path):
    """As one of each night; all are done again once it is the only one that is left."""
    run("write", export.folder, "--out", out)
    tonight = Export(shutil.copytree(export.folder, tmp_path / "tonight"))
    tonight.change("IM-3", patient_name="Ilsa Waldfarn")
    assert kept(tonight, out) == len(LABELS) - 1
    assert kept(tonight, out) == len(LABELS)
    shutil.rmtree(export.folder)
    assert kept(tonight, out) == 1
    assert kept(tonight, out) == len(LABELS)


def test_an_exhibit_beside_another_export_redoes_its_case(export, out, tmp_path):
    """Else a packet would look for it beside the export before."""
    run("write", export.folder, "--out", out)
    tonight = Export(shutil.copytree(export.folder, tmp_path / "tonight"))
    named = next(row["file"] for row in tonight.rows("documents") if row["file"])
    (tonight.folder / named).write_bytes(b"%PDF-1.7")
    assert kept(tonight, out) < len(LABELS)
    assert kept(tonight, out) == len(LABELS)


def test_a_run_that_is_stopped_while_it_reads_says_so(export, out, monkeypatch):
    """Before the first case too the exit code is 130, and never one that tells of cases."""

    def interrupted(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(common, "read", interrupted)
    result = run("write", export.folder, "--out", out)
    assert (result.exit_code, result.stderr) == (130, "stopped\n")


def test_two_runs_at_once_write_what_one_would_have(export, out, tmp_path):
    """As two processes on one folder, with documents that take their time."""
    export.drop("IM-2", "IM-4")
    both = [started(export, out, "--jobs", "1") for _ in range(2)]
    errors = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [1, 1], errors
    run("write", export.folder, "--out", tmp_path / "one")
    made = {path.relative_to(out) for path in out.rglob("*") if path.is_file()}
    one = tmp_path / "one"
    assert made == {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    for path in made:
        if path.suffix != ".jsonl":
            assert (out / path).read_bytes() == (one / path).read_bytes(), path
    for path in out.glob("c-*/log.jsonl"):
        assert len(path.read_bytes().splitlines()) == 1
