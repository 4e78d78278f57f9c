"""What a run has to do: its cases, and what is the same for all of them, fit to be sent elsewhere.

A case goes to another process as JSON and never as a path: what it is made from may stand on a
machine that the other one cannot see.
"""

import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import Base64Bytes, TypeAdapter

from letters import hashing
from letters.case import Case
from letters.case.frozen import Frozen
from letters.dossier import Dossier, Origin, fingerprint, found_beside
from letters.dossier.names import DECISIONS
from letters.errors import LettersError
from letters.intake import Notice, Reading, Refused
from letters.pipeline import Argued, Make, Wanted, Writing, by_case, chosen, failure, making, press
from letters.pipeline import refused as refused_of
from letters.templates import SHIPPED, Templates

_TEMPLATES = TypeAdapter(Templates)
_LEVEL = 1
"""How closely tasks are packed, of 9: to an eighth of their size, in a tenth of a millisecond."""


class Task(Frozen):
    """One case to be written, with the notices on it; `place` is its number among all, from 0.

    With `again` its letter is drafted anew although it was approved or sent. `seen` is how far the
    ledger was read, in bytes, when the case was found not to be done.
    """

    case: Case
    notices: tuple[Notice, ...] = ()
    again: bool = False
    place: int = 0
    seen: int = 0


@dataclass(frozen=True)
class Docket:
    """All that one run has to do, in the order of its exports; the refused come after the cases.

    `waiting` has the tasks packed, which is how they wait: ten thousand cases as they are worked on
    take a gigabyte, of which each worker would get a share and copies of its own. `whole` tells
    that the run does all cases of its exports, not only some.
    """

    waiting: tuple[bytes, ...]
    refused: tuple[Refused, ...]
    whole: bool = True

    def __len__(self) -> int:
        return len(self.waiting) + len(self.refused)

    def tasks(self) -> Iterator[Task]:
        """Each case as a task, unpacked when it is asked for."""
        for packed in self.waiting:
            yield Task.model_validate_json(zlib.decompress(packed))


def docket_of(reading: Reading, only: Sequence[str] = (), again: Sequence[str] = ()) -> Docket:
    """What is to be done of a reading: all, or the cases named by label or id.

    It keeps no case of the reading, which can be let go of.
    """
    notices, anew = by_case(reading.notices), frozenset(again)
    tasks = (
        Task(
            case=case,
            notices=tuple(notices.get(case.id, ())),
            again=not anew.isdisjoint((case.id, case.label)),
            place=place,
        )
        for place, case in enumerate(chosen(reading, only))
    )
    return Docket(
        waiting=tuple(_packed(task) for task in tasks),
        refused=refused_of(reading, only),
        whole=not only,
    )


def _packed(task: Task) -> bytes:
    return zlib.compress(task.model_dump_json().encode(), _LEVEL)


def key_of(task: Task, writing: Writing) -> str:
    """The hash of all that the files of a case are made from.

    That is the case as its export tells it, the notices on it, the decisions recorded of it, the
    library, the templates, the program, and how the run was called with the day that it judges.
    Why not the export, nor the place where a fact was read: an export of tomorrow has another name
    and the fact in another row, and the hash of a whole file changes with every case in it. A
    notice tells what to correct where, so its place counts.
    """
    templates = writing.wanted.templates.digest
    decisions = writing.out / task.case.id / DECISIONS
    return hashing.of_json(
        {
            "case": fingerprint(task.case, writing.library.digest, templates).model_dump(),
            "notices": [notice.model_dump(mode="json") for notice in task.notices],
            "decisions": hashing.of_file(decisions),
            "called": writing.origin.model_dump(mode="json", exclude={"files", "exports"}),
        }
    )


def is_within_reach(task: Task, writing: Writing) -> bool:
    """Whether the exports of which a case was written, told by its origin, serve as this run's do.

    Why: later verbs read them again, and look beside them for exhibits.
    """
    dossier, now = Dossier(writing.out / task.case.id), writing.origin
    try:
        origin = dossier.origin()
        if origin.exports == now.exports:
            return True
        before = found_beside(dossier.case(), origin)
    except LettersError:
        return False
    there = all(read.path.exists() for read in origin.files)
    return there and found_beside(task.case, now) <= before


class Terms(Frozen):
    """What whoever makes the files of cases has to know besides each case, once for a run."""

    origin: Origin
    data: bool = True
    docx: bool = False
    templates: str | None = None
    """The practice's templates as JSON; None where there are none but ours."""


class Made(Frozen):
    """The files of one case, or why there are none; `says` names no patient."""

    files: Mapping[str, Base64Bytes] = {}
    says: str | None = None
    code: int = 0


def terms_of(writing: Writing) -> Terms:
    """The terms of a run."""
    wanted = writing.wanted
    theirs = wanted.templates if wanted.templates.overlaid else None
    return Terms(
        origin=writing.origin,
        data=wanted.data,
        docx=wanted.docx,
        templates=_TEMPLATES.dump_json(theirs).decode() if theirs else None,
    )


def made(terms: str, argued: str) -> str:
    """The second step of one case somewhere else: JSON of `Terms` and `Argued` in, of `Made` out.

    Nothing is raised: a case that cannot be made tells why.
    """
    try:
        files = _make(terms)(Argued.model_validate_json(argued))
        # Why encoded: Base64Bytes decodes what it is given.
        told = Made(files={name: b64encode(content) for name, content in files.items()})
    except Exception as error:
        why = failure(error)
        told = Made(says=why.says, code=why.code)
    return told.model_dump_json()


@lru_cache(maxsize=4)
def _make(told: str) -> Make:
    """What makes the files on some terms, made once: it holds the templates and the faces."""
    terms = Terms.model_validate_json(told)
    templates = _TEMPLATES.validate_json(terms.templates) if terms.templates else SHIPPED
    wanted = Wanted(data=terms.data, docx=terms.docx, templates=templates)
    return making(wanted, terms.origin, press(wanted))


def press_for(writing: Writing) -> Make:
    """What makes the files on the machine of the run itself."""
    return making(writing.wanted, writing.origin, press(writing.wanted))
