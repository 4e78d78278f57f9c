"""A page that does not show what the letter takes from it is remarked on; one that does is not."""

import datetime as dt

import pytest

from letters.packet.proving import unfound
from letters.rationale.model import Fact
from packet.opened import LETTER, opened, written

DAY = dt.date(2026, 11, 10)


def told(text, *facts):
    """The remarks on a page with a text, from which the letter takes these facts."""
    one = opened("F", written((LETTER,)))._replace(texts=(text,))
    return unfound({("F", 1): facts}, (one,))


def fact(value="2.91\u00a0g/g", on=DAY):
    return Fact(what="a ratio", value=value, on=on, file="x.csv", document="F", page=1)


@pytest.mark.parametrize(
    "day",
    [
        *("11/10/2026", "November 10, 2026", "10-Nov-26", "2026-11-10", "20261110"),
        *("Nov 10 2026", "11/10/26", "in 6 doses\n11/10/2026"),
    ],
)
def test_a_day_is_found_however_it_is_printed(day):
    """Records print days in many forms."""
    assert not told(f"UPCR 2.91 {day}", fact())


@pytest.mark.parametrize("value", ["2.91", "2.910", "2,910", "2910", "H2.91", "2.91*"])
def test_a_result_is_found_in_any_common_form(value):
    """With flags, with further zeros, or on a scale a thousand times smaller."""
    assert not told(f"UPCR {value} 11/10/2026", fact())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("UPCR 2.95 11/10/2026", "1 of its results was not found"),
        ("UPCR 2.91 11/11/2026", "1 of its days was not found"),
        ("Somebody else's page", "1 of its results and 1 of its days were not found"),
        ("UPCR 12.91 11/10/2026", "1 of its results was not found"),
    ],
)
def test_what_is_not_there_is_remarked_on(text, says):
    """The remark names exhibit and page, and no value."""
    (remark,) = told(text, fact())
    assert (remark.letter, remark.page) == ("F", 1)
    assert says in remark.says
    assert "2.91" not in remark.says
    assert "2026" not in remark.says


def test_a_page_without_text_is_not_judged():
    """A scan is for a person to look at, which another remark says already."""
    assert not told("  \n", fact())


def test_a_word_is_not_looked_for():
    """Only its day is: negative, non-reactive and not detected are one."""
    assert not told("HIV: non-reactive 11/10/2026", fact("negative"))


def test_a_page_that_is_not_cited_may_say_anything():
    """Nobody is told of pages that prove nothing."""
    one = opened("F", written((LETTER,)))._replace(texts=("nothing",))
    assert not unfound({("F", 2): (fact(),)}, (one,))
