"""Opens exhibits: each file in a process of its own, with bounds on its memory and time.

open_exhibits(exhibits, bounds) -> tuple[Opened, ...]
"""

import json
import math
import os
import stat
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from letters.case.pages import written
from letters.confined import Confines, OverdueError, output_of
from letters.exhibits.refusals import REFUSALS, REMARKS, Noted, RefusedError
from letters.hashing import sha256
from letters.packet.model import Bounds, Exhibit, ExhibitError, Opened, Remark

_CONFINED = Path(__file__).parents[1] / "exhibits" / "open.py"
_MEGABYTE = 1_000_000
_AT_ONCE = 2
_KINDS = {
    **dict.fromkeys((".pdf",), "PDF"),
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), "JPEG"),
    **dict.fromkeys((".png",), "PNG"),
    **dict.fromkeys((".tif", ".tiff"), "TIFF"),
}
_ENDINGS = {"PDF": ".pdf", "JPEG": ".jpg", "PNG": ".png", "TIFF": ".tif"}
_BEGINNINGS = {
    b"%PDF-": "PDF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
}
_BEFORE_A_PDF = b"\xef\xbb\xbf \t\r\n"
"""What some portals put before a file, and every reader skips."""
_HEAD = 64
DEFAULT = Bounds.model_validate({})


def open_exhibits(exhibits: Sequence[Exhibit], bounds: Bounds = DEFAULT) -> tuple[Opened, ...]:
    """The exhibits as they were opened, in their order.

    Raises:
        ExhibitError: some cannot be opened; it tells every one of them, one to a line.
    """
    together = _Together(bounds)
    # Why threads: each waits for a process. No more at once than fit into memory together.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = list(pool.map(lambda exhibit: _outcome(exhibit, bounds, together), exhibits))
    refused = [str(outcome) for outcome in outcomes if isinstance(outcome, ExhibitError)]
    if refused:
        raise ExhibitError("\n".join(refused))
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Opened))


def open_scan(file: Path, bounds: Bounds = DEFAULT) -> Opened:
    """The scan of a letter as it was signed by hand, opened as an exhibit is; it has no letter.

    Raises:
        ExhibitError: it cannot be opened, or is no PDF.
    """
    try:
        if file.suffix.lower() not in ("", ".pdf"):
            raise RefusedError("kind")
        return _opened(Exhibit(letter="", title="", file=file), bounds, _Together(bounds))
    except RefusedError as refusal:
        raise ExhibitError(f"The signed letter: {_says(refusal, bounds)}") from None


def enclosable(path: Path, bounds: Bounds = DEFAULT) -> tuple[bytes, str]:
    """The content of a file that may become an exhibit, and the ending that says what it is.

    Raises:
        ExhibitError: it is not of a kind that can be enclosed, or too large. It names no file.
    """
    try:
        content = _content(path, bounds)
        return content, _ENDINGS[_kind(path, content)]
    except RefusedError as refusal:
        raise ExhibitError(_says(refusal, bounds)) from None


