"""The review sheet: all that a letter rests on stands there once, what matters most first."""

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import Attestation, Ending, Outcome, Therapy
from letters.case.model import Level
from letters.case.vocabulary import RouteKind
from letters.pipeline import Argued, CompanionKind, Wanted, argue
from letters.rationale import Letter, ReviewSheet
from letters.rationale.found import _differs
from letters.rationale.model import Cited, Claim, Fact, Paragraph, PatientCopy, ReviewItem
from letters.rationale.phrasing import Phrasebook
from letters.rationale.printing import day
from letters.rationale.review import _begun, review_sheet
from letters.rationale.walk import parts
from letters.rationale.writer import Writer
from letters.routing.model import Deadline
from rationale import AS_OF, LABELS, argued, library_of, reading
from rationale.routings import routed
from rationale.test_policy import argued_by, case_of, confirming

LETTERS = [label for label in LABELS if isinstance(argued(label).document, Letter)]
SECOND, EXPEDITED, EXCEPTION, NAMED, AGED = "LN-019", "LN-020", "LN-022", "LN-002", "LN-005"


@cache
def by_policy(label: str) -> Argued:
    return argued_by(case_of(label), confirming())


def review_of(done: Argued) -> ReviewSheet:
    assert done.review is not None
    return done.review


def letter_of(done: Argued) -> Letter:
    assert isinstance(done.document, Letter)
    return done.document


def facts_of(review: ReviewSheet) -> set[Fact]:
    """The facts that stand on a sheet, as a letter holds them: without names."""
    fields = set(Fact.model_fields)
    return {Fact(**fact.model_dump(include=fields)) for fact in parts(review, Fact)}


def texts(items: tuple[ReviewItem, ...]) -> str:
    return " ".join(f"{item.what} {item.detail}" for item in items).replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.parametrize("label", LETTERS)
def test_nothing_that_must_be_confirmed_is_dropped(label):
    """Every fact, attestation and second-hand statement of the letter stands on the sheet."""
    done, library = argued(label), library_of(label)
    letter, review = letter_of(done), review_of(done)
    questions = {question.name: question for question in library.vocabulary.questions}
    listed = facts_of(review)
    attested = texts((*review.attestations, *review.on_record))
    for fact in parts(letter, Fact):
        if fact.what in questions:
            question = questions[fact.what]
            says = question.says if fact.value == "yes" else question.denies
            assert says in attested
        elif (fact.value or fact.on) and (fact.row or fact.part):
            assert fact in listed or any(_tells_all(other, fact) for other in listed)
    read = {c.statement for c in parts(letter, Cited) if c.level == "secondary"}
    says = {f"{library.source_of(n).short} {library.statement(n).says}." for n in read}
    assert {item.what for item in review.second_hand} == says


def _tells_all(more: Fact, fact: Fact) -> bool:
    """Whether who ticks one fact has ticked all that another says."""
    row = (more.file, more.row, more.part) == (fact.file, fact.row, fact.part)
    if more.what == "request" and fact.value in ("planned", "") and fact.on:
        return row and day(fact.on) in more.value
    if not fact.value:
        return bool(more.value) and more.on == fact.on and (row or more.what == fact.what)
    return row and more.what == fact.what and more.value.startswith(f"{fact.value},")


@pytest.mark.parametrize("label", LETTERS)
def test_no_row_tells_what_another_row_tells(label):
    """What is ticked is ticked once: the request, its parts, the day of the decision."""
    facts = review_of(argued(label)).facts
    assert not [
        (one.name, other.name)
        for one in facts
        for other in facts
        if one.name != other.name and _tells_all(other, one) and one.file == "cases.csv"
    ]


@pytest.mark.parametrize("label", LETTERS)
def test_every_attestation_on_record_stands_once(label):
    """What the letter prints and what it does not are told apart, and nothing is left out."""
    done = argued(label)
    review = review_of(done)
    answers = [e for e in done.case.known_on(AS_OF).evidence if isinstance(e, Attestation)]
    assert len(review.attestations) + len(review.on_record) == len(answers)
    printed = set(parts(letter_of(done), Fact))
    said = sum(any(f.what == q.name for f in printed) for q in _asked(label, answers))
    assert len(review.attestations) == said


def _asked(label: str, answers: list[Attestation]):
    questions = {q.id: q for q in library_of(label).vocabulary.questions}
    return [questions[answer.question] for answer in answers]


