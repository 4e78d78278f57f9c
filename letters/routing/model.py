"""What a denial calls for, by when, and what the plan track lets anyone argue."""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.model import Level
from letters.case.vocabulary import LetterKind, RouteKind


class Called(Frozen):
    """One code or stated reason of the denial, in our own words, and what it calls for.

    `route` is None where the code is not one that the library knows. `bears` tells in words who
    bears the amount (from the group code); `note` is what else to know of it: that it is
    deactivated, that it needs a remark code and has none. `patient` tells that its group puts the
    amount on the patient.
    """

    code: str
    gloss: str
    route: RouteKind | None
    bears: str | None = None
    note: str | None = None
    patient: bool = False
    decided: bool = False
    cites: tuple[str, ...] = ()


class Asked(Frozen):
    """What one code or stated reason asks for: any of these documents answers it."""

    code: str
    documents: tuple[str, ...]


class Route(Frozen):
    """What the denial as a whole calls for first, and what remains after that.

    `kind` is None when nothing in the denial decides it, and for a request that was not denied.
    `called` has the deciding codes first; `documents` are words of the vocabulary that the codes
    call for, `asked` those of them that the payer says it lacks; `steps` are what to do, in order,
    in words of the library, `fetch` those that get a policy or contract to read first; `barred`
    tells that the denial itself gives no right of appeal.
    """

    kind: RouteKind | None
    called: tuple[Called, ...] = ()
    then: tuple[RouteKind, ...] = ()
    documents: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    steps: tuple[str, ...] = ()
    fetch: tuple[str, ...] = ()
    barred: bool = False

    @property
    def is_clinical(self) -> bool:
        """Whether a clinical appeal comes first; what nothing decides is worked as one."""
        return self.kind in (None, RouteKind.CLINICAL)


class Deadline(Frozen):
    """The last day to file, and how it was counted. A date is never moved forward.

    `due` is the earlier of the day that the notice states and the one computed; `act_by` the
    business day by which to send it, never after `due`: five days before it where the filing
    counts when received. All dates are None when the rule is not known, and then `question`
    says what to find out. `level` is the appeal to be filed; `window`, `rule`, `who` and `form`
    are words of the library; `from_on` is the day counted from, `presumed` that its receipt was
    presumed. `appeal` is the appeal's own name on its track; `expedited` its time when it is
    urgent, which a letter may name where `expedited_cites` carry it. `unverified` tells that a
    rule is known from memory only: then no day is counted here, so that none can print.
    """

    level: Level
    appeal: str | None = None
    due: dt.date | None = None
    act_by: dt.date | None = None
    stated: dt.date | None = None
    computed: dt.date | None = None
    counted_from: Literal["notice", "receipt"] | None = None
    from_on: dt.date | None = None
    presumed: bool = False
    unverified: bool = False
    filed_when: Literal["received", "sent"] | None = None
    rule: str | None = None
    rule_as_of: dt.date | None = None
    decision: str | None = None
    expedited: str | None = None
    expedited_cites: tuple[str, ...] = ()
    who: str | None = None
    form: str | None = None
    question: str | None = None
    cites: tuple[str, ...] = ()

    def days_left(self, as_of: dt.date) -> int | None:
        """Days from `as_of` to `act_by`; negative once it is past, None when there is no date."""
        return None if self.act_by is None else (self.act_by - as_of).days


class Routing(Frozen):
    """Where a case goes and by when. Words are of the library, ready to print.

    `reasons` are those that the notice states and those that its codes amount to. `warnings` are
    what filing may cost: a peer-to-peer window that it closes, evidence that later levels exclude.
    `off_label` tells what may carry a use outside the label on this track: compendia alone, or
    literature too; None where the track is unknown. `kind` is the letter that the case calls for,
    None where it calls for none, and `kind_because` the word for why; `expedited` tells that a
    physician's statement makes it urgent.
    """

    route: Route
    deadline: Deadline | None = None
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    off_label: Literal["compendia", "literature"] | None = None
    kind: LetterKind | None = None
    kind_because: str = ""
    expedited: bool = False
    cites: tuple[str, ...] = ()
