"""What each kind of letter says, and what it must not say."""

import datetime as dt
import re

import imaginary
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import Attestation, Therapy
from letters.case.model import PlanTrack, Urgency
from letters.case.pages import numbers
from letters.case.provenance import Provenance
from letters.case.vocabulary import LetterKind
from letters.citations.table_names import NAMED, TABLE_NAMES
from letters.determination import determine
from letters.pipeline import argue
from letters.rationale import compose, compose_review
from letters.rationale.model import (
    Claim,
    GapSheet,
    Letter,
    Paragraph,
    TableNumbers,
    UnsupportedSheet,
)
from letters.rationale.shown import NAME as EMBEDDED
from letters.rationale.walk import parts
from letters.rendering import to_html
from letters.rendering.embedding import NAME
from letters.routing import KindError, route
from rationale import AS_OF, LABELS, argued, library, library_of, reading

LABEL_OF = {
    LetterKind.NECESSITY: "LN-001",
    LetterKind.FIRST: "LN-002",
    LetterKind.SECOND: "LN-019",
    LetterKind.EXPEDITED: "LN-020",
    LetterKind.EXTERNAL: "LN-021",
    LetterKind.EXCEPTION: "LN-022",
}
LETTERS = [label for label in LABELS if isinstance(argued(label).document, Letter)]
READ = Provenance(file="some.csv", sha256="0", row=2)


def case_of(kind):
    return argued(LABEL_OF[kind]).case


def letter_of(kind) -> Letter:
    document = argued(LABEL_OF[kind]).document
    assert isinstance(document, Letter)
    assert document.document is kind
    return document


def made(case, asked=None):
    """The document of a changed case, by the same steps as any other."""
    routing = route(case, library(), AS_OF, asked)
    determination = determine(case, library(), AS_OF, routing.off_label, routing.kind)
    return compose(case, determination, library(), routing)


def told(part) -> str:
    return "\n".join(claim.text for claim in parts(part, Claim))


def spaced(part) -> str:
    """What is told, its tied spaces as plain ones."""
    return told(part).replace("\u00a0", " ")


def text_of(letter: Letter) -> str:
    """What the page says, without its markup."""
    body = to_html(letter).partition("<body")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


# Every kind


def test_every_kind_is_looked_at():
    """Each of the six kinds has an example, and each example is of that kind."""
    assert set(LABEL_OF) == set(LetterKind)
    assert [letter_of(kind).document for kind in LetterKind] == list(LetterKind)


@pytest.mark.parametrize("label", LETTERS)
def test_no_letter_has_an_empty_section(label):
    """No heading stands over nothing, no table is without rows, no paragraph without words."""
    letter = argued(label).document
    page = to_html(letter)
    assert not re.search(r"</h2>\s*(<h2|</section>|<section|</body>)", page)
    assert not re.search(r"<tbody>\s*</tbody>|<ul>\s*</ul>|<ol[^>]*>\s*</ol>|<p>\s*</p>", page)
    assert all(paragraph.claims for paragraph in parts(letter, Paragraph))


@pytest.mark.parametrize("label", LABELS)
def test_no_document_shows_the_name_of_a_table(label):
    """What the library calls [[criteria]] prints as a number or in words."""
    texts = list(_texts(argued(label).document.model_dump()))
    assert len(texts) > 20
    assert [text for text in texts if NAMED.search(text)] == []


