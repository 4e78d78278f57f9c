"""HTML of a letter as blocks: all of its words, in their order, each as what it is."""

import re
from collections import Counter

import pytest
import tinyhtml5
from hypothesis import given, settings
from rendering.samples import letter

from letters.errors import RenderingError
from letters.rendering import to_html
from letters.twin.page import Table, page, page_of

from .pages import LETTERS, bodies, html, tables


def made(body):
    return page(html(body)).blocks


def said(body):
    return [(block.kind, block.text) for block in made(body)]


def shown(text):
    """The words of a page as its own parser gives them, but for drawings."""
    root = tinyhtml5.parse(text, namespace_html_elements=False)
    return Counter("".join(_texts(root.find("body"))).replace("\u2060", "").split())


def _texts(element):
    tag = element.tag.rpartition("}")[2]
    if tag != "svg":
        yield element.text or ""
        for child in element:
            yield "" if child.tag in ("b", "i", "sup", "a", "span") else " "
            yield from _texts(child)
            yield "" if child.tag in ("b", "i", "sup", "a", "span") else " "
            yield child.tail or ""


@pytest.mark.parametrize("document", LETTERS, ids=lambda one: one.document)
def test_no_word_of_a_letter_is_lost_or_added(document):
    """The blocks hold the words of the page, each as often."""
    told = page(to_html(document)).blocks
    words = Counter(w for b in told if b.kind != "figure" for w in b.text.split())
    assert words == shown(to_html(document))


@settings(max_examples=50)
@given(bodies)
def test_no_word_of_any_page_is_lost_or_added(body):
    """Whatever a practice's templates put into whatever: its words stand in the blocks."""
    text = "".join(b.text for b in made(body))
    root = tinyhtml5.parse(html(body), namespace_html_elements=False).find("body")
    whole = "".join(root.itertext()).replace("\u2060", "")
    assert "".join(text.split()) == "".join(whole.split())


@settings(max_examples=50)
@given(bodies)
def test_no_block_has_space_that_does_not_show(body):
    """No line begins or ends with a space, none is empty, no two blanks meet."""
    for block in made(body):
        assert all(line and line == line.strip() for line in block.text.split("\n") if block.runs)
        assert "  " not in block.text
        assert block.runs or block.kind == "cell"


@settings(max_examples=60)
@given(tables())
def test_the_cells_of_a_table_cover_its_grid_once(body):
    """Each place of the grid belongs to one cell, whatever its cells span."""
    for table in page(html(body)).parts:
        assert isinstance(table, Table)
        places = Counter(
            (box.block.cell.row + down, box.block.cell.column + right)
            for row in table.rows
            for box in row.boxes
            for down in range(box.rows)
            for right in range(box.columns)
        )
        assert set(places.values()) == {1}
        assert {row for row, _ in places} == set(range(len(table.rows)))
        assert {column for _, column in places} == set(range(table.columns))


def test_headings_count_from_the_title():
    """h1 is the title; h2 and h3 are headings of levels 1 and 2."""
    told = made("<h1>A</h1><h2>B</h2><h3>C</h3>")
    assert [(b.kind, b.level) for b in told] == [("title", 0), ("heading", 1), ("heading", 2)]


def test_a_heading_in_the_line_stays_in_its_paragraph():
    """A bold beginning is a run of the paragraph."""
    (block,) = made("<p><b>Request.</b> This letter asks.</p>")
    assert [(run.text, run.bold) for run in block.runs] == [
        ("Request.", True),
        (" This letter asks.", False),
    ]


def test_numbers_of_references_are_raised_and_nothing_joins_them():
    """The word joiner before them, which does not show, is no character of the text."""
    (block,) = made('<p>So.&#x2060;<sup><a href="#reference-1">1</a>,<a>3</a></sup></p>')
    assert [(run.text, run.raised) for run in block.runs] == [("So.", False), ("1,3", True)]


def test_items_have_the_numbers_that_print():
    """Those of a numbered list count, those with bullets have none, a reference has its own."""
    told = made(
        "<ol><li>a<li>b</ol><ul><li>c</ul><ol start=3><li>d</ol>"
        '<section class="references"><ol><li id="reference-4">e</ol></section>'
    )
    assert [(b.kind, b.number) for b in told] == [
        *(("item", 1), ("item", 2), ("item", None), ("item", 3), ("reference", 4))
    ]


