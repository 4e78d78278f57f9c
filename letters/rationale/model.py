"""The ordered argument with every sentence's provenance, and no layout.

This is the contract between the argument and its templates: a template may only walk these values.
Every `str` here is printed as it stands; it was phrased by `templates/sentences/` or stands in the
case or the library.
"""

import datetime as dt
from decimal import Decimal
from typing import Literal

from letters.case.frozen import Frozen

Verdict = Literal["met", "not met", "unknown"]


class Fact(Frozen):
    """A fact of the case that a sentence rests on, and where it was read.

    `what` names it, `value` is as printed; `part` is the place in a file without rows; `document`
    is the letter of its exhibit, `page` the page there.
    """

    what: str
    value: str
    on: dt.date | None = None
    file: str
    sheet: str | None = None
    row: int | None = None
    part: str | None = None
    document: str | None = None
    page: int | None = None


class Cited(Frozen):
    """A use of a statement: `number` is its reference's, `grade` as its scale prints it."""

    number: int
    statement: str
    source: str
    locator: str
    grade: str
    level: Literal["primary", "secondary"]
    verified_on: dt.date
    superseded: bool = False


class Claim(Frozen):
    """One sentence with its facts and citations. `id` is stable within the rationale."""

    id: str
    text: str
    facts: tuple[Fact, ...] = ()
    citations: tuple[Cited, ...] = ()


class Line(Frozen):
    """One labelled line of the RE block or another two-column table."""

    label: str
    value: str


class RouteLine(Line):
    """One line about the route or the deadline; one that is `strong` is what to look at first."""

    citations: tuple[Cited, ...] = ()
    strong: bool = False


class CriterionRow(Frozen):
    """One row of the criteria table. `depth` is 0 for top criteria, 1 for the parts of a group."""

    number: str
    says: str
    verdict: Verdict
    finding: Claim
    depth: int = 0


class TreatmentRow(Frozen):
    """One course in the treatment history; blank cells are None and print as not recorded."""

    drug: str
    dose: str | None
    dates: str
    duration: str | None
    response: str | None
    recorded: str | None
    ended: str | None
    facts: tuple[Fact, ...]


class LabCell(Frozen):
    """One result as printed, in the unit reported; None where not measured that day."""

    text: str | None
    fact: Fact | None = None


class LabTable(Frozen):
    """Results by day (rows, oldest first) and measure (columns with unit)."""

    columns: tuple[str, ...]
    days: tuple[dt.date, ...]
    rows: tuple[tuple[LabCell, ...], ...]
    rule: str


class Point(Frozen):
    """One measured value for the chart, in the panel's unit; `bound` marks reports like <0.1."""

    on: dt.date
    value: Decimal
    bound: Literal["=", "<", ">"] = "="


class Panel(Frozen):
    """One measure over time with marked target values."""

    measure: str
    unit: str
    points: tuple[Point, ...]
    targets: tuple[Decimal, ...] = ()


class Bar(Frozen):
    """One course of therapy for the chart; an open end runs to the last day shown."""

    label: str
    start: dt.date
    stop: dt.date | None


class Chart(Frozen):
    """The figure: panels above, therapies as bars below, one axis. `alt` says what it shows."""

    panels: tuple[Panel, ...]
    bars: tuple[Bar, ...]
    first: dt.date
    last: dt.date
    caption: Claim
    alt: str
    target_label: str


class Paragraph(Frozen):
    """Sentences that stand together."""

    claims: tuple[Claim, ...]


class Letterhead(Frozen):
    """The practice as printed at the top."""

    name: str
    address: tuple[str, ...]
    phone: str
    fax: str | None
    npi: str | None


class Addressee(Frozen):
    """Where the letter goes, as on the notice."""

    payer: str
    department: str | None
    address: tuple[str, ...]
    fax: str | None


class Signature(Frozen):
    """Who is to sign. Nothing here is a signature."""

    name: str
    credentials: str
    specialty: str
    npi: str
    phone: str | None


class DenialReply(Frozen):
    """One stated reason of the denial and the sentences that answer it."""

    reason: str
    answer: Paragraph


class Reference(Frozen):
    """A numbered reference in AMA style; `runs` are (text, italic) in order."""

    number: int
    source: str
    runs: tuple[tuple[str, bool], ...]


class Enclosure(Frozen):
    """A document of the export that is enclosed; `letter` is its exhibit letter."""

    letter: str
    title: str
    on: dt.date | None
    file: str | None
    pages: str | None


class Letter(Frozen):
    """A letter of medical necessity or a first-level appeal.

    Sections stand in the order in which they print. `override` is the clinician's own statement
    where a criterion was overridden.
    """

    document: Literal["letter of medical necessity", "first-level appeal"]
    case_id: str
    title: str
    language: Literal["en"] = "en"
    dated: dt.date
    draft: bool
    letterhead: Letterhead | None
    addressee: Addressee
    request_type: Literal["STANDARD", "EXPEDITED"]
    patient: str
    running: str
    re: tuple[Line, ...]
    ask: Paragraph
    denial_quote: Paragraph | None
    denial_replies: tuple[DenialReply, ...]
    criteria_title: str
    criteria: tuple[CriterionRow, ...]
    summary: Paragraph
    treatments: tuple[TreatmentRow, ...]
    laboratory: LabTable | None
    chart: Chart | None
    necessity: tuple[Paragraph, ...]
    recommendation: tuple[Paragraph, ...]
    label: tuple[Paragraph, ...]
    adverse: tuple[Paragraph, ...]
    override: Paragraph | None
    dosing: Paragraph
    safety: Paragraph | None
    monitoring: tuple[Claim, ...]
    stopping: tuple[Claim, ...]
    delay: Paragraph | None
    requests: tuple[Claim, ...]
    signature: Signature
    enclosures: tuple[Enclosure, ...]
    references: tuple[Reference, ...]
    library: str
    tool: str


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
    """One thing for the signing clinician to confirm, and why."""

    what: str
    detail: str


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
    """What the physician confirms before signing; `references` continue the letter's numbers."""

    document: Literal["review sheet"] = "review sheet"
    facts: tuple[Fact, ...]
    attestations: tuple[ReviewItem, ...]
    second_hand: tuple[ReviewItem, ...]
    superseded: tuple[ReviewItem, ...]
    background: tuple[ReviewItem, ...]
    commitments: tuple[ReviewItem, ...]
    choice: tuple[ReviewItem, ...]
    notices: tuple[ReviewItem, ...]
    references: tuple[Reference, ...] = ()


Document = Letter | GapSheet | UnsupportedSheet | ActionSheet
