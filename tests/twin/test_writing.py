"""Letters as Word files, read by python-docx, by our own reader, and as Word's schema orders."""

import datetime as dt
import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from rationale import EXAMPLE_LABELS, argued
from rendering.samples import letter

from letters import paths
from letters.rationale.model import Claim, Letter
from letters.rationale.walk import parts as parts_of
from letters.templates import SHIPPED, opened
from letters.twin.belonging import belonging_in, belonging_of
from letters.twin.page import page, page_of
from letters.twin.reading import read
from letters.twin.writing import docx_of, to_docx

from .pages import BELONGING, LETTERS, bodies, html, word_file
from .word import WP, A, W, faults, parts

PLACES = range(len(LETTERS))
EXAMPLES = [
    document for label in EXAMPLE_LABELS if isinstance(document := argued(label).document, Letter)
]
KINDS = {document.document: document for document in EXAMPLES}


def opened_by_docx(content):
    return docx.Document(io.BytesIO(content))


def walked(content):
    """All texts of a file as a program reads them that knows nothing of us."""
    for item in opened_by_docx(content).iter_inner_content():
        if isinstance(item, Paragraph):
            yield from (e.get("descr") for e in item._p.iter(f"{WP}docPr"))
            yield from [item.text] if item.text.strip() else []
        else:
            yield from _cells(item)


def _cells(table: Table):
    for row in table.rows:
        for cell in row._tr.tc_lst:
            merged = cell.tcPr.find(f"{W}vMerge")
            if merged is None or merged.get(f"{W}val") == "restart":
                yield _Cell(cell, table).text


def looked_up(content, path):
    """The elements of the document on a path, as `.//w:tr`."""
    tree = opened_by_docx(content).element
    return tree.xpath(path)


@pytest.mark.parametrize("place", PLACES)
def test_a_plain_reader_finds_the_texts_of_the_page_in_their_order(place):
    texts = [block.text for block in page_of(LETTERS[place]).blocks]
    assert list(walked(word_file(place))) == texts


@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
def test_our_reader_finds_the_blocks_of_the_page(document):
    """Kinds, levels, numbers, cells and marks within the texts come back as they were."""
    told = read(to_docx(document)).blocks
    wanted = page_of(document).blocks
    assert [(b.kind, b.text, b.level, b.number, b.cell) for b in told] == [
        (b.kind, b.text, b.level, b.number, b.cell) for b in wanted
    ]
    for one, other in zip(told, wanted, strict=True):
        styled = one.kind in ("title", "heading") or (one.cell and one.cell.head)
        assert styled or one.runs == other.runs


def test_the_examples_are_letters_of_all_kinds():
    """So that the tests over them look at each."""
    assert len(KINDS) == 6


@pytest.mark.parametrize("document", [*LETTERS, *KINDS.values()], ids=lambda one: one.document)
def test_every_sentence_of_a_letter_stands_in_its_word_file(document):
    whole = "\n".join(walked(to_docx(document)))
    claims = [claim.text for claim in parts_of(document, Claim)]
    assert len(claims) > 20
    bare = re.sub("[\u2060\u2066-\u2069]", "", "\n".join(claims)).split("\n")
    assert [claim for claim in bare if " ".join(claim.split(" ")) not in whole] == []


@pytest.mark.parametrize("document", [*LETTERS, *KINDS.values()], ids=lambda one: one.document)
def test_word_finds_nothing_to_repair(document):
    """Every element stands where the schema has it, every name leads to something."""
    assert faults(to_docx(document)) == []


@settings(max_examples=40)
@given(bodies)
def test_any_page_of_a_practice_becomes_a_sound_file_of_the_same_texts(body):
    made = page(html(body))
    content = docx_of(made, BELONGING)
    assert faults(content) == []
    assert list(walked(content)) == [block.text for block in made.blocks]


