"""Tortures the proposal of a mapping: whatever a table holds, what is proposed can be loaded."""

from collections.abc import Sequence
from pathlib import Path

from letters.case.vocabulary import Vocabulary
from letters.errors import LettersError
from letters.intake import NO_MAPPING, Limits, load_mapping, sheets
from letters.intake.opening.files import File, FileKind, open_all
from letters.intake.reading import Journal
from letters.intake.sheets.proposing import propose, written
from torture.judge import SECONDS, Find, TooLongError, limited, raised

_SECONDS = 3 * SECONDS
"""Why more: each unknown heading of a wide table is compared with all that are known."""
_TABLES = (FileKind.WORKBOOK, FileKind.TEXT_TABLE)


def judge_proposal(paths: Sequence[Path], vocabulary: Vocabulary) -> Find | None:
    """Proposes a mapping of tables and loads it as a person would who corrects nothing."""
    try:
        with limited(_SECONDS):
            proposed = _proposed(paths, vocabulary)
    except LettersError:
        return None
    except TooLongError:
        return Find("too long to propose", "")
    except Exception as error:
        return raised(error)
    path = paths[0].with_name("proposed.yaml")
    path.write_text(proposed, encoding="utf-8")
    try:
        load_mapping(path)
    except LettersError as error:
        return Find("the mapping proposed cannot be loaded", f"{error}\n{proposed}")
    except Exception as error:
        return raised(error)
    return None


def _proposed(paths: Sequence[Path], vocabulary: Vocabulary) -> str:
    journal, limits = Journal(), Limits.model_validate({})
    files: list[File] = [f for f in open_all(paths, limits, journal) if f.kind in _TABLES]
    grids = sheets.open_grids(files, limits, journal)
    rows = sheets.read(files, vocabulary, NO_MAPPING, limits, Journal())
    return written(propose(grids, rows, vocabulary))
