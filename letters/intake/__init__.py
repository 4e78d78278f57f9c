"""Exports of any kind become cases (being rebuilt: the lead restores this file)."""

from letters.intake.reading import Notice, Reading, Refused, Unused

__all__ = ["Notice", "Reading", "Refused", "Unused"]
