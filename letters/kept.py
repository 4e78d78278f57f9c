"""What a start would work out again, kept between starts: library, references, templates, style.

It is kept in a folder of the user's own, in files that nobody else may write, under keys that hash
everything that the content was made from, this program included. A file that is not whole, not the
user's alone or not of its key is as good as none; where nothing can be written, nothing is kept.
Everything works without. No content of a case ever comes here.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from letters.hashing import of_trees
from letters.paths import PACKAGE

_FOLDER, _FILE = 0o700, 0o600
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_MOST_OF_A_NAME = 3
"""How many files of one name may stand: of the version at hand, and of others used beside it."""
_LARGEST = 64 << 20
_MAKERS = ("pydantic", "pydantic_core", "jinja2", "markupsafe", "citeproc-py", "PyYAML")

_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Where to keep things from now on; nothing is kept without a folder."""
    global _folder
    _folder = folder


def is_on() -> bool:
    """Whether there is a folder to keep things in."""
    return _folder is not None


def key_of(*made_from: bytes) -> str:
    """The key of what is made of some contents by this program, this Python, these libraries."""
    whole = hashlib.sha256(_program())
    for part in made_from:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()


def load(name: str, key: str) -> bytes | None:
    """What was kept under a name and a key; None if nothing can be trusted to be that."""
    path = _path(name, key)
    if path is None or not _are_private(path.parent):
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or not _is_ours(found) or found.st_size > _LARGEST:
                return None
            seal, content = file.read(_SEAL), file.read(_LARGEST)
    except OSError:
        return None
    return content if seal == _seal(key, content) else None


def save(name: str, key: str, content: bytes) -> None:
    """Keeps a content; where that cannot be done, nothing happens."""
    path = _path(name, key)
    if path is None:
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        if not _are_private(path.parent):
            return
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _FILE)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(key, content) + content)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        _thin(path.parent)


@cache
def program() -> str:
    """The hash of the program's own text, in hexadecimal digits."""
    return of_trees((PACKAGE,), ("py", "txt"))


@cache
def _program() -> bytes:
    versions = sorted(_versions())
    if len(versions) < len(_MAKERS):
        from importlib.metadata import version

        versions = [f"{name} {version(name)}" for name in _MAKERS]
    return f"{program()} {sys.version} {','.join(versions)}".encode()


def _versions() -> Iterator[str]:
    """The makers with their versions, as the folders of their metadata are named.

    Why not from what is in these: to read it takes longer than to read the library.
    """
    makers = {name.lower().replace("-", "_") for name in _MAKERS}
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError):
            for name in os.listdir(folder or "."):  # noqa: PTH208
                if name.endswith(".dist-info") and name.partition("-")[0].lower() in makers:
                    yield name


_SEAL = hashlib.sha256().digest_size


def _seal(key: str, content: bytes) -> bytes:
    """Why: a disk that was full, or a crash, leaves files that are not whole."""
    return hashlib.sha256(key.encode() + content).digest()


def _path(name: str, key: str) -> Path | None:
    return None if _folder is None else _folder / name / key


def _are_private(folder: Path) -> bool:
    """Whether nobody else may write to the folder of a name, nor to the one that it is in."""
    try:
        found = (folder.lstat(), folder.parent.lstat())
    except OSError:
        return False
    return all(stat.S_ISDIR(one.st_mode) and _is_ours(one) for one in found)


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS_WRITE


def _thin(folder: Path) -> None:
    """Removes the oldest where there are many: each edit of what they are made from makes one."""
    found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in found[:-_MOST_OF_A_NAME]:
        path.unlink(missing_ok=True)
