"""Tells which rows of different sources are about one patient.

Two sources meet by a number (patient account, member id) where name and birth date allow it, or by
name and birth date together. What could be two people is nobody's: it is noted, never merged.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from letters.intake.cells import names
from letters.intake.rows import Person

_SHORTEST = 4
"""A shorter number meets its like only together with a name: short ones repeat between systems."""

Key = tuple[str, str | dt.date]


def same(one: Person, other: Person) -> bool:
    """Whether two sources speak of one patient, as far as both of them tell."""
    if contradict(one, other):
        return False
    named = names.agree(one.name, other.name)
    if named and one.born is not None and one.born == other.born:
        return True
    shared = (numbers(one.accounts) & numbers(other.accounts)) | (
        numbers(one.members) & numbers(other.members)
    )
    return any(named or len(number) >= _SHORTEST for number in shared)


def contradict(one: Person, other: Person) -> bool:
    """Whether two sources cannot speak of one patient."""
    both_born = one.born is not None and other.born is not None
    return (both_born and one.born != other.born) or names.contradict(one.name, other.name)


def numbers(written: Iterable[str]) -> frozenset[str]:
    """Identifiers in the form in which they are compared: spaces, hyphens, case do not count."""
    return frozenset(plain for text in written if (plain := re.sub(r"[\s\-]", "", text).upper()))


def keys(person: Person) -> Iterator[Key]:
    """What two records of one patient have in common, at least one of."""
    for number in numbers(person.accounts):
        yield "account", number
    for number in numbers(person.members):
        yield "member", number
    if person.born is not None and person.name:
        yield "born", person.born


class Patients:
    """All patients of whom something is asked, and who else may be the same."""

    def __init__(self) -> None:
        self._known: dict[Person, None] = {}
        self._by_key: dict[Key, list[Person]] = {}
        self._groups: dict[Person, int] | None = None
        self._doubtful: set[Person] = set()

    def add(self, person: Person) -> None:
        """Adds what a source tells of a patient."""
        if person in self._known:
            return
        self._known[person] = None
        self._groups = None
        for key in keys(person):
            self._by_key.setdefault(key, []).append(person)

    def knows(self, person: Person) -> bool:
        """Whether any patient added so far may be this one."""
        return any(same(person, other) for other in self._near(person))

    def added(self, person: Person) -> bool:
        """Whether this very record was added."""
        return person in self._known

    def group(self, person: Person) -> int:
        """The number of the patient whom a source means; each doubtful one has its own.

        Raises:
            KeyError: the person was not added.
        """
        if self._groups is None:
            self._groups = self._grouped()
        return self._groups[person]

    def is_doubtful(self, person: Person) -> bool:
        """Whether a person may be one of two others who are not the same."""
        self.group(person)
        return person in self._doubtful

    def _near(self, person: Person) -> Iterator[Person]:
        for key in keys(person):
            yield from (other for other in self._by_key.get(key, ()) if other != person)

    def _grouped(self) -> dict[Person, int]:
        """Numbers the patients: those linked are one, after the doubtful are set apart.

        Why in this order: whether `J Doe` is Jane or John must not depend on whom was read first.
        """
        links = {one: {o for o in self._near(one) if same(one, o)} for one in self._known}
        self._doubtful = {
            one for one, near in links.items() if any(contradict(*p) for p in combinations(near, 2))
        }
        groups: dict[Person, int] = {}
        for number, start in enumerate(self._known):
            if start in groups:
                continue
            members = self._linked(start, links)
            if any(contradict(*pair) for pair in combinations(members, 2)):
                self._doubtful |= members
                members = {start}
            for one in members:
                groups[one] = number
        return groups

    def _linked(self, start: Person, links: dict[Person, set[Person]]) -> set[Person]:
        if start in self._doubtful:
            return {start}
        found, open_ends = {start}, [start]
        while open_ends:
            for other in links[open_ends.pop()] - found - self._doubtful:
                found.add(other)
                open_ends.append(other)
        return found
