"""The last day to file an appeal: the worked examples, and what never happens to a day."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from letters.case.model import Level, PlanTrack
from letters.citations import load
from letters.paths import CITATIONS
from letters.routing import route
from letters.routing.days import is_business_day
from letters.routing.deadlines import MAIL_DAYS, count, is_unverified

from . import denied

LIBRARY = load(CITATIONS)
WORDS = LIBRARY.appeals.words
CLINICAL = "CO-50"
FILED = (Level.FIRST, Level.SECOND, Level.EXTERNAL)


def day(text):
    return dt.date.fromisoformat(text)


def due(*codes, as_of=denied.TODAY, **denial):
    return route(denied.case(*(codes or (CLINICAL,)), **denial), LIBRARY, as_of).deadline


# Section 1C.4 of the evidence on appeals.


@pytest.mark.parametrize("track", [PlanTrack.ADVANTAGE, PlanTrack.PART_D])
def test_a_plan_of_medicare_has_65_days_from_the_notice(track):
    """Notice of 2 November 2026: it must be there by 6 January, and is sent days before."""
    found = due(track=track, notice_on=day("2026-11-02"))
    assert found.due == day("2027-01-06")
    assert found.act_by == day("2026-12-31")
    assert (found.from_on, found.counted_from, found.presumed) == (
        day("2026-11-07"),
        "receipt",
        True,
    )
    assert found.filed_when == "received"


def test_a_medicaid_plan_counts_from_the_notice():
    """Notice of 2 November 2026: last day New Year, so filed by 31 December."""
    found = due(track=PlanTrack.MEDICAID, notice_on=day("2026-11-02"))
    assert found.due == day("2027-01-01")
    assert found.act_by == day("2026-12-31")
    assert (found.counted_from, found.presumed) == ("notice", False)


def test_original_medicare_has_120_days_and_the_mail():
    """Notice of 2 November 2026: 2 March with receipt that day, presumed 7 March, a Sunday."""
    found = due(track=PlanTrack.ORIGINAL, notice_on=day("2026-11-02"))
    assert found.due == day("2027-03-07")
    assert found.act_by == day("2027-03-02")
    early = due(
        track=PlanTrack.ORIGINAL, notice_on=day("2026-11-02"), received_on=day("2026-11-02")
    )
    assert early.due == day("2027-03-02")
    assert not early.presumed


def test_a_self_funded_plan_counts_from_receipt():
    """Received on 5 November 2026: 180 days end on 4 May 2027."""
    found = due(notice_on=day("2026-11-02"), received_on=day("2026-11-05"))
    assert found.due == day("2027-05-04")
    assert found.act_by == day("2027-04-29")
    assert found.filed_when is None


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-10-30", "2027-03-01"),
        ("2026-10-31", "2027-03-01"),
        ("2026-11-05", "2027-03-05"),
        ("2027-10-31", "2028-03-01"),
    ],
)
def test_external_review_has_four_months(received, last):
    """Four months after receipt; where no day matches, the first of the fifth month."""
    found = due(level=Level.SECOND, received_on=day(received), as_of=day("2027-11-01"))
    assert found.level is Level.EXTERNAL
    assert found.due == day(last)


# Which day wins


def test_the_earlier_of_stated_and_counted_wins():
    """The notice's own day counts if it is earlier; a later one does not move ours."""
    early = due(notice_on=denied.NOTICE, deadline_on=day("2026-12-15"))
    assert early.due == early.stated == day("2026-12-15")
    assert early.computed > early.due
    late = due(notice_on=denied.NOTICE, deadline_on=day("2028-01-15"))
    assert late.due == late.computed < late.stated


def test_a_receipt_later_than_presumed_does_not_move_the_day():
    """Only an earlier receipt changes the presumed one: the plan need not believe a later one."""
    presumed = due(track=PlanTrack.PART_D, notice_on=denied.NOTICE)
    late = due(track=PlanTrack.PART_D, notice_on=denied.NOTICE, received_on=day("2026-11-20"))
    early = due(track=PlanTrack.PART_D, notice_on=denied.NOTICE, received_on=day("2026-11-04"))
    assert late.due == presumed.due
    assert early.due == presumed.due - dt.timedelta(days=3)


