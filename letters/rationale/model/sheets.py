"""Sheets for the practice: what is missing, not supported, to be done, to be confirmed."""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen
from letters.rationale.model.claims import Cited, Claim, Fact, Line, Reference
from letters.rationale.model.tables import CriterionRow


class RouteLine(Line):
    """One line about the route or the deadline; one that is `strong` is what to look at first."""

    citations: tuple[Cited, ...] = ()
    strong: bool = False


class GapQuestion(Frozen):
    """One question to the practice: why it matters, who usually has the answer, where it goes.

    `criterion` is empty where none asks; only a clinician answers one `attested`, by yes or no.
    """

    number: int
    question: str
    why: str
    who: str
    where: str
    criterion: str
    citations: tuple[Cited, ...]
    attested: bool = False


class ReviewItem(Frozen):
    """One thing for the signing clinician to confirm, and why.

    On a review sheet `name` is what it is taken by; `asks` is what they have to write beside it.
    """

    name: str | None = None
    what: str
    detail: str
    asks: str | None = None


class ProvedItem(ReviewItem):
    """One thing to confirm that stands in the record; `facts` tell where, if they are not empty."""

    facts: tuple[Fact, ...] = ()


class StatedItem(ReviewItem):
    """One statement of the library to accept, as the letter cites it."""

    statement: str


class ReportRow(Frozen):
    """The results of one report of one day, to be compared with its page and ticked once.

    `file` names the workbook where the results stand in a sheet of one, else it is None.
    """

    name: str | None = None
    on: dt.date | None
    results: tuple[str, ...]
    file: str | None = None
    facts: tuple[Fact, ...]


class FactRow(Fact):
    """One fact to be compared with its place in the record and ticked, under its own name."""

    name: str | None = None


class Sheet(Frozen):
    """What every sheet for the practice carries; `label` is the practice's own name of the case.

    `route` tells what the denial calls for, by when and why; `warnings` what filing may cost.
    """

    case_id: str
    label: str
    title: str
    language: Literal["en"] = "en"
    dated: dt.date
    practice: str | None
    patient: str
    running: str
    route: tuple[RouteLine, ...] = ()
    warnings: tuple[str, ...] = ()
    library: str
    tool: str


class GapSheet(Sheet):
    """One page for a case that could go either way: what is missing, and what is already there.

    `known` lists the criteria already met; `where` of a question names the sheet and column that
    takes the answer; `notices` are intake's remarks on the case.
    """

    document: Literal["gap sheet"] = "gap sheet"
    request: Claim
    pathway: str
    standing: Claim
    questions: tuple[GapQuestion, ...]
    known: tuple[CriterionRow, ...]
    notices: tuple[ReviewItem, ...] = ()
    next_step: str
    references: tuple[Reference, ...]


class Refusal(Frozen):
    """A criterion that is not met and the value that decided it."""

    says: str
    finding: Claim


class OtherPathway(Frozen):
    """Another pathway for the same condition that is open, or what keeps it closed or undecided."""

    title: str
    standing: Literal["open", "undecided"]
    missing: tuple[str, ...]


class UnsupportedSheet(Sheet):
    """One page for a case that the record does not support: what decided it, what else is open."""

    document: Literal["not supported"] = "not supported"
    request: Claim
    pathway: str
    refusals: tuple[Refusal, ...]
    known: tuple[CriterionRow, ...]
    others: tuple[OtherPathway, ...]
    notices: tuple[ReviewItem, ...] = ()
    next_step: str
    references: tuple[Reference, ...]


class CodeRow(Frozen):
    """One code or stated reason of the denial: our words for it, and what it calls for."""

    code: str
    gloss: str
    calls_for: str
    note: str | None
    citations: tuple[Cited, ...] = ()


class LineRow(Frozen):
    """One denied service line as printed."""

    code: str
    served: str
    units: str
    charged: str
    paid: str
    reasons: str


class ActionSheet(Sheet):
    """One page for a denial that no clinical letter answers first: what to do instead, by when.

    `because` tells why; `documents` are those its codes ask for, `payer` where to send them.
    """

    document: Literal["action sheet"] = "action sheet"
    payer: str = ""
    request: Claim
    action: str
    because: Claim
    codes: tuple[CodeRow, ...]
    lines: tuple[LineRow, ...]
    steps: tuple[str, ...]
    documents: tuple[str, ...]
    then: str | None
    notices: tuple[ReviewItem, ...] = ()
    next_step: str
    references: tuple[Reference, ...]


class ReviewSheet(Sheet):
    """What the physician confirms before signing; `references` continue the letter's numbers.

    Lists stand in the order in which they print. `kind` is the kind of the letter and why, with the
    physician's own words where it is `expedited`; `replies` are the points or reasons answered with
    the beginning of each answer, `exceptions` the criteria not met and what is argued. `identity`
    asks which policy it is; `policy` are the payer's criteria that nobody compared with the policy
    itself: the letter does not speak of them. Of the attestations the letter prints `attestations`
    and not those `on_record`; `quoted` are the practice's own words in it. `serious` is what a copy
    for the patient tells and the patient should hear first. `contradictions` are outcomes that the
    series of results does not bear out. `reports` are results by report, `facts` all other facts.
    Each item has a name, a letter for its list and a number in it; `mark` tells this sheet and its
    letter from every other, so that names of another are not taken for its own.
    """

    document: Literal["review sheet"] = "review sheet"
    mark: str
    expedited: bool = False
    kind: tuple[ProvedItem, ...] = ()
    replies: tuple[ProvedItem, ...] = ()
    exceptions: tuple[ProvedItem, ...] = ()
    identity: tuple[ReviewItem, ...] = ()
    policy: tuple[ReviewItem, ...] = ()
    attestations: tuple[ReviewItem, ...]
    on_record: tuple[ReviewItem, ...] = ()
    quoted: tuple[ProvedItem, ...] = ()
    serious: tuple[ReviewItem, ...] = ()
    commitments: tuple[ReviewItem, ...]
    second_hand: tuple[StatedItem, ...]
    superseded: tuple[StatedItem, ...]
    contradictions: tuple[ProvedItem, ...] = ()
    choice: tuple[ReviewItem, ...]
    background: tuple[ReviewItem, ...]
    notices: tuple[ReviewItem, ...]
    reports: tuple[ReportRow, ...] = ()
    facts: tuple[FactRow, ...]
    references: tuple[Reference, ...] = ()

    @property
    def sections(self) -> "tuple[tuple[str, tuple[Confirmed, ...]], ...]":
        """The lists of what is to be confirmed that are not empty, by field, as they print."""
        lists = ((field, getattr(self, field)) for field in _LISTS)
        return tuple((field, items) for field, items in lists if items)


Confirmed = ReviewItem | ReportRow | FactRow
"""One line of a review sheet with its box to tick."""
_LISTS = (
    *("kind", "replies", "exceptions", "identity", "policy", "attestations", "on_record"),
    *("quoted", "serious", "commitments", "second_hand", "superseded", "contradictions"),
    *("choice", "background", "notices", "reports", "facts"),
)
