"""What we know of a case, and where we read it."""

from letters.case.model import Case
from letters.case.vocabulary import Vocabulary

__all__ = ["Case", "Vocabulary"]
