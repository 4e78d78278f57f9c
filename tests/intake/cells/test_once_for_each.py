"""What is worked out once for each value."""

from letters.intake.cells.once import once_for_each


def made_by(most):
    """A function whose calls are counted."""
    calls = []

    @once_for_each(most)
    def size(value: list[int]) -> int:
        calls.append(value)
        return len(value)

    return size, calls


def test_a_value_that_was_met_is_not_worked_out_again():
    """The first answer is given again, also for a value that has no hash."""
    size, calls = made_by(2)
    value = [1, 2]
    assert (size(value), size(value)) == (2, 2)
    assert len(calls) == 1


def test_an_equal_value_that_is_another_is_worked_out_for_itself():
    """Only the identity tells; what equals may differ in what equality leaves out."""
    size, calls = made_by(2)
    size([1])
    size([1])
    assert len(calls) == 2


def test_of_many_values_only_the_last_are_kept():
    """The first is worked out again after two others."""
    size, calls = made_by(2)
    first, *others = [1], [2], [3]
    for value in (first, *others, first):
        size(value)
    assert len(calls) == 4