def test_tables_side_by_side_are_one():
    """The halves of the subject stand in one table, row by row; the shorter is filled up."""
    halves = "<table><tr><th>A<td>1<tr><th>B<td>2</table><table><tr><th>C<td>3</table>"
    told = made(f'<div class="re">{halves}</div>')
    assert [b.text for b in told] == ["A", "1", "C", "3", "B", "2", "", ""]
    assert [(b.cell.row, b.cell.column) for b in told[2:6]] == [(0, 2), (0, 3), (1, 0), (1, 1)]
    assert [b.runs[0].bold for b in told[:4]] == [False, True, False, True]


def test_only_rows_above_a_table_are_its_head():
    """A cell that names its row is no head."""
    told = made(
        "<table><thead><tr><th>A</thead><tbody><tr><th scope=row>B</th></tr></tbody></table>"
    )
    assert [b.cell.head for b in told] == [True, False]


def test_lines_of_a_cell_are_parted_by_line_feeds():
    """Line ends, paragraphs and lists in a cell make lines of it."""
    (block,) = made("<table><tr><td><b>A</b><br>B<p>C</p><ul><li>D</ul></table>")
    assert block.text == "A\nB\nC\nD"


def test_a_figure_is_its_alternative_and_a_caption_follows():
    """What a drawing says inside is no text; one without a title is ground."""
    drawn = '<svg viewBox="0 0 9 9"><title>A line rises.</title><text>7</text></svg>'
    ground = '<svg role="presentation" viewBox="0 0 9 9"><title>x</title></svg>'
    assert said(f"{ground}<figure>{drawn}<figcaption>Figure.</figcaption></figure>") == [
        ("figure", "A line rises."),
        ("caption", "Figure."),
    ]


def test_a_quote_is_a_quote_with_a_paragraph_in_it():
    assert said("<blockquote><p>“No.”</p></blockquote><p>Yes.</p>") == [
        ("quote", "“No.”"),
        ("paragraph", "Yes."),
    ]


def test_a_second_paragraph_of_an_item_is_no_item():
    """Else the numbers of all that follow would change."""
    told = made("<ol><li><p>a</p><p>b</p><li>c</ol>")
    assert [(b.kind, b.number) for b in told] == [("item", 1), ("paragraph", None), ("item", 2)]


def test_a_word_file_does_not_say_that_it_carries_its_data():
    """The file of the PDF does; the Word file has no attachment."""
    document = letter(embedded="rationale.json")
    assert page_of(document).blocks
    assert not any("rationale.json" in b.text for b in page_of(document).blocks)


def test_heads_and_feet_of_pages_are_those_of_the_pdf():
    """They stand in the attributes of the body, whence the style sheet takes them too."""
    read = page(html("<p>x</p>", draft="DRAFT"))
    assert (read.running, read.draft, read.notice, read.versions) == (
        *("Running", "DRAFT", "Notice", "Versions"),
    )


@pytest.mark.parametrize("page_without", ["<p>x</p>", "<head></head><body>x</body>"])
def test_a_page_that_is_no_letter_is_refused(page_without):
    with pytest.raises(RenderingError, match="has no day"):
        page(page_without)


def test_a_drawing_without_a_size_is_refused():
    with pytest.raises(RenderingError, match="viewBox"):
        made("<svg><title>x</title></svg>")


def test_no_text_of_a_comment_is_read():
    assert said("<p>a<!-- b -->c</p><!-- d --><table><tr><td>e<!-- f --></table>") == [
        ("paragraph", "ac"),
        ("cell", "e"),
    ]


def test_every_sentence_of_the_samples_is_in_one_block():
    """No sentence of a letter is cut by the end of a block."""
    for document in LETTERS:
        texts = [b.text for b in page_of(document).blocks]
        claims = re.findall(r'<span id="claim-[^"]*">([^<&\u2060]+)', to_html(document))
        assert claims
        for claim in claims:
            assert any(" ".join(claim.split(" ")) in text for text in texts)
