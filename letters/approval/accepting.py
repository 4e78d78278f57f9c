"""What a clinician accepts, as it is typed: `A1-A4,B2`, `D1=reason`, or a file of such lines."""

import re
from collections.abc import Iterable, Mapping

from letters.approval.items import Item
from letters.case.frozen import Frozen
from letters.dossier import Accepted
from letters.errors import UsageError
from letters.rationale.model import ReviewSheet
from letters.rationale.naming import is_mark
from letters.typed import UNPRINTED, is_plain

Acceptances = Mapping[str, str | None]
"""The reason typed for each line accepted, by its name; None where none was."""

_NAME = re.compile(r"([A-Z])([1-9]\d{0,3})")
_FORM = "a name is a letter and a number, as A1; names are parted by commas, A1-A4 is a range"
_COMMENT = "#"


class Progress(Frozen):
    """How far a sheet is accepted: what was, what is needed and was not, what lacks its words."""

    accepted: tuple[Accepted, ...]
    missing: tuple[Item, ...]
    unanswered: tuple[Item, ...]

    @property
    def complete(self) -> bool:
        """Whether the letter can be approved."""
        return not self.missing and not self.unanswered


def acceptances(given: Iterable[str]) -> dict[str, str | None]:
    """The names that were given, with their reasons, whatever their order and ranges.

    Raises:
        UsageError: something is no name, or is given twice, or a reason holds a sign that does not
            print. The text given is not repeated.
    """
    found: dict[str, str | None] = {}
    for place, text in enumerate(given, start=1):
        names, sign, reason = text.partition("=")
        told = [name for part in names.split(",") for name in _names(part, place)]
        if sign and len(told) != 1:
            raise UsageError(f"acceptance {place}: a reason goes with one name, as A1=reason")
        if not is_plain(reason):
            raise UsageError(f"acceptance {place}: the reason holds {UNPRINTED}")
        for name in told:
            if name in found:
                raise UsageError(f"{name} is accepted twice; name it once")
            found[name] = reason.strip() or None
    return found


def lines_of(text: str) -> tuple[str, ...]:
    """The acceptances that a file holds, one a line; empty lines and # comments are skipped."""
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    return tuple(line for line in lines if line and not line.startswith(_COMMENT))


def _names(part: str, place: int) -> list[str]:
    first, dash, last = (each.strip().upper() for each in part.partition("-"))
    begun, ended = _NAME.fullmatch(first), _NAME.fullmatch(last if dash else first)
    if begun is None or ended is None:
        raise UsageError(f"acceptance {place}: {_FORM}")
    if begun[1] != ended[1] or int(begun[2]) > int(ended[2]):
        raise UsageError(f"acceptance {place}: {first}-{last} is no range within one list")
    return [f"{begun[1]}{number}" for number in range(int(begun[2]), int(ended[2]) + 1)]


def same_sheet(sheet: ReviewSheet, mark: str) -> bool:
    """Whether a mark, as somebody typed it, is that of a sheet."""
    return is_mark(mark, sheet.mark)


def progress(items: Iterable[Item], given: Acceptances) -> Progress:
    """How far the lines of a sheet are accepted by what was given.

    Raises:
        UsageError: a name is given that the sheet does not have.
    """
    known = {item.name: item for item in items}
    if unknown := sorted(set(given) - set(known)):
        raise UsageError(
            f"{', '.join(unknown)}: the review sheet has no such name; `letters review` shows it"
        )
    return Progress(
        accepted=tuple(
            Accepted(name=item.name, sha256=item.sha256, reason=given[item.name])
            for item in known.values()
            if item.name in given
        ),
        missing=tuple(i for i in known.values() if i.needed and i.name not in given),
        unanswered=tuple(
            i for i in known.values() if i.name in given and not i.is_answered(given[i.name])
        ),
    )
