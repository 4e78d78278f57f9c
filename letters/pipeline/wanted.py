"""What a run is asked to write beyond what each case calls for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from letters.case.vocabulary import LetterKind
from letters.errors import UsageError
from letters.templates import SHIPPED, Templates


class CompanionKind(StrEnum):
    """What may go with a letter."""

    BRIEF = "peer-to-peer brief"
    PATIENT = "patient copy"
    FAX = "fax cover"


_LETTERS = {
    "necessity": LetterKind.NECESSITY,
    "first-level": LetterKind.FIRST,
    "second-level": LetterKind.SECOND,
    "expedited": LetterKind.EXPEDITED,
    "external": LetterKind.EXTERNAL,
    "exception": LetterKind.EXCEPTION,
}
_COMPANIONS = {
    "brief": CompanionKind.BRIEF,
    "patient": CompanionKind.PATIENT,
    "fax": CompanionKind.FAX,
}
KINDS = (*_LETTERS, *_COMPANIONS)
"""The kinds of letters and companions as the command line names them."""


@dataclass(frozen=True)
class Wanted:
    """The kind of letter in place of the one proposed, what goes with it, and how it is made.

    `data` is False where no document may carry its rationale as an embedded file. `templates` are
    the shipped ones, or a practice's over them. With `docx` a letter has a Word file beside it.
    """

    kind: LetterKind | None = None
    companions: frozenset[CompanionKind] = frozenset()
    data: bool = True
    templates: Templates = SHIPPED
    docx: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of letter and the companions by the names in `KINDS`."""
        every = {**_LETTERS, **_COMPANIONS}
        return tuple(name for name, kind in every.items() if kind in (self.kind, *self.companions))


AS_PROPOSED = Wanted()


def names_kind(kinds: Sequence[str]) -> bool:
    """Whether names in `KINDS` ask for a kind of letter in place of the one proposed."""
    return not _LETTERS.keys().isdisjoint(kinds)


def wanted_of(kinds: Sequence[str], data: bool, templates: Templates, docx: bool = False) -> Wanted:
    """What names in `KINDS` ask for.

    Raises:
        UsageError: they name several kinds of letter.
    """
    letters = {_LETTERS[kind] for kind in kinds if kind in _LETTERS}
    if len(letters) > 1:
        raise UsageError("--kind names several kinds of letter; a case gets one of them")
    return Wanted(
        kind=next(iter(letters), None),
        companions=frozenset(_COMPANIONS[kind] for kind in kinds if kind in _COMPANIONS),
        data=data,
        templates=templates,
        docx=docx,
    )
