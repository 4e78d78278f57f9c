import datetime as dt
import re
from decimal import Decimal

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import Attestation, Comparator, Measurement, Therapy
from letters.case.model import Level, Ruling
from letters.case.provenance import Provenance
from letters.citations.pathway import Reply
from letters.determination.model import Reading
from letters.rationale.model import Cited, Claim
from letters.rationale.plain_record import LITTLE, SAME, moved
from letters.rationale.printing import day
from letters.rationale.told import replies
from letters.rationale.walk import parts
from letters.routing.model import Routing
from rationale import argued, library, library_of
from rationale.companions import changed, copy, copy_of, letter_of, lettered
from rationale.readable import grade, text_of
from rationale.test_policy import argued_by, case_of, confirming

LETTERED = lettered()
DENIED = [label for label in LETTERED if argued(label).case.denial]
HIGHEST = 8.0
"""The school grade that nothing for a patient may pass."""


def text(copied) -> str:
    return text_of(copied)


def spoken(on: dt.date) -> str:
    return day(on).replace("\N{NO-BREAK SPACE}", " ")


def section(copied, heading: str) -> str:
    """What stands under a heading; nothing where there is no such section."""
    found = [part for part in copied.sections if heading in part.heading]
    return " ".join(claim.text for part in found for claim in parts(part, Claim))


@pytest.mark.parametrize("label", LETTERED)
def test_every_copy_reads_at_the_eighth_grade_or_below(label):
    """By Flesch-Kincaid and by SMOG, with long names replaced and as the text stands."""
    assert max(grade(copy_of(label), library_of(label))) <= HIGHEST


def test_the_measure_tells_hard_from_easy():
    """The letter itself is far above the grade of its copy, by both formulas."""
    letter = " ".join(claim.text for claim in parts(letter_of("LN-006"), Claim))
    copied = grade(copy_of("LN-006"), library())
    assert textstat.flesch_kincaid_grade(letter) > copied.kincaid_raw + 4
    assert textstat.smog_index(letter) > copied.smog_raw + 3
    assert textstat.flesch_kincaid_grade("The dog ran. It was a good dog. We saw it run.") < 3


@pytest.mark.parametrize("label", LETTERED)
def test_no_sentence_is_long(label):
    """Nothing that a patient reads has more than 30 words before it comes to an end."""
    sentences = re.split(r"(?<=[.?!:])\s+", text(copy_of(label)))
    assert max(len(sentence.split()) for sentence in sentences) <= 30


@pytest.mark.parametrize("label", LETTERED)
def test_every_number_stands_in_the_letter_or_in_the_route(label):
    """No number is new: each is of the letter, the notice's day, the last day or the practice."""
    done, copied = argued(label), copy_of(label)
    known = done.document.model_dump_json() + done.case.model_dump_json()
    known += done.routing.model_dump_json()
    known += " ".join(day(on) for on in _days(done) if on is not None)
    known += "".join(claim.text for claim in parts(done.document, Claim))
    for claim in parts(copied, Claim):
        for number in re.findall(r"\d+(?:[.,]\d+)*", claim.text):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", known), claim.text


def _days(done) -> list[dt.date | None]:
    dates = [done.case.denial and done.case.denial.notice_on]
    deadline = done.routing.deadline
    dates += [deadline.due, deadline.act_by] if deadline else []
    dates += [decision.on for decision in done.case.decisions]
    dates += [s.start for s in done.case.services]
    for item in done.case.evidence:
        dates += [item.start, item.stop] if isinstance(item, Therapy) else [item.on]
    return dates


