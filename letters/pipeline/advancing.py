"""A case as its export tells it, brought up to the last decision that the practice recorded."""

from letters.case import Case
from letters.case.model import Denial, Level, Ruling
from letters.dossier.decisions import Recorded

_ORDER = tuple(Level)


def advanced(case: Case, recorded: tuple[Recorded, ...]) -> Case:
    """The case with the last recorded decision as the denial, and those before it as decisions.

    A decision of a level that the export tells already changes nothing: what the practice corrected
    in its own system counts. One that was won leaves the case as it was.
    """
    for one in sorted(recorded, key=lambda each: _ORDER.index(each.decision.level)):
        if not one.won and _is_news(case, one.decision.level):
            case = _after(case, one)
    return case


def _is_news(case: Case, level: Level) -> bool:
    denial = case.denial
    return denial is None or _ORDER.index(level) > _ORDER.index(denial.level)


def _after(case: Case, one: Recorded) -> Case:
    """The case once a decision was made: its denial is that decision."""
    decision, before = one.decision, case.denial
    reasons = tuple(dict.fromkeys(point.about for point in decision.points if point.about))
    denial = (before or Denial(read=decision.read)).model_copy(
        update={
            "level": decision.level,
            "ruling": decision.ruling,
            "notice_on": decision.on,
            "received_on": one.received_on,
            "deadline_on": one.last_day,
            "discuss_by": None,
            "filed_on": decision.filed_on,
            "reference": decision.reference,
            "reviewer": decision.reviewer,
            "points": decision.points,
            "quote": None,
            "read": decision.read,
        }
    )
    if reasons:
        # Why: the codes and reasons of the notice before are answered; this one tells its own.
        denial = denial.model_copy(update={"reasons": reasons, "codes": ()})
    notices = (one.notice,) if one.notice else ()
    return case.model_copy(
        update={
            "denial": denial,
            "decisions": case.all_decisions,
            "evidence": (*case.evidence, *notices),
        }
    )


def ruling_of(result: str) -> Ruling:
    """How a decision went, in the words of a case; a case won has no ruling against it."""
    return {"partly": Ruling.PARTLY, "denied": Ruling.DENIED}.get(result, Ruling.UPHELD)
