"""Whether a use is on the label, and what carries one that is not."""

from collections.abc import Iterable, Sequence
from typing import Literal

from letters.case.evidence import Evidence, Record
from letters.citations import Library
from letters.determination.derived import age_on
from letters.determination.matter import Matter
from letters.determination.model import ServiceDetermination

OffLabel = Literal["compendia", "literature"]
"""What a plan track admits for a use outside the label: compendia alone, or literature too."""


def on_label(matter: Matter) -> bool | None:
    """Label status for the pack's diagnosis on the day.

    None when the terms are silent, or when the label has an age limit and the age is not known.
    """
    label = matter.library.drug(matter.service.drug).label_for(matter.pack.diagnosis)
    if label is None:
        return None
    if not label.on_label or (label.since is not None and label.since > matter.as_of):
        return False
    if label.from_age is None:
        return True
    born = matter.case.patient.born
    return None if born is None else age_on(matter.as_of, born) >= label.from_age


def uses_off_label(services: Sequence[ServiceDetermination]) -> tuple[str, ...]:
    """The requested drugs that are known to be used outside their label, each once."""
    drugs = (service.service.drug for service in services if service.on_label is False)
    return tuple(dict.fromkeys(drugs))


def settling(library: Library, evidence: Iterable[Evidence]) -> tuple[Record, ...]:
    """The documents that may carry a use outside the label alone, oldest first."""
    documents = library.vocabulary.documents
    kinds = {term.id for term in documents if term.settles == "off-label"}
    found = (item for item in evidence if isinstance(item, Record) and item.document in kinds)
    return tuple(sorted(found, key=lambda record: record.on))


def uncarried(
    matter: Matter, services: Sequence[ServiceDetermination], admitted: OffLabel | None
) -> tuple[str, ...]:
    """The drugs used outside their label for which the plan track wants a compendium and has none.

    Why: nobody has read which drug a document is of, so fewer documents than such drugs leave it
    open for which of them the entry is missing.
    """
    drugs = uses_off_label(services)
    if admitted != "compendia" or len(settling(matter.library, matter.evidence)) >= len(drugs):
        return ()
    return drugs
