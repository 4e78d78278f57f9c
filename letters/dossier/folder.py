"""The folder of one case under the output: whole files, for their owner only."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

from letters.case import Case
from letters.case.frozen import Frozen
from letters.dossier import log as logs
from letters.dossier.events import Event, Files
from letters.dossier.log import Entry, Log, LogError
from letters.dossier.names import CASE, EARLIER, LOG, ORIGIN, RATIONALE, REVIEW
from letters.dossier.origin import Origin
from letters.dossier.owning import own
from letters.errors import InputError, UsageError
from letters.hashing import of_file, sha256
from letters.rationale.model import Letter, ReviewSheet

_FOLDER, _FILE = 0o700, 0o600
_CASES = "c-"
"""What the name of a case's folder begins with: the id of a case does."""

Kept = TypeVar("Kept", bound=Frozen)


class Dossier:
    """What the folder of a case holds, read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def id(self) -> str:
        """The opaque id of the case, which names the folder."""
        return self.folder.name

    def case(self) -> Case:
        """The case as it was when the draft was written."""
        return self._kept(CASE, Case)

    def letter(self) -> Letter:
        """The letter as it was last written.

        Raises:
            UsageError: the case came to no letter.
        """
        self._check_letter()
        return self._kept(RATIONALE, Letter)

    def review(self) -> ReviewSheet:
        """The review sheet that goes with the letter.

        Raises:
            UsageError: the case came to no letter.
        """
        self._check_letter()
        return self._kept(REVIEW, ReviewSheet)

    def origin(self) -> Origin:
        """How the draft was made."""
        return self._kept(ORIGIN, Origin)

    def log(self) -> Log:
        """The log, checked entry by entry; the files of its last entry are put in place first."""
        finish(self.folder)
        return logs.read(self.folder)

    def append(self, event: Event, after: str | None = None) -> Entry:
        """Adds an event to the log; `after` is the head of the log that it was decided upon.

        Raises:
            LogError: the log is not whole, or is not at `after` any more.
        """
        return logs.append(self.folder, event, after)

    def record(self, event: Event, files: Mapping[str, bytes], after: str | None = None) -> Entry:
        """Adds an event to the log, then puts the files in place that it tells of.

        They are on disk before it is logged: where there is no room for one, nothing happened, and
        what a crash leaves undone `finish` does. Others than it tells of are put in place first.

        Raises:
            OSError: a file or the entry cannot be written; nothing was logged.
            LogError: the log is not whole, or is not at `after` any more; no file was touched.
        """
        with ExitStack() as stack:
            held = stack.enter_context(logs.held(self.folder, after))
            told: Mapping[str, str] = getattr(event, "files", {})
            for name in files.keys() - told.keys():  # copies of what the entry replaces
                store(self.folder / name, files[name])
            parts: dict[str, Path] = {}
            try:
                for name in files.keys() & told.keys():
                    part = stack.enter_context(_part(self.folder / name, files[name]))
                    parts[name] = part
                entry = held.append(event)
            except OSError:
                for part in parts.values():
                    part.unlink()
                raise
            for name, part in parts.items():
                part.replace(self.folder / name)
        return entry

    def _check_letter(self) -> None:
        if not (self.folder / REVIEW).exists():
            raise UsageError(
                f"case {self.id} has no letter; see the worklist for what it calls for"
            )

    def _kept(self, name: str, model: type[Kept]) -> Kept:
        try:
            return model.model_validate_json((self.folder / name).read_bytes())
        except FileNotFoundError:
            raise UsageError(
                f"case {self.id} has no {name}; write the case with `letters write` first"
            ) from None
        except ValueError:  # its text would tell values of the patient's
            raise InputError(
                f"{name} of case {self.id} is not as this version of letters writes it; write the "
                "case again with `letters write`"
            ) from None


def find(out: Path, name: str) -> Dossier:
    """The folder of a case by its id or the practice's own label.

    Raises:
        UsageError: there is none, or several cases have that label.
    """
    every = tuple(dossiers(out))
    found = [each for each in every if name == each.id]
    found = found or [each for each in every if name == _label(each)]
    if len(found) == 1:
        finish(found[0].folder)
    else:
        what = "no case" if not found else f"{len(found)} cases"
        raise UsageError(
            f"{what} under {out} with that label or id; `worklist.csv` there lists them"
        )
    return found[0]


def dossiers(out: Path) -> Iterator[Dossier]:
    """All folders of cases under an output folder, by id."""
    for path in sorted(out.glob("c-*")):
        if path.is_dir() and not path.is_symlink():
            yield Dossier(path)


def _label(dossier: Dossier) -> object:
    """The label alone: to read many cases whole takes long."""
    try:
        told = json.loads((dossier.folder / CASE).read_bytes())
    except (OSError, ValueError):
        return None
    return told.get("label") if isinstance(told, dict) else None


def hashes(files: Mapping[str, bytes]) -> Files:
    """The SHA-256 of the content of files, by their names: what an event tells of them."""
    return {name: sha256(content) for name, content in files.items()}


def store(path: Path, content: bytes) -> None:
    """Puts a file in place in one step, for its owner only; it is on disk when this returns.

    Of processes that store one file at once the last one's is there, whole.
    """
    with _part(path, content) as part:
        part.replace(path)


@contextmanager
def _part(path: Path, content: bytes) -> Iterator[Path]:
    """A file that is on disk beside its place, to be put there; none if there is no room."""
    make(path.parent)
    part = _part_of(path)
    with os.fdopen(_alone(part), "wb") as file:
        try:
            file.truncate(0)
            os.fchmod(file.fileno(), _FILE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            part.unlink()
            raise
        yield part


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def finish(folder: Path) -> None:
    """Puts the files in place of which the last entry of a log tells, where a crash prevented it.

    Who adds an event has its files on disk before, beside their places.
    """
    with suppress(LogError, OSError):
        if not any(_lacking(folder, logs.read(folder))):
            return
        with logs.held(folder) as held:
            for path in _lacking(folder, held.log):
                _part_of(path).replace(path)


def _lacking(folder: Path, log: Log) -> Iterator[Path]:
    """The places of files that the last entry tells of and that stand beside them."""
    files = getattr(log.events[-1], "files", {}) if log.events else {}
    for name, digest in files.items():
        if of_file(_part_of(folder / name)) == digest:
            yield folder / name


def _alone(partial: Path) -> int:
    """Opens a part that no other process writes, be it new or left by a crash."""
    while True:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, _FILE)
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(handle), partial.stat()):
                return handle
        except FileNotFoundError:
            pass  # who held it before has put it in place
        os.close(handle)


def make(folder: Path) -> None:
    """Makes a folder and those above it that are missing, each for its owner only.

    Raises:
        OutputError: a link stands in the place of a case's folder, or of one in it.
    """
    _check(folder)
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=_FOLDER, exist_ok=True)


def _check(folder: Path) -> None:
    """Refuses a link in the place of a case's folder, or of one in it."""
    for path in (folder, *folder.parents[:2]):
        if path.name == EARLIER or path.name.startswith(_CASES):
            own(path)


def present(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Of file names and patterns of them, those that stand in a folder."""
    for name in names:
        yield from sorted(path.name for path in folder.glob(name) if path.is_file())


def clear(folder: Path, names: Iterable[str]) -> None:
    """Removes what an earlier run wrote of a case, by names or patterns, and nothing else.

    The log is nobody's to remove, nor what is kept of earlier letters.
    """
    _check(folder)
    for name in present(folder, names):
        if name != LOG:
            (folder / name).unlink(missing_ok=True)


def archive(folder: Path, number: int, names: Iterable[str]) -> tuple[str, ...]:
    """Puts files of a letter aside under the number of the entry that made it what it was.

    Case and origin stay in their place too: by them the case is found. No file that was put aside
    before is replaced. Returns where they now stand, relative to the case's folder.
    """
    made: list[str] = []
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        target = _free(folder / EARLIER / f"{number:03d}" / name)
        make(target.parent)
        if name in (CASE, ORIGIN):
            store(target, path.read_bytes())
        else:
            path.replace(target)
        made.append(target.relative_to(folder).as_posix())
    return tuple(made)


def _free(path: Path) -> Path:
    """A path that no file has: the one given, else with a number behind its name."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(each for each in chain([path], numbered) if not each.exists())
