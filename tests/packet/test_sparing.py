"""A long file that is enclosed whole is remarked on."""

import pytest

from letters.packet.model import Exhibit, Opened
from letters.packet.sparing import LONG, unspared


def opened(of, pages, tmp_path):
    exhibit = Exhibit(letter="C", title="clinic note", file=tmp_path / "c.pdf", pages=pages)
    numbers = pages or tuple(range(1, of + 1))
    return Opened(exhibit, b"", numbers, of, "0" * 64, ("",) * len(numbers))


@pytest.mark.parametrize(
    ("of", "pages", "told"),
    [(LONG, None, False), (LONG + 1, None, True), (200, (3, 4), False), (200, None, True)],
)
def test_a_long_file_enclosed_whole_is_told(tmp_path, of, pages, told):
    """Only where nobody said which pages; the remark counts those that the letter names."""
    remarks = unspared({("C", 3), ("C", 9), ("D", 1)}, [opened(of, pages, tmp_path)])
    assert [(r.letter, r.page) for r in remarks] == [("C", None)] * told
    assert all(f"{of} pages" in r.says and "names 2 of them" in r.says for r in remarks)
