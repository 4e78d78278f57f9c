"""The letter as an editable Word file, and an edited one back, traced to its rationale."""

from letters.twin.comparing import compare
from letters.twin.model import Comparison, Finding
from letters.twin.opening import TwinError
from letters.twin.reading import Read, read
from letters.twin.words import Names

__all__ = ["Comparison", "Finding", "Names", "Read", "TwinError", "compare", "read"]
