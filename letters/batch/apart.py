"""Runs `letters write` on one export in a process of its own.

Why a process: what a hostile or huge export does to it costs that export alone, and a watcher that
stands for months takes no memory from the runs before. Why the verb itself: what becomes of an
export is the same as when somebody runs it by hand.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from letters.batch.watching import Ended
from letters.errors import ExitCode


class Runner:
    """Runs exports one after another until it is asked to stop.

    `line` are the options of `letters write`. The process inherits the handle `lock`: while it is
    there no other watcher takes its export, even where this one is killed.
    """

    def __init__(self, line: Sequence[str], lock: int) -> None:
        self._line = tuple(line)
        self._lock = lock
        self._child: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def stop(self) -> None:
        """Asks for the end: the run at hand ends after the cases at hand, no other one begins."""
        self.stopping = True
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)

    def __call__(self, export: Path, filed: Path) -> Ended:
        """Runs what a folder holds. No path of it names a file of the export."""
        verb = ["write", str(export.absolute()), "--filed", str(filed.absolute())]
        with subprocess.Popen(
            [sys.executable, "-m", "letters", *verb, *self._line, "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(self._lock,),
            start_new_session=True,  # a Ctrl-C is told by `stop` alone, and once
        ) as child:
            self._child = child
            if self.stopping:
                self.stop()
            out, err = child.communicate()
        self._child = None
        return ended(child.returncode, out, err, self.stopping)


def ended(code: int, out: bytes, err: bytes, stopping: bool) -> Ended:
    """How a run ended, by its exit code (negative: the signal that ended it) and what it wrote."""
    cases = _cases(out) if code >= 0 else None
    broken = code < 0 or (cases is None and code == ExitCode.DONE)
    stopped = code == ExitCode.STOPPED or (stopping and (broken or cases is None))
    return Ended(
        exit_code=ExitCode.DEFECT if broken else code,
        cases=cases,
        remarks=tuple(
            line for line in err.decode(errors="replace").splitlines() if _is_remark(line)
        ),
        stopped=stopped,
    )


def _is_remark(line: str) -> bool:
    """Whether a line is for people, and not one of the events that tell how far a run has come."""
    return not line.startswith('{"event":')


def _cases(out: bytes) -> tuple[dict[str, Any], ...] | None:
    """The cases that a run told of; None where it did not come to that."""
    try:
        told = json.loads(out)
    except ValueError:
        return None
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        return None
    return tuple(told)
