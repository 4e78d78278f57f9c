import datetime as dt
import re

import pytest
import textstat

from letters.case.evidence import Therapy
from letters.case.model import Level, Ruling
from letters.rationale.model import Claim
from letters.rationale.printing import day
from letters.rationale.walk import parts
from letters.routing.model import Routing
from rationale import argued, library, library_of
from rationale.companions import changed, copy, copy_of, letter_of, lettered
from rationale.readable import grade, text_of

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
    assert textstat.flesch_kincaid_grade(letter) > 10
    assert textstat.smog_index(letter) > 11
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
    dates += [done.routing.deadline and done.routing.deadline.due]
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


@pytest.mark.parametrize("label", LETTERED)
def test_what_the_letter_says_against_it_is_told(label):
    """Each adverse statement of the letter is told, off-label use by its own sentence."""
    held, copied = library_of(label), copy_of(label)
    said = section(copied, "against")
    cited = {
        c.statement for p in copied.sections for claim in parts(p, Claim) for c in claim.citations
    }
    for paragraph in letter_of(label).adverse:
        for claim in paragraph.claims[:-1]:
            for one in claim.citations:
                assert one.statement in cited
                plain = held.statement(one.statement).plain
                assert (plain or "more points") in said or "off-label" in said


def test_off_label_use_is_said_and_labeled_use_is_said():
    """The copy says plainly whether the drug label lists the disease."""
    assert "does not list your disease. This is called off-label use." in text(copy_of("LN-006"))
    assert "lists your disease" in section(copy_of("LN-001"), "should pay")
    assert "off-label" not in text(copy_of("LN-001"))


def test_a_kind_that_argues_nothing_still_tells_what_is_against_it():
    """An exception letter sets out no adverse evidence; its copy tells it all the same."""
    assert letter_of("LN-022").adverse == ()
    said = section(copy_of("LN-022"), "against")
    assert "In one study" in said
    assert "The letter tells your plan about these points" not in said
    assert "The letter tells your plan about these points" in text(copy_of("LN-006"))


def test_the_last_day_is_told_only_where_a_rule_gives_it():
    """A day that was counted is printed; without one the copy says that it is to be found out."""
    label = "LN-006"
    deadline = argued(label).routing.deadline
    assert f"by {spoken(deadline.due)} at the latest" in text(copy_of(label))
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


@pytest.mark.parametrize(
    ("filed_when", "said"),
    [("received", "reach your plan"), ("sent", "be sent"), (None, "be filed")],
)
def test_the_last_day_tells_what_has_to_happen(filed_when, said):
    """Arriving, sending and filing are three things."""
    deadline = argued("LN-006").routing.deadline.model_copy(update={"filed_when": filed_when})
    told = text(copy("LN-006", changed("LN-006", routing={"deadline": deadline})))
    assert f"The letter must {said} by" in told


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
    assert "We asked your plan to look again. Its answer" in text(copy_of("LN-019"))
    partly = {"level": Level.FIRST, "ruling": Ruling.PARTLY}
    told = text(copy("LN-006", changed("LN-006", denial=partly)))
    assert "was yes to one part and no to the rest" in told
    outside = {"level": Level.EXTERNAL}
    told = text(copy("LN-006", changed("LN-006", denial=outside)))
    assert "An outside review was made, and the answer" in told


def test_an_urgent_letter_says_that_it_asks_for_a_fast_answer():
    """Only an expedited letter asks for a fast answer."""
    assert letter_of("LN-020").request_type == "EXPEDITED"
    assert "It asks for a fast answer." in text(copy_of("LN-020"))
    assert "fast answer" not in text(copy_of("LN-006"))


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
