"""Runs a reader of foreign files in a process of its own, within bounds on memory and time.

    with output_of(reader, arguments, content, confines) as said: ...

Why a process: the readers of workbooks, PDFs and pictures are compiled code. What they do with a
damaged or hostile file, an endless loop or an allocation that aborts, must not end the whole run.
The process is given the content, never a path: the name of a file may hold a patient's.

A reader is a script. It reads all of its standard input before it writes, and tells at the end of
what it writes that it came to its end; output that lacks this was cut off by memory or a crash.
Run as a script itself, this file confines its process and then runs the reader in it:

    python confined.py MEMORY SECONDS READER [ARGUMENT ...] < content > output
"""

import contextlib
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple


class Confines(NamedTuple):
    """What a process may take: `memory` in bytes of address space, `seconds` from its start."""

    memory: int
    seconds: int


class OverdueError(Exception):
    """The reader was stopped because its time was up."""


@contextlib.contextmanager
def output_of(
    reader: Path, arguments: Sequence[str], content: bytes, confines: Confines
) -> Iterator[IO[bytes]]:
    """What a reader writes of some content; on leaving, its process is ended.

    Raises:
        OverdueError: on leaving, if its time was up, whatever the output cut off then led to.
    """
    bounds = [str(confines.memory), str(confines.seconds)]
    with subprocess.Popen(
        [sys.executable, "-I", __file__, *bounds, str(reader), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        late = threading.Event()
        watch = threading.Timer(confines.seconds, _stop, (process, late))
        watch.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _give(process.stdin, content)
            yield process.stdout
        except Exception as error:
            if late.is_set():
                raise OverdueError from error
            raise
        finally:
            watch.cancel()
            process.kill()
    if late.is_set():
        raise OverdueError


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _give(stdin: IO[bytes], content: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):
        stdin.write(content)
    # Closing writes what is still held back, so it may find the pipe broken once more.
    with contextlib.suppress(BrokenPipeError):
        stdin.close()


def _main() -> None:
    memory, seconds = map(int, sys.argv[1:3])
    _confine(memory, seconds)
    sys.argv = sys.argv[3:]
    # A reader may import of this package also where the package is not installed.
    sys.path.append(str(Path(__file__).parents[1]))
    runpy.run_path(sys.argv[0], run_name="__main__")


def _confine(memory: int, seconds: int) -> None:
    # Why tolerated: not every system can set these; the parent bounds the time all the same.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # Ends an endless loop also where the parent, which would end it, is gone.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    _main()
