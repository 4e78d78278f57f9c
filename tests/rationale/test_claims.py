"""What must hold of every sentence of every document of the cases at hand."""

import re

import imaginary
import pytest
from pydantic import BaseModel

from letters.citations.source import Level
from letters.pipeline import argue
from letters.rationale.model import Cited, Claim, Fact, GapSheet, Letter, ReviewSheet
from letters.rationale.phrasing import Phrasebook
from letters.rationale.walk import parts
from letters.rationale.writer import Scribe
from rationale import LABELS, argued, library_of, reading

COMPOSED = {
    "outcome": "counts the criteria of the determination",
    "overridden": "tells that the determination was overridden",
    "argument/label-unknown": "tells that the library is silent",
    "argument/off-label": "tells that the library holds no label",
    "plan/no-regimen": "tells that the library has no regimen",
    "plan/dosing": "repeats the request, which the RE block proves",
    "replies/necessity": "points at the criteria table",
    "replies/alternatives": "points at the treatment table, or tells that it is empty",
    "replies/dose": "repeats the request and points at its arithmetic",
    "replies/documentation": "lists the enclosures",
    "sheets/standing": "counts the criteria of the determination",
    "findings/therapy": "tells that nothing is listed",
    "findings/group": "tells that nothing is listed in any part",
}
"""Templates whose sentences need neither a fact nor a citation, and why.

Two kinds of sentence of the library itself may stand bare too: the requests of a pack, and an
answer that directly follows the cited adverse statement which it weighs against this record.
"""

ENDINGS = (".", "?", "!", "”", ".)")


def claims(label: str) -> list[Claim]:
    return list(parts(argued(label).document, Claim))


def test_many_sentences_are_looked_at():
    """The tests below would hold of empty documents, so these are not."""
    assert sum(len(claims(label)) for label in LABELS) > 400


@pytest.mark.parametrize("label", LABELS)
def test_every_claim_is_a_sentence(label):
    """Each claim has text, folded white space, and ends as a sentence or a quotation does."""
    for claim in claims(label):
        assert claim.text, claim.id
        assert claim.text.endswith(ENDINGS), claim.text
        assert not re.search(r"[ \t\n]{2}| $|^ |None|\bundefined\b|\{|\.\.|\. \.|,,| ,", claim.text)
        assert not re.match(r"[a-z]+\b", claim.text), claim.text


