"""Texts that were looked at and accepted, one file each."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Golden:
    """Compares a text with the file that holds what it should be, byte for byte."""

    folder: Path
    update: bool

    def __call__(self, name: str, text: str) -> None:
        path = self.folder / f"{name}.txt"
        wanted = text.encode()
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted)
        if not path.exists():
            pytest.fail(f"no golden file {path.name}; look at the text, then --update-goldens")
        held = path.read_bytes()
        if held != wanted:
            pytest.fail(f"{name} is no longer as accepted:\n{_difference(held.decode(), text)}")


def _difference(held: str, made: str) -> str:
    lines = difflib.unified_diff(
        held.splitlines(keepends=True), made.splitlines(keepends=True), "accepted", "made now"
    )
    return "".join(line if line.endswith("\n") else f"{line} (no newline)\n" for line in lines)
