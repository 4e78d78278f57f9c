"""Watches what this process reaches for: networks, programs, files outside of what it may open."""

import atexit
import os
import shutil
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from letters.paths import PACKAGE

_NETWORK = (
    *("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"),
    *("socket.sendto", "urllib.Request", "http.client.connect", "ftplib.connect"),
)
_PROGRAMS = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.startfile",
    "pty.spawn",
)
_WRITES = ("os.rename", "os.remove", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.rmdir")
_SYSTEM = (
    *("/usr", "/lib", "/etc/fonts", "/etc/ssl", "/etc/localtime", "/etc/mime.types"),
    *("/proc/self", "/dev", "/sys"),
)

_heard: "_Heard | None" = None
_allowed: tuple[str, ...] = ()
_written: tuple[str, ...] = ()
_hooked = False


class _Heard:
    """What was reached for, by this process and by those that it forked meanwhile."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._owner = os.getpid()
        self._ear = os.memfd_create("heard")  # one place to write for all of them

    def append(self, what: str) -> None:
        """Notes one thing."""
        if os.getpid() == self._owner:
            self.told.append(what)
        else:
            os.write(self._ear, what.replace("\n", " ").encode(errors="replace") + b"\n")

    def close(self) -> None:
        """Gathers what others noted."""
        os.lseek(self._ear, 0, os.SEEK_SET)
        with os.fdopen(self._ear, "rb") as file:
            self.told += file.read().decode().splitlines()


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _heard is None:
        return
    if event in _NETWORK:
        _heard.append(f"network: {event}")
    elif event in _PROGRAMS and not _is_confined(arguments):
        _heard.append(f"program: {event} {arguments[0]!s:.80}")
    elif event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        path, flags = _path(arguments[0]), arguments[2]
        writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if not path.startswith(_written if writes else _allowed):
            _heard.append(f"{'written' if writes else 'opened'}: {path[:120]}")
    elif event in _WRITES:
        for each in arguments:
            if isinstance(each, str | os.PathLike) and not _path(each).startswith(_written):
                _heard.append(f"changed: {event} {_path(each)[:120]}")


def _path(told: Any) -> str:
    return os.path.abspath(os.fsdecode(told))  # noqa: PTH100  # a Path for each open takes long


def _is_confined(arguments: tuple[Any, ...]) -> bool:
    """Whether a program is one of our own readers, in a process by itself."""
    line = arguments[1] if len(arguments) > 1 else ()
    return isinstance(line, list | tuple) and str(PACKAGE / "confined.py") in map(str, line)


@contextmanager
def watched(*folders: Path) -> Iterator[list[str]]:
    """What is reached for beside the program's own files and some folders, as it happens.

    What forked processes reach for is told at the end.
    """
    global _heard, _allowed, _written, _hooked
    if not _hooked:
        sys.addaudithook(_hear)
        _hooked = True
    own = [PACKAGE.parent, sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()]
    given = [str(folder) for folder in folders]
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    _allowed = (*map(str, own), *given, *_SYSTEM, cache)
    _written = (*given, "/dev/null", cache, "/proc/self")
    heard = _heard = _Heard()
    try:
        yield heard.told
    finally:
        _heard = None
        heard.close()


class Bait:
    """A file and a port of this machine that hostile text names, and nobody may ask for."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bait-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "bait.txt"
        self.file.write_text("TAKEN-BAIT", encoding="utf-8")
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self.port = self._server.getsockname()[1]

    @property
    def is_taken(self) -> bool:
        """Whether anything has asked at the port since it was last asked."""
        try:
            self._server.accept()[0].close()
        except BlockingIOError:
            return False
        return True
