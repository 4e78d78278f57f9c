"""What payers decided, counted from the logs of all cases, always with the numbers."""

from collections.abc import Callable, Iterable, Iterator
from math import sqrt

from letters.case.frozen import Frozen
from letters.case.model import Level
from letters.citations import Library
from letters.dossier import Decided, Dossier, State
from letters.dossier.decisions import about_of
from letters.dossier.events import WON, Result

_Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


class Tally(Frozen):
    """How decisions of one kind went. `waiting` counts letters sent and not yet decided on."""

    name: str
    won: int = 0
    partly: int = 0
    lost: int = 0
    waiting: int = 0

    @property
    def decided(self) -> int:
        """All decisions."""
        return self.won + self.partly + self.lost

    @property
    def rate(self) -> float | None:
        """The share of decisions won in full; None where there is none."""
        return self.won / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Within which the share lies, with 95 % confidence, were the decisions a random sample.

        Source: the score interval (Wilson EB. J Am Stat Assoc. 1927;22:209-212).
        """
        n = self.decided
        if not n:
            return None
        share = self.won / n
        middle = share + _Z**2 / (2 * n)
        half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return (middle - half) / (1 + _Z**2 / n), (middle + half) / (1 + _Z**2 / n)


class Outcome(Frozen):
    """One letter that was sent, and how it was decided; `result` is None while it waits."""

    drugs: tuple[str, ...]
    payer: str
    reasons: tuple[str, ...]
    level: Level
    result: Result | None


class Outcomes(Frozen):
    """All decisions, and the same by drug, payer, reason of denial and level that decided.

    A decision on two drugs counts for both, one with two reasons likewise: only `total` counts
    each decision once.
    """

    total: Tally
    drugs: tuple[Tally, ...]
    payers: tuple[Tally, ...]
    reasons: tuple[Tally, ...]
    levels: tuple[Tally, ...]


def outcomes_of(dossier: Dossier, library: Library) -> Iterator[Outcome]:
    """The letters of one case that were sent, each with its last recorded decision.

    Raises:
        LogError: the log of the case is not as it was written.
        UsageError: a file of the case is missing.
    """
    log = dossier.log()
    decided = {event.level: event for event in log.events if isinstance(event, Decided)}
    for level, event in decided.items():
        yield Outcome(
            drugs=event.drugs,
            payer=event.payer,
            reasons=event.reasons,
            level=level,
            result=event.result,
        )
    if log.state is State.SENT:
        about = about_of(dossier, log, library)
        yield Outcome(
            drugs=about.drugs,
            payer=about.payer,
            reasons=about.reasons,
            level=about.level,
            result=None,
        )


def counted(outcomes: Iterable[Outcome], word: Callable[[str], str]) -> Outcomes:
    """Counts outcomes; `word` gives the printed name of a drug or a reason."""
    every = tuple(outcomes)
    return Outcomes(
        total=_tally("all", every),
        drugs=_by(every, lambda one: tuple(map(word, one.drugs))),
        payers=_by(every, lambda one: (" ".join(one.payer.split()),)),
        reasons=_by(every, lambda one: tuple(map(word, one.reasons))),
        levels=_by(every, lambda one: (one.level.value,)),
    )


def _by(
    outcomes: tuple[Outcome, ...], names: Callable[[Outcome], tuple[str, ...]]
) -> tuple[Tally, ...]:
    """One tally a name, the most frequent first; names that differ in case alone are one."""
    found: dict[str, tuple[str, list[Outcome]]] = {}
    for one in outcomes:
        for name in dict.fromkeys(names(one)):
            found.setdefault(name.casefold(), (name, []))[1].append(one)
    ordered = sorted(found.values(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(_tally(name, tuple(of_name)) for name, of_name in ordered)


def _tally(name: str, outcomes: tuple[Outcome, ...]) -> Tally:
    results = [one.result for one in outcomes]
    won = sum(result in WON for result in results)
    partly, waiting = results.count("partly"), results.count(None)
    lost = len(results) - won - partly - waiting
    return Tally(name=name, won=won, partly=partly, lost=lost, waiting=waiting)
