"""What was changed in a Word file of a letter, item by item, as a person is to accept it."""

from typing import Literal

from letters.case.frozen import Frozen
from letters.rationale.model import Letter

ChangeKind = Literal[
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
    "hedge",
    "quotation",
    "attestation",
    "adverse",
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

The first twelve are words of weight within a sentence or cell that the rationale does not tell
there; a `hedge` makes a statement less sure. `quotation` is what somebody else has written,
`attestation` what a clinician has attested on a day, `adverse` evidence against the treatment that
went or moved. `dropped` is a required part that went, `cut` another sentence, `added` one that
came; `template` is wording of the templates, `margin` the head or foot of the page, both of which
the final keeps as its own, and so it does the order of what has `moved` but sentences, and a
`figure`. `identity` and `table` come from the export, `unplaced` is what the form of a letter does
not allow, `wrong` what the library has audited as wrong. `older` tells that the file was made of
another state of the letter.
"""

Needs = Literal["reason", "name", "undo"]
"""What a change needs before the letter may become final: a typed reason, that it is named, or that
it is undone in the Word file because a letter cannot have it."""


class Change(Frozen):
    """One change. `name` is `T1`, `T2`, … in the order of the letter.

    `place` is its heading, and which paragraph, row or cell below it. `before` and `after` are what
    changed, `was` and `now` the whole sentences or cells in which it stands. `values` are those of
    a sentence that came. `elsewhere` tells that the letter tells the new value in another place,
    `still` where it goes on to tell the old one. `kept` tells that the final has its own here, so
    that the change will not be in it. Its words are the patient's: they are for the person who
    asked, never for a log.
    """

    name: str
    kind: ChangeKind
    needs: Needs
    place: str
    before: str
    after: str
    was: str
    now: str
    values: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    elsewhere: bool = False
    kept: bool = False

    @property
    def words(self) -> str:
        """All that is accepted with it, in one text."""
        changed = f"{self.before} -> {self.after}: {self.was} -> {self.now}"
        return f"{self.kind}: {self.place}: {changed}"


class Comparison(Frozen):
    """What was changed in a Word file, and the letter as it reads with these changes.

    `letter` is None where a change has to be undone first.
    """

    changes: tuple[Change, ...]
    letter: Letter | None

    @property
    def traced(self) -> bool:
        """Whether nothing is untraced, nothing required is dropped, nothing is to be undone."""
        return all(change.needs == "name" for change in self.changes)