def _texts(value):
    """Every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


@pytest.mark.parametrize("label", LETTERS)
def test_sentences_speak_only_of_tables_that_are_there(label):
    """Each table that a sentence names stands in the letter under that number."""
    letter = argued(label).document
    headed = re.findall(r"<h2>Table (\d+)\. ", to_html(letter))
    assert headed == [str(i) for i in range(1, len(headed) + 1)]
    ours = re.sub("“[^”]*”", "", told(letter))
    assert set(re.findall(r"\bTable (\d+)", ours)) <= set(headed)


@given(st.sets(st.sampled_from(TABLE_NAMES)))
def test_the_tables_present_are_numbered_from_one_in_their_order(present):
    """No number is left out or given twice, and a table that is absent has none."""
    numbers = TableNumbers.of(present)
    standing = [numbers.number(name) for name in TABLE_NAMES if name in present]
    assert standing == list(range(1, len(present) + 1))
    assert all(numbers.number(name) is None for name in set(TABLE_NAMES) - present)
    assert set(TableNumbers.model_fields) == set(TABLE_NAMES)


def test_each_letter_names_its_data_file_as_the_pdf_does():
    assert EMBEDDED == NAME
    assert {argued(label).document.embedded for label in LETTERS} == {NAME}


@pytest.mark.parametrize("kind", LetterKind)
def test_the_review_sheet_says_which_kind_and_why(kind):
    review = argued(LABEL_OF[kind]).review
    assert review is not None
    assert review.kind[0].what.endswith(kind.value)
    assert review.kind[0].detail


# Letter of medical necessity


@pytest.mark.parametrize(
    "label", [x for x in LETTERS if argued(x).document.document is LetterKind.NECESSITY]
)
def test_a_letter_of_medical_necessity_never_speaks_of_an_appeal(label):
    """It is prospective: no appeal, no denial, nothing new since a decision."""
    letter = argued(label).document
    assert not re.search(r"(?i)\bappeal", text_of(letter).replace(case_address(label), ""))
    assert (letter.denial_quote, letter.denial_replies, letter.points) == (None, (), ())
    assert letter.news is None


def case_address(label) -> str:
    """The payer's department as it calls itself, which may well be its appeals unit."""
    return argued(label).case.coverage.department or "-"


# First-level appeal


@pytest.mark.parametrize(
    "label", [x for x in LETTERS if argued(x).document.document is LetterKind.FIRST]
)
def test_a_first_level_appeal_marks_what_is_younger_than_the_denial(label):
    """A row, a day or a document is NEW when its date is after the notice, and only then."""
    letter, denial = argued(label).document, argued(label).case.denial
    for row in letter.criteria:
        younger = [f for f in row.finding.facts if f.on and denial.notice_on < f.on <= AS_OF]
        evidence = [f for f in younger if f.what != "treatment order"]
        known = [f for f in evidence if not f.value.startswith("planned")]
        assert row.new is bool(known)
    for one in letter.enclosures:
        assert one.new is (one.on > denial.notice_on)
        if one.new_pages:
            assert 0 < len(numbers(one.new_pages)) < len(one.numbers)
    assert set(letter.laboratory.new) == {d for d in letter.laboratory.days if d > denial.notice_on}
    assert letter.news is not None


def test_nothing_is_new_where_everything_is_older_than_the_denial():
    """Then no line explains a mark that does not occur."""
    case = case_of(LetterKind.FIRST)
    denial = case.denial.model_copy(update={"notice_on": AS_OF})
    letter = made(case.model_copy(update={"denial": denial}))
    assert letter.news is None
    assert "NEW" not in text_of(letter)


# Second-level appeal


def test_a_second_level_appeal_answers_each_point_in_its_order():
    """Each point is quoted as recorded, and answered from the record with exhibit and page."""
    letter, denial = letter_of(LetterKind.SECOND), case_of(LetterKind.SECOND).denial
    assert len(letter.points) == len(denial.points) == 3
    for reply, point in zip(letter.points, denial.points, strict=True):
        assert reply.point.text.startswith(f"“{point.quote}”")
        assert reply.answer.claims
    assert re.search(r"Ex\. [A-Z]+, p\. \d", told(letter.points[0].answer))