@pytest.mark.parametrize("label", LETTERED)
def test_every_drug_named_is_one_of_the_case_or_of_a_cited_statement(label):
    """A drug is named because the case has it or because a statement told here speaks of it."""
    library, done, copied = library_of(label), argued(label), copy_of(label)
    own = {service.drug for service in done.case.services}
    own |= {item.drug for item in done.case.evidence if isinstance(item, Therapy)}
    for claim in parts(copied, Claim):
        told = {
            drug.id
            for drug in library.vocabulary.drugs
            if re.search(rf"(?<!\w){re.escape(drug.name)}(?!\w)", claim.text, re.IGNORECASE)
        }
        said = " ".join(
            f"{library.source_of(c.statement).short} {library.statement(c.statement).says}"
            for c in claim.citations
        ).casefold()
        assert {
            drug for drug in told - own if library.drug(drug).name.casefold() not in said
        } == set()


@pytest.mark.parametrize("label", LETTERED)
def test_what_is_dated_or_measured_rests_on_a_fact(label):
    """Each sentence with a number, but for how to call, names the fact or the rule behind it."""
    copied = copy_of(label)
    for part in copied.sections:
        for claim in parts(part, Claim):
            if re.search(r"\d", claim.text):
                assert claim.facts or claim.citations, claim.text


@pytest.mark.parametrize("label", DENIED)
def test_each_reason_of_the_plan_is_told(label):
    """Every stated reason is told in its plain words, else by its name."""
    library = library_of(label)
    said = section(copy_of(label), "plan say")
    for reason in argued(label).case.denial.reasons:
        assert (library.plain(reason) or library.word(reason)) in said


def test_a_request_that_was_not_denied_has_no_answer_of_the_plan():
    """Before any denial nothing is said of what the plan said, and no last day is named."""
    copied = copy_of("LN-001")
    assert section(copied, "plan say") == ""
    assert "last day" not in text(copied)
    assert "at the latest" not in text(copied)


def test_the_library_has_plain_words_for_all_that_a_copy_may_say():
    """Each denial reason, route, diagnosis, chart measure and kind of drug has plain words."""
    held, words = library(), library().vocabulary
    lacking = [
        t.id for t in (*words.denial_reasons, *words.routes, *words.diagnoses) if not t.plain
    ]
    lacking += [m for pack in held.packs.values() for m in pack.chart.measures if not held.plain(m)]
    for pathway in held.pathways.values():
        for drug in pathway.applies_to.drugs:
            if not any(held.plain(name) for name in (drug, *held.drug(drug).classes)):
                lacking.append(drug)
    assert lacking == []


def test_each_adverse_statement_and_boxed_warning_has_plain_words():
    """What speaks against a treatment can be told to the patient, each piece of it."""
    held = library()
    wanted = {s for path in held.pathways.values() for reply in path.answers for s in reply.to}
    wanted |= {boxed for drug in held.vocabulary.drugs for boxed in drug.boxed}
    assert len(wanted) > 30
    assert [statement for statement in sorted(wanted) if not held.statement(statement).plain] == []


def judged(label: str):
    """The pathways by which a case's letter argues, each with its drug and judgement."""
    held = library_of(label)
    for service in argued(label).determination.services:
        for judgement in service.judgements:
            if service.choice and judgement.pathway == service.choice.pathway:
                yield service.service.drug, judgement, held.pathways[judgement.pathway]


def cited(copied) -> set[str]:
    return {c.statement for c in parts(copied, Cited)}


@pytest.mark.parametrize("label", LETTERED)
def test_what_the_letter_says_against_it_is_told_unless_the_patient_does_not_have_it(label):
    """Each adverse statement is told or counted, but for what is not so in this patient."""
    absent, held = set(), set()
    for _, judgement, pathway in judged(label):
        for statement, reply in replies(pathway.answers, judgement):
            (absent if reply.absent else held).add(statement)
    told = {c.statement for p in letter_of(label).adverse for c in p.claims[0].citations}
    assert (told & held) <= cited(copy_of(label))
    assert cited(copy_of(label)).isdisjoint(absent - held)


