"""Headings of exports: what is the same, what is known, and that the data holds together."""

import difflib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import CourseStatus
from letters.case.model import Sex
from letters.intake.columns import CASES, LABS, TREATMENTS
from letters.intake.mapping import headings
from letters.intake.mapping.headings import Kind

NAMES = sorted({name for kind in Kind for name, _ in headings.names_of(kind)})


@pytest.mark.parametrize(
    "same",
    [
        ("Acct. No", "ACCOUNT #", "account_number", "AcctNbr", "acct  no."),
        ("Dt of Birth", "date of birth", "DATE_OF_BIRTH", "DateOfBirth"),
        ("Patient's Name", "PAT NAME", "pt name", "patientName"),
    ],
)
def test_spellings_of_one_heading(same):
    """Case, spaces, punctuation and the usual short forms do not count."""
    assert len({headings.key(name) for name in same}) == 1


@pytest.mark.parametrize("kind", Kind)
def test_short_forms_without_spaces(kind):
    """A heading without any space is known where its words are."""
    assert headings.meaning(kind, "ACCTNO") == headings.meaning(kind, "Account Number")
    assert headings.meaning(kind, "PATNAME") == headings.meaning(kind, "Patient Name")


def test_what_stands_in_brackets():
    """It counts only where the heading is known with it."""
    assert headings.meaning(Kind.DENIALS, "DOB (MM/DD/YYYY)").headings == ("birth date",)
    assert headings.meaning(Kind.DENIALS, "Mood (DOB)") is None


@pytest.mark.parametrize("kind", Kind)
def test_every_meaning_is_a_heading_of_the_table(kind):
    """What the data names exists: a column of ours, or a part of which one is made."""
    known = headings.of_table(kind.table)
    assert {meaning for _, meaning in headings.names_of(kind)} <= known
    assert len(list(headings.names_of(kind))) > 100


@pytest.mark.parametrize("kind", Kind)
def test_one_heading_has_one_meaning(kind):
    """No name stands below two headings of the data of one table."""
    data = headings.data()
    lists = {**data["person"], **data[kind.table.name]}
    seen: dict[str, str] = {}
    turns = [*data["by turns"][kind.table.name], *data["unclear"][kind.table.name]]
    for ours, names in [*lists.items(), *((turn, [turn]) for turn in turns)]:
        for name in names:
            assert seen.setdefault(headings.key(name), ours) == ours, name


def test_words_of_the_data_are_ours():
    """Words that exports' words are turned into are those of the columns."""
    assert {headings.word("sex", word) for word in ("F", "m")} == {s.value for s in Sex}
    for word in ("active", "discontinued", "planned", "refused"):
        assert headings.word("status", word) in {status.value for status in CourseStatus}
    assert {headings.word("group code", w) for w in ("co", "Patient Responsibility")} == {
        "CO",
        "PR",
    }


@pytest.mark.parametrize(
    "text",
    ["Total", "GRAND TOTAL:", "Sub-Total", "Page 1 of 3", "** End of Report **", "Totals 12"],
)
def test_lines_that_sum_up(text):
    """They are known by how they begin."""
    assert headings.sums_up(text)


@pytest.mark.parametrize("text", ["Totalli, Jane", "Pagel, Ann", "Summers, Jo", "Countess", "A12"])
def test_names_that_begin_alike(text):
    """A name that only begins so is none."""
    assert not headings.sums_up(text)


@given(st.text(max_size=60))
def test_any_heading_has_a_key(text):
    """Whatever stands in a heading is compared by letters, digits and nothing else."""
    assert not re.search(r"[\s_]", headings.key(text))
    assert headings.key(headings.key(text)) is not None
    for kind in Kind:
        headings.meaning(kind, text)


def test_tables_of_the_kinds():
    """Each kind of report fills one of our tables."""
    assert {kind.table.name for kind in Kind} == {CASES.name, LABS.name, TREATMENTS.name}
    assert len(NAMES) > 500


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Step Therapy Drugs", "required drugs"),
        ("Fail-first drugs", "required drugs"),
        ("Medical Necessity Definition", "plan definition"),
    ],
)
def test_what_a_plan_requires_is_known_by_its_usual_names(theirs, ours):
    """In a report of denials."""
    found = headings.meaning(Kind.DENIALS, theirs)
    assert found is not None
    assert found.headings == (ours,)


WIDE = st.text("acdeilmnoprstu #", min_size=1, max_size=24)


@given(WIDE | st.sampled_from(NAMES).map(lambda name: name[:-1] + "x"))
def test_the_nearest_name_is_that_of_a_comparison_with_all(written):
    """Looking only at names of like length and letters misses none."""
    for kind in Kind:
        names = dict(headings.names_of(kind))
        near = difflib.get_close_matches(headings.key(written), list(names), 1, 0.82)
        assert headings.nearly(kind, written) == (names[near[0]] if near else None)


def test_a_heading_is_compared_with_few_of_the_known_names(monkeypatch):
    """Four hundred unknown headings of a wide sheet took seconds, each held against all names."""
    held = []

    def compared(_, names, *__):
        held.extend(names)
        return []

    monkeypatch.setattr(difflib, "get_close_matches", compared)
    wide = [f"{word} green tau {n}" for n in range(20) for word in ("omega code", "status rho")]
    for each in wide:
        headings.nearly(Kind.DENIALS, each)
    known = len(dict(headings.names_of(Kind.DENIALS)))
    assert len(held) < len(wide) * known / 10
