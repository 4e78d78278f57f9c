"""What a run was made on."""

import ctypes
import ctypes.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_LIBRARIES = ("weasyprint", "pydyf", "pydantic", "Jinja2", "pikepdf", "fonttools")
_PEERS = ("typst", "reportlab", "svglib", "python-docx", "websocket-client")


@dataclass(frozen=True)
class Machine:
    """The machine and the versions of all that took part, each as one line."""

    processor: str
    memory: str
    system: str
    python: str
    libraries: str
    native: str
    program: str
    peers: str


def load() -> str:
    """What else there is to do: the load of the last minute."""
    return f"load {os.getloadavg()[0]:.1f} when it began"


def commit(root: Path) -> str:
    """Which commit was measured, and whether files differ from it."""
    line = ("git", "-C", str(root), "describe", "--always", "--dirty")
    try:
        told = subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "commit unknown"
    return f"commit {told}"


def machine(peers: Path | None) -> Machine:
    """This machine; `peers` is where the peers' environment stands."""
    return Machine(
        processor=f"{_processor()}, {os.cpu_count()} cores",
        memory=f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        system=f"{_system()}, Linux {platform.release()}",
        python=f"{platform.python_version()} ({platform.python_compiler()})",
        libraries=_versions(_LIBRARIES, []),
        native=_native(),
        program=_program(),
        peers=_peers(peers),
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _versions(names: tuple[str, ...], path: list[str]) -> str:
    found = metadata.distributions(path=path) if path else metadata.distributions()
    versions = {each.metadata["Name"].casefold(): each.version for each in found}
    told = [f"{name} {versions[name.casefold()]}" for name in names if name.casefold() in versions]
    return ", ".join(told)


def _native() -> str:
    """The versions of Pango and HarfBuzz, asked of themselves."""
    told = []
    for library, name, function in (
        ("libpango-1.0.so.0", "Pango", "pango_version_string"),
        ("libharfbuzz.so.0", "HarfBuzz", "hb_version_string"),
    ):
        try:
            ask = getattr(ctypes.CDLL(library), function)
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        told.append(f"{name} {ask().decode()}")
    return ", ".join(told)


def _program() -> str:
    from letters import __version__

    return f"letters {__version__}"


def _peers(peers: Path | None) -> str:
    if peers is None or not peers.is_dir():
        return "not installed"
    at = f"python{sys.version_info.major}.{sys.version_info.minor}"
    told = [_versions(_PEERS, [str(peers / "lib" / at / "site-packages")])]
    for program in ("chromium", "soffice"):
        if shutil.which(program):
            asked = subprocess.run([program, "--version"], capture_output=True, text=True)
            told.append(" ".join(asked.stdout.split()[:2]))
    return ", ".join(each for each in told if each)
