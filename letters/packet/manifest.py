"""`manifest.json`: every file of a case with its hash, and all that they were made from.

It stays in the practice. It names no file of the chart: exhibits stand under their letters.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.pages import written
from letters.case.vocabulary import LetterKind
from letters.dossier import Dossier, Fingerprint, Mark, exhibit_hashes, present
from letters.dossier.names import (
    DRAFT_PACKET,
    ENCLOSED,
    LOG,
    MANIFEST,
    PACKET,
    SCANNED_PDF,
    packets,
)
from letters.errors import InputError, UsageError
from letters.hashing import sha256
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
    the log of the case had come; the entry after it tells of the packet and of this file.
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
    dossier: Dossier,
    letter_file: str,
    packet: Packet,
    opened: Sequence[Opened],
    made: Basis,
    scan: bytes | None = None,
) -> Manifest:
    """The manifest of a case whose packet is about to be logged and put in its folder.

    `scan` is that of the letter as it was signed by hand, which is put there with it.
    """
    folder = dossier.folder
    parts = tuple(
        ListedPart(
            **_listed(name, file.content).model_dump(), pages=file.pages, exhibits=file.exhibits
        )
        for name, file in zip(packet.names(PACKET), packet.files, strict=True)
    )
    files = [_listed(name, (folder / name).read_bytes()) for name in _names(folder)]
    files += [Listed(**part.model_dump(include={"name", "sha256", "bytes"})) for part in parts]
    files += [_listed(SCANNED_PDF, scan)] if scan is not None else []
    return Manifest(
        case_id=dossier.id,
        document=dossier.letter().document,
        letter=_listed(letter_file, (folder / letter_file).read_bytes()),
        packet=parts,
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
        files=tuple(sorted(files, key=lambda each: each.name)),
        basis=made,
        log=dossier.log().mark,
    )


def differing(dossier: Dossier) -> tuple[str, ...]:
    """The letters of exhibits whose files are not any more what the packet of a case encloses.

    Those that cannot be found are not told: a practice need not keep what it exported. Nor is
    anything of a manifest that cannot be read, which `letters.dossier.check` tells.
    """
    try:
        listed = Manifest.model_validate_json((dossier.folder / MANIFEST).read_bytes())
        found = exhibit_hashes(dossier)
    except (OSError, ValueError, UsageError, InputError):
        return ()
    return tuple(
        one.letter for one in listed.exhibits if found.get(one.letter, one.sha256) != one.sha256
    )


def _names(folder: Path) -> list[str]:
    """The files of a case but for those that cannot be listed or name what they are.

    The log is bound by its mark, given documents are listed as exhibits, without their names, and
    a packet of before is about to be replaced, as is what was made for looking.
    """
    patterns = (*packets(PACKET), *packets(DRAFT_PACKET))
    left = {LOG, MANIFEST, SCANNED_PDF, *present(folder, patterns)}
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in found
        if path.as_posix() not in left
        and path.parts[0] != ENCLOSED
        and not any(part.startswith(".") for part in path.parts)
    )


def _listed(name: str, content: bytes) -> Listed:
    return Listed(name=name, sha256=sha256(content), bytes=len(content))
