"""Cases with more results or exhibits: as many as asked for, and nothing else of them changed."""

import pikepdf
import pytest

from benchmarks import cases, growing

CASE = cases.case(0, like=("LN-006",))


@pytest.mark.parametrize("days", [8, 20, 200])
def test_a_series_has_as_many_days_as_asked_for(days):
    labs = growing.with_labs(days)(CASE)["labs"]
    ratio = {row["date"] for row in labs if row["test"] == "urine protein-to-creatinine ratio"}
    assert len(ratio) == days
    first, last = (pick(row["date"] for row in CASE["labs"]) for pick in (min, max))
    assert first <= min(ratio) <= max(ratio) <= last


def test_more_days_than_there_are_between_its_ends_begin_earlier():
    labs = growing.with_labs(2000)(CASE)["labs"]
    ratio = {row["date"] for row in labs if row["test"] == "urine protein-to-creatinine ratio"}
    assert len(ratio) == 2000
    assert max(ratio) <= max(row["date"] for row in CASE["labs"])
    assert min(ratio) < min(row["date"] for row in CASE["labs"])


@pytest.mark.parametrize("count", [20, 60])
def test_a_case_has_as_many_exhibits_as_asked_for_each_its_own_file(count):
    made = growing.with_exhibits(count)(CASE)
    assert len({row["file"] for row in made["documents"]}) == count
    assert made["labs"] == CASE["labs"]


def test_exhibits_have_the_pages_that_their_case_says(tmp_path):
    growing.lay_exhibits(tmp_path, CASE)
    for row in CASE["documents"]:
        with pikepdf.open(tmp_path / row["file"]) as pdf:
            assert len(pdf.pages) >= int(row["pages"].rpartition("-")[2])
