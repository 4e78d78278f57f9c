"""Pages that name another patient are told; the patient's own, and other people's, are not."""

import datetime as dt
import string

import imaginary
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Patient
from letters.packet.foreign import foreign
from letters.packet.model import Exhibit, Opened

BORN = dt.date(1980, 1, 2)
ACCOUNT, MEMBER = "00417-2", "ABC123456789"
MONTHS = "January February March April May June July August September October November December"


def case_of(name="Jane Alexandra Doe", born=BORN, account=ACCOUNT, member=MEMBER):
    case = imaginary.case("IM-2")
    return case.model_copy(
        update={
            "patient": Patient(name=name, born=born, account=account),
            "coverage": case.coverage.model_copy(update={"member_id": member}),
        }
    )


def opened_of(tmp_path, *texts, numbers=None):
    exhibit = Exhibit(letter="C", title="clinic note", file=tmp_path / "c.pdf")
    numbers = numbers or tuple(range(1, len(texts) + 1))
    return Opened(exhibit, b"", numbers, max(numbers), "0" * 64, texts)


@pytest.fixture
def remarks(tmp_path):
    def told(text, case=None):
        return foreign(case or case_of(), (opened_of(tmp_path, text),))

    return told


OWN = [
    "Patient: DOE, JANE A    DOB: 01/02/1980    MRN: 88810023",
    "PATIENT NAME\nDOE, JANE\nDATE OF BIRTH\n01/02/1980\nMRN\n5556667",
    "Patient Name            DOB          Collected     MRN\r\n"
    "DOE,JANE A              1/2/1980     11/03/2026    998877",
    "Jane Doe (DOB 01/02/1980) was seen today.",
    "RE: Jane Doe, D.O.B. 2 January 1980, Member ID: ABC123456789-01",
    "Name: Jane Doe   Date of Birth: Jan 2, 1980   Sex: F",
    "Last Name: DOE   First Name: JANE\nBirthdate 1980-01-02",
    "DOE, J. A.   DOB: 02-Jan-1980   Acct #: 00417-2",
    "Pt: Jane Doe | DOB 19800102 | MRN# 417-2",
    "Patient Name: Jane Alexandra\nDOB (MM/DD/YYYY): 01/02/1980",
    "Patient: Doe-Miller, Jane   DOB: 1/2/80",
    "Member: Jane Doe\nMember ID: ******6789",
    "Patient: JANE A DOE  Ordering Physician: Patel, Ravi MD  Account #: 3700012345",
    "Patient's Name: Jane Doe\nSubscriber: John Doe   DOB: 03/04/1975\nMember ID: ABC123456789",
    "DOE, JANE | 88-44-1200 | Page 2 of 3\nMRN: 88-44-1200",
    "Patient: DOE, JANE    Guarantor: DOE, ROBERT  DOB: 05/06/1971",
    "DOB: 02.01.1980   Patient: Jane Do\xe9",
    "Name of patient: Jane Doe\nMedical Record Number: 1234567",
]
NOBODY = [
    "The urine protein-to-creatinine ratio was 1.31 g/g on 11/03/2026.",
    "Pharmacy: Corner Drug\nName: Corner Drug Store\nPhone: 541-555-0100",
    "Provider Name: Ravi Patel MD\nPhysician: Ravi Patel, MD  NPI 1234567893",
    "Patient: Female, 46 years old. Patient: Denies fever. Patient: Seen In Clinic Today",
    "Family history: Her son, DOB 03/04/2010, is well. Mother: lupus.",
    "Emergency Contact\nName: Robert Doe\nDOB: 05/06/1971",
    "Guarantor Information\nRobert Doe\nDate of Birth: 05/06/1971",
    "Patient Education: Kidney Biopsy Aftercare\nPatient Rights And Responsibilities",
    "Patient is a 46-year-old woman. Patient was told to return. Patient portal: My Health Record",
    "Policy Number: M-231   Effective date: 01/01/2026",
    "Subscriber DOB: 05/06/1971  Insured's Name: Robert Doe",
    "DOB = date of biopsy? Date of biopsy: 02/19/2026",
    "Pathologist: Chen, Wei MD   Accession: S26-004417",
    "Member Services: 800-555-0100. Member Rights: see your handbook.",
    "Please send the Patient Name and DOB with each request.",
    "SSN: XXX-XX-1234",
]
OTHERS = [
    "Patient: SMITH, JOHN B    DOB: 07/08/1955    MRN: 77120",
    "PATIENT NAME\nSMITH, JOHN\nDATE OF BIRTH\n07/08/1955",
    "Patient Name            DOB          Collected     MRN\r\n"
    "SMITH,JOHN              7/8/1955     11/03/2026    998877",
    "John Smith (DOB 07/08/1955) was seen today.",
    "Name: John Smith   Date of Birth: July 8, 1955",
    "Patient Name: John Smith\nResults follow.",
    "Pt: Smith, John\nVitals stable.",
    "MRN: 90017734   Page 2 of 2",
    "Member ID: ZZZ998877665\nDear member,",
    "Birthdate 1955-07-08",
    "Last Name: SMITH   First Name: JOHN",
    "Patient: Smith, John   DOB: 1/2/1980",
    "Results of two\nPatient: Doe, Jane   DOB 01/02/1980\nPatient: Smith, John  DOB 07/08/1955",
    "D.O.B.: 8-Jul-55",
    "Patient: Jane Doering\nMRN 55512345",
    "Patient DOB: 01/02/1981",
]


