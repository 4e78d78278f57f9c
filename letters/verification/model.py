"""What verifying a finished PDF comes to."""

from typing import Literal

from letters.case.frozen import Frozen
from letters.errors import InputError

TokenKind = Literal[
    "number", "date", "code", "dose", "citation", "exhibit", "name", "word", "description", "file"
]
LossKind = Literal["sentence", "cell", "row", "line", "citation", "exhibit", "figure", "page"]


class NoRationaleError(InputError):
    """There is no rationale to trace to, or none of a known format."""


class Untraced(Frozen):
    """Something that the PDF tells and the rationale does not; `page` counts from 1, 0 is none."""

    text: str
    kind: TokenKind
    page: int


class Lost(Frozen):
    """Something that the rationale tells and the PDF does not tell as it stands.

    `place` is where it stands in the rationale, as in `criteria[3].finding`.
    """

    place: str
    kind: LossKind
    text: str


class Verification(Frozen):
    """Whether a finished PDF and its rationale tell the same.

    `embedded` tells whether the PDF carries a rationale. The values of what is untraced or lost are
    the patient's: they are for the person who asked, never for a log.
    """

    ok: bool
    pages: int
    embedded: bool
    untraced: tuple[Untraced, ...] = ()
    lost: tuple[Lost, ...] = ()

    def counts(self) -> str:
        """What is wrong, in numbers and kinds: fit for a log, for it holds no value."""
        found = [f"untraced {each.kind} on page {each.page}" for each in self.untraced]
        found += [f"lost {each.kind} at {each.place}" for each in self.lost]
        more = len(found) - _MOST
        return "; ".join(found[:_MOST]) + (f"; and {more} more" if more > 0 else "")


_MOST = 8
