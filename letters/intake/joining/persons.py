"""Tells which rows of different sources are about one patient.

Two sources meet by name and birth date together, or by a number (patient account, member id) beside
an agreeing name or an equal birth date. A number alone joins nobody: short ones repeat between
systems, families share a member id. What could be two people is nobody's: it is noted, never
merged.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from letters.intake.cells import names
from letters.intake.rows import Person

_MOST_OF_A_NUMBER = 50
"""A number that more records bear is a mask or a placeholder, and joins none of them."""

Shared = tuple[str, ...]


def same(one: Person, other: Person) -> bool:
    """Whether two sources speak of one patient, as far as both of them tell."""
    if contradict(one, other):
        return False
    named = names.agree(one.name, other.name)
    born = one.born is not None and one.born == other.born
    return (named and born) or ((named or born) and _share_number(one, other))


def is_identified(person: Person) -> bool:
    """Whether a source tells enough for another of the same content to be the same patient."""
    return same(person, person)


def contradict(one: Person, other: Person) -> bool:
    """Whether two sources cannot speak of one patient.

    Father and son may share name and member id: a suffix on one side alone needs the birth date.
    """
    if one.born is not None and other.born is not None:
        return one.born != other.born or names.contradict(one.name, other.name)
    suffixed = one.name and other.name and names.suffix(one.name) != names.suffix(other.name)
    return bool(suffixed) or names.contradict(one.name, other.name)


def numbers(written: Iterable[str]) -> frozenset[str]:
    """Identifiers in the form in which they are compared: spaces, hyphens, case do not count."""
    return frozenset(plain for text in written if (plain := re.sub(r"[\s\-]", "", text).upper()))


def _share_number(one: Person, other: Person) -> bool:
    return bool(
        numbers(one.accounts) & numbers(other.accounts)
        or numbers(one.members) & numbers(other.members)
    )


def _shared(person: Person) -> Iterator[Shared]:
    """What two records of one patient have in common, at least one of."""
    for number in numbers(person.accounts):
        yield "account", number
    for number in numbers(person.members):
        yield "member", number
    if person.born is not None:
        for part in names.parts(person.name or ""):
            yield "born", person.born.isoformat(), part


class Patients:
    """All patients of whom something is asked, and who else may be the same."""

    def __init__(self) -> None:
        self._known: dict[Person, None] = {}
        self._bearing: dict[Shared, list[Person]] = {}
        self._groups: dict[Person, int] | None = None
        self._doubtful: set[Person] = set()

    def add(self, person: Person) -> None:
        """Adds what a source tells of a patient."""
        if person in self._known:
            return
        self._known[person] = None
        self._groups = None
        for each in _shared(person):
            self._bearing.setdefault(each, []).append(person)

    def knows(self, person: Person) -> bool:
        """Whether any patient added so far is this one, as far as both tell."""
        if person in self._known:
            return is_identified(person)
        return any(same(person, other) for other in self._near(person))

    def nearly(self, person: Person) -> list[Person]:
        """Those added who bear a number of this record, though nothing else says it is theirs."""
        return [
            other
            for other in self._near(person)
            if _share_number(person, other)
            and not contradict(person, other)
            and not same(person, other)
        ]

    def group(self, person: Person) -> int | None:
        """The number of the patient whom a record means; None for one that was not added.

        A doubtful record has a number of its own.
        """
        if self._groups is None:
            self._groups = self._grouped()
        return self._groups.get(person)

    def is_doubtful(self, person: Person) -> bool:
        """Whether a record may be one of two others who are not the same."""
        self.group(person)
        return person in self._doubtful

    def _near(self, person: Person) -> Iterator[Person]:
        for each in _shared(person):
            bearing = self._bearing.get(each, ())
            if each[0] == "born" or len(bearing) <= _MOST_OF_A_NUMBER:
                yield from (other for other in bearing if other != person)

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
