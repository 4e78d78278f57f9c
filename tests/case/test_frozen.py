"""Frozen values of which there are very many."""

from letters.case.frozen import Frozen, slimmed, slimmed_through
from letters.case.provenance import Provenance


def place(**told):
    return Provenance(file="labs.csv", sha256="", **told)


def test_values_that_were_told_the_same_fields_share_one_set_of_them():
    """Whatever else they hold."""
    one, other = slimmed(place(row=1)), slimmed(place(row=2))
    assert one.model_fields_set is other.model_fields_set
    assert one.model_fields_set == {"file", "sha256", "row"}


def test_a_slimmed_value_is_the_same_value():
    """It is equal, hashes and prints alike, and what it was not told stays so."""
    assert (slimmed(place()), hash(slimmed(place()))) == (place(), hash(place()))
    told = slimmed(place(row=1)).model_dump_json(exclude_unset=True)
    assert told == place(row=1).model_dump_json(exclude_unset=True)


def test_a_copy_of_a_slimmed_value_has_a_set_of_its_own():
    """What the copy is told besides is not told of the others."""
    one, other = slimmed(place()), slimmed(place())
    assert one.model_copy(update={"row": 3}).model_fields_set == {"file", "sha256", "row"}
    assert other.model_fields_set == {"file", "sha256"}


def test_what_lies_within_is_slimmed_with_it(library):
    """All parts of a library that were told the same share a set, and it is the same library."""
    whole = type(library).model_validate_json(library.model_dump_json())
    slim = slimmed_through(type(library).model_validate_json(library.model_dump_json()))
    assert slim == whole
    assert len(sets(whole)) > 100
    assert len(sets(slim)) < len(sets(whole)) / 10


def sets(value) -> set[int]:
    """Which sets of fields there are in a value and all values within it."""
    found: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Frozen):
            found.add(id(part.model_fields_set))
            waiting += [getattr(part, name) for name in type(part).model_fields]
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, tuple):
            waiting += part
    return found
