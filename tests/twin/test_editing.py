"""An edited letter is the letter with its edits in place, and can be written as any other."""

from functools import cache

import pytest

from letters.rationale.model import Claim, Letter
from letters.rationale.shown import shown
from letters.rationale.walk import parts
from letters.rendering import render
from letters.twin import Read, compare
from letters.twin.blocks import Block, Run
from letters.twin.page import page_of
from letters.twin.places import placed
from letters.twin.words import folded
from letters.verification import verify
from twin.changes import (
    BLOCKS,
    LETTER,
    behind,
    cell,
    edited,
    instead,
    paragraph,
    raised,
    row_of,
    without,
    without_row,
)
from twin.test_tracing import chart_removed, moved, row_moved, sentence_moved

SMALL = ("December 8, 2026", "December 9, 2026", 1)


def letter_of(*edits) -> Letter:
    """The letter after some edits, all of which it can have."""

    def every(blocks):
        for edit in edits:
            blocks = edit(blocks)
        return blocks

    found = compare(LETTER, edited(every))
    assert found.letter is not None, [f"{one.kind}: {one.place}" for one in found.changes]
    return found.letter


def claim_of(letter: Letter, text: str) -> Claim:
    return next(claim for claim in parts(letter, Claim) if text in claim.text)


EDITS = {
    "a sentence": instead(*SMALL),
    "a cell": instead("Kidney biopsy shows", "The biopsy shows"),
    "a verdict": cell("stage B or stage C", 4, "NOT MET"),
    "a citation": raised("The Halden Society 2024", "1", "2"),
    "a row that went": without_row("stage B or stage C"),
    "a treatment that went": without_row("Belcitinib"),
    "a day of results that went": without_row("Aug 20, 2024"),
    "a sentence that went": instead(" Corvanide was stopped for neutropenia.", ""),
    "a sentence that came": instead("treatment waits.", "treatment waits. I have seen her."),
    "a sentence in another place": sentence_moved,
    "a paragraph in another place": moved,
    "a paragraph that came": behind("A third oral agent", paragraph("I have seen her.")),
    "a list item that came": behind("B-cell count", Block(kind="item", runs=(Run(text="Rest."),))),
    "a list item that went": without("B-cell count"),
    "the evidence against that went": without("Evidence against"),
    "the chart that went": chart_removed,
    "the address of the payer": instead("P.O. Box 30412", "P.O. Box 30413"),
    "the title": instead("Appeal of the denial", "Our appeal of the denial"),
    "a quotation": instead("The notice states", "It states"),
    "an enclosure that went": without_row("Treatment order"),
}


@cache
def of_way(way: str) -> Letter:
    return letter_of(EDITS[way])


@pytest.mark.parametrize("way", EDITS)
def test_the_edited_letter_is_written_and_verified_like_any_other(way):
    """The finished PDF says what the edited rationale says, no less and no more."""
    letter = of_way(way)
    assert letter != LETTER
    found = verify(render(letter).pdf, shown(letter))
    assert found.ok, found.counts()


def words(blocks) -> str:
    return " ".join(folded(block.text) for block in blocks if block.text.strip())


@pytest.mark.parametrize("way", EDITS)
def test_the_edited_letter_says_what_the_edited_file_says(way):
    """Its own page is the file, word for word."""
    assert words(page_of(of_way(way)).blocks) == words(edited(EDITS[way]).blocks)


def test_only_edited_sentences_are_marked():
    """The clinician's own wording can be told from ours; the page and its data do not tell it."""
    letter = letter_of(instead(*SMALL), instead("treatment waits.", "treatment waits. I saw her."))
    assert [claim.text[:9] for claim in parts(letter, Claim) if claim.edited] == [
        "We ask Gr",
        "I saw her",
    ]
    assert not any(claim.edited for claim in parts(LETTER, Claim))
    assert b'"edited"' not in shown(letter)


def test_an_edited_sentence_keeps_its_facts_and_citations():
    """What it rested on when it was written can still be looked up."""
    before = claim_of(LETTER, "Tarmolate was given")
    after = claim_of(letter_of(instead("Tarmolate was given", "Tarmolate was taken")), "was taken")
    assert after.facts == before.facts
    assert after.citations == before.citations
    assert before.facts


