"""How texts of the library may speak of the tables of a letter."""

import datetime as dt

import invented
import pytest

from letters.citations.checks import check
from letters.citations.loading import load_with_readings
from letters.citations.table_names import TABLE_NAMES, numbers_a_table, unknown_names

TODAY = dt.date(2026, 11, 22)
PATHWAY = "conditions/moonlight/pathways/solumab.yaml"
ALMAGEST = "sources/almagest.yaml"


def problems(root, file, old, new):
    text = invented.FILES[file]
    assert text.count(old) == 1
    spoiled = text.replace(old, new)
    invented.write(root, {**invented.FILES, file: spoiled})
    line = next(i for i, each in enumerate(spoiled.splitlines(), 1) if new.strip() in each)
    return check(load_with_readings(root), TODAY), line


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_a_text_may_name_each_table_of_a_letter(tmp_path, name):
    found, _ = problems(
        tmp_path, PATHWAY, "Time is on our side.", f"It stands in [[{name}]] of the letter."
    )
    assert found == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It stands in [[apendix]].", "'[[apendix]]' names no table"),
        ("It stands in [[]].", "'[[]]' names no table"),
        ("It stands in Table 1.", "a table has its number only in a letter"),
        ("As tables 2 and 3 show.", "a table has its number only in a letter"),
    ],
)
def test_a_text_that_names_no_table_or_numbers_one_is_a_problem(tmp_path, text, wrong):
    """The problem points at the line and says how to name a table."""
    found, line = problems(tmp_path, PATHWAY, "Time is on our side.", text)
    (problem,) = found
    assert (problem.file, problem.line) == (PATHWAY, line)
    assert wrong in problem.what
    assert "[[criteria]]" in problem.what


def test_a_statement_of_a_source_names_no_table_of_a_letter(tmp_path):
    """It is told in letters of which its source knows nothing; the source's own tables are its."""
    (problem,), line = problems(
        tmp_path, ALMAGEST, "says: tells a story", "says: tells a story in [[criteria]]"
    )
    assert (problem.file, problem.line) == (ALMAGEST, line)
    found, _ = problems(tmp_path, ALMAGEST, "locator: Chapter 7", "locator: Table 7")
    assert found == []


def test_numbers_and_names_are_told_apart():
    assert unknown_names("[[criteria]] and [[nothing]] and [one]") == ("nothing",)
    assert not numbers_a_table("the table of contents; a tablet of 1 g; [[results]]")
    assert numbers_a_table("see TABLE 12")
