"""Runs the command line as of a fixed moment: `python -m torture.clocked MOMENT STEP VERB ...`.

Of several moments with commas between them the clock tells one after the other, again and again.
STEP is 0, or the number of the step in an output folder at which the process and all that it
started end at once, as under kill -9: a file opened to be written, renamed or removed, a folder
made. Steps are counted from 1 in the folder named by the variable TORTURE_OUT.

In a program that is tortured nothing is changed but its one clock.
"""

import datetime as dt
import os
import signal
import sys
from itertools import cycle
from typing import Any

from letters import cli
from letters.commands import common

_STEPS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.truncate"})


def main() -> None:
    """Sets the clock, waits for the step if there is one, and runs the verb."""
    moment, step, *line = sys.argv[1:]
    moments = cycle(map(dt.datetime.fromisoformat, moment.split(",")))
    common.now = lambda: next(moments)
    if int(step):
        _end_at(int(step), os.environ["TORTURE_OUT"])
    sys.argv = ["letters", *line]
    cli.main()


def _end_at(step: int, out: str) -> None:
    left = step

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _STEPS or (event == "open" and _writes(arguments)):
            names = (os.fspath(each) for each in arguments if isinstance(each, str | os.PathLike))
            left -= any(str(name).startswith(out) for name in names)
            if left <= 0:
                os.killpg(os.getpgrp(), signal.SIGKILL)

    sys.addaudithook(heard)


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


if __name__ == "__main__":
    main()