def test_without_a_receipt_the_notice_is_counted_from():
    """A day that can only be too early, which says so and asks."""
    routing = route(denied.case(CLINICAL, notice_on=denied.NOTICE), LIBRARY, denied.TODAY)
    found = routing.deadline
    assert (found.counted_from, found.presumed) == ("notice", False)
    assert found.due == day("2027-05-01")
    assert WORDS.no_receipt_date in routing.questions
    known = denied.case(CLINICAL, notice_on=denied.NOTICE, received_on=denied.NOTICE)
    assert WORDS.no_receipt_date not in route(known, LIBRARY, denied.TODAY).questions


@pytest.mark.parametrize("track", [PlanTrack.MEDICAID, PlanTrack.ADVANTAGE, PlanTrack.ERISA])
def test_without_any_date_no_day_is_counted(track):
    """Neither notice nor receipt: no day, and the question for it."""
    found = due(track=track)
    assert (found.due, found.act_by, found.computed) == (None, None, None)
    assert found.question == WORDS.no_notice_date
    assert found.days_left(denied.TODAY) is None


def test_a_notice_window_is_never_counted_from_receipt():
    """Where the notice counts, its receipt alone gives no day, since that day would be late."""
    found = due(track=PlanTrack.MEDICAID, received_on=denied.NOTICE)
    assert (found.due, found.question) == (None, WORDS.no_notice_date)


# Where no day is counted


def test_an_unknown_track_gives_no_day():
    """Nothing is counted on a default; the day that the notice states still shows."""
    found = due(track=PlanTrack.OTHER, notice_on=denied.NOTICE)
    assert (found.due, found.computed, found.rule) == (None, None, None)
    assert found.question == WORDS.unknown_track
    stated = due(track=PlanTrack.OTHER, notice_on=denied.NOTICE, deadline_on=day("2026-12-13"))
    assert stated.due == day("2026-12-13")
    assert stated.act_by == day("2026-12-11")
    assert stated.question == WORDS.unknown_track


def test_a_rule_from_memory_never_gives_a_day(moonlit):
    """An unverified window counts for whoever checks it, and no day of it reaches a deadline."""
    case = denied.case("CO-50", track=PlanTrack.INSURED, notice_on=denied.NOTICE)
    filing = moonlit.appeals.filing(PlanTrack.INSURED, Level.FIRST)
    assert is_unverified(filing, moonlit)
    assert count(filing, case.denial, "").end == day("2026-12-02")
    found = route(case, moonlit, denied.TODAY).deadline
    assert found.unverified
    assert (found.due, found.act_by, found.computed, found.from_on) == (None, None, None, None)
    assert (found.rule, found.cites) == (None, ())
    assert found.question == moonlit.appeals.words.unverified
    assert "2026-12" not in found.model_dump_json()
    stated = denied.case(
        "CO-50",
        track=PlanTrack.INSURED,
        notice_on=denied.NOTICE,
        deadline_on=day("2026-12-15"),
    )
    assert route(stated, moonlit, denied.TODAY).deadline.due == day("2026-12-15")


def test_state_external_review_is_asked_not_counted():
    """States set the window of their external review, so none is counted for insured plans."""
    found = due(track=PlanTrack.INSURED, level=Level.SECOND, notice_on=denied.NOTICE)
    assert found.due is None
    assert "State" in found.question


def test_a_denied_plan_of_medicare_forwards_itself():
    """After the plan's own reconsideration nothing has to be filed, and the rule says so."""
    found = due(track=PlanTrack.ADVANTAGE, level=Level.FIRST, notice_on=denied.NOTICE)
    assert (found.level, found.due, found.question) == (Level.SECOND, None, None)
    assert found.rule
    assert found.cites


def test_a_review_told_by_a_code_alone_asks_for_its_level():
    """A remittance that upholds a decision does not say which one, so no day is counted."""
    found = due("CO-193", notice_on=denied.NOTICE)
    assert (found.due, found.question) == (None, WORDS.which_level)


def test_beyond_external_review_nothing_is_counted():
    """The decision of an external review is read for what is left."""
    found = due(level=Level.EXTERNAL, notice_on=denied.NOTICE)
    assert (found.due, found.question) == (None, WORDS.beyond)


def test_a_contract_dispute_has_its_own_days():
    """The days of a provider dispute are in the payer's manual, not in the patient's appeal."""
    found = due("CO-29", notice_on=denied.NOTICE)
    assert (found.computed, found.question) == (None, WORDS.contract_window)


