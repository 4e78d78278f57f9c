"""Tells what each file of the input is, within bounds, before anything in it is read.

open_all(paths, limits, journal) -> list[File]
"""

from letters.intake.opening.files import File, open_all, shown
from letters.intake.opening.kinds import FileKind

__all__ = ["File", "FileKind", "open_all", "shown"]
