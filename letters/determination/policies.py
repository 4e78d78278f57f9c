"""The payer's own criteria: which policy governs a request, and the record against it."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from letters.case.model import Denial
from letters.citations.pathway import Told
from letters.citations.policy import Policy, PolicyException
from letters.determination.judging import judge, pivotal
from letters.determination.matter import Matter
from letters.determination.model import Finding, Gap, PolicyJudgement
from letters.truth import Truth, all_of

ChosenBy = Literal["named", "payer"]

_WORD = re.compile(r"[^\W_]+")
_WORST = (Truth.NOT_MET, Truth.UNKNOWN, Truth.MET)


def judge_policies(matter: Matter) -> tuple[PolicyJudgement, ...]:
    """The policy of each requested service, judged; services under one policy are judged together.

    They stand in the order of the services. A service that no policy governs has none.
    """
    governed: dict[tuple[str, ChosenBy], list[int]] = {}
    asked = [matter.asking(service) for service in matter.case.services]
    for place, each in enumerate(asked):
        choice = chosen(each)
        if choice is not None:
            governed.setdefault((choice[0].id, choice[1]), []).append(place)
    return tuple(
        _judge(
            matter.library.policies[policy],
            by,
            tuple(places),
            [asked[place] for place in places],
        )
        for (policy, by), places in governed.items()
    )


def chosen(matter: Matter) -> tuple[Policy, ChosenBy] | None:
    """The policy that governs a service: the one that the denial names, else the payer's own.

    It must speak to the request and may not be known to be out of force on the day of the notice
    (of judgement, before any denial). Of several the practice's confirmed one is taken first, then
    the newest. A denial that names another number leaves the payer's own policy aside.
    """
    denial, payer = matter.case.denial, matter.case.coverage.payer
    day = (denial.notice_on if denial else None) or matter.as_of
    fitting = sorted(
        (policy for policy in matter.library.policies.values() if _speaks(policy, matter, day)),
        key=_preference,
    )
    if policy := next((one for one in fitting if names(denial, one, payer)), None):
        return policy, "named"
    own = (one for one in fitting if one.is_of(payer) and not _names_another(denial, one))
    policy = next(own, None)
    return None if policy is None else (policy, "payer")


def _preference(policy: Policy) -> tuple[bool, int, str]:
    newest = (policy.effective or dt.date.min).toordinal()
    return not policy.spoken, -newest, policy.id


def _speaks(policy: Policy, matter: Matter, day: dt.date) -> bool:
    wanted, service = policy.applies_to, matter.service
    return (
        wanted.diagnosis == matter.pack.diagnosis
        and service.drug in wanted.drugs
        and (service.route is None or not wanted.routes or service.route in wanted.routes)
        and (service.continuing is None or wanted.continuing in (None, service.continuing))
        and policy.may_be_in_force(day)
    )


def names(denial: Denial | None, policy: Policy, payer: str) -> bool:
    """Whether the policy that a denial names is this one, by number or title as whole words.

    Why the payer counts too: titles, and numbers without a letter, are alike among payers.
    """
    if denial is None or denial.policy is None:
        return False
    number = policy.number or ""
    numbered = bool(number) and _stands_in(number, denial.policy)
    own = any(c.isalpha() for c in number) and any(c.isdigit() for c in number)
    if numbered and (own or policy.is_of(payer)):
        return True
    return policy.is_of(payer) and _stands_in(policy.title, denial.policy)


def _names_another(denial: Denial | None, policy: Policy) -> bool:
    """Whether a denial names a policy by a number, and not by this one's."""
    if denial is None or denial.policy is None or not any(c.isdigit() for c in denial.policy):
        return False
    return policy.number is None or not _stands_in(policy.number, denial.policy)


def _stands_in(text: str, whole: str) -> bool:
    """Whether the words of a text follow each other in another; case and punctuation are naught."""
    part, words = _WORD.findall(text.casefold()), _WORD.findall(whole.casefold())
    return bool(part) and any(
        words[i : i + len(part)] == part for i in range(len(words) - len(part) + 1)
    )


