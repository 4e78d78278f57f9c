"""A published document and the numbered statements read in it."""

import datetime as dt
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from letters.case.frozen import Frozen


class Level(StrEnum):
    """How a statement was checked: on a primary page, at second hand, or from memory."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Verification(Frozen):
    """Who checked, when, on which page. Unverified statements never print."""

    level: Level
    on: dt.date
    where: str | None = None
    by: str


class Stance(StrEnum):
    """Whether a statement speaks for or against the service it concerns."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Strength(Frozen):
    """One strength of a scale: how it prints, and the verbs its statements may open with."""

    id: str
    prints: str
    verbs: tuple[str, ...]


class Scale(Frozen):
    """One source's own grading scale. Scales are never translated or merged.

    `grades` maps each printed certainty or grade-of-recommendation value to its meaning.
    """

    id: str
    name: str
    strengths: tuple[Strength, ...]
    grades: dict[str, str] = Field(default_factory=dict)


class Grade(Frozen):
    """A statement's grade in its source's own scale; both parts may be absent (ungraded).

    `unverified` holds a grade known only from memory: kept for whoever checks it, never printed.
    """

    strength: str | None = None
    value: str | None = None
    unverified: str | None = None


class Statement(Frozen):
    """One assertion of a source in our own words.

    `says` completes a sentence whose subject is the source's short name, without a full stop;
    `plain` tells a patient the same in whole sentences.
    `concerns` names drugs or drug classes; `superseded_by` is a full statement or source id.
    """

    id: str
    locator: str
    says: str
    plain: str | None = None
    grade: Grade = Grade()
    stance: Stance = Stance.NEUTRAL
    concerns: tuple[str, ...] = ()
    verification: Verification
    superseded_by: str | None = None
    review_by: dt.date | None = None


class Source(Frozen):
    """A published document: CSL fields for its reference and the statements read in it.

    `short` is its name in running text. `csl` holds only confirmed bibliographic fields;
    `unconfirmed` those known from memory, never printed. `scale` is the id of its grading scale.
    """

    id: str
    short: str
    kind: Literal["guideline", "trial", "synthesis", "cohort", "label", "coverage", "method"]
    csl: dict[str, Any]
    unconfirmed: dict[str, str] = Field(default_factory=dict)
    verification: Verification
    scale: str | None = None
    superseded_by: str | None = None
    review_by: dt.date | None = None
    statements: tuple[Statement, ...] = ()
