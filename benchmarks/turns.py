"""A process that takes turns: it is told a file, does its work on it and tells how long it took.

What is told goes through the process's own standard input and output, one line a turn, so that any
language or environment could take part. Only the standard library is used here: peers run in an
environment of their own.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Turn = Callable[[Path], Mapping[str, float]]
"""Does the work on one file; returns what else there is to tell, as numbers."""

READY = "ready"


def take_turns(turn: Turn) -> None:
    """Takes turns until standard input ends.

    Whatever else is printed goes to standard error, so that no library can break in.
    """
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    print(json.dumps(READY), file=told, flush=True)
    for line in sys.stdin:
        started, busy = time.perf_counter(), _busy()
        more = dict(turn(Path(line.strip())))
        lap = {"seconds": time.perf_counter() - started, "cpu": _busy() - busy}
        print(json.dumps(lap | more), file=told, flush=True)


def resident() -> float:
    """How much memory this process holds now, in KB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


def _busy() -> float:
    """Seconds of the processor that this process and the children it waited for took."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime
