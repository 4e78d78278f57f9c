"""Reads the sheets of evidence. A row with a refused cell is not used: half a fact is none."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from letters.case.evidence import (
    GIVEN,
    Attestation,
    Category,
    CourseStatus,
    Ending,
    Evidence,
    Measurement,
    Outcome,
    Procedure,
    Record,
    Therapy,
)
from letters.case.model import Case
from letters.case.vocabulary import CategoryTerm, DocumentTerm, Measure, Unit, Vocabulary
from letters.intake.cases.courses import is_only_ordered, last_days, merged
from letters.intake.cases.known import Known, scales_of
from letters.intake.cases.practices import Signer, signers_named
from letters.intake.cells import values, words
from letters.intake.cells.fields import Fields
from letters.intake.columns import TREATMENTS
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Cell, Placed, Row

_UNSHOWN = "nothing shows that this course was given, or another row tells it"
_SAME = "it says the same as a row before it"
Reader = Callable[[Fields, Vocabulary], tuple[Evidence, ...]]


@dataclass(frozen=True)
class Facts:
    """The evidence of one case, whether it has rows of treatments, and whether one was lost."""

    evidence: tuple[Evidence, ...]
    has_treatments: bool
    lost_treatment: bool


def read_facts(
    placed: Mapping[str, list[Placed]],
    cases: Mapping[str, Case],
    refused: set[str],
    signers: tuple[Signer, ...],
    vocabulary: Vocabulary,
    journal: Journal,
) -> dict[str, Facts]:
    """The evidence of each case by its key.

    The rows `placed` are taken out as they are read: never do all rows and all facts stand at once.
    """
    scales = scales_of(vocabulary)
    evidence = {key: Known(scales) for key in cases}
    lost: set[str] = set()
    treated: set[str] = set()
    charted = any("known from" in row.cells for rows in placed.values() for row, _ in rows)
    days = last_days(placed) if charted else {}
    for table, reader in _READERS.items():
        for row, key in _by_case(placed.get(table, []), cases, refused, vocabulary, journal, days):
            fields = Fields(row, journal, cases[key].id, evidence[key].papers)
            if table == "treatments":
                treated.add(key)
                if words.is_foreign(row.cells.get("drug", ""), vocabulary):
                    _leave_foreign(fields, journal)
                    if not _is_over(row.cells.get("status", "")):
                        lost.add(key)
                    continue
            facts = reader(fields, vocabulary)
            _check_answered(facts, fields, signers)
            if fields.refused:
                journal.leave(row.read, "a cell of it could not be read")
                if table == "treatments":
                    lost.add(key)
            elif _is_doubtful(facts, fields, cases[key], evidence[key].own):
                journal.leave(row.read, _UNSHOWN)
            elif not evidence[key].add(facts, fields):
                journal.leave(row.read, _SAME)
        for known in evidence.values():
            known.settle()
    return {key: Facts(known.facts, key in treated, key in lost) for key, known in evidence.items()}


def _by_case(
    placed: list[Placed],
    cases: Mapping[str, Case],
    refused: set[str],
    vocabulary: Vocabulary,
    journal: Journal,
    days: Mapping[str, dt.date],
) -> Iterator[tuple[Row, str]]:
    """Each row with the key of its case: those of our tables first, then those of charts."""
    charted: dict[str, list[Row]] = {}
    for row, keys in _taken(placed):
        if "known from" in row.cells:
            for key in keys:
                charted.setdefault(key, []).append(row)
            continue
        for key in keys or ("",):
            if key in cases:
                yield row, key
            else:
                leave_unplaced(row, key, refused, journal)
    for key, rows in charted.items():
        if key in cases:
            yield from ((row, key) for row in merged(rows, vocabulary, days.get(key)))
        else:
            for row in rows:
                journal.leave(row.read, "its case could not be read")


def _taken(placed: list[Placed]) -> Iterator[Placed]:
    """The rows in their order, each taken out of the list."""
    placed.reverse()
    while placed:
        yield placed.pop()


def _is_doubtful(
    facts: tuple[Evidence, ...], fields: Fields, case: Case, own: Sequence[Therapy]
) -> bool:
    """Whether a chart's course is not shown to be one: merely ordered, or told by our own tables.

    Why: the drug that was denied is often ordered in the chart and was never given. Courses of
    charts are not held against each other here: `courses` has put them together.
    """
    requested = {service.drug for service in case.services}
    for fact in facts:
        if not isinstance(fact, Therapy) or "known from" not in fields.row.cells:
            continue
        if fact.status in GIVEN and is_only_ordered(fields.row) and fact.drug in requested:
            rule = "only an order shows this course of the drug requested"
            action = "add it to the treatments sheet if it was given"
            fields.warn("The course was not used", ReadingError(rule, action))
            return True
        if any(_overlap(fact, other) for other in own):
            return True
    return False


def _overlap(one: Therapy, other: Therapy) -> bool:
    """Whether two courses of a drug share a day; one without dates shares all."""
    if one.drug != other.drug or one.status not in GIVEN or other.status not in GIVEN:
        return False
    first = max(one.start or dt.date.min, other.start or dt.date.min)
    return first <= min(one.shown_until or dt.date.max, other.shown_until or dt.date.max)


def _is_over(status: Cell) -> bool:
    """Whether a course is said to have ended; only then its drug cannot be part of the plan."""
    return isinstance(status, str) and status.strip().casefold() == CourseStatus.PAST.value


def _leave_foreign(fields: Fields, journal: Journal) -> None:
    action = "it is kept out; delete the row if it does not matter for this request"
    fields.warn("The row was not used", ReadingError(words.FOREIGN, action), "drug")
    journal.leave(fields.read, words.FOREIGN)


def _check_answered(
    facts: tuple[Evidence, ...], fields: Fields, signers: tuple[Signer, ...]
) -> None:
    """Remarks on an answer of someone who is not a clinician of the practice sheet."""
    for fact in facts:
        if isinstance(fact, Attestation) and not signers_named(signers, fact.by):
            rule = "who answered is not a clinician of the practice sheet"
            refusal = ReadingError(rule, "write the clinician's name as on that sheet")
            fields.warn("The answer was used", refusal, "answered by")


def leave_unplaced(row: Row, key: str, refused: set[str], journal: Journal) -> None:
    """Leaves a row whose case was not read, or that names none that is known."""
    fields = Fields(row, journal)
    if not key:
        fields.need("case", values.text)
        journal.leave(row.read, "it names no case")
    elif key in refused:
        journal.leave(row.read, "its case could not be read")
    else:
        rule = "no row of the cases sheet has this case"
        fields.refuse("case", ReadingError(rule, "write it as on the cases sheet, or add the case"))
        journal.leave(row.read, rule)
    if row.table is TREATMENTS and key not in refused:
        journal.missed.append("a row of treatments belongs to no case that was read")


def _lab(fields: Fields, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    measure = fields.need("test", words.test(vocabulary))
    reported = fields.need("value", values.result)
    on = fields.need("date", values.date)
    exhibit = fields.exhibit()
    unit = _unit(fields, measure)
    if measure is None or reported is None or unit is None or on is None:
        return ()
    comparator, value = reported
    try:
        words.check_plausible(measure, unit, comparator, value)
    except ReadingError as refusal:
        fields.refuse("value", refusal)
        return ()
    return (
        Measurement(
            measure=measure.id,
            value=value,
            unit=unit.unit,
            comparator=comparator,
            on=on,
            read=fields.read,
            exhibit=exhibit,
        ),
    )


def _unit(fields: Fields, measure: Measure | None) -> Unit | None:
    if measure is None:
        return None
    if fields.has("unit"):
        return fields.take("unit", words.unit(measure))
    try:
        return words.only_unit(measure)
    except ReadingError as refusal:
        fields.refuse("unit", refusal)
        return None


def _treatment(fields: Fields, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    found = fields.need("drug", words.drug(vocabulary))
    status = fields.need("status", values.word(CourseStatus))
    dose = fields.dose(vocabulary)
    start, stop = fields.take("start", values.date), fields.take("stop", values.date)
    if start and stop and stop < start:
        fields.refuse(
            "stop", ReadingError("a course ends after it starts", "correct one of the dates")
        )
    if status is CourseStatus.CURRENT and fields.has("stop"):
        rule = "a current course has no stop date"
        fields.refuse("stop", ReadingError(rule, "write past as its status, or clear the stop"))
    if status is CourseStatus.PAST and not fields.has("stop", "last known"):
        refusal = ReadingError("no stop date: duration unknown", "fill in the last day if known")
        fields.warn("The row was used", refusal, "stop")
    last_known = fields.take("last known", values.date)
    outcome = fields.take("outcome", values.word(Outcome))
    ended_for = fields.take("ended for", values.word(Ending))
    reason, exhibit = fields.text("reason"), fields.exhibit()
    if found is None or status is None:
        return ()
    return (
        Therapy(
            drug=found[0].id,
            status=status,
            dose=dose,
            start=start,
            stop=stop,
            last_known=last_known,
            outcome=outcome,
            ended_for=ended_for,
            reason=reason,
            read=fields.read,
            exhibit=exhibit,
        ),
    )


def _document(fields: Fields, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    document = fields.need("document", words.term(vocabulary.documents))
    on = fields.need("date", values.date)
    finding = fields.take("finding", words.term(vocabulary.categories))
    pages, exhibit = fields.take("pages", values.pages), fields.exhibit()
    value = _finding(fields, finding, document, vocabulary)
    if document is None or on is None:
        return ()
    facts: list[Evidence] = []
    # Why: a chart's procedure proves that it was done, not that anybody has its report.
    if not fields.take("report unseen", values.yes_no):
        record = Record(document=document.id, on=on, pages=pages, read=fields.read, exhibit=exhibit)
        facts.append(record)
    if document.reports is not None:
        procedure = document.reports
        facts.append(Procedure(procedure=procedure, on=on, read=fields.read, exhibit=exhibit))
    if finding is not None and value is not None:
        category = Category(
            category=finding.id, value=value, on=on, read=fields.read, exhibit=exhibit
        )
        facts.append(category)
    return tuple(facts)


def _finding(
    fields: Fields,
    finding: CategoryTerm | None,
    document: DocumentTerm | None,
    vocabulary: Vocabulary,
) -> str | None:
    if fields.has("finding") != fields.has("value"):
        lacking = "value" if fields.has("finding") else "finding"
        fields.refuse(
            lacking, ReadingError("a finding and its value need each other", "fill in both")
        )
    if finding is None:
        return None
    if document is not None and document.id not in finding.recorded_in:
        rule = "this finding is not taken from this kind of document"
        kinds = ", ".join(d.name for d in vocabulary.documents if d.id in finding.recorded_in)
        fields.refuse("finding", ReadingError(rule, f"name what reports it, one of: {kinds}"))
    return fields.take("value", words.option(finding))


def _attestation(fields: Fields, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    question = fields.need("question", words.term(vocabulary.questions))
    answer = fields.need("answer", values.yes_no)
    by = fields.need("answered by", values.text)
    on = fields.need("date", values.date)
    note = fields.text("note")
    if question is None or answer is None or not by or on is None:
        return ()
    return (
        Attestation(question=question.id, answer=answer, by=by, on=on, note=note, read=fields.read),
    )


_READERS: Mapping[str, Reader] = {
    "labs": _lab,
    "treatments": _treatment,
    "documents": _document,
    "attestations": _attestation,
}
