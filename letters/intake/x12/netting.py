"""Nets the decisions of all remittances: of each claim the latest that was not taken back stands.

The order in which files are given does not matter: decisions are sorted by the day of payment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from letters.intake.reading import ReadingError
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.remittance import Held

_TAKEN_BACK = "the payer took this decision back (a reversal)"
_TAKES_BACK = "it is a reversal: it takes an earlier decision back"
_PAID_LATER = "a later remittance paid or settled the claim: it is no longer a denial"
_DECIDED_AGAIN = "a later remittance decided the claim again: the latest decision is used"
_SAID_AGAIN = "it says the same as another remittance"
_REPEAT = "the payer takes it for a copy of a claim decided before: that decision stands"

_CANDIDATES = 8
"""So many claims of one key are compared; more are alike only in files whose numbers are masked."""

Key = tuple[str | int | Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class When:
    """When a decision was made, as decisions are sorted; `day` is an ordinal, 0 if unknown.

    Of one transaction reversals come first: they undo what other remittances decided. Files of one
    moment are sorted by name.
    """

    day: int
    stamp: str
    file: str
    sha256: str
    transaction: int
    order: tuple[int, int]

    @property
    def key(self) -> tuple[int, str, str, str, int, tuple[int, int]]:
        """What sorts it."""
        return (self.day, self.stamp, self.file, self.sha256, self.transaction, self.order)

    def is_within(self, other: "When") -> bool:
        """Whether both stand in one transaction."""
        return (self.sha256, self.file, self.transaction) == (
            other.sha256,
            other.file,
            other.transaction,
        )


@dataclass(slots=True, eq=False)
class Decision:
    """One decision on one claim, as much of it as netting needs.

    `patients` are what tells the patient: numbers and name. `services` stands for the codes and
    days of its lines and is 0 without lines, `digest` for its whole text. `held` is what its rows
    are made of, where it is a refusal.
    """

    when: When
    position: int
    number: int
    payer: str
    account: str
    claim: str
    original: str
    patients: tuple[str, ...]
    charge: Decimal | None
    services: int
    digest: int
    is_reversal: bool = False
    is_refused: bool = False
    is_repeat: bool = False
    held: Held | None = None


@dataclass(slots=True, eq=False)
class _Claim:
    """One claim over time: its decision that stands, its last reversal, numbers of those replaced.

    Two are never equal: claims are compared by what is told of them, not as a whole.
    """

    current: Decision | None = None
    reversal: Decision | None = None
    replaced: set[str] = field(default_factory=set)


class Netting:
    """Takes decisions as they are read, and tells which refusals stand at the end."""

    def __init__(self) -> None:
        self._decisions: list[Decision] = []
        self._claims: list[_Claim] = []
        self._by_key: dict[Key, list[_Claim]] = {}

    def __len__(self) -> int:
        return len(self._decisions)

    def take(self, decision: Decision) -> None:
        """Takes one decision."""
        self._decisions.append(decision)

    def standing(self, remarks: list[Remarks]) -> Iterator[Decision]:
        """The refusals that stand, in the order of the input; all others are counted with why.

        `remarks` are those of the files, by their position.
        """
        linked, alone = self._parted()
        for decision in sorted(_relevant(linked), key=lambda each: each.when.key):
            self._net(decision, remarks)
        for decision in alone:
            if decision.is_reversal:
                remarks[decision.position].leave("CLP", decision.number, _TAKES_BACK)
                _note_open(decision, remarks)
        for claim in self._claims:
            if claim.current is None and claim.reversal is not None:
                _note_open(claim.reversal, remarks)
        netted = (claim.current for claim in self._claims)
        standing = [each for each in (*alone, *netted) if each is not None and each.is_refused]
        return iter(sorted(standing, key=lambda each: (each.position, each.number)))

    def _parted(self) -> tuple[list[Decision], list[Decision]]:
        """Decisions that share a number with another, and those that stand alone."""
        seen, shared = set[str](), set[str]()
        for decision in self._decisions:
            numbers = _numbers(decision)
            shared |= seen & numbers
            seen |= numbers
        linked: list[Decision] = []
        alone: list[Decision] = []
        for decision in self._decisions:
            (alone if shared.isdisjoint(_numbers(decision)) else linked).append(decision)
        return linked, alone

    def _net(self, decision: Decision, remarks: list[Remarks]) -> None:
        claim = self._find(decision)
        mine = remarks[decision.position]
        if claim is None:
            claim = _Claim()
            self._claims.append(claim)
        before = claim.current
        if decision.is_reversal:
            mine.leave("CLP", decision.number, _TAKES_BACK)
            if before is None or not _is_replaced(decision, claim):
                self._leave(before, _TAKEN_BACK, remarks)
                claim.current, claim.reversal = None, decision
        elif before is None:
            claim.current = decision
        elif decision.is_repeat and not before.is_repeat:
            mine.leave("CLP", decision.number, _REPEAT)
            claim.replaced.add(decision.claim)
        else:
            _note_doubt(decision, before, mine)
            self._leave(before, _why_replaced(decision, before), remarks)
            claim.replaced.add(before.claim)
            claim.current = decision
        for key in _keys(decision, told=True):
            known = self._by_key.setdefault(key, [])
            if claim not in known[-_CANDIDATES:]:
                known.append(claim)

    def _leave(self, decision: Decision | None, why: str, remarks: list[Remarks]) -> None:
        """Counts a refusal that does not stand; payments were counted when they were read."""
        if decision is not None and decision.is_refused:
            remarks[decision.position].leave("CLP", decision.number, why)

    def _find(self, decision: Decision) -> _Claim | None:
        for key in _keys(decision, told=False):
            near = self._by_key.get(key, [])[-_CANDIDATES:]
            fitting = [claim for claim in reversed(near) if _fits(decision, claim, key)]
            if fitting:
                return next((c for c in fitting if _is_alike(decision, c.current)), fitting[0])
        return None


def _numbers(decision: Decision) -> set[str]:
    """The numbers of a claim, of which any two decisions on it share at least one."""
    told = {"account " + decision.account} if decision.account else set[str]()
    return told | {"claim " + claim for claim in (decision.claim, decision.original) if claim}


def _relevant(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Refusals, reversals, and what shares a number with one of them."""
    decisions = list(decisions)
    telling = (each for each in decisions if each.is_refused or each.is_reversal)
    numbers = set[str]().union(*map(_numbers, telling))
    return (each for each in decisions if not numbers.isdisjoint(_numbers(each)))


