"""A draft that a clinician took, line by line, becomes the final; or is a draft again."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from letters.approval import check_signer, discussed, draft, final
from letters.citations import load
from letters.dossier import (
    Accepted,
    Approved,
    Dossier,
    Drafted,
    Log,
    LogError,
    State,
    exhibit_hashes,
    give_back,
    hashes,
    held,
    store,
)
from letters.dossier.checking import WORD_FILE
from letters.dossier.folder import LETTER
from letters.errors import UsageError
from letters.pipeline.arguing import judge, stating
from letters.pipeline.pressing import press
from letters.pipeline.saving import FILE_OF, Render
from letters.pipeline.standing import hold
from letters.pipeline.wanted import CompanionKind, Wanted, wanted_of
from letters.rationale import compose_brief, compose_fax_cover, compose_patient_copy
from letters.rationale.model import Letter, Printable
from letters.routing import route
from letters.templates import opened

WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Approval:
    """Who approves, when, and what they took. `twin` is the edited Word file, kept with the final.

    `accepted` may hold more than the review sheet asks: what an edited file says by itself.
    `exhibits` is a folder in which the files to be enclosed are looked for first.
    """

    by: str
    npi: str
    at: dt.datetime
    accepted: tuple[Accepted, ...]
    exhibits: Path | None = None
    twin: bytes | None = None


def approve(dossier: Dossier, letter: Letter, approval: Approval) -> Approved:
    """Makes `letter`, the draft of a case or its edited wording, the final, and logs who took what.

    The files are made first, then logged, then put in place: what fails leaves the draft as it was.

    Raises:
        UsageError: the case is not open to approval, the clinician is not the one who is to sign,
            or something needed was not taken.
        HeldBackError: what the draft was made from has changed, or its files were.
        RenderingError: the final cannot be made.
    """
    log = dossier.log()
    drafted = ready(dossier, log)
    hold(dossier, approval.at, approval.exhibits)
    check_signer(letter.signature, approval.by, approval.npi)
    sheet = dossier.review()
    made = final(letter, sheet, approval.accepted)
    told = made if discussed(sheet, approval.accepted) else draft(made)
    files = _files(dossier, made, told)
    if approval.twin is not None:
        files[WORD_FILE] = approval.twin
    event = Approved(
        at=approval.at,
        by=letter.signature.name,
        npi=approval.npi.strip(),
        accepted=approval.accepted,
        fingerprint=drafted.fingerprint.model_copy(
            update={"exhibits": exhibit_hashes(dossier, approval.exhibits)}
        ),
        twin=hashes(files).get(WORD_FILE),
        files=hashes(files),
    )
    dossier.record(event, files, after=log.head)
    return event


def ready(dossier: Dossier, log: Log) -> Drafted:
    """The draft that can be approved now.

    Raises:
        UsageError: there is none, or it is approved already.
    """
    if log.state not in (State.DRAFT, State.REVIEW):
        told = {
            State.APPROVED: "it is approved; `--withdraw` makes it a draft again",
            State.SENT: "its letter was sent; record the decision with `letters decided`",
            State.DECIDED: "it was decided; write the next letter with `letters write`",
        }
        raise UsageError(f"case {dossier.id}: {told[log.state]}")
    if log.drafted is None:
        raise UsageError(f"case {dossier.id} has no draft; write it with `letters write` first")
    return log.drafted


def take_back(dossier: Dossier, by: str, at: dt.datetime) -> None:
    """Makes an approved letter that was not sent a draft again; the final is put aside.

    Raises:
        UsageError: the letter is not approved, or was sent.
    """
    log = dossier.log()
    approved, drafted = log.approved, log.drafted
    if log.state is not State.APPROVED or approved is None or drafted is None:
        raise UsageError(f"case {dossier.id} is {log.state.value}: nothing is there to withdraw")
    again = draft(dossier.letter())
    kept = {
        name: path.read_bytes()
        for name in drafted.files
        if (path := dossier.folder / name).is_file()
    }
    files = kept | _files(dossier, again, again)
    with held(dossier.folder) as log_held:
        if log_held.log.head != log.head:
            raise LogError(
                "something else was done to the case meanwhile; look with `letters log` and run "
                "this again"
            )
        give_back(dossier.folder, log_held, at, (WITHDRAWN,), by)
        log_held.append(
            Drafted(
                at=at,
                by=by,
                document=drafted.document,
                level=drafted.level,
                fingerprint=drafted.fingerprint,
                files=hashes(files),
            )
        )
        for name, content in files.items():
            store(dossier.folder / name, content)


def _files(dossier: Dossier, letter: Letter, told: Letter) -> dict[str, bytes]:
    """The letter as PDF and as rationale, and what stands beside it, made anew.

    `told` is the letter of which a copy for the patient tells.
    """
    origin = dossier.origin()
    wanted = wanted_of(origin.kinds, origin.data, opened(origin.templates))
    render = press(wanted)
    made = render(letter)
    files = {FILE_OF[letter.document]: made.pdf, LETTER: letter.model_dump_json(indent=1).encode()}
    beside = _beside(dossier, letter, told, made.pages, wanted)
    return files | {FILE_OF[one.document]: _pressed(one, render) for one in beside}


def _pressed(document: Printable, render: Render) -> bytes:
    return render(document).pdf


def _beside(
    dossier: Dossier, letter: Letter, told: Letter, pages: int, wanted: Wanted
) -> list[Printable]:
    """What goes with a letter, as far as it was written with the draft."""
    there = {kind for kind in CompanionKind if (dossier.folder / FILE_OF[kind.value]).exists()}
    if not there:
        return []
    origin, case = dossier.origin(), dossier.case()
    library = load(origin.citations, origin.policies)
    routing = route(case, library, origin.as_of, wanted.kind)
    case = stating(case, routing)
    judged = (case, judge(case, library, origin.as_of, routing), library, routing)
    made: list[Printable] = []
    if CompanionKind.BRIEF in there:
        made.append(compose_brief(*judged, letter, wanted.templates))
    if CompanionKind.PATIENT in there:
        made.append(compose_patient_copy(*judged, told, wanted.templates))
    if CompanionKind.FAX in there:
        cover = compose_fax_cover(
            case,
            library,
            routing,
            letter.dated,
            letter.request_type,
            pages + 1,
            templates=wanted.templates,
        )
        made.append(cover)
    return made
