"""One case to its documents and its line of the worklist, in three steps.

    begin   argues the case and decides whether the letter that it has is to stay
    make    makes the files: heavy, and of nothing but what it is given
    place   puts the files where the case's folder is

Why three: the first and the last need the folder of the case, the second does not. So it may be
done by another machine, which has neither the export nor the folder.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from letters.case import Case
from letters.citations import Library
from letters.dossier import Dossier, Fingerprint, Log, MeanwhileError, Origin, fingerprint
from letters.dossier.decisions import recorded
from letters.errors import ExitCode, LettersError, OutputError, defect, keeping, unkept
from letters.intake import Notice, Reading, Refused
from letters.pipeline.advancing import advanced
from letters.pipeline.arguing import Argued, argue
from letters.pipeline.finished import Finished, failed, finished, lost, stood
from letters.pipeline.placing import UNREAD, Verdict, decide, place, withdraw
from letters.pipeline.saving import Render, Twin, files_of
from letters.pipeline.wanted import AS_PROPOSED, Wanted
from letters.rationale.phrasing import Phrasebook

Make = Callable[[Argued], Mapping[str, bytes]]
"""Makes all files of a case, by their names, its main document first."""


@dataclass(frozen=True)
class Begun:
    """A case as it was argued, and whether the letter that it has is to stay."""

    argued: Argued
    now: Fingerprint
    log: Log
    verdict: Verdict


@dataclass(frozen=True)
class Failure:
    """Why a case came to no document; `says` names no patient.

    `keeps` tells that what stands in the folder of the case is not to be taken away: it is what
    somebody else made of it meanwhile, or it could not be replaced for want of room.
    """

    says: str
    code: ExitCode
    keeps: bool = False


@dataclass(frozen=True)
class Writing:
    """The writing of any number of cases under one output folder: what is the same for all.

    `origin` tells how the run was called and as of which day it judges, `at` when it is.
    """

    library: Library
    out: Path
    origin: Origin
    at: dt.datetime
    wanted: Wanted = AS_PROPOSED

    @cached_property
    def book(self) -> Phrasebook:
        """The sentences of the worklist."""
        return Phrasebook(self.library, self.wanted.templates)

    def whole(
        self,
        case: Case,
        notices: Sequence[Notice],
        make: Make,
        again: bool = False,
        began: Callable[[Begun], None] | None = None,
    ) -> Finished:
        """All three steps; whatever goes wrong in them is told in the line of the case.

        `began` is called before the files are made, if any are.
        """
        changed: tuple[str, ...] = ()
        try:
            begun = self.begin(case, notices, again)
            changed = begun.verdict.changed
            if begun.verdict.stays:
                return self.stood(begun)
            if began is not None:
                began(begun)
            return self.place(begun, make(begun.argued))
        except Exception as error:
            return self.fail(case, failure(error), changed)

    def begin(self, case: Case, notices: Sequence[Notice] = (), again: bool = False) -> Begun:
        """Argues a case and decides what becomes of the letter that it has.

        `notices` are those of intake on this case; with `again` its letter is drafted anew even
        though it was approved or sent.

        Raises:
            LettersError: the case can never carry what is wanted, or its log is not whole.
        """
        dossier = Dossier(self.out / case.id)
        case = advanced(case, recorded(dossier.folder))
        told = Reading(notices=tuple(notices))
        argued = argue(case, self.library, self.origin.as_of, told, self.wanted)
        now = fingerprint(argued.case, self.library.digest, self.wanted.templates.digest)
        log = dossier.log()
        asked = self.wanted.kind.value if self.wanted.kind else None
        verdict = decide(argued, now, dossier.folder, log, asked, again, self.wanted.docx)
        return Begun(argued=argued, now=now, log=log, verdict=verdict)

    def stood(self, begun: Begun) -> Finished:
        """The line of a case whose letter stays as it is."""
        dossier = Dossier(self.out / begun.argued.case.id)
        changed = begun.verdict.changed
        return stood(begun.argued, self.library, self.book, dossier, begun.log, changed)

    def place(self, begun: Begun, files: Mapping[str, bytes]) -> Finished:
        """Puts the files of a case in its folder, and tells its line.

        Raises:
            LettersError: the log is not whole, or somebody else did something to the case.
            OutputError: the files cannot be written.
        """
        argued = begun.argued
        dossier = Dossier(self.out / argued.case.id)
        with keeping(dossier.id):
            aside = place(argued, begun.now, dossier.folder, files, self.at, begun.verdict)
        shown = (name for name in files if name.endswith((".pdf", ".docx")))
        names = tuple(f"{dossier.id}/{name}" for name in shown)
        return finished(argued, self.library, self.book, names, dossier.log(), aside)

    def fail(self, case: Case, why: Failure, changed: tuple[str, ...] = ()) -> Finished:
        """The line of a case that left no document; its draft is taken away.

        `changed` is what its letter no longer stands on, as far as that was found out.
        """
        if not why.keeps:
            with suppress(OSError):  # where nothing can be written, that is told of other cases
                withdraw(self.out / case.id, self.at, changed)
        return failed(case, self.library, self.book, why.says, why.code)

    def lose(self, one: Refused) -> Finished:
        """The line of a case that intake could not read."""
        if one.case is not None:
            withdraw(self.out / one.case, self.at, (UNREAD,))
        return lost(one, self.book)


def failure(error: Exception) -> Failure:
    """What is told of an error in the line of a case; its text only where it is one of ours."""
    if isinstance(error, MeanwhileError | OutputError):
        return Failure(str(error), error.exit_code, keeps=True)
    if _is_greedy(error):
        return Failure(
            "it needed more memory than it may take; look at the length of what its record says, "
            "or allow more with `--memory`",
            ExitCode.RENDERING,
        )
    if (told := _unkept(error)) is not None:
        return Failure(str(told), told.exit_code, keeps=True)
    if isinstance(error, LettersError):
        return Failure(str(error), error.exit_code)
    return Failure(defect(error), ExitCode.DEFECT)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those of which it came."""
    while error is not None:
        yield error
        error = error.__cause__


