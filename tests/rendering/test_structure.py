"""What a screen reader is given: the structure tree, read from the finished files."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import page
import pypdfium2
import pytest
from page import ValidationProfile

from letters.errors import RenderingError
from letters.rendering import render, to_html, to_pdf

from .conftest import finished, tree
from .samples import DOCUMENTS, LETTER, letter
from .trees import Node, Tree

PAGE = "<!DOCTYPE html><html lang=en><title>x</title><body>"
INLINE = ("Span", "Link", "NonStruct", "Lbl")
ROWS = "".join(f"<tr><th scope=row>r{n}</th><td>a{n}</td><td>b{n}</td></tr>" for n in range(90))
HEAD = "<thead><tr><th scope=col>No.</th><th scope=col>A</th><th scope=col>B</th></tr></thead>"


def bare(text: str) -> str:
    """Text without white space and joiners: how it is spaced depends on where its lines end."""
    return "".join(char for char in text if not char.isspace() and char != "\N{WORD JOINER}")


class Words(HTMLParser):
    """The text of a page as written, without its head and without drawings."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.told: list[str] = []
        self._silent = 0
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self._silent += tag in ("head", "svg")

    def handle_endtag(self, tag):
        self._silent -= tag in ("head", "svg")

    def handle_data(self, data):
        if not self._silent:
            self.told.append(data)


@pytest.fixture(scope="module")
def long_table() -> Tree:
    """A table over three pages with a list and a paragraph in two columns after it."""
    items = "".join(f"<li>item {n}" for n in range(6))
    made = to_pdf(
        f"{PAGE}<h1>Rows</h1><table>{HEAD}<tbody>{ROWS}</tbody></table>"
        f"<ol style='columns: 2'>{items}</ol><p>Before <b style='display: block'>and</b> after</p>"
    )
    return Tree(made)


def test_headings_are_nested(read_back):
    """Each document begins with one title heading; below it no level is skipped."""
    headings = read_back.root.all("H1", "H2", "H3", "H4", "H5", "H6", "H")
    levels = [int(heading.kind[1]) for heading in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert all(read_back.text(heading).strip() for heading in headings)


def test_each_heading_of_a_table_has_its_scope(read_back):
    """A head's cells are for columns, a body's for rows, and no table is without."""
    for table in read_back.root.all("Table"):
        assert table.all("TH")
        for cell in table.all("TH"):
            scope = "/Column" if cell.has_above("THead") else "/Row"
            assert cell.attributes["/Scope"] == scope


def test_each_cell_refers_to_heads_that_are_there(read_back):
    """The headings that a cell names are cells of its own table, at least one."""
    for table in read_back.root.all("Table"):
        names = {str(cell.element.ID) for cell in table.all("TH")}
        for cell in table.all("TD"):
            wanted = {str(name) for name in cell.element.A.Headers}
            assert wanted
            assert wanted <= names


def test_tables_are_made_of_rows_of_cells(read_back):
    """Nothing but heads, bodies, rows and cells stands between a table and its text."""
    within = {"Table": {"THead", "TBody"}, "THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"}}
    for node in read_back.root.walk():
        if node.kind in within:
            assert {kid.kind for kid in node.kids} <= within[node.kind]
            assert node.kids
        if node.kind in ("TR", "TH", "TD", "THead", "TBody"):
            assert node.has_above("Table")


def test_lists_are_made_of_items(read_back):
    """A list holds items, an item a body and before it its mark, if it has one."""
    for one in read_back.root.all("L"):
        assert {kid.kind for kid in one.kids} == {"LI"}
        for item in one.kids:
            assert [kid.kind for kid in item.kids] in (["Lbl", "LBody"], ["LBody"])
    assert all(item.within.kind == "L" for item in read_back.root.all("LI"))


def test_numbered_lists_say_so(read_back):
    """A list whose marks are numbers tells how it is numbered (PDF/UA-1, 7.6)."""
    for one in read_back.root.all("L"):
        marks = [read_back.text(mark) for mark in one.all("Lbl")]
        numbered = bool(marks) and all(re.fullmatch(r"\d+\.\s*", mark) for mark in marks)
        assert (one.attributes.get("/ListNumbering") == "/Decimal") == numbered