@pytest.mark.parametrize("about_evidence", [True, False])
def test_a_second_level_appeal_tells_the_trials_only_where_a_point_is_about_evidence(
    about_evidence,
):
    """It replaces the general reply, and repeats the trials for the point that asks for them."""
    case = case_of(LetterKind.SECOND)
    terms = {t.id for t in library().vocabulary.denial_reasons if t.answered_by == "label"}
    points = tuple(p for p in case.denial.points if about_evidence or p.about not in terms)
    denial = case.denial.model_copy(update={"points": points})
    letter = made(case.model_copy(update={"denial": denial}))
    assert letter.denial_replies == ()
    chosen = argued(LABEL_OF[LetterKind.SECOND]).determination.services[0].choice.pathway
    trials = library().pathways[chosen].evidence
    assert trials
    cited = {c.statement for part in letter.label for claim in part.claims for c in claim.citations}
    assert cited.isdisjoint(trials) is not about_evidence


def test_a_second_level_appeal_says_nothing_twice_among_its_replies():
    letter = letter_of(LetterKind.SECOND)
    said = [claim.text for reply in letter.points for claim in reply.answer.claims]
    assert len(said) == len(set(said))
    assert not set(said) & {claim.text for part in letter.necessity for claim in part.claims}


def test_two_points_about_one_reason_refer_to_the_first():
    case = case_of(LetterKind.SECOND)
    first = case.denial.points[0]
    twice = case.denial.model_copy(update={"points": (first, first)})
    letter = made(case.model_copy(update={"denial": twice}))
    assert len(letter.points[0].answer.claims) > 1
    (only,) = letter.points[1].answer.claims
    assert only.text == "The reply to point 1 applies here as well."


def test_a_point_that_names_a_drug_is_answered_by_that_drugs_courses():
    """The record's own facts stand first: dose, dates, outcome, exhibit, page of every course."""
    letter, case = letter_of(LetterKind.SECOND), case_of(LetterKind.SECOND)
    point = case.denial.points[0]
    named = {
        drug.id
        for drug in library().vocabulary.drugs
        if any(name in point.quote.casefold() for name in (drug.name, *drug.aliases))
    }
    courses = [i for i in case.evidence if isinstance(i, Therapy) and i.drug in named]
    first = letter.points[0].answer.claims[: len(courses)]
    assert len(courses) == 2
    for claim, course in zip(first, courses, strict=True):
        assert "Ex. " in claim.text
        assert {fact.row for fact in claim.facts} >= {course.read.row}
        assert all(fact.page for fact in claim.facts)


def test_a_running_course_that_worsens_is_told_by_its_results_and_by_the_charts_word():
    """The word “too early to tell” and the measured rise stand in one sentence, neither hidden."""
    letter = letter_of(LetterKind.EXPEDITED)
    (reply,) = [r for r in letter.denial_replies if "step" in r.reason]
    first = reply.answer.claims[0].text
    assert "“too early to tell”" in first
    assert "has worsened" in first
    assert re.search(r"2\.20 → 5\.16\sg/g \(\+134\.5%\)", first)
    assert re.search(r"91 → 48", first)
    assert "Ex. " in first


def test_improvement_is_answered_by_the_whole_series_and_its_newest_part():
    """All readings under the running drug, the change of the last ones, and what is not reached."""
    letter = letter_of(LetterKind.EXTERNAL)
    (reply,) = [r for r in letter.points if "improving" in r.point.text]
    first = reply.answer.claims[0]
    values = ["4.05", "3.60", "3.31", "3.22", "3.18", "3.24"]
    places = [first.text.index(value) for value in values]
    assert places == sorted(places)
    assert "it changed by −2.1%" in first.text
    assert "partial response" in first.text
    alone = [c for part in letter.necessity for c in part.claims if " went from " in c.text]
    assert alone == []


def test_a_reply_refers_to_another_only_where_both_are_about_one_reason():
    for label in LETTERS:
        replies_ = argued(label).document.points
        about = [reply.about for reply in replies_]
        for place, reply in enumerate(replies_):
            if "applies here as well" in told(reply.answer):
                assert about[place] in about[:place]


