from itertools import product

import pytest

from letters.truth import Truth, all_of, any_of, at_least, none_of

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN

# Kleene's strong tables, written out: the order of rows and columns is met, unknown, not met.
ORDER = (MET, UNKNOWN, NOT_MET)
CONJUNCTION = (
    (MET, UNKNOWN, NOT_MET),
    (UNKNOWN, UNKNOWN, NOT_MET),
    (NOT_MET, NOT_MET, NOT_MET),
)
DISJUNCTION = (
    (MET, MET, MET),
    (MET, UNKNOWN, UNKNOWN),
    (MET, UNKNOWN, NOT_MET),
)
LISTS = [truths for length in range(6) for truths in product(Truth, repeat=length)]


def completions(truths):
    """Every way in which the unknown ones can turn out."""
    return product(*((MET, NOT_MET) if one is UNKNOWN else (one,) for one in truths))


def agreed(truths, holds):
    """What all completions agree on, else unknown."""
    answers = {bool(holds(completion)) for completion in completions(truths)}
    return Truth.of(answers.pop()) if len(answers) == 1 else UNKNOWN


@pytest.mark.parametrize("truth", Truth)
def test_truth_is_never_taken_for_a_bool(truth):
    """A truth where a bool is expected is refused, whichever it is."""
    with pytest.raises(TypeError, match="compare it with"):
        bool(truth)
    with pytest.raises(TypeError):
        not truth  # noqa: B018


def test_negation_turns_only_what_is_known():
    """Not met and met change places; unknown stays."""
    assert [~truth for truth in ORDER] == [NOT_MET, UNKNOWN, MET]


def test_of_reads_an_optional_bool():
    """True is met, false is not met, and silence is unknown."""
    assert [Truth.of(known) for known in (True, False, None)] == [MET, NOT_MET, UNKNOWN]


@pytest.mark.parametrize(("i", "j"), list(product(range(3), repeat=2)))
def test_two_are_joined_as_in_the_tables_of_kleene(i, j):
    """Conjunction and disjunction of two truths are those of Kleene's strong logic."""
    pair = (ORDER[i], ORDER[j])
    assert all_of(pair) is CONJUNCTION[i][j]
    assert any_of(pair) is DISJUNCTION[i][j]


def test_nothing_at_all():
    """Of no truths, all hold, none holds, and not one of them is met."""
    assert all_of([]) is MET
    assert any_of([]) is NOT_MET
    assert none_of([]) is MET
    assert at_least(0, []) is MET
    assert at_least(1, []) is NOT_MET


def test_lists_are_all_looked_at():
    """The brute force below runs over every list of up to five truths."""
    assert len(LISTS) == 1 + 3 + 9 + 27 + 81 + 243


@pytest.mark.parametrize("count", range(7))
def test_at_least_agrees_with_every_completion(count):
    """`at_least` knows exactly what every completion of its unknowns agrees on."""
    for truths in LISTS:
        wanted = agreed(truths, lambda known: known.count(MET) >= count)
        assert at_least(count, iter(truths)) is wanted, truths


def test_groups_agree_with_every_completion():
    """`all_of`, `any_of` and `none_of` know exactly what every completion agrees on."""
    for truths in LISTS:
        assert all_of(iter(truths)) is agreed(truths, lambda known: set(known) <= {MET})
        assert any_of(iter(truths)) is agreed(truths, lambda known: MET in known)
        assert none_of(iter(truths)) is agreed(truths, lambda known: MET not in known)
