"""Keeps who is who in the levels of a claim (837) or a request (278): payer, patient, provider."""

from dataclasses import dataclass, field

from letters.intake.rows import Person
from letters.intake.x12 import elements
from letters.intake.x12.cells import Cells
from letters.intake.x12.elements import Troubles
from letters.intake.x12.tokens import Segment

NPI = "XX"
SOURCE, RECEIVER, SUBSCRIBER, DEPENDENT = "20", "21", "22", "23"
"""Levels (HL03) above that of the claim or request itself."""
MEMBER_KINDS = frozenset({"MI", "HN", "MR", "II", "C"})
"""Qualifiers of numbers by which a plan knows a patient. A social security number (34) is none."""

_SEXES = {"F": "female", "M": "male"}
_BILLING = frozenset({"85"})
_PAYERS = frozenset({"PR", "X3"})
_INSURED, _PATIENT = "IL", "QC"
_RECORD, _ACCOUNT, _MEMBER, _GROUPS = "EA", "EJ", "1W", ("6P", "1L")


@dataclass(slots=True)
class _Party:
    named: Segment
    address: list[tuple[str, int]] = field(default_factory=list)
    born: Segment | None = None
    references: dict[str, tuple[str, int]] = field(default_factory=dict)


class People:
    """The parties of the levels in force. `opened` at a level forgets those below it."""

    def __init__(self) -> None:
        self._billing: _Party | None = None
        self._payer: _Party | None = None
        self._subscriber: _Party | None = None
        self._dependent: _Party | None = None
        self._group: tuple[str, int] = ("", 0)
        self._last: _Party | None = None

    def opened(self, level: str) -> None:
        """Tells that a level begins."""
        self._last = None
        if level == SOURCE:
            self._billing = self._payer = None
        if level in (SOURCE, SUBSCRIBER):
            self._subscriber, self._group = None, ("", 0)
        if level in (SOURCE, SUBSCRIBER, DEPENDENT):
            self._dependent = None

    def take(self, segment: Segment) -> bool:
        """Takes a segment that tells of a party; False where it tells of none that is kept."""
        if segment.id == "NM1":
            return self._name(segment)
        if segment.id == "SBR":
            self._group = (segment.get(3), segment.number)
            return True
        party = self._last
        if party is None:
            return False
        if segment.id == "N3":
            party.address += [(line, segment.number) for p in (1, 2) if (line := segment.get(p))]
        elif segment.id == "N4":
            party.address.append((elements.city(segment), segment.number))
        elif segment.id == "DMG":
            party.born = segment
        elif segment.id == "REF" and segment.code(1) in (_RECORD, _ACCOUNT, _MEMBER, *_GROUPS):
            party.references.setdefault(segment.code(1), (segment.get(2), segment.number))
        else:
            return False
        return True

    def _name(self, segment: Segment) -> bool:
        entity, self._last = segment.code(1), _Party(segment)
        if entity in _BILLING:
            self._billing = self._last
        elif entity in _PAYERS:
            self._payer = self._last
        elif entity == _INSURED:
            self._subscriber = self._last
        elif entity == _PATIENT:
            self._dependent = self._last
        else:
            self._last = None
            return False
        return True

    def put(self, cells: Cells, troubles: Troubles) -> None:
        """Puts the cells of payer, patient and billing provider."""
        if payer := self._payer:
            cells.put("payer", payer.named.get(3), payer.named.number)
            cells.put("payer id", payer.named.get(9), payer.named.number)
            address = "; ".join(line for line, _ in payer.address if line)
            cells.put("payer address", address, next((n for _, n in payer.address), 0))
        if self._billing and self._billing.named.code(8) == NPI:
            cells.put("billing npi", self._billing.named.get(9), self._billing.named.number)
        if patient := self._patient:
            cells.put("patient name", elements.name(patient.named), patient.named.number)
            if born := patient.born:
                day = troubles.take(born, 2, elements.birth, "birth date")
                cells.put("birth date", day, born.number)
                cells.put("sex", _SEXES.get(born.code(3)), born.number)
            cells.put("patient account", *patient.references.get(_ACCOUNT, ("", 0)))
        cells.put("group", *self._group)
        for party in (self._dependent, self._subscriber):
            if party is None:
                continue
            for kind in reversed(_GROUPS):
                cells.put("group", *party.references.get(kind, ("", 0)))
            cells.put("member id", *party.references.get(_MEMBER, ("", 0)))
            cells.put("member id", _number(party), party.named.number)

    def person(self, cells: Cells, accounts: set[str]) -> Person:
        """Who the patient is, as a row with these cells tells."""
        members, records = set[str](), set[str]()
        for party in (self._dependent, self._subscriber):
            if party is not None:
                members |= {_number(party), party.references.get(_MEMBER, ("", 0))[0]}
        if patient := self._patient:
            records = {patient.references.get(k, ("", 0))[0] for k in (_RECORD, _ACCOUNT)}
        return Person(
            name=cells.text("patient name"),
            born=cells.day("birth date"),
            accounts=frozenset((accounts | records) - {""}),
            members=frozenset(members - {""}),
        )

    @property
    def _patient(self) -> _Party | None:
        return self._dependent or self._subscriber


def _number(party: _Party) -> str:
    return party.named.get(9) if party.named.code(8) in MEMBER_KINDS else ""
