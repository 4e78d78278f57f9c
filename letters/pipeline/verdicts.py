"""One answer on a finished file, or on the whole folder of a case: is it what it should be?

What is laid side by side: the file and its rationale (trace), the file and its signature, the file
and the log of its case (who approved it, and whether it is the file of which the log tells).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from letters.case.frozen import Frozen
from letters.dossier import Approved, Dossier, Log, LogError, Returned, Sent, check, told, unmarked
from letters.dossier import log as logs
from letters.dossier.names import (
    DRAFT_PACKET,
    EARLIER,
    LETTER_PDF,
    LOG,
    MANIFEST,
    ORIGIN,
    PACKET,
    RATIONALE,
    SIGNED_PDF,
)
from letters.errors import InputError, UsageError
from letters.hashing import sha256
from letters.packet import differing
from letters.rationale.naming import LETTERS
from letters.signing import Signature, examine
from letters.templates import fixed_words, opened
from letters.verification import NoRationaleError, Verification, rationale_of, read, traced

_ABOUT = ("document", "case_id", "dated", "library", "tool")
_LETTERS = (LETTER_PDF, SIGNED_PDF)
_BOUND = (PACKET, DRAFT_PACKET)
"""What files begin with that are bound of others: they carry no rationale of their own."""


class LogTells(Frozen):
    """What the log beside a file tells of it: how far its case is, who approved it and when.

    `log` is False where no log stands beside the file. `by` is None where nobody approved it.
    `taken_back` is when that approval was: it had not gone out, and approves nothing since.
    `changes` are the names of the passages of a letter that were changed in its Word file and
    accepted; `reasoned` those for which a reason was given, since they do not trace or leave out
    what is required.
    """

    log: bool = False
    state: str | None = None
    by: str | None = None
    npi: str | None = None
    at: dt.datetime | None = None
    taken_back: dt.datetime | None = None
    changes: tuple[str, ...] = ()
    reasoned: tuple[str, ...] = ()


class Verdict(Frozen):
    """The answer on one file. `about` is what its rationale says it is.

    `trace` is None where it carries no rationale, and need not. `faults` are what is wrong beside
    the trace, in words that hold no value of the patient's.
    """

    ok: bool
    file: str
    about: dict[str, Any]
    trace: Verification | None
    signature: Signature
    approval: LogTells
    faults: tuple[str, ...] = ()


class Whole(Frozen):
    """The answer on the folder of a case: its log and manifest, and each PDF in it.

    `unmarked` counts the last entries of the log of which no mark outside of the folder tells.
    """

    ok: bool
    case_id: str
    state: str
    entries: int
    manifest: bool
    unmarked: int
    faults: tuple[str, ...]
    files: tuple[Verdict, ...]


@dataclass(frozen=True)
class Measure:
    """By what files are judged: when, the roots trusted, and what a trace is to be held to.

    `rationale` stands in place of the one that a file carries; `words` are phrases of a practice's
    own templates.
    """

    at: dt.datetime
    roots: Sequence[Any] = ()
    rationale: bytes | None = None
    words: frozenset[str] = frozenset()


def verdict(file: Path, by: Measure) -> Verdict:
    """The answer on one file, which must trace.

    Raises:
        InputError: if it cannot be read, or holds no rationale of a known format.
    """
    pdf = file.read_bytes()
    try:
        about, trace = _traced(file, pdf, by)
    except NoRationaleError as error:
        return _judged(file, pdf, by, {}, None, untold=str(error))
    return _judged(file, pdf, by, about, trace)


def whole(dossier: Dossier, by: Measure) -> Whole:
    """The answer on the folder of a case: every PDF in it, its log, its manifest."""
    faults = [str(fault) for fault in check(dossier.folder)]
    faults += [
        f"exhibit {letter}: its file is not any more the one that the packet encloses"
        for letter in differing(dossier)
    ]
    try:
        log = dossier.log()
    except LogError:
        log = Log()  # what is wrong with it is among the faults
    by = replace(by, words=by.words or _words(dossier))
    files = tuple(_of_case(path, by, faults) for path in sorted(dossier.folder.glob("*.pdf")))
    return Whole(
        ok=not faults and all(file.ok for file in files),
        case_id=dossier.id,
        state=log.state.value,
        entries=len(log.entries),
        manifest=(dossier.folder / MANIFEST).exists(),
        unmarked=unmarked(dossier.folder) or 0,
        faults=tuple(faults),
        files=files,
    )


def _of_case(file: Path, by: Measure, faults: Sequence[str]) -> Verdict:
    """The answer on a PDF of a case; only its letter must carry a rationale or have it beside."""
    pdf = file.read_bytes()
    if file.name.startswith(_BOUND):
        return _judged(file, pdf, by, {}, None, known=faults)
    try:
        about, trace = _traced(file, pdf, by)
    except NoRationaleError as error:
        untold = str(error) if file.name in _LETTERS else ""
        return _judged(file, pdf, by, {}, None, known=faults, untold=untold)
    except InputError as error:
        return _judged(file, pdf, by, {}, None, known=faults, untold=str(error))
    return _judged(file, pdf, by, about, trace, known=faults)


def _traced(file: Path, pdf: bytes, by: Measure) -> tuple[dict[str, Any], Verification]:
    reading = read(pdf)
    given = by.rationale
    if given is None and reading.embedded is None:
        given = _beside(file)
    rationale = rationale_of(reading, given)
    return {key: rationale.get(key) for key in _ABOUT}, traced(reading, rationale, by.words)


def _beside(file: Path) -> bytes | None:
    """The rationale in the folder of a case, which is that of its letter, signed or not."""
    beside = file.with_name(RATIONALE)
    if file.name not in _LETTERS or not file.with_name(LOG).exists():
        return None
    return beside.read_bytes() if beside.exists() else None


def _judged(
    file: Path,
    pdf: bytes,
    by: Measure,
    about: dict[str, Any],
    trace: Verification | None,
    *,
    known: Sequence[str] = (),
    untold: str = "",
) -> Verdict:
    """Joins what was found.

    `known` are faults of the folder, which are not told twice, `untold` is why it does not trace.
    """
    signature = examine(pdf, by.at, by.roots)
    faults = [*([untold] if untold else []), *_of_signature(signature)]
    approval, more = _logged(file, pdf, signature)
    faults += [fault for fault in more if fault not in known]
    return Verdict(
        ok=not faults and not more and (trace is None or trace.ok),
        file=file.name,
        about=about,
        trace=trace,
        signature=signature,
        approval=approval,
        faults=tuple(faults),
    )


def _of_signature(found: Signature) -> list[str]:
    faults = []
    if found.state == "broken":
        faults.append(f"the signature is broken: {found.why}")
    if found.altered:
        told = ", ".join(found.altered)
        faults.append(f"the update that added the signature also changed {told}")
    if found.identity == "not trusted":
        faults.append(f"the certificate is not trusted: {found.doubt}")
    return faults


def _logged(file: Path, pdf: bytes, signature: Signature) -> tuple[LogTells, list[str]]:
    """What the log beside a file tells of it, and what of the file is not so."""
    folder = _folder(file)
    if not (folder / LOG).exists():
        return LogTells(), []
    try:
        log = logs.read(folder)
    except LogError as error:
        return LogTells(log=True), [str(error)]
    name, digest = file.absolute().relative_to(folder).as_posix(), sha256(pdf)
    wanted = told(log).get(name)
    faults = []
    if wanted not in (None, digest):
        faults.append(f"{name}: it is not the file of which the log tells")
    approved = _approving(log, pdf, signature)
    back = _taken_back(log, approved) if approved else None
    if back and wanted == digest and _in_place(name):
        approved = back = None  # it is the draft again, which reads as it did when it was approved
    elif back and wanted != digest:
        faults.append(f"{name}: its approval was taken back on {back:%Y-%m-%d}")
    if signature.state != "none" and approved is None:
        faults.append("what was signed is not a letter that the log tells was approved")
    told_of = _told_of(approved, _unsigned(pdf, signature)) if approved else {}
    return LogTells(log=True, state=log.state.value, taken_back=back, **told_of), faults


def _told_of(approved: Approved, digest: str) -> dict[str, Any]:
    """Who approved a file and when, and of a letter also what of its wording was changed."""
    changes = [
        one
        for one in approved.accepted
        if approved.twin
        and not one.name.startswith(tuple(LETTERS))
        and digest == approved.files.get(LETTER_PDF)
    ]
    return {
        "by": approved.by,
        "npi": approved.npi,
        "at": approved.at,
        "changes": tuple(one.name for one in changes),
        "reasoned": tuple(one.name for one in changes if one.reason),
    }


def _in_place(name: str) -> bool:
    return "/" not in name


def _folder(file: Path) -> Path:
    """The folder of the case: the file's own, or the one above where earlier files are kept."""
    folder = file.absolute().parent
    return folder.parent.parent if folder.parent.name == EARLIER else folder