BROKEN = {
    "order": (b'<w:pStyle w:val="Title"/>', b'<w:jc w:val="left"/><w:pStyle w:val="Title"/>'),
    "style": (b'w:val="BodyText"', b'w:val="NoSuch"'),
    "cell": (b"</w:p></w:tc>", b"</w:p><w:tbl/></w:tc>"),
    "grid": (b"</w:tblGrid>", b"<w:gridCol/></w:tblGrid>"),
    "picture": (b'r:embed="', b'r:embed="x'),
    "bookmark": (b'w:name="reference_1"', b'w:name="reference_999"'),
    "list": (b'<w:numId w:val="1"/>', b'<w:numId w:val="77"/>'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_word_would_repair_is_found(name):
    """The judge of the test above sees each of these faults."""
    before, after = BROKEN[name]
    held = parts(word_file(0))
    assert before in held["word/document.xml"]
    held["word/document.xml"] = held["word/document.xml"].replace(before, after)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for part, content in held.items():
            archive.writestr(part, content)
    assert faults(changed.getvalue())


def test_the_same_letter_gives_the_same_bytes():
    assert to_docx(LETTERS[0]) == word_file(0)
    assert to_docx(letter(title="Another title")) != word_file(0)


def test_no_clock_and_no_machine_shows_in_the_file():
    with zipfile.ZipFile(io.BytesIO(word_file(0))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_properties_are_those_of_the_pdf():
    """Title, who signs, the day of the letter; nobody and nothing else."""
    told = opened_by_docx(word_file(0)).core_properties
    signature, dated = LETTERS[0].signature, LETTERS[0].dated
    assert told.title == LETTERS[0].title
    assert told.author == told.last_modified_by == f"{signature.name}, {signature.credentials}"
    assert told.created == told.modified
    assert told.created.replace(tzinfo=None) == dt.datetime.combine(dated, dt.time())
    assert b"python-docx" not in b"".join(parts(word_file(0)).values())


def test_the_file_tells_which_letter_it_belongs_to():
    """The case, the hash of its rationale and the program stand in its own properties."""
    custom = ElementTree.fromstring(parts(word_file(0))["docProps/custom.xml"])
    assert belonging_in(custom) == belonging_of(LETTERS[0])
    assert belonging_of(letter(title="Another")).rationale != belonging_of(LETTERS[0]).rationale
    del custom[1]
    assert belonging_in(custom) is None


def test_paragraphs_have_the_styles_of_word():
    """Word finds the outline, lists, quotes and captions by these names."""
    used = {p.style.name for p in opened_by_docx(word_file(1)).paragraphs}
    assert used >= {
        *("Title", "Heading 1", "Heading 2", "Body Text", "Quote", "Caption", "List Bullet"),
        *("List Number", "References", "Signature", "Date", "Note"),
    }
    assert "Normal" not in used


def test_heads_of_tables_stand_again_on_each_page_and_rows_stay_whole():
    content = word_file(0)
    rows = looked_up(content, ".//w:tr")
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    heads = looked_up(content, ".//w:tr[w:trPr/w:tblHeader]")
    tables = {row.getparent() for row in heads}
    assert len(heads) == len(tables) == len(looked_up(content, ".//w:tbl")) - 1  # not the subject
    assert all(row.getparent().findall(f"{W}tr")[0] is row for row in heads)


def test_the_figure_is_a_picture_with_its_alternative():
    (told,) = looked_up(word_file(0), ".//wp:docPr")
    assert told.get("descr") == LETTERS[0].chart.alt
    names = [name for name in parts(word_file(0)) if name.startswith("word/media/")]
    assert names == ["word/media/image1.png"]


def test_numbers_of_references_lead_to_their_references():
    content = word_file(0)
    links = looked_up(content, ".//w:hyperlink")
    assert links
    for link in links:
        text = "".join(node.text for node in link.iter(f"{W}t"))
        assert link.get(f"{W}anchor") == f"reference_{text}"


def test_lists_with_numbers_begin_anew():
    """The second numbered list counts from 1 again, and references count by themselves."""
    body = "<ol><li>a<li>b</ol><ol><li>c</ol><section class=references><ol>"
    body += '<li id="reference-1">d<li id="reference-4">e</ol></section>'
    told = read(docx_of(page(html(body)), BELONGING)).blocks
    assert [(block.kind, block.number) for block in told] == [
        *(("item", 1), ("item", 2), ("item", 1), ("reference", 1), ("reference", 4))
    ]


def margins(content):
    section = opened_by_docx(content).sections[0]
    four = (
        section.first_page_header,
        section.header,
        section.first_page_footer,
        section.footer,
    )
    return ["\n".join(p.text for p in margin.paragraphs) for margin in four]


def test_each_page_says_at_head_and_foot_what_the_pdf_says():
    """The first page has no running head; numbers of pages are fields."""
    first, other, *feet = margins(word_file(0))
    read_page = page_of(LETTERS[0])
    assert other == f"{read_page.running}\t{read_page.draft}"
    assert first.strip() == read_page.draft
    for foot in feet:
        assert foot.startswith(f"{read_page.notice}\tPage ")
        assert foot.endswith(read_page.versions)
    fields = re.findall(rb'w:instr=" (\w+) "', parts(word_file(0))["word/footer1.xml"])
    assert fields == [b"PAGE", b"NUMPAGES"]


def test_a_draft_says_so_on_every_page_and_a_final_nowhere():
    draft, final = letter(draft=True), letter(draft=False)
    assert all("DRAFT" in head for head in margins(to_docx(draft))[:2])
    content = to_docx(final)
    assert not any("draft" in head.casefold() for head in margins(content))
    assert not any("Draft for" in text for text in walked(content))


def test_a_logo_stands_in_the_head_of_the_first_page_only():
    """It is ground, as in the PDF: the texts are the same with it and without."""
    templates = opened(paths.EXAMPLES / "templates")
    assert templates.logo is not None
    content = to_docx(LETTERS[0], templates)
    held = parts(content)
    with_logo = [name for name in held if b'name="Logo"' in held[name]]
    assert len(with_logo) == 1
    assert with_logo[0].startswith("word/header")
    assert list(walked(content)) == [b.text for b in page_of(LETTERS[0], templates).blocks]
    assert faults(content) == []
    bare = parts(word_file(0))
    assert not any(b'name="Logo"' in text for text in bare.values())


def test_words_of_a_practice_stand_in_the_word_file_too():
    """What its templates change of the page they change here, the letterhead for one."""
    templates = opened(paths.EXAMPLES / "templates")
    ours, theirs = (list(walked(to_docx(LETTERS[0], each))) for each in (SHIPPED, templates))
    assert ours != theirs
    assert any("National Provider Identifier" in text for text in theirs)


def test_a_box_is_around_all_that_stands_in_it():
    """Heading and paragraphs of a boxed part have the same rules, so that they make one box."""
    content = docx_of(
        page(html('<section class="urgency"><h2>a</h2><p>b</p></section>')), BELONGING
    )
    boxes = looked_up(content, ".//w:p[w:pPr/w:pBdr]")
    assert len(boxes) == 2
    first, second = (ElementTree.tostring(box.pPr.find(f"{W}pBdr")) for box in boxes)
    assert first == second


def test_the_size_of_the_figure_is_that_of_the_letter():
    """One unit of the drawing is one point here too."""
    (extent,) = looked_up(word_file(0), ".//wp:extent")
    (inside,) = looked_up(word_file(0), ".//a:xfrm/a:ext")
    assert extent.get("cx") == inside.get("cx") == str(494 * 12700)
    assert A in inside.tag