@pytest.mark.parametrize("label", LABELS)
def test_claims_are_named_once(label):
    """Claim ids are unique within a document, as its links need."""
    ids = [claim.id for claim in claims(label)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("label", LABELS)
def test_every_fact_says_where_it_was_read(label):
    """Each fact names its file and row, and an exhibit only one that is enclosed."""
    document = argued(label).document
    facts = list(parts(document, Fact))
    assert facts
    letters = {one.letter for one in getattr(document, "enclosures", ())}
    for fact in facts:
        assert fact.what
        assert fact.file.endswith((".csv", ".xlsx"))
        assert fact.row is not None
        assert fact.row > 1
        if isinstance(document, Letter) and fact.document:
            assert fact.document in letters


@pytest.mark.parametrize("label", LABELS)
def test_references_are_numbered_as_first_cited(label):
    """Numbers run from 1 without a gap in the order of first citation, and each is cited."""
    document = argued(label).document
    first_seen = list(dict.fromkeys(_numbers_in_print(document)))
    numbers = [reference.number for reference in document.references]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(first_seen) == numbers
    for reference in document.references:
        assert "".join(text for text, _ in reference.runs).strip()
    by_number = {reference.number: reference.source for reference in document.references}
    for cited in parts(document, Cited):
        assert by_number[cited.number] == cited.statement.rpartition("/")[0]
    assert first_seen == numbers, "the first citation in print is not number 1, and so on"


def _numbers_in_print(document) -> list[int]:
    """Reference numbers in reading order; the numbers of one sentence are printed in order."""
    holders = [
        part
        for name in type(document).model_fields
        for part in parts(getattr(document, name), BaseModel)
        if hasattr(part, "citations")  # claims, and the questions of a gap sheet
    ]
    return [n for holder in holders for n in sorted({c.number for c in holder.citations})]


@pytest.mark.parametrize("label", LABELS)
def test_nothing_unverified_prints(label):
    """Each cited statement was verified, and its grade is printed on its own source's scale."""
    library = library_of(label)
    found = list(parts(argued(label).document, Cited))
    assert found
    for cited in found:
        statement, source = library.statement(cited.statement), library.source_of(cited.statement)
        assert statement.verification.level in (Level.PRIMARY, Level.SECONDARY)
        assert cited.level == statement.verification.level.value
        assert (cited.source, cited.locator) == (source.short, statement.locator)
        assert cited.grade == library.grade(cited.statement)
        if cited.grade:
            _assert_own_scale(library, source, statement, cited.grade)
        assert statement.grade.unverified is None or statement.grade.unverified not in cited.grade


def _assert_own_scale(library, source, statement, grade):
    scale = library.scales[source.scale]
    strengths = {strength.id: strength.prints for strength in scale.strengths}
    code = f"{strengths.get(statement.grade.strength, '')}{statement.grade.value or ''}"
    assert grade in (code, f"{scale.name} {code}")
    others = {other.name for other in library.scales.values()} - {scale.name}
    assert not any(re.search(rf"{re.escape(name)}\b", grade) for name in others - {"ACR 2012"})


@pytest.mark.parametrize("label", LABELS)
def test_stated_grades_stand_in_the_sentence(label):
    """A statement that the letter states as such carries its grade, in its verb or behind it."""
    document = argued(label).document
    if not isinstance(document, Letter):
        return
    library = library_of(label)
    for paragraph in document.recommendation:
        for claim in paragraph.claims:
            (cited,) = claim.citations
            says = library.statement(cited.statement).says
            assert claim.text.startswith(f"{cited.source} {says}")
            if cited.grade and cited.grade.split()[0] not in says:
                assert claim.text.endswith(f"({cited.grade}).")


@pytest.mark.parametrize("label", LABELS)
def test_no_claim_stands_on_nothing(label, monkeypatch):
    """A claim without fact and citation is composed of the determination by a listed template."""
    made: dict[str, set[str]] = {}
    phrase = Phrasebook.phrase

    def watched(self, name, /, **slots):
        text = phrase(self, name, **slots)
        made.setdefault(text, set()).add(name)
        return text

    monkeypatch.setattr(Phrasebook, "phrase", watched)
    before_numbering: dict[str, str] = {}
    numbered = Scribe.numbered

    def watched_numbering(self, text):
        printed = numbered(self, text)
        before_numbering[printed] = text
        return printed

    monkeypatch.setattr(Scribe, "numbered", watched_numbering)
    library = library_of(label)
    before = imaginary.reading() if label in imaginary.CASES else reading()
    document = argue(argued(label).case, library, imaginary.AS_OF, before).document
    remarks = {remark.says for pack in library.packs.values() for remark in pack.requests}
    remarks |= {reply.because for one in library.pathways.values() for reply in one.answers}
    bare = [c for c in parts(document, Claim) if not c.facts and not c.citations]
    for claim in bare:
        text = before_numbering.get(claim.text, claim.text)
        if text in remarks:
            continue
        assert made.get(text, set()) & set(COMPOSED), text


@pytest.mark.parametrize("label", LABELS)
def test_the_review_sheet_lists_what_to_confirm(label):
    """Each second-hand and superseded statement and each promise is on the review sheet."""
    document, review = argued(label).document, argued(label).review
    if not isinstance(document, Letter):
        assert review is None
        return
    assert isinstance(review, ReviewSheet)
    library = library_of(label)
    cited = {c.statement: c for c in parts(document, Cited)}
    for listed, wanted in (
        (review.second_hand, {n for n, c in cited.items() if c.level == "secondary"}),
        (
            review.superseded,
            {n for n, c in cited.items() if c.superseded and c.level != "secondary"},
        ),
    ):
        says = {f"{library.source_of(n).short} {library.statement(n).says}." for n in wanted}
        assert {item.what for item in listed} == says
    assert {item.what for item in review.commitments} == {
        claim.text for claim in (*document.monitoring, *document.stopping)
    }


def test_second_hand_and_superseded_statements_occur():
    """The test above has something to look at."""
    reviews = [review for label in LABELS if (review := argued(label).review) is not None]
    assert sum(len(review.second_hand) for review in reviews) > 20
    assert sum(len(review.superseded) for review in reviews) > 10


@pytest.mark.parametrize("label", LABELS)
def test_the_same_question_is_asked_once(label):
    """No question of a gap sheet is repeated, and each says why, who has it and where it goes."""
    document = argued(label).document
    if not isinstance(document, GapSheet):
        return
    asked = [question.question for question in document.questions]
    assert len(set(asked)) == len(asked)
    assert [question.number for question in document.questions] == list(range(1, len(asked) + 1))
    for question in document.questions:
        assert question.why
        assert question.who
        assert question.where.startswith("sheet ")


@pytest.mark.parametrize("label", LABELS)
def test_a_document_survives_json(label):
    """The rationale that is stored beside the PDF is the whole document."""
    document = argued(label).document
    assert type(document).model_validate_json(document.model_dump_json()) == document
