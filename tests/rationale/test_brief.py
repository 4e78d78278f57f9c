import datetime as dt
import re

import pytest

from letters.case.model import Level
from letters.rationale import brief as brief_module
from letters.rationale.brief import FACTS, WORDS_IN_90_SECONDS
from letters.rationale.model import Cited, Claim, CriteriaTable, CriterionRow, Fact, PointReply
from letters.rationale.printing import day
from letters.rationale.walk import parts
from rationale import argued, library_of
from rationale.companions import brief, brief_of, changed, letter_of, lettered

LETTERED = lettered()
DENIED = [label for label in LETTERED if argued(label).case.denial]


def opening(made) -> str:
    return " ".join(claim.text for claim in made.opening.claims)


def texts(claims) -> str:
    return " ".join(claim.text for claim in claims)


@pytest.mark.parametrize("label", LETTERED)
def test_the_opening_can_be_said_in_90_seconds(label):
    """At 150 words a minute, and it says who, what is asked, and what to answer."""
    made, case = brief_of(label), argued(label).case
    assert 60 < len(opening(made).split()) <= WORDS_IN_90_SECONDS
    assert case.patient.name in opening(made)
    for service in case.services:
        assert library_of(label).word(service.drug) in opening(made)
    assert opening(made).endswith("what would meet it.")


def test_an_opening_that_is_too_long_gives_way_at_its_end(monkeypatch):
    """What gives way goes, from the last; who calls for what and how it went stays."""
    whole = opening(brief_of("LN-006"))
    monkeypatch.setattr(brief_module, "WORDS_IN_90_SECONDS", len(whole.split()) - 1)
    done = argued("LN-006")
    shorter = opening(brief("LN-006", done))
    assert "which recommend or describe" in whole
    assert "which recommend or describe" not in shorter
    assert "ISN/RPS class IV" in shorter
    monkeypatch.setattr(brief_module, "WORDS_IN_90_SECONDS", 10)
    least = opening(brief("LN-006", done))
    assert "ISN/RPS class IV" not in least
    for kept in ("This call is about", "We ask", "So far:", "off-label", "If you cannot approve"):
        assert kept in least


def test_what_gave_way_gets_no_number(monkeypatch):
    """A citation of a sentence that is left out is not among the references."""
    monkeypatch.setattr(brief_module, "WORDS_IN_90_SECONDS", 10)
    made = brief("LN-006", argued("LN-006"))
    cited = {one.source for one in map(_source, parts(made, Cited))}
    assert {reference.source for reference in made.references} <= cited


def _source(cited: Cited) -> Cited:
    return cited.model_copy(update={"source": cited.statement.rpartition("/")[0]})


@pytest.mark.parametrize("label", LETTERED)
def test_at_most_six_facts_stand_at_hand(label):
    """Each is a sentence that rests on facts of the record, none is said twice."""
    facts = brief_of(label).facts
    assert 2 <= len(facts) <= FACTS
    assert all(claim.facts for claim in facts)
    assert len({claim.text for claim in facts}) == len(facts)


@pytest.mark.parametrize("label", LETTERED)
def test_facts_have_the_exhibits_of_the_letter(label):
    """Exhibit and page of a fact are those under which the letter encloses its document."""
    exhibits = {enclosure.letter for enclosure in letter_of(label).enclosures}
    found = {fact.document for fact in parts(brief_of(label), Fact) if fact.document}
    assert found
    assert found <= exhibits


@pytest.mark.parametrize("label", LETTERED)
def test_numbers_of_references_are_those_of_the_letter(label):
    """A source cited in both has one number; only sources that the letter lacks are listed."""
    made, letter = brief_of(label), letter_of(label)
    known = {reference.source: reference.number for reference in letter.references}
    for cited in parts(made, Cited):
        source = cited.statement.rpartition("/")[0]
        assert cited.number == known.get(source, cited.number)
    assert not {reference.source for reference in made.references} & set(known)
    new = {reference.number for reference in made.references}
    assert not new & set(known.values())


@pytest.mark.parametrize("label", LETTERED)
def test_without_a_policy_the_criteria_are_those_of_the_letter(label):
    """Number, words, verdict and finding of each row are the letter's."""
    letter, made = letter_of(label), brief_of(label)
    rows = letter.policy.rows if letter.policy else letter.criteria
    told = [(row.number, row.says, row.verdict, row.finding.text) for row in made.criteria]
    assert told == [(row.number, row.says, row.verdict, row.finding.text) for row in rows]