@pytest.mark.parametrize("label", LETTERED)
def test_at_most_three_points_against_it_are_told_by_themselves(label):
    """Beside the warnings of labels no more than three points stand, each once."""
    warned = {s for drug, _, _ in judged(label) for s in library_of(label).drug(drug).boxed}
    adverse = {
        s for _, judgement, path in judged(label) for s, _ in replies(path.answers, judgement)
    }
    part = next(p for p in copy_of(label).sections if "against" in p.heading)
    own = [
        paragraph.claims[0]
        for paragraph in part.paragraphs
        if {c.statement for c in paragraph.claims[0].citations} & (adverse - warned)
        and "more points" not in paragraph.claims[0].text
    ]
    assert len(own) <= 3
    assert len({claim.text for claim in own}) == len(own)


def test_what_is_left_out_of_many_points_is_said_to_be_there():
    """Of many points three are told, the first of the pathway, and the same words once."""
    said = section(copy_of("LN-019"), "against")
    assert "did not reach its main goal" in said
    assert said.count("Many of the studies of rituximab had no other group to compare with.") == 1
    assert "There are more points that speak against it." in said
    assert "could be due to chance" not in said


def test_features_that_the_patient_does_not_have_are_no_points_against_it():
    """Class V alone, a low filtration rate or a high ratio is told only where it may be so."""
    assert "only class V" not in text(copy_of("LN-020"))
    assert "the kidneys work too poorly" not in text(copy_of("LN-021"))
    assert "cyclophosphamide" not in section(copy_of("LN-021"), "against")
    assert "a lot of protein" not in section(copy_of("LN-022"), "against")
    assert "one type of damage" in section(copy_of("LN-002"), "against")


@pytest.mark.parametrize("label", LETTERED)
def test_each_boxed_warning_of_a_requested_drug_is_told(label):
    """No boxed warning that was checked is left out, in words of the library."""
    held, said = library_of(label), section(copy_of(label), "against")
    for service in argued(label).case.services:
        for boxed in held.drug(service.drug).boxed:
            if held.statement(boxed).plain:
                assert held.statement(boxed).plain in said


def test_a_drug_without_a_boxed_warning_is_told_with_what_its_label_warns_of():
    """The label's warnings for which the plan watches are told where there is no boxed one."""
    said = section(copy_of("LN-022"), "against")
    assert "depression" in said
    assert "serious infections" in said


def test_deaths_are_told_with_the_dose_asked_for_and_the_later_study():
    """Who is asked to take the dose at which people died is told so, and what came after."""
    said = section(copy_of("LN-021"), "against")
    assert "the low dose, 23.7 mg. This is the dose that the letter asks for." in said
    assert "In a later and longer study, no one died with voclosporin." in said


@pytest.mark.parametrize(
    "label", [x for x in LETTERED if x in ("LN-002", "LN-005", "LN-019", "LN-021", "LN-022")]
)
def test_what_the_treatment_is_hoped_to_do_is_told_before_what_speaks_against_it(label):
    """The risks do not stand alone, nor does the hope promise anything."""
    told = text(copy_of(label))
    assert re.search(r"more people got better with|of more people got better with", told)
    hoped = told.index("No one can know how it will work for you.")
    assert hoped < told.index("What speaks against it?")


@pytest.mark.parametrize("word", ["dummy", "placebo", "UPCR", "eGFR"])
@pytest.mark.parametrize("label", LETTERED)
def test_no_jargon_of_trials_or_laboratories_is_told(label, word):
    """Tests are named in words, and nobody reads of a dummy treatment."""
    assert word not in text(copy_of(label))


def reading_of(value: str, bound: Comparator = Comparator.EXACT) -> Reading:
    on = dt.date(2026, 1, 5)
    read = Provenance(file="labs.csv", sha256="0" * 64, row=2)
    measured = Measurement(
        measure="m", value=Decimal(value), unit="g/g", on=on, comparator=bound, read=read
    )
    return Reading(measure="m", value=Decimal(value), measurement=measured)


