"""The reply to a reviewer: each point of the recorded rationale, quoted and answered."""

from collections.abc import Iterator, Sequence

from letters.case.model import Decision, Denial, Point
from letters.case.vocabulary import LetterKind
from letters.determination.kinds import notice_of
from letters.determination.matter import Matter
from letters.rationale import argument, denial, measured, policy
from letters.rationale.model import Claim, Enclosure, Fact, Paragraph, PointReply
from letters.rationale.plan import Argued
from letters.rationale.writer import Writer


def decision(writer: Writer, kind: LetterKind) -> Paragraph | None:
    """The decision whose points are answered: what it decided, on which appeal, and who.

    An independent reviewer is also told that the appeals before are over and that this one is in
    time, both from the record.
    """
    decided = writer.case.denial
    if decided is None:
        return None
    text = writer.phrase(
        "points/decision",
        level=decided.level.value,
        ruling=decided.ruling.value,
        on=decided.notice_on,
        filed_on=decided.filed_on,
        reference=decided.reference,
        reviewer=decided.reviewer,
    )
    fact = writer.facts.noticed("decision", decided.reference or "")
    told = measured.proved(writer, text, (fact,))
    if kind is not LetterKind.EXTERNAL:
        return argument.paragraph(told, *_before(writer), *_policy(writer, decided))
    return argument.paragraph(told, *_exhausted(writer), *_timely(writer))


def _before(writer: Writer) -> Iterator[Claim]:
    """The decisions before the one appealed, each with its notice."""
    for one in writer.case.decisions:
        fact = _decided(writer, one)
        if fact.document is not None:
            yield measured.proved(writer, writer.phrase("points/before", decision=one), (fact,))


def _policy(writer: Writer, decided: Denial) -> Iterator[Claim]:
    """The policy that the decision names, where it is enclosed."""
    facts = policy.enclosed(writer)
    if decided.policy and facts:
        slots = {"policy": decided.policy, "on": decided.policy_on}
        yield measured.proved(writer, writer.phrase("points/policy", **slots), facts)


def _decided(writer: Writer, one: Decision) -> Fact:
    """A decision with the notice that tells it."""
    notice = notice_of(writer.case, writer.library, one.on)
    exhibit = one.exhibit or (notice.exhibit if notice else None)
    return writer.facts.placed("decision", one.reference or "", one.on, one.read, exhibit)


def _exhausted(writer: Writer) -> Iterator[Claim]:
    """Every decision so far with its notice, and the last notice's words.

    The recorded reasons of those before the last too: its own are quoted and answered below.
    """
    case = writer.case
    lines, facts = [], []
    every = case.all_decisions
    for one in every:
        fact = _decided(writer, one)
        facts.append(fact)
        lines.append(
            {
                "level": one.level.value,
                "ruling": one.ruling.value,
                "on": one.on,
                "exhibit": fact.document,
                "quotes": [point.quote for point in one.points if one is not every[-1]],
            }
        )
    quote = case.denial.quote if case.denial else None
    yield writer.claim(writer.phrase("points/exhausted", lines=lines, quote=quote), tuple(facts))


def _timely(writer: Writer) -> Iterator[Claim]:
    """From which day the time to file is counted and its last day, where the rule is known."""
    deadline, denial = writer.routing.deadline, writer.case.denial
    if deadline is None or deadline.due is None or deadline.unverified or denial is None:
        return
    if writer.as_of > deadline.due:
        return
    slots = {"received": denial.received_on, "due": deadline.due, "stated": deadline.stated}
    text = writer.phrase("points/timely", appeal=deadline.appeal, **slots)
    facts = [writer.facts.denied("decision received", "", denial.received_on)]
    if deadline.stated:
        facts.append(writer.facts.denied("last day to appeal", "", deadline.stated))
    cites = deadline.cites[:1] if deadline.due == deadline.computed else ()
    yield writer.claim(text, tuple(facts), cites)


def replies(
    writer: Writer, matter: Matter, argued: Sequence[Argued], enclosed: tuple[Enclosure, ...]
) -> tuple[PointReply, ...]:
    """Each point with its answer; what an earlier answer has said is not repeated.

    A point about the same reason as an earlier one refers to that reply. A point about which nobody
    has said to what it amounts is asked about before any letter.
    """
    decided = writer.case.denial
    reasons = {reason.id: reason for reason in writer.library.vocabulary.denial_reasons}
    said: set[str] = set()
    answered: dict[str, int] = {}
    told: list[PointReply] = []
    for number, point in enumerate(decided.points if decided else (), start=1):
        reason = reasons[point.about or ""]
        fact = writer.facts.placed("point", point.quote, None, point.read, point.exhibit)
        quoted = _quoted(writer, point, fact)
        whole = denial.answer(writer, matter, argued, enclosed, reason, point.quote).claims
        fresh = [claim for claim in whole if claim.text not in said]
        if reason.id in answered and len(fresh) < len(whole):
            text = writer.phrase("points/earlier", numbers=[answered[reason.id]])
            fresh.append(writer.claim(text, (fact,)))
        said |= {claim.text for claim in whole}
        answered.setdefault(reason.id, number)
        answer = Paragraph(claims=tuple(fresh) or whole)
        told.append(PointReply(point=quoted, about=reason.name, answer=answer))
    return tuple(told)


def _quoted(writer: Writer, point: Point, fact: Fact) -> Claim:
    proof = measured.proof(writer, (fact,))
    return writer.claim(writer.phrase("points/point", quote=point.quote, proof=proof), (fact,))