def policy(*verdicts: str) -> CriteriaTable:
    claim = Claim(id="p1", text="It is so.", facts=letter_of("LN-006").criteria[0].finding.facts)
    rows = [
        CriterionRow.model_validate(
            {"number": f"IV.{i}", "says": f"Point {i}", "verdict": verdict, "finding": claim}
        )
        for i, verdict in enumerate(verdicts, start=1)
    ]
    return CriteriaTable(title="Policy Q-1", basis=claim, rows=tuple(rows))


def test_with_a_policy_the_criteria_have_the_payers_own_numbers():
    """Where the letter has the payer's policy, the call goes by it, and what is unmet is said."""
    table = policy("met", "not met", "met")
    answer = letter_of("LN-006").necessity[0]
    change = {"policy": table, "policy_exceptions": (answer,)}
    made = brief("LN-006", changed("LN-006", letter=change))
    assert [row.number for row in made.criteria] == ["IV.1", "IV.2", "IV.3"]
    assert made.criteria_title == "Policy Q-1"
    assert "Of the 3 criteria of your own policy (Policy Q-1), the record meets 2." in opening(made)
    assert "Criterion IV.2 is not met" in texts(made.cautions)
    unmet = next(o for o in made.objections if o.objection.text.startswith("A criterion of"))
    assert unmet.answer.claims[0].text == answer.claims[0].text
    assert "do not say that the record meets everything" not in texts(brief_of("LN-006").cautions)


@pytest.mark.parametrize("label", DENIED)
def test_what_was_stated_comes_first_and_is_answered_from_the_letter(label):
    """Each stated reason or point is an objection with the letter's own sentences behind it."""
    made, letter = brief_of(label), letter_of(label)
    stated = [one for one in made.objections if one.stated]
    assert made.objections[: len(stated)] == tuple(stated)
    assert len(stated) == len(letter.denial_replies) + len(letter.points) > 0
    known = {claim.text for claim in parts(letter, Claim)}
    for one in made.objections:
        assert one.answer.claims
        assert {claim.text for claim in one.answer.claims} <= known


def test_a_reviewers_points_are_objections():
    """Of an upheld denial each recorded point is quoted and answered."""
    letter = letter_of("LN-006")
    point = Claim(id="q", text="“The trial of rituximab failed.”")
    reply = PointReply(point=point, about="experimental", answer=letter.denial_replies[0].answer)
    made = brief("LN-006", changed("LN-006", letter={"points": (reply,)}))
    assert made.objections[0].stated
    assert made.objections[0].objection.text == point.text


def test_adverse_evidence_is_a_likely_objection_with_its_citation():
    """What the letter states against the treatment is what a reviewer is likely to say."""
    made = brief_of("LN-006")
    likely = [one for one in made.objections if not one.stated]
    lunar = next(one for one in likely if "LUNAR" in one.objection.text)
    assert lunar.objection.citations
    assert "first-line use" in texts(lunar.answer.claims)
    assert "off-label, and we say so" in opening(made)
    labels = [one for one in likely if one.objection.text.startswith("The US prescribing")]
    assert labels == [], "the opening has said so already"


def test_another_product_is_one_of_the_drug_by_the_same_route():
    """Biosimilars and the reference product may be offered, never the one requested."""
    told = texts(brief_of("LN-006").fallbacks)
    assert "Another product of rituximab: Rituxan, reference product; Ruxience" in told
    assert "Riabni (rituximab-arrx), biosimilar" in told
    assert "Truxima" not in told
    assert "Another product" not in texts(brief_of("LN-001").fallbacks), "the other is no infusion"


def test_another_dose_is_one_that_the_pathway_admits():
    """Of the drug's cited regimens those of the pathway are offered, with their citations."""
    (dose,) = [c for c in brief_of("LN-006").fallbacks if c.text.startswith("Another published")]
    assert "1000 mg intravenously on days 1 and 15" in dose.text
    assert "375" not in dose.text
    assert {one.statement for one in dose.citations} == {"lunar/dosing-schedule"}


def test_a_shorter_approval_ends_at_a_treatment_target():
    """The last target before the end of the months asked for, with its source."""
    (short,) = [c for c in brief_of("LN-001").fallbacks if c.text.startswith("A shorter")]
    assert "6 months instead of 12" in short.text
    assert {one.statement for one in short.citations} == {"eular-ln-2019/targets-3-and-6-months"}