def test_the_notices_own_policy_day_is_held_against_the_label():
    """Without a confirmed policy the notice's own day tells its age; without a day nothing does."""
    letter, case = letter_of(LetterKind.EXPEDITED), case_of(LetterKind.EXPEDITED)
    assert letter.policy is None
    assert "July 1, 2025" in spaced(letter.policy_age)
    assert "October 2025" in spaced(letter.policy_age)
    for on in (None, dt.date(2026, 1, 1)):
        denial = case.denial.model_copy(update={"policy_on": on})
        assert made(case.model_copy(update={"denial": denial})).policy_age is None


def test_a_drug_that_was_not_tried_is_not_hidden():
    """A drug that a point names and nobody gave is told of: by the clinician's words, else plainly.

    The words are quoted; whether a drug was unsuitable or declined is not ours to say.
    """
    answer = spaced(letter_of(LetterKind.SECOND).points[1].answer)
    assert re.search(r"attested on November 12, 2026: “[^”]*declined by the patient", answer)
    assert "unsuitable" not in re.sub("“[^”]*”", "", answer)
    answer = told(letter_of(LetterKind.EXTERNAL).points[0].answer)
    assert "has not been given to this patient." in answer


def test_a_second_level_appeal_asks_for_another_reviewer_and_tells_the_decisions():
    letter = letter_of(LetterKind.SECOND)
    assert "took no part in the earlier decisions" in letter.requests[0].text
    lines = {line.label: line.value for line in letter.re}
    assert "Earlier decision" in lines
    assert lines["Reference"] == case_of(LetterKind.SECOND).denial.reference


@pytest.mark.parametrize("label", LETTERS)
def test_only_appeals_to_another_reviewer_ask_for_one(label):
    letter = argued(label).document
    asks = "took no part" in told(letter.requests)
    assert asks is (letter.document is LetterKind.SECOND)


def test_without_points_there_is_no_second_level_letter():
    case = case_of(LetterKind.SECOND)
    bare = case.denial.model_copy(update={"points": ()})
    sheet = made(case.model_copy(update={"denial": bare}))
    assert isinstance(sheet, GapSheet)
    assert any("point by point" in question.question for question in sheet.questions)


def test_a_point_without_its_reason_is_asked_about_and_not_answered():
    case = case_of(LetterKind.SECOND)
    point = case.denial.points[0].model_copy(update={"about": None})
    open_one = case.denial.model_copy(update={"points": (point,)})
    sheet = made(case.model_copy(update={"denial": open_one}))
    assert isinstance(sheet, GapSheet)
    assert any(point.quote in question.question for question in sheet.questions)


def test_the_review_sheet_keeps_the_steps_of_the_next_level():
    """What its action sheet would tell to do beside the letter is not lost."""
    told_ = argued(LABEL_OF[LetterKind.SECOND])
    steps = [line.value for line in told_.review.route if line.label == "Also"]
    assert steps == list(told_.routing.route.steps)
    assert len(steps) > 2


# Expedited appeal


def test_an_expedited_appeal_quotes_the_physician_before_anything_else():
    """Statement, name and day stand between the request and the denial, with a telephone."""
    letter, case = letter_of(LetterKind.EXPEDITED), case_of(LetterKind.EXPEDITED)
    assert letter.request_type == "EXPEDITED"
    said = told(letter.urgency)
    assert f"“{case.urgency.statement}”" in said
    assert case.urgency.by in said
    assert case.clinician.phone in said
    page = to_html(letter)
    assert page.index("Why the standard time") < page.index("The denial and the reply")


def test_the_facts_beside_the_statement_are_dated_results():
    """Only what was measured is added: each number is a result of the record with its day."""
    letter = letter_of(LetterKind.EXPEDITED)
    (record,) = [claim for claim in letter.urgency.claims if "From the record" in claim.text]
    assert len(record.facts) >= 6
    assert len({fact.on for fact in record.facts}) == 2
    assert all(fact.on and fact.document for fact in record.facts)
    assert "Ex. " in record.text


