"""Composing documents: what is refused, what is left out, what is asked once."""

import datetime as dt
import re
from decimal import Decimal

import imaginary
import pytest

from letters.case.evidence import Comparator, CourseStatus, Measurement, Record, Therapy
from letters.case.model import Override
from letters.case.provenance import Exhibit, Provenance
from letters.citations.pathway import Forbidden
from letters.determination import determine
from letters.determination.model import Gap
from letters.errors import PackError
from letters.rationale import compose, compose_review
from letters.rationale.audit import audit
from letters.rationale.facts import Facts, enclosures, exhibit_letter
from letters.rationale.model import Claim, Fact, GapSheet, Letter, UnsupportedSheet
from letters.rationale.numbering import Numbering
from letters.rationale.walk import parts
from letters.rationale.writer import Writer
from rationale import argued
from rationale.routings import UNROUTED

READ = Provenance(file="some.csv", sha256="0", row=2)


def pack(*patterns: str):
    forbidden = tuple(Forbidden(id=f"T{i}", pattern=p, wrong="t") for i, p in enumerate(patterns))
    found = imaginary.library().packs["glassbone-fever"]
    return found.model_copy(update={"forbidden": forbidden})


def composed(case, library=None):
    library = library or imaginary.library()
    return compose(case, determine(case, library, imaginary.AS_OF), library, UNROUTED)


def with_denial(label: str, **changes):
    case = imaginary.case(label)
    return case.model_copy(update={"denial": case.denial.model_copy(update=changes)})


def test_a_forbidden_sentence_is_refused():
    """A sentence of ours that matches a forbidden pattern stops the document, whatever its case."""
    with pytest.raises(PackError, match="audit item T0") as refused:
        audit(argued("IM-2").document, pack("GLINT WENT FROM|glint index is MEASURED"))
    assert "Öhrn" not in str(refused.value)


def test_quoted_words_are_not_ours():
    """A notice may say what we may not: words in quotation marks are left alone."""
    quoted = with_denial("IM-2", quote="Moonwort cures nothing, moonlight alone does")
    assert "moonlight alone" in composed(quoted).denial_quote.claims[0].text


def test_an_audited_remark_is_refused_in_the_making():
    """A pack whose remark says what it forbids makes no letter, on any way through compose."""
    library = imaginary.library()
    name = "glassbone-fever"
    bad = library.model_copy(update={"packs": {name: pack("talk between physicians")}})
    with pytest.raises(PackError):
        composed(imaginary.case("IM-2"), bad)


def test_unverified_statements_are_refused():
    """Citing a statement from memory is an error of the pack, never a sentence."""
    numbering = Numbering(imaginary.library())
    with pytest.raises(PackError, match="unverified"):
        numbering.cite(("glassbone-guild-2024/star-charts",))
    assert numbering.references() == ()


def test_a_source_keeps_its_number():
    """A source is numbered at its first citation and keeps the number."""
    numbering = Numbering(imaginary.library())
    first = numbering.cite(("lantern-trial/blazing-part", "ember-cohort/delay-breaks"))
    again = numbering.cite(("ember-cohort/luminant-quenched", "lantern-trial/endpoint-missed"))
    assert [c.number for c in (*first, *again)] == [1, 2, 2, 1]
    assert [r.source for r in numbering.references()] == ["lantern-trial", "ember-cohort"]


