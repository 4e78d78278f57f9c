"""All cases of a reading, each to its documents and its line of the worklist."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from letters.case import Case
from letters.citations import Library
from letters.dossier import Dossier, MeanwhileError, Origin, fingerprint
from letters.dossier.decisions import recorded
from letters.errors import ExitCode, LettersError, defect
from letters.intake import Reading, Refused
from letters.pipeline.advancing import advanced
from letters.pipeline.arguing import argue
from letters.pipeline.finished import Finished, failed, finished, lost, stood
from letters.pipeline.placing import UNREAD, decide, place, withdraw
from letters.pipeline.saving import Render, Twin, files_of
from letters.pipeline.wanted import AS_PROPOSED, Wanted
from letters.rationale.phrasing import Phrasebook


def write(
    reading: Reading,
    library: Library,
    out: Path,
    origin: Origin,
    at: dt.datetime,
    render: Render,
    only: Sequence[str] = (),
    wanted: Wanted = AS_PROPOSED,
    again: Sequence[str] = (),
) -> Iterator[Finished]:
    """Writes each case's documents under `out` and yields what became of it.

    `origin` tells how the run was called and as of which day it judges, `at` when it is. A case
    that fails leaves no document behind and does not stop the others. The cases that intake refused
    come last. A letter that was approved or sent stays as it is while nothing calls for another one
    and it is not named in `again`, by the label or id of its case.
    """
    run = _Run(reading, library, out, origin, at, render, wanted, frozenset(again))
    for case in chosen(reading, only):
        try:
            done = run.written(case)
        except MeanwhileError as error:  # what somebody else made of the case is there and stays
            done = failed(case, library, run.book, str(error), error.exit_code)
        except LettersError as error:
            done = run.failed(case, str(error), error.exit_code)
        except Exception as error:  # a defect in one case must not cost the others
            done = run.failed(case, defect(error), ExitCode.DEFECT)
        yield done
    for one in refused(reading, only):
        yield run.lost(one)


@dataclass(frozen=True)
class _Run:
    """What is the same for all cases of a run."""

    reading: Reading
    library: Library
    out: Path
    origin: Origin
    at: dt.datetime
    render: Render
    wanted: Wanted
    again: frozenset[str]

    @property
    def book(self) -> Phrasebook:
        return Phrasebook(self.library, self.wanted.templates)

    def written(self, case: Case) -> Finished:
        """Writes one case, unless the letter that it has is to stay."""
        dossier = Dossier(self.out / case.id)
        case = advanced(case, recorded(dossier.folder))
        argued = argue(case, self.library, self.origin.as_of, self.reading, self.wanted)
        now = fingerprint(argued.case, self.library.digest, self.wanted.templates.digest)
        log = dossier.log()
        asked = self.wanted.kind.value if self.wanted.kind else None
        again = not self.again.isdisjoint((case.id, case.label))
        verdict = decide(argued, now, dossier.folder, log, asked, again)
        if verdict.stays:
            return stood(argued, self.library, self.book, dossier, log, verdict.changed)
        try:
            files = files_of(argued, self._origin, self.render, self._twin)
        except Exception:
            withdraw(dossier.folder, self.at, verdict.changed)
            raise
        aside = place(argued, now, dossier.folder, files, self.at, verdict)
        names = tuple(f"{case.id}/{name}" for name in files if name.endswith((".pdf", ".docx")))
        return finished(argued, self.library, self.book, names, dossier.log(), aside)

    def failed(self, case: Case, error: str, code: ExitCode) -> Finished:
        """The line of a case that left no document."""
        folder = self.out / case.id
        withdraw(folder, self.at, ())
        return failed(case, self.library, self.book, error, code)

    def lost(self, one: Refused) -> Finished:
        """The line of a case that intake could not read."""
        if one.case is not None:
            withdraw(self.out / one.case, self.at, (UNREAD,))
        return lost(one, self.book)

    @property
    def _twin(self) -> Twin | None:
        if not self.wanted.docx:
            return None
        from letters.twin.writing import to_docx  # Why here: few runs make a Word file

        return partial(to_docx, templates=self.wanted.templates)

    @property
    def _origin(self) -> bytes:
        return self.origin.model_dump_json(indent=1).encode()


def refused(reading: Reading, only: Sequence[str] = ()) -> tuple[Refused, ...]:
    """The cases that intake could not read; those asked for when any is named."""
    return tuple(one for one in reading.refused if not only or one.name in only)


def chosen(reading: Reading, only: Sequence[str]) -> tuple[Case, ...]:
    """The cases asked for by label or id; all when none is named."""
    return tuple(case for case in reading.cases if not only or {case.label, case.id} & set(only))
