"""The program as it is measured: warmed and run as a worker of `letters write` runs it."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from letters import shortcuts
from letters.rendering.pdf import warm

OFF = {"LETTERS_SHORTCUTS": "off"}
"""What switches the fast path off, in the environment of a process."""


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