def _is_greedy(error: Exception) -> bool:
    """Whether memory ran out."""
    return any(isinstance(each, MemoryError) for each in _causes(error))


def _unkept(error: Exception) -> OutputError | None:
    """What to tell where no room, right or handle was left; None where that is not it."""
    found = (unkept(e, "a file of the case") for e in _causes(error) if isinstance(e, OSError))
    return next((told for told in found if told is not None), None)


def making(wanted: Wanted, origin: Origin, render: Render) -> Make:
    """The second step: files as a run wants them, of an argued case and nothing else."""
    told = origin.model_dump_json(indent=1).encode()
    twin = _twin(wanted)
    return lambda argued: files_of(argued, told, render, twin)


def _twin(wanted: Wanted) -> Twin | None:
    if not wanted.docx:
        return None
    from letters.twin.writing import to_docx  # Why here: few runs make a Word file

    return partial(to_docx, templates=wanted.templates)


def by_case(notices: Sequence[Notice]) -> dict[str, list[Notice]]:
    """Notices by the id of the case that they are on; those on no case are left out."""
    told: dict[str, list[Notice]] = {}
    for notice in notices:
        if notice.case is not None:
            told.setdefault(notice.case, []).append(notice)
    return told


def refused(reading: Reading, only: Sequence[str] = ()) -> tuple[Refused, ...]:
    """The cases that intake could not read; those asked for when any is named."""
    return tuple(one for one in reading.refused if not only or one.name in only)


def chosen(reading: Reading, only: Sequence[str]) -> tuple[Case, ...]:
    """The cases asked for by label or id; all when none is named."""
    asked = frozenset(only)
    return tuple(case for case in reading.cases if not only or {case.label, case.id} & asked)
