"""The verifier's own lists agree with the templates, though it never looks at them."""

from pathlib import Path

import pytest

from letters import verification
from letters.verification import layout
from letters.verification.folding import fold
from letters.verification.remainder import phrases
from torture.examples import examples
from verification.vocabulary import MONTHS, fixed_words

FILE = Path(verification.__file__).with_name("words.txt")
LISTS = ("criteria", "treatments", "steps", "chronology", "enclosures", "questions", "codes")
LISTS += ("lines", "refusals", "others", "facts")


def test_the_list_of_phrases_is_that_of_the_templates(request):
    """words.txt holds each phrase that a shipped template prints by itself, and no other."""
    wanted = fixed_words()
    if request.config.getoption("--update-goldens"):
        FILE.write_text("".join(f"{phrase}\n" for phrase in wanted), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8").splitlines() == wanted
    assert phrases() == frozenset(wanted)
    assert len(wanted) > 150


def test_no_phrase_could_hide_a_change():
    """No phrase is a bare number, a month, a drug-like small word or a “not” by itself."""
    assert not {phrase for phrase in phrases() if phrase.replace(".", "").isdigit()}
    assert not phrases() & (MONTHS | {"not", "no", "without", "mg", "g", "MET"})


@pytest.mark.parametrize("name", LISTS)
def test_the_columns_are_those_of_the_documents(name):
    """Each table of columns.txt occurs in an example document under just these heads."""
    heads = {
        tuple(reading.chars[slice(*cell)] for cell in row.cells)
        for each in examples()
        if name in each.told
        for reading in [each.reading.body]
        for row in reading.rows
        if row.is_head
    }
    assert [table for table in layout.tables(name) if table.heads in heads]


def test_the_labels_are_those_of_the_sheets():
    """Each label of columns.txt stands beside its text in an example."""
    seen = {
        (field, label)
        for each in examples()
        for row in each.reading.body.rows
        for field, labels in layout.labels().items()
        for label in labels
        if field in each.told and each.reading.body.chars[slice(*row.cells[0])] == label
    }
    assert seen == {(field, label) for field, told in layout.labels().items() for label in told}


def test_a_head_is_read_without_white_space():
    """The heads of columns.txt are folded as the text of a PDF is."""
    assert fold("Why it ended").chars in layout.tables("treatments")[0].heads
