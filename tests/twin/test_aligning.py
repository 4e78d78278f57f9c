"""Two rows of blocks side by side: what stayed, what was edited, what went, came and moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.twin.aligning import align
from letters.twin.blocks import Block, Cell, Run
from letters.twin.opening import TwinError

SENTENCES = tuple(
    f"{first} {second} are told of in this sentence of the letter about {third} number {n}"
    for n, (first, second, third) in enumerate(
        (a, b, c)
        for a in ("Apples", "Boats", "Clouds")
        for b in ("dogs", "eagles", "foxes")
        for c in ("green", "red")
    )
)


def text(words: str) -> Block:
    return Block(kind="paragraph", runs=(Run(text=words),))


def row(number: int, *cells: str) -> list[Block]:
    return [
        Block(kind="cell", runs=(Run(text=cell),), cell=Cell(table=0, row=number, column=column))
        for column, cell in enumerate(cells)
    ]


def pairs(old, new):
    return [
        (pair.old.at[0] if pair.old else None, pair.new.at[0] if pair.new else None, pair.moved)
        for pair in align(old, new)
    ]


def test_an_edited_block_is_paired_with_what_it_was():
    old = [text("The first of them"), text("A dose of 25 mg was given for a year")]
    new = [text("The first of them"), text("A dose of 52 mg was given for a year")]
    assert pairs(old, new) == [(0, 0, False), (1, 1, False)]


def test_what_went_and_what_came_are_not_paired():
    old = [text(s) for s in SENTENCES[:4]]
    new = [old[0], text("Nothing alike stands here, whoever looks"), *old[2:]]
    assert pairs(old, new) == [
        (0, 0, False),
        (1, None, False),
        (None, 1, False),
        (2, 2, False),
        (3, 3, False),
    ]


def test_a_row_is_aligned_as_one():
    """A verdict by itself is like every other; its row is not."""
    old = [*row(0, "1", "The biopsy shows it", "MET"), *row(1, "2", "The drug failed", "MET")]
    new = row(0, "2", "The drug failed", "NOT MET")
    assert pairs(old, new) == [(0, None, False), (3, 0, False)]


def test_a_block_in_another_place_has_moved():
    old = [text(s) for s in SENTENCES[:5]]
    new = [*old[1:], old[0]]
    assert (0, 4, True) in pairs(old, new)
    assert len(pairs(old, new)) == 5


def test_a_file_of_something_else_is_refused():
    with pytest.raises(TwinError, match="does not hold this letter"):
        align([text(s) for s in SENTENCES], [text("nothing of it")])


def test_a_file_of_far_too_much_is_refused():
    """Before it is compared with everything."""
    many = [text(f"{n} new {n}") for n in range(60_000)]
    with pytest.raises(TwinError, match="far more in it"):
        align([text(f"old words here {n} {n + 1}") for n in range(20)], many)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, unique=True))
def test_a_row_of_blocks_is_itself(words):
    blocks = [text(each) for each in words]
    assert pairs(blocks, blocks) == [(n, n, False) for n in range(len(blocks))]


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=4, unique=True),
    st.lists(st.sampled_from(SENTENCES), min_size=4, unique=True),
)
def test_every_unit_of_both_is_told_once(one, other):
    """Whatever was done, nothing of either is lost or told twice."""
    old, new = [text(each) for each in one], [text(each) for each in other]
    try:
        found = pairs(old, new)
    except TwinError:
        return
    assert sorted(a for a, _, _ in found if a is not None) == list(range(len(old)))
    assert sorted(b for _, b, _ in found if b is not None) == list(range(len(new)))
