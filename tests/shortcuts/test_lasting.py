"""Styles that last share their values, and never one that differs in how it is written."""

import gc

import pytest
from rendering.samples import LETTER

from letters.rendering import to_html
from letters.rendering.pdf import set_pages
from letters.shortcuts.lasting import Table, Tables, classes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"width": 0}, {"width": 0.0}),
        ({"width": 0.0}, {"width": -0.0}),
        ({"width": 1}, {"width": True}),
        ({"width": (1, 0)}, {"width": (1.0, 0)}),
        ({"width": 1}, {"width": 1, "height": 1}),
    ],
)
def test_values_that_are_written_otherwise_are_not_shared(one, other):
    """Equal numbers of two kinds may be drawn in two ways."""
    tables, first = Tables(), Table(one)
    assert tables.shared(first) is first
    second = Table(other)
    assert tables.shared(second) is second


def test_the_same_values_are_shared_while_anybody_has_them():
    """One table stands for all that are the same; a list among the values is left alone."""
    tables = Tables()
    first = tables.shared(Table(width=1, height="auto"))
    assert tables.shared(Table(height="auto", width=1)) is first
    listed = Table(width=[1])
    assert tables.shared(listed) is listed
    del first
    gc.collect()
    assert len(tables) == 0


def test_most_styles_of_letters_have_their_values_from_a_table(taken):
    """Once letters of a kind came, they ask for nothing more, and tables are fewer than styles."""
    taken("styles")
    gc.collect()  # what other tests left
    for _ in range(6):
        set_pages(to_html(LETTER))
    lasting = [each for each in gc.get_objects() if isinstance(each, classes().lasting)]
    assert len(lasting) > 100
    tables = {id(style.table) for style in lasting}
    assert len(tables) < len(lasting) * 3 / 4
    assert sum(len(style) for style in lasting) == 0