def test_the_letter_has_what_is_looked_at():
    """The letter has tables, lists with and without numbers, so the tests above can fail."""
    kinds = [one.attributes.get("/ListNumbering") for one in tree(0).root.all("L")]
    assert "/Decimal" in kinds
    assert None in kinds
    assert len(tree(0).root.all("Table")) > 3


def test_each_link_leads_from_its_element(read_back):
    """A link holds its text and its annotation, which has words of its own and points back."""
    links = read_back.root.all("Link")
    annotations = [a for leaf in read_back.pdf.pages for a in leaf.obj.get("/Annots", [])]
    assert len(annotations) == sum(len(link.objects) for link in links)
    parents = dict(_pairs(read_back.pdf.Root.StructTreeRoot.ParentTree.Nums))
    for link in links:
        assert read_back.text(link).strip()
        (annotation,) = link.objects
        assert annotation.Subtype == "/Link"
        assert str(annotation.Contents)
        assert annotation.F == 4
        assert parents[annotation.StructParent].objgen == link.element.objgen
    assert links or read_back is not tree(0)


def _pairs(flat):
    items = list(flat)
    return zip((int(key) for key in items[::2]), items[1::2], strict=True)


def test_every_figure_says_what_it_shows(read_back):
    """No picture is without words, and none of them is the mark of a draft."""
    for figure in read_back.root.all("Figure"):
        assert len(str(figure.element.Alt).split()) > 3
        assert "not signed" not in str(figure.element.Alt)


def test_the_chart_is_told_in_words():
    """The alternative of the chart names each measure and its first and last value."""
    (figure,) = tree(0).root.all("Figure")
    told = str(figure.element.Alt)
    assert told == LETTER.chart.alt
    for panel in LETTER.chart.panels:
        for wanted in (panel.measure, panel.points[0].value, panel.points[-1].value):
            assert f"{wanted}" in told


def test_a_figure_stands_where_its_box_says():
    """The title of each panel of the chart is painted inside of the figure's box."""
    (figure,) = tree(0).root.all("Figure")
    left, bottom, right, top = (float(at) for at in figure.element.A.BBox)
    assert right - left == pytest.approx(494, abs=1)
    words = pypdfium2.PdfDocument(finished(0).pdf)[figure.page].get_textpage()
    for panel in LETTER.chart.panels:
        place, length = words.search(f"{panel.measure} (").get_next()
        box = words.get_charbox(place)
        assert length
        assert left <= box[0] < box[2] <= right
        assert bottom <= box[1] < box[3] <= top


def test_the_draft_mark_is_decoration():
    """The word in the margins is a watermark; that it is a draft stands on the page as text."""
    for runs in tree(0).runs:
        kinds = [artifact.get("/Subtype") for _, artifact, _ in runs if artifact is not None]
        assert kinds.count("/Watermark") == 1
    assert tree(0).text(tree(0).root).startswith("Draft for physician review")
    final = Tree(render(letter(draft=False)).pdf)
    assert not [
        1
        for runs in final.runs
        for _, a, _ in runs
        if a and "/Subtype" in a and a.Subtype == "/Watermark"
    ]


def test_running_lines_are_artifacts(read_back, request):
    """What each page repeats is a head or a foot of its pagination, and never read."""
    read = read_back.text(read_back.root)
    # What goes to the payer beside the letter tells nothing of the program.
    paper = any(kind in request.node.name for kind in ("fax cover", "exhibit index"))
    for number, runs in enumerate(read_back.runs, start=1):
        marked = [(a, text) for _, a, text in runs if a is not None and text]
        feet = " ".join(text for a, text in marked if a.get("/Subtype") == "/Footer")
        heads = " ".join(text for a, text in marked if a.get("/Subtype") == "/Header")
        # A page that is alone may count itself elsewhere, as the cover of a fax does.
        assert len(read_back.runs) == 1 or f"Page {number} of {len(read_back.runs)}" in feet
        assert "Confidential" in feet
        # What the payer gets beside the letter tells nothing of the program.
        assert ("Case " in feet) is not paper
        assert bool(heads) == (number > 1)
        assert all(a.Type == "/Pagination" for a, _ in marked)
        assert f"Page {number} of" not in read
    assert "Confidential: protected" not in read


