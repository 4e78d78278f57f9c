"""One case's letter and exhibits as its packet: opened, checked, bound, logged, put in place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import pikepdf

from letters.case import Case
from letters.citations import Library, load
from letters.dossier import (
    Dossier,
    Fingerprint,
    Log,
    Packed,
    Signed,
    clear,
    exhibit_places,
    hashes,
    present,
    store,
)
from letters.dossier.names import (
    DRAFT_PACKET,
    LETTER_PDF,
    MANIFEST,
    PACKET,
    SCANNED_PDF,
    SIGNED_PDF,
    packets,
)
from letters.dossier.permitting import approved, unsent
from letters.errors import ExitCode, UsageError
from letters.exhibits.refusals import RefusedError
from letters.hashing import sha256
from letters.packet import (
    Bounds,
    Enclosed,
    Exhibit,
    ExhibitError,
    Opened,
    Packet,
    Remark,
    Seal,
    basis,
    cited,
    foreign,
    manifest,
    open_exhibits,
    open_scan,
    pack,
    proofs,
    refused,
    unenclosed,
    unfound,
    unspared,
)
from letters.pipeline.arguing import routed
from letters.pipeline.pressing import press
from letters.pipeline.standing import hold
from letters.pipeline.wanted import Wanted
from letters.rationale import Letter, compose_fax_cover
from letters.rationale.fax import reference
from letters.rationale.model import FaxCover
from letters.rationale.phrasing import Phrasebook
from letters.templates import Templates, opened


class UnpackedError(ExhibitError):
    """Some exhibits cannot go into the packet, one told in each line; no file was touched."""

    def __init__(self, told: Sequence[str]) -> None:
        super().__init__("\n".join(told))
        self.told = tuple(told)


class LackingError(UnpackedError):
    """All that there is of them can be enclosed; the practice can supply what is not there."""

    exit_code = ExitCode.NEEDS_PRACTICE


@dataclass(frozen=True)
class Packing:
    """How a packet is wanted: its largest file in bytes, with the cover of a fax or not.

    `exhibits` is a folder in which the files to be enclosed are looked for first. `signed` is a
    scan of the letter as it was printed and signed, bound in place of the letter's own pages.
    """

    at: dt.datetime
    limit: int
    fax: bool = False
    exhibits: Path | None = None
    signed: Path | None = None
    bounds: Bounds | None = None


class Signing(NamedTuple):
    """The letter as it goes out: its file, and how it was signed, if it was.

    `scan` is the letter signed by hand, `content` the file that it was read from.
    """

    file: str
    seal: Seal | None = None
    scan: Opened | None = None
    content: bytes | None = None

    @property
    def how(self) -> Literal["by hand", "electronic"] | None:
        """How it was signed; None where its signature line is empty."""
        if self.scan is not None:
            return "by hand"
        return "electronic" if self.seal is not None else None


@dataclass(frozen=True)
class Bundle:
    """A packet as it stands in the folder of its case; `warnings` and `remarks` are for a person.

    `warnings` are lines on the case, `remarks` what to look at in the exhibits. `signed` tells how
    the letter was signed, None where its signature line is empty.
    """

    packet: Packet
    names: tuple[str, ...]
    draft: bool
    signed: Literal["by hand", "electronic"] | None
    warnings: tuple[str, ...]
    remarks: tuple[Remark, ...]


def bundle(dossier: Dossier, packing: Packing) -> Bundle:
    """Makes the packet of a case and puts it in place of the one that it had.

    That of an approved letter is logged and has a manifest. A draft's is made for looking: its
    pages stay marked, it is not logged, and its name says what it is.

    Raises:
        UnpackedError: an exhibit is missing, cannot be enclosed, or lacks a page that is named.
        HeldBackError: what the letter was made from has changed, or its files were.
        UsageError: the case has no letter or no exhibits, its letter was sent, or the scan of it
            has not as many pages.
        LettersError: the packet cannot be made.
    """
    letter = dossier.letter()
    unsent(dossier.log(), dossier.id)
    warnings = hold(dossier, packing.at, packing.exhibits)
    log, origin = dossier.log(), dossier.origin()
    signing = _signing(dossier, log, packing)
    exhibits = _opened(dossier, letter, packing)
    library, templates = load(origin.citations, origin.policies), opened(origin.templates)
    book = Phrasebook(library, templates)
    enclosed = Enclosed(
        letter=letter,
        pdf=(dossier.folder / signing.file).read_bytes(),
        opened=exhibits,
        fax=_fax(dossier, letter, library, templates) if packing.fax else None,
        scan=signing.scan,
        seal=signing.seal,
        foot=_foot(dossier.case(), letter, book),
    )
    made = pack(enclosed, packing.limit, book, press(Wanted(data=False, templates=templates)))
    approval = log.approved
    draft = approval is None
    names = made.names(DRAFT_PACKET if draft else PACKET)
    files = {name: file.content for name, file in zip(names, made.files, strict=True)}
    if approval is None:
        for name, content in files.items():
            store(dossier.folder / name, content)
        _sweep(dossier.folder, (DRAFT_PACKET,), names)
    else:
        made_from = approval.fingerprint
        files[MANIFEST] = _manifest(dossier, made_from, signing, made, exhibits, library)
        if signing.content is not None:
            files[SCANNED_PDF] = signing.content
        dossier.record(Packed(at=packing.at, files=hashes(files)), files, after=log.head)
        _sweep(dossier.folder, (PACKET, DRAFT_PACKET), names)
        clear(dossier.folder, [] if signing.content else [SCANNED_PDF])
    remarks = _remarks(dossier.case(), letter, (*exhibits, *_scans(signing)))
    return Bundle(made, names, draft, signing.how, warnings, remarks)


def _remarks(case: Case, letter: Letter, opened: Sequence[Opened]) -> tuple[Remark, ...]:
    """What a person should look at in what is bound, each once."""
    told = proofs(letter)
    found = [remark for one in opened for remark in one.remarks]
    found += (*foreign(case, opened), *unfound(told, opened), *unspared(frozenset(told), opened))
    return tuple(dict.fromkeys(found))


def _scans(signing: Signing) -> tuple[Opened, ...]:
    return (signing.scan,) if signing.scan is not None else ()


def _signing(dossier: Dossier, log: Log, packing: Packing) -> Signing:
    """The letter as it goes out: as it was signed last, by hand or electronically.

    Raises:
        UsageError: a scan was given of a letter that is not approved, or with other pages.
        ExhibitError: the scan cannot be opened.
    """
    if packing.signed is not None:
        approved(log, dossier.id)
        return _scanned(dossier, packing.signed)
    for event in reversed(log.events):
        if isinstance(event, Signed):
            seal = Seal(by=event.subject, on=event.at.date(), file=SIGNED_PDF)
            return Signing(SIGNED_PDF, seal)
        if isinstance(event, Packed) and SCANNED_PDF in event.files:
            return _scanned(dossier, dossier.folder / SCANNED_PDF)
        if not isinstance(event, Packed):
            break
    return Signing(LETTER_PDF)


def _scanned(dossier: Dossier, file: Path) -> Signing:
    """The letter with the scan of it as it was signed by hand, which has page for page."""
    scan = open_scan(file)
    with pikepdf.open(dossier.folder / LETTER_PDF) as letter:
        pages = len(letter.pages)
    if len(scan.numbers) != pages:
        raise UsageError(
            f"the scan of the signed letter has {len(scan.numbers)} pages, and the letter of case "
            f"{dossier.id} has {pages}: scan every page of it, in order, and nothing else"
        )
    content = file.read_bytes()
    if sha256(content) != scan.sha256:
        raise UsageError("the scan of the signed letter was changed meanwhile; run this again")
    return Signing(LETTER_PDF, scan=scan, content=content)


def _foot(case: Case, letter: Letter, book: Phrasebook) -> str:
    """Whose a page of an exhibit is, by the payer's numbers: a page may be lost from the rest."""
    member, number = case.coverage.member_id, reference(case)
    return book.phrase("packet/foot", member=member, reference=number, on=letter.dated)


