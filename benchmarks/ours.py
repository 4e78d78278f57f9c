"""The program as it is measured: warmed and run as a worker of `letters write` runs it."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from benchmarks import cases
from letters import cli, kept, paths, shortcuts
from letters.citations import Library, load
from letters.rendering.pdf import warm

OFF = {"LETTERS_SHORTCUTS": "off"}
"""What switches the fast path off, in the environment of a process."""
WHOLE = "benchmarks.contestants.whole"
"""The contestant that does whole letters."""


def library() -> Library:
    """The library as the program loads it: kept between starts where its user keeps things."""
    kept.keep_in(cli.cache_folder())
    return load(paths.CITATIONS, cases.POLICIES)


def worker() -> Callable[[], AbstractContextManager[None]]:
    """Warms this process up as a worker; returns what each letter is to be done within.

    With the fast path off, WeasyPrint and the collection of garbage are as they come.
    """
    if os.environ.get("LETTERS_SHORTCUTS") == "off":
        shortcuts.switch_off()
        warm()
        return nullcontext
    warm()
    shortcuts.freeze()
    return shortcuts.undisturbed
