import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Denial, Patient
from letters.rationale import compose_fax_cover
from letters.rationale.fax import initials, reference
from letters.rationale.model import Claim, FaxCover
from letters.rationale.walk import parts
from rationale import AS_OF, argued, library
from rationale.companions import cover_of, lettered

LABEL = "LN-006"
# Letters of alphabets, syllabaries and ideographs, so that many scripts are tried.
ALPHABETS = "abcdefghijklmnopqrstuvwxyzàçđéñøşżαβγδεжийקרשتعفकखगაბგထဒ"
SYLLABLES = "김서연林雅婷やまだカナ"
PART = st.text(ALPHABETS, min_size=1, max_size=9) | st.text(SYLLABLES, min_size=1, max_size=3)
NAMES = st.lists(PART, min_size=1, max_size=6).map(" ".join)


def words(cover: FaxCover) -> str:
    """All that the page says, but the sender's own name and the numbers of the program."""
    lines = (*cover.sender, *cover.recipient, *cover.about)
    told = [cover.title, cover.running, cover.request_type, *(line.value for line in lines)]
    told += [line.label for line in lines] + [claim.text for claim in parts(cover, Claim)]
    return "\n".join(told).replace(cover.practice or "\0", "")


def cover(case) -> FaxCover:
    return compose_fax_cover(case, library(), argued(LABEL).routing, AS_OF, "STANDARD", 12)


def case_with(**changes):
    case = argued(LABEL).case
    return case.model_copy(update=changes)


def vocabulary() -> set[str]:
    """Names, aliases and plain words of all that tells of an illness or of its treatment."""
    terms = library().vocabulary
    kinds = (terms.drugs, terms.drug_classes, terms.diagnoses, terms.measures, terms.categories)
    kinds += (terms.procedures, terms.denial_reasons)
    told = {name for kind in kinds for term in kind for name in (term.name, *term.aliases)}
    told |= {measure.short for measure in terms.measures}
    told |= {product.name for drug in terms.drugs for product in drug.products}
    return {name for name in told if len(name) > 2}


@pytest.mark.parametrize("label", lettered())
def test_no_word_of_illness_or_treatment_stands_on_a_cover(label):
    """No name of a drug, disease, measure, finding or denial reason, and no code, is printed."""
    text = words(cover_of(label)).casefold()
    held = {
        name
        for name in vocabulary() | {d.code for d in argued(label).case.diagnoses}
        if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text)
    }
    assert held - {"class", "other"} == set()


def test_many_words_are_looked_for():
    """The test above would hold of an empty vocabulary."""
    assert len(vocabulary()) > 300


@pytest.mark.parametrize("label", lettered())
def test_a_cover_does_not_tell_who_the_patient_is(label):
    """Neither a part of the name, nor the birth date, nor the member's number is printed."""
    case, text = argued(label).case, words(cover_of(label)).casefold()
    telling = [part for part in re.split(r"[\s-]+", case.patient.name) if len(part) > 1]
    telling += [case.coverage.member_id, f"{case.patient.born}", f"{case.patient.born:%B %-d}"]
    found = [
        one for one in telling if re.search(rf"(?<!\w){re.escape(one.casefold())}(?!\w)", text)
    ]
    assert found == []


@given(NAMES)
def test_of_a_name_only_initials_are_printed(name):
    """Another name changes one line at most, which holds no more than two letters and stops."""
    other = cover(case_with(patient=Patient(name=name)))
    known = cover(case_with(patient=Patient(name="Ann Lee")))
    label = next(line.label for line in known.about if line.value == "A. L.")
    short = [line.value for line in other.about if line.label == label]
    rest = [line for line in other.about if line.label != label]
    assert rest == [line for line in known.about if line.label != label]
    assert other.model_copy(update={"about": ()}) == known.model_copy(update={"about": ()})
    for value in short:
        letters = re.sub("[\u2066-\u2069. ]", "", value)
        assert 1 <= len(letters) <= 2 or value == "see the letter"
        assert letters.isalpha()


@given(NAMES)
def test_initials_never_are_a_name(name):
    """No initial is a whole part of the name, and each is a Latin letter."""
    short = initials(name)
    if short is None:
        return
    told = short.replace(".", "").split()
    folded = {part.casefold() for part in name.split()}
    assert not {one.casefold() for one in told} & folded
    assert all(unicodedata.name(one).startswith("LATIN ") for one in told)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Marisol Quintanilla Reyes", "M. R."),
        ("Đặng Thị Ánh Nguyệt", "Đ. N."),
        ("Ωλένη Παπαδημητρίου", None),
        ("ليلى حداد", None),
        ("Иван Smith", None),
        ("Ivana Brkić-Žunić", "I. B."),
        ("Madonna", "M."),
        ("ßander Öhrn", "S. Ö."),
        ("გიორგი ბერიძე", None),
        ("林雅婷", None),
        ("김서연", None),
        ("U Nu", None),
        ("1234", None),
        ("", None),
    ],
)
def test_initials_are_those_of_the_first_and_last_part(name, short):
    """First and last part of a name in Latin letters; none where a letter would be a name."""
    assert initials(name) == short


