"""Each line of a review sheet has a name, and the sheet a mark."""

import re

import pytest

from letters.rationale import Letter
from letters.rationale.model import ReviewSheet
from letters.rationale.naming import LETTERS, named
from letters.rendering import to_html
from letters.rendering.headings import heading_of
from rationale import LABELS, argued

SHEETS = [label for label in LABELS if argued(label).review is not None]


def sheet_of(label: str) -> ReviewSheet:
    review = argued(label).review
    assert review is not None
    return review


def letter_of(label: str) -> Letter:
    document = argued(label).document
    assert isinstance(document, Letter)
    return document


@pytest.mark.parametrize("label", SHEETS)
def test_each_line_has_a_name_of_its_own(label):
    """A letter for its list in the order printed, and a number in it from 1."""
    sheet = sheet_of(label)
    names = [[line.name for line in lines] for _, lines in sheet.sections]
    for initial, told in zip(LETTERS, names, strict=False):
        assert told == [f"{initial}{number}" for number in range(1, len(told) + 1)]
    assert len(names) > 6


@pytest.mark.parametrize("label", SHEETS)
def test_the_page_prints_the_names_in_order_each_beside_a_box(label):
    """What is ticked on paper can be typed as it stands."""
    printed = re.findall(r"☐ <b>([A-Z]\d+)</b>", to_html(sheet_of(label)))
    assert printed == [line.name for _, lines in sheet_of(label).sections for line in lines]


def test_there_are_letters_for_all_lists_that_a_sheet_can_have():
    """And none that a fax could turn into a number, nor that of the changes in a Word file."""
    lists = {name for name, field in ReviewSheet.model_fields.items() if _is_list(field)}
    assert len(LETTERS) >= len(lists) == 18
    assert not set(LETTERS) & set("IOT")


def _is_list(field) -> bool:
    return any(kind in str(field.annotation) for kind in ("Item,", "Row,")) and (
        "RouteLine" not in str(field.annotation)
    )


@pytest.mark.parametrize("label", SHEETS)
def test_the_mark_is_that_of_the_sheet_and_of_its_letter(label):
    """The same sheet and letter have the same mark; another word in either has another."""
    sheet, letter = sheet_of(label), letter_of(label)
    assert re.fullmatch(r"[2-9CFGHJMPQRVWX]{3}-[2-9CFGHJMPQRVWX]{3}", sheet.mark)
    assert named(sheet, letter).mark == sheet.mark
    other = letter.model_copy(update={"criteria_title": letter.criteria_title + "."})
    assert named(sheet, other).mark != sheet.mark
    first = sheet.facts[0].model_copy(update={"value": f"{sheet.facts[0].value}0"})
    changed = sheet.model_copy(update={"facts": (first, *sheet.facts[1:])})
    assert named(changed, letter).mark != sheet.mark


def test_no_two_sheets_have_the_same_mark():
    """Names of one case are not taken for another's."""
    assert len({sheet_of(label).mark for label in SHEETS}) == len(SHEETS)


def test_each_list_has_a_heading_but_the_first():
    """The headings of a terminal are those of the page."""
    for label in SHEETS:
        page = to_html(sheet_of(label))
        for section, _ in sheet_of(label).sections:
            heading = heading_of(section)
            assert bool(heading.heading and heading.meaning) is (section != "kind")
            assert f"<h2>{heading.heading}</h2>" in page or section == "kind"


def test_a_recorded_outcome_that_the_results_do_not_show_asks_which_one_holds():
    """It is a question: a name alone does not answer it. No other line of the examples asks."""
    asks = {
        (section, line.asks)
        for label in SHEETS
        for section, lines in sheet_of(label).sections
        for line in lines
        if getattr(line, "asks", None)
    }
    assert asks == {("contradictions", "Which one, and why")}
