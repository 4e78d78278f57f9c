"""The closed vocabulary of questions a pathway may ask: ten leaves and four groups.

A leaf asks one question of the record; a group combines. Everything that a criterion says, asks or
cites is data. A new kind needs a model here, a judge in `determination/judges.py`, a sentence
template in `templates/sentences/` and an entry in `DECISIONS.md`.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from letters.case.evidence import CourseStatus, Ending, Outcome, Quantity
from letters.case.frozen import Frozen
from letters.case.period import Period
from letters.case.vocabulary import Holder


class Criterion(Frozen):
    """What every criterion carries.

    `id` is unique within its pathway; `says` is the condition in one sentence (no full stop) as the
    criteria table prints it; `cites` are full statement ids.
    """

    id: str
    says: str
    cites: tuple[str, ...] = ()


class Leaf(Criterion):
    """One question. `ask` puts it to the practice when the answer is unknown.

    `why` says why it matters; `who` usually has the answer. An aside is never asked and needs none.
    """

    ask: str = ""
    why: str = ""
    who: Holder = "clinician"


class DiagnosisLeaf(Leaf):
    """Does the request carry one of these diagnoses (ids of diagnosis terms)?"""

    kind: Literal["diagnosis"]
    one_of: tuple[str, ...]


class AgeLeaf(Leaf):
    """Has the patient completed this many years on the day of judgement?"""

    kind: Literal["age"]
    at_least: int


class RequestLeaf(Leaf):
    """Is this what is asked for? Every field given must agree with the requested service.

    `regimens` are ids of the drug's cited regimens: the requested dose must fit one of them.
    """

    kind: Literal["request"]
    drugs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    continuing: bool | None = None
    regimens: tuple[str, ...] = ()


class CategoryLeaf(Leaf):
    """Is the latest recorded value of a category one of these?"""

    kind: Literal["category"]
    of: str
    one_of: tuple[str, ...]
    within: Period | None = None


class MeasureLeaf(Leaf):
    """Does a measurement lie on the right side of a threshold?

    `take` picks among the measurements not older than `within` before the day of judgement.
    """

    kind: Literal["measure"]
    of: str
    take: Literal["latest", "first", "highest", "lowest"] = "latest"
    within: Period | None = None
    at_least: Quantity | None = None
    above: Quantity | None = None
    at_most: Quantity | None = None
    below: Quantity | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> "MeasureLeaf":
        bounds = (self.at_least, self.above, self.at_most, self.below)
        if sum(bound is not None for bound in bounds) != 1:
            raise ValueError(
                "a measure criterion needs exactly one of at_least, above, at_most, below"
            )
        return self


class Courses(Frozen):
    """Which courses of therapy count. Every field given must hold of a course.

    `drugs` are ids of drugs or drug classes. `with_any` asks that a drug of these was given
    during the same time. `daily_at_least` compares the dose of a whole day.
    """

    drugs: tuple[str, ...]
    status: tuple[CourseStatus, ...] = ()
    for_at_least: Period | None = None
    outcome: tuple[Outcome, ...] = ()
    ended_for: tuple[Ending, ...] = ()
    daily_at_least: Quantity | None = None
    with_any: tuple[str, ...] = ()


class TherapyLeaf(Leaf):
    """Are there at least `count` courses like this?"""

    kind: Literal["therapy"]
    courses: Courses
    count: int = 1


class ChangeLeaf(Leaf):
    """Did a measure fall by at least `falls_by` percent of its value at the start of a course?

    Looks at the latest measurement from `after` to `until` (or today) after the start of the latest
    course that matches; `to_below`, where given, must hold too.
    """

    kind: Literal["change"]
    of: str
    courses: Courses
    after: Period
    until: Period | None = None
    falls_by: Decimal | None = None
    to_below: Quantity | None = None


class ProcedureLeaf(Leaf):
    """Was this procedure done (within this long)?"""

    kind: Literal["procedure"]
    of: str
    within: Period | None = None


class RecordLeaf(Leaf):
    """Is one of these documents in the chart (not older than this)?"""

    kind: Literal["record"]
    one_of: tuple[str, ...]
    within: Period | None = None


class AttestedLeaf(Leaf):
    """Did the clinician answer `question` (a word of the vocabulary) with `answer`?"""

    kind: Literal["attested"]
    question: str
    answer: bool = True


class AllGroup(Criterion):
    """Every one of these holds."""

    kind: Literal["all"]
    of: "tuple[AnyCriterion, ...]"


class AnyGroup(Criterion):
    """At least one of these holds."""

    kind: Literal["any"]
    of: "tuple[AnyCriterion, ...]"


class AtLeastGroup(Criterion):
    """At least `n` of these hold."""

    kind: Literal["at_least"]
    n: int
    of: "tuple[AnyCriterion, ...]"


class NoneGroup(Criterion):
    """Not one of these holds."""

    kind: Literal["none"]
    of: "tuple[AnyCriterion, ...]"


AnyLeaf = (
    DiagnosisLeaf
    | AgeLeaf
    | RequestLeaf
    | CategoryLeaf
    | MeasureLeaf
    | ChangeLeaf
    | TherapyLeaf
    | ProcedureLeaf
    | RecordLeaf
    | AttestedLeaf
)
AnyGroupKind = AllGroup | AnyGroup | AtLeastGroup | NoneGroup
AnyCriterion = Annotated[AnyLeaf | AnyGroupKind, Field(discriminator="kind")]

for _group in (AllGroup, AnyGroup, AtLeastGroup, NoneGroup):
    _group.model_rebuild()


def criteria_below(criterion: AnyCriterion) -> "list[AnyCriterion]":
    """A criterion and all that stand below it, groups included."""
    if isinstance(criterion, AllGroup | AnyGroup | AtLeastGroup | NoneGroup):
        return [criterion, *(below for child in criterion.of for below in criteria_below(child))]
    return [criterion]


def leaves(criterion: AnyCriterion) -> "list[AnyLeaf]":
    """All leaves below a criterion, in the order in which they stand."""
    if isinstance(criterion, AllGroup | AnyGroup | AtLeastGroup | NoneGroup):
        return [leaf for child in criterion.of for leaf in leaves(child)]
    return [criterion]
