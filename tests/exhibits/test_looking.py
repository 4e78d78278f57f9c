"""What a person should look at: pages without words, empty pages, coarse scans, hidden words."""

import pikepdf
import pytest
from pikepdf import Dictionary
from PIL import Image

from exhibits import papers
from exhibits.papers import document, written
from letters.exhibits import looking, pages


def noted(pdf: pikepdf.Pdf) -> dict[str, tuple[int, ...]]:
    limits = {"most_pages": 100, "inches": 200, "megapixels": 100, "unpacked_mb": 100}
    limits |= {"all_megapixels": 1000, "all_unpacked_mb": 100}
    made = pages.extract(written(pdf), None, **limits)
    return {each.key: each.pages for each in looking.look(made.pdf, made.numbers).noted}


def scan(pdf: pikepdf.Pdf, image: Image.Image, size=papers.LETTER, over: bytes = b"") -> None:
    page = papers.add_page(pdf, f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q ".encode() + over)
    page.obj.Resources.XObject = Dictionary(I=papers.pdf_picture(pdf, image))


def test_pages_with_words_need_no_look():
    """A plain document gives no remark."""
    assert noted(document()) == {}


def test_a_scan_without_words_is_to_be_read_by_eye():
    """A page that is a picture has no text to search; the others are not named."""
    pdf = document("one")
    scan(pdf, papers.picture((1700, 2200)))
    assert noted(pdf) == {"no text": (2,)}


@pytest.mark.parametrize("dots", [100, 140, 150, 200])
def test_a_scan_of_few_dots_is_told(dots):
    """Fewer than 150 dots an inch, whether there are words over it or not."""
    image = papers.picture((int(8.5 * dots), 11 * dots))
    bare, read = pikepdf.new(), pikepdf.new()
    scan(bare, image)
    scan(read, image, over=papers.text_stream("words"))
    coarse = {"coarse": (1,)} if dots < 150 else {}
    assert noted(bare) == {"no text": (1,), **coarse}
    assert noted(read) == coarse


def test_a_small_picture_on_a_page_is_no_scan():
    """A logo may be as coarse as it likes."""
    pdf = pikepdf.new()
    scan(pdf, papers.picture((50, 50)), size=(200, 200), over=papers.text_stream("words"))
    assert noted(pdf) == {}


def test_a_scan_within_parts_within_parts():
    """The resolution is that on the page, through all that a picture stands in."""
    pdf = document("one")
    part = papers.shape(pdf, b"q 100 0 0 50 0 0 cm /I Do Q")
    part.Resources.XObject = Dictionary(I=papers.pdf_picture(pdf, papers.picture((800, 400))))
    pdf.pages[0].obj.Resources.XObject = Dictionary(P=part)
    pdf.pages[0].contents_add(b"q 6 0 0 14 0 0 cm /P Do Q")
    assert noted(pdf) == {"coarse": (1,)}


@pytest.mark.parametrize("specks", [0, 20])
def test_an_empty_page_is_told(specks):
    """A page without ink is empty, also where the scanner's glass had some dust."""
    pdf = document("one")
    pdf.add_blank_page(page_size=papers.LETTER)
    image = Image.new("L", (1700, 2200), 250)
    for number in range(specks):
        image.putpixel((80 * number + 5, 90 * number + 5), 0)
    scan(pdf, image)
    assert noted(pdf) == {"blank": (2, 3)}


def test_a_page_with_one_line_is_not_empty():
    """A single word of a scan is ink."""
    pdf = pikepdf.new()
    image = Image.new("L", (1700, 2200), 255)
    image.paste(0, (200, 200, 260, 230))
    scan(pdf, image)
    assert noted(pdf) == {"no text": (1,)}


def test_words_outside_of_the_page_are_told():
    """What a crop hides is still in the file, and is among its texts."""
    pdf = document("seen")
    pdf.pages[0].contents_add(papers.text_stream("hidden", y=100))
    pdf.pages[0].obj.CropBox = pikepdf.Array([0, 500, 612, 792])
    assert noted(pdf) == {"cropped": (1,)}
