import datetime as dt
import re

import pytest

from letters.case.model import Level
from letters.case.vocabulary import LetterKind
from letters.rationale import script as script_module
from letters.rationale.at_hand import FACTS
from letters.rationale.model import Cited, Claim, CriteriaTable, CriterionRow, Fact, PointReply
from letters.rationale.printing import day
from letters.rationale.script import WORDS_IN_90_SECONDS
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
    assert "What would you need to approve this?" in opening(made)
    assert opening(made).endswith("what would meet it?")


@pytest.mark.parametrize("label", LETTERED)
def test_the_opening_can_be_read_aloud(label):
    """No percent sign, no arrow, no unit with two strokes; the dose asked for is left as it is."""
    told = [c.text for c in brief_of(label).opening.claims if "to approve" not in c.text]
    assert not re.search(r"%|→|−|\w/\w[^/\s]*/", " ".join(told))


def test_an_opening_that_is_too_long_gives_way_at_its_end(monkeypatch):
    """What gives way goes, from the last; who calls for what and how it went stays."""
    done = argued("LN-006")
    monkeypatch.setattr(script_module, "WORDS_IN_90_SECONDS", 500)
    whole = opening(brief("LN-006", done))
    monkeypatch.setattr(script_module, "WORDS_IN_90_SECONDS", 10)
    least = opening(brief("LN-006", done))
    assert "ACR 2024 conditionally recommends" in whole
    assert "ACR 2024 conditionally recommends" not in least
    for kept in ("This call is about", "We ask", "ISN/RPS class IV", "off-label", "What would you"):
        assert kept in least


def test_what_gave_way_gets_no_number(monkeypatch):
    """A citation of a sentence that is left out is not among the references."""
    monkeypatch.setattr(script_module, "WORDS_IN_90_SECONDS", 10)
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
def test_met_criteria_are_numbers_and_the_others_stand_in_full(label):
    """A row is told where it applies and is not met; of the rest one sentence tells."""
    letter, made = letter_of(label), brief_of(label)
    theirs = letter.policy.rows if letter.policy else ()
    wanted = [r for r in (*theirs, *letter.criteria) if r.verdict in ("not met", "unknown")]
    told = [(row.number, row.says, row.verdict, row.finding.text) for row in made.criteria]
    assert told == [(row.number, row.says, row.verdict, row.finding.text) for row in wanted]
    met = [row for row in letter.criteria if row.verdict == "met"]
    assert str(len(met)) in texts(made.standing) or met[-1].number in texts(made.standing)
    assert "not the plan’s" in texts(made.standing)


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
    assert [row.number for row in made.criteria] == ["IV.2"]
    assert "Policy Q-1: met IV.1 and IV.3." in texts(made.standing)
    assert "Of your own policy’s criteria one is not met (IV.2), and we ask for an" in opening(made)
    assert "Criterion IV.2 is not met" in texts(made.cautions)
    unmet = next(o for o in made.objections if o.objection.text.startswith("Criterion IV.2 of"))
    assert unmet.kept
    assert {claim.text for claim in unmet.answer.claims} <= {c.text for c in answer.claims}
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
        own = [claim for claim in one.answer.claims if claim.text not in known]
        assert all(claim.facts or claim.citations for claim in own)


@pytest.mark.parametrize("label", LETTERED)
def test_the_first_finding_of_a_trial_against_it_always_stands(label):
    """The gravest finding is kept however little room there is, with its answer and its source."""
    library, made = library_of(label), brief_of(label)
    kept = [one for one in made.objections if one.kept and not one.stated]
    likely = [one for one in made.objections if not one.stated and one.objection.citations]
    assert likely[:1] == [one for one in kept if one.objection.citations]
    trials = [_of_trial(library, one) for one in likely]
    assert trials == sorted(trials, reverse=True)


def _of_trial(library, one) -> bool:
    cited = one.objection.citations
    return any(library.source_of(each.statement).kind == "trial" for each in cited)


