"""What a practice says of its exports: which heading is ours, which of its words means which."""

from pydantic import Field

from letters.case.frozen import Frozen


class Pattern(Frozen):
    """The files or sheets of one report. `match` is a shell pattern on the file's name.

    `headings` gives our heading for each of theirs, or None for a column to leave; `fill` gives
    cells that every row shall have; `values` replaces words by heading: theirs to ours.
    """

    match: str
    sheet: str | None = None
    table: str
    role: str = "request"
    headings: dict[str, str | None] = Field(default_factory=dict)
    fill: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)


class Mapping(Frozen):
    """A mapping file. `letters map EXPORT` proposes one and the user edits it.

    `practice` holds rows of the practice table; `codes` gives our word (id, name or alias of any
    term of the vocabulary) for a local code or text of a chart, as `UPCR-LAB` or
    `http://example.org/lab|UPCR`; `plans` gives cells of the cases table by the payer's name or
    identifier as exports write it: its plan track, state and address, which no export carries.
    """

    tables: tuple[Pattern, ...] = ()
    practice: tuple[dict[str, str], ...] = ()
    codes: dict[str, str] = Field(default_factory=dict)
    plans: dict[str, dict[str, str]] = Field(default_factory=dict)


NONE = Mapping()
