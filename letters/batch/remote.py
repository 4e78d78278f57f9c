"""What a worker of a cluster does: it compares its copy of the program, and makes files.

Nothing here raises and nothing is written: Dask logs the arguments of what raises, which are a
patient's record, and everything that a worker is given stays in its memory.
"""

import os
import threading
from typing import NamedTuple

from letters.batch.copies import Copy, here
from letters.batch.docket import made

TOPIC = "letters"
"""The topic under which a worker tells that it began with a case."""

NO_RUN = ""
"""The name under which nothing is kept: a worker is only asked for its copy."""
_KEPT = 4
_terms: dict[str, str] = {}
_one_at_a_time = threading.Lock()
"""Why: the libraries that set pages share their state, whatever threads a worker was given."""


class Joined(NamedTuple):
    """What a worker answers to being taken on: in which parts its copy differs, and which it is."""

    differing: tuple[str, ...]
    copy: str


def join(expected: str, name: str, terms: str) -> Joined:
    """Compares this worker's copy with the one expected, and keeps the terms of a run by name."""
    try:
        with _one_at_a_time:
            copy = here()
    except Exception as error:  # such as a library of the system that is not there
        return Joined((f"it cannot set a page: {type(error).__name__}",), "")
    differing = Copy.model_validate_json(expected).differing(copy)
    if not differing and name != NO_RUN:
        while len(_terms) >= _KEPT:  # those of runs that did not come to their end
            _terms.pop(next(iter(_terms)), None)
        _terms[name] = terms
    return Joined(differing, copy.model_dump_json())


def make(name: str, argued: str) -> str | None:
    """The files of one case as JSON of `Made`; None where this worker has not joined the run."""
    with _one_at_a_time:
        _tell_begun()
        terms = _terms.get(name)
        return made(terms, argued) if terms is not None else None


def leave(name: str) -> None:
    """Forgets the terms of a run."""
    _terms.pop(name, None)


def end() -> None:
    """Ends this worker, whatever it does."""
    os._exit(1)


def _tell_begun() -> None:
    from distributed import get_worker

    worker = get_worker()
    worker.log_event(TOPIC, {"key": worker.get_current_task(), "worker": worker.address})
