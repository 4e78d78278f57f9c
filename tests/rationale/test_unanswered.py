"""A stated reason that nothing answers, as it is put to the practice."""

import imaginary
import pytest

from letters.determination import determine
from letters.determination.model import Gap
from letters.rationale import GapSheet, compose
from rationale.routings import CLINICAL

REASONS = imaginary.library().vocabulary.denial_reasons
PLACES = {
    "alternatives": "sheet treatments",
    "documentation": "sheet documents",
    "dose": "sheet cases, columns dose",
    "necessity": "sheet cases, columns denial reasons",
}


@pytest.mark.parametrize("part", PLACES)
def test_an_unanswered_reason_is_asked_by_its_name(part):
    """The question names the reason, says why it matters, and where its kind of answer goes."""
    library, case = imaginary.library(), imaginary.case("IM-2")
    reason = next(one for one in REASONS if one.answered_by == part)
    gap = Gap(kind="denial unanswered", word=reason.id)
    found = determine(case, library, imaginary.AS_OF)
    held = found.model_copy(update={"gaps": (gap,), "outcome": "undetermined"})
    sheet = compose(case, held, library, CLINICAL)
    assert isinstance(sheet, GapSheet)
    (question,) = sheet.questions
    assert reason.name in question.question
    assert question.where.startswith(PLACES[part])
    assert question.why.startswith("A letter must answer every reason")
    assert question.who
