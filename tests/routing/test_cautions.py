"""What filing may cost, and what is asked first."""

import datetime as dt

import pytest

from letters.case.model import Coverage, Level, PlanTrack
from letters.routing import may_cite_state_law, route

from . import denied

SOON = dt.date(2026, 11, 10)


def said(library, *codes, as_of=denied.TODAY, **denial):
    denial.setdefault("notice_on", denied.NOTICE)
    return route(denied.case(*(codes or ("CO-50",)), **denial), library, as_of)


def wording(library, name):
    return next(one.says for one in library.appeals.cautions if one.id == name)


@pytest.mark.parametrize("payer", ["Regence BlueShield", "REGENCE BCBS of Oregon", "Regence"])
def test_a_call_that_an_appeal_closes_is_warned_of(library, payer):
    """The payer's last day for the call is counted from the letter, with its source."""
    routing = said(library, payer=payer, as_of=SOON)
    (warning,) = [one for one in routing.warnings if "peer-to-peer" in one]
    assert "November\N{NO-BREAK SPACE}17, 2026" in warning
    assert "regence-peer-to-peer/before-an-appeal" in routing.cites


@pytest.mark.parametrize(
    "changed",
    [
        {"payer": "Regencelike Mutual"},
        {"payer": "Meadow Health Plan"},
        {"track": PlanTrack.ADVANTAGE},
        {"level": Level.FIRST},
        {"as_of": denied.TODAY},
    ],
)
def test_no_call_is_warned_of_where_none_is_closed(library, changed):
    """Another payer, a Medicare member, an appeal already made, a day gone by: no warning."""
    routing = said(library, **{"payer": "Regence", "as_of": SOON, **changed})
    assert not [one for one in routing.warnings if "peer-to-peer" in one]


def test_the_notice_own_call_is_warned_of(library):
    """A last day for the call that the notice states is told, until it is past."""
    open_call = said(library, discuss_by=dt.date(2026, 11, 30))
    assert any("November\N{NO-BREAK SPACE}30, 2026" in one for one in open_call.warnings)
    past = said(library, discuss_by=dt.date(2026, 11, 20))
    assert not any("peer-to-peer" in one for one in past.warnings)
    not_appealed = said(library, "CO-16", "MA130", discuss_by=dt.date(2026, 11, 30))
    assert not_appealed.warnings == ()


def test_a_call_is_warned_of_before_a_clinical_appeal_to_come(library):
    """A missing authorization is cured first, and the call may be wanted after it."""
    routing = said(library, "CO-197", discuss_by=dt.date(2026, 11, 30))
    assert any("peer-to-peer" in one for one in routing.warnings)


def test_original_medicare_wants_all_evidence_now(library):
    """Evidence left out by the second level may be excluded later."""
    words = wording(library, "all-evidence-now")
    for level in (Level.INITIAL, Level.FIRST):
        routing = said(library, track=PlanTrack.ORIGINAL, level=level)
        assert words in routing.warnings
        assert "cms-plan-appeals/evidence-by-second-level" in routing.cites
    assert words not in said(library, track=PlanTrack.ORIGINAL, level=Level.SECOND).warnings
    assert words not in said(library, track=PlanTrack.ADVANTAGE).warnings


@pytest.mark.parametrize(
    ("track", "admits"),
    [
        (PlanTrack.PART_D, "compendia"),
        (PlanTrack.ORIGINAL, "literature"),
        (PlanTrack.ADVANTAGE, "literature"),
        (PlanTrack.ERISA, None),
        (PlanTrack.INSURED, None),
        (PlanTrack.MEDICAID, None),
        (PlanTrack.OTHER, None),
    ],
)
def test_the_track_decides_what_carries_an_off_label_use(library, track, admits):
    """Part D turns on compendia, Part B has room for literature, others are not known."""
    assert said(library, track=track).off_label == admits
    before = denied.undenied()
    coverage = before.coverage.model_copy(update={"track": track})
    asked = before.model_copy(update={"coverage": coverage})
    assert route(asked, library, denied.TODAY).off_label == admits


def test_part_d_asks_for_the_monograph(library):
    """An off-label denial under Part D asks for the compendium, elsewhere it does not."""
    routing = said(library, track=PlanTrack.PART_D, reasons=("off-label",))
    (document,) = [term.id for term in library.vocabulary.documents if term.settles == "off-label"]
    assert document in routing.route.documents
    assert wording(library, "part-d-compendia") in routing.warnings
    other = said(library, track=PlanTrack.ORIGINAL, reasons=("off-label",))
    assert document not in other.route.documents
    assert wording(library, "part-d-compendia") not in other.warnings


def test_a_contracted_practice_is_asked_for_not_assumed(library):
    """What is known from memory only is asked, never said; the waiver is said with its source."""
    lines = (denied.line("CO-50", on="2026-10-20"),)
    routing = said(library, track=PlanTrack.ADVANTAGE, lines=lines)
    assert wording(library, "contracted-provider") in routing.questions
    assert wording(library, "waiver-of-liability") in routing.warnings
    before = said(library, track=PlanTrack.ADVANTAGE)
    assert before.questions == ()
    assert before.warnings == ()


@pytest.mark.parametrize("code", ["CO-197", "CO-252", "CO-204", "CO-16"])
@pytest.mark.parametrize(
    ("track", "name"),
    [
        (PlanTrack.ADVANTAGE, "contracted-provider"),
        (PlanTrack.ERISA, "contracted-provider-commercial"),
        (PlanTrack.INSURED, "contracted-provider-commercial"),
        (PlanTrack.MEDICAID, "written-consent"),
    ],
)
def test_questions_are_asked_on_other_routes_too(library, code, track, name):
    """What may shorten or close the time to appeal is asked whatever is filed first."""
    lines = (denied.line(code, on="2026-10-20"),)
    assert wording(library, name) in said(library, code, track=track, lines=lines).questions


