"""The denial as the notice gives it, and the answer to each of its reasons."""

from collections.abc import Sequence

from letters.case.evidence import RUNNING
from letters.case.model import Denial
from letters.case.vocabulary import DenialReason
from letters.citations import Library
from letters.determination.matter import Matter
from letters.rationale import argument, plan, tables
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
    if denial.quote:
        text = writer.phrase("denial/quote", quote=denial.quote, **slots)
    else:
        reasons = [writer.library.word(reason) for reason in denial.reasons]
        text = writer.phrase("denial/no-quote", reasons=reasons, **slots)
    fact = writer.facts.denied("denial", denial.quote or "", denial.notice_on)
    return argument.paragraph(writer.claim(text, (fact,)))


def replies(
    writer: Writer, matter: Matter, argued: Sequence[Argued], enclosed: tuple[Enclosure, ...]
) -> tuple[DenialReply, ...]:
    """Each stated reason with its answer: what the pathways say, then what the record shows.

    A reason that no clinical letter can answer is told apart, so that it does not seem overlooked.
    """
    denial = writer.case.denial
    if denial is None:
        return ()
    reasons = {reason.id: reason for reason in writer.library.vocabulary.denial_reasons}
    return tuple(
        DenialReply(
            reason=reasons[reason].name,
            answer=answer(writer, matter, argued, enclosed, reasons[reason]),
        )
        for reason in denial.reasons
    )


def answer(
    writer: Writer,
    matter: Matter,
    argued: Sequence[Argued],
    enclosed: tuple[Enclosure, ...],
    reason: DenialReason,
) -> Paragraph:
    """What is said to one reason: the words of the pathways, then what the record shows."""
    answered_by = reason.answered_by
    if answered_by is None:
        fact = writer.facts.denied("denial reason", reason.name)
        return argument.paragraph(writer.claim(writer.phrase("replies/apart"), (fact,)))
    replied = (_reply(writer, matter, answered_by, enclosed, each) for each in argued)
    return argument.paragraph(*rebuttals(writer, argued, reason.id), *replied)


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


def _reply(
    writer: Writer,
    matter: Matter,
    answered_by: str,
    enclosed: tuple[Enclosure, ...],
    each: Argued,
) -> Claim:
    service, judgement, pathway = each
    drug = service.service.drug
    past = tables.courses_told(writer, matter)
    whole = writer.determination.plan
    running = [c.drug for c in matter.courses if c.status in RUNNING]
    supporting = argument.touching(writer, pathway.supported_by, drug)
    trials = argument.touching(writer, pathway.evidence, drug)
    label, label_cites = argument.label_status(writer, matter, service, bool(trials))
    sources = argument.recommended_by(writer, pathway, drug)
    text = writer.phrase(
        f"replies/{answered_by}",
        verdict=argument.verdict(writer, judgement),
        label=label,
        trials=trials,
        recommended=writer.phrase("recommended", sources=sources),
        dosing=plan.dosing_text(writer, service),
        clear=whole is None or whole.truth is Truth.MET,
        drugs=list(dict.fromkeys(writer.library.word(name) for name in running)),
        courses=list(dict.fromkeys(writer.library.word(course.drug) for course in past)),
        titles=[enclosure.title for enclosure in enclosed],
        steps=bool(writer.determination.steps),
    )
    cites = {
        "label": (*label_cites, *supporting),
        "recommendation": supporting,
        "combination": supporting,
    }.get(answered_by, ())
    facts = tuple(writer.facts.of(c) for c in past) if answered_by == "alternatives" else ()
    return writer.claim(text, facts, cites)
