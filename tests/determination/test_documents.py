"""Documents that the payer says it lacks: asked for where the record has none, never otherwise."""

import datetime as dt

import imaginary
import pytest

from letters.case.evidence import Record
from letters.case.provenance import Exhibit, Provenance
from letters.citations import load
from letters.determination import determine
from letters.determination.documents import answering, unsent
from letters.intake import read
from letters.paths import CITATIONS, EXAMPLES
from letters.pipeline import argue
from letters.rationale import GapSheet, Letter
from letters.routing.model import Asked

AS_OF = dt.date(2026, 11, 22)
READ = Provenance(file="documents.csv", sha256="0" * 64, row=2)


def record(document, on=dt.date(2026, 3, 1), file="x.pdf"):
    exhibit = Exhibit(file=file) if file else None
    return Record(document=document, on=on, read=READ, exhibit=exhibit)


def holding(*records):
    return imaginary.case("IM-2").model_copy(update={"evidence": records})


def asked(*documents, code="ZZ-1"):
    return Asked(code=code, documents=documents)


def missing(case, *wanted, as_of=imaginary.AS_OF):
    return [gap.word for gap in unsent(case, imaginary.library(), wanted, as_of)]


def test_a_document_that_nobody_has_is_missing():
    """Each document asked for is one gap, however many codes ask for it."""
    wanted = (asked("glint-report"), asked("glint-report", code="ZZ-2"), asked("visit-note"))
    assert missing(holding(), *wanted) == ["glint-report", "visit-note"]


def test_a_document_on_record_is_not_missing():
    """One that is listed is held, with its file or without."""
    for file in ("x.pdf", None):
        assert missing(holding(record("glint-report", file=file)), asked("glint-report")) == []


def test_any_document_that_a_code_names_answers_it():
    """A code that takes one of two papers is answered by the second."""
    case = holding(record("visit-note"))
    assert missing(case, asked("glint-report", "visit-note")) == []


def test_a_document_of_a_later_day_is_not_held_yet():
    """What is dated after the day of judgement cannot be sent on it."""
    case = holding(record("glint-report", on=imaginary.AS_OF + dt.timedelta(days=1)))
    assert missing(case, asked("glint-report")) == ["glint-report"]


def test_the_newest_document_answers():
    """Of several documents of a kind the newest is told."""
    old, new = record("glint-report"), record("glint-report", on=dt.date(2026, 5, 1))
    case = holding(new, old)
    assert answering(case, imaginary.library(), "glint-report", imaginary.AS_OF) == new
    assert answering(case, imaginary.library(), "visit-note", imaginary.AS_OF) is None


def test_a_case_without_a_gap_stays_as_it_was():
    """Asking for what is on record changes nothing; asking for what is not leaves it open."""
    case, library = imaginary.case("IM-2"), imaginary.library()
    plain = determine(case, library, imaginary.AS_OF)
    held = determine(case, library, imaginary.AS_OF, asked=(asked("visit-note"),))
    lacking = determine(case, library, imaginary.AS_OF, asked=(asked("other-paper"),))
    assert held == plain
    assert (plain.outcome, lacking.outcome) == ("supported", "undetermined")
    assert [gap.kind for gap in lacking.gaps] == ["asked document"]


@pytest.fixture(scope="module")
def real():
    library = load(CITATIONS)
    return library, read([EXAMPLES / "intake"], library.vocabulary)


def second_level(real, *codes):
    """The document of an appeal on which the payer's codes ask for papers."""
    library, reading = real
    case = next(each for each in reading.cases if each.label == "LN-019")
    denial = case.denial.model_copy(update={"codes": codes})
    return argue(case.model_copy(update={"denial": denial}), library, AS_OF, reading).document


@pytest.mark.parametrize(
    ("code", "name", "who"),
    [
        ("N729", "chart of the day of service", "the chart"),
        ("N706", None, None),
        ("N710", None, None),
        ("N455", None, None),
        ("N714", None, None),
        ("N683", None, None),
        ("N115", None, None),
        ("N9999", None, None),
    ],
)
def test_a_remark_code_asks_for_its_document(real, code, name, who):
    """A paper asked for and not on record is a question; one on record, and a code that names
    none or is not known, asks nothing."""
    document = second_level(real, code)
    if name is None:
        assert isinstance(document, Letter)
        return
    assert isinstance(document, GapSheet)
    (question,) = document.questions
    assert (name in question.question, code in question.question) == (True, True)
    assert (question.who, question.where.startswith("sheet documents")) == (who, True)
