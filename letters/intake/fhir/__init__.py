"""FHIR charts become rows: R4 and what other versions write alike, in any form, within the input.

    open_charts(files, vocabulary, mapping, limits, journal) -> Charts

`Charts.requests` yields what is asked or was refused, of everybody; `Charts.facts` what is told of
the patients for whom something is asked. Nothing is ever fetched.
"""

from collections.abc import Sequence

from letters.case.vocabulary import Vocabulary
from letters.intake.fhir.charts import Charts
from letters.intake.limits import Limits
from letters.intake.mapping import Mapping
from letters.intake.opening.files import File
from letters.intake.reading import Journal

__all__ = ["Charts", "open_charts"]


def open_charts(
    files: Sequence[File],
    vocabulary: Vocabulary,
    mapping: Mapping,
    limits: Limits,
    journal: Journal,
) -> Charts:
    """All FHIR files of an input together, for their resources refer to each other."""
    return Charts(files, vocabulary, mapping, limits, journal)