def test_the_time_for_an_urgent_decision_is_only_that_of_the_track():
    """Where no rule of the track gives one, no number of hours is named."""
    letter, case = letter_of(LetterKind.EXPEDITED), case_of(LetterKind.EXPEDITED)
    assert re.search(r"\b72 hours\b", told(letter.urgency))
    other = case.coverage.model_copy(update={"track": PlanTrack.OTHER})
    plain = made(case.model_copy(update={"coverage": other}))
    assert plain.request_type == "EXPEDITED"
    assert "hours" not in told(plain.urgency)
    assert "An expedited decision is requested." in told(plain.urgency)


def test_without_a_statement_an_expedited_appeal_is_asked_about_and_never_written():
    case = case_of(LetterKind.EXPEDITED).model_copy(update={"urgency": None})
    assert made(case).document is LetterKind.FIRST
    sheet = made(case, LetterKind.EXPEDITED)
    assert isinstance(sheet, GapSheet)
    (question,) = [one for one in sheet.questions if one.attested]
    assert "physician" in question.question
    assert "urgency statement" in question.where


def test_a_service_already_given_is_never_expedited():
    """LN-023 has a statement and a day of service behind it."""
    told_ = argued("LN-023")
    assert told_.case.urgency is not None
    assert told_.document.request_type == "STANDARD"
    assert told_.document.urgency is None
    assert "already given" in told_.review.kind[0].detail
    with pytest.raises(KindError):
        made(told_.case, LetterKind.EXPEDITED)


@pytest.mark.parametrize(
    "kind",
    [LetterKind.NECESSITY, LetterKind.SECOND, LetterKind.EXTERNAL, LetterKind.EXCEPTION],
)
def test_a_statement_makes_other_kinds_urgent_too(kind):
    """The type of the request is EXPEDITED and the statement printed; the kind stays."""
    stated = Urgency(statement="Each week counts.", by="A. Clinician", on=AS_OF, read=READ)
    letter = made(case_of(kind).model_copy(update={"urgency": stated}))
    assert letter.document is kind
    assert letter.request_type == "EXPEDITED"
    assert "“Each week counts.”" in told(letter.urgency)
    assert letter_of(kind).request_type == "STANDARD"
    assert letter_of(kind).urgency is None


# External review


def test_an_external_review_tells_each_decision_once():
    """All decisions with their references, oldest first, in one table of days."""
    letter, case = letter_of(LetterKind.EXTERNAL), case_of(LetterKind.EXTERNAL)
    days = [event.on for event in letter.chronology]
    assert days == sorted(set(days))
    whole = told(letter.chronology)
    references = [decision.reference for decision in case.decisions] + [case.denial.reference]
    assert len(references) == 3
    assert [whole.count(reference) for reference in references] == [1, 1, 1]
    assert whole.count("appeal filed") == 2


def test_an_external_review_tells_procedures_therapies_and_results_by_day():
    """Each day of the record that the chronology must hold is there."""
    letter, case = letter_of(LetterKind.EXTERNAL), case_of(LetterKind.EXTERNAL)
    days = {event.on for event in letter.chronology}
    started = {i.start for i in case.evidence if isinstance(i, Therapy) and i.start}
    assert {day for day in started if day <= AS_OF} <= days
    assert {i.on for i in case.evidence if i.kind == "procedure"} <= days
    assert max(days) <= AS_OF
    assert all(event.what.facts for event in letter.chronology)


def test_an_external_review_goes_to_the_reviewer_and_encloses_the_authorization():
    letter = letter_of(LetterKind.EXTERNAL)
    assert "To the Independent Reviewer:" in text_of(letter)
    (claim,) = [one for one in letter.requests if "authorization" in one.text]
    exhibit = claim.facts[0].document
    assert f"(Ex. {exhibit})" in claim.text
    assert exhibit in {one.letter for one in letter.enclosures}


def test_the_plans_definition_is_quoted_where_it_is_on_record():
    letter, case = letter_of(LetterKind.EXTERNAL), case_of(LetterKind.EXTERNAL)
    said = told(letter.definition)
    assert f"“{case.definition}”" in said
    assert re.search(r"” Ex\. [A-Z]+, p\. 41\.", said)
    assert made(case.model_copy(update={"definition": None})).definition is None