def _opened(dossier: Dossier, letter: Letter, packing: Packing) -> tuple[Opened, ...]:
    """All exhibits of a letter, opened; every one that cannot be enclosed is told at once."""
    if not letter.enclosures:
        raise UsageError(
            f"case {dossier.id}: the export names no documents, so there is nothing to enclose; "
            "name them on the documents sheet of the export, or send the letter by itself"
        )
    places = exhibit_places(dossier, packing.exhibits)
    missing: list[str] = []
    wanted: list[Exhibit] = []
    for one in letter.enclosures:
        place = places[one.letter]
        if isinstance(place, Path):
            wanted.append(
                Exhibit(
                    letter=one.letter, title=one.title, on=one.on, file=place, pages=one.numbers
                )
            )
        else:
            missing.append(str(refused(one.letter, one.title, RefusedError(place))))
    try:
        made = open_exhibits(wanted, packing.bounds) if packing.bounds else open_exhibits(wanted)
    except ExhibitError as error:
        raise UnpackedError([*missing, *str(error).splitlines()]) from None
    pointless = [str(error) for error in unenclosed(cited(letter), made)]
    if missing or pointless:
        raise LackingError([*missing, *pointless])
    return made


def _fax(dossier: Dossier, letter: Letter, library: Library, templates: Templates) -> FaxCover:
    """The cover of the fax by which the packet goes; its pages are counted when it is bound."""
    case, routing = routed(dossier.case(), library, letter.dated, letter.document)
    return compose_fax_cover(
        case, library, routing, letter.dated, letter.request_type, templates=templates
    )


def _sweep(folder: Path, stems: Sequence[str], kept: Sequence[str]) -> None:
    """Removes the files of a packet that this one replaces: of another split, or of a draft."""
    patterns = [pattern for stem in stems for pattern in packets(stem)]
    clear(folder, [name for name in present(folder, patterns) if name not in kept])


def _manifest(
    dossier: Dossier,
    made_from: Fingerprint,
    signing: Signing,
    made: Packet,
    exhibits: Sequence[Opened],
    library: Library,
) -> bytes:
    """The manifest of a packet, which is logged with it."""
    listed = basis(made_from, tuple(library.packs), tuple(library.policies))
    content = manifest(dossier, signing.file, made, exhibits, listed, signing.content)
    return content.model_dump_json(indent=1).encode() + b"\n"
