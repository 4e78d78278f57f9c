"""What a worker may take: memory within its own bounds, and no life after that of its parent."""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path
from typing import NamedTuple

_DIE_WITH_PARENT = 1
_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024


class Allowance(NamedTuple):
    """The most that one case may take: `seconds` of time, `memory` in MB; None is no bound.

    The memory counts from what the program holds when its first case begins.
    """

    seconds: float | None = None
    memory: int | None = None


def confine(memory: int | None) -> None:
    """Bounds the memory that this process may take from now on, in MB.

    More than that is refused to it, wherever it is asked for. It leaves no image of its memory,
    which holds what patients' records say. Where the system does not tell how much memory a process
    holds (it is not Linux) there is no bound.
    """
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    held = _held()
    if memory is None or held is None:
        return
    most = held + memory * _MEGABYTE
    with contextlib.suppress(ValueError, OSError):  # a lower bound is in force already
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _held() -> int | None:
    """The bytes that count against the bound: of this process's own, whether shared yet or not."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmData:")).split()[1]) * (
            _KILOBYTE
        )
    return None


def die_with(parent: int) -> None:
    """Ends this process as soon as its parent has ended; at once if it has already."""
    with contextlib.suppress(OSError, AttributeError):  # only Linux can; others see the pipe close
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
