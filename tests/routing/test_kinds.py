"""Which kind of letter a case calls for."""

import datetime as dt
from itertools import product

import pytest

from letters.case.model import Level, PlanTrack, Urgency
from letters.case.vocabulary import LetterKind, RouteKind
from letters.errors import ExitCode
from letters.routing import KindError, route

from . import denied

BEFORE, AFTER = "2026-11-01", "2026-12-01"
URGENT = Urgency(
    statement="Waiting would cost kidney function.",
    by="A. Clinician",
    on=dt.date(2026, 11, 20),
    read=denied.READ,
)
LATER_LEVELS = (Level.FIRST, Level.SECOND, Level.EXTERNAL)


def routed(library, case, asked=None):
    return route(case, library, denied.TODAY, asked)


def case(*codes, urgent=False, required=(), track=PlanTrack.ERISA, **denial):
    made = denied.case(*(codes or ("CO-50",)), track=track, **denial)
    return made.model_copy(
        update={"urgency": URGENT if urgent else None, "required_drugs": required}
    )


def undenied(required=(), urgent=False):
    update = {"required_drugs": required, "urgency": URGENT if urgent else None}
    return denied.undenied().model_copy(update=update)


def test_a_request_that_was_not_denied_is_a_letter_of_medical_necessity(library):
    found = routed(library, undenied())
    assert (found.kind, found.kind_because) == (LetterKind.NECESSITY, "no denial")


def test_a_request_with_drugs_required_first_is_an_exception(library):
    found = routed(library, undenied(("some-drug",)))
    assert (found.kind, found.kind_because) == (LetterKind.EXCEPTION, "required drugs")


def test_a_first_denial_is_a_first_level_appeal(library):
    found = routed(library, case())
    assert (found.kind, found.kind_because) == (LetterKind.FIRST, "first decision")


def test_a_physicians_statement_makes_a_first_denial_expedited(library):
    found = routed(library, case(urgent=True))
    assert (found.kind, found.kind_because) == (LetterKind.EXPEDITED, "urgent")
    assert found.expedited


@pytest.mark.parametrize(
    ("served", "kind"), [(BEFORE, LetterKind.FIRST), (AFTER, LetterKind.EXPEDITED)]
)
def test_nothing_is_expedited_about_a_service_already_given(library, served, kind):
    lines = (denied.line("CO-50", on=served),)
    found = routed(library, case(urgent=True, lines=lines))
    assert found.kind is kind
    assert found.expedited is (kind is LetterKind.EXPEDITED)


def test_a_service_given_today_is_given(library):
    lines = (denied.line("CO-50", on=denied.TODAY.isoformat()),)
    assert routed(library, case(urgent=True, lines=lines)).kind is LetterKind.FIRST


def test_a_statement_of_a_day_to_come_makes_nothing_urgent(library):
    later = URGENT.model_copy(update={"on": denied.TODAY + dt.timedelta(days=1)})
    found = routed(library, case().model_copy(update={"urgency": later}))
    assert found.kind is LetterKind.FIRST
    assert not found.expedited


@pytest.mark.parametrize(
    ("track", "kind"),
    [
        (PlanTrack.ERISA, LetterKind.SECOND),
        (PlanTrack.INSURED, LetterKind.SECOND),
        (PlanTrack.ADVANTAGE, LetterKind.EXTERNAL),
        (PlanTrack.PART_D, LetterKind.EXTERNAL),
        (PlanTrack.ORIGINAL, LetterKind.EXTERNAL),
        (PlanTrack.MEDICAID, LetterKind.EXTERNAL),
        (PlanTrack.OTHER, LetterKind.SECOND),
    ],
)
def test_an_upheld_denial_goes_to_whoever_hears_the_second_level(library, track, kind):
    """Where the plan itself does not hear it, the letter is one to an independent reviewer."""
    assert routed(library, case(track=track, level=Level.FIRST)).kind is kind


@pytest.mark.parametrize("track", PlanTrack)
def test_after_two_levels_an_external_review_is_left(library, track):
    assert routed(library, case(track=track, level=Level.SECOND)).kind is LetterKind.EXTERNAL


@pytest.mark.parametrize("track", PlanTrack)
def test_after_an_external_review_no_letter_is_left(library, track):
    found = routed(library, case(track=track, level=Level.EXTERNAL))
    assert (found.kind, found.kind_because) == (None, "nothing left")


@pytest.mark.parametrize("level", [Level.FIRST, Level.SECOND])
def test_later_appeals_are_urgent_by_their_type_not_by_their_kind(library, level):
    found = routed(library, case(urgent=True, level=level))
    assert found.kind in (LetterKind.SECOND, LetterKind.EXTERNAL)
    assert found.expedited


def test_a_code_of_an_upheld_appeal_asks_for_the_level_first(library):
    """The code tells of an appeal, the record of a first decision: no letter is guessed."""
    found = routed(library, case("193"))
    assert found.route.kind is RouteKind.NEXT_LEVEL
    assert (found.kind, found.kind_because) == (None, "level unknown")


