"""Counts of payers' decisions: every letter once, every rate beside its numbers."""

from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Level
from letters.outcomes import Outcome, counted

RESULTS = ("overturned", "upheld", "partly", "approved", "denied", None)


def outcome(result, drugs=("glow",), payer="Moon Plan", reasons=("dim",), level=Level.FIRST):
    return Outcome(drugs=drugs, payer=payer, reasons=reasons, level=level, result=result)


outcomes = st.lists(
    st.builds(
        outcome,
        st.sampled_from(RESULTS),
        st.sets(st.sampled_from("abc")).map(tuple),
        st.sampled_from(["Moon Plan", "MOON  plan", "Sun Plan"]),
        st.sets(st.sampled_from("xyz")).map(tuple),
        st.sampled_from(list(Level)),
    )
)


@given(outcomes)
def test_the_total_counts_each_letter_once(every):
    total = counted(every, str).total
    assert total.decided + total.waiting == len(every)
    assert total.waiting == sum(one.result is None for one in every)
    assert total.won == sum(one.result in ("overturned", "approved") for one in every)


@given(outcomes)
def test_each_part_counts_a_letter_under_each_of_its_names(every):
    found = counted(every, str)
    for tallies, names in (
        (found.drugs, [name for one in every for name in one.drugs]),
        (found.reasons, [name for one in every for name in one.reasons]),
        (found.levels, [one.level.value for one in every]),
    ):
        told = {tally.name: tally.decided + tally.waiting for tally in tallies}
        assert told == {name: names.count(name) for name in names}


def test_payers_that_differ_in_case_or_spaces_are_one():
    (payer,) = counted([outcome("upheld"), outcome("overturned", payer="MOON  plan")], str).payers
    assert (payer.won, payer.decided) == (1, 2)


def test_a_part_won_is_not_won():
    total = counted([outcome("partly"), outcome("overturned")], str).total
    assert (total.won, total.partly, total.decided, total.rate) == (1, 1, 2, 0.5)


def test_without_a_decision_there_is_no_rate():
    total = counted([outcome(None)], str).total
    assert (total.rate, total.interval, total.waiting) == (None, None, 1)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_interval_holds_the_rate_and_stays_within_0_and_1(won, lost):
    total = counted([outcome("overturned")] * won + [outcome("upheld")] * lost, str).total
    if total.decided:
        low, high = total.interval
        edge = 1e-12  # of floating point
        assert -edge <= low <= total.rate + edge
        assert total.rate - edge <= high <= 1 + edge


def test_the_interval_is_the_score_interval_of_the_textbook():
    """81 of 263: 0.2553 to 0.3662 (Newcombe RG. Stat Med. 1998;17:857-872, method 3)."""
    every = [outcome("overturned")] * 81 + [outcome("upheld")] * 182
    low, high = counted(every, str).total.interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_names_are_printed_by_the_words_of_the_library():
    (drug,) = counted([outcome("upheld")], str.upper).drugs
    assert drug.name == "GLOW"
