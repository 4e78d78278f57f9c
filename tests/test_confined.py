"""Confined readers: whatever a reader does, the run goes on and learns of it."""

import os
import sys
from pathlib import Path

import pytest

from letters.confined import Confines, OverdueError, output_of

CONFINES = Confines(memory=500_000_000, seconds=20)


@pytest.fixture
def reader(tmp_path):
    def write(script: str) -> Path:
        path = tmp_path / "reader.py"
        path.write_text(script)
        return path

    return write


def said(reader, *arguments, content=b"", confines=CONFINES) -> bytes:
    with output_of(reader, arguments, content, confines) as output:
        return output.read()


def test_a_reader_is_given_the_content_and_its_arguments(reader):
    """It reads them as any script does, and what it writes is handed on byte by byte."""
    script = (
        "import sys\n"
        "given = sys.stdin.buffer.read()\n"
        "sys.stdout.buffer.write(given[::-1] + sys.argv[1].encode())"
    )
    content = bytes(range(256)) * 1000
    assert said(reader(script), "x y", content=content) == content[::-1] + b"x y"


def test_a_reader_may_import_of_this_package(reader):
    """It finds the package wherever that lies."""
    assert said(reader("import letters; print(letters.__version__)")).strip()


def test_a_reader_heeds_no_setting_of_pythons_surroundings(reader, tmp_path, monkeypatch):
    """A module that lies in the folder of the run or on a path of the environment is not loaded."""
    (tmp_path / "json.py").write_text("print('foreign')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert said(reader("import json; print(json.dumps(1))")) == b"1\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound address space")
def test_memory_is_bounded(reader):
    """An allocation beyond the bound fails in the reader and nowhere else."""
    script = (
        "try:\n    bytearray(600_000_000)\nexcept MemoryError:\n    print('no')\nelse: print('yes')"
    )
    assert said(reader(script)) == b"no\n"
    assert said(reader(script), confines=Confines(2_000_000_000, 20)) == b"yes\n"


@pytest.mark.parametrize(
    "script",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "print('half a li', end='', flush=True)\nwhile True: pass",
        "import sys; sys.stdin.buffer.read()\nwhile True: print('x' * 10_000)",
    ],
)
def test_a_reader_whose_time_is_up_is_stopped(reader, script):
    """The process is gone and the caller told, though it reads and though it is given much."""
    with pytest.raises(OverdueError):
        said(reader(script), content=b"x" * 1_000_000, confines=Confines(500_000_000, 1))


def test_what_output_cut_off_by_time_leads_to_is_told_as_overdue(reader):
    """The caller's own error over half an answer does not hide that the time was up."""
    script = "print('half', end='', flush=True)\nwhile True: pass"
    with (
        pytest.raises(OverdueError),
        output_of(reader(script), [], b"", Confines(500_000_000, 1)) as output,
    ):
        int(output.read())


@pytest.mark.parametrize("script", ["import os; os.abort()", "raise SystemExit(3)", "1 / 0", "("])
def test_a_reader_that_breaks_leaves_no_output(reader, script, capfd):
    """A crash is an empty answer; nothing of it reaches the terminal."""
    assert said(reader(script), content=b"x" * 1_000_000) == b""
    assert capfd.readouterr() == ("", "")


def test_a_callers_own_error_passes(reader):
    """An error of the caller in time is the caller's, and the process is ended."""
    script = "import os; print(os.getpid(), flush=True)\nwhile True: pass"
    numbers = []

    def careless() -> None:
        with output_of(reader(script), [], b"", CONFINES) as output:
            numbers.append(int(output.readline()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        careless()
    with pytest.raises(ProcessLookupError):
        os.kill(numbers[0], 0)
