"""The drugs that the plan requires first: what the record shows of each, and what follows."""

import datetime as dt
from collections.abc import Iterator, Sequence

from letters.case.evidence import GIVEN, RUNNING, Therapy
from letters.determination.kinds import ungrounded
from letters.determination.matter import Matter
from letters.determination.model import Step
from letters.rationale import argument, denial, measured, tables
from letters.rationale.model import Claim, Paragraph, Refusal, StepRow, TreatmentRow
from letters.rationale.plan import Argued
from letters.rationale.writer import Writer

_LESS, _HARM = ("no adequate response",), ("not tolerated", "contraindicated")


def rows(writer: Writer, matter: Matter) -> tuple[StepRow, ...]:
    """A row for each course of each required drug, or for one of which there is none."""
    return tuple(_row(writer, matter, step) for step in writer.determination.steps)


def required(writer: Writer) -> list[str]:
    """The names of the drugs and classes that the plan requires first."""
    return [writer.library.word(word) for word in writer.case.required_drugs]


def statement(writer: Writer, matter: Matter, argued: Sequence[Argued]) -> Paragraph:
    """What supports the exception: the grounds by drug, the pathways' words, the rule cited."""
    steps = writer.determination.steps
    turned = [
        reason.id
        for reason in writer.library.vocabulary.denial_reasons
        if reason.answered_by == "alternatives"
    ]
    verdicts = dict.fromkeys(argument.verdict(writer, judgement) for _, judgement, _ in argued)
    first = (*_rule(writer, steps), *_grounds(writer, steps), *_courses(writer, matter, steps))
    told = [claim for reason in turned for claim in denial.rebuttals(writer, argued, reason)]
    once = {claim.text: claim for claim in reversed(told)}
    return Paragraph(
        claims=(
            *first,
            *(claim for claim in told if once[claim.text] is claim),
            *(writer.claim(text) for text in verdicts),
        )
    )


def refusals(writer: Writer) -> tuple[Refusal, ...]:
    """The required drugs that were never tried and against which nothing speaks."""
    return tuple(
        Refusal(
            says=writer.phrase("steps/wanted", drug=writer.library.word(word)),
            finding=writer.claim(
                writer.phrase("steps/untried", drug=writer.library.word(word)),
                (writer.facts.header("treatments complete", "yes"),),
            ),
        )
        for word in ungrounded(writer.determination.steps)
    )


def _row(writer: Writer, matter: Matter, step: Step) -> StepRow:
    course = step.course
    ground = writer.phrase("steps/ground", ground=step.ground, rule=bool(_cites(writer)))
    name, none = _name(writer, step), writer.phrase("steps/none")
    if course is None:
        listed = writer.case.treatments_complete
        fact = writer.facts.header("treatments complete", "yes") if listed else None
        return StepRow(
            drug=name,
            ground=ground,
            dose=none,
            dates=none,
            duration=none,
            outcome=none,
            facts=(fact,) if fact else (),
        )
    row = tables.treatment(writer, matter, course)
    given = course.status in GIVEN
    return StepRow(
        drug=name,
        ground=ground,
        dose=row.dose if given else none,
        dates=row.dates if given else none,
        duration=row.duration if given else none,
        outcome=_outcome(writer, step, row),
        facts=row.facts,
    )


def _name(writer: Writer, step: Step) -> str:
    """The drug, and the class by which the plan names it where it names a class."""
    wanted = writer.library.word(step.required)
    given = writer.library.word(step.course.drug) if step.course else wanted
    return writer.phrase("steps/drug", wanted=wanted, given=given)


def _outcome(writer: Writer, step: Step, row: TreatmentRow) -> str | None:
    """The results, and why it ended where the ground has not said it; one word for one thing."""
    failed = step.ground in _LESS
    told = (row.response,) if failed and row.response else (row.recorded, row.response, row.ended)
    known = [one for one in told if one]
    return writer.phrase("steps/outcome", told=known) if known else None


def _cites(writer: Writer) -> tuple[str, ...]:
    """What the rule of the plan track asks of the prescriber, where one is cited."""
    track = writer.case.coverage.track
    rules = [one for one in writer.library.appeals.exceptions if one.track is track]
    return tuple(cite for one in rules for cite in one.cites)


