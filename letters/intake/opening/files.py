"""Tells what kind of file each input is, from its content and never from its name alone."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from letters.case.provenance import Provenance
from letters.intake.limits import MEGABYTE, Limits
from letters.intake.opening.kinds import FileKind, ForeignError, kind_of, terminators
from letters.intake.reading import Journal, ReadingError, Unused

__all__ = ["File", "FileKind", "open_all"]

_PIECE = 1 << 18
_STREAMED = frozenset({FileKind.X12, FileKind.FHIR_LINES})
"""Kinds that are read piece by piece, whatever their size."""
_LOCK = "~$"
_OF_THE_COMPUTER = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_NOTES = frozenset({".md", ".rst"})
_NOT_THE_EXPORT = "it belongs to the computer, not to the export"
_MISSED = "a file could not be read"
_OUT = ReadingError(
    "it is a link that leads out of the folder of the export",
    "put the file itself there, or name where it stands on the command line",
)


@dataclass(frozen=True)
class File:
    """One readable file of the input. `sha256` is the hash of its bytes."""

    path: Path
    kind: FileKind
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The base name as it may be shown."""
        return shown(self.path)

    def place(self, part: str | None = None) -> Provenance:
        """Where a part of it stands, as `segment 41`."""
        return Provenance(file=self.name, sha256=self.sha256, part=part)


def shown(path: Path) -> str:
    """The base name of a path, with what cannot be printed replaced."""
    name = os.fsencode(path.name or str(path)).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def open_all(paths: Sequence[Path], limits: Limits, journal: Journal) -> list[File]:
    """The readable files, in the order given; folders are walked in the order of names.

    A file that cannot be read is noted and the others go on. Of several files with one content the
    first is taken.
    """
    files: dict[str, File] = {}
    for path in paths:
        walked = _is_folder(path)
        for each in _Walk(path, journal).files(path) if walked else (path,):
            try:
                file = _opened(each, limits)
            except ReadingError as refusal:
                _refuse(each, refusal, walked, journal)
                continue
            if files.setdefault(file.sha256, file) is not file:
                why = "it has the same content as a file before it"
                journal.leave_part(Unused(kind="file", file=file.name, why=why))
    return list(files.values())


class _Walk:
    """A walk through one folder of an export, which may lead nowhere else.

    Why: what an export holds comes from others, and must not choose what else of this computer is
    read into a letter.
    """

    def __init__(self, root: Path, journal: Journal) -> None:
        self._root, self._journal = root.resolve(), journal
        self._seen: set[tuple[int, int]] = set()

    def files(self, folder: Path) -> Iterator[Path]:
        """The files of a folder and of those within it, each folder once however it is linked."""
        try:
            status = folder.stat()
            inside = sorted(folder.iterdir())
        except OSError:
            rule, action = "the folder cannot be opened", "check that it may be read"
            _refuse(folder, ReadingError(rule, action), False, self._journal)
            return
        if (status.st_dev, status.st_ino) in self._seen:
            self._leave(folder, "the folder was read before")
            return
        self._seen.add((status.st_dev, status.st_ino))
        for path in inside:
            if path.name.startswith((".", _LOCK)) or path.name.lower() in _OF_THE_COMPUTER:
                self._leave(path, _NOT_THE_EXPORT)
            elif path.suffix.lower() in _NOTES:
                self._leave(path, "it is a note to read, not an export")
            elif self._leads_out(path):
                _refuse(path, _OUT, False, self._journal)
            elif _is_folder(path):
                yield from self.files(path)
            else:
                yield path

    def _leave(self, path: Path, why: str) -> None:
        self._journal.leave_part(Unused(kind="file", file=shown(path), why=why))

    def _leads_out(self, path: Path) -> bool:
        """Whether it is a link to something that is there, in another place than the export."""
        try:
            return path.is_symlink() and not path.resolve(True).is_relative_to(self._root)
        except (OSError, RuntimeError):  # to nothing, or to itself: whoever opens it says so
            return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _refuse(path: Path, refusal: ReadingError, walked: bool, journal: Journal) -> None:
    """Lists a file that is not read; what may hold treatments leaves their list incomplete.

    Why a document found in a folder is no error: the proofs of an export lie beside its tables.
    """
    name = shown(path)
    document = isinstance(refusal, ForeignError) and refusal.document
    if not (document and walked):
        place = Provenance(file=name, sha256="")
        journal.note("error", "The file was not read", place, refusal)
    journal.leave_part(Unused(kind="file", file=name, why=refusal.rule))
    if not document:
        journal.missed.append(_MISSED)
    elif "treatment" in name.casefold():
        journal.unread.append(name)


def _opened(path: Path, limits: Limits) -> File:
    try:
        _check_regular(path.stat().st_mode)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limits.file_mb * MEGABYTE:
                raise limits.beyond("file_mb", "the size of the file")
            kind = kind_of(file, path.name, limits)
            if kind not in _STREAMED and size > limits.document_mb * MEGABYTE:
                raise limits.beyond("document_mb", "the size of the file")
            ends = terminators(file, kind)
            return File(path, kind, _hashed(file, ends, limits), size)
    except FileNotFoundError as error:
        rule = "it links to nothing" if path.is_symlink() else "there is no such file"
        raise ReadingError(rule, "check the path") from error
    except (OSError, ValueError) as error:
        if isinstance(error, ReadingError):
            raise
        raise ReadingError("the file cannot be opened", "check that it may be read") from error


def _check_regular(mode: int) -> None:
    """Refuses what has no content of its own; to open a pipe would wait for its other end."""
    if stat.S_ISREG(mode):
        return
    what = "a folder" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
    raise ReadingError(f"it is {what}, not a file", "give the file itself")


def _hashed(file: BinaryIO, ends: bytes | None, limits: Limits) -> str:
    """The hash of a file; refuses a line that is too long, whose length alone would fill memory."""
    digest = hashlib.sha256()
    file.seek(0)
    running, longest = 0, limits.line_mb * MEGABYTE
    while piece := file.read(_PIECE):
        digest.update(piece)
        if ends is None:
            continue
        found = [at for end in ends if (at := piece.find(end)) >= 0]
        if running + min(found, default=len(piece)) > longest:
            raise limits.beyond("line_mb", "a line of it")
        last = max(piece.rfind(end) for end in ends)
        running = running + len(piece) if last < 0 else len(piece) - 1 - last
    return digest.hexdigest()
