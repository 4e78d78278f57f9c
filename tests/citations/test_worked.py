import datetime as dt

import pytest

from letters.citations.worked import WorkedRecord, merged

BASE = {"a": 1, "deep": {"x": 1, "y": {"z": [1, 2]}}}


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({}, BASE),
        ({"a": 2}, {**BASE, "a": 2}),
        ({"a": None}, {"deep": BASE["deep"]}),
        ({"unknown": None}, BASE),
        ({"deep": {"x": None}}, {"a": 1, "deep": {"y": {"z": [1, 2]}}}),
        ({"deep": {"y": {"z": [3]}}}, {"a": 1, "deep": {"x": 1, "y": {"z": [3]}}}),
        ({"deep": 5}, {"a": 1, "deep": 5}),
        ({"a": {"new": 1}}, {**BASE, "a": {"new": 1}}),
    ],
)
def test_a_change_is_laid_over_the_base(change, result):
    """Mappings merge, null removes, and everything else, lists included, replaces."""
    assert merged(BASE, change) == result


def test_merging_leaves_the_base_as_it_was():
    """One case's change never reaches the next case."""
    merged(BASE, {"deep": {"y": {"z": None}}})
    assert BASE == {"a": 1, "deep": {"x": 1, "y": {"z": [1, 2]}}}


def test_a_record_reads_its_short_forms():
    """Days are keys, quantities are written as text, and silence is not false."""
    record = WorkedRecord.model_validate(
        {
            "service": {"drug": "d", "dose": "10 mg/kg"},
            "measurements": {"m": {"2026-11-01": "0.5 g/g"}},
        }
    )
    assert record.measurements["m"][dt.date(2026, 11, 1)].unit == "g/g"
    assert record.service.dose is not None
    assert record.service.dose.unit == "mg/kg"
    assert record.treatments_complete is None
    assert record.service.continuing is None
