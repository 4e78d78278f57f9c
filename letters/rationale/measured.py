"""How courses of treatment went by the results on record: what a reason is answered with first."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from letters.case.evidence import (
    GIVEN,
    RUNNING,
    Attestation,
    CourseStatus,
    Ending,
    Outcome,
    Therapy,
)
from letters.case.vocabulary import folded
from letters.determination.matter import Matter
from letters.determination.model import CourseResponse, Reading
from letters.determination.response import response_to, start_reading
from letters.determination.thresholds import percent_change
from letters.rationale.model import Claim, Fact
from letters.rationale.printing import from_to
from letters.rationale.writer import Writer
from letters.truth import Truth

_LATELY = 4
"""Of how many newest readings the change is told: a long series hides that it stands still."""


def named(writer: Writer, text: str) -> frozenset[str]:
    """The drugs that a text names, by any of their names or those of their products."""
    words = f" {folded(text)} "
    return frozenset(
        drug.id
        for drug in writer.library.vocabulary.drugs
        for term in (drug, *drug.products)
        for name in (term.name, *term.aliases)
        if re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", words)
    )


def course(writer: Writer, matter: Matter, therapy: Therapy) -> Claim:
    """One course: dose and days, the results from its start to its last, and what was not reached.

    Where the practice's own word and the results point apart, both are said.
    """
    response = _response(writer, therapy)
    ends = _ends(writer, matter, therapy, response)
    after = _after(writer, matter, therapy, ends)
    facts = (
        writer.facts.of(therapy),
        *(writer.facts.of(r.measurement) for pair in ends for r in pair),
        *(writer.facts.of(r.measurement) for r in after),
    )
    text = writer.phrase(
        "replies/course",
        told=_plain(writer, matter, therapy),
        recorded=_recorded(therapy),
        lines=[line(writer, first, last) for first, last in ends],
        milestones=_milestones(writer, response),
        missed=_missed(writer, response),
        open=response is not None and response.outcome is Outcome.TOO_EARLY,
        worse=_worse(writer, therapy, response),
        after=[_shown(writer, reading) for reading in after],
        after_on=after[0].on if after else None,
        proof=proof(writer, facts),
    )
    return writer.claim(text, facts, _cites(writer, response))


def series(writer: Writer, matter: Matter, therapy: Therapy) -> Claim | None:
    """Each reading of the response measure from the start of a course on; None without any."""
    response = _response(writer, therapy)
    if response is None or response.baseline is None or response.latest is None:
        return None
    first, last = response.baseline, response.latest
    shown = [r for r in matter.series(first.measure) if first.on <= r.on <= last.on]
    if len(shown) < 2:
        return None
    lately = shown[-_LATELY] if len(shown) > _LATELY else None
    others = _ends(writer, matter, therapy, response)[1:]
    told = (*shown, *(reading for pair in others for reading in pair))
    facts = (
        writer.facts.of(therapy),
        *(writer.facts.of(reading.measurement) for reading in told),
    )
    text = writer.phrase(
        "replies/series",
        drug=writer.library.word(therapy.drug),
        start=therapy.start,
        measure=writer.library.measure(first.measure).short,
        readings=[{"value": _value(writer, r), "on": r.on} for r in shown],
        since=lately.on if lately else None,
        until=last.on,
        change=percent_change(lately, last) if lately else None,
        missed=_missed(writer, response),
        open=response.outcome is Outcome.TOO_EARLY,
        others=[line(writer, *pair) for pair in others],
        proof=proof(writer, facts),
    )
    return writer.claim(text, facts, _cites(writer, response))


def has_course(writer: Writer, therapy: Therapy) -> bool:
    """Whether results on record tell how a course went."""
    response = _response(writer, therapy)
    return response is not None and response.ends is not None


def running(writer: Writer, matter: Matter) -> tuple[Therapy, ...]:
    """The pack's own courses beside the request that run now and of which results tell."""
    asked = {service.drug for service in writer.case.services}
    return tuple(
        each.therapy
        for each in writer.determination.responses
        if each.therapy.status is CourseStatus.CURRENT
        and each.therapy.drug in matter.argued_drugs - asked
        and has_course(writer, each.therapy)
    )


def attested(writer: Writer, matter: Matter) -> Iterator[Claim]:
    """What the clinician attested of how courses were judged, with the fills enclosed."""
    questions = {q.id: q for q in writer.library.vocabulary.questions}
    answers = [i for i in matter.evidence if isinstance(i, Attestation)]
    newest = {i.question: i for i in sorted(answers, key=lambda item: item.on)}
    told = [i for i in newest.values() if questions[i.question].bears_on == "response"]
    if not told:
        return
    last = max(told, key=lambda item: item.on)
    fills = writer.documents("fills")
    facts = (*(writer.facts.of(i) for i in told), *fills)
    asked = [(questions[i.question], i.answer) for i in told]
    text = writer.phrase(
        "replies/attested",
        by=last.by,
        on=last.on,
        said=[question.says if yes else question.denies for question, yes in asked],
        notes=[i.note for i in told if i.note],
        fills=[one.what for one in fills],
        proof=proof(writer, facts),
    )
    yield writer.claim(text, facts)


def noted(writer: Writer, note: Attestation) -> Claim:
    """The clinician's own words on a question, and nothing of ours about them."""
    text = writer.phrase("replies/noted", by=note.by, on=note.on, note=note.note)
    return writer.claim(text, (writer.facts.of(note),))