def test_what_a_definition_asks_beyond_the_record_is_said_only_where_it_is_attested():
    """Cost against an equal service is the clinician's to attest; until then nothing is said."""
    case = case_of(LetterKind.EXTERNAL)
    (question,) = [q for q in library().vocabulary.questions if q.bears_on == "definition"]
    assert question.says not in told(letter_of(LetterKind.EXTERNAL).definition)
    answer = Attestation(
        question=question.id, answer=True, by="A. Clinician", on=AS_OF, note="Why.", read=READ
    )
    letter = made(case.model_copy(update={"evidence": (*case.evidence, answer)}))
    assert question.says in told(letter.definition)
    assert "“Why.”" in told(letter.definition)


def test_an_external_review_asks_for_no_discussion_and_shows_that_it_is_in_time():
    """Every decision with its notice, the notice's own last word, receipt and last day."""
    letter, case = letter_of(LetterKind.EXTERNAL), case_of(LetterKind.EXTERNAL)
    assert "peer-to-peer" not in told(letter.requests)
    assert "peer-to-peer" in told(letter_of(LetterKind.SECOND).requests)
    said = spaced(letter.denial_quote)
    assert f"“{case.denial.quote}”" in said
    assert [f"(Ex. {x})" in said for x in "ABC"] == [True] * 3
    assert "received on August 24, 2026" in said
    assert "is December 24, 2026" in said


@pytest.mark.parametrize("label", LETTERS)
def test_only_an_external_review_has_a_chronology_and_a_definition(label):
    letter = argued(label).document
    external = letter.document is LetterKind.EXTERNAL
    assert bool(letter.chronology) is external
    assert (letter.definition is not None) is external
    assert ("To the Medical Director:" in text_of(letter)) is not external


def test_an_external_review_without_the_authorization_is_not_written():
    case = case_of(LetterKind.EXTERNAL)
    terms = {t.id for t in library().vocabulary.documents if t.proves == "authorization"}
    kept = tuple(i for i in case.evidence if getattr(i, "document", None) not in terms)
    assert len(kept) == len(case.evidence) - 1
    sheet = made(case.model_copy(update={"evidence": kept}))
    assert isinstance(sheet, GapSheet)
    assert [q.question for q in sheet.questions] == [
        "Has the patient authorized this review in writing?"
    ]


def test_an_external_review_without_points_answers_the_reasons():
    case = case_of(LetterKind.EXTERNAL)
    bare = case.denial.model_copy(update={"points": ()})
    letter = made(case.model_copy(update={"denial": bare}))
    assert letter.points == ()
    assert len(letter.denial_replies) == len(case.denial.reasons) > 0


# Exception


def test_an_exception_gives_each_required_drug_its_ground():
    """Dose, dates, outcome and exhibit of each, a class by the member that was given."""
    letter, case = letter_of(LetterKind.EXCEPTION), case_of(LetterKind.EXCEPTION)
    assert [row.ground for row in letter.steps] == [
        "tried: no adequate response (ground: ineffective)",
        "contraindicated (ground: harm)",
        "not tolerated (ground: harm)",
    ]
    assert len(case.required_drugs) == 3
    for row in letter.steps:
        assert row.outcome
        assert any(fact.document for fact in row.facts)
    assert "(" in letter.steps[2].drug


def test_an_exception_is_no_essay():
    """It argues no necessity and has no chart; what speaks against the drug it does not hide."""
    letter = letter_of(LetterKind.EXCEPTION)
    assert letter.treatments == ()
    assert (letter.laboratory, letter.chart, letter.delay) == (None, None, None)
    assert letter.recommendation == ()
    assert letter.adverse
    assert (letter.monitoring, letter.stopping) == ((), ())
    assert "Supporting statement" in text_of(letter)
    assert "Medical necessity." not in text_of(letter)


