"""A forbidden expression that is not tried could not have matched."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.citations import load
from letters.paths import CITATIONS
from letters.rationale.screening import Screened, needed

_LIBRARY = [
    forbidden.pattern
    for pack in load(CITATIONS).packs.values()
    for forbidden in pack.forbidden
    if "(?!" not in forbidden.pattern  # texts of these are found by trying, which takes long
]
_MADE = [
    *("abc", "a(?:bcd|efg)h", "(?:foo)?bar", "x+yes", "(?-i:ACR)[ -]ok", "[^.]{0,3}long"),
    *("(?<=say )word", "a|bcde", "(?:kilo){0,2}gram", "straße", "(?i)sink|skis", "(?:abc){2}"),
    *(r"\bmiss\w*\b.*\btargets?\b", "(?P<name>twin)(?P=name)", "[s]ix", "^start|end$"),
]


def _may(pattern: str, text: str) -> bool:
    return 1 in Screened(["", text, ""]).may_match(pattern)


@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_whatever_matches_an_expression_has_the_words_that_it_needs(data):
    pattern = data.draw(st.sampled_from(_MADE) | st.sampled_from(_LIBRARY))
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)))
    assert re.search(pattern, text, re.IGNORECASE) is None or _may(pattern, text)


@pytest.mark.parametrize(
    "text",
    ["\u017fINK", "s\u0131nk", "S\u0130NK", "\u017f\u212aIs", "\u212a\u0130LO GRAM"],
)
def test_letters_that_match_whatever_their_case_are_no_way_around_a_word(text):
    matched = [one for one in ("sink", "skis", "kilo") if re.search(one, text, re.IGNORECASE)]
    assert matched
    assert all(_may(pattern, text) for pattern in matched)


def test_an_expression_without_a_word_of_its_own_is_always_tried():
    assert all(_may(pattern, "") for pattern in (r"\d+", "a|bcd", "(?:foo)?", "[ab]c"))


def test_an_expression_is_not_tried_where_one_of_its_words_is_missing():
    assert needed(r"\bmiss\w* target") == (frozenset({"miss"}), frozenset({" target"}))
    assert not _may(r"\bmiss\w* target", "The target was met.")


def test_of_many_texts_those_are_named_that_have_all_words():
    texts = ["a target was missed", "Miss the target", "missing", "", "no target\0miss target"]
    assert Screened(texts).may_match(r"\bmiss\w* target") == [0, 1, 4]
