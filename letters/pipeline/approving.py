"""A draft that a clinician accepted, line by line, becomes the final; or is a draft again."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from letters.approval import Item, check_signer, discussed, final, is_signer
from letters.citations import load
from letters.dossier import (
    Accepted,
    Approved,
    Dossier,
    Drafted,
    Log,
    Opened,
    check,
    exhibit_hashes,
    give_back,
    hashes,
    held,
    permitting,
    store,
)
from letters.dossier.names import EARLIER, ORIGIN, RATIONALE, WORD_FILE
from letters.errors import UsageError
from letters.hashing import sha256
from letters.pipeline.arguing import beside, judge, routed
from letters.pipeline.pressing import press
from letters.pipeline.saving import FILE_OF
from letters.pipeline.standing import HeldBackError, hold
from letters.pipeline.twins import Twin
from letters.pipeline.wanted import CompanionKind, Wanted, wanted_of
from letters.rationale.model import Brief, FaxCover, Letter, PatientCopy, Signature
from letters.templates import opened

WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Edited:
    """An edited Word file, and what was found changed in it."""

    content: bytes
    found: Twin

    @property
    def items(self) -> tuple[Item, ...]:
        """Every change, to be accepted like a line of the review sheet."""
        return self.found.items


@dataclass(frozen=True)
class Approval:
    """Who approves, when, and what they accepted; `edited` is the wording that is to be final.

    `exhibits` is a folder in which the files to be enclosed are looked for first.
    """

    by: str
    npi: str
    at: dt.datetime
    accepted: tuple[Accepted, ...]
    exhibits: Path | None = None
    edited: Edited | None = None


def approve(dossier: Dossier, approval: Approval) -> Approved:
    """Makes the draft of a case or its edited wording the final, and logs who accepted what.

    The files are made first, then logged, then put in place: what fails leaves the draft as it was.
    The draft's own are kept, so that a withdrawal gives back what was drafted.

    Raises:
        UsageError: the case is not open to approval, the clinician is not the one who is to sign or
            has not opened the review sheet, or something needed was not accepted.
        HeldBackError: what the draft was made from has changed, or its files were.
        RenderingError: the final cannot be made.
    """
    log = dossier.log()
    drafted = permitting.draft(log, dossier.id)
    hold(dossier, approval.at, approval.exhibits)
    letter = dossier.letter()
    check_signer(letter.signature, approval.by, approval.npi)
    if not has_opened(log, letter.signature):
        raise UsageError(unopened(dossier))
    files = _final(dossier, letter, approval)
    if approval.exhibits:  # so that signing, sending and packing look for them there too
        there = {"exhibits": approval.exhibits.absolute()}
        files[ORIGIN] = dossier.origin().model_copy(update=there).model_dump_json(indent=1).encode()
    logged = hashes(files)
    event = Approved(
        at=approval.at,
        by=letter.signature.name,
        npi=approval.npi.strip(),
        accepted=approval.accepted,
        fingerprint=drafted.fingerprint.model_copy(
            update={"exhibits": exhibit_hashes(dossier, approval.exhibits)}
        ),
        twin=logged.get(WORD_FILE),
        files=logged,
    )
    dossier.record(event, _aside(dossier, log, drafted, files) | files, after=log.head)
    return event


def has_opened(log: Log, signature: Signature) -> bool:
    """Whether who is to sign has opened the review sheet since the draft was written."""
    since = takewhile(lambda event: not isinstance(event, Drafted), reversed(log.events))
    return any(isinstance(event, Opened) and is_signer(signature, event.by) for event in since)


def unopened(dossier: Dossier) -> str:
    """What to say to a clinician who has not opened the review sheet yet."""
    return (
        f"case {dossier.id}: you have not opened the review sheet of this draft. Read it with "
        "`letters review` and give your name there with --by, or approve at a terminal, which asks "
        "line by line"
    )


def take_back(dossier: Dossier, by: str, npi: str, at: dt.datetime) -> Approved:
    """Makes an approved letter that was not sent the draft again that it was; the final is kept.

    Anyone may withdraw under their own name, since it makes nothing final; under the name of the
    clinician only with their NPI. Returns the approval that was taken back.

    Raises:
        UsageError: the letter is not approved, or was sent; or the name is that of the clinician
            and the NPI is not.
        HeldBackError: the folder is not as its log tells, or the draft is not there any more.
    """
    log = dossier.log()
    approved, drafted = permitting.approved(log, dossier.id), permitting.unsent(log, dossier.id)
    signature = dossier.letter().signature
    if npi or is_signer(signature, by):
        check_signer(signature, by, npi)
    with held(dossier.folder, log.head) as log_held:
        if faults := check(dossier.folder):
            told = "; ".join(map(str, faults))
            raise HeldBackError(
                f"the folder of case {dossier.id} is not as its log tells: {told}. {_OTHERWISE}"
            )
        files = _drafted(dossier, log, drafted)
        give_back(dossier.folder, log_held, at, (WITHDRAWN,), by)
        log_held.append(drafted.model_copy(update={"at": at, "files": hashes(files)}))
        for name, content in files.items():
            store(dossier.folder / name, content)
    return approved


_OTHERWISE = "Take the files from a backup, or write the case again with `letters write --again`"


def _kept_in(log: Log, drafted: Drafted) -> str:
    """Where the files of a draft are kept that its approval replaced.

    Why a folder of their own: what somebody changed of a draft is put aside under its number.
    """
    number = next(entry.number for entry in reversed(log.entries) if entry.event == drafted)
    return f"{EARLIER}/{number:03d}-draft"


def _aside(
    dossier: Dossier, log: Log, drafted: Drafted, replaced: Iterable[str]
) -> dict[str, bytes]:
    """The files of a draft that are to be replaced, under the names by which they are kept."""
    folder = _kept_in(log, drafted)
    found = ((name, _as_drafted(dossier.folder / name, drafted, name)) for name in replaced)
    return {f"{folder}/{name}": content for name, content in found if content is not None}


def _drafted(dossier: Dossier, log: Log, drafted: Drafted) -> dict[str, bytes]:
    """The files of a draft, each with the very bytes of which the log tells.

    Raises HeldBackError where one is not there any more. The Word file is there to be edited: it
    may have been changed where it stood, and then there is none until the case is written again.
    """
    found: dict[str, bytes] = {}
    for name in drafted.files:
        places = (dossier.folder / name, dossier.folder / _kept_in(log, drafted) / name)
        each: Iterator[bytes | None] = (_as_drafted(path, drafted, name) for path in places)
        content = next((one for one in each if one is not None), None)
        if content is not None:
            found[name] = content
        elif name != WORD_FILE:
            raise HeldBackError(
                f"case {dossier.id}: {name} of the draft is not there any more. {_OTHERWISE}"
            )
    return found


def _as_drafted(path: Path, drafted: Drafted, name: str) -> bytes | None:
    """The content of a file, if it is what the log tells of the draft."""
    content = path.read_bytes() if path.is_file() else b""
    return content if sha256(content) == drafted.files.get(name) else None


def _final(dossier: Dossier, draft: Letter, approval: Approval) -> dict[str, bytes]:
    """The files of the final: the draft as it is, or the edited wording of it."""
    edited, sheet = approval.edited, dossier.review()
    letter = (edited.found.letter or draft) if edited else draft
    made = final(letter, sheet, approval.accepted, edited.items if edited else ())
    told = made if discussed(sheet, approval.accepted) else letter
    files = _files(dossier, made, told)
    return files | ({WORD_FILE: edited.content} if edited else {})


def _files(dossier: Dossier, letter: Letter, told: Letter) -> dict[str, bytes]:
    """The letter as PDF and as rationale, and what stands beside it, made anew.

    `told` is the letter of which a copy for the patient tells.
    """
    origin = dossier.origin()
    wanted = wanted_of(origin.kinds, origin.data, opened(origin.templates))
    render = press(wanted)
    made = render(letter)
    files = {
        FILE_OF[letter.document]: made.pdf,
        RATIONALE: letter.model_dump_json(indent=1).encode(),
    }
    others = _beside(dossier, letter, told, made.pages, wanted)
    return files | {FILE_OF[one.document]: render(one).pdf for one in others}


def _beside(
    dossier: Dossier, letter: Letter, told: Letter, pages: int, wanted: Wanted
) -> tuple[Brief | PatientCopy | FaxCover, ...]:
    """What goes with a letter, as far as it was written with the draft."""
    there = {kind for kind in CompanionKind if (dossier.folder / FILE_OF[kind.value]).exists()}
    if not there:
        return ()
    origin = dossier.origin()
    library = load(origin.citations, origin.policies)
    case, routing = routed(dossier.case(), library, origin.as_of, wanted.kind)
    judged = (case, judge(case, library, origin.as_of, routing), library, routing)
    made, fax = beside(judged, there, letter, told, wanted.templates, pages + 1)
    return (*made, fax) if fax else made
