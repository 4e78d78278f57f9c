"""The rows of one case, and how rows of different sources are made to agree."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from letters.case.vocabulary import folded
from letters.intake.cells import values
from letters.intake.cells.medicines import code_of
from letters.intake.joining.persons import numbers
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import NOBODY, Person, Row

T = TypeVar("T")
Key = tuple[str, ...]

PER_ROW = frozenset(
    {
        "drug",
        "product",
        "route",
        "dose",
        "dose unit",
        "frequency",
        "number of doses",
        "months requested",
        "start date",
        "new or continuing",
        "hcpcs",
        "billing units",
        "denial codes",
        "service date",
        "procedure",
        "modifiers",
        "ndc",
        "line units",
        "charged",
        "paid",
        "group code",
        "remark codes",
        "claim status",
    }
)
"""Headings of the cases table that tell of a service or a line; all others tell of the case."""
_AS_WRITTEN = frozenset({"case", "patient name", "payer", "payer address", "payer id", "plan"})
"""Headings that two systems write differently without telling different things."""


_DEADLINES = frozenset({"denial date", "denial received", "appeal deadline", "peer to peer until"})
"""Days from which or to which a time to appeal runs: of two, the earlier is safe."""


@dataclass
class Ask:
    """The rows of one case; `label` is empty until one is made of its claim.

    `identity` is what tells this case from any other whenever it is read again.
    """

    label: str = ""
    identity: str = ""
    person: Person = NOBODY
    rows: list[Row] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The label as other tables are compared with it."""
        return folded(self.label)

    def add(self, row: Row) -> None:
        """Adds a row and what it tells of the patient."""
        self.rows.append(row)
        self.person = together(self.person, person_of(row))


_OF_A_PERSON = frozenset({"patient name", "birth date", "patient account", "member id"})


def person_of(row: Row) -> Person:
    """By what a row knows its patient: what its reader says, and its own cells."""
    if row.person is NOBODY and row.cells.keys().isdisjoint(_OF_A_PERSON):
        return NOBODY
    account = row.value("patient account", values.identifier)
    member = row.value("member id", values.identifier)
    return Person(
        name=row.person.name or row.value("patient name", values.text),
        born=row.person.born or row.value("birth date", values.date),
        accounts=row.person.accounts | ({account} if account else set()),
        members=row.person.members | ({member} if member else set()),
    )


def together(one: Person, other: Person) -> Person:
    """What two rows tell of one patient."""
    return Person(
        name=one.name or other.name,
        born=one.born or other.born,
        accounts=one.accounts | other.accounts,
        members=one.members | other.members,
    )


def is_unnamed(row: Row) -> bool:
    """Whether a row tells neither whom it is about nor which claim."""
    return person_of(row) == NOBODY and not any(keys(row))


def keys(row: Row) -> Iterator[Key]:
    """What two rows have in common when they tell of the same claim, authorisation or line."""
    for heading in ("claim number", "authorization number"):
        for number in numbers([row.value(heading, values.identifier) or ""]):
            yield heading, number
    account = row.value("patient account", values.identifier)
    on = row.value("service date", values.date)
    if on and (code := code_of(row)):
        yield "line", code, on.isoformat()
    if account and on:
        yield "visit", account, on.isoformat()


def is_numbered(ask: Ask) -> bool:
    """Whether an ask tells the number of its claim."""
    return bool(_told(ask, "claim number"))


def may_meet(one: Ask, other: Ask) -> bool:
    """Whether two asks can be one: not if they number other claims, or name other payers."""
    mine, theirs = _told(one, "claim number"), _told(other, "claim number")
    if mine and theirs and not mine & theirs:
        return False
    payers = [{_payer(row) for row in ask.rows} - {""} for ask in (one, other)]
    return not all(payers) or any(_alike_payers(a, b) for a in payers[0] for b in payers[1])


def _told(ask: Ask, heading: str) -> set[Key]:
    return {key for row in ask.rows for key in keys(row) if key[0] == heading}


def _payer(row: Row) -> str:
    return re.sub(r"[\W_]+", " ", row.value("payer", values.text) or "").casefold().strip()


def _alike_payers(one: str, other: str) -> bool:
    """Whether two spellings may be one payer: one within the other, or their first word alike."""
    return one in other or other in one or one.split()[0] == other.split()[0]


def is_of(claim: Row, ask: Ask) -> bool:
    """Whether a claim as it was sent is the one that was denied.

    By the payer's number, else by the practice's own for that day. Why the day: an account number
    stays the same from visit to visit, and each has its own diagnosis.
    """
    if set(numbers([claim.value("claim number", values.identifier) or ""])) & {
        number for _, number in _told(ask, "claim number")
    }:
        return True
    accounts = numbers([claim.value("patient account", values.identifier) or ""])
    theirs = numbers(row.value("patient account", values.identifier) or "" for row in ask.rows)
    days = {row.value("service date", values.date) for row in ask.rows} - {None}
    day = claim.value("service date", values.date)
    return bool(accounts & theirs) and (day is None or not days or day in days)


def tells_other_claim(ask: Ask, denial: Ask) -> bool:
    """Whether a case already tells of a denial that is not this one."""
    dated = {row.value("denial date", values.date) for row in ask.rows} - {None}
    days = {row.value("denial date", values.date) for row in denial.rows} - {None}
    numbered = _told(ask, "claim number") and _told(denial, "claim number")
    return bool(numbered or (dated and days and not dated & days))


def with_claim(row: Row, claim: Row) -> Row:
    """A line of a denial with what its own line of the claim tells."""
    same_day = {row.value("service date", values.date), claim.value("service date", values.date)}
    if not code_of(row) or code_of(row) != code_of(claim) or len(same_day - {None}) > 1:
        return row
    return row.completed(only(claim, PER_ROW))


