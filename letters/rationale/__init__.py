"""Determination -> Rationale: the ordered argument, every sentence with its provenance."""

from letters.rationale.accompany import compose_brief, compose_fax_cover, compose_patient_copy
from letters.rationale.compose import compose, compose_action, compose_review
from letters.rationale.model import (
    ActionSheet,
    Document,
    GapSheet,
    Letter,
    ReviewSheet,
    UnsupportedSheet,
)

__all__ = [
    "ActionSheet",
    "Document",
    "GapSheet",
    "Letter",
    "ReviewSheet",
    "UnsupportedSheet",
    "compose",
    "compose_action",
    "compose_brief",
    "compose_fax_cover",
    "compose_patient_copy",
    "compose_review",
]
