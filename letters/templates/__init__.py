"""`templates/` as shipped, or overlaid by a practice's folder -> Templates."""

from letters.templates.folder import Templates
from letters.templates.problem import Problem
from letters.templates.reading import SHIPPED, opened, read
from letters.templates.words import fixed_words

__all__ = ["SHIPPED", "Problem", "Templates", "fixed_words", "opened", "read"]