def test_a_new_sentence_has_no_facts_and_stands_where_it_was_typed():
    """It becomes a sentence of that paragraph, with a citation if it was given one."""
    letter = letter_of(instead("treatment waits.", "treatment waits. I have seen her."))
    assert [claim.text for claim in letter.ask.claims[2:]] == ["I have seen her."]
    assert letter.ask.claims[2].facts == ()
    ids = [claim.id for claim in parts(letter, Claim)]
    assert len(set(ids)) == len(ids)


def test_a_moved_sentence_takes_its_facts_along():
    """It is the same sentence in another paragraph, and no edit of its words."""
    told = "Corvanide was stopped for neutropenia."
    letter = letter_of(sentence_moved)
    assert letter.ask.claims[-1] == claim_of(LETTER, told)
    assert not letter.ask.claims[-1].edited
    assert told not in [claim.text for claim in letter.denial_replies[1].answer.claims]


def test_a_typed_number_of_a_reference_becomes_its_statement():
    """A sentence may cite what the letter cites elsewhere; what it cited stays as it was."""
    letter = letter_of(raised("The Halden Society 2024", "1", "1,3"))
    before, after = (claim_of(each, "The Halden Society 2024") for each in (LETTER, letter))
    assert {cited.number for cited in after.citations} == {1, 3}
    assert set(before.citations) <= set(after.citations)


def test_an_uncited_reference_keeps_its_number():
    """The list is not renumbered: exhibits and notes of the practice speak of its numbers."""
    letter = letter_of(without("Evidence against"))
    assert letter.references == LETTER.references


def test_the_order_of_rows_and_references_stays_the_letters():
    """It is told, and the final has its own."""
    found = compare(LETTER, edited(row_moved))
    assert found.letter is not None
    assert found.letter.criteria == LETTER.criteria


def test_a_whole_table_cannot_go():
    """Sentences and the headings of other tables count it."""

    table = BLOCKS[row_of("Belcitinib")[0]].cell.table

    def edit(blocks):
        return [b for b in blocks if not (b.cell and b.cell.table == table and not b.cell.head)]

    found = compare(LETTER, edited(edit))
    assert found.letter is None
    assert any(one.kind == "unplaced" for one in found.changes)


def test_the_final_keeps_the_templates_words():
    """A heading that was changed in the file is the templates' own in the final."""
    found = compare(LETTER, edited(instead("Why this treatment now", "Why now")))
    assert found.letter == LETTER


def test_an_approved_letter_is_compared_as_its_draft():
    """The file that became the final differs from it in nothing but the marks of a draft."""
    final = LETTER.model_copy(update={"draft": False, "accepted": ("a/b",)})
    found = compare(final, Read(BLOCKS))
    assert found.changes == ()
    assert found.letter == final


def test_every_text_of_a_sentence_is_found_in_its_place():
    """The places of a page tell the very texts of the letter, and all its sentences stand there."""
    found = placed(LETTER, lambda letter: page_of(letter).blocks, BLOCKS)
    sentences = set()
    for each in found:
        for segment in each.segments:
            if not segment.cited and segment.path[-1] == "text":
                value = LETTER
                for step in segment.path:
                    value = value[step] if isinstance(step, int) else getattr(value, step)
                assert folded(each.block.text[segment.start : segment.end]) == folded(value)
                sentences.add(segment.path)
    printed = [claim for claim in parts(LETTER, Claim) if claim.text]
    assert len(sentences) >= len(printed)


def test_a_template_that_compares_texts_is_read_all_the_same():
    """A mark that would change what a page says is left out; the others stay."""

    def page(letter):
        blocks = list(page_of(letter).blocks)
        if letter.addressee.payer == LETTER.addressee.payer:
            blocks.insert(0, paragraph("To our own plan"))
        return blocks

    found = placed(LETTER, page, page(LETTER))
    paths = {segment.path for each in found for segment in each.segments}
    assert ("addressee", "payer") not in paths
    assert ("addressee", "department") in paths
