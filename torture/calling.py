"""Calls the command line in this process, and tells what a person would see of it."""

import datetime as dt
import io
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from unittest.mock import patch

from letters import cli, errors
from letters.commands import common
from letters.errors import ExitCode
from torture.judge import Find, TooLongError, limited

AT = dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC)
"""When everything happens whose bytes are compared."""


@dataclass(frozen=True)
class Called:
    """What a call came to. `broke` holds what broke where the program told a defect of its own."""

    code: int
    out: str
    err: str
    broke: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """All that was printed."""
        return self.out + self.err


class _Terminal(io.StringIO):
    """Standard input at which nobody sits."""

    def isatty(self) -> bool:
        return False


def called(*arguments: object, typed: str = "", at: dt.datetime = AT) -> Called:
    """Runs `letters ARGUMENTS` to its end, as of a fixed moment."""
    out, err = io.StringIO(), io.StringIO()
    line = ["letters", *map(str, arguments)]
    with ExitStack() as stack:
        broke = stack.enter_context(_witnessed())
        stack.enter_context(patch.object(common, "now", lambda: at))
        stack.enter_context(patch.object(sys, "argv", line))
        stack.enter_context(patch.object(sys, "stdin", _Terminal(typed)))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        code = _code(broke)
    return Called(code, out.getvalue(), err.getvalue(), tuple(broke))


def _code(broke: list[str]) -> int:
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:
        broke.append(traceback.format_exc())
        return ExitCode.DEFECT
    return ExitCode.DONE


@contextmanager
def _witnessed() -> Iterator[list[str]]:
    """Keeps the traceback of each defect that the program tells as one line."""
    broke: list[str] = []
    genuine = errors.defect

    def telling(error: Exception) -> str:
        broke.append("".join(traceback.format_exception(error)))
        return genuine(error)

    for verb in cli.VERBS:  # what is imported later would keep the stand-in
        import_module(f"letters.commands.{verb}")
    with ExitStack() as stack:
        for module in list(sys.modules.values()):
            if getattr(module, "defect", None) is genuine:
                stack.enter_context(patch.object(module, "defect", telling))
        yield broke


def harm(*arguments: object, seconds: float, typed: str = "") -> Find | None:
    """The find that a call broke or took too long; None where it ended as it should."""
    verb = str(arguments[0])
    try:
        with limited(seconds):
            done = called(*arguments, typed=typed)
    except TooLongError:
        return Find(f"too long in {verb}", "")
    return broken(done, verb)


def broken(done: Called, verb: str) -> Find | None:
    """The find that a call told a defect of the program."""
    if done.broke:
        last = done.broke[0].strip().splitlines()
        ours = [line for line in last if "/letters/" in line] or last
        return Find(f"defect in {verb}: {ours[-1].strip()[-90:]}", done.broke[0])
    if done.code == ExitCode.DEFECT or "Traceback" in done.told:
        return Find(f"defect in {verb}", done.told)
    return None