class _Together:
    """What the exhibits of one packet may still take together, whichever is read first.

    `seconds` are of the processor, as each process tells them: how many others run beside does not
    matter.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._seconds = float(bounds.packet_seconds)
        self._bytes = bounds.packet_mb * _MEGABYTE
        self._lock = threading.Lock()

    @property
    def seconds(self) -> int:
        """How long reading one more may take."""
        with self._lock:
            if self._seconds < 1:
                raise RefusedError("packet overdue")
            return math.floor(self._seconds)

    def took(self, seconds: float) -> None:
        """Counts how long reading one took."""
        with self._lock:
            self._seconds -= seconds

    def hold(self, size: int) -> None:
        """Counts what is about to be held in memory."""
        with self._lock:
            if size > self._bytes:
                raise RefusedError("packet large")
            self._bytes -= size


def _outcome(exhibit: Exhibit, bounds: Bounds, together: _Together) -> Opened | ExhibitError:
    try:
        return _opened(exhibit, bounds, together)
    except RefusedError as refusal:
        return refused(exhibit.letter, exhibit.title, refusal, bounds)


def refused(
    letter: str, title: str, refusal: RefusedError, bounds: Bounds = DEFAULT
) -> ExhibitError:
    """What is said of an exhibit that cannot be enclosed: its letter, the rule, what to do."""
    return ExhibitError(f"Exhibit {letter} ({title}): {_says(refusal, bounds)}")


def _says(refusal: RefusedError, bounds: Bounds) -> str:
    found = REFUSALS.get(refusal.key, REFUSALS["broken"])
    words = {**bounds.model_dump(), "page": refusal.page}
    return f"{found.rule}. {found.action}.".format(**words)


def _opened(exhibit: Exhibit, bounds: Bounds, together: _Together) -> Opened:
    content = _content(exhibit.file, bounds)
    kind = _kind(exhibit.file, content)
    said, pdf = _said(content, _order(kind, exhibit.pages, bounds), bounds, together)
    if said["end"] != "opened":
        raise RefusedError(str(said["end"]), said.get("page"))
    return Opened(
        exhibit=exhibit,
        pdf=pdf,
        numbers=tuple(said["numbers"]),
        of=said["of"],
        sha256=sha256(content),
        texts=tuple(said["texts"]),
        remarks=tuple(_remark(exhibit.letter, Noted(*each)) for each in said["noted"]),
    )


def _content(path: Path, bounds: Bounds) -> bytes:
    """The bytes of a file, which is the file itself and no link to one.

    Why no link is followed: an export from elsewhere must not choose which file of this computer
    is sent to a payer.
    """
    # Why not blocking: to open a pipe would wait for its other end.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            raise RefusedError("link")
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise RefusedError("missing") from None
    except OSError:
        raise RefusedError("closed") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise RefusedError("folder" if stat.S_ISDIR(mode) else "special")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(bounds.file_mb * _MEGABYTE + 1)
    except OSError:
        raise RefusedError("closed") from None
    finally:
        os.close(descriptor)
    if not content:
        raise RefusedError("empty")
    if len(content) > bounds.file_mb * _MEGABYTE:
        raise RefusedError("large")
    return content


def _kind(path: Path, content: bytes) -> str:
    """What a file is: its content must be what its ending says, if it has one."""
    ending = path.suffix.lower()
    if ending and ending not in _KINDS:
        raise RefusedError("kind")
    head = content[:_HEAD].lstrip(_BEFORE_A_PDF)
    found = next((kind for begin, kind in _BEGINNINGS.items() if head.startswith(begin)), None)
    if found is None or (ending and _KINDS[ending] != found):
        raise RefusedError("mismatch")
    return found


def _order(kind: str, wanted: tuple[int, ...] | None, bounds: Bounds) -> dict[str, Any]:
    """What the process is told of a file: its kind, the pages to be enclosed, and its bounds."""
    of_file = ("inches", "unpacked_mb", "all_unpacked_mb", "megapixels", "all_megapixels")
    return {
        "kind": kind,
        "wanted": wanted,
        "most_pages": bounds.pages,
        **bounds.model_dump(include=set(of_file)),
    }


def _said(
    content: bytes, order: dict[str, Any], bounds: Bounds, together: _Together
) -> tuple[dict[str, Any], bytes]:
    """What the process said of a file, and the pages."""
    left = together.seconds
    confines = Confines(bounds.memory_mb * _MEGABYTE, min(bounds.seconds, left))
    most = bounds.packet_mb * _MEGABYTE
    took = float(confines.seconds)  # unless the process comes to tell it
    try:
        with output_of(_CONFINED, [json.dumps(order)], content, confines) as output:
            line = output.readline(most + 1)
            # An allocation that fails, or a crash, ends the process without a word, or within one.
            if not line.endswith(b"\n"):
                raise RefusedError("packet large" if len(line) > most else "broken")
            said: dict[str, Any] = json.loads(line)
            took, size = said.get("seconds", took), said.get("size", 0)
            together.hold(len(line) + size)
            pdf = output.read(size + 1)
    except OverdueError:
        raise RefusedError("overdue" if left >= bounds.seconds else "packet overdue") from None
    finally:
        together.took(took)
    if len(pdf) != size:
        raise RefusedError("broken")
    return said, pdf


def _remark(letter: str, noted: Noted) -> Remark:
    """A remark in words; one on several pages names them all."""
    says = REMARKS[noted.key]
    if len(noted.pages) == 1:
        return Remark(letter=letter, page=noted.pages[0], says=says)
    if noted.pages:
        says = f"pages {written(noted.pages)}: {says}"
    return Remark(letter=letter, page=None, says=says)
