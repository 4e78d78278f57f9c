"""Which parts of the argument a kind of letter tells, and which tables it has."""

from typing import NamedTuple

from letters.case.vocabulary import LetterKind
from letters.citations.table_names import TableName
from letters.determination.labels import uses_off_label
from letters.determination.matter import Matter
from letters.rationale import tables
from letters.rationale.model import TableNumbers
from letters.rationale.writer import Writer


class Extent(NamedTuple):
    """What a letter tells beyond its request, its criteria and who the patient is."""

    points: bool = False
    chronology: bool = False
    tables: bool = True
    support: bool = True
    trials: bool = True
    plan: bool = True


def extent(writer: Writer, kind: LetterKind) -> Extent:
    """What a letter of a kind tells of this case.

    An exception is short: it tells of the drugs required first. Only where the use is off label,
    and so rests on recommendations, are these told. What speaks against a treatment stands in every
    kind, and so do the trials, except that a second-level appeal tells those of the first one again
    only where a point of the decision is about the evidence.
    """
    denial = writer.case.denial
    answers_points = denial is not None and bool(denial.points)
    if kind is LetterKind.EXCEPTION:
        off_label = bool(uses_off_label(writer.determination.services))
        return Extent(tables=False, support=off_label, plan=False)
    if kind is LetterKind.SECOND:
        return Extent(points=answers_points, trials=_is_about_evidence(writer))
    if kind is LetterKind.EXTERNAL:
        return Extent(points=answers_points, chronology=True)
    return Extent()


def _is_about_evidence(writer: Writer) -> bool:
    """Whether a recorded point says that the treatment is not labeled or not proven."""
    terms = {term.id: term for term in writer.library.vocabulary.denial_reasons}
    denial = writer.case.denial
    points = denial.points if denial else ()
    return any(point.about and terms[point.about].answered_by == "label" for point in points)


def numbers(writer: Writer, matter: Matter, told: Extent) -> TableNumbers:
    """The numbers of the tables that a letter will have, known before its sentences are written."""
    results = any(matter.series(measure) for measure in matter.pack.laboratory)
    present: dict[TableName, bool] = {
        "policy": any(policy.confirmed for policy in writer.determination.policies),
        "steps": bool(writer.determination.steps),
        "criteria": True,
        "chronology": told.chronology,
        "history": told.tables and bool(tables.courses_told(writer, matter)),
        "results": told.tables and results,
    }
    return TableNumbers.of([name for name, there in present.items() if there])
