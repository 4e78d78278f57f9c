"""One case's letter and exhibits as its packet: opened, checked, bound, logged, put in place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from letters.citations import Library, load
from letters.dossier import (
    Dossier,
    Log,
    LogError,
    Packed,
    State,
    clear,
    exhibit_files,
    hashes,
    present,
    store,
    told,
)
from letters.dossier.checking import MANIFEST
from letters.errors import ExitCode, UsageError
from letters.packet import (
    Bounds,
    Enclosed,
    Exhibit,
    ExhibitError,
    Opened,
    Packet,
    Remark,
    basis,
    cited,
    foreign,
    manifest,
    open_exhibits,
    pack,
    unenclosed,
    unspared,
)
from letters.pipeline.arguing import stating
from letters.pipeline.pressing import press
from letters.pipeline.saving import LETTER_FILE, SIGNED_FILE
from letters.pipeline.standing import hold
from letters.pipeline.wanted import Wanted
from letters.rationale import Letter, compose_fax_cover
from letters.rationale.model import FaxCover
from letters.rationale.phrasing import Phrasebook
from letters.routing import route
from letters.templates import Templates, opened

FINAL, DRAFT = "packet", "draft-packet"
"""What the names of a packet's files begin with; a draft's is only for looking, never logged."""


class UnpackedError(ExhibitError):
    """Some exhibits cannot go into the packet, one told in each line; no file was touched."""

    def __init__(self, told: Sequence[str], *, unread: bool) -> None:
        super().__init__("\n".join(told))
        self.told = tuple(told)
        # Why on the instance: what the practice can supply is no input that cannot be read.
        self.exit_code = ExitCode.INPUT if unread else ExitCode.NEEDS_PRACTICE  # type: ignore[misc]


@dataclass(frozen=True)
class Packing:
    """How a packet is wanted: its largest file in bytes, with the cover of a fax or not.

    `exhibits` is a folder in which the files to be enclosed are looked for first.
    """

    at: dt.datetime
    limit: int
    fax: bool = False
    exhibits: Path | None = None
    bounds: Bounds | None = None


@dataclass(frozen=True)
class Bundle:
    """A packet as it stands in the folder of its case; `warnings` and `remarks` are for a person.

    `warnings` are lines on the case, `remarks` what to look at in the exhibits.
    """

    packet: Packet
    names: tuple[str, ...]
    draft: bool
    warnings: tuple[str, ...]
    remarks: tuple[Remark, ...]


def bundle(dossier: Dossier, packing: Packing) -> Bundle:
    """Makes the packet of a case and puts it in place of the one that it had.

    That of an approved letter is logged and has a manifest. A draft's is made for looking: its
    pages stay marked, it is not logged, and its name says what it is.

    Raises:
        UnpackedError: an exhibit is missing, cannot be enclosed, or lacks a page that is named.
        HeldBackError: what the letter was made from has changed, or its files were.
        UsageError: the case has no letter or no exhibits, or its letter was sent.
        LettersError: the packet cannot be made.
    """
    letter = dossier.letter()
    if dossier.log().state in (State.SENT, State.DECIDED):
        raise UsageError(f"case {dossier.id}: its letter was sent, so its packet stays as it went")
    warnings = hold(dossier, packing.at, packing.exhibits)
    log, origin = dossier.log(), dossier.origin()
    enclosing = _letter_file(log)
    exhibits = _opened(dossier, letter, packing)
    library, templates = load(origin.citations, origin.policies), opened(origin.templates)
    enclosed = Enclosed(
        letter=letter,
        pdf=(dossier.folder / enclosing).read_bytes(),
        opened=exhibits,
        fax=_fax(dossier, letter, library, templates) if packing.fax else None,
    )
    book = Phrasebook(library, templates)
    made = pack(enclosed, packing.limit, book, press(Wanted(data=False, templates=templates)))
    draft = log.approved is None
    names = made.names(DRAFT if draft else FINAL)
    files = {name: file.content for name, file in zip(names, made.files, strict=True)}
    if draft:
        for name, content in files.items():
            store(dossier.folder / name, content)
        _sweep(dossier.folder, (DRAFT,), names)
    else:
        dossier.record(Packed(at=packing.at, files=hashes(files)), files, after=log.head)
        _sweep(dossier.folder, (FINAL, DRAFT), names)
        _list(dossier, enclosing, made, exhibits, library)
    remarks = tuple(remark for one in exhibits for remark in one.remarks)
    remarks += foreign(dossier.case(), exhibits) + unspared(cited(letter), exhibits)
    remarks += unspared(cited(letter), exhibits)
    return Bundle(made, names, draft, warnings, tuple(dict.fromkeys(remarks)))


def _letter_file(log: Log) -> str:
    """The file of the letter that goes out: the signed one where there is one."""
    files = told(log)
    return SIGNED_FILE if SIGNED_FILE in files else LETTER_FILE


def _opened(dossier: Dossier, letter: Letter, packing: Packing) -> tuple[Opened, ...]:
    """All exhibits of a letter, opened; every one that cannot be enclosed is told at once."""
    if not letter.enclosures:
        raise UsageError(
            f"case {dossier.id}: the export names no documents, so there is nothing to enclose; "
            "name them on the documents sheet of the export, or send the letter by itself"
        )
    found = exhibit_files(dossier, packing.exhibits)
    missing = [
        f"Exhibit {one.letter} ({one.title}): "
        + ("there is no such file" if one.file else "the export names no file of it")
        + ". Put it beside the export that names it, or in the folder given with --exhibits"
        for one in letter.enclosures
        if one.letter not in found
    ]
    wanted = [
        Exhibit(
            letter=one.letter,
            title=one.title,
            on=one.on,
            file=found[one.letter],
            pages=one.numbers,
        )
        for one in letter.enclosures
        if one.letter in found
    ]
    try:
        made = open_exhibits(wanted, packing.bounds) if packing.bounds else open_exhibits(wanted)
    except ExhibitError as error:
        raise UnpackedError([*missing, *str(error).splitlines()], unread=True) from None
    pointless = [str(error) for error in unenclosed(cited(letter), made)]
    if missing or pointless:
        raise UnpackedError([*missing, *pointless], unread=False)
    return made


def _fax(dossier: Dossier, letter: Letter, library: Library, templates: Templates) -> FaxCover:
    """The cover of the fax by which the packet goes; its pages are counted when it is bound."""
    case = dossier.case()
    routing = route(case, library, letter.dated, letter.document)
    return compose_fax_cover(
        stating(case, routing),
        library,
        routing,
        letter.dated,
        letter.request_type,
        templates=templates,
    )


def _sweep(folder: Path, stems: Sequence[str], kept: Sequence[str]) -> None:
    """Removes the files of a packet that this one replaces: of another split, or of a draft."""
    patterns = [pattern for stem in stems for pattern in (f"{stem}.pdf", f"{stem}-*-of-*.pdf")]
    clear(folder, [name for name in present(folder, patterns) if name not in kept])


def _list(
    dossier: Dossier, enclosing: str, made: Packet, exhibits: Sequence[Opened], library: Library
) -> None:
    """Writes the manifest, last of all: its mark of the log tells of the packet too."""
    approved = dossier.log().approved
    if approved is None:
        raise LogError("something else was done to the case meanwhile; run this again")
    listed = basis(approved.fingerprint, tuple(library.packs), tuple(library.policies))
    content = manifest(dossier, enclosing, made, exhibits, listed).model_dump_json(indent=1)
    store(dossier.folder / MANIFEST, content.encode() + b"\n")
