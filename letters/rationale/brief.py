"""The brief for a peer-to-peer call: what to say in 90 seconds, what will be said against it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from letters.citations.pathway import Pathway
from letters.determination.matter import Matter
from letters.determination.model import ServiceDetermination
from letters.rationale import fallbacks, heading
from letters.rationale.calling import cautions
from letters.rationale.model import (
    Brief,
    Cited,
    Claim,
    CriterionRow,
    Fact,
    Letter,
    Line,
    Objection,
    Paragraph,
    Reference,
    RouteLine,
    TreatmentRow,
)
from letters.rationale.printing import isolated
from letters.rationale.route import deadline_block
from letters.rationale.walk import parts
from letters.rationale.writer import Scribe, Writer

WORDS_IN_90_SECONDS = 225
"""At 150 words a minute, the pace of somebody who reads aloud to be written down."""
FACTS = 6
_COURSES = 3
_ANSWERS = 2
"""How many sentences answer one objection; the letter has the others."""
_ABOUT = (
    *("born", "member", "claim", "authorization", "denied"),
    *("upheld", "reference", "level", "code", "served", "prescriber"),
)
_LOG = ("when", "spoke", "reference", "outcome", "next", "logged")

Argued = tuple[ServiceDetermination, Pathway]


class _Said(NamedTuple):
    """One sentence of the opening; one that `gives_way` is left out where time is short."""

    text: str
    facts: tuple[Fact, ...] = ()
    cites: tuple[str, ...] = ()
    gives_way: bool = False


def brief(writer: Writer, matter: Matter, letter: Letter) -> Brief:
    """What whoever calls the payer about `letter` has before them, on one page."""
    title = writer.phrase("brief/title", drugs=writer.requested())
    argued = [
        (service, writer.library.pathways[service.choice.pathway])
        for service in writer.determination.services
        if service.choice is not None
    ]
    rows = letter.policy.rows if letter.policy else letter.criteria
    return Brief(
        **heading.sheet_head(writer, title, _days(writer)) | {"warnings": ()},
        about=_about(writer, letter),
        opening=_opening(writer, matter, letter, argued),
        facts=_facts(writer, matter, letter),
        criteria_title=letter.policy.title if letter.policy else letter.criteria_title,
        criteria=tuple(_row(writer, row) for row in rows),
        objections=tuple(_objections(writer, letter, _labels(writer, matter))),
        fallbacks=tuple(fallbacks.fallbacks(writer, argued)),
        cautions=tuple(cautions(writer, rows, letter)),
        log=tuple(writer.phrase("brief/log", line=line) for line in _LOG),
        references=_new(writer, letter),
    )


def _days(writer: Writer) -> tuple[RouteLine, ...]:
    """By when to file. Written apart, so that the rule, which is not shown, gets no number."""
    scribe = Scribe(writer.case, writer.library, writer.routing, writer.as_of)
    strong = [line for line in deadline_block(scribe) if line.strong]
    window = scribe.phrase("route/label", label="window")
    dated = tuple(line for line in strong if line.label != window)
    return dated or tuple(strong)


def _new(writer: Writer, letter: Letter) -> tuple[Reference, ...]:
    """The references that the letter does not have."""
    known = {reference.source for reference in letter.references}
    return tuple(r for r in writer.numbering.references() if r.source not in known)


def _again(writer: Writer, claim: Claim) -> Claim:
    """A sentence of the letter with what it rests on, under an id of the brief."""
    return writer.claim(claim.text, claim.facts, _statements(claim))


def _statements(claim: Claim) -> tuple[str, ...]:
    return tuple(cited.statement for cited in claim.citations)


def _about(writer: Writer, letter: Letter) -> tuple[Line, ...]:
    """The lines of the letter's RE block by which the payer finds the case."""
    wanted = {writer.phrase("label", label=label) for label in _ABOUT}
    return tuple(line for line in letter.re if line.label in wanted)


def _opening(writer: Writer, matter: Matter, letter: Letter, argued: Sequence[Argued]) -> Paragraph:
    """What is said first. The sentences that give way do so from the last, as time wants it."""
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
    case, denial, facts = writer.case, writer.case.denial, writer.facts
    codes = [diagnosis.code for diagnosis in case.diagnoses]
    who = writer.phrase(
        "brief/who",
        patient=isolated(case.patient.name),
        diagnosis=writer.library.word(matter.pack.diagnosis),
        codes=codes,
    )
    name = facts.header("patient", case.patient.name)
    yield _Said(who, (name, *(facts.header("diagnosis", code) for code in codes)))
    if denial is not None:
        reasons = [writer.library.word(reason) for reason in denial.reasons]
        text = writer.phrase("brief/denied", denial=denial, reasons=reasons)
        yield _Said(text, (facts.denied("denial", ", ".join(reasons), denial.notice_on),))
    items = [
        writer.phrase(
            "asked",
            item=writer.item(service),
            months=service.months,
            start=service.start,
            served=(),
        )
        for service in case.services
    ]
    asks = writer.phrase("brief/asks", payer=case.coverage.payer, items=items)
    yield _Said(asks, tuple(facts.header("request", item) for item in items))
    for claim in _found(writer, matter, letter):
        yield _Said(claim.text, claim.facts, gives_way=True)
    yield _results(writer, matter, matter.pack.chart.measures)
    tried = list(_tried(letter))
    if tried:
        text = writer.phrase("brief/tried", rows=tried)
        yield _Said(text, tuple(fact for row in tried for fact in row.facts))
    yield _met(writer, letter)
    yield _support(writer, letter)
    for service, _ in {service.service.drug: (service, path) for service, path in argued}.values():
        yield _labeled(writer, matter, service)
    yield _Said(writer.phrase("brief/close"))