def proof(writer: Writer, facts: Sequence[Fact]) -> str:
    """Exhibit and pages of each fact that a document proves; empty where none does."""
    pages: dict[str, list[int]] = {}
    for fact in facts:
        if fact.document:
            known = pages.setdefault(fact.document, [])
            known += [fact.page] if fact.page and fact.page not in known else []
    places = [(letter, sorted(found)) for letter, found in sorted(pages.items())]
    return writer.phrase("points/proof", places=places) if places else ""


def proved(
    writer: Writer, text: str, facts: tuple[Fact, ...], cites: tuple[str, ...] = ()
) -> Claim:
    """A sentence with the exhibits of its facts behind it."""
    told = writer.phrase("points/recorded", told=text, proof=proof(writer, facts))
    return writer.claim(told, facts, cites)


def _plain(writer: Writer, matter: Matter, therapy: Therapy) -> str:
    """The course without its outcome, which stands beside the results."""
    given = writer.course(therapy.model_copy(update={"outcome": None}))
    weeks = None
    if therapy.status in GIVEN and therapy.start is not None:
        until = therapy.stop or (matter.as_of if therapy.status in RUNNING else None)
        weeks = None if until is None else ((until - therapy.start).days + 1) // 7
    return writer.phrase("replies/given", told=given, weeks=weeks)


def _recorded(therapy: Therapy) -> str | None:
    """The practice's own word for the outcome, unless why the course ended has said it."""
    said = therapy.ended_for is Ending.INADEQUATE_RESPONSE and therapy.outcome is Outcome.NONE
    return None if said or therapy.outcome is None else therapy.outcome.value


def _response(writer: Writer, therapy: Therapy) -> CourseResponse | None:
    return response_to(writer.determination.responses, therapy)


def measures(writer: Writer, matter: Matter) -> list[str]:
    """The response measure, then what else the figure shows and the results it is worked out of."""
    told = [matter.pack.response.measure]
    for measure in matter.pack.chart.measures:
        derived = writer.library.measure(measure).derived
        told += [m for m in (derived.inputs.values() if derived else ()) if matter.series(m)]
        told.append(measure)
    return list(dict.fromkeys(told))


def _ends(
    writer: Writer, matter: Matter, therapy: Therapy, response: CourseResponse | None
) -> list[tuple[Reading, Reading]]:
    """The first and the last reading under a course, the response measure's first."""
    if response is None or response.ends is None or therapy.start is None:
        return []
    until = response.ends[1].on
    pairs: list[tuple[Reading, Reading]] = []
    for measure in measures(writer, matter):
        readings = matter.series(measure)
        first = start_reading(readings, therapy.start, matter.pack.response)
        upto = [r for r in readings if first and first.on < r.on <= until]
        if first and upto:
            pairs.append((first, upto[-1]))
    return pairs


def _after(
    writer: Writer, matter: Matter, therapy: Therapy, ends: Sequence[tuple[Reading, Reading]]
) -> list[Reading]:
    """The next results after a course that was not tolerated: whether it was the drug."""
    if therapy.ended_for is not Ending.INTOLERANCE or therapy.stop is None:
        return []
    later = [
        next((r for r in matter.series(last.measure) if r.on > max(last.on, therapy.stop)), None)
        for _, last in ends[1:]
    ]
    day = min((r.on for r in later if r), default=None)
    return [r for r in later if r and r.on == day]


def line(writer: Writer, first: Reading, last: Reading) -> dict[str, Any]:
    """From one reading to another, as the sentences on a course print it."""
    start, end = from_to(_value(writer, first), _value(writer, last))
    return {
        "measure": writer.library.measure(first.measure).short,
        "first": start,
        "last": end,
        "percent": percent_change(first, last),
        "first_on": first.on,
        "last_on": last.on,
    }


def _shown(writer: Writer, reading: Reading) -> str:
    short = writer.library.measure(reading.measure).short
    return writer.phrase("replies/result", measure=short, value=_value(writer, reading))


def _value(writer: Writer, reading: Reading) -> str:
    return writer.phrase("reading", reading=reading)


def _milestones(writer: Writer, response: CourseResponse | None) -> list[dict[str, Any]]:
    """How far the measure had moved at each time at which a fall in percent is aimed at."""
    assert writer.pack is not None
    known = {m.id: m for m in writer.pack.response.milestones}
    return [
        {"at": str(known[m.milestone].at), "percent": m.percent}
        for m in (response.milestones if response else ())
        if m.due and m.percent is not None and known[m.milestone].falls_by is not None
    ]


def _missed(writer: Writer, response: CourseResponse | None) -> list[str]:
    assert writer.pack is not None
    known = {d.id: d for d in writer.pack.response.definitions}
    read = response.definitions if response else ()
    return [known[d.definition].name for d in read if d.truth is Truth.NOT_MET]


def _cites(writer: Writer, response: CourseResponse | None) -> tuple[str, ...]:
    assert writer.pack is not None
    known = {d.id: d for d in writer.pack.response.definitions}
    read = response.definitions if response else ()
    return tuple(c for d in read if d.truth is Truth.NOT_MET for c in known[d.definition].cites)


def _worse(writer: Writer, therapy: Therapy, response: CourseResponse | None) -> str | None:
    """The measure that worsened under a course which the practice has not called a failure."""
    if response is None or response.latest_percent is None or response.baseline is None:
        return None
    if therapy.outcome in (Outcome.NONE, Outcome.RELAPSE, None):
        return None
    measure = writer.library.measure(response.baseline.measure)
    away = {"down": response.latest_percent > 0, "up": response.latest_percent < 0}
    return measure.short if away.get(measure.improves, False) else None