@pytest.mark.parametrize("label", LETTERS)
def test_no_row_is_blank_and_none_stands_twice(label):
    """Each other fact has a value or a day, and each report has results."""
    review = review_of(argued(label))
    assert all(fact.value or fact.on for fact in review.facts)
    listed = [fact.model_dump(exclude={"name"}) for fact in review.facts]
    assert all(listed.count(one) == 1 for one in listed)
    assert all(report.results and report.facts for report in review.reports)
    grouped = [fact for report in review.reports for fact in report.facts]
    assert not [one for one in grouped if one.model_dump() in listed]


def test_the_results_of_one_report_have_one_tick():
    """All results of a day and a document stand in one row, in short words with their values."""
    review = review_of(argued(SECOND))
    places = [(report.on, report.facts[0].document) for report in review.reports]
    assert len(set(places)) == len(places)
    assert len(review.reports) < 16
    longest = max(review.reports, key=lambda report: len(report.results))
    assert len(longest.results) > 6
    for report in review.reports:
        assert {(f.document, f.on) for f in report.facts} == {(report.facts[0].document, report.on)}
        assert all(fact.value in " ".join(report.results) for fact in report.facts)


def test_each_point_of_the_reviewer_stands_with_the_beginning_of_its_reply():
    """The quote with its page, and the first sentence that the letter replies."""
    done = argued(SECOND)
    review, letter = review_of(done), letter_of(done)
    assert len(letter.points) == len(review.replies) == 3
    for reply, item in zip(letter.points, review.replies, strict=True):
        assert reply.point.facts[0].value in item.what
        assert item.facts == reply.point.facts
        assert item.detail
        assert reply.answer.claims[0].text.startswith(item.detail)
    assert not any(fact.what == "point" for fact in review.facts)


def test_each_stated_reason_stands_with_the_beginning_of_its_reply():
    """Without points of a reviewer the reasons of the denial are listed."""
    done = argued(EXPEDITED)
    replies = letter_of(done).denial_replies
    assert replies
    for reply, item in zip(replies, review_of(done).replies, strict=True):
        assert reply.reason in item.what
        assert item.detail
        assert reply.answer.claims[0].text.startswith(item.detail)


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("It rose by 5.2%. It fell.", "It rose by 5.2%."),
        ("See Exhibit I, p. 2. It fell.", "See Exhibit I, p. 2."),
        ("A said: “It rose. It fell.” It stayed.", "A said: “It rose. It fell.”"),
        ("It rose", "It rose"),
    ],
)
def test_a_reply_is_told_to_the_end_of_its_first_sentence(text, begun):
    """Neither a number nor words quoted are cut."""
    claim = Claim(id="c1", text=text)
    assert _begun(Paragraph(claims=(claim, claim))) == begun


@pytest.mark.parametrize("label", [NAMED, AGED])
def test_a_criterion_not_met_has_a_tick_with_what_is_argued(label):
    """The payer's criterion, NOT MET, and each sentence of the exception to it."""
    done = by_policy(label)
    letter, review = letter_of(done), review_of(done)
    assert letter.policy is not None
    (row,) = (row for row in letter.policy.rows if row.verdict == "not met")
    (item,) = review.exceptions
    assert row.says in item.what
    assert "NOT MET" in item.what
    assert all(claim.text in item.detail for claim in letter.policy_exceptions[0].claims)
    assert item.asks == "Your reason"  # the library argues it; the signer says why


def test_a_policy_taken_because_it_is_the_payers_is_asked_about_by_what_could_name_it():
    """Before any notice none is spoken of; a notice that names no policy is."""
    assert "no notice yet" in texts(review_of(by_policy(AGED)).identity)
    assert review_of(by_policy(NAMED)).identity == ()
    case = case_of(NAMED)
    assert case.denial is not None
    denial = case.denial.model_copy(update={"policy": None, "policy_on": None})
    unnamed = argued_by(case.model_copy(update={"denial": denial}), confirming())
    assert "the notice names no policy" in texts(review_of(unnamed).identity)


def test_an_expedited_appeal_is_marked_with_the_physicians_own_words():
    """EXPEDITED, the clock, the statement to be confirmed by who made it; none on others."""
    done = argued(EXPEDITED)
    review = review_of(done)
    stated = done.case.urgency
    assert stated is not None
    assert review.expedited
    assert review.kind[0].what.startswith("EXPEDITED.")
    assert (
        "72\N{NO-BREAK SPACE}hours" in review.kind[0].detail or "72 hours" in review.kind[0].detail
    )
    assert stated.statement in review.kind[1].what
    assert stated.by in review.kind[1].detail
    assert review.route[0].label == "EXPEDITED"
    assert review.route[0].strong
    other = review_of(argued(SECOND))
    assert not other.expedited
    assert len(other.kind) == 1
    assert all(line.label != "EXPEDITED" for line in other.route)


