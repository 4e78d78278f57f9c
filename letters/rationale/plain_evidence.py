"""What the treatment is hoped to do and what speaks against it, told to the patient."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from letters.citations.pathway import Pathway, Reply
from letters.citations.source import Stance
from letters.determination.model import Judgement
from letters.rationale import argument
from letters.rationale.model import Cited, Claim
from letters.rationale.plain import Teller, Told, statements
from letters.rationale.told import holding, replies
from letters.rationale.walk import parts

MOST = 3
"""So many points against it are told by themselves, beside the warnings of the label: the first
that apply, in the order in which the pathway answers them."""


class _Against(NamedTuple):
    """An adverse statement on a requested drug, and the letter's reply to it."""

    statement: str
    reply: Reply
    drug: str


def labels(teller: Teller, *, on_label: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The requested drugs whose label, as read, does or does not list the disease."""
    seen: set[str] = set()
    for service in teller.writer.determination.services:
        drug = teller.library.drug(service.service.drug)
        label = drug.label_for(teller.matter.pack.diagnosis)
        known = label is not None and label.cites and service.on_label is on_label
        if label is not None and known and drug.id not in seen:
            seen.add(drug.id)
            yield drug.name, label.cites


def support(teller: Teller) -> Iterator[Claim]:
    """Whether the record meets the criteria, what the label lists, which guidelines speak."""
    policy = teller.letter.policy
    rows = [row for row in policy.rows if row.depth == 0] if policy else []
    yield teller.say(
        "met",
        overridden=teller.writer.determination.overridden,
        policy=policy is not None,
        unmet=sum(row.verdict == "not met" for row in rows),
        unknown=sum(row.verdict == "unknown" for row in rows),
        steps=bool(teller.letter.steps),
    )
    for drug, cites in labels(teller, on_label=True):
        yield teller.say("on-label", (), cites, drug=drug)
    yield from _cited(teller)


def _cited(teller: Teller) -> Iterator[Claim]:
    cited = list(dict.fromkeys(parts(teller.letter.recommendation, Cited)))
    sources = {c.statement: teller.library.source_of(c.statement) for c in cited}
    guides = [
        {
            "name": source.short.partition(" (")[0],
            "older": teller.library.is_superseded(statement),
        }
        for statement, source in sources.items()
        if source.kind == "guideline"
    ]
    studies = any(s.kind in ("trial", "synthesis", "cohort") for s in sources.values())
    if guides or studies:
        named = list({guide["name"]: guide for guide in guides}.values())
        yield teller.say("cited", (), sources, guides=named, studies=studies)


def hope(teller: Teller) -> Iterator[Claim]:
    """What a study found each drug to do, and that nobody can foretell it for one patient."""
    hoped: dict[str, str] = {}
    for drug, judgement, pathway in _argued(teller):
        answers = (cite for _, reply in replies(pathway.answers, judgement) for cite in reply.cites)
        for statement in (*pathway.evidence, *pathway.supported_by, *answers):
            touched = argument.touching(teller.writer, (statement,), drug)
            if touched and drug not in hoped and _speaks_for(teller, statement):
                hoped[drug] = statement
    for statement in hoped.values():
        yield teller.writer.claim(teller.plain(statement) or "", cites=(statement,))
    if hoped:
        yield teller.say("hope")


def _speaks_for(teller: Teller, statement: str) -> bool:
    found = teller.library.statement(statement)
    return found.stance is Stance.FOR and teller.plain(statement) is not None


def _argued(teller: Teller) -> Iterator[tuple[str, Judgement, Pathway]]:
    """Each requested drug with the pathway by which its letter argues, once."""
    seen: set[tuple[str, str]] = set()
    for service in teller.writer.determination.services:
        for judgement in service.judgements:
            place = service.service.drug, judgement.pathway
            if service.choice and judgement.pathway == service.choice.pathway and place not in seen:
                seen.add(place)
                yield place[0], judgement, teller.library.pathways[judgement.pathway]


def against(teller: Teller, said: Iterable[str]) -> Told:
    """The first points against it, and the warnings of each label.

    `said` are the statements of what it is hoped to do, which answer no point a second time.
    """
    off = [teller.say("off-label", (), c, drug=drug) for drug, c in labels(teller, on_label=False)]
    unmet = [teller.say("unmet")] if teller.writer.determination.overridden else []
    listed = {cite for claim in off for cite in statements(claim)}
    points = [one for one in _adverse(teller) if one.statement not in listed]
    told, rest = _plainly(teller, points, MOST - len(off), said)
    more = [[teller.say("untold", (), rest)]] if rest else []
    warned = [part for part in _warnings(teller) if part]
    whole = [*([claim] for claim in (*off, *unmet)), *told, *more, *warned]
    if not whole:
        return [[teller.say("nothing-against")]]
    cited = {one.statement for one in parts(teller.letter, Cited)}
    weighed = all(cited.issuperset(statements(claim)) for part in whole for claim in part)
    watched = bool(warned and teller.letter.monitoring)
    return [*whole, [teller.say("weighed", told=weighed, watched=watched)]]


def _adverse(teller: Teller) -> Iterator[_Against]:
    """What speaks against the requested drugs, without what is not so in this patient.

    Why: it is told whether or not this kind of letter sets it out.
    """
    for drug, judgement, pathway in _argued(teller):
        for statement, reply in replies(pathway.answers, judgement):
            if not reply.absent and argument.touching(teller.writer, (statement,), drug):
                yield _Against(statement, reply, drug)


def _plainly(
    teller: Teller, points: Iterable[_Against], room: int, said: Iterable[str]
) -> tuple[Told, tuple[str, ...]]:
    """At most `room` points in plain words, each once; and the statements that are left."""
    known, told, rest = set(said), dict[str, list[_Against]](), list[str]()
    for point in points:
        plain = teller.plain(point.statement)
        if plain is not None and (plain in told or len(told) < room):
            told.setdefault(plain, []).append(point)
        else:
            rest.append(point.statement)
    paragraphs = []
    for plain, same in told.items():
        cites = tuple(one.statement for one in same)
        part = [teller.writer.claim(plain, cites=cites)]
        if teller.asks_for_dose(plain, same[0].drug):
            item = teller.writer.requested()
            facts = [teller.writer.facts.header("request", name) for name in item]
            part.append(teller.say("your-dose", facts, cites))
        answers = [c for c in same[0].reply.cites if c not in known and _answers(teller, c)]
        known.update(answers)
        part += [teller.writer.claim(teller.plain(c) or "", cites=(c,)) for c in answers]
        paragraphs.append(part)
    return paragraphs, tuple(dict.fromkeys(rest))


def _answers(teller: Teller, statement: str) -> bool:
    """Whether a statement of a reply is a study's finding that can be told in plain words."""
    found = teller.library.statement(statement)
    study = teller.library.source_of(statement).kind in ("trial", "cohort", "synthesis")
    return study and found.stance is not Stance.AGAINST and teller.plain(statement) is not None


def _warnings(teller: Teller) -> Iterator[list[Claim]]:
    """The boxed warnings of each requested drug; of one without, what its label warns of."""
    for drug, judgement, pathway in _argued(teller):
        boxed = teller.library.drug(drug).boxed
        warned = boxed or _watched(teller, drug, judgement, pathway)
        yield [
            teller.writer.claim(plain, cites=(statement,))
            for statement in warned
            if (plain := teller.plain(statement)) is not None
        ]


def _watched(teller: Teller, drug: str, judgement: Judgement, pathway: Pathway) -> tuple[str, ...]:
    """The label's warnings for which the plan watches, but for those that have a reply."""
    replied = {statement for reply in pathway.answers for statement in reply.to}
    cites = (c for remark in holding(pathway.monitoring, judgement) for c in remark.cites)
    labeled = (c for c in cites if teller.library.source_of(c).kind == "label")
    fresh = tuple(c for c in dict.fromkeys(labeled) if c not in replied)
    return argument.touching(teller.writer, fresh, drug)
