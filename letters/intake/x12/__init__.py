"""X12 files as clearinghouses and payers send them become rows: denials, claims, answers.

    read(files, vocabulary, limits, journal) -> Iterator[Row]

All files are read together, because a remittance may undo what another of them decided.
"""

from letters.intake.x12.read import read

__all__ = ["read"]
