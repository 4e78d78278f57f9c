"""Documents that the payer says it lacks and that the record does not hold."""

import datetime as dt
from collections.abc import Sequence

from letters.case import Case
from letters.case.evidence import Record
from letters.citations import Library
from letters.determination.model import Gap
from letters.routing.model import Asked


def unsent(case: Case, library: Library, asked: Sequence[Asked], as_of: dt.date) -> tuple[Gap, ...]:
    """One gap for each document asked for that no document of the record answers.

    A document listed without its file is held: the letter can name it, the packet will want it.
    """
    held = _held(case, library, as_of)
    lacking = (one.documents[0] for one in asked if held.isdisjoint(one.documents))
    return tuple(Gap(kind="asked document", word=word) for word in dict.fromkeys(lacking))


def answering(case: Case, library: Library, document: str, as_of: dt.date) -> Record | None:
    """The newest document of the record that is of a kind, or of a narrower one."""
    kinds = {term.id for term in library.vocabulary.documents if document in (term.id, *term.also)}
    known = (item for item in case.evidence if isinstance(item, Record) and item.on <= as_of)
    found = [record for record in known if record.document in kinds]
    return max(found, key=lambda record: record.on, default=None)


def _held(case: Case, library: Library, as_of: dt.date) -> set[str]:
    """The kinds of document on record, with the wider kinds that they are as well."""
    also = {term.id: term.also for term in library.vocabulary.documents}
    records = (item for item in case.evidence if isinstance(item, Record) and item.on <= as_of)
    return {kind for record in records for kind in (record.document, *also[record.document])}
