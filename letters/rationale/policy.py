"""The payer's own criteria: as the first table of a letter, and to be confirmed before that."""

from collections.abc import Iterator

from letters.citations.policy import Policy
from letters.determination.model import Finding, PolicyJudgement
from letters.determination.policies import exceptions as exceptions_of
from letters.rationale import measured
from letters.rationale.argument import paragraph
from letters.rationale.model import (
    Claim,
    CriteriaTable,
    CriterionRow,
    Fact,
    Paragraph,
    ReviewItem,
)
from letters.rationale.writer import Writer
from letters.truth import Truth


def table(writer: Writer) -> CriteriaTable | None:
    """The criteria that the practice confirmed, each with the record; None where it confirmed none.

    Why only those: what was read of a policy at second hand may not be what the policy says.
    """
    told = _told(writer)
    rows = tuple(row for judgement, policy in told for row in _rows(writer, judgement, policy))
    if not rows:
        return None
    return CriteriaTable(
        title=writer.phrase("policy/title", titles=[policy.title for _, policy in told]),
        basis=_basis(writer, told),
        rows=rows,
    )


def standing(writer: Writer) -> tuple[tuple[str, Truth], ...]:
    """Each confirmed criterion of the plan by its number, with how the record stands to it."""
    return tuple(
        (number, top.truth)
        for judgement, policy in _told(writer)
        for top, number in _numbered(judgement, policy)
        if top.criterion in judgement.confirmed
    )


def exceptions(writer: Writer) -> tuple[Paragraph, ...]:
    """For each confirmed criterion that is not met: that it is not, and why all the same."""
    return tuple(
        _exception(writer, judgement, policy, top)
        for judgement, policy in _told(writer)
        for top in judgement.finding.children
        if top.criterion in judgement.confirmed and top.truth is Truth.NOT_MET
    )


def age(writer: Writer) -> Paragraph | None:
    """That a policy is older than the use on the label, with the days of both.

    The day is that of a confirmed policy, else the one that the notice itself gives for its policy.
    """
    claims = [
        _age(writer, judgement, policy)
        for judgement, policy in _told(writer)
        if judgement.predates_label is not None
    ]
    if not claims and not any(policy.effective for _, policy in _told(writer)):
        claims = [*_noticed_age(writer)]
    return Paragraph(claims=tuple(claims)) if claims else None


def _noticed_age(writer: Writer) -> Iterator[Claim]:
    """The day of the policy by the notice, of each drug whose label named the use only later."""
    denial, pack = writer.case.denial, writer.pack
    if denial is None or denial.policy_on is None or pack is None:
        return
    for drug in dict.fromkeys(service.drug for service in writer.case.services):
        for label in writer.library.drug(drug).labels:
            younger = label.is_younger(denial.policy_on, writer.as_of)
            if label.diagnosis == pack.diagnosis and younger:
                text = writer.phrase(
                    "policy/noticed-age",
                    policy=denial.policy,
                    on=denial.policy_on,
                    since=label.since,
                    drug=writer.library.word(drug),
                    population=label.population,
                )
                fact = writer.facts.denied("policy", denial.policy or "", denial.policy_on)
                yield writer.claim(text, (fact,), label.cites)


def enclosed(writer: Writer) -> tuple[Fact, ...]:
    """The payer's policy as it is enclosed, where its notice or the letter names one."""
    denial = writer.case.denial
    named = bool(_judged(writer)) or (denial is not None and denial.policy is not None)
    return writer.documents("policy") if named else ()


def unanswered(writer: Writer) -> tuple[Fact, ...]:
    """The policy that is enclosed and of whose criteria the letter answers none."""
    return () if _told(writer) else writer.documents("policy")


def identity(writer: Writer) -> tuple[ReviewItem, ...]:
    """What is not sure of which policy it is by which the payer decides."""
    return tuple(
        item
        for judgement, policy in _judged(writer)
        for item in _identity(writer, judgement, policy)
    )


def to_confirm(writer: Writer) -> tuple[ReviewItem, ...]:
    """The criteria of the policies that nobody compared with the policy itself.

    Each criterion stands with how the record stands to it, though the letter does not speak of it.
    """
    return tuple(
        item
        for judgement, policy in _judged(writer)
        for item in _unconfirmed(writer, judgement, policy)
    )