def test_a_contract_dispute_asks_of_the_contract_alone(library):
    """The enrollee's consent is for the enrollee's appeal."""
    lines = (denied.line("CO-29", on="2026-10-20"),)
    disputed = said(library, "CO-29", track=PlanTrack.ADVANTAGE, lines=lines)
    assert wording(library, "contracted-provider") in disputed.questions
    disputed = said(library, "CO-29", track=PlanTrack.MEDICAID, lines=lines)
    assert wording(library, "written-consent") not in disputed.questions


@pytest.mark.parametrize("code", ["CO-50", "CO-197", "CO-252", "CO-204"])
@pytest.mark.parametrize("track", PlanTrack)
def test_a_day_that_is_past_is_told_first(library, track, code):
    """Good cause from facts on record is the first thing warned of or asked once it is late."""
    given = {"track": track, "deadline_on": dt.date(2026, 11, 1), "payer": "Regence"}
    late = said(library, code, discuss_by=dt.date(2026, 11, 30), **given)
    first = [*late.warnings[:1], *late.questions[:1]]
    assert any("is past" in one and "facts on record" in one for one in first)


@pytest.mark.parametrize("track", [PlanTrack.ADVANTAGE, PlanTrack.PART_D, PlanTrack.ORIGINAL])
def test_a_late_hearing_is_asked_about(library, track):
    """No rule on good cause was read for the later levels, so it is asked."""
    day = dt.date(2026, 11, 1)
    late = said(library, track=track, level=Level.SECOND, deadline_on=day)
    assert "is past" in late.questions[0]


def test_a_course_that_medicaid_cuts_must_ask_to_go_on(library):
    """Benefits that go on pending the appeal are asked for within days."""
    words = wording(library, "benefits-continue")
    going_on = (denied.requested(continuing=True),)
    assert words in said(library, track=PlanTrack.MEDICAID, services=going_on).warnings
    new = (denied.requested(continuing=False),)
    assert words not in said(library, track=PlanTrack.MEDICAID, services=new).warnings


@pytest.mark.parametrize("track", [PlanTrack.ADVANTAGE, PlanTrack.PART_D, PlanTrack.ORIGINAL])
def test_a_late_appeal_of_medicare_needs_good_cause(library, track):
    """Past the last day the warning tells of good cause, with its source; before it does not."""
    late = said(library, track=track, notice_on=dt.date(2026, 3, 2))
    assert any("good cause" in one and "past" in one for one in late.warnings)
    assert any(cite.endswith("late-with-good-cause") for cite in late.cites)
    assert not any("is past" in one for one in said(library, track=track).warnings)


@pytest.mark.parametrize("track", [PlanTrack.ERISA, PlanTrack.INSURED, PlanTrack.MEDICAID])
def test_elsewhere_a_late_appeal_is_asked_about(library, track):
    """No rule on good cause was read for these plans, so the plan is asked."""
    words = wording(library, "late-elsewhere")
    assert words in said(library, track=track, notice_on=dt.date(2026, 1, 5)).questions
    assert words not in said(library, track=track).questions


def test_a_stated_day_that_is_past_is_late_on_an_unknown_track(library):
    """What the notice states is late whatever the plan is."""
    routing = said(library, track=PlanTrack.OTHER, deadline_on=dt.date(2026, 11, 1))
    assert wording(library, "late-elsewhere") in routing.questions


@pytest.mark.parametrize(
    ("track", "state", "may"),
    [
        (PlanTrack.INSURED, "OH", True),
        (PlanTrack.INSURED, None, False),
        (PlanTrack.ERISA, "OH", False),
        (PlanTrack.OTHER, "OH", False),
        (PlanTrack.MEDICAID, "OH", False),
        (PlanTrack.ADVANTAGE, "OH", False),
    ],
)
def test_state_law_is_for_insured_plans_of_a_known_state(library, track, state, may):
    """Never for a self-funded or unknown plan; and then it is a question, never a citation."""
    assert may_cite_state_law(Coverage(payer="P", track=track, state=state)) == may
    routing = said(library, track=track, state=state, reasons=("step-therapy",))
    words = wording(library, "state-step-therapy")
    assert (words in routing.questions) == may
    assert words not in routing.warnings


def test_cautions_about_appeals_stay_off_other_routes(library):
    """A claim that must be corrected is not told how to appeal."""
    assert said(library, "CO-16", "M119", track=PlanTrack.ORIGINAL).warnings == ()
    assert said(library, "PR-1", track=PlanTrack.ORIGINAL).warnings == ()


def test_every_warning_cites_what_it_says(library):
    """What is warned of rests on statements that may print."""
    for track in PlanTrack:
        for reasons in (("off-label",), ("non-formulary",), ("step-therapy",)):
            routing = said(library, track=track, reasons=reasons, payer="Regence", as_of=SOON)
            for cite in routing.cites:
                assert library.statement(cite).verification.level.value != "unverified"
            assert bool(routing.warnings) <= bool(routing.cites)


def test_a_routing_survives_a_json_round_trip(library):
    """What is routed can be written as JSON and read back without loss."""
    routing = said(library, "CO-50", "N115", payer="Regence", as_of=SOON)
    assert type(routing).model_validate_json(routing.model_dump_json()) == routing
