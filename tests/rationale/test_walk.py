"""Whatever a document holds is found, in the order of its fields."""

import pytest
from pydantic import BaseModel

from letters.case.frozen import Frozen
from letters.rationale.model import Cited, Claim, Fact, FactRow, TreatmentRow
from letters.rationale.walk import parts
from rationale import argued


def _plainly(value, kind):
    if isinstance(value, kind):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _plainly(getattr(value, name), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from _plainly(item, kind)


@pytest.mark.parametrize("kind", [Claim, Fact, FactRow, Cited, TreatmentRow])
def test_the_quick_walk_finds_what_a_walk_through_all_fields_finds(kind):
    found = argued("LN-019")
    for document in (found.document, found.review):
        assert list(parts(document, kind)) == list(_plainly(document, kind))


def test_a_part_is_found_under_a_wider_name_and_in_a_field_of_any_type():
    class Wide(Frozen):
        kept: Frozen | None = None
        loose: object = None

    class Narrow(Wide):
        name: str

    narrow = Narrow(name="within")
    assert list(parts(Wide(kept=narrow, loose=((narrow,), "text")), Narrow)) == [narrow, narrow]
