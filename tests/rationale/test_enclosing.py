"""What the exhibits lack or hold for nothing is told before a letter goes out."""

import datetime as dt

import pytest

from letters.case.evidence import Record
from letters.case.model import Decision, Level, Point, Ruling
from letters.case.pages import numbers
from letters.case.provenance import Exhibit, Provenance
from letters.pipeline import argue
from rationale import AS_OF, argued, library, reading
from rationale.test_policy import argued_by, case_of, confirming

APPEAL = "LN-019"


def changed(label, **update):
    return argue(argued(label).case.model_copy(update=update), library(), AS_OF, reading())


def noticed(made):
    return [item.what for item in made.review.notices]


def with_record(label, kind, file, on=dt.date(2026, 1, 5)):
    case = argued(label).case
    shown = Exhibit(file=file, page=1)
    record = Record(document=kind, on=on, pages=(1,), read=case.read, exhibit=shown)
    return changed(label, evidence=(*case.evidence, record))


def test_a_policy_enclosed_and_not_answered_is_noticed():
    """It names the exhibit and the policy by which the payer decided."""
    (told,) = (one for one in noticed(argued(APPEAL)) if "none of its criteria" in one)
    assert "Ex. C (Northfield Medical Policy M-52, Rituximab)" in told


def test_a_use_outside_the_label_without_a_page_for_it_is_noticed():
    """A guideline page among the exhibits answers it."""
    lacking = [one for one in noticed(argued(APPEAL)) if "outside the label" in one]
    assert len(lacking) == 1
    made = with_record(APPEAL, "guideline-pages", "guideline.pdf")
    assert not any("outside the label" in one for one in noticed(made))


def test_a_failed_course_that_only_the_own_note_proves_is_noticed():
    """Once for all such courses, with the page."""
    (told,) = (one for one in noticed(argued(APPEAL)) if "own record alone" in one)
    assert told.startswith("Mycophenolate mofetil and cyclophosphamide: ")
    assert "(Ex. G, p. 2)" in told


def test_an_exhibit_that_nothing_cites_is_noticed():
    """None of the examples has one; a hospital record that no fact rests on is one."""
    assert not any("nothing in the letter cites" in one for one in noticed(argued(APPEAL)))
    made = with_record(APPEAL, "hospital-record", "stay.pdf")
    (told,) = (one for one in noticed(made) if "nothing in the letter cites" in one)
    assert "hospital record, January" in told


def test_the_notice_of_a_decision_is_titled_by_what_it_is():
    """Two documents of one kind are told apart; the first denial stays a denial notice."""
    titles = [one.title for one in argued(APPEAL).document.enclosures]
    assert titles[:2] == ["denial notice", "decision on the first-level appeal (upheld)"]
    assert len(set(titles) - {"kidney biopsy report"}) == len(titles) - 2


def test_new_counts_from_the_filing_of_the_appeal_that_was_decided():
    """What came after it was not before who decided; the payer's own notice is not new to it."""
    letter, denial = argued(APPEAL).document, argued(APPEAL).case.denial
    assert denial.filed_on < dt.date(2026, 9, 15) < denial.notice_on
    assert dt.date(2026, 9, 15) in letter.laboratory.new
    enclosed = {one.letter: one for one in letter.enclosures}
    assert not enclosed["B"].new
    assert enclosed["J"].new
    assert numbers(enclosed["F"].new_pages) == (7, 8)


@pytest.mark.parametrize("about", ["not-medically-necessary", None])
def test_a_denied_request_recorded_point_by_point_is_quoted_and_asked_about(about):
    """The payer's words stand in the letter; without a reason the sheet tells where it is given."""
    case = argued("LN-002").case
    read = Provenance(file="why.txt", sha256="0" * 64)
    quote = "The need for it was not shown."
    point = Point(quote=quote, about=about, read=read)
    reasons = (about,) if about else case.denial.reasons
    update = {"quote": None, "points": (point,), "reasons": reasons, "read": read}
    made = changed("LN-002", denial=case.denial.model_copy(update=update))
    if about:
        assert f"“{quote}”" in made.document.denial_quote.claims[0].text
    else:
        (asked,) = (one for one in made.document.questions if quote in one.question)
        assert asked.where.startswith("letters decided again, with --reasons")


def test_a_gap_sheet_lists_a_pathway_and_its_criteria_once():
    """A loading and a maintenance dose are judged by the same pathway."""
    case = argued("LN-002").case
    read = Provenance(file="why.txt", sha256="0" * 64)
    denial = case.denial.model_copy(
        update={"points": (Point(quote="Why?", read=read),), "level": Level.FIRST, "read": read}
    )
    first = Decision(level=Level.INITIAL, ruling=Ruling.DENIED, on=case.denial.notice_on, read=read)
    sheet = changed("LN-002", denial=denial, decisions=(first,)).document
    assert sheet.document == "gap sheet"
    assert len({row.says for row in sheet.known}) == len(sheet.known)
    assert " and " not in sheet.pathway
    assert "appeal decided on October\u00a014, 2026 (denied)" in sheet.request.text


def test_a_criterion_not_met_shows_the_value_that_decides_it():
    """The value, its day and its place stand in the line that is ticked."""
    (item,) = argued_by(case_of("LN-002"), confirming()).review.exceptions
    assert "NOT MET: Mycophenolate mofetil 1.5" in item.what
    assert "March\u00a02, 2026" in item.what
    assert [fact.page for fact in item.facts] == [2]


def test_an_expedited_request_does_not_lead_with_the_last_day_to_file():
    """The only strong line is to send it today."""
    strong = [line for line in argued("LN-020").review.route if line.strong]
    assert [line.label for line in strong] == ["EXPEDITED"]
    assert "Send it today" in strong[0].value