def _found(writer: Writer, matter: Matter, letter: Letter) -> list[Claim]:
    """The sentences of the summary that tell what was found, in the pack's categories."""
    names = {writer.library.word(category) for category in matter.pack.summary}
    return [c for c in letter.summary.claims if names.intersection(f.what for f in c.facts)]


def _results(writer: Writer, matter: Matter, measures: tuple[str, ...]) -> _Said:
    """The newest result of each measure, by the days on which they were measured."""
    found = [r for m in measures if (r := matter.latest_value(m)) is not None]
    by_day: dict[dt.date, list[str]] = {}
    for reading in found:
        short = writer.library.measure(reading.measure).short
        value = writer.phrase("reading", reading=reading)
        by_day.setdefault(reading.on, []).append(f"{short} {value}")
    text = writer.phrase("brief/results", days=by_day.items()) if found else ""
    return _Said(text, tuple(writer.facts.of(reading.measurement) for reading in found))


def _tried(letter: Letter) -> Iterator[TreatmentRow]:
    """The courses that say most: those with a response, and of these the last ones."""
    judged = [row for row in letter.treatments if row.recorded or row.ended or row.response]
    yield from judged[-_COURSES:]


def _met(writer: Writer, letter: Letter) -> _Said:
    rows = letter.policy.rows if letter.policy else letter.criteria
    told = [row for row in rows if row.depth == 0]
    text = writer.phrase(
        "brief/met",
        met=sum(row.verdict == "met" for row in told),
        total=len(told),
        policy=letter.policy.title if letter.policy else None,
    )
    return _Said(text)


def _support(writer: Writer, letter: Letter) -> _Said:
    """Who recommends or describes the treatment, as the letter cites it."""
    cited = list(dict.fromkeys(parts(letter.recommendation, Cited)))
    sources = list(dict.fromkeys(one.source for one in cited))
    text = writer.phrase("brief/support", sources=sources) if sources else ""
    return _Said(text, cites=tuple(one.statement for one in cited), gives_way=True)


def _labeled(writer: Writer, matter: Matter, service: ServiceDetermination) -> _Said:
    """Whether the label covers the use; nothing where no label that was read says it."""
    drug = writer.library.drug(service.service.drug)
    label = next((x for x in drug.labels if x.diagnosis == matter.pack.diagnosis), None)
    if label is None or service.on_label is None or not label.cites:
        return _Said("")
    text = writer.phrase(
        "brief/labeled",
        drug=drug.name,
        diagnosis=writer.library.word(matter.pack.diagnosis),
        on_label=service.on_label,
    )
    return _Said(text, cites=label.cites)


def _facts(writer: Writer, matter: Matter, letter: Letter) -> tuple[Claim, ...]:
    """At most six facts: what was found, the results, the courses; then how results moved."""
    found = [_Said(c.text, c.facts) for c in _found(writer, matter, letter)]
    results = _results(writer, matter, matter.pack.laboratory)
    tried = [_Said(writer.phrase("brief/course", row=row), row.facts) for row in _tried(letter)]
    moved = (c for part in letter.necessity for c in part.claims if c.facts and not c.citations)
    room = FACTS - len(tried) - 1
    told = [*found[:room], results, *tried, *(_Said(c.text, c.facts) for c in moved)]
    known = [one for one in told if one.text]
    return tuple(writer.claim(one.text, one.facts) for one in known[:FACTS])


def _row(writer: Writer, row: CriterionRow) -> CriterionRow:
    return row.model_copy(update={"finding": _again(writer, row.finding)})


def _labels(writer: Writer, matter: Matter) -> frozenset[str]:
    """The statements on which the opening says that a use is outside the label."""
    services = writer.determination.services
    return frozenset(cite for s in services for cite in _labeled(writer, matter, s).cites)


def _objections(writer: Writer, letter: Letter, said: frozenset[str]) -> Iterator[Objection]:
    """What was said against it first, then what the evidence would let a reviewer say.

    What the opening itself has said is no objection to it.
    """
    for point in letter.points:
        yield _objection(writer, _again(writer, point.point), point.answer.claims, stated=True)
    for reply in letter.denial_replies:
        fact = writer.facts.denied("denial reason", reply.reason)
        text = writer.phrase("brief/stated", reason=reply.reason)
        yield _objection(writer, writer.claim(text, (fact,)), reply.answer.claims, stated=True)
    for answer in letter.policy_exceptions:
        text = writer.phrase("brief/unmet")
        yield _objection(writer, writer.claim(text), answer.claims, stated=False)
    for against in letter.adverse:
        *told, answered = against.claims
        if said.issuperset(cite for claim in told for cite in _statements(claim)):
            continue
        text = " ".join(claim.text for claim in told)
        cites = tuple(cite for claim in told for cite in _statements(claim))
        yield _objection(writer, writer.claim(text, cites=cites), (answered,), stated=False)


def _objection(
    writer: Writer, objection: Claim, answer: Sequence[Claim], *, stated: bool
) -> Objection:
    claims = tuple(_again(writer, claim) for claim in answer[:_ANSWERS])
    return Objection(objection=objection, answer=Paragraph(claims=claims), stated=stated)
