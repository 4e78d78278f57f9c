"""What a run is asked to write beyond what each case calls for."""

from dataclasses import dataclass
from enum import StrEnum

from letters.case.vocabulary import LetterKind
from letters.templates import SHIPPED, Templates


class CompanionKind(StrEnum):
    """What may go with a letter."""

    BRIEF = "peer-to-peer brief"
    PATIENT = "patient copy"
    FAX = "fax cover"


@dataclass(frozen=True)
class Wanted:
    """The kind of letter in place of the one proposed, what goes with it, and how it is made.

    `data` is False where no document may carry its rationale as an embedded file. `templates` are
    the shipped ones, or a practice's over them.
    """

    kind: LetterKind | None = None
    companions: frozenset[CompanionKind] = frozenset()
    data: bool = True
    templates: Templates = SHIPPED


AS_PROPOSED = Wanted()
