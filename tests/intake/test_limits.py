"""The limits on inputs, as a user sees and sets them."""

import pytest

from letters.errors import UsageError
from letters.intake.limits import DEFAULT, Limits, described, parse


def test_every_limit_is_described():
    """The help names each limit with its default and what it counts."""
    shown = {limit.name: limit for limit in described()}
    assert set(shown) == set(Limits.model_fields)
    for name, limit in shown.items():
        assert limit.default == getattr(DEFAULT, name)
        assert len(limit.what) > 10


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_can_be_set(name):
    """A setting changes its own limit and no other."""
    changed = parse([f"{name}=7"])
    assert getattr(changed, name) == 7
    assert changed.model_copy(update={name: getattr(DEFAULT, name)}) == DEFAULT


def test_settings_are_read_leniently_and_the_last_counts():
    """Spaces and digit groups do not matter, and a later setting stands."""
    assert parse([]) == DEFAULT
    assert parse(["depth = 9", " depth=1_000 "]).depth == 1000


@pytest.mark.parametrize("setting", ["", "depth", "depth=", "depth=x", "depth=0", "depth=-1"])
@pytest.mark.parametrize("more", ["", "9" * 20, "²", ".5"])
def test_a_setting_that_says_no_number_is_refused(setting, more):
    """Anything but a whole number above zero is refused; so is a name without a value."""
    with pytest.raises(UsageError):
        parse([setting + more])


def test_an_unknown_limit_is_answered_by_all_names():
    """A wrong name is answered by the names that there are."""
    with pytest.raises(UsageError) as refused:
        parse(["size=3"])
    for name in Limits.model_fields:
        assert name in str(refused.value)


def test_what_passes_a_limit_is_told_how_to_raise_it():
    """The refusal names the limit, its value and what to do."""
    refusal = DEFAULT.beyond("depth", "how deep it nests")
    assert "'depth' of 200" in refusal.rule
    assert "raise the limit 'depth'" in refusal.action