@pytest.mark.parametrize("label", LETTERED)
def test_no_sentence_answers_twice(label):
    """What one objection is answered with is not read out again for the next, if there is more."""
    told = [c.text for one in brief_of(label).objections for c in one.answer.claims[:1]]
    assert len(set(told)) == len(told)


def test_the_patients_own_course_answers_first():
    """To step therapy the answer begins with what was given, how long and with which result."""
    made = brief_of("LN-019")
    first = made.objections[0].answer.claims[0]
    assert first.text.startswith("On mycophenolate mofetil for 39 weeks the urine protein")
    assert "from 3.10 to 2.92" in first.text
    assert first.facts


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
    assert lunar.kept
    assert lunar.objection.citations
    assert "first-line use" in texts(lunar.answer.claims)
    assert "off-label, and we say so" in opening(made)
    labels = [one for one in likely if one.objection.text.startswith("The US prescribing")]
    assert labels == [], "the opening has said so already"


def refused(label: str, *reasons: str):
    return brief(label, changed(label, denial={"reasons": reasons}))


def test_another_product_is_offered_only_where_the_choice_was_refused():
    """With its billing code, by the same route, never the one requested; no cure for the label."""
    told = texts(refused("LN-006", "preferred-alternative").fallbacks)
    assert "Another product of rituximab by the same route: Rituxan, reference product, J93" in told
    assert "Riabni (rituximab-arrx), biosimilar, Q5123" in told
    assert "It needs a new order." in told
    assert "Truxima" not in told
    unproven = refused("LN-006", "preferred-alternative", "experimental")
    assert "Another product" not in texts(unproven.fallbacks)


def test_another_dose_is_offered_only_where_the_dose_was_refused():
    """It is one that the pathway admits by the same route, and needs an order and consent."""
    (dose,) = [
        c
        for c in refused("LN-006", "dose-or-quantity").fallbacks
        if c.text.startswith("Another published")
    ]
    assert "1000 mg intravenously on days 1 and 15" in dose.text
    assert "a new order and the patient’s consent" in dose.text
    assert {one.statement for one in dose.citations} == {"lunar/dosing-schedule"}
    assert "Another published" not in texts(refused("LN-006", "experimental").fallbacks)


@pytest.mark.parametrize("label", LETTERED)
def test_no_fallback_changes_the_route(label):
    """A dose by another route is another product and another request."""
    routes = {service.route for service in argued(label).case.services}
    reasons = [
        one.id
        for one in library_of(label).vocabulary.denial_reasons
        if one.answered_by in ("dose", "alternatives")
    ]
    made = refused(label, *reasons) if label in DENIED else brief_of(label)
    told = texts(made.fallbacks)
    assert "subcutaneous" in routes or "subcutaneously" not in told
    assert "intravenous" in routes or "intravenously" not in told


def test_a_shorter_approval_counts_all_lines_of_the_order():
    """A loading and a maintenance line are one request, and their months are added."""
    (short,) = [c for c in brief_of("LN-022").fallbacks if c.text.startswith("A shorter")]
    assert "6 months" in short.text
    assert "instead of 12, both lines of the order together" in short.text
    assert "superseded 2025" in short.text
    assert "50%" not in short.text
    assert {one.statement for one in short.citations} == {"eular-ln-2019/targets-3-and-6-months"}


def test_a_shorter_approval_still_holds_every_dose_asked_for():
    """Of an uneven schedule the approval reaches to the last dose: week 26 from the first."""
    (short,) = brief_of("LN-020").fallbacks
    assert "to May\N{NO-BREAK SPACE}31, 2027 or later instead of 12 months" in short.text
    assert "all 4 doses" in short.text


@pytest.mark.parametrize("doses", [3, 5, None])
def test_nothing_shorter_is_offered_where_the_doses_are_not_those_of_the_schedule(doses):
    """If it is not known which doses are meant, no end of an approval is safe."""
    assert not texts(_services("LN-020", doses=doses).fallbacks)