@pytest.mark.parametrize(
    ("first", "last", "improves", "told"),
    [
        ("100", "86", "down", "about the same"),
        ("100", "85", "down", "down a little"),
        ("100", "75", "down", "down"),
        ("100", "85", "up", "down"),
        ("100", "116", "down", "up"),
        ("100", "116", "up", "up a little"),
        ("100", "130", "up", "up"),
        ("100", "116", None, "up"),
    ],
)
def test_how_a_number_moved_agrees_with_the_numbers(first, last, improves, told):
    """Under 15% is no change; a little is said only of a change for the better under 25%."""
    assert moved(reading_of(first), reading_of(last), improves) == told


def test_how_a_number_moved_is_not_told_of_a_bound():
    """A result reported as below a bound has no known change."""
    assert moved(reading_of("3"), reading_of("1", Comparator.BELOW), "down") is None


@given(st.decimals("0.1", "100", places=1), st.decimals("0.1", "100", places=1))
def test_a_change_for_the_worse_is_never_told_as_little(first, last):
    """Of each pair of results, the one that got worse is told as no change or without softening."""
    for improves, worse in (("down", last > first), ("up", last < first)):
        told = moved(reading_of(str(first)), reading_of(str(last)), improves)
        assert told is not None
        assert not (worse and "little" in told)


def test_the_thresholds_of_a_change_are_those_of_the_library():
    """What is told as no change, or as a little, is what its definitions and targets call so."""
    read = library().packs["lupus-nephritis"].response
    assert max(d.stable_within for d in read.definitions if d.stable_within) == SAME
    assert min(m.falls_by for m in read.milestones if m.falls_by) == LITTLE


def test_an_unmet_rule_of_the_plan_is_told():
    """Where a confirmed rule of the plan is not met, it is not said that all is well."""
    by = argued_by(case_of("LN-002"), confirming())
    assert any(row.verdict == "not met" for row in by.document.policy.rows)
    told = text(copy("LN-002", by))
    assert "One rule of your plan is not met. The letter says so and asks for an exception." in told
    assert "rule" not in section(copy_of("LN-002"), "should pay")


def test_a_drug_that_goes_on_is_told_apart_from_one_that_was_stopped():
    """What is still taken has not helped enough so far; what was stopped says once why."""
    said = section(copy_of("LN-019"), "should pay")
    assert "It has not helped enough so far. The plan is to go on with it." in said
    assert said.count("It was stopped because it did not help enough.") == 1
    assert "It ended as planned, but it did not help enough." in said
    assert "It did not help." not in said


def test_a_course_whose_results_got_worse_is_not_said_to_be_too_early_to_judge():
    """The results speak by themselves, and the words do not say otherwise."""
    said = section(copy_of("LN-020"), "should pay")
    assert "too early" not in said
    assert "The number went up. A lower number is better." in said


def test_why_other_drugs_are_unsuitable_is_told_to_be_in_the_letter_and_not_disclosed():
    """The copy names no illness that a clinician noted, but says that the letter does."""
    notes = [e.note for e in argued("LN-019").case.evidence if isinstance(e, Attestation)]
    assert any(note and "depress" in note for note in notes)
    assert "The letter gives the reasons why other drugs do not suit you." in text(
        copy_of("LN-019")
    )
    assert "depress" not in text(copy_of("LN-019"))
    assert "other drugs do not suit you" not in text(copy_of("LN-020"))


def test_an_external_review_is_told_as_what_it_is():
    """Somebody outside the plan decides, in the time of the rule, after each no of the plan."""
    told = text(copy_of("LN-021"))
    assert "Our letter asks someone outside your plan to look at its answer." in told
    assert "Your plan has said no three times: on April 6, 2026, May 26, 2026, and August" in told
    assert "Someone who does not work for your plan will look at the letter and decide." in told
    assert "The answer is due in 45 days." in told
    assert "Your signed permission goes with it." in told
    assert "Your plan will look at the letter" not in told


