"""How a course is told whose last day on record is known and whose stop is not."""

import datetime as dt

import imaginary
import pytest

from letters.case.evidence import Therapy
from letters.case.provenance import Provenance
from letters.rationale.phrasing import Phrasebook

JAN, JUN = dt.date(2026, 1, 5), dt.date(2026, 6, 5)
READ = Provenance(file="chart.json", sha256="")


@pytest.fixture(scope="module")
def book():
    return Phrasebook(imaginary.library())


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


TOLD = [
    ({"start": JAN, "stop": JUN, "last_known": JAN}, "January 5, 2026 – June 5, 2026"),
    ({"start": JAN, "last_known": JUN}, "from January 5, 2026, last on record June 5, 2026"),
    ({"start": JUN, "last_known": JUN}, "on record June 5, 2026"),
    ({"last_known": JUN}, "on record June 5, 2026"),
    ({"stop": JUN}, "until June 5, 2026"),
]


@pytest.mark.parametrize(("days", "told"), TOLD)
def test_a_past_course_ends_only_on_a_stop(book, days, told):
    """The last day on record is called so: it is neither a stop nor a course of a day."""
    given = {"start": None, "stop": None, "last_known": None, **days}
    assert plain(book.phrase("tables/dates", status="past", **given)) == told
    course = Therapy(
        drug=imaginary.library().vocabulary.drugs[0].id, status="past", read=READ, **days
    )
    line = plain(book.phrase("course", course=course, measured=None))
    assert told.replace(" – ", " to ") in line
    assert "since" not in line


def test_a_course_that_goes_on_says_so_whatever_was_last_seen_of_it(book):
    """An infusion does not end it."""
    told = book.phrase("tables/dates", status="current", start=JAN, stop=None, last_known=JAN)
    assert plain(told) == "January 5, 2026 – ongoing"
