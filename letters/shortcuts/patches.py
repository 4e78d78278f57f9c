"""Puts one function in the place of another wherever WeasyPrint holds it, and back again."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any


class Patches:
    """What one shortcut replaced."""

    def __init__(self) -> None:
        self._undo = ExitStack()

    def exchange(self, stock: Any, ours: Any) -> None:
        """Replaces a function in each module that imported it by name."""
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == "weasyprint":
                for held in [key for key, value in vars(module).items() if value is stock]:
                    self.set(module, held, ours)

    def set(self, owner: Any, name: str, ours: Any) -> None:
        """Replaces an attribute of a class or module."""
        missing = object()
        before = vars(owner).get(name, missing)
        setattr(owner, name, ours)
        if before is missing:
            self.after(lambda: delattr(owner, name))
        else:
            self.after(lambda: setattr(owner, name, before))

    def after(self, act: Callable[[], object]) -> None:
        """Remembers what to do when the shortcut goes."""
        self._undo.callback(act)

    def undo(self) -> None:
        """Puts everything back, the last first."""
        self._undo.close()
