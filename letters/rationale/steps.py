"""The drugs that the plan requires first: what the record shows of each, and what follows."""

from collections.abc import Iterator, Sequence

from letters.case.evidence import GIVEN
from letters.determination.kinds import ungrounded
from letters.determination.matter import Matter
from letters.determination.model import Step
from letters.rationale import argument, denial, tables
from letters.rationale.model import Claim, Paragraph, Refusal, StepRow
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
    told = [claim for reason in turned for claim in denial.rebuttals(writer, argued, reason)]
    once = {claim.text: claim for claim in reversed(told)}
    return Paragraph(
        claims=(
            *_grounds(writer, steps),
            *_rule(writer, steps),
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
    ground = writer.phrase("steps/ground", ground=step.ground)
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
        outcome=_outcome(writer, row.recorded, row.response, row.ended),
        facts=row.facts,
    )


def _name(writer: Writer, step: Step) -> str:
    """The drug, and the class by which the plan names it where it names a class."""
    wanted = writer.library.word(step.required)
    given = writer.library.word(step.course.drug) if step.course else wanted
    return writer.phrase("steps/drug", wanted=wanted, given=given)


def _outcome(writer: Writer, *told: str | None) -> str | None:
    known = [one for one in told if one]
    return writer.phrase("steps/outcome", told=known) if known else None


def _grounds(writer: Writer, steps: Sequence[Step]) -> Iterator[Claim]:
    """On which ground each required drug no longer stands in the way, in one sentence."""
    if not steps:
        return
    verbs: dict[str, dict[str, None]] = {}
    for step in steps:
        verb = writer.phrase("steps/verb", ground=step.ground)
        verbs.setdefault(_name(writer, step), {})[verb] = None
    lines = [(name, list(own)) for name, own in verbs.items()]
    facts = tuple(writer.facts.of(step.course) for step in steps if step.course)
    listed = (writer.facts.header("treatments complete", "yes"),)
    yield writer.claim(writer.phrase("steps/grounds", lines=lines), facts or listed)


def _rule(writer: Writer, steps: Sequence[Step]) -> Iterator[Claim]:
    """What the rule of the plan track has the prescriber say, and for which drugs the record does.

    Only what the grounds carry is said: less effective where it failed, harm where it was not
    tolerated or is ruled out.
    """
    track = writer.case.coverage.track
    rules = [one for one in writer.library.appeals.exceptions if one.track is track]
    cites = tuple(cite for one in rules for cite in one.cites)
    if not cites:
        return
    yield from (writer.stated(cite) for cite in cites)
    less, harm = (_of(writer, steps, grounds) for grounds in (_LESS, _HARM))
    if less or harm:
        facts = tuple(writer.facts.of(s.course) for s in steps if s.course)
        yield writer.claim(writer.phrase("steps/supporting", less=less, harm=harm), facts)


def _of(writer: Writer, steps: Sequence[Step], grounds: tuple[str, ...]) -> list[str]:
    drugs = (step.course.drug for step in steps if step.course and step.ground in grounds)
    return [writer.library.word(drug) for drug in dict.fromkeys(drugs)]
