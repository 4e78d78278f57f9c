"""A finished PDF and its rationale: do they tell the same, no less and no more?"""

from letters.verification.model import Lost, NoRationaleError, Untraced, Verification
from letters.verification.reading import Reading, read
from letters.verification.verify import rationale_of, traced, verify

__all__ = [
    "Lost",
    "NoRationaleError",
    "Reading",
    "Untraced",
    "Verification",
    "rationale_of",
    "read",
    "traced",
    "verify",
]