@pytest.mark.parametrize("label", ["LN-006", "LN-013", "LN-008"])
def test_no_shorter_approval_of_a_fixed_course_or_of_one_that_goes_on(label):
    """Counted doses have no shorter form, and a course that goes on is past its targets."""
    assert "A shorter approval" not in texts(brief_of(label).fallbacks)


def test_without_months_or_product_nothing_is_offered_in_their_place():
    """A request that names no product and no months has no other product and no fewer months."""
    done = argued("LN-001")
    services = tuple(
        one.model_copy(update={"service": _bare(one.service)})
        for one in done.determination.services
    )
    determination = done.determination.model_copy(update={"services": services})
    made = brief("LN-001", done.model_copy(update={"determination": determination}))
    assert not re.search("A shorter|Another product", texts(made.fallbacks))


def _bare(service):
    return service.model_copy(update={"months": None, "product": None})


def test_what_filing_may_cost_is_a_caution():
    """Each warning of the route stands among the cautions, and in no other place."""
    warning = "A call may no longer be had once an appeal is filed."
    made = brief("LN-006", changed("LN-006", routing={"warnings": (warning,)}))
    assert warning in [claim.text for claim in made.cautions]
    assert made.warnings == ()


def test_the_window_of_the_call_is_told_when_it_is_past():
    """A day for the call that is gone is said; one to come is a warning of the route already."""
    past = changed("LN-006", denial={"discuss_by": dt.date(2026, 11, 20)})
    assert f"gave {day(dt.date(2026, 11, 20))} as the last day for this call" in texts(
        brief("LN-006", past).cautions
    )
    ahead = changed("LN-006", denial={"discuss_by": dt.date(2026, 11, 22)})
    assert "as the last day for this call" not in texts(brief("LN-006", ahead).cautions)


def test_a_call_after_an_appeal_is_questioned():
    """Once an appeal was decided the brief asks whether a call is still held."""
    later = changed("LN-006", denial={"level": Level.FIRST})
    assert "Ask whether a call is still held" in texts(brief("LN-006", later).cautions)
    assert "still held" not in texts(brief_of("LN-006").cautions)


@pytest.mark.parametrize("label", LETTERED)
def test_no_brief_assumes_who_is_on_the_line(label):
    """Neither a match of specialty nor a place for documents is assumed; a draft is not sent."""
    told = texts(brief_of(label).cautions)
    assert "with what specialty, and whether this call takes new documents" in told
    assert "The letter is a draft" in told
    final = brief(label, changed(label, letter={"draft": False}))
    assert "draft" not in texts(final.cautions)


@pytest.mark.parametrize("label", DENIED)
def test_the_days_to_file_stand_on_the_brief(label):
    """A counted day is shown without its rule, so that the rule takes no number."""
    made, deadline = brief_of(label), argued(label).routing.deadline
    if deadline is not None and deadline.due is not None:
        assert any(day(deadline.due) in line.value for line in made.route)
    assert not any(line.citations for line in made.route)


@pytest.mark.parametrize("label", LETTERED)
def test_the_case_can_be_found_by_what_stands_above(label):
    """Birth date and member number of the letter's own block, and the payer's number if any."""
    case, about = argued(label).case, {line.value for line in brief_of(label).about}
    assert day(case.patient.born) in about
    assert case.coverage.member_id in about
    if case.denial and case.denial.authorisation:
        assert case.denial.authorisation in about


@pytest.mark.parametrize("label", LETTERED)
def test_every_sentence_is_whole_and_named_once(label):
    """Claims end as sentences, have ids of their own, and survive JSON."""
    made = brief_of(label)
    claims = list(parts(made, Claim))
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.text.endswith((".", "?", "!", "”")), claim.text
        assert not re.search(r"[ \t\n]{2}|None|\[\[|\.\.|,,| ,", claim.text), claim.text
    assert type(made).model_validate_json(made.model_dump_json()) == made


def test_the_log_asks_for_who_when_number_and_outcome():
    """There is a line for each thing that has to be known of a call afterwards."""
    log = " ".join(brief_of("LN-006").log)
    for wanted in ("Date", "Spoke with", "Reference number", "Outcome", "Next step", "logged by"):
        assert wanted in log
