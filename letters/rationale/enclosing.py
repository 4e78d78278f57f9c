"""What is to be said of the exhibits before a letter goes out: proof that is missing, or unused."""

from collections.abc import Iterator

from letters.case.evidence import GIVEN, Ending, Outcome, Therapy
from letters.determination.labels import uses_off_label
from letters.rationale import measured, policy
from letters.rationale.model import Document, Fact, Letter, ReviewItem
from letters.rationale.walk import parts
from letters.rationale.writer import Writer

_FAILED = (Outcome.NONE, Outcome.PARTIAL, Outcome.RELAPSE)
_ENDED = (Ending.INADEQUATE_RESPONSE, Ending.INTOLERANCE)


def remarks(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    """What a reader of the exhibits would ask: answer it, enclose more, or leave one out."""
    if not isinstance(letter, Letter):
        return ()
    told = (*_unanswered(writer), *_unsupported(writer), *_own(writer), *_uncited(writer, letter))
    return tuple(ReviewItem(what=text, detail="") for text in told)


def _unanswered(writer: Writer) -> Iterator[str]:
    """The payer's policy is enclosed, and none of its criteria is answered."""
    denial = writer.case.denial
    for fact in policy.unanswered(writer):
        name = denial.policy if denial else None
        yield writer.phrase("review/unanswered", fact=fact, policy=name)


def _unsupported(writer: Writer) -> Iterator[str]:
    """A use outside the label, or denied as unproven, and not one page that speaks for it."""
    used = uses_off_label(writer.determination.services)
    terms = {term.id: term for term in writer.library.vocabulary.denial_reasons}
    denial = writer.case.denial
    stated = [terms[name] for name in (denial.reasons if denial else ())]
    unproven = [reason.name for reason in stated if reason.answered_by == "label"]
    if (used or unproven) and not writer.documents("support"):
        yield writer.phrase("review/unsupported", off_label=bool(used), reasons=unproven)


def _own(writer: Writer) -> Iterator[str]:
    """Courses that failed and that only a document of the practice proves, not who gave them."""
    records = (*writer.documents("fills"), *writer.documents("administration"))
    shown = {fact.document for fact in records}
    courses = [one for one in writer.case.evidence if isinstance(one, Therapy) and _failed(one)]
    facts: list[Fact] = [writer.facts.of(course) for course in courses]
    own = [fact for fact in facts if fact.document is not None and fact.document not in shown]
    if own:
        yield writer.phrase(
            "review/own",
            drugs=list(dict.fromkeys(fact.what for fact in own)),
            proof=measured.proof(writer, own),
            records=list(dict.fromkeys(fact.what for fact in records)),
        )


def _failed(course: Therapy) -> bool:
    ended = course.outcome in _FAILED or course.ended_for in _ENDED
    return course.status in GIVEN and ended


def _uncited(writer: Writer, letter: Letter) -> Iterator[str]:
    """An exhibit on which nothing in the letter rests: why is it enclosed?"""
    cited = {fact.document for fact in parts(letter, Fact)}
    for one in letter.enclosures:
        if one.letter not in cited:
            yield writer.phrase("review/uncited", enclosure=one)
