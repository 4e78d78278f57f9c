"""A finished PDF and its rationale: do they tell the same, no less and no more?"""

from letters.verification.model import Lost, Untraced, Verification
from letters.verification.verify import verify

__all__ = ["Lost", "Untraced", "Verification", "verify"]