def _judge(
    policy: Policy, by: ChosenBy, places: tuple[int, ...], matters: Sequence[Matter]
) -> PolicyJudgement:
    tops = tuple(
        _worst(
            _citing(judge(one.criterion, matter), policy.cite(one.criterion.id))
            for matter in matters
        )
        for one in policy.criteria
    )
    spoken = policy.spoken
    return PolicyJudgement(
        policy=policy.id,
        services=places,
        chosen_by=by,
        finding=Finding(
            criterion=policy.id,
            kind="all",
            says=policy.title,
            truth=all_of(top.truth for top in tops),
            reason="group",
            children=tops,
        ),
        asides=tuple(_worst(judge(aside, matter) for matter in matters) for aside in policy.asides),
        confirmed=spoken,
        gaps=tuple(
            Gap(kind="criterion", pathway=policy.id, finding=leaf)
            for top in tops
            if top.criterion in spoken
            for leaf in pivotal(top)
        ),
        predates_label=_predates(policy, matters),
    )


def _worst(findings: Iterable[Finding]) -> Finding:
    """The finding that stands most in the way; the first of equals."""
    return min(findings, key=lambda finding: _WORST.index(finding.truth))


def _citing(finding: Finding, cite: str) -> Finding:
    """A finding that rests, with everything below it, on what the policy asks."""
    children = tuple(_citing(child, cite) for child in finding.children)
    cites = tuple(dict.fromkeys((cite, *finding.cites)))
    return finding.model_copy(update={"cites": cites, "children": children})


def _predates(policy: Policy, matters: Sequence[Matter]) -> dt.date | None:
    """Since when the use is on the label, of a policy confirmed whole that is older than that.

    Why only then: the letter tells both days, and one that nobody compared may not be told.
    """
    if policy.confirmed is None or policy.effective is None:
        return None
    since = (
        label.since
        for matter in matters
        for label in matter.library.drug(matter.service.drug).labels
        if label.diagnosis == matter.pack.diagnosis
        and label.is_younger(policy.effective, matter.as_of)
    )
    return next(since, None)


def exceptions(policy: Policy, judgement: PolicyJudgement) -> tuple[PolicyException, ...]:
    """What a letter says to the confirmed criteria that are not met, in the order of the policy."""
    unmet = [
        top.criterion
        for top in judgement.finding.children
        if top.truth is Truth.NOT_MET and top.criterion in judgement.confirmed
    ]
    roots = (judgement.finding, *judgement.asides)
    return tuple(
        exception
        for name in unmet
        for exception in policy.exceptions
        if exception.criterion == name and holds(exception, roots)
    )


def holds(told: Told, roots: Iterable[Finding]) -> bool:
    """Whether something is told: every criterion of `when` is met and none of `unless`."""
    return told_where(told, met_among(roots))


def told_where(told: Told, met: frozenset[str]) -> bool:
    """The same, where the criteria that are met are known already."""
    return met.issuperset(told.when) and met.isdisjoint(told.unless)


def met_among(roots: Iterable[Finding]) -> frozenset[str]:
    """The criteria that are met among some findings and all below them."""
    found = (finding for root in roots for finding in root.everything())
    return frozenset(finding.criterion for finding in found if finding.truth is Truth.MET)


def fresh(gaps: Iterable[Gap], asked: Sequence[Gap]) -> tuple[Gap, ...]:
    """The gaps of policies that no pathway asks already: of another kind or subject.

    Where a criterion has no subject, as one about therapies, its question tells it apart.
    """
    known = {_question(gap) for gap in asked}
    kept = {_question(gap): gap for gap in reversed(list(gaps))}
    return tuple(gap for key, gap in reversed(kept.items()) if key not in known)


def _question(gap: Gap) -> tuple[str | None, ...]:
    finding = gap.finding
    if finding is None:
        return (gap.kind, gap.word)
    return (finding.kind, finding.subject or finding.ask)
