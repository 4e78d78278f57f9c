"""What was changed in a Word file of a letter, item by item, as a person is to accept it."""

from typing import Literal

from letters.case.frozen import Frozen
from letters.rationale.model import Letter

FindingKind = Literal[
    "date",
    "exhibit",
    "dose",
    "code",
    "number",
    "name",
    "citation",
    "negation",
    "comparison",
    "verdict",
    "dosing",
    "dropped",
    "added",
    "cut",
    "moved",
    "reworded",
    "uncited",
    "template",
    "margin",
    "figure",
    "table",
    "identity",
    "unplaced",
    "wrong",
    "older",
]
"""What a change is.

The first eleven are words of weight within a sentence or cell that the rationale does not tell
there. `dropped` is a required part that went, `cut` another sentence, `added` one that came;
`template` is wording of the templates, `margin` the head or foot of the page, both of which the
final keeps as its own, and so it does the order of what has `moved` but sentences, and a `figure`.
`identity` and `table` come from the export, `unplaced` is what the form of a letter does not allow,
`wrong` what the library has audited as wrong. `older` tells that the file was made of another state
of the letter.
"""

Needs = Literal["reason", "name", "undo"]
"""What a change needs before the letter may become final: a typed reason, that it is named, or that
it is undone in the Word file because a letter cannot have it."""


class Finding(Frozen):
    """One change. `name` is `T1`, `T2`, … in the order of the letter.

    `place` is its heading, and which paragraph, row or sentence below it. `elsewhere` tells that
    the letter tells the new value in another place. Its words are the patient's: they are for the
    person who asked, never for a log.
    """

    name: str
    kind: FindingKind
    needs: Needs
    place: str
    before: str
    after: str
    elsewhere: bool = False

    @property
    def words(self) -> str:
        """All that is accepted with it, in one text."""
        return f"{self.kind}: {self.place}: {self.before} -> {self.after}"


class Comparison(Frozen):
    """What was changed in a Word file, and the letter as it reads with these changes.

    `letter` is None where a change has to be undone first.
    """

    findings: tuple[Finding, ...]
    letter: Letter | None

    @property
    def traced(self) -> bool:
        """Whether nothing is untraced, nothing required is dropped, nothing is to be undone."""
        return all(finding.needs == "name" for finding in self.findings)