@pytest.mark.parametrize("text", OWN)
def test_the_patients_own_page_is_not_remarked_on(remarks, text):
    """However records print a name, a birth date and numbers, the patient's own are known."""
    assert remarks(text) == ()


@pytest.mark.parametrize("text", NOBODY)
def test_a_page_that_names_other_people_is_not_remarked_on(remarks, text):
    """Relatives, clinicians, pharmacies and headings are no other patient."""
    assert remarks(text) == ()


@pytest.mark.parametrize("text", OTHERS)
def test_a_page_of_another_patient_is_remarked_on(remarks, text):
    """One remark tells letter and page, and no value of the page."""
    (remark,) = remarks(text)
    assert (remark.letter, remark.page) == ("C", 1)
    assert not any(value in remark.says for value in ("Smith", "SMITH", "1955", "Doe", "9001"))


def test_only_the_page_that_names_another_is_told(tmp_path):
    """A page is told by its number in the file, also where a range of pages is enclosed."""
    texts = ("Patient: Jane Doe", " ", "Patient: Smith, John")
    (remark,) = foreign(case_of(), (opened_of(tmp_path, *texts, numbers=(2, 3, 7)),))
    assert (remark.letter, remark.page) == ("C", 7)


def test_a_social_security_number_is_remarked_on(remarks):
    """A whole number under its label is told, one of which only the end is left is not."""
    (remark,) = remarks("Patient: Jane Doe\nSSN: 123-45-6789")
    assert "Social Security" in remark.says
    assert "6789" not in remark.says
    assert remarks("Patient: Jane Doe\nSSN: ***-**-6789") == ()


@pytest.mark.parametrize(
    ("own", "page"),
    [
        ("Beatriz Falc\xe3o-Ribeiro", "FALCAO RIBEIRO, BEATRIZ"),
        ("Beatriz Falc\xe3o-Ribeiro", "Falcaoribeiro, Beatriz"),
        ("S\xf8ren Kj\xe6r \xd8sterg\xe5rd", "OSTERGARD, SOREN K"),
        ("Ay\u015fe G\xfclnihal Y\u0131ld\u0131r\u0131m", "YILDIRIM, AYSE"),
        ("Marisol Quintanilla Reyes", "QUINTANILLA RE, MARISOL"),
        ("Yusra Al-Khatib Moreno", "Alkhatib Moreno, Yusra"),
        (
            "\u0395\u03bb\u03ad\u03bd\u03b7 \u03a0\u03b1\u03c0\u03b1\u03b4\u03b7\u03bc\u03b7",
            "Papadimi, Eleni",
        ),
        ("Mary O'Brien", "OBRIEN, MARY"),
        ("Mary O'Brien", "O\u2019Brien, Mary"),
        ("Robert Lee Jr", "LEE, ROBERT JR"),
    ],
)
def test_a_name_is_known_in_other_spellings(remarks, own, page):
    """Accents, hyphens, order, cut columns and another script do not make another patient."""
    assert remarks(f"Patient Name: {page}", case_of(own)) == ()