def test_permission_is_told_only_where_it_is_on_file():
    """A permission that nobody has on file is not said to go with the letter."""
    done = argued("LN-021")
    kept = tuple(
        e for e in done.case.evidence if getattr(e, "document", "") != "patient-authorization"
    )
    assert len(kept) < len(done.case.evidence)
    bare = done.model_copy(update={"case": done.case.model_copy(update={"evidence": kept})})
    assert "permission" not in text(copy("LN-021", bare))


def test_an_exception_is_told_as_what_it_is():
    """An exception is asked for by its name."""
    assert "make an exception to its rules" in text(copy_of("LN-022"))


def test_off_label_use_is_said_and_labeled_use_is_said():
    """The copy says plainly whether the drug label lists the disease."""
    assert "does not list your disease. This is called off-label use." in text(copy_of("LN-006"))
    assert "lists your disease" in section(copy_of("LN-001"), "should pay")
    assert "off-label" not in text(copy_of("LN-001"))


def test_the_last_day_is_told_only_where_a_rule_gives_it():
    """A day that was counted is printed; without one the copy says that it is to be found out."""
    label = "LN-006"
    deadline = argued(label).routing.deadline
    assert f"by {spoken(deadline.act_by)} at the latest" in text(copy_of(label))
    undated = deadline.model_copy(update={"due": None, "unverified": True})
    told = text(copy(label, changed(label, routing={"deadline": undated})))
    assert "We will find out which day it is." in told
    assert "at the latest" not in told
    unsure = deadline.model_copy(update={"unverified": True})
    assert "at the latest" not in text(copy(label, changed(label, routing={"deadline": unsure})))


def test_a_last_day_that_is_past_is_said_to_be_past():
    """Nobody is told to expect a letter by a day that is gone."""
    label = "LN-006"
    deadline = argued(label).routing.deadline
    gone = deadline.model_copy(update={"due": dt.date(2026, 11, 21)})
    told = text(copy(label, changed(label, routing={"deadline": gone})))
    assert f"was {spoken(dt.date(2026, 11, 21))}. That day is past." in told
    assert "at the latest" not in told


def test_one_day_is_told_by_which_to_send_it():
    """Of a last day on which nobody works only the day before it by which to act is told."""
    deadline = argued("LN-002").routing.deadline
    assert deadline.act_by < deadline.due
    told = text(copy_of("LN-002"))
    assert f"We have to send it by {spoken(deadline.act_by)} at the latest." in told
    assert spoken(deadline.due) not in told


def test_between_the_day_to_act_and_the_last_day_it_has_to_go_out_now():
    """When the day by which to act is gone, the last day itself is told."""
    deadline = argued("LN-006").routing.deadline
    close = deadline.model_copy(
        update={"act_by": dt.date(2026, 11, 20), "due": dt.date(2026, 11, 25)}
    )
    told = text(copy("LN-006", changed("LN-006", routing={"deadline": close})))
    assert "It has to go out now. The last day is November 25, 2026." in told


def test_a_draft_says_so_and_a_signed_letter_does_not():
    """Before it is signed the copy tells that the clinician still has to check it."""
    assert copy_of("LN-006").draft
    assert "This is a draft." in text(copy_of("LN-006"))
    final = copy("LN-006", changed("LN-006", letter={"draft": False}))
    assert not final.draft
    assert "draft" not in text(final)


def test_of_a_child_the_copy_speaks_to_the_family():
    """A patient under 18 is not addressed; the day of the birthday ends that."""
    name = argued("LN-006").case.patient.name
    child = changed("LN-006", patient={"born": dt.date(2008, 11, 23)})
    assert copy("LN-006", child).greeting.startswith(f"To the family of {name}")
    grown = changed("LN-006", patient={"born": dt.date(2008, 11, 22)})
    assert copy("LN-006", grown).greeting == f"Dear {name},"


