"""A use outside the label on a plan track that admits compendia alone."""

import datetime as dt

import imaginary
import pytest

from letters.case.evidence import Record
from letters.case.model import PlanTrack
from letters.case.provenance import Exhibit, Provenance
from letters.determination import determine
from letters.rationale import GapSheet, Letter, compose, compose_review
from rationale.routings import UNROUTED

PAGE = Record(
    document="visit-note",
    on=dt.date(2026, 11, 3),
    read=Provenance(file="documents.csv", sha256="0", row=9),
    exhibit=Exhibit(file="page.pdf", page=1),
)


@pytest.fixture(scope="module")
def library():
    """The imaginary library, in which a visit note settles a use outside the label."""
    made = imaginary.library()
    documents = tuple(
        term.model_copy(update={"settles": "off-label"}) if term.id == PAGE.document else term
        for term in made.vocabulary.documents
    )
    words = made.vocabulary.model_copy(update={"documents": documents})
    return made.model_copy(update={"vocabulary": words})


def case(*evidence):
    """The appeal for a drug that is off label, without a visit note but with this evidence."""
    found = imaginary.case("IM-2")
    kept = tuple(e for e in found.evidence if getattr(e, "document", "") != PAGE.document)
    coverage = found.coverage.model_copy(update={"track": PlanTrack.PART_D})
    return found.model_copy(update={"evidence": (*kept, *evidence), "coverage": coverage})


def composed(library, *evidence, off_label="compendia"):
    determination = determine(case(*evidence), library, imaginary.AS_OF, off_label)
    document = compose(case(*evidence), determination, library, UNROUTED)
    if not isinstance(document, Letter):
        return document, None
    return document, compose_review(case(*evidence), determination, library, document, UNROUTED)


def test_a_missing_entry_is_asked_for(library):
    """The sheet asks for the entry by the compendia's names and says where it goes."""
    sheet, _ = composed(library)
    assert isinstance(sheet, GapSheet)
    (question,) = sheet.questions
    assert "AHFS-DI or DRUGDEX" in question.question
    assert "stardew" in question.question
    assert "Part D" in question.why
    assert library.word(PAGE.document) in question.where


def test_the_letter_leads_with_the_entry(library):
    """The request itself says that the use is off label and which enclosed entry carries it."""
    letter, _ = composed(library, PAGE)
    _, entry = letter.ask.claims
    assert "outside the label" in entry.text
    assert "Part D" in entry.text
    (fact,) = entry.facts
    assert f"(Ex. {fact.document})" in entry.text
    assert fact.document in {one.letter for one in letter.enclosures}


def test_the_label_status_names_the_entry_first(library):
    """Where the label status is told, the request rests on the entry before the guidelines."""
    letter, _ = composed(library, PAGE)
    text = letter.model_dump_json()
    assert "rests on the compendium entry enclosed; the guideline recommendations" in text
    assert "rests on the guideline recommendations" not in text


def test_the_signing_clinician_is_told_that_nobody_read_the_entry(library):
    """The review sheet asks to confirm what the entry says, by its file."""
    _, review = composed(library, PAGE)
    (item,) = (one for one in review.commitments if "supports this use" in one.what)
    assert item.detail == "page.pdf"


@pytest.mark.parametrize("off_label", ["literature", None])
def test_other_tracks_say_nothing_of_compendia(library, off_label):
    """Where literature is admitted the letter is as it always was, with an entry on file or not."""
    letter, review = composed(library, PAGE, off_label=off_label)
    assert len(letter.ask.claims) == 1
    assert "compendium" not in letter.model_dump_json()
    assert not any("supports this use" in item.what for item in review.commitments)
    assert isinstance(composed(library, off_label=off_label)[0], Letter)