def only(row: Row, headings: Iterable[str]) -> Row:
    """A row with these cells alone."""
    kept = set(headings)
    return replace(row, cells={h: cell for h, cell in row.cells.items() if h in kept})


def complete(ask: Ask, other: Row) -> None:
    """Adds to a case, in its first row, facts of the case that none of its rows has."""
    known = {heading for row in ask.rows for heading in row.cells}
    news = {h for h in other.cells if h not in PER_ROW and h not in known}
    ask.rows[0] = ask.rows[0].completed(only(other, news))


def lined_up(rows: Iterable[Row], journal: Journal) -> list[Row]:
    """Rows of denials with those of one service line in two files made one, its codes of both.

    Why: a remittance and a report of it tell of one line each in their own way; two rows would be
    two services. Lines of one file stand, and so do those that differ in units or amounts.
    """
    lines: list[Row] = []
    for row in rows:
        at = next((i for i, line in enumerate(lines) if _is_line(line, row)), None)
        if at is None:
            lines.append(row)
            continue
        codes = "; ".join(dict.fromkeys((*codes_of(lines[at]), *codes_of(row))))
        whole = lines[at].completed(row)
        cells = {h: c for h, c in whole.cells.items() if h not in _CODED}
        lines[at] = replace(whole, cells={**cells, "denial codes": codes} if codes else cells)
        journal.leave(row.read, "another source of the case tells of the same line")
    return lines


_CODED = ("denial codes", "group code", "remark codes")


def codes_of(row: Row) -> tuple[str, ...]:
    """All codes of a row, each adjustment with its own group."""
    group = row.value("group code", values.identifier)
    adjusted = row.value("denial codes", lambda cell: values.denial_codes(cell, group)) or ()
    remarks = row.value("remark codes", lambda cell: values.denial_codes(cell, None)) or ()
    return tuple(dict.fromkeys((*adjusted, *remarks)))


def _is_line(one: Row, other: Row) -> bool:
    """Whether two rows of two files tell of one service line."""
    if one.read.file == other.read.file or not code_of(one) or code_of(one) != code_of(other):
        return False
    if one.value("service date", values.date) != other.value("service date", values.date):
        return False
    modifiers = [row.value("modifiers", values.identifiers) for row in (one, other)]
    if all(modifiers) and set(modifiers[0] or ()) != set(modifiers[1] or ()):
        return False
    for heading in ("line units", "charged"):
        told = [row.value(heading, values.money) for row in (one, other)]
        if None not in told and told[0] != told[1]:
            return False
    return True


def agreeing(rows: Sequence[Row], journal: Journal) -> list[Row]:
    """Rows that agree on the facts of the case: those of an export give way to rows before them.

    Why: two systems write a name or a payer differently; what they must not differ in is noted.
    Of two days from which a time to appeal runs the earlier stands, whoever tells it. Rows of our
    own workbook are left as they are: there a difference is refused.
    """
    first: dict[str, int] = {}
    agreed: list[Row] = []
    for row in rows:
        kept = dict(row.cells)
        for heading in row.cells if "case" not in row.cells else ():
            at = first.get(heading)
            if at is None or heading in PER_ROW:
                continue
            del kept[heading]
            if heading in _AS_WRITTEN or _alike(agreed[at], row, heading):
                continue
            used = "which was used"
            if heading in _DEADLINES and _is_earlier(row, agreed[at], heading):
                agreed[at] = _replaced(agreed[at], row, heading)
                used = "and the earlier day was used"
            rule = f"it differs from another source of this case, {used}"
            refusal = ReadingError(rule, "compare the two and correct the wrong one")
            what = "Two sources differ on a fact of one case"
            journal.note("warning", what, row.where(heading), refusal, heading)
        agreed.append(replace(row, cells=kept))
        for heading in kept:
            first.setdefault(heading, len(agreed) - 1)
    return agreed


def _is_earlier(one: Row, other: Row, heading: str) -> bool:
    mine, theirs = one.value(heading, values.date), other.value(heading, values.date)
    return mine is not None and theirs is not None and mine < theirs


def _replaced(row: Row, other: Row, heading: str) -> Row:
    cells = {**row.cells, heading: other.cells[heading]}
    return replace(row, cells=cells, filled={**row.filled, heading: other.where(heading)})


def _alike(one: Row, other: Row, heading: str) -> bool:
    def plain(row: Row) -> str:
        return folded(str(row.value(heading, values.date) or row.cells[heading]))

    return plain(one) == plain(other) or not numbers([plain(one)]) ^ numbers([plain(other)])


def label(asks: Sequence[Ask], taken: set[str]) -> None:
    """Names each unlabelled case after its claim, or else by its number; no two are the same."""
    known: set[str] = set()
    for number, ask in enumerate(asks, start=1):
        headings = ("patient account", "claim number", "authorization number")
        named = (row.value(h, values.identifier) for h in headings for row in ask.rows)
        ask.label = _apart(next((name for name in named if name), f"denial {number}"), taken)
        ask.identity = _apart(_identity(ask), known)


def _identity(ask: Ask) -> str:
    """What tells a denial from every other: its numbers, its patient, its payer, its lines."""
    told = sorted({"/".join(key) for row in ask.rows for key in keys(row)})
    person = ask.person
    who = (person.name or "", str(person.born or ""), *sorted(numbers(person.members)))
    return "\n".join((*told, *who, *sorted({_payer(row) for row in ask.rows})))


def _apart(wish: str, taken: set[str]) -> str:
    chosen, count = wish, 2
    while folded(chosen) in taken:
        chosen, count = f"{wish} ({count})", count + 1
    taken.add(folded(chosen))
    return chosen
