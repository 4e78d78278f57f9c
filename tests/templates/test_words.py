"""The closed list of words that templates print by themselves."""

from letters.templates import SHIPPED, fixed_words, read

from . import lay


def test_our_own_words_are_listed():
    """Headings, labels, sentences and the words at the foot of a page are in the list."""
    words = fixed_words(SHIPPED)
    assert len(words) > 400
    assert words >= {"Request", "Sincerely", "Page", "recorded"}


def test_markup_and_slots_are_no_words():
    """Tags, classes, names of slots and what only stands in a condition are not printed."""
    words = fixed_words(SHIPPED)
    assert {"tbody", "colspan", "denial_replies", "nextitem", "equalto"} & words == set()


def test_the_words_of_a_practice_are_added(tmp_path):
    """An overlay's own words stand beside ours."""
    lay(tmp_path, "sentences/plan/regimen.j2", "Zealously adhering: {{ says | sentence }}")
    made, problems = read(tmp_path)
    assert problems == []
    assert {"Zealously", "adhering"} <= fixed_words(made)
    assert not {"Zealously", "adhering"} & fixed_words(SHIPPED)
    assert {"Sincerely"} <= fixed_words(made)
