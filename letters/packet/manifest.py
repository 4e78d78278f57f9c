"""`manifest.json`: every file of a case with its hash, and all that they were made from.

It stays in the practice. It names no file of the chart: exhibits stand under their letters.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.pages import written
from letters.case.vocabulary import LetterKind
from letters.dossier import ENCLOSED, Dossier, Fingerprint, Mark
from letters.dossier import log as logs
from letters.dossier.checking import MANIFEST
from letters.packet.model import Opened
from letters.packet.packet import Packet


class Listed(Frozen):
    """A file as it stood: its name in the case's folder, the SHA-256 of its content, its size."""

    name: str
    sha256: str
    bytes: int


class ListedPart(Listed):
    """A file of the packet: how many pages it has, and the letters of the exhibits in it."""

    pages: int
    exhibits: tuple[str, ...]


class ListedExhibit(Frozen):
    """An exhibit: the SHA-256 of the file that it came from, which of its pages, of how many."""

    letter: str
    sha256: str
    pages: str
    of: int


class Basis(Frozen):
    """What the letter was made from: digests, and the packs and policies that the library held."""

    citations: str
    packs: tuple[str, ...]
    policies: tuple[str, ...]
    templates: str
    tool: str


class Manifest(Frozen):
    """What `manifest.json` holds. `letter` is the file that the packet encloses.

    `dots` is the resolution to which pictures were reduced, None where none was. `log` is how far
    the log of the case had come; that entry tells of the packet.
    """

    format: Literal["letters/manifest/1"] = "letters/manifest/1"
    case_id: str
    document: LetterKind
    letter: Listed
    packet: tuple[ListedPart, ...]
    dots: int | None
    exhibits: tuple[ListedExhibit, ...]
    files: tuple[Listed, ...]
    basis: Basis
    log: Mark


def basis(made: Fingerprint, packs: Sequence[str], policies: Sequence[str]) -> Basis:
    """What a letter of that fingerprint was made from."""
    return Basis(
        citations=made.library,
        packs=tuple(sorted(packs)),
        policies=tuple(sorted(policies)),
        templates=made.templates,
        tool=made.tool,
    )


def manifest(
    dossier: Dossier, letter_file: str, packet: Packet, opened: Sequence[Opened], made: Basis
) -> Manifest:
    """The manifest of a case whose packet stands in its folder and in its log."""
    folder = dossier.folder
    names = packet.names("packet")
    return Manifest(
        case_id=dossier.id,
        document=dossier.letter().document,
        letter=_listed(folder, letter_file),
        packet=tuple(
            ListedPart(
                **_listed(folder, name).model_dump(), pages=file.pages, exhibits=file.exhibits
            )
            for name, file in zip(names, packet.files, strict=True)
        ),
        dots=packet.dots,
        exhibits=tuple(
            ListedExhibit(
                letter=one.exhibit.letter,
                sha256=one.sha256,
                pages=written(one.numbers),
                of=one.of,
            )
            for one in opened
        ),
        files=tuple(_listed(folder, name) for name in _names(folder)),
        basis=made,
        log=dossier.log().mark,
    )


def _names(folder: Path) -> list[str]:
    """The files of a case but for those that cannot be listed or name what they are.

    The log is bound by its mark, and given documents are listed as exhibits, without their names.
    """
    left = {logs.NAME, MANIFEST}
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in found
        if path.as_posix() not in left
        and path.parts[0] != ENCLOSED
        and not any(part.startswith(".") for part in path.parts)
    )


def _listed(folder: Path, name: str) -> Listed:
    content = (folder / name).read_bytes()
    return Listed(name=name, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
