"""A case brought up to the last decision that the practice recorded."""

import datetime as dt

import pytest

from letters.case.evidence import Record
from letters.case.model import Decision, Level, Point, Ruling
from letters.case.provenance import Exhibit, Provenance
from letters.case.vocabulary import LetterKind
from letters.dossier.decisions import Recorded
from letters.intake import read
from letters.paths import EXAMPLES
from letters.pipeline import argue
from letters.pipeline.advancing import advanced

AS_OF = dt.date(2026, 12, 20)
PLACE = Provenance(file="why.csv", sha256="0" * 64, row=2)
QUOTE = "The record does not show why the drug is needed now."


@pytest.fixture(scope="module")
def reading(library):
    return read([EXAMPLES / "intake"], library.vocabulary)


def case_of(reading, label):
    return next(case for case in reading.cases if case.label == label)


NECESSITY = "not-medically-necessary"


def recorded(level=Level.FIRST, ruling=Ruling.UPHELD, *, won=False, about=NECESSITY):
    points = (Point(quote=QUOTE, about=about, read=PLACE),)
    decision = Decision(
        level=level,
        ruling=ruling,
        on=dt.date(2026, 12, 14),
        filed_on=dt.date(2026, 11, 25),
        reference="R-1",
        reviewer="internal medicine",
        points=points,
        read=PLACE,
    )
    notice = Record(
        document="denial-notice",
        on=dt.date(2026, 12, 14),
        read=PLACE,
        exhibit=Exhibit(file="first-level-appeal-decision.pdf"),
    )
    received = dt.date(2026, 12, 16)
    return Recorded(decision=decision, won=won, received_on=received, notice=notice)


def test_a_decision_that_stands_becomes_the_denial_and_the_denial_an_earlier_decision(reading):
    case = case_of(reading, "LN-002")
    after = advanced(case, (recorded(),))
    assert (after.denial.level, after.denial.ruling) == (Level.FIRST, Ruling.UPHELD)
    assert after.denial.notice_on == dt.date(2026, 12, 14)
    assert after.denial.received_on == dt.date(2026, 12, 16)
    assert after.denial.deadline_on is None
    assert [point.quote for point in after.denial.points] == [QUOTE]
    (before,) = after.decisions
    assert (before.level, before.on) == (Level.INITIAL, case.denial.notice_on)
    assert after.denial.claim == case.denial.claim
    assert after.evidence[-1].document == "denial-notice"


def test_the_letter_after_it_is_of_the_next_level_and_quotes_its_points(reading, library):
    case = advanced(case_of(reading, "LN-002"), (recorded(),))
    letter = argue(case, library, AS_OF, reading).document
    assert letter.document is LetterKind.SECOND
    assert any(QUOTE in reply.point.text for reply in letter.points)


def test_a_decision_that_the_export_tells_already_changes_nothing(reading):
    case = case_of(reading, "LN-019")
    assert case.denial.level is Level.FIRST
    assert advanced(case, (recorded(),)) is case


def test_a_case_that_was_won_stays_as_it_was(reading):
    case = case_of(reading, "LN-002")
    assert advanced(case, (recorded(won=True),)) is case


def test_a_request_that_was_denied_has_that_denial(reading):
    case = case_of(reading, "LN-001")
    assert case.denial is None
    after = advanced(case, (recorded(Level.INITIAL, Ruling.DENIED),))
    assert (after.denial.level, after.denial.reasons) == (Level.INITIAL, (NECESSITY,))
    assert after.decisions == ()


def test_decisions_are_taken_by_their_level_whatever_their_order(reading):
    case = case_of(reading, "LN-002")
    both = (recorded(Level.SECOND), recorded(Level.FIRST))
    after = advanced(case, both)
    assert after == advanced(case, both[::-1])
    assert after.denial.level is Level.SECOND
    assert [decision.level for decision in after.decisions] == [Level.INITIAL, Level.FIRST]


def test_reasons_and_codes_stay_where_the_decision_tells_none(reading):
    case = case_of(reading, "LN-002")
    after = advanced(case, (recorded(about=None),))
    assert after.denial.reasons == case.denial.reasons
    assert after.denial.codes == case.denial.codes
