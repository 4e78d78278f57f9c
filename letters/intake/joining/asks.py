"""The rows of one case, and how rows of different sources are made to agree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from letters.case.vocabulary import folded
from letters.intake.cells import values
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


@dataclass
class Ask:
    """The rows of one case; `label` is empty until one is made of its claim."""

    label: str = ""
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


def person_of(row: Row) -> Person:
    """By what a row knows its patient: what its reader says, and its own cells."""
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
    code = row.value("procedure", values.identifier) or row.value("hcpcs", values.identifier)
    on = row.value("service date", values.date)
    if code and on:
        yield "line", code.upper(), on.isoformat()
    if account and on:
        yield "visit", account, on.isoformat()


def claim_keys(row: Row) -> set[Key]:
    """What a denial and the claim as it was sent have in common."""
    accounts = numbers([row.value("patient account", values.identifier) or ""])
    claims = numbers([row.value("claim number", values.identifier) or ""])
    return {("account", each) for each in accounts} | {("claim", each) for each in claims}


def claims_of(ask: Ask) -> set[Key]:
    """The claims of which the rows of a case tell."""
    return {key for row in ask.rows for key in claim_keys(row)}


def tells_other_claim(ask: Ask, denial: Ask) -> bool:
    """Whether a case already tells of a denial that is not this one."""
    dated = {row.value("denial date", values.date) for row in ask.rows} - {None}
    numbered = {k for row in ask.rows for k in keys(row) if k[0] == "claim number"}
    theirs = {k for row in denial.rows for k in keys(row) if k[0] == "claim number"}
    days = {row.value("denial date", values.date) for row in denial.rows} - {None}
    return bool((numbered and theirs) or (dated and days and not dated & days))


def with_claim(row: Row, claim: Row) -> Row:
    """A line of a denial with what its own line of the claim tells."""
    code = row.value("procedure", values.identifier)
    if code is None or code != claim.value("procedure", values.identifier):
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


def lined_up(rows: Iterable[Row]) -> list[Row]:
    """Rows of denials with those of one service line made one, its codes those of both.

    Why: a remittance and a report of it tell of one line each in their own way; two rows would be
    two services.
    """
    lines: dict[Key, Row] = {}
    for number, row in enumerate(rows):
        told = next((key for key in keys(row) if key[0] == "line"), ("row", str(number)))
        first = lines.get(told)
        if first is None:
            lines[told] = row
            continue
        both = [
            str(each.cells["denial codes"]) for each in (first, row) if "denial codes" in each.cells
        ]
        whole = first.completed(row)
        if both:
            whole = replace(whole, cells={**whole.cells, "denial codes": "; ".join(both)})
        lines[told] = whole
    return list(lines.values())


def agreeing(rows: Sequence[Row], journal: Journal) -> list[Row]:
    """Rows that agree on the facts of the case: those of an export give way to rows before them.

    Why: two systems write a name or a payer differently; what they must not differ in is noted.
    Rows of our own workbook are left as they are: there a difference is refused.
    """
    known: dict[str, Row] = {}
    agreed: list[Row] = []
    for row in rows:
        kept = dict(row.cells)
        for heading in row.cells if "case" not in row.cells else ():
            first = known.get(heading)
            if first is None or heading in PER_ROW:
                continue
            del kept[heading]
            if heading not in _AS_WRITTEN and not _alike(first, row, heading):
                rule = "it differs from another source of this case, which was used"
                refusal = ReadingError(rule, "compare the two and correct the wrong one")
                what = "Two sources differ on a fact of one case"
                journal.note("warning", what, row.where(heading), refusal, heading)
        for heading in kept:
            known.setdefault(heading, row)
        agreed.append(replace(row, cells=kept))
    return agreed


def _alike(one: Row, other: Row, heading: str) -> bool:
    def plain(row: Row) -> str:
        return folded(str(row.value(heading, values.date) or row.cells[heading]))

    return plain(one) == plain(other) or not numbers([plain(one)]) ^ numbers([plain(other)])


def label(asks: Sequence[Ask], taken: set[str]) -> None:
    """Names each unlabelled case after its claim, or else by its number; no two are the same."""
    for number, ask in enumerate(asks, start=1):
        headings = ("patient account", "claim number", "authorization number")
        named = (row.value(h, values.identifier) for h in headings for row in ask.rows)
        wish = next((name for name in named if name), f"denial {number}")
        chosen, count = wish, 2
        while folded(chosen) in taken:
            chosen, count = f"{wish} ({count})", count + 1
        taken.add(folded(chosen))
        ask.label = chosen
