"""Where the files of a letter's exhibits are: with the case, or beside the export that named them.

The name of a file comes from an export: it never leads out of the folder in which it is looked for.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

from letters.case import Case
from letters.case.evidence import Attestation, Category, Measurement, Procedure, Record, Therapy
from letters.case.model import Decision, Point
from letters.case.provenance import Provenance
from letters.dossier.folder import Dossier
from letters.dossier.names import ENCLOSED
from letters.dossier.origin import Origin
from letters.hashing import of_file

Proved = Measurement | Category | Therapy | Procedure | Record
Unfound = Literal["unnamed", "missing", "whole path", "above", "elsewhere"]
"""Why there is no file of an exhibit: a key of `letters.exhibits.refusals`."""


def exhibit_files(dossier: Dossier, given: Path | None = None) -> dict[str, Path]:
    """The file of each exhibit of a letter, by its letter, as far as there is one.

    `given` is a folder in which they are looked for first, else the one that was given when the
    letter was approved. Then come the documents that were given for the case, and what lies beside
    the export that named the document.
    """
    found = exhibit_places(dossier, given)
    return {letter: place for letter, place in found.items() if isinstance(place, Path)}


def exhibit_places(dossier: Dossier, given: Path | None = None) -> dict[str, Path | Unfound]:
    """The file of each exhibit of a letter, by its letter, or why there is none."""
    case, origin = dossier.case(), dossier.origin()
    first = given or origin.exhibits
    found: dict[str, Path | Unfound] = {}
    for enclosure in dossier.letter().enclosures:
        name = enclosure.file
        if name is None:
            found[enclosure.letter] = "unnamed"
            continue
        folders = [*([first] if first else []), dossier.folder / ENCLOSED]
        places = [_inside(folder, name) for folder in (*folders, *_beside(case, origin, name))]
        # The first file, else what is more than that there is none.
        places.sort(key=lambda place: (not isinstance(place, Path), place == "missing"))
        found[enclosure.letter] = places[0]
    return found


def exhibit_hashes(dossier: Dossier, given: Path | None = None) -> dict[str, str]:
    """The SHA-256 of each exhibit of a letter, by its letter, as far as its file can be read."""
    found = {letter: of_file(path) for letter, path in exhibit_files(dossier, given).items()}
    return {letter: digest for letter, digest in found.items() if digest}


def found_beside(case: Case, origin: Origin) -> frozenset[str]:
    """The names of the documents of a case that lie beside its exports."""
    named = {each.exhibit.file for each in _proving(case) if each.exhibit is not None}
    return frozenset(
        name
        for name in named
        if any(isinstance(_inside(each, name), Path) for each in _beside(case, origin, name))
    )


def _beside(case: Case, origin: Origin, file: str) -> list[Path]:
    """The folders of the exports that name a document, those of all exports where none is known.

    Why not those of all always: a document of that name elsewhere may be another patient's.
    """
    named = {place.sha256 for place in _naming(case, file)}
    parents = [read.path.parent for read in origin.files if read.sha256 in named]
    parents = parents or [read.path.parent for read in origin.files]
    above = (
        export
        for export in origin.exports
        if any(parent.is_relative_to(export) for parent in parents)
    )
    return list(dict.fromkeys([*parents, *above]))


def _naming(case: Case, file: str) -> Iterator[Provenance]:
    """Where it was read that a document proves something."""
    for each in _proving(case):
        if each.exhibit is not None and each.exhibit.file == file:
            yield each.read


def _proving(case: Case) -> Iterator[Decision | Point | Proved]:
    """All that a document may prove."""
    yield from (each for each in case.evidence if not isinstance(each, Attestation))
    yield from case.decisions
    yield from (point for one in case.decisions for point in one.points)
    yield from case.denial.points if case.denial else ()


def _inside(folder: Path, name: str) -> Path | Unfound:
    """The file of a name in a folder or below it, or why there is none."""
    relative = PurePosixPath(name.replace("\\", "/"))
    path = folder / relative
    try:
        whole = path.resolve()
        if whole.is_relative_to(folder.resolve()):
            return path if whole.is_file() else "missing"
    except (OSError, ValueError):
        return "missing"
    if relative.is_absolute() or PureWindowsPath(name).drive:
        return "whole path"
    return "above" if ".." in relative.parts else "elsewhere"
