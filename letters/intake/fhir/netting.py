"""Nets the answers to one claim: the latest that decides stands, whatever order they come in.

Two answers are of one claim where they refer to the same one, or have the same identifiers, and
are about the same patient. An answer that is pended, or tells no decision, replaces none.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from letters.intake.fhir.elements import Identifier, Reference
from letters.intake.fhir.stream import Entry

PAID_LATER = "a later answer paid or settled the claim: it is no longer a denial"
DECIDED_AGAIN = "a later answer decided the claim again: the latest decision is used"

_UNIQUE = frozenset({"uc", "payerclaim"})


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """An answer that decides, as much of it as netting needs.

    `on` is the day of payment, else of its creation. `lines` are the numbers of its lines with what
    was decided on each; number 0 stands for the whole.
    """

    entry: Entry
    patient: Reference | None
    claims: tuple[Reference, ...]
    identified: Hashable
    numbers: frozenset[str]
    is_ahead: bool
    on: dt.date | None
    lines: tuple[tuple[int, Hashable], ...]
    is_refused: bool


@dataclass(frozen=True)
class Netted:
    """Which refusals a later answer replaced, with why, and which another contradicts.

    Both by the place of the answer among those given.
    """

    replaced: dict[int, str]
    unclear: frozenset[int]


def identified(identifiers: Iterable[Identifier]) -> Hashable:
    """What the identifiers of an answer say of its claim: the unique ones, else all of them.

    Why not any of several: one of them may be that of a check or batch, which many claims share.
    """
    told = [(each.kinds, each.system, (each.value or "").strip()) for each in identifiers]
    unique = frozenset((system, value) for kinds, system, value in told if _UNIQUE & set(kinds))
    return unique or frozenset((system, value) for _, system, value in told if value) or None


def net(decided: Sequence[Decided], keys: Callable[[Decided], Iterable[Hashable]]) -> Netted:
    """Nets answers; `keys` are what two answers to one claim have in common."""
    replaced: dict[int, str] = {}
    unclear: set[int] = set()
    for group in _grouped(decided, keys):
        if not any(decided[at].is_refused for at in group):
            continue
        days = [day for at in group if (day := decided[at].on) is not None]
        latest = max(days, default=None)
        # Why: an answer without a day may be the latest of all.
        open_ = [at for at in group if decided[at].on in (latest, None)]
        settled = [decided[at] for at in open_ if decided[at].on is not None]
        for at in group:
            if at not in open_ and decided[at].is_refused:
                again = any(each.is_refused for each in settled)
                replaced[at] = DECIDED_AGAIN if again else PAID_LATER
        unclear |= {
            one
            for one in open_
            if decided[one].is_refused
            and any(_differ(decided[one], decided[other]) for other in open_)
        }
    return Netted(replaced, frozenset(unclear))


def _grouped(
    decided: Sequence[Decided], keys: Callable[[Decided], Iterable[Hashable]]
) -> Iterable[list[int]]:
    """The places of answers to one claim, together; those that stand alone are left out."""
    groups: dict[Hashable, list[int]] = {}
    of: list[list[int]] = []
    for at, each in enumerate(decided):
        mine = [at]
        of.append(mine)
        for key in keys(each):
            known = groups.setdefault(key, mine)
            if known is not of[at]:
                small, large = sorted((known, of[at]), key=len)
                large += small
                for moved in small:
                    of[moved] = large
            groups[key] = of[at]
    shared = {id(group): sorted(group) for group in of if len(group) > 1}
    return shared.values()


def _differ(one: Decided, other: Decided) -> bool:
    """Whether two answers decide a line differently; parts of one claim that share none do not."""
    mine, theirs = dict(one.lines), dict(other.lines)
    if (0 in mine) != (0 in theirs):
        return True
    return any(mine[number] != theirs[number] for number in mine.keys() & theirs.keys())
