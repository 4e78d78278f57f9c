"""`letters cluster`: what it shows starts a cluster that writes the same letters."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.conftest import Export, run
from letters.batch import scheduler
from letters.errors import UsageError

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

PORT = "8786"
TOOLS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def shown(*arguments: str) -> dict[str, str]:
    result = run("cluster", "--json", *arguments, library=None)
    commands: dict[str, str] = json.loads(result.stdout)
    return commands


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """A cluster started with the very commands that are shown, on a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    commands = shown()
    started = [
        subprocess.Popen(
            commands[name].replace(PORT, port),
            shell=True,
            cwd=tmp_path,
            env={**os.environ, "PATH": TOOLS},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for name in ("scheduler", "workers")
    ]
    try:
        yield f"tcp://127.0.0.1:{port}"
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def documents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.glob("c-*/*.pdf")}


def test_the_commands_that_are_shown_start_a_cluster_that_writes_the_same(
    export: Export, tmp_path, address
):
    """As one would in four terminals: scheduler, workers, who is there, letters."""
    until = time.monotonic() + 120
    while (asked := run("cluster", address, library=None)).exit_code and time.monotonic() < until:
        time.sleep(1)
    assert asked.exit_code == 0, asked.output
    assert "the same copy" in asked.stdout
    there, here = tmp_path / "there", tmp_path / "here"
    line = ("write", export.folder, "--case", "IM-1", "--out")
    result = run(*line, there, "--cluster", address)
    assert result.exit_code == run(*line, here).exit_code == 0, result.output
    assert "this machine" not in result.stderr
    assert len(documents(there)) > 1
    assert documents(there) == documents(here)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("localhost:8786",), "is no address of a scheduler"),
        (("tls://host:8786",), "needs certificates"),
        (("--ca", "a.pem"), "go together"),
    ],
)
def test_what_is_no_address_or_lacks_its_certificates_is_refused(tmp_path, monkeypatch, line, why):
    """Nothing is asked before: records of patients would travel there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pem").touch()
    result = run("cluster", *line, library=None)
    assert isinstance(result.exception, UsageError)
    assert why in str(result.exception)


def test_an_address_of_another_machine_is_warned_of(monkeypatch):
    """Without TLS whole records would travel as plain text."""
    monkeypatch.setattr(scheduler, "ANSWER", 0.5)
    result = run("cluster", "tcp://192.0.2.1:1", library=None)
    assert "as plain text" in result.stderr