@pytest.mark.parametrize("label", LETTERS)
def test_the_words_that_a_letter_quotes_are_to_be_known_to_the_patient(label):
    """Each note of an attestation printed, and each reason quoted, stands under its own heading."""
    done = argued(label)
    letter, review = letter_of(done), review_of(done)
    said = " ".join(" ".join(claim.text.split()) for claim in parts(letter, Claim))
    quoted = texts(review.quoted)
    for one in done.case.known_on(AS_OF).evidence:
        words = one.note if isinstance(one, Attestation) else getattr(one, "reason", None)
        if words and words in said:
            assert words in quoted


def test_words_that_disclose_occur():
    """The test above has something to look at."""
    assert len(review_of(argued(SECOND)).quoted) > 1


@pytest.mark.parametrize("label", [SECOND, EXPEDITED, "LN-021", EXCEPTION, NAMED])
def test_what_a_copy_tells_against_the_treatment_is_to_be_discussed_first(label):
    """Each paragraph of the copy that speaks against it stands on the sheet as it is told."""
    wanted = Wanted(companions=frozenset({CompanionKind.PATIENT}))
    done = argue(case_of(label), library_of(label), AS_OF, reading(), wanted)
    (copy,) = done.companions
    assert isinstance(copy, PatientCopy)
    listed = {item.what for item in review_of(done).serious}
    heading = Phrasebook(library_of(label)).phrase("patient/heading", about="against")
    (against,) = (section for section in copy.sections if section.heading == heading)
    told = {
        " ".join(claim.text for claim in one.claims)
        for one in against.paragraphs
        if any(parts(one, Cited))
    }
    assert told == listed
    assert listed


@pytest.mark.parametrize("label", LETTERS)
def test_each_pathway_stands_once_and_names_two_criteria_at_most(label):
    """Two services of one drug share a row; the criteria left are counted."""
    review = review_of(argued(label))
    titles = [item.what for item in review.choice]
    drugs = {service.drug for service in argued(label).case.services}
    assert len(titles) <= len(set(titles)) * len(drugs)
    assert len({(item.what, item.detail) for item in review.choice}) == len(review.choice)
    assert all(item.detail.count("; ") <= 2 for item in review.choice)


@pytest.mark.parametrize("kind", [RouteKind.NEXT_LEVEL, RouteKind.CLINICAL])
def test_no_line_asks_for_a_last_day_that_the_notice_states(kind):
    """A blank for the day stands only where the day is not known."""
    done = argued(SECOND)
    assert done.determination is not None
    day = dt.date(2026, 12, 7)
    known = Deadline(level=Level.SECOND, stated=day, due=day, act_by=day)
    for deadline, blank in ((known, False), (Deadline(level=Level.SECOND), True)):
        written = {"kind": done.routing.kind, "kind_because": done.routing.kind_because}
        routing = routed(kind, deadline=deadline).model_copy(update=written)
        writer = Writer(done.case, done.determination, library_of(SECOND), routing)
        lines = review_sheet(writer, done.document, ()).route
        asked = any("____" in line.value for line in lines)
        assert asked == (blank and kind is RouteKind.NEXT_LEVEL)
    assert not any("____" in line.value for line in review_of(done).route)


@given(st.sampled_from(Outcome), st.none() | st.sampled_from(Outcome))
def test_a_recorded_outcome_that_the_results_do_not_show_is_asked_about(measured, recorded):
    """Any other outcome than the one recorded contradicts it, but a relapse comes after one."""
    course = _course(outcome=recorded)
    wanted = recorded not in (None, Outcome.RELAPSE, measured)
    assert _differs(course, measured) is wanted


@pytest.mark.parametrize(
    ("measured", "wanted"),
    [(Outcome.PARTIAL, True), (Outcome.COMPLETE, True), (Outcome.NONE, False)],
)
def test_a_course_stopped_for_failure_though_it_responded_is_asked_about(measured, wanted):
    """Why a course ended tells its outcome where none is recorded."""
    course = _course(ended_for=Ending.INADEQUATE_RESPONSE)
    assert _differs(course, measured) is wanted


def _course(**changes: object) -> Therapy:
    given_ = next(e for e in argued(SECOND).case.evidence if isinstance(e, Therapy))
    return given_.model_copy(update={"outcome": None, "ended_for": None} | changes)
