"""What is read of a PDF: its structure as tagged, its text as meant, nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.rendering import to_pdf
from letters.verification import read
from letters.verification.folding import LINKED, UNKNOWN, fold, linked, unlinked
from letters.verification.fonts import meanings
from letters.verification.ground import Ground
from letters.verification.reading import Span
from torture.examples import example


def page(body: str):
    html = f'<html lang="en"><head><title>Test</title></head><body>{body}</body></html>'
    return read(to_pdf(html))


def told(reading) -> str:
    return reading.body.spaced(Span(0, len(reading.body.chars)))


def test_cells_are_read_row_by_row():
    """A table is read as rows of cells, its heads apart."""
    reading = page(
        '<table><thead><tr><th scope="col">Dose</th><th scope="col">Day</th></tr></thead>'
        '<tbody><tr><th scope="row">10 mg</th><td>May 3, 2026</td></tr></tbody></table>'
    )
    rows = [[reading.body.spaced(cell) for cell in row.cells] for row in reading.body.rows]
    assert rows == [["Dose", "Day"], ["10 mg", "May 3, 2026"]]
    assert [row.is_head for row in reading.body.rows] == [True, False]


def test_a_list_item_keeps_its_own_label():
    """The number that a style gives an item is read with the item, not at the foot of the page."""
    reading = page("<ol><li>One</li><li>Two</li></ol>")
    items = reading.body.items
    assert [(reading.body.spaced(item.label), item.place) for item in items] == [
        ("1.", 1),
        ("2.", 2),
    ]


def test_numbers_that_lead_to_references_are_no_digits_of_the_text():
    """A linked number right behind a number of the text is told apart from it."""
    reading = page(
        '<p>at least 10<sup><a href="#r">2</a>,<a href="#r">3</a></sup></p><p id="r">R</p>'
    )
    assert reading.body.chars == f"atleast10{linked('2,3')}R"
    assert unlinked(reading.body.chars) == "atleast102,3R"


@pytest.mark.parametrize(
    "name",
    ["محمد عبد الرحمن", "יעל בן־דוד", "ل. ح.", "Nguyễn Thị Hương", "王小明", "김철수", "Ґжицька"],
)
def test_a_name_is_read_in_the_order_of_its_letters(name):
    """Also one written from right to left, in a sentence and by itself."""
    reading = page(f"<p>For \u2068{name}\u2069: 10 mg.</p><p>{name}</p>")
    wanted = fold(f"For {name}: 10 mg.").chars + fold(name).chars
    assert reading.body.chars == wanted
    assert [c for c in name if c.isalpha()] == [c for c in fold(name).chars if c.isalpha()]


def test_lines_that_end_in_a_hyphen_or_a_stroke_are_one_word():
    """Where a line ends, the file does not tell whether a space stood there: both are right."""
    reading = page('<p style="width: 60pt">long-term-renal-outcome of 1640 mg/g</p>')
    ground = Ground(reading.body)
    assert ground.find(fold("long-term-renal-outcome of 1640 mg/g"), ground.whole)
    assert not ground.find(fold("long-term-renal-outcome of 16 40 mg/g"), ground.whole)


def test_a_space_inside_a_line_is_a_space():
    """Where the page tells a space, a text without one is not found, and the other way round."""
    ground = Ground(page("<p>10 mg of it</p>").body)
    assert ground.find(fold("10 mg"), ground.whole)
    assert not ground.find(fold("10mg"), ground.whole)
    assert not ground.find(fold("1 0 mg"), ground.whole)


def test_a_text_inside_of_a_longer_one_is_not_found():
    """A number or word that is the part of another does not stand there by itself."""
    ground = Ground(page("<p>114 doses notwithstanding</p>").body)
    assert not ground.find(fold("14 doses"), ground.whole)
    assert not ground.find(fold("not"), ground.whole)


def test_what_is_taken_is_not_found_again():
    """Each stretch of the text accounts for one text of the rationale only."""
    ground = Ground(page("<p>MET</p><p>MET</p>").body)
    spans = []
    while found := ground.find(fold("MET"), ground.whole):
        ground.take(found)
        spans.append(found)
    assert len(spans) == 2
    assert ground.rest(ground.whole) == []


def test_a_text_does_not_run_from_one_cell_into_the_next():
    """Two cells are two texts, though they stand next to each other."""
    ground = Ground(page("<table><tr><td>12</td><td>weeks</td></tr></table>").body)
    assert not ground.find(fold("12 weeks"), ground.whole)


def test_the_running_head_is_no_part_of_the_text():
    """Margins are read by page and apart from what the structure tree holds."""
    reading = example("LN-001 letter of medical necessity").reading
    assert len(reading.margins) > 3
    assert "Page2of" in reading.margins[1].chars
    assert "Confidential" not in reading.body.chars


def test_the_figure_is_read_text_by_text():
    """Letters drawn one by one make the words and numbers that they show."""
    reading = example("LN-001 letter of medical necessity").reading
    (figure,) = [each for each in reading.body.figures if each.texts]
    assert figure.texts[:2] == ("UPCR(g/g)", "0")
    assert "mycophenolatemofetil" in figure.texts
    assert figure.alternative.startswith("Chart over time.")


def test_maps_of_glyphs_may_be_lists_or_ranges():
    """Ranges from a first text on, and ranges with a list, are read like single codes."""
    cmap = (
        b"1 beginbfchar <0001> <0041> endbfchar 2 beginbfrange <0002> <0004> <0061>"
        b" <0005> <0006> [<00660069> <00B5>] endbfrange"
    )
    assert meanings(cmap) == {1: "A", 2: "a", 3: "b", 4: "c", 5: "fi", 6: "µ"}


@given(st.text(max_size=60))
def test_folding_keeps_each_sign_and_each_gap(text):
    """Characters and gaps are as many, no white space is left, folding again changes nothing."""
    chars, gaps = fold(text, UNKNOWN)
    assert len(chars) == len(gaps)
    assert not any(char.isspace() for char in chars)
    assert fold(chars).chars == chars


@given(st.integers(0, 10**6))
def test_numbers_of_references_come_back(number):
    """Linked numbers are other characters, and the same numbers when they are printed."""
    assert unlinked(linked(str(number))) == str(number)
    assert set(linked(str(number))) <= LINKED
