"""Gives the columns of a report their meanings by their headings and, where needed, their cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from letters.intake.columns import Table
from letters.intake.mapping import Pattern, headings
from letters.intake.mapping.headings import Kind, Meaning
from letters.intake.rows import Cell
from letters.intake.sheets import contents
from letters.intake.sheets.grids import Cells

SEVERAL = frozenset(
    {
        "denial codes",
        "remark codes",
        "group code",
        "kick code",
        "reason text",
        "modifiers",
        "diagnosis codes",
        "patient account",
        "person account",
    }
)
"""Headings that several columns of one report may give together."""

TWICE = "another column already gives '{}'"
UNKNOWN = "its heading is not known; `letters map` proposes a mapping"
NEEDLESS = "nothing of it is needed"
LEFT = "the mapping leaves it"
AMBIGUOUS = "its heading may mean {}"
OTHERWISE = "what stands below its heading is not what it seems to say"


@dataclass
class Assigning:
    """The columns of one row of headings while they are given their meanings.

    `sample` are rows below it; the rest is as in a layout.
    """

    texts: Mapping[int, str]
    sample: Sequence[Cells]
    columns: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    doubtful: dict[int, tuple[str, ...]] = field(default_factory=dict)
    also: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def cells(self, column: int) -> list[Cell]:
        """The filled cells of a column in the sample."""
        found = (row[column] for row in self.sample if column < len(row))
        return [cell for cell in found if not (isinstance(cell, str) and not cell.strip())]


def assign(work: Assigning, kind: Kind | None, table: Table, pattern: Pattern | None) -> None:
    """Gives each column its meaning, or why it has none: first as the mapping says."""
    meant = {at: _meaning(text, kind, table) for at, text in work.texts.items()}
    if pattern is not None:
        _give_mapped(work, meant, pattern)
    _give_single(work, meant)
    _give_beside_birth(work, meant)
    _give_by_turns(work, meant)
    for at, meaning in meant.items():
        if at in work.columns or at in work.left:
            continue
        if meaning is None:
            work.left[at] = UNKNOWN
        elif meaning.needless:
            work.left[at] = NEEDLESS
        else:
            _doubt(work, at, meaning)


def _meaning(text: str, kind: Kind | None, table: Table) -> Meaning | None:
    if kind is not None:
        found = headings.meaning(kind, text)
        return found or _below_section(text, kind)
    own = {headings.key(column.heading): column.heading for column in table.columns}
    heading = own.get(headings.key(text))
    return Meaning((heading,)) if heading else None


def is_known(text: str, kind: Kind) -> bool:
    """Whether a heading is known to a kind of report and may be needed."""
    meaning = _meaning(text, kind, kind.table)
    return meaning is not None and not meaning.needless


def _below_section(text: str, kind: Kind) -> Meaning | None:
    """The meaning of a heading below another that adds nothing to it, as `Patient info DOB`."""
    words = text.split()
    for at in range(1, len(words)):
        if headings.is_section(" ".join(words[:at])):
            found = headings.meaning(kind, " ".join(words[at:]))
            if found is not None:
                return found
    return None


def _give_mapped(work: Assigning, meant: Mapping[int, Meaning | None], pattern: Pattern) -> None:
    ours = {headings.key(theirs): our for theirs, our in pattern.headings.items()}
    for at in meant:
        name = headings.key(work.texts[at])
        if name not in ours:
            continue
        if (our := ours[name]) is None:
            work.left[at] = LEFT
        elif our in work.columns.values() and our not in SEVERAL:
            work.left[at] = TWICE.format(our)
        else:
            work.columns[at] = our


def _give_single(work: Assigning, meant: Mapping[int, Meaning | None]) -> None:
    """Gives columns their one meaning; of several for one heading the best named is used."""
    wishes: dict[str, list[tuple[int, int]]] = {}
    for at, meaning in meant.items():
        fresh = at not in work.columns and at not in work.left
        if fresh and meaning and not meaning.unclear and len(meaning.headings) == 1:
            wishes.setdefault(meaning.headings[0], []).append((meaning.rank, at))
    for heading, found in wishes.items():
        if heading in SEVERAL:
            work.columns |= {at: heading for _, at in found}
            continue
        taken = heading in work.columns.values()
        (best, first), *others = sorted(found)
        if not taken and others and others[0][0] == best and not _same(work, first, others[0][1]):
            for at in (first, *(at for rank, at in others if rank == best)):
                work.doubtful[at] = (heading,)
                work.left[at] = f"several columns are headed so ('{heading}')"
            continue
        if not taken:
            work.columns[first] = heading
        for _, at in others if not taken else found:
            work.left[at] = TWICE.format(heading)


def _same(work: Assigning, one: int, other: int) -> bool:
    return work.cells(one) == work.cells(other)


def _give_beside_birth(work: Assigning, meant: Mapping[int, Meaning | None]) -> None:
    given = set(work.columns.values())
    for at, meaning in meant.items():
        ours = headings.beside_birth_date(work.texts[at])
        open_ = at not in work.columns and at not in work.left and (meaning is None or ours)
        if open_ and ours and "birth date" in given and ours not in given and _fits(work, at, ours):
            if ours == "patient name" and "last name" in given:
                continue
            work.columns[at] = ours
            given.add(ours)


def _give_by_turns(work: Assigning, meant: Mapping[int, Meaning | None]) -> None:
    """Gives what may mean several things the first meaning that is free and fits its cells."""
    for at, meaning in meant.items():
        if at in work.columns or at in work.left or meaning is None or meaning.unclear:
            continue
        given = set(work.columns.values())
        free = [h for h in meaning.headings if h not in given or h in SEVERAL]
        fitting = [heading for heading in free if _fits(work, at, heading)]
        if fitting:
            work.columns[at] = fitting[0]
            if len(fitting) > 1 and fitting[0] not in contents.TELLING:
                work.also[at] = tuple(fitting[1:])
        elif meaning.headings:
            work.left[at] = OTHERWISE if free else TWICE.format(meaning.headings[0])


def _doubt(work: Assigning, at: int, meaning: Meaning) -> None:
    """Leaves what is unclear; it is worth a remark where none of its meanings is given."""
    free = tuple(h for h in meaning.headings if h not in work.columns.values())
    if len(free) == len(meaning.headings):
        work.doubtful[at] = free
    said = " or ".join(f"'{heading}'" for heading in meaning.headings)
    work.left[at] = AMBIGUOUS.format(said)


def _fits(work: Assigning, at: int, heading: str) -> bool:
    """Whether the cells of a column can be what a heading says; unknown ones can be anything."""
    return contents.fit(work.cells(at), heading)
