"""What a practice says of its exports: which heading is ours, which of its words means which.

load(path) -> Mapping
"""

from letters.intake.mapping.mapping import (
    NONE,
    Mapping,
    Pattern,
    known,
    load,
    planned,
    practice_rows,
)

__all__ = ["NONE", "Mapping", "Pattern", "known", "load", "planned", "practice_rows"]