def _keys(decision: Decision, told: bool) -> Iterator[Key]:
    """What two decisions of one claim have in common, the surest first.

    The payer's own number of the claim or of the original one; else account, charge and services.
    `told` asks for what others may find it by, otherwise by what it finds others: services that
    are not told fit any.
    """
    for patient in decision.patients or ("",):
        for claim in (decision.claim, decision.original):
            if claim:
                yield ("claim", decision.payer, claim, patient)
    if not decision.account or decision.charge is None:
        return
    services: tuple[int | None, ...] = (decision.services, 0) if decision.services else (None,)
    if told:
        services = (decision.services, None)
    for patient in decision.patients or ("",):
        for each in services:
            yield ("account", decision.payer, decision.account, decision.charge, patient, each)


def _fits(decision: Decision, claim: _Claim, key: Key) -> bool:
    """Whether a claim found by a key may be that of a decision.

    A payer that parts a claim in two tells both parts in one transaction; then neither replaces
    the other.
    """
    before = claim.current
    if decision.is_reversal:
        return before is not None or key[0] == "claim"
    if before is None or not decision.when.is_within(before.when):
        return True
    if decision.is_repeat or before.is_repeat:
        return True
    if key[0] == "account":
        return decision.claim == before.claim
    return _is_alike(decision, before)


def _is_alike(decision: Decision, before: Decision | None) -> bool:
    if before is None:
        return False
    return (decision.charge, decision.services) == (before.charge, before.services)


def _is_replaced(reversal: Decision, claim: _Claim) -> bool:
    """Whether a reversal takes back a decision that another has replaced already."""
    current = claim.current
    return (
        current is not None and reversal.claim != current.claim and reversal.claim in claim.replaced
    )


def _why_replaced(decision: Decision, before: Decision) -> str:
    if decision.digest == before.digest and decision.when.day == before.when.day:
        return _SAID_AGAIN
    return _DECIDED_AGAIN if decision.is_refused else _PAID_LATER


def _note_doubt(decision: Decision, before: Decision, remarks: Remarks) -> None:
    """Warns where two files of one moment decide a claim differently."""
    one, other = decision.when, before.when
    same = (one.day, one.stamp) == (other.day, other.stamp)
    if same and one.file != other.file and decision.is_refused != before.is_refused:
        rule = "two remittances of one moment decide this claim differently"
        refusal = ReadingError(rule, "ask the payer which of them holds")
        what = "The decision of the file whose name comes last was used"
        remarks.note("warning", what, decision.number, refusal)


def _note_open(reversal: Decision, remarks: list[Remarks]) -> None:
    """Warns of a decision taken back without another in its place."""
    rule = "a reversal is followed by a new decision on its claim"
    refusal = ReadingError(rule, "add the remittance that decides it again, or ask the payer")
    what = "A decision was taken back and none follows"
    remarks[reversal.position].note("warning", what, reversal.number, refusal)


def services_of(told: Iterable[tuple[str, str]]) -> int:
    """A number that stands for the codes and days of all lines of a claim; 0 without lines."""
    lines = sorted(told)
    return hash(tuple(lines)) or 1 if lines else 0
