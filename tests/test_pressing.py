"""Kinds and companions through the pipeline, and the reading back of what was printed."""

import io

import imaginary
import pikepdf
import pytest
from one_by_one import write

from letters.case.vocabulary import LetterKind
from letters.errors import RenderingError
from letters.pipeline import CompanionKind, Wanted, argue, press, pressing
from letters.rationale.model import FaxCover, Letter
from letters.rendering import Rendered, render

EVERYTHING = Wanted(companions=frozenset(CompanionKind))


def argued(label: str, wanted: Wanted):
    case, reading = imaginary.case(label), imaginary.reading()
    return argue(case, imaginary.library(), imaginary.AS_OF, reading, wanted)


def written(out, made, wanted=EVERYTHING, only=("IM-2",)):
    reading, library = imaginary.reading(), imaginary.library()
    return list(write(reading, library, out, imaginary.origin(), imaginary.AT, made, only, wanted))


def attachments(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(opened.attachments)


def test_what_is_wanted_beside_a_letter_is_written_and_traced(tmp_path):
    """Brief, patient copy and fax cover stand beside the letter, and the worklist names them."""
    (done,) = written(tmp_path, press(EVERYTHING))
    assert done.error is None
    names = [file.rpartition("/")[2] for file in (done.file, done.review, *done.beside)]
    assert names == ["letter.pdf", "review.pdf", "brief.pdf", "patient.pdf", "fax.pdf"]
    assert all((tmp_path / done.case_id / name).read_bytes()[:4] == b"%PDF" for name in names)


def test_a_sheet_has_no_companions(tmp_path):
    """A case that comes to no letter gets its one sheet, whatever is wanted beside letters."""
    (done,) = written(tmp_path, press(EVERYTHING), only=("IM-3",))
    assert done.beside == ()
    assert {path.name for path in (tmp_path / done.case_id).iterdir()} == {
        *("gaps.pdf", "rationale.json", "determination.json", "case.json", "origin.json")
    }


def test_the_cover_counts_its_own_page_and_those_of_the_letter(tmp_path):
    """The pages of the fax are those of the finished letter and one more."""
    covers = []

    def counting(document):
        if isinstance(document, FaxCover):
            covers.append(document.pages)
        return Rendered(b"%PDF", 4)

    written(tmp_path, counting)
    assert covers == [5]


@pytest.mark.parametrize("data", [True, False])
def test_data_can_be_left_out(data):
    """Every PDF carries its rationale, and the letter says so, unless it is not wanted."""
    wanted = Wanted(data=data)
    letter = argued("IM-2", wanted).document
    assert isinstance(letter, Letter)
    assert (letter.embedded is not None) == data
    assert attachments(press(wanted)(letter).pdf) == (["rationale.json"] if data else [])


def test_a_fax_cover_carries_nothing():
    """The cover may lie in anybody's tray: no file is in it."""
    cover = argued("IM-2", EVERYTHING).fax
    assert cover is not None
    made = press(EVERYTHING)(cover.model_copy(update={"pages": 3}))
    assert attachments(made.pdf) == []


def test_a_pdf_that_says_something_else_is_not_kept(tmp_path, monkeypatch):
    """One digit printed otherwise than composed fails the case, and no value is in the message."""

    def misprinting(document, **options):
        if isinstance(document, Letter):
            first = document.re[0].model_copy(update={"value": "Somebody Else"})
            document = document.model_copy(update={"re": (first, *document.re[1:])})
        return render(document, **options)

    monkeypatch.setattr(pressing, "render", misprinting)
    (done,) = written(tmp_path, press(Wanted()), Wanted())
    assert (done.result, done.file, done.exit_code) == ("failed", None, RenderingError.exit_code)
    assert "letter.pdf was made and not kept" in done.error
    assert "Somebody" not in done.error
    assert imaginary.case("IM-2").patient.name not in done.error
    assert list((tmp_path / done.case_id).glob("*.pdf")) == []


def test_a_kind_that_a_case_cannot_carry_fails_that_case_alone(tmp_path):
    """Asked for second-level letters, a first denial is an error with its rule."""
    wanted = Wanted(kind=LetterKind.SECOND)
    done = written(tmp_path, lambda document: Rendered(b"%PDF", 1), wanted, ("IM-2", "IM-5"))
    by = {each.label: each for each in done}
    assert (by["IM-2"].result, by["IM-2"].exit_code) == ("failed", 2)
    assert "no second-level appeal can be written" in by["IM-2"].error
    assert by["IM-5"].result == "routed"


def test_the_kind_asked_for_is_written():
    """A kind that the case can carry takes the place of the one proposed."""
    proposed = argued("IM-2", Wanted()).document
    asked = argued("IM-2", Wanted(kind=LetterKind.EXPEDITED)).document
    assert proposed.document == LetterKind.FIRST
    assert asked.document == "gap sheet"
    assert any(
        "urgen" in question.question.lower() or question.attested for question in asked.questions
    )
