"""What is noted of a change before it has its name, and what kind of change it is."""

from typing import NamedTuple

from letters.rationale.model import Fact, Letter
from letters.twin.model import FindingKind, Needs
from letters.twin.places import Path

IDENTITY = frozenset({"re", "patient", "letterhead", "signature", "request_type"})
"""Fields by which a letter is filed and answered: they come from the export and nowhere else."""
_COUNTED = frozenset({"number", "letter"})
"""Fields that number something, to which sentences and exhibits point."""
_NARRATIVE = frozenset(
    {
        *("summary", "necessity", "recommendation", "safety", "delay", "requests", "news"),
        *("policy_age", "criteria_basis", "also_given", "title"),
    }
)
"""Fields whose sentences a letter can do without; every other is a required part of it."""


class Note(NamedTuple):
    """A finding before it has its name; `at` is where it belongs in the order of the letter."""

    at: tuple[int, int]
    kind: FindingKind
    needs: Needs
    place: str
    before: str
    after: str
    elsewhere: bool = False


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
    return path[0] in IDENTITY or path[-1] in _COUNTED


def is_quoted(path: Path) -> bool:
    """Whether a text quotes the payer or its reviewer."""
    return path[0] == "denial_quote" or (path[0] == "points" and "point" in path)


def weight_of(path: Path) -> tuple[FindingKind, Needs]:
    """What it means that a text went: a required part, or a sentence that tells the story."""
    return ("cut", "name") if path[0] in _NARRATIVE else ("dropped", "reason")


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
