"""Judges whole criteria trees, and finds which unknowns could still change the result."""

from letters.citations.criteria import (
    AllGroup,
    AnyCriterion,
    AnyGroup,
    AtLeastGroup,
    NoneGroup,
)
from letters.determination.judges import JUDGES
from letters.determination.matter import Matter
from letters.determination.model import Finding
from letters.truth import Truth, all_of, any_of, at_least, none_of


def judge(criterion: AnyCriterion, matter: Matter) -> Finding:
    """Judges a criterion and everything below it."""
    if not isinstance(criterion, AllGroup | AnyGroup | AtLeastGroup | NoneGroup):
        return JUDGES[criterion.kind](criterion, matter)
    children = tuple(judge(child, matter) for child in criterion.of)
    return Finding(
        criterion=criterion.id,
        kind=criterion.kind,
        says=criterion.says,
        truth=_joined(criterion, [child.truth for child in children]),
        reason="group",
        cites=criterion.cites,
        children=children,
    )


def _joined(group: AllGroup | AnyGroup | AtLeastGroup | NoneGroup, truths: list[Truth]) -> Truth:
    match group:
        case AllGroup():
            return all_of(truths)
        case AnyGroup():
            return any_of(truths)
        case AtLeastGroup():
            return at_least(group.n, truths)
        case NoneGroup():
            return none_of(truths)


def pivotal(finding: Finding) -> tuple[Finding, ...]:
    """The unknown leaves that could still change the truth of `finding`.

    In Kleene's logic a leaf that occurs once can change the whole exactly when every group on the
    way up to the top is itself still unknown.
    """
    if finding.truth is not Truth.UNKNOWN:
        return ()
    if not finding.children:
        return (finding,)
    return tuple(leaf for child in finding.children for leaf in pivotal(child))
