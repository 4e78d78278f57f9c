"""Parts of the report as they were measured, each kept by itself: all take hours together."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.machine import Machine
from benchmarks.measures.model import Section

FOLDER = Path("benchmarks/measured")
"""Where parts are kept, seen from the report."""


@dataclass(frozen=True)
class Part:
    """One section with the day, the machine and the way in which it was measured."""

    date: dt.date
    how: str
    machine: Machine
    section: Section


_PARTS = TypeAdapter(Part)


def keep(root: Path, name: str, part: Part) -> None:
    """Keeps a part in the place of an earlier one."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    told = _PARTS.dump_json(part, indent=1)
    (folder / f"{name}.json").write_bytes(told + b"\n")


def kept(root: Path, names: Iterable[str]) -> list[Part]:
    """The parts that are kept of those named, in their order."""
    paths = (root / FOLDER / f"{name}.json" for name in names)
    return [_PARTS.validate_json(path.read_bytes()) for path in paths if path.is_file()]
