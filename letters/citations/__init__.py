"""The library: sources, statements, terms, pathways; loaded from the data folder and checked."""

from letters.citations.library import Library
from letters.citations.loading import load

__all__ = ["Library", "load"]