def test_the_words_of_part_d_stand_only_where_its_rule_applies():
    """The prescriber's statement follows the rule that is cited, and claims only what is shown."""
    letter, case = letter_of(LetterKind.EXCEPTION), case_of(LetterKind.EXCEPTION)
    (rule,) = (one for one in library().appeals.exceptions if one.track is PlanTrack.PART_D)
    cited = {c.statement for part in letter.necessity for k in part.claims for c in k.citations}
    assert set(rule.cites) <= cited
    other = case.coverage.model_copy(update={"track": PlanTrack.INSURED})
    plain = made(case.model_copy(update={"coverage": other}))
    cited = {c.statement for part in plain.necessity for k in part.claims for c in k.citations}
    assert cited.isdisjoint(rule.cites)
    assert "has been ineffective" in told(letter.necessity)
    assert "has been ineffective" not in told(plain.necessity)
    assert not any("ground:" in row.ground for row in plain.steps)


def test_an_exception_tells_each_course_by_its_results_and_what_ran_beside_it():
    """A drug stopped for harm is told with the results of that time and those after it."""
    said = told(letter_of(LetterKind.EXCEPTION).necessity)
    assert re.search(r"0\.80 → 1\.12\smg/dL", said)
    assert re.search(r"After it was stopped: Creatinine 0\.82\smg/dL", said)
    assert "was given beside" in said
    assert "fill history is enclosed" in said


def test_doses_counted_by_weeks_are_named_and_summed():
    """Four doses of a schedule that counts weeks are those four, with all their billing units."""
    said = told(letter_of(LetterKind.EXPEDITED).ask)
    assert "4 doses (weeks 0, 2, 24, and 26), 400 billing units in all" in said
    assert "then every" not in said


def test_an_exception_for_an_untried_drug_without_argument_is_refused():
    """The sheet names the drug and what decided it; no letter is written."""
    case = imaginary.case("IM-1").model_copy(update={"required_drugs": ("stardew",)})
    of = imaginary.library()
    silent = {
        name: pathway.model_copy(update={"rebuttals": ()}) for name, pathway in of.pathways.items()
    }
    bare = of.model_copy(update={"pathways": silent})
    routing = route(case, bare, AS_OF)
    sheet = compose(case, determine(case, bare, AS_OF, None, routing.kind), bare, routing)
    assert isinstance(sheet, UnsupportedSheet)
    assert any("stardew" in told(refusal.finding) for refusal in sheet.refusals)


@pytest.mark.parametrize("label", LETTERS)
def test_only_what_turns_on_other_drugs_has_a_table_of_them(label):
    letter, case = argued(label).document, argued(label).case
    assert bool(letter.steps) is bool(case.required_drugs)


def test_a_denial_for_other_drugs_shows_those_required_in_any_appeal():
    """A first-level appeal against step therapy has the same table, and refers to it."""
    case = case_of(LetterKind.FIRST)
    required = next(i.drug for i in case.evidence if isinstance(i, Therapy))
    letter = made(case.model_copy(update={"required_drugs": (required,)}))
    assert letter.document is LetterKind.FIRST
    assert letter.steps
    assert f"Table {letter.tables.steps}" in told(letter.denial_replies)


def test_composing_a_letter_of_any_kind_is_a_function():
    """The same case, library and day make the same letter and review sheet, of every kind."""
    for label in LABEL_OF.values():
        first = argued(label)
        again = argue(first.case, library_of(label), AS_OF, reading())
        assert again.document == first.document
        assert again.review == first.review


def test_a_later_day_keeps_the_kind():
    """A statement of urgency does not age within the days of an appeal."""
    case = case_of(LetterKind.EXPEDITED)
    routing = route(case, library(), AS_OF + dt.timedelta(days=7))
    assert routing.kind is LetterKind.EXPEDITED


def test_a_review_sheet_can_be_made_of_every_letter():
    for kind, label in LABEL_OF.items():
        done = argued(label)
        review = compose_review(
            done.case.known_on(AS_OF), done.determination, library(), done.document, done.routing
        )
        assert review.case_id == done.case.id, kind
