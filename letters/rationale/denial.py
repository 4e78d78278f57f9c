"""The denial as the notice gives it, and the answer to each of its reasons."""

from collections.abc import Iterator, Sequence

from letters.case.evidence import RUNNING
from letters.case.model import Denial
from letters.case.vocabulary import DenialReason
from letters.citations import Library
from letters.determination.matter import Matter
from letters.rationale import argument, measured, plan, policy, record, tables
from letters.rationale.model import Claim, DenialReply, Enclosure, Paragraph
from letters.rationale.plan import Argued
from letters.rationale.told import holding
from letters.rationale.writer import Writer
from letters.truth import Truth


def quote(writer: Writer) -> Paragraph | None:
    """The notice in its own words, else by the reasons recorded; None before any denial."""
    denial = writer.case.denial
    if denial is None:
        return None
    slots = {"notice_on": denial.notice_on, "policy": denial.policy}
    slots["policy_on"] = denial.policy_on
    words = quoted(denial)
    if words:
        text = writer.phrase("denial/quote", quotes=words, **slots)
    else:
        reasons = [writer.library.word(reason) for reason in denial.reasons]
        text = writer.phrase("denial/no-quote", reasons=reasons, **slots)
    fact = writer.facts.noticed("denial", " ".join(words))
    facts = (fact, *policy.enclosed(writer))
    return argument.paragraph(measured.proved(writer, text, facts))


def quoted(denial: Denial) -> tuple[str, ...]:
    """The payer's own words: its notice as recorded, else the reasons given one by one."""
    return (denial.quote,) if denial.quote else tuple(point.quote for point in denial.points)


def replies(
    writer: Writer, matter: Matter, argued: Sequence[Argued], enclosed: tuple[Enclosure, ...]
) -> tuple[DenialReply, ...]:
    """Each stated reason with its answer: what the record shows, then what the pathways say.

    What an earlier answer has said is not said again unless a reason would stay without any. A
    reason that no clinical letter can answer is told apart, so that it does not seem overlooked.
    """
    denial = writer.case.denial
    if denial is None:
        return ()
    reasons = {reason.id: reason for reason in writer.library.vocabulary.denial_reasons}
    said: set[str] = set()
    told: list[DenialReply] = []
    for name in denial.reasons:
        reason, words = reasons[name], _about(denial, name)
        whole = answer(writer, matter, argued, enclosed, reason, words).claims
        fresh = tuple(claim for claim in whole if claim.text not in said)
        said |= {claim.text for claim in whole}
        told.append(DenialReply(reason=reason.name, answer=Paragraph(claims=fresh or whole)))
    return tuple(told)


def _about(denial: Denial, reason: str) -> str:
    """The payer's words on one reason: of reasons given one by one those that amount to it."""
    points = () if denial.quote else denial.points
    told = tuple(one.quote for one in points if one.about in (None, reason))
    return " ".join(told or quoted(denial))


def answer(
    writer: Writer,
    matter: Matter,
    argued: Sequence[Argued],
    enclosed: tuple[Enclosure, ...],
    reason: DenialReason,
    quoted: str,
) -> Paragraph:
    """What is said to one reason, of which `quoted` are the payer's words.

    The record comes first: what it holds on this very point, with days, values and exhibit. Then
    the words of the pathways, and what follows from the tables.
    """
    answered_by = reason.answered_by
    if answered_by is None:
        fact = writer.facts.denied("denial reason", reason.name)
        return argument.paragraph(writer.claim(writer.phrase("replies/apart"), (fact,)))
    shown = tuple(record.shown(writer, matter, argued, reason, quoted))
    told = rebuttals(writer, argued, reason.id)
    replied = tuple(
        claim
        for each in argued
        for claim in _replies(writer, matter, answered_by, enclosed, each, bool(shown))
    )
    return argument.paragraph(*shown, *told, *replied)


def apart(library: Library, denial: Denial | None) -> tuple[DenialReason, ...]:
    """The stated reasons that no clinical letter can answer."""
    stated = denial.reasons if denial else ()
    reasons = library.vocabulary.denial_reasons
    return tuple(one for one in reasons if one.id in stated and one.answered_by is None)


def rebuttals(writer: Writer, argued: Sequence[Argued], reason: str) -> tuple[Claim, ...]:
    """What the pathways say to a reason in this patient, each sentence once."""
    told = [
        rebuttal
        for _, judgement, pathway in argued
        for rebuttal in holding(pathway.rebuttals, judgement)
        if rebuttal.reason == reason
    ]
    return tuple(writer.remarked(rebuttal) for rebuttal in dict.fromkeys(told))


def _replies(
    writer: Writer,
    matter: Matter,
    answered_by: str,
    enclosed: tuple[Enclosure, ...],
    each: Argued,
    shown: bool,
) -> Iterator[Claim]:
    if answered_by == "alternatives":
        yield _alternatives(writer, matter, shown)
    elif answered_by == "necessity":
        yield _necessity(writer, each)
    else:
        yield _reply(writer, matter, answered_by, enclosed, each)


def _alternatives(writer: Writer, matter: Matter, shown: bool) -> Claim:
    """Where all treatments so far stand, whichever of them a reason names."""
    past = tables.courses_told(writer, matter)
    text = writer.phrase(
        "replies/alternatives",
        courses=list(dict.fromkeys(writer.library.word(course.drug) for course in past)),
        steps=bool(writer.determination.steps),
        shown=shown,
    )
    return writer.claim(text, tuple(writer.facts.of(c) for c in past))


def _necessity(writer: Writer, each: Argued) -> Claim:
    """How the record stands to the plan's own criteria where these are known, and to the others.

    A criterion of the plan that is not met is said here too, not only in its table.
    """
    _, judgement, _ = each
    told = policy.standing(writer)
    unmet = [number for number, truth in told if truth is Truth.NOT_MET]
    text = writer.phrase(
        "replies/necessity",
        verdict=argument.verdict(writer, judgement),
        total=len(told),
        met=sum(truth is Truth.MET for _, truth in told),
        unmet=unmet,
    )
    return writer.claim(text)


def _reply(
    writer: Writer,
    matter: Matter,
    answered_by: str,
    enclosed: tuple[Enclosure, ...],
    each: Argued,
) -> Claim:
    service, _, pathway = each
    drug = service.service.drug
    whole = writer.determination.plan
    running = [c.drug for c in matter.courses if c.status in RUNNING]
    supporting = argument.touching(writer, pathway.supported_by, drug)
    trials = argument.touching(writer, pathway.evidence, drug)
    label, label_cites = argument.label_status(writer, matter, service, bool(trials))
    sources = argument.recommended_by(writer, pathway, drug)
    text = writer.phrase(
        f"replies/{answered_by}",
        label=label,
        trials=trials,
        recommended=writer.phrase("recommended", sources=sources),
        dosing=plan.dosing_text(writer, service),
        clear=whole is None or whole.truth is Truth.MET,
        drugs=list(dict.fromkeys(writer.library.word(name) for name in running)),
        titles=[enclosure.title for enclosure in enclosed],
    )
    cites = {
        "label": (*label_cites, *supporting),
        "recommendation": supporting,
        "combination": supporting,
    }.get(answered_by, ())
    return writer.claim(text, (), cites)
