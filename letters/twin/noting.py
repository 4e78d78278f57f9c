"""What is noted of a change before it has its name, and what kind of change it is."""

from collections.abc import Collection
from typing import NamedTuple

from letters.rationale.model import Fact, Letter
from letters.twin.model import Change, ChangeKind, Needs
from letters.twin.places import Path
from letters.twin.tracing import Turn
from letters.twin.words import VALUES, is_attestation, quoted

IDENTITY = frozenset({"re", "patient", "letterhead", "signature", "request_type"})
"""Fields by which a letter is filed and answered: they come from the export and nowhere else."""
_AGAINST = "adverse"
_COUNTED = frozenset({"number", "letter"})
"""Fields that number something, to which sentences and exhibits point."""
_NARRATIVE = frozenset(
    {
        *("summary", "necessity", "recommendation", "safety", "delay", "news"),
        *("policy_age", "criteria_basis", "also_given", "title"),
    }
)
"""Fields whose sentences a letter can do without; every other is a required part of it."""


_TABLED = frozenset({"laboratory", "treatments", "steps", "chronology", "chart"})
"""Tables and the figure: each of their values comes from the export, and stands elsewhere too."""
_JUDGED = frozenset({"criteria", "policy"})

FIRST, REFERENCES, LAST = (-1, 0), 10**6, 10**7
"""What has no place among the blocks: before all of them, or behind them in this order."""


class Note(NamedTuple):
    """A change before it has its name; `at` is where it belongs in the order of the letter."""

    at: tuple[int, int]
    kind: ChangeKind
    needs: Needs
    place: str
    before: str = ""
    after: str = ""
    was: str = ""
    now: str = ""
    values: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    elsewhere: bool = False
    kept: bool = False

    def named(self, number: int) -> Change:
        """The change by its number; where no sentence is known, it is all that changed."""
        told = self._asdict()
        del told["at"]
        told["was"], told["now"] = self.was or self.before, self.now or self.after
        return Change(name=f"T{number}", **told)


class Lost(NamedTuple):
    """A sentence that went: where it stood, what it said."""

    at: tuple[int, int]
    path: Path
    place: str
    text: str


class New(NamedTuple):
    """Sentences that came: where, what they say, beside which of the letter they may stand."""

    at: tuple[int, int]
    place: str
    text: str
    numbers: tuple[int, ...]
    beside: tuple[Path, bool] | None
    apart: bool


def is_bound(path: Path) -> bool:
    """Whether a text comes from the export and nowhere else: it files or numbers something."""
    is_reason = path[0] == "denial_replies" and path[-1] == "reason"
    return path[0] in IDENTITY or path[-1] in _COUNTED or is_reason


def guarded(before: str, after: str) -> ChangeKind | None:
    """Whose words an edit of a text would change: those of a quotation, of a dated attestation."""
    if is_attestation(before) or is_attestation(after):
        return "attestation"
    kept = set(quoted(after))
    return "quotation" if any(words not in kept for words in quoted(before)) else None


def needs_of(path: Path, turn: Turn) -> Needs:
    """What a changed word of a text needs."""
    if path[0] == "laboratory" or (path[0] in _TABLED and turn.kind is not None):
        return "undo"
    if path[0] in _JUDGED and turn.kind in VALUES:
        return "undo"
    # Words of the payer's that are quoted are theirs to the letter.
    is_quoted = path[0] == "denial_quote" or (path[0] == "points" and "point" in path)
    return "reason" if turn.kind is not None or is_quoted else "name"


def weight_of(path: Path, text: str) -> tuple[ChangeKind, Needs]:
    """What it means that a text went: a required part, or a sentence that tells the story."""
    if path[0] == _AGAINST:
        return "adverse", "reason"
    if path[0] in _NARRATIVE and not is_attestation(text):
        return "cut", "name"
    return "dropped", "reason"


def moved_of(paths: Collection[Path]) -> tuple[ChangeKind, Needs]:
    """What it means that texts moved: evidence against the treatment has its place."""
    is_against = any(path[0] == _AGAINST for path in paths)
    return ("adverse", "reason") if is_against else ("moved", "name")


def vouched(letter: Letter, path: Path) -> tuple[str, ...]:
    """What the facts tell on which a text rests: those of its sentence, else of its row."""
    value: object = letter
    chain = [value]
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)  # type: ignore[index]
        chain.append(value)
    for part in reversed(chain):
        facts = getattr(part, "facts", None)
        if isinstance(facts, tuple):
            return tuple(_printed(fact) for fact in facts if isinstance(fact, Fact))
    return ()


def _printed(fact: Fact) -> str:
    """A fact as a sentence might tell it."""
    return f"{fact.what} {fact.value} ({fact.on.isoformat() if fact.on else ''})"