def test_all_text_is_read_or_an_artifact(read_back):
    """Each mark of a page belongs to one element of the tree, and to the one that claims it."""
    claimed = [mark for node in read_back.root.walk() for mark in node.marks]
    painted = [
        (place, number)
        for place, runs in enumerate(read_back.runs)
        for number, _, _ in runs
        if number is not None
    ]
    assert sorted(claimed) == sorted(painted)
    parents = dict(_pairs(read_back.pdf.Root.StructTreeRoot.ParentTree.Nums))
    for node in read_back.root.walk():
        for place, number in node.marks:
            assert parents[place][number].objgen == node.element.objgen


def test_language_and_title_are_said(read_back):
    """A reader knows the language before the first word, and the title instead of a file name."""
    root = read_back.pdf.Root
    assert root.Lang == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.MarkInfo.Marked
    titles = {document.title for document in DOCUMENTS}
    assert str(read_back.pdf.docinfo["/Title"]) in titles


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.document)
def test_it_is_read_in_the_order_in_which_it_is_written(document):
    """The text by structure is the text of the HTML, from the first word to the last."""
    source = to_html(document)
    made = Tree(to_pdf(source))
    told = bare(made.text(made.root, without=("Lbl", "Figure")))
    assert len(told) > 100
    assert told == bare("".join(Words(source).told))


def test_a_table_over_pages_is_one_table(long_table):
    """Its rows follow each other under one head; the repeated heads are only painted."""
    assert len(long_table.runs) > 2
    (table,) = long_table.root.all("Table")
    assert [kid.kind for kid in table.kids] == ["THead", "TBody"]
    rows = [long_table.text(row) for row in table.kids[1].kids]
    assert rows == [f"r{n}a{n}b{n}" for n in range(90)]
    painted = [text for runs in long_table.runs for _, a, text in runs if a is not None and text]
    assert painted.count("No.") == len(long_table.runs) - 1 - ("item" in str(painted[-1]))


def test_links_in_a_repeated_head_are_there_once():
    """A link in the head of a table over pages can be followed from where it is read."""
    head = HEAD.replace(">A<", "><a href='#end'>A</a><")
    source = f"{PAGE}<h1>x</h1><table>{head}<tbody>{ROWS}</tbody></table><p id=end>End"
    made = to_pdf(source)
    whole = Tree(made)
    assert [len(leaf.obj.get("/Annots", [])) for leaf in whole.pdf.pages][:2] == [1, 0]
    (link,) = whole.root.all("Link")
    assert whole.text(link) == "A"
    for profile in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(made, profile=profile)
        assert report.is_compliant, {failure.rule_id for failure in report.failures}


def test_cells_on_later_pages_know_their_heads(long_table):
    """A cell of the last row names the head of its column and that of its row."""
    names = {str(cell.element.ID): long_table.text(cell) for cell in long_table.root.all("TH")}
    assert len(names) == 3 + 90
    last = long_table.root.all("TD")[-1]
    assert {names[str(name)] for name in last.element.A.Headers} == {"r89", "B"}


def test_a_list_in_columns_is_one_list(long_table):
    """Columns are a matter of layout: a list of six items is read as such."""
    (one,) = long_table.root.all("L")
    assert [long_table.text(item, ("Lbl",)) for item in one.kids] == [f"item {n}" for n in range(6)]


def test_a_paragraph_holds_no_paragraph(long_table, read_back):
    """A paragraph with a block inside is still one."""
    assert not [one for one in read_back.root.all("P") if one.has_above("P")]
    (whole,) = long_table.root.all("P")
    assert bare(long_table.text(whole)) == "Beforeandafter"


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("<h1>a</h1><h3>b</h3>", "h3 skips a level"),
        ("<h2>a</h2>", "h2 skips a level"),
        ("<table><tr><th>a<td>b</table>", "no scope"),
        ("<p>x</p><svg xmlns='http://www.w3.org/2000/svg' width=9 height=9></svg>", "title"),
    ],
)
def test_what_only_a_template_can_give_is_asked_for(source, wrong):
    """A skipped heading, a heading cell of nothing and a picture without words are errors."""
    with pytest.raises(RenderingError, match=wrong):
        to_pdf(PAGE + source)


def test_a_line_of_the_tree_is_what_it_says():
    """The reader of these tests finds text outside of the tree: it is not blind to it."""
    node: Node = tree(0).root
    assert len(node.all(*INLINE)) > 300
