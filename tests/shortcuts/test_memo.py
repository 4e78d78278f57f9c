"""The memo: it takes in what it met before, and never outgrows its size."""

from hypothesis import given
from hypothesis import strategies as st

from letters.shortcuts.memo import Memo


def ask(memo: Memo[int, int], key: int) -> int:
    """What a shortcut does: look, else make it and keep it when it was met before."""
    kept = memo.get(key)
    if kept is None:
        kept = key + 1000
        if memo.known(key):
            memo.put(key, kept)
    return kept


@given(st.lists(st.integers(0, 60)), st.integers(1, 20))
def test_it_never_outgrows_its_room(keys, room):
    """Whatever is asked for, it gives the right value and holds at most its room."""
    memo: Memo[int, int] = Memo(room)
    for key in keys:
        assert ask(memo, key) == key + 1000
        assert len(memo) <= max(room, 2)


def test_what_is_met_once_is_not_kept():
    """A line with a patient's values takes no room."""
    memo: Memo[int, int] = Memo(10)
    for key in range(1000):
        ask(memo, key)
    assert len(memo) == 0


def test_what_is_asked_for_often_stays():
    """A line of every letter is not pushed out by lines that come twice."""
    memo: Memo[int, int] = Memo(10)
    for key in range(1, 500):
        for each in (0, key, key):
            ask(memo, each)
    assert memo.get(0) == 1000


def test_what_is_rarely_asked_for_outlives_what_comes_twice_by_chance():
    """The lines of a kind of letter stay while letters of other kinds are made."""
    memo: Memo[int, int] = Memo(20)
    for key in (*range(10), *range(10), *range(10), *range(10)):
        ask(memo, key)
    for key in range(100, 120):
        for _ in range(2):
            ask(memo, key)
    assert [memo.get(key) for key in range(10)] == [key + 1000 for key in range(10)]


def test_it_forgets_what_it_met(monkeypatch):
    """What it remembers of keys met once is bounded too: the newer takes the place of the older."""
    monkeypatch.setattr("letters.shortcuts.memo._PLACES", 4)
    memo: Memo[int, int] = Memo(10)
    assert [memo.known(key) for key in (1, 1, 2, 1, 5, 1)] == [
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    assert len(memo._met) == 4