@pytest.mark.parametrize("label", ["LN-006", "LN-013", "LN-008"])
def test_no_shorter_approval_of_a_fixed_course_or_of_one_that_goes_on(label):
    """Counted doses have no shorter form, and a course that goes on is past its targets."""
    assert "A shorter approval" not in texts(brief_of(label).fallbacks)


def test_without_months_or_start_nothing_shorter_is_offered():
    """A request that names no months or no start has no fewer months."""
    assert "A shorter approval" not in texts(_services("LN-001", months=None).fallbacks)
    assert "A shorter approval" not in texts(_services("LN-001", start=None).fallbacks)


def _services(label: str, **change):
    done = argued(label)
    services = tuple(
        one.model_copy(update={"service": one.service.model_copy(update=change)})
        for one in done.determination.services
    )
    determination = done.determination.model_copy(update={"services": services})
    return brief(label, done.model_copy(update={"determination": determination}))


def test_more_time_is_asked_for_where_the_letter_allows_it():
    """Where the letter gives a high start more time, so does the renewal."""
    allowance = "eular-ln-2019/nephrotic-extension"
    for label in LETTERED:
        allowed = [c for c in letter_of(label).stopping if _cites(c, allowance)]
        for claim in brief_of(label).fallbacks:
            if allowed and claim.text.startswith("A shorter approval") and claim.citations:
                assert claim.text.endswith(allowed[0].text)
                assert _cites(claim, allowance)


def _cites(claim: Claim, statement: str) -> bool:
    return any(one.statement == statement for one in claim.citations)


def test_an_urgent_brief_leads_with_the_statement_and_its_clock():
    """Quoted with its day; the time is that of the rule, with its source; no weeks to act by."""
    made, case = brief_of("LN-020"), argued("LN-020").case
    assert made.expedited
    assert made.before is not None
    stated, clock = made.before.claims
    assert f"on {day(case.urgency.on)}: “{case.urgency.statement}”" in stated.text
    assert "in 72 hours" in clock.text
    assert clock.citations
    assert "Act by" not in {line.label for line in made.route}
    assert "This is an expedited appeal." in opening(made)
    assert not any(brief_of(label).before for label in ("LN-002", "LN-019", "LN-022"))


def test_without_a_cited_rule_no_time_is_named():
    """Where no source carries the time of an urgent decision none is told."""
    deadline = argued("LN-020").routing.deadline.model_copy(update={"expedited_cites": ()})
    made = brief("LN-020", changed("LN-020", routing={"deadline": deadline}))
    assert made.before.claims[1].text == "File it today."


def test_facts_tell_each_trend_once():
    """Kidney function stands beside proteinuria, and no course repeats what was told."""
    told = [claim.text for claim in brief_of("LN-020").facts]
    assert sum("+134.5%" in text for text in told) == 1
    trend = next(text for text in told if "+134.5%" in text)
    assert "eGFR 91" in trend
    assert "Creatinine 0.98" in trend
    assert "too early to tell" not in texts(brief_of("LN-020").facts)
    assert "too early to tell" not in opening(brief_of("LN-020"))


def test_before_an_external_review_it_says_who_decides():
    """The call belongs to the plan, an independent reviewer decides; nothing is settled on it."""
    made = brief_of("LN-021")
    assert made.before is not None
    assert "A peer-to-peer call belongs to the plan." in texts(made.before.claims)
    assert "independent reviewer" in texts(made.before.claims)
    assert "in 45 days" in texts(made.before.claims)
    assert "on two appeals, the last" in opening(made)
    assert made.fallbacks == ()
    unverified = argued("LN-021").routing.deadline.model_copy(update={"unverified": True})
    silent = brief("LN-021", changed("LN-021", routing={"deadline": unverified}))
    assert "45 days" not in texts(silent.before.claims)
    assert letter_of("LN-021").document is LetterKind.EXTERNAL


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