@pytest.mark.parametrize("codes", [("CO-16", "MA130"), ("PR-1",), ("CO-45",)])
def test_what_cannot_be_appealed_has_no_deadline(codes):
    """No right of appeal, or nothing refused: no deadline."""
    assert due(*codes, notice_on=denied.NOTICE) is None


@pytest.mark.parametrize("codes", [("CO-16",), ("CO-197",), ("CO-252",), ("CO-204",), ()])
def test_the_days_of_the_appeal_run_meanwhile(codes):
    """An administrative step does not stop the clock, so its day shows."""
    assert due(*codes, notice_on=denied.NOTICE).due is not None


def test_a_request_not_denied_has_no_deadline():
    """Before a denial there is nothing to appeal."""
    assert route(denied.undenied(), LIBRARY, denied.TODAY).deadline is None


# What is said of it


def test_a_service_given_is_never_expedited():
    """Nothing about payment is urgent, and the times and people are those of payment."""
    to_come = due(track=PlanTrack.ADVANTAGE, notice_on=denied.NOTICE)
    given_on = (denied.line("CO-50", on="2026-10-20"),)
    given = due(track=PlanTrack.ADVANTAGE, notice_on=denied.NOTICE, lines=given_on)
    assert to_come.expedited
    assert given.expedited is None
    assert given.decision == "in 60 calendar days for payment"
    assert "waiver" in given.form
    assert to_come.who != given.who


def test_a_drug_has_its_own_clock():
    """A Part B drug is decided sooner than another service."""
    drug = denied.case(
        CLINICAL,
        track=PlanTrack.ADVANTAGE,
        notice_on=denied.NOTICE,
        services=(denied.requested(),),
    )
    assert route(drug, LIBRARY, denied.TODAY).deadline.decision.startswith("in 7 calendar days")
    assert due(track=PlanTrack.ADVANTAGE, notice_on=denied.NOTICE).decision.startswith("in 30")


def test_a_deadline_that_is_past_counts_below_zero():
    """What is late says by how many days."""
    found = due(track=PlanTrack.PART_D, notice_on=day("2026-08-03"))
    assert found.due == day("2026-10-07")
    assert found.days_left(denied.TODAY) == (day("2026-10-02") - denied.TODAY).days < 0


@pytest.mark.parametrize("track", [track for track in PlanTrack if track is not PlanTrack.OTHER])
def test_every_rule_is_told_with_its_day_and_sources(track):
    """What was counted says its rule in words, how current it is, and what it rests on."""
    found = due(track=track, notice_on=denied.NOTICE)
    assert found.rule
    assert found.rule_as_of <= denied.TODAY
    assert found.cites
    assert found.appeal


# What holds of every date

TRACKS = st.sampled_from(list(PlanTrack))
NOTICES = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
SOME_DAY = st.none() | NOTICES


@given(TRACKS, st.sampled_from(list(Level)), NOTICES, SOME_DAY, SOME_DAY)
def test_a_day_is_never_moved_forward(track, level, notice, received, stated):
    """Due is the earlier of stated and counted, counted as the plain calendar has it, and the day
    to act is a business day that leaves time for the mail."""
    found = due(
        track=track, level=level, notice_on=notice, received_on=received, deadline_on=stated
    )
    known = [one for one in (found.stated, found.computed) if one is not None]
    assert found.due == min(known, default=None)
    filing = LIBRARY.appeals.filing(track, found.level)
    if found.computed is not None:
        unrolled = filing.window.after(found.from_on)
        assert unrolled <= found.computed <= unrolled + dt.timedelta(days=1)
        assert found.computed == unrolled or filing.unmatched
        latest = notice + dt.timedelta(days=filing.presumed_days or 0)
        assert found.from_on <= max(latest, received or latest)
    if found.due is not None:
        mail = filing is not None and filing.filed_when == "received" and found.level in FILED
        room = dt.timedelta(days=MAIL_DAYS if mail and found.rule else 0)
        assert is_business_day(found.act_by)
        assert found.act_by <= found.due - room
        assert found.due - room - found.act_by <= dt.timedelta(days=5)


@given(NOTICES, NOTICES)
def test_an_earlier_receipt_never_gives_more_time(notice, received):
    """To know when the notice came can only bring the day of a presumed receipt nearer."""
    assume(received >= notice)
    for track in (PlanTrack.ADVANTAGE, PlanTrack.PART_D, PlanTrack.ORIGINAL):
        presumed = due(track=track, notice_on=notice)
        known = due(track=track, notice_on=notice, received_on=received)
        assert known.due <= presumed.due