@pytest.mark.parametrize("born", [None, BORN])
def test_what_is_not_known_is_not_compared(remarks, born):
    """A number is compared only where the case has one of its kind."""
    case = case_of(born=born, account=None, member=None)
    assert remarks("MRN: 90017734\nMember ID: ZZZ998877665", case) == ()


def day_forms(day):
    month = MONTHS.split()[day.month - 1]
    return (
        f"{day:%m/%d/%Y}",
        f"{day.month}/{day.day}/{day.year}",
        f"{day.month}/{day.day}/{day.year % 100:02d}",
        f"{day:%m-%d-%Y}",
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.day} {month} {day.year}",
        f"{day.day:02d}-{month[:3]}-{day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month[:3].upper()} {day.day} {day.year}",
    )


BIRTH_LABELS = (
    *("DOB: ", "DOB ", "D.O.B.: ", "Date of Birth: ", "Birth Date: ", "Birthdate: ", "Birth Dt "),
    *("(DOB ", "DOB\n", "Date of Birth\n", "Patient DOB: ", "DATE OF BIRTH   ", "dob:"),
)
NUMBER_LABELS = ("MRN: ", "MRN# ", "MRN ", "Med Rec #: ", "Medical Record Number: ", "Acct #: ")
days = st.dates(dt.date(1930, 1, 1), dt.date(2020, 12, 31))
words = st.text(string.ascii_uppercase, min_size=4, max_size=9)


def name_forms(given, family):
    return (
        f"{given.title()} {family.title()}",
        f"{family}, {given}",
        f"{family},{given}",
        f"{family.title()}, {given.title()} Q",
        f"{given.title()} Q. {family.title()}",
    )


@given(days, words, words, st.sampled_from(BIRTH_LABELS), st.integers(0, 9), st.integers(0, 4))
def test_the_own_patient_is_never_warned_of(tmp_path_factory, day, given, family, label, form, nth):
    """Whatever form a page prints the patient's name and birth date in, it is their page."""
    case = case_of(f"{given.title()} {family.title()}", day)
    text = f"Patient: {name_forms(given, family)[nth]}\n{label}{day_forms(day)[form]}"
    assert foreign(case, (opened_of(tmp_path_factory.getbasetemp(), text),)) == ()


@given(days, days, st.sampled_from(BIRTH_LABELS), st.integers(0, 9))
def test_another_birth_date_is_always_warned_of(tmp_path_factory, own, other, label, form):
    """A labelled birth date that can be read as no form of the patient's is told."""
    printed = day_forms(other)[form]
    swapped = {(own.month, own.day), (own.day, own.month)}
    if own.year % 100 == other.year % 100 and (other.month, other.day) in swapped:
        return
    case = case_of(born=own)
    text = f"Patient: Jane Doe\nSome words.\n{label}{printed}"
    assert foreign(case, (opened_of(tmp_path_factory.getbasetemp(), text),))


@given(st.integers(10_000, 999_999_999), st.sampled_from(NUMBER_LABELS))
def test_another_record_number_alone_is_always_warned_of(tmp_path_factory, number, label):
    """A record number that is not the practice's is told where the page names nobody else."""
    case = case_of(account="5550001112223")
    text = f"Results of the day\n{label}{number}\n"
    assert foreign(case, (opened_of(tmp_path_factory.getbasetemp(), text),))
