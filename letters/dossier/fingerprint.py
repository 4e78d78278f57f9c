"""From what a letter was made: the hashes by which a later change is known, and named."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from letters import __version__, hashing, kept, paths
from letters.case import Case
from letters.case.frozen import Frozen

_PLACED = frozenset({"read"})
"""Where a fact was read: an export of tomorrow has it in another row and says the same."""
_SHORT = 12
_LOOSE = frozenset({"evidence"})
"""Dated facts, whose order is that of the export's rows and says nothing."""


class Fingerprint(Frozen):
    """The hashes of all that a letter was made from, in hexadecimal digits.

    `inputs` are those of the case by its fields; `exhibits` of the files that are to be enclosed,
    by exhibit letter, as far as they were there.
    """

    inputs: Mapping[str, str]
    exhibits: Mapping[str, str] = {}
    library: str
    templates: str
    tool: str

    def changed(self, now: "Fingerprint") -> tuple[str, ...]:
        """What is not the same now, by name: `input: evidence`, `exhibit B`, `citations`, ...

        An exhibit that was not there at one of both times proves no change.
        """
        told = [f"input: {name}" for name in _differing(self.inputs, now.inputs)]
        both = self.exhibits.keys() & now.exhibits.keys()
        told += [f"exhibit {n}" for n in sorted(both) if self.exhibits[n] != now.exhibits[n]]
        whole = (
            ("citations", self.library, now.library),
            ("templates", self.templates, now.templates),
            ("program", self.tool, now.tool),
        )
        return (*told, *(name for name, then, present in whole if then != present))


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def fingerprint(
    case: Case, library: str, templates: str, exhibits: Mapping[str, str] | None = None
) -> Fingerprint:
    """The fingerprint of a case; `library` and `templates` are the digests of what is in use."""
    fields = _unplaced(case.model_dump(mode="json"))
    inputs = {
        name: hashing.of_json(sorted(map(hashing.of_json, value)) if name in _LOOSE else value)
        for name, value in fields.items()
    }
    return Fingerprint(
        inputs=inputs,
        exhibits=exhibits or {},
        library=library,
        templates=_shipped(paths.TEMPLATES) + templates,
        tool=f"{__version__} {_program()}",
    )


def _unplaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unplaced(below) for key, below in value.items() if key not in _PLACED}
    return [_unplaced(below) for below in value] if isinstance(value, list) else value


@cache
def _shipped(folder: Path) -> str:
    return _tree(folder, ("j2", "css"))


def _program() -> str:
    """One state of the program's own text from another, between two releases too."""
    return kept.program()[:_SHORT]


def _tree(root: Path, endings: tuple[str, ...]) -> str:
    return hashing.of_trees((root,), endings)[:_SHORT]
