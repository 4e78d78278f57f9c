"""The folder of one case under the output: whole files, for their owner only."""

from collections.abc import Iterator
from pathlib import Path

from letters.case import Case
from letters.dossier import log as logs
from letters.dossier.events import Event
from letters.dossier.log import Log
from letters.dossier.origin import Origin
from letters.errors import UsageError
from letters.rationale.model import Letter, ReviewSheet

CASE, REVIEW, ORIGIN, LETTER = "case.json", "review.json", "origin.json", "rationale.json"
_EARLIER = "earlier"
_FOLDER, _FILE = 0o700, 0o600


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
        return Case.model_validate_json(self._text(CASE))

    def letter(self) -> Letter:
        """The letter as it was last written.

        Raises:
            UsageError: the case came to no letter.
        """
        if not (self.folder / REVIEW).exists():
            raise UsageError(
                f"case {self.id} has no letter; see the worklist for what it calls for"
            )
        return Letter.model_validate_json(self._text(LETTER))

    def review(self) -> ReviewSheet:
        """The review sheet that goes with the letter.

        Raises:
            UsageError: the case came to no letter.
        """
        return ReviewSheet.model_validate_json(self._text(REVIEW))

    def origin(self) -> Origin:
        """How the draft was made."""
        return Origin.model_validate_json(self._text(ORIGIN))

    def log(self) -> Log:
        """The log, checked entry by entry."""
        return logs.read(self.folder)

    def append(self, event: Event) -> None:
        """Adds an event to the log."""
        logs.append(self.folder, event)

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise UsageError(
                f"case {self.id} has no {name}; write the case with `letters write` first"
            ) from None


def find(out: Path, name: str) -> Dossier:
    """The folder of a case by its id or the practice's own label.

    Raises:
        UsageError: there is none, or several cases have that label.
    """
    found = [each for each in dossiers(out) if name == each.id or name == _label(each)]
    if len(found) != 1:
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


def _label(dossier: Dossier) -> str | None:
    return dossier.case().label if (dossier.folder / CASE).exists() else None


def store(path: Path, content: bytes) -> None:
    """Puts a file in place in one step, for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
    partial = path.with_name(f".{path.name}.part")
    partial.touch(mode=_FILE)
    partial.write_bytes(content)
    partial.replace(path)


def clear(folder: Path, names: tuple[str, ...]) -> None:
    """Removes what an earlier run wrote of a case, and nothing else."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def archive(folder: Path, number: int, names: tuple[str, ...]) -> str:
    """Keeps the files of an approved or sent letter under the number of an entry of the log.

    Returns the folder where they now stand, relative to the case's.
    """
    kept = f"{_EARLIER}/{number:03d}"
    target = folder / kept
    target.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
    for name in names:
        if (folder / name).exists():
            (folder / name).replace(target / name)
    return kept