@pytest.mark.parametrize("asked", [None, *LetterKind])
@pytest.mark.parametrize("code", ["16", "197", "252", "29"])
def test_another_step_comes_before_any_letter(library, code, asked):
    """A corrected claim, an authorization, records or a dispute are not replaced by an appeal."""
    found = routed(library, case(code, urgent=True, required=("a",)), asked)
    assert (found.kind, found.kind_because) == (None, "another step")


@pytest.mark.parametrize(
    ("reasons", "required", "asked", "kind"),
    [
        (("non-formulary",), ("a",), None, LetterKind.EXCEPTION),
        (("non-formulary",), (), None, None),
        (("non-formulary",), (), LetterKind.EXCEPTION, LetterKind.EXCEPTION),
        (("not-covered-benefit",), ("a",), None, None),
        (("not-covered-benefit",), ("a",), LetterKind.EXCEPTION, None),
        (("non-formulary",), ("a",), LetterKind.FIRST, None),
    ],
)
def test_a_benefit_is_excepted_from_only_where_other_drugs_stand_in_the_way(
    library, reasons, required, asked, kind
):
    """A prescriber can speak of drugs required first; nobody's letter opens a benefit."""
    made = denied.case(reasons=reasons).model_copy(update={"required_drugs": required})
    assert routed(library, made, asked).route.kind is RouteKind.BENEFIT
    assert routed(library, made, asked).kind is kind


IMPOSSIBLE = [
    (case_, kind)
    for case_, kinds in (
        (
            undenied(),
            (LetterKind.FIRST, LetterKind.SECOND, LetterKind.EXPEDITED, LetterKind.EXTERNAL),
        ),
        (case(), (LetterKind.NECESSITY, LetterKind.SECOND, LetterKind.EXTERNAL)),
        (
            case(level=Level.FIRST),
            (
                LetterKind.NECESSITY,
                LetterKind.FIRST,
                LetterKind.EXPEDITED,
                LetterKind.EXCEPTION,
            ),
        ),
        (
            case(level=Level.SECOND),
            (LetterKind.FIRST, LetterKind.EXPEDITED, LetterKind.SECOND),
        ),
        (
            case(urgent=True, lines=(denied.line("CO-50", on=BEFORE),)),
            (LetterKind.EXPEDITED,),
        ),
    )
    for kind in kinds
]


@pytest.mark.parametrize(("made", "asked"), IMPOSSIBLE)
def test_a_kind_that_can_never_be_right_is_refused(library, made, asked):
    """The error names the kind, the rule and what to ask for instead, and no patient."""
    with pytest.raises(KindError) as refused:
        routed(library, made, asked)
    message = str(refused.value)
    assert asked.value in message
    assert made.patient.name not in message
    assert refused.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (undenied(), LetterKind.EXCEPTION),
        (undenied(("a",)), LetterKind.NECESSITY),
        (case(), LetterKind.EXPEDITED),
        (case(urgent=True), LetterKind.FIRST),
        (case(), LetterKind.EXCEPTION),
        (case(level=Level.FIRST), LetterKind.EXTERNAL),
    ],
)
def test_a_kind_that_can_be_completed_is_taken_as_asked(library, made, asked):
    found = routed(library, made, asked)
    assert (found.kind, found.kind_because) == (asked, "asked")


def test_a_first_level_appeal_asked_for_stays_in_the_standard_time(library):
    assert not routed(library, case(urgent=True), LetterKind.FIRST).expedited


def test_asking_for_an_external_review_counts_its_own_deadline(library):
    """A decision that calls itself final may follow the first appeal already."""
    made = case(level=Level.FIRST, notice_on=denied.NOTICE, received_on=denied.NOTICE)
    assert routed(library, made).deadline.level is Level.SECOND
    assert routed(library, made, LetterKind.EXTERNAL).deadline.level is Level.EXTERNAL


def test_expedited_needs_a_statement_whatever_is_asked_and_whoever_pays(library):
    """Over all levels, tracks and days of service no case without a statement is urgent."""
    seen = 0
    for track, level, served in product(PlanTrack, (Level.INITIAL, *LATER_LEVELS), ("", AFTER)):
        lines = (denied.line("CO-50", on=served),)
        made = case(track=track, level=level, lines=lines)
        found = routed(library, made)
        assert not found.expedited
        assert found.kind is not LetterKind.EXPEDITED
        seen += 1
    assert seen == len(PlanTrack) * 4 * 2


def test_the_time_of_an_urgent_appeal_is_told_only_with_its_source(library):
    """Where a filing tells a time for urgent cases, statements carry it that may print."""
    told = [one for one in library.appeals.filings if one.expedited]
    assert len(told) >= 6
    for filing in told:
        assert filing.expedited_cites
        assert set(filing.expedited_cites) <= set(library.statements)
