"""The fast path: the same bytes as WeasyPrint's own, in about half the time.

Each shortcut stands in for some private functions of WeasyPrint 70. It is taken only where those,
and all that it leans on, are the known ones byte for byte (`ground`); where one file differs, the
shortcuts that stand on it stay off, each by itself, and nothing changes but the time. Everything
works without them. A document is the same byte for byte with all, some or none (`tests/shortcuts`).

    shortcuts.load()        # instead of `import weasyprint`
    shortcuts.switch_off()  # from now on WeasyPrint is as it came

What the memos hold is text of letters. It stays in the memory of this process, and each memo has a
size that it does not outgrow.
"""

import threading
from collections.abc import Collection
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from letters.shortcuts import ground
from letters.shortcuts.collecting import freeze, undisturbed
from letters.shortcuts.later import bring

if TYPE_CHECKING:
    from letters.shortcuts.sheets import Shelf

__all__ = [
    "SHORTCUTS",
    "Shortcut",
    "bring",
    "freeze",
    "in_use",
    "load",
    "sheet",
    "switch_off",
    "switch_on",
    "undisturbed",
]


class Shortcut(NamedTuple):
    """One shortcut: its module in this room."""

    name: str

    @property
    def module(self) -> Any:
        """What has its `FILES`, and `switch_on`, which returns its patches."""
        return import_module(f"{__name__}.{self.name}")

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it stands on."""
        return tuple(self.module.FILES)

    @property
    def known(self) -> bool:
        """Whether it knows all of them."""
        return not ground.strange(self.files)


SHORTCUTS = tuple(
    Shortcut(name)
    for name in (
        *("parsing", "styles", "values", "boxes", "lengths"),
        *("lines", "runs", "pictures", "objects", "profiles"),
    )
)
"""Those that stand in for functions; `loading` and `sheets` are others, which come before."""

_on: dict[str, Any] = {}
_lock = threading.RLock()
_refused = False


def load(shelf: "Shelf | None" = None) -> None:
    """Imports WeasyPrint and takes each shortcut whose ground is known.

    What configures fontconfig must be set before. `shelf` keeps style sheets between starts.
    Further calls do nothing.
    """
    with _lock:
        if not _refused:
            from letters.shortcuts import loading

            if not ground.strange(loading.FILES):
                loading.load(shelf if _keeps_sheets() else None)
            switch_on()


def sheet(kind: Any, text: str, shelf: "Shelf", **how: Any) -> Any:
    """The style sheet of a text, from the shelf where it may be, else made by its class."""
    from letters.shortcuts import sheets

    return sheets.sheet(kind, text, None if _refused or not _keeps_sheets() else shelf, **how)


def _keeps_sheets() -> bool:
    from letters.shortcuts import sheets

    return not ground.strange(sheets.FILES)


def switch_on(only: Collection[str] | None = None) -> tuple[str, ...]:
    """Takes the shortcuts named, or all, as far as their ground is known; returns those taken."""
    global _refused
    with _lock:
        _refused = False
        for shortcut in SHORTCUTS:
            wanted = only is None or shortcut.name in only
            if wanted and shortcut.name not in _on and shortcut.known:
                _on[shortcut.name] = shortcut.module.switch_on()
        return in_use()


def switch_off() -> None:
    """Leaves WeasyPrint as it came, from now on; what it imported stays imported."""
    global _refused
    with _lock:
        _refused = True
        while _on:
            _on.popitem()[1].undo()


def in_use() -> tuple[str, ...]:
    """The names of the shortcuts taken."""
    return tuple(_on)
