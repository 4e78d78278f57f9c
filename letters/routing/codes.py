"""The codes of a denial: what each is, and whether it counts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from letters import codes
from letters.case.model import Denial, Line
from letters.citations.appeals import AdjustmentCode, Appeals, GroupCode, RemarkCode

_GROUPED = re.compile(r"(CO|PR|OA|PI|CR)[\s*]?(?=[ABDPWY]?[0-9])")


class Given(NamedTuple):
    """One code as the denial gives it, with what the library knows of it.

    `text` is its usual form (`CO-50`, `50`, `N115`); `entry` is None for a code that the library
    does not know; `counts` is false for one that stands only on lines paid or settled.
    """

    text: str
    group: str | None
    entry: AdjustmentCode | RemarkCode | None
    counts: bool

    @property
    def settled(self) -> bool:
        """Whether the code tells of a claim that was processed, not refused."""
        return isinstance(self.entry, AdjustmentCode) and self.entry.settled

    @property
    def explains(self) -> bool:
        """Whether it is a remark code that explains an adjustment: any but a mere alert."""
        alert = isinstance(self.entry, RemarkCode) and self.entry.alert
        return codes.is_remark(self.text) and not alert


def given(denial: Denial, appeals: Appeals) -> tuple[Given, ...]:
    """Every code of a denial and its lines once, in order, those that do not count included."""
    known: dict[str, AdjustmentCode | RemarkCode] = {
        **{one.code: one for one in appeals.adjustment_codes},
        **{one.code: one for one in appeals.remark_codes},
    }
    named = dict.fromkeys(map(usual, denial.codes))
    refused, spared = _on_lines(denial, known)
    aside = spared - refused
    found = []
    for text in (*named, *sorted((refused | spared) - named.keys())):
        group, code = _parts(text)
        found.append(Given(text, group, known.get(code), text not in aside))
    return tuple(found)


def usual(text: str) -> str:
    """The usual form of a code: upper case, group and reason joined by a hyphen."""
    return _GROUPED.sub(r"\1-", text.strip().upper(), count=1)


def bears(group: str | None, appeals: Appeals) -> str | None:
    """Who bears the amount by its group code, in words of the library; None without a group."""
    found = _group(group, appeals)
    if group is None or found is not None:
        return found.bears if found else None
    return appeals.words.unknown_group or None


def on_patient(group: str | None, appeals: Appeals) -> bool:
    """Whether the group code puts the amount on the patient."""
    found = _group(group, appeals)
    return found is not None and found.patient


def _group(group: str | None, appeals: Appeals) -> GroupCode | None:
    return next((one for one in appeals.group_codes if one.code == group), None)


def _parts(text: str) -> tuple[str | None, str]:
    parts = codes.adjustment(text)
    return parts if parts is not None else (None, text)


def _on_lines(
    denial: Denial, known: dict[str, AdjustmentCode | RemarkCode]
) -> tuple[set[str], set[str]]:
    """The codes of the lines that were refused, and of those that were paid or settled."""
    refused: set[str] = set()
    spared: set[str] = set()
    for line in denial.lines:
        (refused if _is_refused(line, known) else spared).update(_of_line(line))
    return refused, spared


def _of_line(line: Line) -> Iterator[str]:
    for one in line.adjustments:
        yield usual(f"{one.group}-{one.reason}" if one.group else one.reason)
    yield from map(usual, line.remarks)


def _is_refused(line: Line, known: dict[str, AdjustmentCode | RemarkCode]) -> bool:
    """Whether a line counts as refused.

    Why: a dose cut back leaves a line paid in part under a code that refuses the rest. So a line
    that was paid counts when it carries a known adjustment that is not settled, and one that was
    not paid counts unless all of its adjustments are settled.
    """
    entries = [known.get(usual(one.reason)) for one in line.adjustments]
    open_ones = [one for one in entries if not (isinstance(one, AdjustmentCode) and one.settled)]
    if line.paid is not None and line.paid > 0:
        return any(one is not None for one in open_ones)
    return bool(open_ones) or not entries
