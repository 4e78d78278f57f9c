"""A draft and what was accepted of its review sheet -> the final. There is no other way to one."""

from collections.abc import Iterable

from letters.approval.items import Item, items
from letters.dossier import Accepted
from letters.errors import UsageError
from letters.rationale.model import Claim, Letter, ReviewSheet, StatedItem
from letters.rationale.walk import parts


def final(
    letter: Letter,
    sheet: ReviewSheet,
    accepted: Iterable[Accepted],
    edits: tuple[Item, ...] = (),
) -> Letter:
    """The letter without the mark of a draft, once all that its sheet asks was accepted.

    An acceptance counts only for the words that it was given for: one of an item whose words have
    changed since is none. `edits` are the changes by which the letter differs from its draft: each
    is to be accepted like a line of the sheet.

    Raises:
        UsageError: something needed was not accepted, lacks what had to be written for it, or the
            letter holds edited wording of no change, or cites what was read at second hand and does
            not stand on the sheet.
    """
    every, given = (*items(sheet), *edits), tuple(accepted)
    if open_ := [item.name for item in every if item.needed and not _holds(item, given)]:
        raise UsageError(f"not accepted: {', '.join(open_)}; nothing was approved")
    if not edits and any(claim.edited for claim in parts(letter, Claim)):
        raise UsageError(
            "the letter holds edited wording that nobody accepted; approve it with --docx, or "
            "write the case again"
        )
    made = letter.model_copy(update={"draft": False, "accepted": _statements(every, given)})
    if made.unaccepted:
        raise UsageError(
            f"{len(made.unaccepted)} statements read at second hand do not stand on the review "
            "sheet; write the case again"
        )
    return made


def discussed(sheet: ReviewSheet, accepted: Iterable[Accepted]) -> bool:
    """Whether the clinician has told the patient what a copy of the letter tells against it."""
    given = tuple(accepted)
    return all(_holds(item, given) for item in items(sheet) if item.section == "serious")


def _statements(every: tuple[Item, ...], given: tuple[Accepted, ...]) -> tuple[str, ...]:
    return tuple(
        item.line.statement
        for item in every
        if item.section == "second_hand"
        and isinstance(item.line, StatedItem)
        and _holds(item, given)
    )


def _holds(item: Item, given: tuple[Accepted, ...]) -> bool:
    return any(
        (one.name, one.sha256) == (item.name, item.sha256) and item.is_answered(one.reason)
        for one in given
    )