def _rule(writer: Writer, steps: Sequence[Step]) -> Iterator[Claim]:
    """What the rule of the plan track has the prescriber say, and for which drugs the record does.

    Only what the grounds carry is said: ineffective where it failed, harm where it was not
    tolerated or is ruled out.
    """
    cites = _cites(writer)
    yield from (writer.stated(cite) for cite in cites)
    less, harm = (_of(writer, steps, grounds) for grounds in (_LESS, _HARM))
    if cites and (less or harm):
        facts = tuple(writer.facts.of(s.course) for s in steps if s.course)
        yield writer.claim(writer.phrase("steps/supporting", less=less, harm=harm), facts)


def _grounds(writer: Writer, steps: Sequence[Step]) -> Iterator[Claim]:
    """On which ground each required drug no longer stands in the way, where no rule has told it."""
    ruled = (*_LESS, *_HARM) if _cites(writer) else ()
    left = [step for step in steps if step.ground not in ruled]
    if not left:
        return
    verbs: dict[str, dict[str, None]] = {}
    for step in left:
        verb = writer.phrase("steps/verb", ground=step.ground)
        verbs.setdefault(_name(writer, step), {})[verb] = None
    lines = [(name, list(own)) for name, own in verbs.items()]
    facts = tuple(writer.facts.of(step.course) for step in left if step.course)
    listed = (writer.facts.header("treatments complete", "yes"),)
    yield writer.claim(writer.phrase("steps/grounds", lines=lines), facts or listed)


def _courses(writer: Writer, matter: Matter, steps: Sequence[Step]) -> Iterator[Claim]:
    """Each course by its results, what it was given beside, and what runs now in its place."""
    given = [one.course for one in steps if one.course and one.course.status in GIVEN]
    for course in given:
        yield measured.course(writer, matter, course)
        yield from _beside(writer, matter, course)
    if given:
        yield from measured.attested(writer, matter)
    yield from _now(writer, matter, given)


def _beside(writer: Writer, matter: Matter, course: Therapy) -> Iterator[Claim]:
    """What of the pack's own drugs ran at the same time, so that a result is not one drug's."""
    own = matter.argued_drugs
    beside = [
        one
        for one in matter.evidence
        if isinstance(one, Therapy)
        and one.drug in own
        and one.drug != course.drug
        and one.status in GIVEN
        and _overlap(one, course, matter.as_of)
        and _starts(one) < _starts(course)
    ]
    if beside:
        drugs = [writer.library.word(one.drug) for one in beside]
        text = writer.phrase("steps/beside", drug=writer.library.word(course.drug), drugs=drugs)
        facts = tuple(writer.facts.of(one) for one in (course, *beside))
        yield measured.proved(writer, text, facts)


def _starts(course: Therapy) -> dt.date:
    return course.start or dt.date.max


def _overlap(one: Therapy, other: Therapy, as_of: dt.date) -> bool:
    ends = [course.shown_until or as_of for course in (one, other)]
    return one.start is not None and max(_starts(one), _starts(other)) < min(ends)


def _now(writer: Writer, matter: Matter, given: Sequence[Therapy]) -> Iterator[Claim]:
    """Which of the pack's own drugs runs now that the plan did not name, and after what."""
    own, known = matter.argued_drugs, {course.drug for course in given}
    ended = [course for course in given if course.stop is not None]
    for one in matter.evidence:
        new = isinstance(one, Therapy) and one.drug in own - known and one.status in RUNNING
        if isinstance(one, Therapy) and new and one.start is not None:
            before = [c for c in ended if c.stop is not None and c.stop <= one.start]
            last = max(before, key=lambda course: course.stop or dt.date.min, default=None)
            text = writer.phrase("steps/now", course=one, last=last)
            told = (one, last) if last else (one,)
            facts = tuple(writer.facts.of(course) for course in told)
            yield measured.proved(writer, text, facts)


def _of(writer: Writer, steps: Sequence[Step], grounds: tuple[str, ...]) -> list[str]:
    drugs = (step.course.drug for step in steps if step.course and step.ground in grounds)
    return [writer.library.word(drug) for drug in dict.fromkeys(drugs)]