def _approving(log: Log, pdf: bytes, signature: Signature) -> Approved | None:
    """The approval of a letter: of these bytes, or of those that the file had before its signature.

    Why not of those where the signature's update changed more: then they are not what it shows.
    """
    if signature.altered:
        return None
    digest = _unsigned(pdf, signature)
    return next(
        (
            event
            for event in reversed(log.events)
            if isinstance(event, Approved) and digest in event.files.values()
        ),
        None,
    )


def _unsigned(pdf: bytes, signature: Signature) -> str:
    """The hash of a file as it was before it was signed."""
    return sha256(pdf if signature.before is None else pdf[: signature.before])


def _taken_back(log: Log, approved: Approved) -> dt.datetime | None:
    """When an approval was taken back; None where it holds, or its letter had gone out before."""
    since = takewhile(lambda event: event is not approved, reversed(log.events))
    *_, first = (None, *(event for event in since if isinstance(event, Sent | Returned)))
    return first.at if isinstance(first, Returned) else None


def _words(dossier: Dossier) -> frozenset[str]:
    """The phrases of the practice's own templates by which a case was written."""
    try:
        folder = dossier.origin().templates if (dossier.folder / ORIGIN).exists() else None
    except (InputError, UsageError):
        return frozenset()
    return fixed_words(opened(folder)) if folder is not None and folder.is_dir() else frozenset()
