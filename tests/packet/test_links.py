"""Where our pages name an exhibit is found with the page that they name."""

from rendering.samples import LETTER as SAMPLE

from letters.packet.links import mentions
from letters.rendering import to_pdf
from packet.conftest import letter_pdf


def test_what_the_letter_names_is_found_where_it_is_printed():
    """Exhibit and first page of each place, with a box on the sheet."""
    found = [each for page in mentions(letter_pdf()) for each in page]
    assert SAMPLE.enclosures
    assert any(each.number for each in found)
    for each in found:
        left, bottom, right, top = each.box
        assert 0 <= left < right <= 612
        assert 0 <= bottom < top <= 792
        assert top - bottom < 20


def test_an_exhibit_of_many_is_found_by_all_its_letters():
    """After Z come AA to ZZ, and after them AAA."""
    page = "<!DOCTYPE html><html lang=en><title>x</title><p>Ex. ZZ, p. 3; Ex. AAB, p. 12; Ex. D"
    found = [(each.letter, each.number) for each in mentions(to_pdf(page))[0]]
    assert found == [("ZZ", 3), ("AAB", 12), ("D", None)]
