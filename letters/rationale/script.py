"""What is said first in a peer-to-peer call: whole sentences that can be read aloud."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from letters.case.evidence import Outcome, Therapy
from letters.case.model import Level, Service
from letters.case.vocabulary import LetterKind
from letters.citations.pathway import Definition, Pathway
from letters.determination.matter import Matter
from letters.determination.model import CourseResponse, Reading, ServiceDetermination
from letters.determination.response import response_to
from letters.determination.thresholds import percent_change
from letters.rationale import argument, calling, measured, steps, tables
from letters.rationale.model import Claim, CriterionRow, Fact, Letter, Paragraph
from letters.rationale.printing import TIED, from_to, isolated
from letters.rationale.writer import Writer
from letters.truth import Truth

WORDS_IN_90_SECONDS = 225
"""At 150 words a minute, the pace of somebody who reads aloud to be written down."""
_COURSES = 3

Argued = tuple[ServiceDetermination, Pathway]


class _Said(NamedTuple):
    """One sentence of the opening; one that `gives_way` is left out where time is short."""

    text: str
    facts: tuple[Fact, ...] = ()
    cites: tuple[str, ...] = ()
    gives_way: bool = False


def script(writer: Writer, matter: Matter, letter: Letter, argued: Sequence[Argued]) -> Paragraph:
    """The opening. The sentences that give way do so from the last, as time wants it."""
    said = [one for one in _sentences(writer, matter, letter, argued) if one.text]
    while sum(len(one.text.split()) for one in said) > WORDS_IN_90_SECONDS:
        weakest = next((one for one in reversed(said) if one.gives_way), None)
        if weakest is None:
            break
        said.remove(weakest)
    return Paragraph(claims=tuple(writer.claim(one.text, one.facts, one.cites) for one in said))


def _sentences(
    writer: Writer, matter: Matter, letter: Letter, argued: Sequence[Argued]
) -> Iterator[_Said]:
    yield _who(writer, matter)
    yield _denied(writer)
    yield _asks(writer, letter)
    for claim in found(writer, matter, letter):
        yield _Said(claim.text, claim.facts)
    yield _tried(writer, matter, letter)
    yield _moved(writer, matter)
    yield _unmet(writer, letter)
    for claim in letter.policy_age.claims if letter.policy_age else ():
        cites = tuple(cited.statement for cited in claim.citations)
        yield _Said(claim.text, claim.facts, cites, gives_way=True)
    once = {service.service.drug: (service, path) for service, path in argued}
    for service, pathway in once.values():
        if letter.policy_age is None:
            yield _Said(*labeled(writer, matter, service))
        if service.on_label is False:
            yield _recommended(writer, pathway, service.service.drug)
    yield _Said(writer.phrase("brief/close"))


def _who(writer: Writer, matter: Matter) -> _Said:
    case, facts = writer.case, writer.facts
    text = writer.phrase(
        "brief/who",
        patient=isolated(case.patient.name),
        diagnosis=writer.library.word(matter.pack.diagnosis),
    )
    codes = (facts.header("diagnosis", diagnosis.code) for diagnosis in case.diagnoses)
    return _Said(text, (facts.header("patient", case.patient.name), *codes))


def _denied(writer: Writer) -> _Said:
    """What was decided, how often, and the reasons stated."""
    case, denial = writer.case, writer.case.denial
    if denial is None:
        return _Said("")
    reasons = [writer.library.word(reason) for reason in denial.reasons]
    levels = [*(each.level for each in case.decisions), denial.level]
    text = writer.phrase(
        "brief/denied",
        payer=case.coverage.payer,
        denial=denial,
        reasons=reasons,
        appeals=sum(level is not Level.INITIAL for level in levels),
        expedited=writer.routing.expedited,
    )
    return _Said(text, (writer.facts.denied("denial", ", ".join(reasons), denial.notice_on),))


def _asks(writer: Writer, letter: Letter) -> _Said:
    """What is asked for; several lines of one drug are one request, and their months are added."""
    case = writer.case
    text = writer.phrase(
        "brief/asks",
        payer=case.coverage.payer,
        items=[_asked(writer, drug) for drug in dict.fromkeys(s.drug for s in case.services)],
        required=steps.required(writer) if letter.document is LetterKind.EXCEPTION else [],
        independent=calling.is_independent(writer, letter),
    )
    items = (writer.item(service) for service in case.services)
    return _Said(text, tuple(writer.facts.header("request", item) for item in items))


def _asked(writer: Writer, drug: str) -> str:
    services = [service for service in writer.case.services if service.drug == drug]
    starts = [service.start for service in services if service.start]
    return writer.phrase(
        "brief/asked",
        item=writer.item(services[0]),
        then=[service.dose for service in services[1:] if service.dose],
        months=total_months(services),
        several=len(services) > 1,
        start=min(starts, default=None),
    )


def total_months(services: Sequence[Service]) -> int | None:
    """The months of all lines of a request together; None where one of them tells none."""
    known = [service.months for service in services if service.months is not None]
    return sum(known) if len(known) == len(services) else None


def found(writer: Writer, matter: Matter, letter: Letter) -> list[Claim]:
    """The sentences of the summary that tell what was found, in the pack's categories.

    Without their exhibits, which stand apart from what is spoken.
    """
    names = {writer.library.word(category) for category in matter.pack.summary}
    told = [c for c in letter.summary.claims if names.intersection(f.what for f in c.facts)]
    return [_bare(writer, claim) for claim in told]


def _bare(writer: Writer, claim: Claim) -> Claim:
    text = claim.text.removesuffix(measured.proof(writer, claim.facts)).rstrip()
    return claim.model_copy(update={"text": text})


def courses(writer: Writer, matter: Matter) -> list[tuple[Therapy, CourseResponse | None]]:
    """The courses that say most: those with a response or an end, and of these the last ones.

    Why: a course that merely ran as planned, or of which it is too early to tell, proves nothing.
    """
    told = [
        (course, response_to(writer.determination.responses, course))
        for course in tables.courses_told(writer, matter)
    ]
    return [(c, r) for c, r in told if outcome(writer, c) or (r and r.ends)][-_COURSES:]


def outcome(writer: Writer, course: Therapy) -> str:
    """What the practice recorded of a course, where it decides anything."""
    return writer.phrase(
        "brief/outcome",
        course=course,
        recorded=None if course.outcome is Outcome.TOO_EARLY else course.outcome,
    )


def _tried(writer: Writer, matter: Matter, letter: Letter) -> _Said:
    """What was given so far and with which result, or on what ground it was not."""
    if letter.steps:
        text = writer.phrase("brief/steps", rows=letter.steps)
        return _Said(text, tuple(fact for row in letter.steps for fact in row.facts))
    told = courses(writer, matter)
    return _Said(*given(writer, matter, told)) if told else _Said("")


def given(
    writer: Writer, matter: Matter, told: Sequence[tuple[Therapy, CourseResponse | None]]
) -> tuple[str, tuple[Fact, ...]]:
    """Some courses in one sentence: how long each was given, and the result."""
    lines, facts = [], []
    for course, response in told:
        ends, short = response and response.ends, missed(matter, response)
        lines.append(
            {
                "drug": writer.library.word(course.drug),
                "weeks": tables.treatment(writer, matter, course).duration,
                "ends": ends and from_to(*(value(writer, one) for one in ends)),
                "outcome": outcome(writer, course),
                "missed": short.name if short else "",
            }
        )
        facts += [writer.facts.of(course), *(writer.facts.of(r.measurement) for r in ends or ())]
    measure = writer.library.word(matter.pack.response.measure)
    return writer.phrase("brief/tried", lines=lines, measure=measure), tuple(facts)


def missed(matter: Matter, response: CourseResponse | None) -> Definition | None:
    """The least response by any definition that a course did not reach; None where it is open."""
    read = response.definitions if response else ()
    short = {one.definition for one in read if one.truth is Truth.NOT_MET}
    definitions = [one for one in matter.pack.response.definitions if one.id in short]
    return definitions[-1] if definitions else None


def value(writer: Writer, reading: Reading) -> str:
    """A result as it can be said: a unit with two strokes is left to those who read it."""
    text = writer.phrase("reading", reading=reading)
    number, _, unit = text.partition(TIED)
    return number if unit.count("/") > 1 else text


def _moved(writer: Writer, matter: Matter) -> _Said:
    """A measure that the definitions want stable and that is not: from its first to its last."""
    bounds = {d.stable: d.stable_within for d in matter.pack.response.definitions if d.stable}
    lines, facts = [], []
    for measure, within in bounds.items():
        series = matter.series(measure or "")
        change = percent_change(series[0], series[-1]) if len(series) > 1 else None
        if change is not None and within is not None and abs(change) > within:
            first, last = series[0], series[-1]
            lines.append(
                {
                    "name": writer.library.word(measure or ""),
                    "first": value(writer, first),
                    "first_on": first.on,
                    "last": value(writer, last),
                    "last_on": last.on,
                    "fell": change < 0,
                }
            )
            facts += [writer.facts.of(each.measurement) for each in (first, last)]
    text = writer.phrase("brief/moved", lines=lines) if lines else ""
    return _Said(text, tuple(facts))


def _unmet(writer: Writer, letter: Letter) -> _Said:
    """How the record stands to the payer's own criteria, then to those of the letter."""
    theirs = letter.policy.rows if letter.policy else ()
    own = [row for row in letter.criteria if row.depth == 0]
    text = writer.phrase(
        "brief/met",
        policy=len(theirs),
        unmet=[row.number for row in theirs if is_open(row)],
        open=sum(is_open(row) for row in own),
        apart=any(row.verdict == "not applicable" for row in own),
        total=len(own),
    )
    return _Said(text)


def is_open(row: CriterionRow) -> bool:
    """Whether a criterion applies and the record does not meet it."""
    return row.verdict not in ("met", "not applicable")


def labeled(
    writer: Writer, matter: Matter, service: ServiceDetermination
) -> tuple[str, tuple[Fact, ...], tuple[str, ...]]:
    """Whether the label covers the use; nothing where no label that was read says it."""
    drug = writer.library.drug(service.service.drug)
    label = drug.label_for(matter.pack.diagnosis)
    if label is None or service.on_label is None or not label.cites:
        return "", (), ()
    text = writer.phrase(
        "brief/labeled",
        drug=drug.name,
        diagnosis=writer.library.word(matter.pack.diagnosis),
        on_label=service.on_label,
    )
    return text, (), label.cites


def _recommended(writer: Writer, pathway: Pathway, drug: str) -> _Said:
    """The first guideline that recommends a use outside the label, in the letter's own words."""
    for statement in argument.touching(writer, pathway.supported_by, drug):
        source = writer.library.source_of(statement)
        if source.kind == "guideline" and not writer.library.is_superseded(statement):
            text = writer.stated(statement).text
            return _Said(text, cites=(statement,), gives_way=True)
    return _Said("")
