"""Whether a letter still stands on what it was made from."""

import datetime as dt
from pathlib import Path

from letters import hashing
from letters.case import Case
from letters.case.frozen import Frozen
from letters.citations import Library, load
from letters.dossier import (
    Dossier,
    Origin,
    State,
    check,
    exhibit_hashes,
    fingerprint,
    give_back,
    held,
)
from letters.dossier.decisions import recorded
from letters.dossier.names import DETERMINATION, LETTER_PDF
from letters.errors import ExitCode, InputError, LettersError, UsageError
from letters.intake import NO_MAPPING, Read, Reading, load_mapping, opened, parse_limits, read
from letters.pipeline.advancing import advanced
from letters.pipeline.arguing import routed
from letters.pipeline.saving import FILE_OF
from letters.pipeline.wanted import Wanted, wanted_of
from letters.templates import SHIPPED, Templates
from letters.templates import opened as open_templates

_WORKED_WITH = frozenset({*FILE_OF.values(), DETERMINATION} - {LETTER_PDF})
"""What people read and write on; nothing rests on these files."""


class HeldBackError(LettersError):
    """A letter does not stand any more on what it was made from, or its folder was changed."""

    exit_code = ExitCode.NEEDS_PRACTICE


class Standing(Frozen):
    """What of that from which a letter was made is not as it was, by names; never by a value.

    `remarks` tell what could not be compared.
    """

    changed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def reopened(origin: Origin) -> tuple[Library, Reading, Wanted]:
    """What a letter was made from and how, read again as it is now.

    Raises:
        LettersError: the library, the templates, the mapping or all exports cannot be read.
    """
    library = load(origin.citations, origin.policies)
    wanted = wanted_of(origin.kinds, origin.data, open_templates(origin.templates), origin.docx)
    mapping = load_mapping(origin.mapping) if origin.mapping else NO_MAPPING
    limits = parse_limits(origin.limits)
    return library, read(origin.exports, library.vocabulary, mapping, limits), wanted


def standing(dossier: Dossier, exhibits: Path | None = None) -> Standing:
    """What changed since a letter was approved, or since it was drafted if it never was.

    Citations, templates, the program and the exhibits are always compared. The exports are read
    again only if a file of theirs is not as it was; where one is gone they are not compared, since
    a practice may delete what it exported. `exhibits` is a folder in which exhibits are looked for
    first.

    Raises:
        UsageError: the case has no letter.
        LettersError: the log or the library cannot be read.
    """
    log, origin = dossier.log(), dossier.origin()
    made = log.approved or log.drafted
    if made is None:
        raise UsageError(f"case {dossier.id} has no draft; write it with `letters write` first")
    library = load(origin.citations, origin.policies)
    templates = _templates(origin.templates)
    case, remarks = _case(dossier, origin, library)
    now = fingerprint(
        case,
        library.digest,
        templates.digest if templates else "",
        exhibit_hashes(dossier, exhibits),
    )
    changed = made.fingerprint.changed(now)
    lost = sorted(made.fingerprint.exhibits.keys() - now.exhibits.keys())
    remarks += tuple(f"exhibit {letter} was not found, so it was not compared" for letter in lost)
    return Standing(changed=changed, remarks=remarks)


def hold(dossier: Dossier, at: dt.datetime, exhibits: Path | None = None) -> tuple[str, ...]:
    """Holds a letter to what it was made from before anything is done with it.

    Returns remarks on what could not be compared. One that was sent is not held: it is history.

    Raises:
        HeldBackError: a file is not as the log tells, or what the letter was made from has changed.
            An approved letter is then back in draft, its files are kept.
        LettersError: as `standing` raises it.
    """
    faults = [fault for fault in check(dossier.folder) if Path(fault.file).name not in _WORKED_WITH]
    if faults:
        told = "; ".join(map(str, faults))
        raise HeldBackError(
            f"the folder of case {dossier.id} is not as its log tells: {told}. Take the files from "
            "a backup, or write the case again with `letters write --again`"
        )
    found = standing(dossier, exhibits)
    now = dossier.log()
    state = now.state
    if not found.changed or state in (State.SENT, State.DECIDED):
        return found.remarks
    told = ", ".join(found.changed)
    if state is State.APPROVED:
        with held(dossier.folder, now.head) as log:
            give_back(dossier.folder, log, at, found.changed)
        raise HeldBackError(
            f"case {dossier.id} was returned to draft, because this changed since it was approved: "
            f"{told}. The approved files are kept under `earlier`; write the case again with "
            "`letters write`, then review and approve it"
        )
    raise HeldBackError(
        f"the draft of case {dossier.id} is out of date, because this changed since it was "
        f"written: {told}. Write it again with `letters write`"
    )


def _templates(folder: Path | None) -> Templates | None:
    """The practice's templates as they are now; None where they are gone."""
    if folder is None:
        return SHIPPED
    return open_templates(folder) if folder.is_dir() else None


def _case(dossier: Dossier, origin: Origin, library: Library) -> tuple[Case, tuple[str, ...]]:
    """The case as the exports tell it now, and remarks; as it was where they cannot be compared."""
    was = dossier.case()
    gone = sum(not file.path.exists() for file in origin.files)
    if gone:
        count = f"{gone} of {len(origin.files)} files of the exports"
        return was, (f"{count} are gone, so the record was not compared",)
    if _files(origin) == _as_set(origin.files):
        return was, ()
    try:
        _, reading, _ = reopened(origin)
    except InputError:
        return was, ("the exports cannot be read any more, so the record was not compared",)
    found = next((case for case in reading.cases if case.id == dossier.id), None)
    if found is None:
        return was, ("the exports tell of this case no more, so the record was not compared",)
    case, _ = routed(advanced(found, recorded(dossier.folder)), library, origin.as_of)
    return case, ()


def _files(origin: Origin) -> set[tuple[Path, str]]:
    """The files of the exports and their hashes as they are now."""
    return _as_set(read_of(origin.exports, origin.mapping, origin.limits))


def read_of(
    exports: tuple[Path, ...], mapping: Path | None, limits: tuple[str, ...]
) -> tuple[Read, ...]:
    """The files that an origin lists: those of its exports as they are now, and its mapping."""
    files = opened(exports, parse_limits(limits))
    return with_mapping(files, mapping)


def with_mapping(files: tuple[Read, ...], mapping: Path | None) -> tuple[Read, ...]:
    """Files of exports with the mapping by which they are read."""
    digest = hashing.of_file(mapping) if mapping else None
    return (*files, Read(path=mapping, sha256=digest)) if mapping and digest else files


def _as_set(files: tuple[Read, ...]) -> set[tuple[Path, str]]:
    return {(file.path, file.sha256) for file in files}
