"""SHA-256 as hexadecimal digits: of content, of a file, of folders, of a JSON value."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def sha256(content: bytes) -> str:
    """The hash of some content."""
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str | None:
    """The hash of a file as it stands; None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # no file has such a name
        return None


def of_json(value: Any) -> str:
    """The hash of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode())


def of_trees(roots: Iterable[Path], endings: Iterable[str]) -> str:
    """The hash of the files below some folders that end so, by their names and contents.

    A folder that is not there is one without files.
    """
    whole, suffixes = hashlib.sha256(), tuple(f".{ending}" for ending in endings)
    for root in filter(Path.is_dir, roots):
        for steps in sorted(_below(str(root), (), suffixes)):
            # A Path for each of a thousand files takes longer than reading it.
            with open(f"{root}/{'/'.join(steps)}", "rb") as file:  # noqa: PTH123
                whole.update("/".join(steps).encode() + b"\0" + file.read() + b"\0")
    return whole.hexdigest()


def _below(
    folder: str, steps: tuple[str, ...], endings: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            here = (*steps, entry.name)
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, here, endings)
            elif entry.name.endswith(endings):
                yield here