def _identity(writer: Writer, judgement: PolicyJudgement, policy: Policy) -> tuple[ReviewItem, ...]:
    """Why the policy on file may not be the one by which the payer decided."""
    denial = writer.case.denial
    named = denial.policy_on if denial else None
    told = []
    if judgement.chosen_by == "payer":
        noticed = denial is not None
        told.append(writer.phrase("policy/unnamed", short=policy.short, noticed=noticed))
    if named and policy.effective and named != policy.effective:
        slots = {"named": named, "short": policy.short, "effective": policy.effective}
        told.append(writer.phrase("policy/other-day", **slots))
    return tuple(ReviewItem(what=what, detail="") for what in told)


def _unconfirmed(
    writer: Writer, judgement: PolicyJudgement, policy: Policy
) -> tuple[ReviewItem, ...]:
    items = [
        ReviewItem(
            what=writer.phrase(
                "policy/to-confirm", short=policy.short, number=number, says=top.says
            ),
            detail=writer.phrase("policy/standing", verdict=top.truth.value, read=policy.read),
        )
        for top, number in _numbered(judgement, policy)
        if top.criterion not in judgement.confirmed
    ]
    unread = [
        ReviewItem(
            what=writer.phrase("policy/unread", short=policy.short, unread=unread), detail=""
        )
        for unread in policy.unread
        if policy.confirmed is None
    ]
    return (*items, *unread)


def _judged(writer: Writer) -> tuple[tuple[PolicyJudgement, Policy], ...]:
    policies = writer.library.policies
    return tuple((one, policies[one.policy]) for one in writer.determination.policies)


def _told(writer: Writer) -> tuple[tuple[PolicyJudgement, Policy], ...]:
    return tuple((one, policy) for one, policy in _judged(writer) if one.confirmed)


def _numbered(judgement: PolicyJudgement, policy: Policy) -> tuple[tuple[Finding, str], ...]:
    """Each top criterion with the policy's own number, else its place."""
    numbers = {one.criterion.id: one.number for one in policy.criteria}
    return tuple(
        (top, numbers[top.criterion] or str(place))
        for place, top in enumerate(judgement.finding.children, start=1)
    )


def _rows(writer: Writer, judgement: PolicyJudgement, policy: Policy) -> tuple[CriterionRow, ...]:
    return tuple(
        CriterionRow(
            number=number,
            says=top.says,
            verdict=top.truth.value,
            finding=writer.finding(top),
        )
        for top, number in _numbered(judgement, policy)
        if top.criterion in judgement.confirmed
    )


def _basis(writer: Writer, told: tuple[tuple[PolicyJudgement, Policy], ...]) -> Claim:
    policies = [
        {
            "short": policy.short,
            "effective": policy.effective,
            "on": max(found.on for name in one.confirmed if (found := policy.confirmation(name))),
            "some": len(one.confirmed) < len(policy.criteria),
        }
        for one, policy in told
    ]
    text = writer.phrase("policy/basis", policies=policies)
    return measured.proved(writer, text, enclosed(writer))


def _exception(
    writer: Writer, judgement: PolicyJudgement, policy: Policy, top: Finding
) -> Paragraph:
    number = next(number for one, number in _numbered(judgement, policy) if one is top)
    argued = [one for one in exceptions_of(policy, judgement) if one.criterion == top.criterion]
    if not argued:
        text = writer.phrase("policy/stated", number=number, told=writer.told(top))
        return paragraph(writer.claim(text, writer.finding(top).facts))
    listed = top.evidence if top.kind == "therapy" else ()
    text = writer.phrase(
        "policy/unmet", number=number, says=top.says, told=writer.told(top), listed=len(listed)
    )
    unmet = writer.claim(text, writer.finding(top).facts, top.cites)
    return paragraph(unmet, *(writer.remarked(one) for one in argued))


def _age(writer: Writer, judgement: PolicyJudgement, policy: Policy) -> Claim:
    """Raises nothing: the judgement holds only where such a label stands in the library."""
    assert writer.pack is not None
    drug, label = next(
        (service.drug, label)
        for place in judgement.services
        for service in (writer.case.services[place],)
        for label in writer.library.drug(service.drug).labels
        if label.diagnosis == writer.pack.diagnosis and label.since == judgement.predates_label
    )
    text = writer.phrase(
        "policy/age",
        effective=policy.effective,
        since=label.since,
        drug=writer.library.word(drug),
        population=label.population,
    )
    return writer.claim(text, cites=label.cites)