@pytest.mark.parametrize(
    ("place", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_exhibits_are_lettered(place, letter):
    """Exhibits run A to Z, then AA to ZZ, AAA and on: a chart may have a thousand documents."""
    assert exhibit_letter(place) == letter


def test_every_document_of_a_thick_chart_has_its_own_letter():
    """Thirty documents have thirty letters, in the order of the vocabulary, then of dates."""
    day = dt.date(2026, 1, 1)
    records = tuple(
        Record(
            document=("visit-note", "glint-report")[i % 2],
            on=day + dt.timedelta(days=30 - i),
            read=READ,
            exhibit=Exhibit(file=f"{i}.pdf"),
        )
        for i in range(30)
    )
    case = imaginary.case("IM-1").model_copy(update={"evidence": records})
    listed = enclosures(case, imaginary.library())
    assert [one.letter for one in listed] == [exhibit_letter(i) for i in range(30)]
    assert [one.title for one in listed] == ["glint report"] * 15 + ["visit note"] * 15
    assert [one.on for one in listed[:15]] == sorted(one.on for one in listed[:15])


def test_an_override_is_the_clinicians_own_statement():
    """An overridden case has a letter that shows the unmet criterion and quotes the reason."""
    reason = "The family history of blazing fever decides."
    case = imaginary.case("IM-4").model_copy(
        update={"override": Override(reason=reason, read=READ)}
    )
    letter = composed(case)
    assert isinstance(letter, Letter)
    (claim,) = letter.override.claims
    assert f"“{reason}”" in claim.text
    assert "Wren Halloway" in claim.text
    assert "not met" in {row.verdict for row in letter.criteria}
    assert "does not meet every point" in letter.necessity[0].claims[0].text


def test_an_override_of_a_supported_case_is_silent():
    """Where nothing is to be overridden, a typed reason changes nothing in the letter."""
    case = imaginary.case("IM-1")
    overridden = case.model_copy(update={"override": Override(reason="Anyway.", read=READ)})
    assert composed(overridden) == composed(case)


def test_an_uncovered_diagnosis_has_a_sheet():
    """A diagnosis that no pack covers comes to a not-supported sheet that says so."""
    case = imaginary.case("IM-1")
    other = case.diagnoses[0].model_copy(update={"code": "Z00.0"})
    sheet = composed(case.model_copy(update={"diagnoses": (other,)}))
    assert isinstance(sheet, UnsupportedSheet)
    assert "Z00.0" in sheet.refusals[0].finding.text
    assert "glassbone" not in sheet.model_dump_json()


def test_a_denial_without_reason_is_asked_about():
    """An appeal that states no reason becomes a question to the billing office, not a letter."""
    sheet = composed(with_denial("IM-2", reasons=()))
    assert isinstance(sheet, GapSheet)
    assert [question.question for question in sheet.questions] == [
        "What reason for the denial does the notice state?"
    ]


def test_a_reason_that_no_letter_answers_is_told_apart():
    """Beside a clinical reason it is named, left to another step, and put to who signs."""
    case, library = with_denial("IM-2", reasons=("wrong-stamp", "no-need")), imaginary.library()
    determination = determine(case, library, imaginary.AS_OF)
    letter = compose(case, determination, library, UNROUTED)
    assert isinstance(letter, Letter)
    assert [reply.reason for reply in letter.denial_replies] == ["wrong stamp", "no need shown"]
    (claim,) = letter.denial_replies[0].answer.claims
    assert "answered apart" in claim.text
    review = compose_review(case, determination, library, letter, UNROUTED)
    (promised,) = (one for one in review.commitments if "wrong stamp" in one.what)
    assert "corrected claim" in promised.what


def test_a_denial_for_which_no_letter_is_right_is_asked_about():
    """A denial that states only what no letter answers becomes a question, not a letter."""
    sheet = composed(with_denial("IM-2", reasons=("wrong-stamp",)))
    assert isinstance(sheet, GapSheet)
    assert len(sheet.questions) == 1


def test_wrong_billing_units_are_asked_about():
    """Units that do not make the dose are asked about, with both numbers."""
    case = imaginary.case("IM-2")
    service = case.services[0].model_copy(update={"units": 7})
    sheet = composed(case.model_copy(update={"services": (service,)}))
    assert isinstance(sheet, GapSheet)
    text = sheet.questions[0].question.replace("\N{NO-BREAK SPACE}", " ")
    assert ("says 7" in text, "500 mg" in text, "10" in text) == (True, True, True)


def test_the_same_question_under_two_criteria_is_asked_once():
    """Gaps that put the same question become one question, numbered on."""
    case, library = imaginary.case("IM-3"), imaginary.library()
    determination = determine(case, library, imaginary.AS_OF)
    first, second = determination.gaps
    repeated = first.finding.model_copy(update={"criterion": "another", "says": "Another"})
    gaps = (first, Gap(kind="criterion", finding=repeated), second)
    sheet = compose(case, determination.model_copy(update={"gaps": gaps}), library, UNROUTED)
    assert [question.number for question in sheet.questions] == [1, 2]
    assert len({question.question for question in sheet.questions}) == 2


def test_a_letter_does_not_know_of_the_future():
    """Evidence dated after the day of judgement is neither used nor printed as a result."""
    case = imaginary.case("IM-2")
    library = imaginary.library()
    before = dt.date(2026, 11, 10)
    document = compose(case, determine(case, library, before), library, UNROUTED)
    after = {fact.on for fact in parts(document, Fact) if fact.on and fact.on > before}
    assert after <= {case.services[0].start}


def remeasured(label: str, **changed):
    """A case with measurements changed: `d2025_09_01={...}` names one by its day."""
    days = {dt.date.fromisoformat(k[1:].replace("_", "-")): v for k, v in changed.items()}
    case = imaginary.case(label)
    evidence = tuple(
        one.model_copy(update=days[one.on])
        if isinstance(one, Measurement) and one.measure == "glint-index" and one.on in days
        else one
        for one in case.evidence
    )
    return case.model_copy(update={"evidence": evidence})


def response_of(letter) -> str:
    (row,) = (row for row in letter.treatments if row.response)
    return row.response.replace("\N{NO-BREAK SPACE}", " ")


def test_a_response_names_both_units_where_they_differ():
    """The unit stands once where start and end share it, and at both ends where they do not."""
    assert response_of(composed(imaginary.case("IM-2"))) == "Glint 80 → 90 gl/L (+12.5%)"
    milli = {"value": Decimal(80000), "unit": "mgl/L"}
    mixed = composed(remeasured("IM-2", d2025_09_01=milli))
    assert response_of(mixed) == "Glint 80000 mgl/L → 90 gl/L (+12.5%)"
    bounded = composed(remeasured("IM-2", d2025_09_01={"comparator": Comparator.ABOVE}))
    assert response_of(bounded) == "Glint >80 → 90 gl/L"


def test_a_bound_is_never_told_as_a_value():
    """A result reported as above a bound keeps its sign in table, chart and sentences."""
    letter = composed(imaginary.case("IM-2"))
    assert letter.laboratory.rows[-1][0].text == ">100"
    assert letter.chart.panels[0].points[-1].bound == ">"
    assert "to >100 gl/L" in letter.chart.alt.replace("\N{NO-BREAK SPACE}", " ")
    for claim in parts(letter, Claim):
        assert not re.search(r"(?<![>\d])100\sgl/L", claim.text), claim.text


@pytest.mark.parametrize("label", ["IM-1", "IM-2"])
def test_the_treatments_relied_on_are_in_the_table(label):
    """Each ended course on which the pathway rests, or that a reply lists, has its row."""
    letter = argued(label).document
    rows = {fact for row in letter.treatments for fact in row.facts}
    relied = {
        fact
        for claim in [row.finding for row in letter.criteria[:-1]]
        + [c for reply in letter.denial_replies for c in reply.answer.claims]
        for fact in claim.facts
        if fact.file == "treatments.csv"
    }
    ended = {fact for fact in relied if not fact.value.startswith("current")}
    assert ended
    assert ended <= rows


def test_no_letter_denies_an_excluded_combination_that_it_contains():
    """When a clinician overrides an excluded combination, no sentence says that there is none."""
    case = with_denial("IM-2", reasons=("two-lights",))
    both = tuple(
        one.model_copy(update={"status": CourseStatus.CURRENT, "stop": None})
        if isinstance(one, Therapy) and one.drug == "moonwort"
        else one
        for one in case.evidence
    )
    override = Override(reason="Both are needed.", read=READ)
    letter = composed(case.model_copy(update={"evidence": both, "override": override}))
    assert isinstance(letter, Letter)
    assert letter.criteria[-1].verdict == "not met"
    answer = letter.denial_replies[0].answer.claims[0].text
    assert "none of the excluded" not in answer
    assert "not met (Table 1)" in answer


def test_two_services_are_argued_without_repetition():
    """A letter for two services states no recommendation twice, and asks for each by itself."""
    case = imaginary.case("IM-1")
    (service,) = case.services
    again = service.model_copy(update={"months": 3, "read": READ})
    letter = composed(case.model_copy(update={"services": (service, again)}))
    stated = [claim.text for part in letter.recommendation for claim in part.claims]
    assert len(set(stated)) == len(stated) >= 2
    ask = letter.ask.claims[0].text
    assert "for 3 months" in ask
    assert f"for {service.months} months" in ask


def test_a_course_that_is_listed_twice_is_told_once():
    """A planned course that is also the request is named once in the sentence of a finding."""
    library = imaginary.library()
    case = imaginary.case("IM-1")
    determination = determine(case, library, imaginary.AS_OF)
    writer = Writer(case, determination, library, UNROUTED)
    (judgement,) = determination.services[0].judgements
    dew = next(leaf for leaf in judgement.finding.leaves() if leaf.criterion == "dew-failed")
    doubled = dew.model_copy(update={"evidence": dew.evidence * 2})
    assert writer.told(doubled) == writer.told(dew)


def test_two_reports_in_one_file_are_two_exhibits():
    """A fact points at the report of its own day when one file holds several."""
    case = imaginary.case("IM-2")
    first = next(one for one in case.evidence if getattr(one, "document", "") == "lantern-report")
    later = first.model_copy(update={"on": dt.date(2026, 10, 1)})
    two = case.model_copy(update={"evidence": (*case.evidence, later)})
    made = Facts(two, imaginary.library())
    letters = [
        one.letter for one in enclosures(two, imaginary.library()) if one.file == "lantern-2.pdf"
    ]
    assert [made.of(first).document, made.of(later).document] == letters
    assert len(set(letters)) == 2


def test_a_fact_points_at_the_document_that_encloses_its_page():
    """Of several documents in one file, the one with the page is meant, whatever its day."""
    day = dt.date(2026, 1, 1)
    records = tuple(
        Record(document=kind, on=day, pages=pages, read=READ, exhibit=Exhibit(file="all.pdf"))
        for kind, pages in (("glint-report", (1, 2, 3)), ("visit-note", (4, 5)))
    )
    case = imaginary.case("IM-1").model_copy(update={"evidence": records})
    made = Facts(case, imaginary.library())
    for page, letter in ((2, "A"), (5, "B")):
        fact = made.placed("", "", dt.date(2025, 1, 1), READ, Exhibit(file="all.pdf", page=page))
        assert (fact.document, fact.page) == (letter, page)


def test_the_pages_of_an_enclosure_are_printed_and_read_back():
    """An enclosure prints its pages as a range, and tells the same pages to the packet."""
    record = Record(document="visit-note", on=dt.date(2026, 1, 1), pages=(1, 2, 3, 7), read=READ)
    whole = record.model_copy(update={"document": "glint-report", "pages": None})
    case = imaginary.case("IM-1").model_copy(update={"evidence": (record, whole)})
    listed = enclosures(case, imaginary.library())
    assert [(one.pages, one.numbers) for one in listed] == [
        (None, None),
        ("1–3, 7", (1, 2, 3, 7)),
    ]


def test_an_outcome_is_told_as_recorded():
    """`No response` is told as what was recorded, never so that it reads as nothing recorded."""
    text = composed(imaginary.case("IM-2")).model_dump_json()
    assert "recorded as no response" in text
    assert "no response recorded" not in text


def test_composing_is_a_function():
    """The same case, library and day make the same document and review sheet."""
    case, library = imaginary.case("IM-2"), imaginary.library()
    determination = determine(case, library, imaginary.AS_OF)
    letters = [compose(case, determination, library, UNROUTED) for _ in range(2)]
    reviews = [compose_review(case, determination, library, letters[0], UNROUTED) for _ in range(2)]
    assert letters[0] == letters[1]
    assert reviews[0] == reviews[1]
