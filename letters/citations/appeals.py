"""What the library knows of denials: codes, what each calls for, and how appeals are filed.

These are the models of `citations/appeals/`. All sentences are our own words, ready to print; the
texts of code lists belong to their publishers and are not here.
"""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.model import Level, PlanTrack
from letters.case.period import Period
from letters.case.vocabulary import RouteKind
from letters.citations.source import Level as Verified

Argues = Literal["compendia", "literature"]


class CodeList(Frozen):
    """The published list in which the codes of one kind were checked, and when it was current."""

    of: Literal["adjustment", "remark"]
    as_of: dt.date
    cites: tuple[str, ...]


class GroupCode(Frozen):
    """A claim adjustment group code and who bears the amount; `patient` when the patient does."""

    code: str
    gloss: str
    bears: str
    patient: bool = False


class DenialCode(Frozen):
    """What a code says, and what it calls for.

    `route` is None for a code that by itself calls for nothing. `reason` is the denial reason of
    the vocabulary that a clinical code amounts to; `do` is its own first step; `documents` are
    words of the vocabulary. `level` tells how the meaning was checked: one from memory is listed as
    unconfirmed and decides nothing.
    """

    code: str
    gloss: str
    route: RouteKind | None = None
    reason: str | None = None
    do: str | None = None
    documents: tuple[str, ...] = ()
    level: Verified = Verified.SECONDARY


class AdjustmentCode(DenialCode):
    """A claim adjustment reason code (CARC).

    `settled` tells that a claim with no other code was processed, not refused. `needs_remark` tells
    that the code must come with a remark code that is no mere alert; where it `gives_way`, the
    route of that remark code stands for its own. A `deactivated` one still comes on old
    remittances.
    """

    settled: bool = False
    needs_remark: bool = False
    gives_way: bool = False
    deactivated: bool = False


class RemarkCode(DenialCode):
    """A remittance advice remark code (RARC).

    `bars` tells that the claim carries no right of appeal; `alert` that the code informs only and
    does not explain an adjustment; `fetch` names the policy or contract to get and read.
    """

    bars: bool = False
    alert: bool = False
    fetch: str | None = None


class ReasonGuide(Frozen):
    """What a stated denial reason of the vocabulary means to a biller, and its own first step."""

    reason: str
    gloss: str
    do: str | None = None
    documents: tuple[str, ...] = ()


class RouteGuide(Frozen):
    """What to do on one route, in order. `then` is what may follow when the step is refused.

    `appeals` tells that the days of an appeal run meanwhile and are worth showing.
    """

    route: RouteKind
    steps: tuple[str, ...]
    then: tuple[RouteKind, ...] = ()
    appeals: bool = True


class Decision(Frozen):
    """How long the plan may take: for a service to come, for a drug, for payment of one given."""

    standard: str
    drug: str | None = None
    payment: str | None = None


class Filing(Frozen):
    """How one level of appeal is filed on one plan track.

    `level` is the appeal to be filed and `appeal` its own name. `window` runs from the notice or
    its receipt; receipt is presumed `presumed_days` after the notice's date; `unmatched` tells
    that a window in months that ends on no day of the calendar ends on the first of the next
    month. `expedited` is its time when it is urgent, carried by `expedited_cites`;
    `independent` tells that someone else than the plan decides, `by_clinician` that the
    practice may file without the patient's authorization. Without a window there is no date:
    `question` says what to find out, or `says` why nothing is filed. `filed_when` is None where
    no rule says it, or `assumed` to be the safer of the two. `served_who` and `served_form`
    hold for a service already given. `as_of` is the day to which the cited text was current.
    """

    track: PlanTrack
    level: Level
    appeal: str
    window: Period | None = None
    counted_from: Literal["notice", "receipt"] | None = None
    presumed_days: int | None = None
    unmatched: bool = False
    filed_when: Literal["received", "sent"] | None = None
    assumed: bool = False
    says: str | None = None
    decision: Decision | None = None
    expedited: str | None = None
    expedited_cites: tuple[str, ...] = ()
    independent: bool = False
    by_clinician: bool = False
    who: str | None = None
    form: str | None = None
    served_who: str | None = None
    served_form: str | None = None
    question: str | None = None
    as_of: dt.date
    cites: tuple[str, ...] = ()


class Caution(Frozen):
    """What filing may cost or must not forget, and when that holds.

    Empty conditions hold always: `tracks` of the plan, `levels` to be filed, any of the `reasons`,
    `served` for a service given (true) or to come (false), `late` once the last day is past,
    `continuing` where a course goes on, `state` where the law of a known state may apply. One that
    `asks` is put as a question. `plain` tells the patient in whole sentences what it means to them.
    """

    id: str
    says: str
    plain: str | None = None
    asks: bool = False
    tracks: tuple[PlanTrack, ...] = ()
    levels: tuple[Level, ...] = ()
    reasons: tuple[str, ...] = ()
    served: bool | None = None
    late: bool | None = None
    continuing: bool | None = None
    state: bool | None = None
    cites: tuple[str, ...] = ()


class TrackEvidence(Frozen):
    """What may carry a use outside the label on one plan track.

    `documents` are asked for when a denial gives one of the `reasons`.
    """

    track: PlanTrack
    admits: Argues
    documents: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    cites: tuple[str, ...]


class TrackException(Frozen):
    """The statements that tell what the prescriber must say for an exception on one plan track."""

    track: PlanTrack
    cites: tuple[str, ...]


class Discussion(Frozen):
    """A payer's peer-to-peer call: by when, and whether filing an appeal closes it.

    `names` match whole words of the payer's name. `says` holds `{by}` for the last day.
    """

    id: str
    names: tuple[str, ...]
    within: Period
    closed_by_appeal: bool
    not_tracks: tuple[PlanTrack, ...] = ()
    says: str
    as_of: dt.date
    cites: tuple[str, ...]


class Words(Frozen):
    """Fixed remarks of the routing. `{by}` in `discuss_by` stands for a day."""

    unknown_code: str = ""
    unknown_group: str = ""
    incomplete: str = ""
    deactivated: str = ""
    unconfirmed: str = ""
    not_counted: str = ""
    gave_way: str = ""
    barring: str = ""
    upheld: str = ""
    comes_first: str = ""
    unknown_track: str = ""
    which_level: str = ""
    unverified: str = ""
    no_notice_date: str = ""
    no_receipt_date: str = ""
    contract_window: str = ""
    beyond: str = ""
    discuss_by: str = ""


class Appeals(Frozen):
    """Everything in `citations/appeals/`. `routes` stand in order of precedence."""

    code_lists: tuple[CodeList, ...] = ()
    group_codes: tuple[GroupCode, ...] = ()
    adjustment_codes: tuple[AdjustmentCode, ...] = ()
    remark_codes: tuple[RemarkCode, ...] = ()
    routes: tuple[RouteGuide, ...] = ()
    reasons: tuple[ReasonGuide, ...] = ()
    filings: tuple[Filing, ...] = ()
    cautions: tuple[Caution, ...] = ()
    off_label: tuple[TrackEvidence, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    exceptions: tuple[TrackException, ...] = ()
    words: Words = Words()

    @property
    def settled_codes(self) -> tuple[str, ...]:
        """The adjustment codes of claims that were processed, not refused."""
        return tuple(code.code for code in self.adjustment_codes if code.settled)

    def filing(self, track: PlanTrack, level: Level) -> Filing | None:
        """How an appeal of that level is filed on that track, if the library says."""
        found = (one for one in self.filings if (one.track, one.level) == (track, level))
        return next(found, None)
