"""The closed words a case may use: measures, drugs, categories, documents, questions, reasons.

Why: intake must recognise a word and its unit, yet may not know what any source says of it. The
vocabulary is the neutral list that both sides share; the data stand in `citations/terms/`.
"""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeVar

from letters.case.evidence import Quantity
from letters.case.frozen import Frozen
from letters.case.model import Sex

Holder = Literal["clinician", "chart", "laboratory", "pathology", "pharmacy", "billing"]
"""Who usually has an answer or a paper."""


class Term(Frozen):
    """A word with the names by which exports know it; `name` is the one that is printed.

    `plain` is how a patient would say it, in running text: of a measure what it tells, of a route
    how the drug is given, of a denial reason what the plan says (it completes "your plan said").
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    plain: str | None = None

    @cached_property
    def known_as(self) -> frozenset[str]:
        """Its id, its name and its aliases in the form in which names are compared."""
        return frozenset(map(folded, (self.id, self.name, *self.aliases)))


class Unit(Frozen):
    """An accepted unit of a measure: canonical value = value x `factor`; `source` says whence."""

    unit: str
    aliases: tuple[str, ...] = ()
    factor: Decimal
    source: str


class Derived(Frozen):
    """How a measure is computed when it was not reported: a named method over other measures."""

    method: str
    inputs: dict[str, str]
    cites: tuple[str, ...]


class Measure(Term):
    """Something measured. The first of `units` is canonical (factor 1) and the one printed.

    `short` is the printed abbreviation; `plausible` bounds the canonical value, outside of which a
    row is refused; `decimals` rounds what is printed; `improves` tells which way is better.
    """

    short: str
    loinc: tuple[str, ...] = ()
    units: tuple[Unit, ...]
    decimals: int
    plausible: tuple[Decimal, Decimal]
    improves: Literal["down", "up", "neither"] = "neither"
    derived: Derived | None = None


class Product(Term):
    """A marketed product of a drug with its billing code and unit."""

    kind: Literal["reference", "biosimilar", "generic"]
    routes: tuple[str, ...]
    hcpcs: str | None = None
    hcpcs_unit: Quantity | None = None
    code_confirmed: Literal["primary", "secondary", "unverified"] = "unverified"


class Label(Frozen):
    """What the US label says of a drug for one diagnosis: on label from `since`, or never.

    `population` completes "is approved for ..."; `from_age` is its lower bound in years.
    """

    diagnosis: str
    on_label: bool
    since: dt.date | None = None
    from_age: int | None = None
    population: str | None = None
    cites: tuple[str, ...]

    def is_younger(self, than: dt.date, as_of: dt.date) -> bool:
        """Whether the use came on the label after one day, and by another."""
        return self.on_label and self.since is not None and than < self.since <= as_of


class Regimen(Frozen):
    """A cited dose. `amount` is per administration unless `daily`; `cap` bounds one administration.

    `low` and `high` bound the amount (equal for a fixed dose); `frequency` is a word of the
    vocabulary; `doses` counts administrations where the regimen fixes them; `says` prints.
    """

    id: str
    says: str
    diagnosis: str
    route: str
    low: Quantity
    high: Quantity
    daily: bool = False
    frequency: str | None = None
    doses: int | None = None
    cap: Quantity | None = None
    cites: tuple[str, ...]


class Drug(Term):
    """A drug with its products, classes, label status and cited regimens.

    `classes` are ids of drug classes; `boxed` are statements of boxed warnings.
    """

    classes: tuple[str, ...] = ()
    rxnorm: str | None = None
    products: tuple[Product, ...] = ()
    labels: tuple[Label, ...] = ()
    boxed: tuple[str, ...] = ()
    regimens: tuple[Regimen, ...] = ()

    def label_for(self, diagnosis: str) -> Label | None:
        """What the label says of the drug for a diagnosis; None where the terms are silent."""
        return next((label for label in self.labels if label.diagnosis == diagnosis), None)


class DrugClass(Term):
    """A family of drugs that a criterion may name in one word."""


class Option(Term):
    """One value of a category."""


class CategoryTerm(Term):
    """A finding in closed words; `recorded_in` names the documents that report it.

    `several` allows more than one value on one day (features of a biopsy).
    """

    options: tuple[Option, ...]
    recorded_in: tuple[str, ...]
    several: bool = False


Proves = Literal[
    "decision",
    "authorization",
    "definition",
    "policy",
    "fills",
    "administration",
    "order",
    "support",
]


class DocumentTerm(Term):
    """A kind of document; `reports` is the procedure it proves, if any.

    `also` are wider kinds that it is as well: whoever asks for one of them is answered by it.
    `held_by` tells who usually has it.
    `settles` tells what such a document may carry alone: a use outside the label where the plan
    track admits compendia and nothing else. `proves` tells what an appeal shows by it: a decision,
    that the patient authorized who files, the plan's own definition of medical necessity, the
    policy by which it decides, which fills of a prescription were collected, that a drug was
    administered, what was ordered, or what a publication or label says of a use.
    """

    reports: str | None = None
    also: tuple[str, ...] = ()
    held_by: Holder = "chart"
    settles: Literal["off-label"] | None = None
    proves: Proves | None = None


class ProcedureTerm(Term):
    """A kind of procedure."""


class Question(Term):
    """A question for the clinician; `name` is the full question, `says` prints a yes.

    `denies` prints a no. `of_sex` limits it to patients of that sex; for others it does not arise.
    `bears_on` tells what an answer stands beside in a letter: how a course was judged, or what a
    plan's definition of medical necessity asks and no record answers.
    """

    says: str
    denies: str
    of_sex: Sex | None = None
    bears_on: Literal["response", "definition"] | None = None


class DiagnosisTerm(Term):
    """A diagnosis with the ICD-10-CM codes that state it and the wider ones that leave it open."""

    codes: tuple[str, ...]
    wider_codes: tuple[str, ...] = ()


class Frequency(Term):
    """How often a dose is given; `per_day` where the day is the rhythm, `every_days` otherwise.

    `weeks` are those of the first doses where a schedule counts them: a request for that many
    doses or fewer names their weeks.
    """

    per_day: int | None = None
    every_days: int | None = None
    weeks: tuple[int, ...] = ()


class DoseUnit(Term):
    """A unit of dose: `factor` to milligrams, and the measure it is multiplied by, if any."""

    factor: Decimal
    per: str | None = None


class Route(Term):
    """A way of giving a drug."""


class RouteKind(StrEnum):
    """What a denial calls for."""

    CLINICAL = "clinical appeal"
    CORRECTED_CLAIM = "corrected claim"
    AUTHORISATION = "retro-authorisation"
    RECORDS = "records submission"
    BENEFIT = "benefit exception"
    CONTRACT = "contract dispute"
    NEXT_LEVEL = "next appeal level"
    PATIENT = "patient responsibility"
    NOTHING = "nothing"


class LetterKind(StrEnum):
    """What kind of letter a case calls for."""

    NECESSITY = "letter of medical necessity"
    FIRST = "first-level appeal"
    SECOND = "second-level appeal"
    EXPEDITED = "expedited appeal"
    EXTERNAL = "external review request"
    EXCEPTION = "exception request"


class DenialReason(Term):
    """A reason a notice may give, what it calls for, and which part of the argument answers it.

    `answered_by` is None where no clinical letter can answer.
    """

    route: RouteKind = RouteKind.CLINICAL
    answered_by: (
        Literal[
            "necessity",
            "recommendation",
            "label",
            "dose",
            "combination",
            "alternatives",
            "documentation",
        ]
        | None
    ) = None


class Vocabulary(Frozen):
    """All closed words. `find` looks one up by any of the names under which exports know it."""

    measures: tuple[Measure, ...] = ()
    drugs: tuple[Drug, ...] = ()
    drug_classes: tuple[DrugClass, ...] = ()
    categories: tuple[CategoryTerm, ...] = ()
    documents: tuple[DocumentTerm, ...] = ()
    procedures: tuple[ProcedureTerm, ...] = ()
    questions: tuple[Question, ...] = ()
    diagnoses: tuple[DiagnosisTerm, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    dose_units: tuple[DoseUnit, ...] = ()
    routes: tuple[Route, ...] = ()
    denial_reasons: tuple[DenialReason, ...] = ()
    settled_codes: tuple[str, ...] = ()
    """Adjustment reason codes (CARC) of a claim that was processed, not refused: the patient's
    share, the contract's discount. Loaded from `citations/appeals/`."""


def folded(name: str) -> str:
    """The form in which two names are compared: case, hyphens and runs of space do not count."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


T = TypeVar("T", bound=Term)


def find(terms: tuple[T, ...], name: str) -> T | None:
    """The one term known by `name` (its id, name or an alias), or None."""
    wanted = folded(name)
    return next((term for term in terms if wanted in term.known_as), None)