def test_rights_are_told_only_where_the_library_holds_them():
    """The free file of a self-funded plan is told there; elsewhere the patient may only ask."""
    self_funded = section(copy_of("LN-006"), "What can you do?")
    assert "a free copy of your file" in self_funded
    other = section(copy_of("LN-002"), "What can you do?")
    assert "free" not in other
    assert "You can ask your plan how it came to its answer" in other
    bare = Routing(route=argued("LN-006").routing.route, kind=argued("LN-006").routing.kind)
    told = changed("LN-006").model_copy(update={"routing": bare})
    assert "free" not in section(copy("LN-006", told), "What can you do?")


@pytest.mark.parametrize("label", LETTERED)
def test_nobody_is_told_to_change_a_medicine(label):
    """The copy says that nothing is to be changed because of it, and whom to call."""
    done = argued(label).case
    told = text(copy_of(label))
    assert "Do not start, stop, or change any medicine because of this page." in told
    assert done.practice.phone in told
    assert done.clinician.name in told


def test_a_decision_on_an_appeal_is_told_as_such():
    """An upheld denial, one overturned in part and an outside review are told apart."""
    assert "Your plan has said no twice:" in text(copy_of("LN-019"))
    alone = argued("LN-019").case.model_copy(update={"decisions": ()})
    told = text(copy("LN-019", argued("LN-019").model_copy(update={"case": alone})))
    assert "We asked your plan to look again. Its answer" in told
    partly = {"level": Level.FIRST, "ruling": Ruling.PARTLY}
    told = text(copy("LN-006", changed("LN-006", denial=partly)))
    assert "was yes to one part and no to the rest" in told
    outside = {"level": Level.EXTERNAL}
    told = text(copy("LN-006", changed("LN-006", denial=outside)))
    assert "An outside review was made, and the answer" in told


def test_an_urgent_letter_says_that_it_asks_for_a_fast_answer():
    """An expedited letter goes out at once and names the time of a fast answer, no far-off day."""
    assert letter_of("LN-020").request_type == "EXPEDITED"
    told = text(copy_of("LN-020"))
    assert "It asks for a fast answer." in told
    assert "we send it to your plan right away" in told
    assert "A fast answer is due in 72 hours." in told
    assert "at the latest" not in told
    assert "fast answer" not in text(copy_of("LN-006"))


def test_the_time_of_a_fast_answer_is_told_only_where_a_rule_was_checked():
    """Without a cited rule no time is named."""
    deadline = argued("LN-020").routing.deadline.model_copy(update={"expedited_cites": ()})
    assert "hours" not in text(copy("LN-020", changed("LN-020", routing={"deadline": deadline})))


def test_a_library_without_plain_words_is_told_by_its_names():
    """Where the library has no plain words its own names print, and that there is more to say."""
    told = text(copy_of("IM-2"))
    assert "You have glassbone fever." in told
    assert "It also gave this reason: untested or novel." in told
    assert "There are more points that speak against it." in told


@pytest.mark.parametrize("label", LETTERED)
def test_a_copy_survives_json_and_names_each_claim_once(label):
    """The copy is stored and read back whole; its claims have ids of their own."""
    copied = copy_of(label)
    assert type(copied).model_validate_json(copied.model_dump_json()) == copied
    ids = [claim.id for claim in parts(copied, Claim)]
    assert len(set(ids)) == len(ids) > 10


def test_the_disease_is_named_plainly_first_and_once_by_its_name():
    """The plain name comes before the medical one, which is said once under the request."""
    said = section(copy_of("LN-006"), "should pay")
    assert said.index("kidney disease from lupus") < said.index("lupus nephritis")
    assert said.count("lupus nephritis") == 1


def test_a_feature_can_be_absent_only_where_a_criterion_shows_it():
    """A reply that holds of everybody cannot say that this patient lacks what is objected to."""
    with pytest.raises(ValueError, match="absent"):
        Reply(to=("a/b",), because="So.", cites=("a/b",), absent=True)
    assert Reply(to=("a/b",), because="So.", cites=("a/b",), when=("c",), absent=True).absent
