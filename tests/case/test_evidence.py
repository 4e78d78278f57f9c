from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from letters.case.evidence import Evidence, Measurement, Quantity

READ = {"file": "labs.csv", "sha256": "0" * 64, "row": 2}
ANY = TypeAdapter(Evidence)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.5 g/g", "0.5", "g/g"),
        ("10 mg/kg", "10", "mg/kg"),
        ("  60 mL/min/1.73 m² ", "60", "mL/min/1.73 m²"),
        ("0.10 g/g", "0.10", "g/g"),
    ],
)
def test_a_quantity_is_a_number_then_a_unit(text, value, unit):
    """The number keeps its digits, and the unit may hold spaces."""
    quantity = Quantity.model_validate(text)
    assert str(quantity.value) == value
    assert quantity.unit == unit


@pytest.mark.parametrize("text", ["g/g", "0,5 g/g", "NaN g/g", "inf g", "<0.3 g/g", ""])
def test_a_quantity_without_a_plain_number_is_refused(text):
    """Bounds, decimal commas and nothing at all are no quantity."""
    with pytest.raises(ValidationError):
        Quantity.model_validate(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "measurement", "measure": "m", "value": "0.30", "unit": "g/g", "comparator": "<"},
        {"kind": "category", "category": "c", "value": "v"},
        {"kind": "procedure", "procedure": "p"},
        {"kind": "record", "document": "d", "pages": [1, 2, 3]},
        {"kind": "attestation", "question": "q", "answer": False, "by": "Ada Moon"},
    ],
)
def test_evidence_survives_a_json_round_trip(fields):
    """Every kind of evidence goes to JSON and back unchanged, decimals to the digit."""
    item = ANY.validate_python({**fields, "on": "2026-11-01", "read": READ})
    assert ANY.validate_json(ANY.dump_json(item)) == item
    if isinstance(item, Measurement):
        assert str(ANY.validate_json(ANY.dump_json(item)).value) == "0.30"


def test_evidence_cannot_be_changed_or_extended():
    """A fact is immutable, and a field that it does not know is refused."""
    fields = {"measure": "m", "value": "1", "unit": "g", "on": "2026-11-01", "read": READ}
    item = Measurement.model_validate(fields)
    with pytest.raises(ValidationError):
        item.value = Decimal(2)
    with pytest.raises(ValidationError):
        Measurement.model_validate({**fields, "colour": "green"})
