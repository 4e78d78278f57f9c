"""The letter as an editable Word file, and an edited one back, traced to its rationale."""

from letters.twin.beside import beside
from letters.twin.comparing import compare
from letters.twin.model import Change, Comparison
from letters.twin.opening import TwinError
from letters.twin.reading import Read, read
from letters.twin.words import Names

__all__ = ["Change", "Comparison", "Names", "Read", "TwinError", "beside", "compare", "read"]
