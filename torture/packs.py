"""Tortures what clinicians and practices write: citations, policies, templates."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

from letters.case.vocabulary import Vocabulary
from letters.citations import Library, load
from letters.errors import LettersError
from letters.intake import Reading, read
from letters.paths import CITATIONS as SHIPPED
from letters.paths import EXAMPLES
from letters.pipeline import CompanionKind, Wanted
from letters.pipeline.arguing import argue
from letters.rendering import to_html
from letters.templates import opened
from torture.examples import AS_OF, example
from torture.judge import Find, TooLongError, limited, raised
from torture.story import CITATIONS, EXPORT

LIBRARY = import_module("letters.citations.loading")
READ = LIBRARY.read
_SECONDS = 30.0
_WANTED = Wanted(companions=frozenset(CompanionKind))
_LETTERS = ("LN-002 first-level appeal", "LN-002 review sheet", "LN-014 gap sheet")


def _files(root: Path, *endings: str) -> list[tuple[str, bytes]]:
    """The files below a folder, each under a name that tells its place."""
    paths = sorted(path for path in root.rglob("*") if path.suffix in endings)
    return [("@".join(path.relative_to(root).parts), path.read_bytes()) for path in paths]


def citations() -> list[tuple[str, bytes]]:
    """The files of the imaginary library."""
    return _files(CITATIONS, ".yaml")


def policies() -> list[tuple[str, bytes]]:
    """Policies of payers."""
    return _files(EXAMPLES / "policies", ".yaml")


def templates() -> list[tuple[str, bytes]]:
    """A practice's own templates, and some of ours as they would lay them over."""
    theirs = _files(EXAMPLES / "templates", ".yaml", ".svg", ".css", ".j2")
    root = SHIPPED.parent / "templates"
    ours = [*sorted((root / "parts").rglob("*.j2")), *sorted((root / "sentences").rglob("*.j2"))]
    return theirs + [("@".join(p.relative_to(root).parts), p.read_bytes()) for p in ours]


def _placed(path: Path, folder: Path) -> None:
    target = folder.joinpath(*path.name.split("@"))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _guarded(done: Callable[[], object]) -> Find | None:
    try:
        with limited(_SECONDS):
            done()
    except LettersError:
        return None
    except TooLongError:
        return Find("too long", "")
    except Exception as error:
        return raised(error)
    return None


def judge_citations(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Loads a library with one file replaced, and argues a case with it where it loads."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        root = Path(folder) / "citations"
        shutil.copytree(CITATIONS, root)
        _placed(paths[0], root)
        return _guarded(lambda: _argued(load(root), crc32(paths[0].read_bytes())))


def _argued(library: Library, turn: int) -> None:
    """Reads the export with a library, and argues one of its cases."""
    reading = read([EXPORT], library.vocabulary)
    for case in reading.cases[turn % 5 : turn % 5 + 1]:
        argue(case, library, AS_OF, reading, _WANTED)


def judge_policies(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Loads the library with one policy laid over it, and argues a case that it may concern."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        shutil.copytree(EXAMPLES / "policies", folder, dirs_exist_ok=True)
        _placed(paths[0], Path(folder))
        with patch.object(LIBRARY, "read", _remembered):
            turn = crc32(paths[0].read_bytes())
            return _guarded(lambda: _concerned(load(SHIPPED, Path(folder)), turn))


_READ: dict[Path, object] = {}


def _remembered(path: Path, root: Path, genuine: Callable[..., object] = READ) -> object:
    """Reads a file of the shipped library once only: it is always the same."""
    if not path.is_relative_to(SHIPPED):
        return genuine(path, root)
    if path not in _READ:
        _READ[path] = genuine(path, root)
    return _READ[path]


@cache
def _cases() -> Reading:
    return read([EXAMPLES / "intake"], load(SHIPPED).vocabulary)


def _concerned(library: Library, turn: int) -> None:
    label = ("LN-002", "LN-023", "LN-018")[turn % 3]
    case = next(case for case in _cases().cases if case.label == label)
    argue(case, library, AS_OF, _cases(), _WANTED)


def judge_templates(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Opens a practice's folder with one file replaced, and makes documents with it."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        shutil.copytree(EXAMPLES / "templates", folder, dirs_exist_ok=True)
        _placed(paths[0], Path(folder))
        return _guarded(lambda: _made(Path(folder)))


def _made(folder: Path) -> None:
    theirs = opened(folder)
    for name in _LETTERS:
        to_html(example(name).document, templates=theirs)
