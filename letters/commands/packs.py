"""`letters packs check|show`: is the library of citations sound, and what does it say?"""

import datetime as dt
from pathlib import Path

import click

from letters.citations.checks import check
from letters.citations.library import Loaded, load_with_readings
from letters.citations.reader import Problem
from letters.determination.worked import judge_worked


def problems_of(root: Path, today: dt.date) -> list[Problem]:
    """Everything wrong with the library under `root`, worked cases judged."""
    loaded = load_with_readings(root)
    if not isinstance(loaded, Loaded):
        return loaded
    problems = check(loaded, today)
    if problems:
        return problems
    return [
        Problem(file=f"conditions/…/cases of {m.pathway}", line=1, what=f"'{m.case}': {m.what}")
        for m in judge_worked(loaded.library)
    ]