@given(
    st.dates(dt.date(1920, 1, 1), dt.date(2020, 1, 1)), st.text("ABC0123456789", min_size=5), NAMES
)
def test_what_is_not_for_a_cover_does_not_change_it(born, number, drug):
    """Birth date, member number, services, evidence and reasons have no bearing on the page."""
    case = argued(LABEL).case
    coverage = case.coverage.model_copy(update={"member_id": number, "group": drug})
    bare = Denial(authorisation="ZZZZ-77", read=case.denial.read)
    told = bare.model_copy(update={"quote": drug, "reasons": ("experimental",), "codes": ("50",)})
    one = cover(case_with(denial=bare, services=(), evidence=(), diagnoses=()))
    patient = case.patient.model_copy(update={"born": born})
    assert cover(case_with(denial=told, patient=patient, coverage=coverage)) == one


@pytest.mark.parametrize("claim", ["HM-0042-X", "LEE1990", "19900412-7", "04121990", "acc77q"])
def test_a_reference_that_tells_the_patient_is_left_out(claim):
    """A claim number made of the name, the birth date or another number of the patient is none."""
    case = argued(LABEL).case
    patient = Patient(name="Ann Lee", born=dt.date(1990, 4, 12), account="ACC-77-Q")
    coverage = case.coverage.model_copy(update={"member_id": "HM 0042 X"})
    denial = Denial(claim=claim, read=case.denial.read)
    changed = case_with(patient=patient, coverage=coverage, denial=denial)
    assert reference(changed) is None
    good = denial.model_copy(update={"authorisation": "PA-1"})
    assert reference(changed.model_copy(update={"denial": good})) == "PA-1"


def test_what_is_not_known_is_left_to_be_filled_in():
    """Without a fax number or a count of pages the cover has a blank; nothing stands in for it."""
    case = argued(LABEL).case
    coverage = case.coverage.model_copy(update={"fax": None, "department": None})
    made = compose_fax_cover(
        case_with(coverage=coverage), library(), argued(LABEL).routing, AS_OF, "EXPEDITED"
    )
    assert made.pages is None
    assert made.recipient[-1].value == ""
    assert made.request_type == "EXPEDITED"


def test_without_a_practice_the_clinician_sends_it():
    """A cover without practice gives the clinician's telephone to call back."""
    case = argued(LABEL).case
    clinician = case.clinician.model_copy(update={"phone": "541-555-0199"})
    made = cover(case_with(practice=None, clinician=clinician))
    assert "541-555-0199" in words(made)
    alone = cover(case_with(practice=None, clinician=None))
    assert alone.sender == ()
    assert "None" not in words(alone)


def test_a_cover_holds_no_fact():
    """No claim of a cover rests on the record: nothing of it could be embedded."""
    assert all(not claim.facts and not claim.citations for claim in parts(cover_of(LABEL), Claim))


def test_the_number_of_the_notice_comes_before_that_of_the_claim():
    """Of an appeal the payer knows its own number best; then the claim, then the authorization."""
    case = argued(LABEL).case
    denial = Denial(reference="APL-9", claim="CLM-1", authorisation="PA-1", read=case.denial.read)
    assert reference(case_with(denial=denial)) == "APL-9"
    assert reference(case_with(denial=denial.model_copy(update={"reference": None}))) == "CLM-1"
    assert reference(case_with(denial=None)) is None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("LN-005", "REQUEST"),
        ("LN-002", "APPEAL"),
        ("LN-019", "APPEAL"),
        ("LN-020", "APPEAL"),
        ("LN-021", "EXTERNAL REVIEW"),
        ("LN-022", "EXCEPTION REQUEST"),
    ],
)
def test_a_cover_tells_what_kind_of_document_follows(label, kind):
    """The kind is no fact of health, and the payer sends the fax to the right desk by it."""
    assert cover_of(label).kind == kind


@pytest.mark.parametrize("label", lettered())
def test_each_cover_has_something_to_match_it_with(label):
    """The payer's own number, else the day of the letter and the number of our case."""
    made, case = cover_of(label), argued(label).case
    told = {line.value for line in made.about}
    number = reference(case)
    assert ({number} if number else {case.id, "November\N{NO-BREAK SPACE}22, 2026"}) <= told
