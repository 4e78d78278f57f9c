"""What was chosen for a letter where the record left a choice, and what was not, and why."""

from collections.abc import Iterator, Sequence

from letters.determination.model import Finding, Judgement, ServiceDetermination, Standing
from letters.rationale.model import ReviewItem
from letters.rationale.writer import Writer
from letters.truth import Truth

_NAMED = 2
"""How many criteria that keep a pathway closed are named; the others are counted."""
_WORST: tuple[Standing, ...] = ("unsupported", "undetermined", "supported")


def choice(writer: Writer) -> tuple[ReviewItem, ...]:
    """Each pathway that was judged, once for all services of one drug, and the one applied."""
    by_drug: dict[str, list[ServiceDetermination]] = {}
    for service in writer.determination.services:
        by_drug.setdefault(service.service.drug, []).append(service)
    items = (item for services in by_drug.values() for item in _pathways(writer, services))
    return tuple(dict.fromkeys(items))


def _pathways(writer: Writer, services: Sequence[ServiceDetermination]) -> Iterator[ReviewItem]:
    judged: dict[str, list[Judgement]] = {}
    for service in services:
        for judgement in service.judgements:
            judged.setdefault(judgement.pathway, []).append(judgement)
    for pathway, judgements in judged.items():
        worst = min(judgements, key=lambda one: _WORST.index(one.standing))
        chosen = [s.choice for s in services if s.choice and s.choice.pathway == pathway]
        wrong = _wrong(judgements) if worst.standing != "supported" else []
        detail = writer.phrase(
            "review/choice",
            standing=worst.standing,
            missing=wrong[:_NAMED],
            count=len(wrong),
            applied=bool(chosen),
            by=chosen[0].by if chosen else None,
        )
        yield ReviewItem(what=writer.library.pathways[pathway].title, detail=detail)


def _wrong(judgements: Sequence[Judgement]) -> list[str]:
    """The top criteria that are not met, those that the record denies first."""
    tops: list[Finding] = []
    for judgement in judgements:
        root = judgement.finding
        tops += root.children if root.kind == "all" else (root,)
    wrong = [top for top in tops if top.truth is not Truth.MET]
    wrong.sort(key=lambda top: top.truth is not Truth.NOT_MET)
    return list(dict.fromkeys(top.says for top in wrong))
