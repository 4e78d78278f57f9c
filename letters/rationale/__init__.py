"""Determination -> Rationale: the ordered argument, every sentence with its provenance."""

from letters.rationale.compose import compose, compose_review
from letters.rationale.model import Document, GapSheet, Letter, ReviewSheet, UnsupportedSheet

__all__ = [
    "Document",
    "GapSheet",
    "Letter",
    "ReviewSheet",
    "UnsupportedSheet",
    "compose",
    "compose_review",
]
