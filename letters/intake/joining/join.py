"""Rows of different sources meet in one case: by who the patient is, then by which claim it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from letters.case.frozen import slimmed
from letters.case.vocabulary import Vocabulary, folded
from letters.intake.cells import values
from letters.intake.cells.medicines import requested_drug
from letters.intake.columns import CASES, PRACTICE, TREATMENTS, KnownFrom
from letters.intake.joining.asks import (
    Ask,
    Key,
    agreeing,
    complete,
    is_numbered,
    is_of,
    is_unnamed,
    keys,
    label,
    lined_up,
    may_meet,
    only,
    person_of,
    tells_other_claim,
    with_claim,
)
from letters.intake.joining.filenames import FileNames
from letters.intake.joining.masks import Masks, unmasked
from letters.intake.joining.persons import Patients, contradict, is_identified
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import NOBODY, Person, Placed, Role, Row

_NOT_ASKED = "nothing in the input is asked or denied for this patient"
_DOUBTFUL = "another record bears its number, but name and birth date do not tell whose it is"
_NO_DENIAL = "no denial of this claim is in the input"
_CHARTED = ("new or continuing",)
"""What a chart may tell of the service that is asked for."""
_ORDERED = ("dose", "dose unit", "frequency", "route")
_TELLING_DOSES = (KnownFrom.ORDER.value, KnownFrom.STATEMENT.value)
_LOST = "a row of treatments belongs to no case that was read"


ByPatient = dict[int | None, list[Ask]]


@dataclass(frozen=True)
class Joined:
    """Rows by case. `facts` has the rows of every other table, placed."""

    practices: tuple[Row, ...]
    asks: tuple[Ask, ...]
    facts: Mapping[str, list[Placed]]


class Join:
    """Takes rows as they are read and puts those of one case together."""

    def __init__(self, vocabulary: Vocabulary, journal: Journal, files: FileNames) -> None:
        self._vocabulary = vocabulary
        self._journal = journal
        self._files = files
        self._masks = Masks()
        self._patients = Patients()
        self._practices: list[Row] = []
        self._labelled: dict[str, Ask] = {}
        self._loose: list[Ask] = []
        self._claims: list[Row] = []
        self._persons: list[Row] = []
        self._facts: list[Row] = []
        self._nearly: set[Person] = set()
        self._admitted = False

    def take(self, row: Row) -> None:
        """Takes one row of any table."""
        row = self._masks.unmask(row)
        slimmed(row.read)
        self._files.meet(person_of(row))
        if row.table is PRACTICE:
            self._practices.append(row)
        elif row.table is not CASES:
            self._facts.append(row)
        elif row.role is Role.CLAIM:
            self._claims.append(row)
        elif row.role is Role.PERSON:
            self._persons.append(row)
        elif "case" in row.cells or (row.role is Role.REQUEST and row.read.row is not None):
            self._take_labelled(row)
        elif is_unnamed(row):
            self._leave_unnamed(row)
        else:
            ask = Ask()
            ask.add(row)
            self._loose.append(ask)
            self._patients.add(ask.person)

    def wants(self, person: Person) -> bool:
        """Whether anything is asked or denied for whom may be this patient."""
        person = unmasked(person)
        self._files.meet(person)
        self._admit()
        known = self._patients.knows(person)
        if not known:
            self._nearly.update(self._patients.nearly(person))
        return known

    def joined(self) -> Joined:
        """All rows taken, by case."""
        self._admit()
        persons = self._wanted_persons()
        facts = [row for row in self._facts if self._is_placed(row) or self._is_wanted(row)]
        for row in facts:
            self._patients.add(person_of(row))
        asks = self._met()
        by_patient = self._by_patient(asks)
        self._complete_from_claims(by_patient)
        for row in persons:
            theirs = self._asks_of(row, by_patient)
            for ask in theirs:
                complete(ask, row)
            if len(theirs) == 1:  # of two requests the chart does not say which is meant
                theirs[0].rows[:] = [each.completed(only(row, _CHARTED)) for each in theirs[0].rows]
        same: dict[tuple[str, ...], tuple[str, ...]] = {}
        told = ((row, self._keys_of(row, by_patient)) for row in facts)
        placed = [(row, same.setdefault(cases, cases)) for row, cases in told]
        self._complete_doses(asks, placed)
        self._masks.leave_blank(asks)
        tables: dict[str, list[Placed]] = {}
        for row, cases in placed:
            tables.setdefault(row.table.name, []).append((row, cases))
        return Joined(tuple(self._practices), tuple(asks), tables)

    def _wanted_persons(self) -> list[Row]:
        """The records of patients of whom something is asked; each may bridge to the next."""
        wanted: list[Row] = []
        others = self._persons
        for row in others:
            self._nearly.update(self._patients.nearly(person_of(row)))
        while news := [row for row in others if self._patients.knows(person_of(row))]:
            for row in news:
                self._patients.add(person_of(row))
            wanted += news
            others = [row for row in others if not self._patients.knows(person_of(row))]
        for row in others:
            self._leave(row, _NOT_ASKED)
        return wanted

    def _take_labelled(self, row: Row) -> None:
        name = row.value("case", values.text)
        if name:
            self._labelled.setdefault(folded(name), Ask(name)).add(row)
            return
        rule = "'case' is needed here"
        refusal = ReadingError(rule, "fill in the cell")
        self._journal.note("error", "The value was not used", row.read, refusal, "case")
        self._journal.leave(row.read, "it names no case")
        self._journal.refuse(row.read)

    def _leave_unnamed(self, row: Row) -> None:
        rule = "it names neither a claim nor a patient"
        refusal = ReadingError(rule, "export it with the patient's name and member id")
        self._journal.note("error", "The denial was not used", row.read, refusal)
        self._journal.leave(row.read, rule)
        self._journal.refuse(row.read)

    def _admit(self) -> None:
        """Lets claims tell more of patients of whom something is asked: they bridge two sources."""
        if self._admitted:
            return
        self._admitted = True
        for ask in self._labelled.values():
            self._patients.add(ask.person)
        for row in self._claims:
            person = person_of(row)
            if self._patients.knows(person):
                self._patients.add(person)

    def _is_placed(self, row: Row) -> bool:
        """Whether a fact names its case, or nobody at all, which is refused where it is read."""
        return "case" in row.cells or person_of(row) == NOBODY

    def _is_wanted(self, row: Row) -> bool:
        if self._patients.knows(person_of(row)):
            return True
        self._leave(row, _NOT_ASKED)
        return False

    def _leave(self, row: Row, why: str) -> None:
        name = "patient" if row.table is CASES else row.table.name
        self._journal.tally("row" if row.read.row else "entry", name, row.read, why)

    def _met(self) -> list[Ask]:
        """Labelled cases with the denials that are theirs, then the cases that denials make."""
        labelled = list(self._labelled.values())
        theirs = self._by_patient(labelled)
        alone: list[Ask] = []
        for denial in self._denials():
            hosts = self._hosts(denial, theirs)
            if len(hosts) == 1:
                hosts[0].rows += denial.rows
            else:
                self._note_doubt(denial, hosts)
                alone.append(denial)
        label(alone, {ask.key for ask in labelled})
        for ask in (*labelled, *alone):
            ask.rows[:] = agreeing(ask.rows, self._journal)
        return [*labelled, *alone]

    def _by_patient(self, asks: Iterable[Ask]) -> ByPatient:
        found: ByPatient = {}
        for ask in asks:
            found.setdefault(self._patients.group(ask.person), []).append(ask)
        return found

    def _denials(self) -> list[Ask]:
        """Denials and unlabelled requests, those that tell of the same claim or line together.

        A line or a visit is told by patient; a claim's number is its payer's, and so may bring in a
        row that names no patient. Those with a number come first, so that it does not matter in
        which order the files are read; one that fits two claims stands alone.
        """
        found: list[Ask] = []
        by_key: dict[Key, list[Ask]] = {}
        for ask in sorted(self._loose, key=lambda ask: not is_numbered(ask)):
            told = list(self._keys_told(ask))
            near = {id(host): host for key in told for host in by_key.get(key, ())}
            hosts = [host for host in near.values() if self._is_one(host, ask)]
            if len(hosts) == 1:
                hosts[0].rows += ask.rows
            else:
                self._note_doubt(ask, hosts)
                found.append(ask)
                hosts = [ask]
            for key in told:
                by_key.setdefault(key, []).append(hosts[0])
        for ask in found:
            ask.rows[:] = lined_up(agreeing(ask.rows, self._journal), self._journal)
        return found

    def _keys_told(self, ask: Ask) -> Iterator[Key]:
        patient = str(self._patients.group(ask.person))
        for key in (key for row in ask.rows for key in keys(row)):
            if key[0] == "claim number":
                yield key
            elif is_identified(ask.person):
                yield (patient, *key)

    def _is_one(self, one: Ask, other: Ask) -> bool:
        """Whether two denials that share a number or a line are one."""
        if contradict(one.person, other.person) or not may_meet(one, other):
            return False
        groups = [self._patients.group(ask.person) for ask in (one, other)]
        identified = is_identified(one.person) and is_identified(other.person)
        return groups[0] == groups[1] or not identified

    def _hosts(self, denial: Ask, labelled: ByPatient) -> list[Ask]:
        """The labelled cases to which a denial may belong: by claim, else by what was asked."""
        if not is_identified(denial.person):
            return []
        theirs = labelled.get(self._patients.group(denial.person), [])
        told = {key for row in denial.rows for key in keys(row)}
        exact = [
            ask
            for ask in theirs
            if told & {key for row in ask.rows for key in keys(row)} and may_meet(ask, denial)
        ]
        if exact:
            return exact
        drugs = self._drugs(denial)
        return [
            ask
            for ask in theirs
            if drugs & self._drugs(ask)
            and may_meet(ask, denial)
            and not tells_other_claim(ask, denial)
        ]

    def _drugs(self, ask: Ask) -> set[str]:
        found = (requested_drug(row, self._vocabulary) for row in ask.rows)
        return {drug.id for drug in found if drug is not None}

    def _note_doubt(self, denial: Ask, hosts: Sequence[Ask]) -> None:
        place = denial.rows[0].read
        if self._patients.is_doubtful(denial.person) or denial.person in self._nearly:
            action = "write the birth date and the member id into the export"
            refusal = ReadingError(_DOUBTFUL, action)
            what = "Nothing of another source was added to this case"
            self._journal.note("warning", what, place, refusal)
        elif hosts:
            rule = "it may belong to more than one case of this patient"
            refusal = ReadingError(rule, "write its claim number into the row of its case")
            what = "The denial was kept as a case of its own"
            self._journal.note("warning", what, place, refusal)

    def _complete_from_claims(self, by_patient: ByPatient) -> None:
        for row in self._claims:
            asks = [ask for ask in self._asks_of(row, by_patient) if is_of(row, ask)]
            for ask in asks:
                ask.rows[:] = [with_claim(each, row) for each in ask.rows]
                complete(ask, row)
            if not asks:
                self._journal.tally("entry", "claim", row.read, _NO_DENIAL)

    def _asks_of(self, row: Row, by_patient: ByPatient) -> list[Ask]:
        """The cases of the patient whom a row means; none when that is in doubt."""
        person = person_of(row)
        if not is_identified(person) or self._patients.is_doubtful(person):
            return []
        return by_patient.get(self._patients.group(person), [])

    def _keys_of(self, row: Row, by_patient: ByPatient) -> tuple[str, ...]:
        """The keys of a fact's cases; empty when it names none or its patient is in doubt."""
        if "case" in row.cells:
            return (folded(row.value("case", values.text) or ""),)
        asks = self._asks_of(row, by_patient)
        if not asks and person_of(row) != NOBODY:
            self._leave(row, _DOUBTFUL)
            if row.table is TREATMENTS:
                self._journal.missed.append(_LOST)
        return tuple(ask.key for ask in asks)

    def _complete_doses(self, asks: Sequence[Ask], placed: Iterable[Placed]) -> None:
        """A request that names no dose takes the one of the chart's latest order of its drug."""
        orders: dict[tuple[str, str], Row] = {}
        for row, cases in placed:
            drug = _ordered_drug(row, self._vocabulary)
            for case in cases if drug else ():
                latest = orders.setdefault((case, drug), row)
                if _started(row) > _started(latest):
                    orders[case, drug] = row
        for ask in asks:
            for at, row in enumerate(ask.rows):
                drug = _drug(row, self._vocabulary)
                order = orders.get((ask.key, drug)) if "dose" not in row.cells else None
                if order is not None:
                    ask.rows[at] = row.completed(only(order, _ORDERED))


def _drug(row: Row, vocabulary: Vocabulary) -> str:
    drug = requested_drug(row, vocabulary)
    return drug.id if drug else ""


def _ordered_drug(row: Row, vocabulary: Vocabulary) -> str:
    """The drug of a chart's order with its dose; empty for every other row."""
    told = row.cells.get("known from") if "dose" in row.cells else None
    return _drug(row, vocabulary) if told in _TELLING_DOSES else ""


def _started(row: Row) -> str:
    return str(row.value("start", values.date) or "")
