"""The pages of a TIFF, counted by the way from one to the next."""

import struct

import pytest
from PIL import Image

from exhibits.papers import saved
from letters.exhibits import tiff


def fax(pages: int, **options) -> bytes:
    sheets = [Image.new("1", (80, 100), 1) for _ in range(pages)]
    return saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:], **options)


@pytest.mark.parametrize("pages", [1, 2, 7])
@pytest.mark.parametrize("wide", [False, True])
def test_every_page_counts(pages, wide):
    """Also in the form with wider numbers."""
    content = fax(pages, big_tiff=wide)
    assert content[2] == (43 if wide else 42)
    assert tiff.count(content) == pages


def test_the_other_order_of_bytes():
    """A TIFF may be written from its great end."""
    assert tiff.count(b"MM\0*" + struct.pack(">IHI", 8, 0, 0)) == 1


@pytest.mark.parametrize("leads_to", [8, 10_000_000, 0xFFFFFFFF])
def test_a_way_that_leads_back_or_nowhere_is_broken(leads_to):
    """It is not taken for the end."""
    content = b"II*\0" + struct.pack("<IHI", 8, 0, leads_to)
    assert tiff.count(content) is None
    assert tiff.count(content[:9]) is None
