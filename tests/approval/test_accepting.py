"""What is typed is read as the names that it means, and as nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rationale.test_naming import SHEETS, sheet_of

from letters.approval import acceptances, items, lines_of, progress, same_sheet
from letters.errors import UsageError
from letters.typed import is_plain

SHEET = sheet_of("LN-019")
EVERY = items(SHEET)
NAMES = [item.name for item in EVERY]


def reasons(names) -> dict[str, str | None]:
    asked = {item.name for item in EVERY if item.asks}
    return {name: "as told in the note" if name in asked else None for name in names}


@given(st.permutations(NAMES), st.lists(st.integers(1, 9), min_size=1))
def test_order_and_grouping_change_nothing(names, sizes):
    """Names in any order, one by one or many together, are the same acceptance."""
    told, at, place = [], 0, 0
    while at < len(names):
        size = sizes[place % len(sizes)]
        told.append(" , ".join(names[at : at + size]).lower())
        at, place = at + size, place + 1
    assert set(acceptances(told)) == set(NAMES)


@given(st.integers(1, 40), st.integers(0, 40))
def test_a_range_is_its_names(first, more):
    """`A2-A4` is A2, A3, A4."""
    told = acceptances([f"a{first} - A{first + more}"])
    assert list(told) == [f"A{number}" for number in range(first, first + more + 1)]


@given(st.text(min_size=1).filter(is_plain).filter(str.strip))
def test_a_reason_is_kept_as_it_was_typed(reason):
    """With commas, signs and names in it; only space at its ends is left out."""
    assert acceptances([f"C1={reason}"]) == {"C1": reason.strip()}


def test_a_reason_that_is_empty_is_none():
    """`D1=` takes the line and says nothing."""
    assert acceptances(["D1=  "]) == {"D1": None}


@pytest.mark.parametrize(
    "text", ["", "A", "1", "A0", "A01", "AA1", "A1-B2", "A3-A1", "A1-", "-A1", "A1,,A2", "A1;A2"]
)
def test_what_is_no_name_is_refused(text):
    """Nothing is guessed of it."""
    with pytest.raises(UsageError):
        acceptances([text])


@pytest.mark.parametrize("text", ["A1,A2=both", "A1-A2=both", "A1-A1,B2=x"])
def test_a_reason_goes_with_one_name(text):
    """A reason for several would be nobody's own words on any of them."""
    with pytest.raises(UsageError, match="one name"):
        acceptances([text])


@pytest.mark.parametrize("given_", [["A1", "A1"], ["A1-A3", "A2"], ["A1,A1"], ["A1", "A1=why"]])
def test_a_name_given_twice_is_refused_by_name(given_):
    """Two acceptances of one line may say two things."""
    with pytest.raises(UsageError, match=r"A[12] is accepted twice"):
        acceptances(given_)


@given(st.text(alphabet="Zabergold0123 äö", min_size=3))
def test_what_was_typed_is_not_repeated_in_an_error(text):
    """It may be a patient's."""
    with pytest.raises(UsageError) as caught:
        acceptances([f"{text}!"])
    assert not text.strip() or text not in str(caught.value)


def test_a_file_has_comments_and_empty_lines():
    """And perhaps the mark of another system's text file."""
    assert lines_of("\ufeff# all\n\n A1-A3 \nB1=yes, surely\n") == ("A1-A3", "B1=yes, surely")


def test_a_mark_is_known_however_it_is_typed():
    """Small letters, spaces or no hyphen; another one is another sheet."""
    assert same_sheet(SHEET, SHEET.mark.lower().replace("-", " "))
    assert not same_sheet(SHEET, SHEET.mark[:-1])
    assert not any(same_sheet(SHEET, sheet_of(label).mark) for label in SHEETS if label != "LN-019")


@given(st.sets(st.sampled_from(NAMES)))
def test_just_the_needed_names_are_needed(names):
    """Any set is complete exactly if it holds all that is needed; what lacks is told by name."""
    found = progress(EVERY, reasons(names))
    needed = {item.name for item in EVERY if item.needed}
    assert found.complete is (needed <= names)
    assert {item.name for item in found.missing} == needed - names
    assert {one.name for one in found.accepted} == names


@given(st.sampled_from([item.name for item in EVERY if item.needed]))
def test_all_but_one_is_not_enough(name):
    """Whichever it is, and just that one is named."""
    found = progress(EVERY, reasons(set(NAMES) - {name}))
    assert [item.name for item in found.missing] == [name]
    assert not found.complete


def test_a_line_that_asks_for_words_is_not_taken_without():
    """Its name alone does not answer it."""
    (asking,) = (item.name for item in EVERY if item.asks)
    found = progress(EVERY, reasons(NAMES) | {asking: None})
    assert [item.name for item in found.unanswered] == [asking]
    assert not found.missing
    assert not found.complete


def test_a_name_that_the_sheet_has_not_is_refused():
    """It may be of another sheet."""
    with pytest.raises(UsageError, match="A99, Z1"):
        progress(EVERY, {"Z1": None, "A99": None, "A1": None})


@pytest.mark.parametrize("label", SHEETS)
def test_only_what_no_letter_rests_on_is_not_needed(label):
    """What is for the patient's copy and for the practice alone."""
    optional = {item.section for item in items(sheet_of(label)) if not item.needed}
    assert optional <= {"serious", "background"}
    assert all(len(item.sha256) == 64 for item in items(sheet_of(label)))
