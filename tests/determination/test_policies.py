"""The payer's own criteria: which policy governs, what it says of the record, what holds."""

import datetime as dt

import invented_policy as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Coverage, Denial, Override
from letters.citations import load
from letters.determination import Determination, determine
from letters.determination.policies import chosen, exceptions, holds, names
from letters.determination.worked import judge_worked
from letters.paths import CITATIONS
from letters.truth import Truth

from .matters import READ, TODAY, answer, case, course, document, glow, matter, service

SUPPORTED = (answer("sky-clear", True), glow("0.8", "2026-11-01"))
ANSWERED = (answer("night-long", True), answer("owl-heard", True))


def refused(policy=None, notice_on="2026-10-01", reasons=("too-bright",), **more) -> Denial:
    return Denial(policy=policy, notice_on=notice_on, reasons=reasons, read=READ, **more)


def judged(library, *evidence, policies=(), payer="Fern Health", **fields) -> Determination:
    fields = {"treatments_complete": True, "services": (service(continuing=False),), **fields}
    one = case(*SUPPORTED, *evidence, **fields)
    one = one.model_copy(update={"coverage": Coverage(payer=payer, member_id="1")})
    return determine(one, made.with_policies(library, *policies), TODAY)


def governing(library, *policies, payer="Fern Health", denial=None, on=TODAY, **asked):
    """The id of the policy that governs a request, and how it was chosen."""
    before = matter(
        made.with_policies(library, *policies),
        as_of=on,
        services=(service(**asked),),
        denial=denial,
    )
    one = before.case.model_copy(update={"coverage": Coverage(payer=payer)})
    choice = chosen(type(before)(one, before.service, before.library, before.pack, before.as_of))
    return None if choice is None else (choice[0].id, choice[1])


BY_PAYER = ("fern/solumab", "payer")
NAMED = ("fern/solumab", "named")


# Which policy governs.


@pytest.mark.parametrize(
    ("payer", "choice"),
    [
        ("Fern Health", BY_PAYER),
        ("FERN-HEALTH", BY_PAYER),
        ("fern", BY_PAYER),
        ("Fern Health of Ohio", None),
        ("Moss", None),
    ],
)
def test_the_payers_policy_is_found_by_its_names(moonlit, payer, choice):
    """Case and hyphens do not count; a name that is only alike is another payer."""
    assert governing(moonlit, made.policy(), payer=payer) == choice


@pytest.mark.parametrize(
    ("text", "payer", "choice"),
    [
        ("Fern Medical Policy FH-12, Solumab", "Fern Health", NAMED),
        ("policy fh 12", "Fern Health", NAMED),
        ("Policy FH-12", "Moss", NAMED),
        ("Policy FH-123", "Fern Health", None),
        ("Policy XFH-12", "Fern Health", None),
        ("Policy FH-13", "Fern Health", None),
        ("Solumab for Moonlight", "Fern Health", NAMED),
        ("Solumab for Moonlight", "Moss", None),
        ("Solumab", "Fern Health", BY_PAYER),
        ("Solumab, 2025", "Fern Health", None),
        (None, "Fern Health", BY_PAYER),
        (None, "Moss", None),
    ],
)
def test_a_denial_names_its_policy(moonlit, text, payer, choice):
    """By number or title as whole words; one that names another number takes this one away."""
    assert governing(moonlit, made.policy(), payer=payer, denial=refused(text)) == choice


@pytest.mark.parametrize(
    ("number", "payer", "named"),
    [("12", "Fern Health", True), ("12", "Moss", False), ("A12", "Moss", True)],
)
def test_a_bare_number_names_a_policy_of_its_payer_only(number, payer, named):
    """Numbers without a letter are alike among payers."""
    one = made.policy(number=number)
    assert names(refused(f"Policy {number}"), one, payer) is named


@pytest.mark.parametrize("number", [None, "12"])
def test_a_policy_without_the_number_that_the_denial_names_is_not_taken(moonlit, number):
    """A policy whose number is not known may be another one."""
    one = made.policy(number=number)
    assert governing(moonlit, one, denial=refused("Policy FH-99")) is None
    assert governing(moonlit, one, denial=refused("Our policy")) == BY_PAYER


@pytest.mark.parametrize(
    ("changed", "asked", "speaks"),
    [
        ({"drugs": ["lunacillin"]}, {}, False),
        ({"diagnosis": "starlight"}, {}, False),
        ({"routes": ["oral"]}, {"route": "intravenous"}, False),
        ({"routes": ["oral"]}, {"route": "oral"}, True),
        ({"routes": ["oral"]}, {"route": None}, True),
        ({"continuing": True}, {"continuing": False}, False),
        ({"continuing": False}, {"continuing": False}, True),
        ({"continuing": True}, {"continuing": None}, True),
        ({}, {"route": "oral", "continuing": True}, True),
    ],
)
@pytest.mark.parametrize("denial", [None, refused("FH-12")])
def test_a_policy_must_speak_to_the_request(moonlit, changed, asked, speaks, denial):
    """Named or not, one for another drug, disease, route or stage of treatment governs nothing."""
    wanted = {"diagnosis": "moonlight", "drugs": ["solumab"], **changed}
    choice = governing(moonlit, made.policy(applies_to=wanted), denial=denial, **asked)
    assert (choice is not None) is speaks


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(effective=st.none() | DAYS, until=st.none() | DAYS, notice=st.none() | DAYS)
def test_the_version_in_force_on_the_day_of_the_notice_governs(moonlit, effective, until, notice):
    """Before any notice it is the day of judgement; a day that is not known shuts nothing out."""
    one = made.policy(effective=effective, until=until)
    denial = None if notice is None else refused(notice_on=notice)
    day = notice or TODAY
    holding = (effective is None or effective <= day) and (until is None or day <= until)
    assert governing(moonlit, one, denial=denial) == (BY_PAYER if holding else None)


VERSIONS = (
    made.policy(id="a/old", effective="2025-01-01"),
    made.policy(id="b/new", effective="2026-02-01"),
    made.policy(id="c/undated", effective=None),
    made.policy(id="d/other", number="FH-99", effective="2026-02-01"),
)


@given(order=st.permutations(VERSIONS), confirmed=st.sampled_from([None, *range(4)]))
def test_the_choice_does_not_depend_on_the_order_of_files(moonlit, order, confirmed):
    """The confirmed one comes first, then the newest, then the first by id."""
    mark = None if confirmed is None else VERSIONS[confirmed].id
    policies = [
        one.model_copy(update={"confirmed": made.policy(confirmed=made.CONFIRMED).confirmed})
        if one.id == mark
        else one
        for one in order
    ]
    assert governing(moonlit, *policies) == (mark or "b/new", "payer")
    assert governing(moonlit, *policies, denial=refused("FH-99")) == ("d/other", "named")


# What it says of the record.


def test_a_policy_is_judged_like_a_pathway(moonlit):
    """Each top criterion has its finding, which cites the place in the policy."""
    (one,) = judged(moonlit, *ANSWERED, policies=(made.policy(),)).policies
    assert (one.policy, one.services, one.chosen_by) == ("fern/solumab", (0,), "payer")
    assert one.finding.truth is Truth.MET
    assert [(top.criterion, top.truth.value) for top in one.finding.children] == [
        ("long", "met"),
        ("shines", "met"),
        ("owl", "met"),
    ]
    for top in one.finding.children:
        for finding in top.everything():
            assert finding.cites[0] == f"policy/fern/solumab/{top.criterion}"
    assert Determination.model_validate_json(
        judged(moonlit, *ANSWERED, policies=(made.policy(),)).model_dump_json()
    ).policies == (one,)


def test_services_under_one_policy_are_judged_together(moonlit):
    """A criterion is met only where it is for each of them; the worst finding stands."""
    asked = {"id": "route", "locator": "p", "kind": "request", "routes": ["oral"], "says": "Oral"}
    one = made.policy(criteria=[{**asked, **made.ASKED}], exceptions=None)
    kinds = {None: "unknown", "oral": "met", "intravenous": "not met"}
    for first, one_truth in kinds.items():
        for second, other_truth in kinds.items():
            both = (service(route=first), service(route=second))
            (found,) = judged(moonlit, policies=(one,), services=both).policies
            worst = min((one_truth, other_truth), key=("not met", "unknown", "met").index)
            assert (found.services, found.finding.truth.value) == ((0, 1), worst)


def test_each_service_is_governed_by_its_own_policy(moonlit):
    """Two drugs under two policies come to two judgements, in the order of the services."""
    other = made.policy(
        id="fern/other",
        number=None,
        applies_to={"diagnosis": "moonlight", "drugs": ["lunacillin"]},
    )
    services = (service("lunacillin"), service(), service("lunamab"))
    found = judged(moonlit, policies=(made.policy(), other), services=services).policies
    assert [(one.policy, one.services) for one in found] == [
        ("fern/other", (0,)),
        ("fern/solumab", (1,)),
    ]


def test_a_case_that_no_pathway_can_judge_has_no_policy(moonlit):
    """Without a condition nothing is judged."""
    assert judged(moonlit, policies=(made.policy(),), codes=("X20.1",)).policies == ()
    assert judged(moonlit, policies=(made.policy(),), services=()).policies == ()


# What holds the letter.

CRITERIA = [made.attested("long", "night-long"), made.attested("owl", "owl-heard")]
ANSWERS = st.sampled_from([True, False, None])


@given(
    marks=st.tuples(st.booleans(), st.booleans()),
    answers=st.tuples(ANSWERS, ANSWERS),
    whole=st.booleans(),
)
def test_confirmation_decides_what_may_hold(moonlit, marks, answers, whole):
    """An unknown of a confirmed criterion holds the letter and is asked; nothing else does."""
    criteria = [
        one | ({"confirmed": made.CONFIRMED} if mark else {})
        for one, mark in zip(CRITERIA, marks, strict=True)
    ]
    confirmed = made.CONFIRMED if whole else None
    policy = made.policy(criteria=criteria, confirmed=confirmed, exceptions=None)
    asked = zip(("night-long", "owl-heard"), answers, strict=True)
    evidence = [answer(question, yes) for question, yes in asked if yes is not None]
    found = judged(moonlit, *evidence, policies=(policy,))
    held = [
        name
        for name, mark, yes in zip(("long", "owl"), marks, answers, strict=True)
        if (mark or whole) and yes is None
    ]
    assert [gap.finding.criterion for gap in found.gaps] == held
    assert {gap.pathway for gap in found.gaps} <= {"fern/solumab"}
    assert found.outcome == ("undetermined" if held else "supported")


def test_what_is_not_met_leaves_the_case_supported(moonlit):
    """The letter argues or states it; the pathway alone carries the request."""
    policy = made.policy(confirmed=made.CONFIRMED)
    found = judged(
        moonlit, answer("night-long", False), answer("owl-heard", False), policies=(policy,)
    )
    assert found.policies[0].finding.truth is Truth.NOT_MET
    assert (found.outcome, found.gaps) == ("supported", ())


def test_an_unknown_that_cannot_change_its_criterion_is_not_asked(moonlit):
    """Within one top criterion only what could still change it is asked."""
    part = {key: value for key, value in CRITERIA[0].items() if key != "locator"}
    other = {key: value for key, value in CRITERIA[1].items() if key != "locator"}
    either = {"id": "e", "kind": "any", "locator": "p", "says": "One holds", "of": [part, other]}
    policy = made.policy(criteria=[either], confirmed=made.CONFIRMED, exceptions=None)
    assert judged(moonlit, answer("owl-heard", True), policies=(policy,)).gaps == ()
    asked = judged(moonlit, answer("owl-heard", False), policies=(policy,)).gaps
    assert [gap.finding.criterion for gap in asked] == ["long"]


def test_what_a_pathway_asks_is_not_asked_again(moonlit):
    """The same kind of question about the same subject is put to the practice once."""
    policy = made.policy(confirmed=made.CONFIRMED)
    one = case(answer("sky-clear", True), *ANSWERED, treatments_complete=True)
    found = determine(one, made.with_policies(moonlit, policy), TODAY)
    assert [gap.finding.criterion for gap in found.policies[0].gaps] == ["shines"]
    asked = [(gap.pathway, gap.finding.subject) for gap in found.gaps if gap.finding]
    assert ("moonlight/solumab", "glow") in asked
    assert ("fern/solumab", "glow") not in asked


def test_two_therapies_are_two_questions(moonlit):
    """Criteria about therapies have no subject in common, so each is asked."""
    criteria = [
        {
            "id": drug,
            "locator": "p",
            "kind": "therapy",
            "courses": {"drugs": [drug]},
            "says": drug,
            **made.ASKED,
            "ask": f"Was {drug} given?",
        }
        for drug in ("lunacillin", "eclipsone")
    ]
    policy = made.policy(criteria=criteria, confirmed=made.CONFIRMED, exceptions=None)
    found = judged(moonlit, policies=(policy,), treatments_complete=None)
    asked = [gap.finding.criterion for gap in found.gaps if gap.pathway == policy.id]
    assert asked == ["lunacillin", "eclipsone"]


def test_an_override_does_not_pass_over_a_confirmed_criterion(moonlit):
    """What the record leaves open is asked; the clinician's reason is for what is not met."""
    one = case(
        answer("sky-clear", False),
        glow("0.8", "2026-11-01"),
        services=(service(continuing=False),),
        treatments_complete=True,
        override=Override(reason="It is needed all the same.", read=READ),
    )
    confirmed = made.policy(confirmed=made.CONFIRMED)
    open_one = determine(one, made.with_policies(moonlit, confirmed), TODAY)
    assert (open_one.outcome, open_one.overridden) == ("undetermined", False)
    spoken_of_by_none = determine(one, made.with_policies(moonlit, made.policy()), TODAY)
    assert spoken_of_by_none.overridden


# What the letter says.


def test_exceptions_answer_confirmed_criteria_that_are_not_met(moonlit):
    """Neither what is met or unknown nor what nobody confirmed is argued."""
    confirmed, bare = made.policy(confirmed=made.CONFIRMED), made.policy()
    for policy, yes, told in (
        (confirmed, False, ["Owls sleep."]),
        (confirmed, True, []),
        (confirmed, None, []),
        (bare, False, []),
    ):
        evidence = [] if yes is None else [answer("owl-heard", yes)]
        (found,) = judged(moonlit, *evidence, policies=(policy,)).policies
        assert [one.says for one in exceptions(policy, found)] == told


@given(night=ANSWERS, owl=ANSWERS)
def test_an_exception_is_told_under_its_conditions(moonlit, night, owl):
    """Every criterion of `when` is met and none of `unless`."""
    told = [
        {"criterion": "owl", "says": "A", "cites": [], "when": ["long"]},
        {"criterion": "owl", "says": "B", "cites": [], "unless": ["long"]},
        {"criterion": "owl", "says": "C", "cites": []},
    ]
    policy = made.policy(exceptions=told, confirmed=made.CONFIRMED)
    asked = (("night-long", night), ("owl-heard", owl))
    evidence = [answer(question, yes) for question, yes in asked if yes is not None]
    (found,) = judged(moonlit, *evidence, policies=(policy,)).policies
    said = [one.says for one in exceptions(policy, found)]
    assert said == ([] if owl is not False else ["A" if night else "B", "C"])
    for one in policy.exceptions:
        assert holds(one, (found.finding,)) is (one.says in ("C", "A" if night else "B"))


def test_asides_choose_among_exceptions(moonlit):
    """An aside is judged with the policy and is no criterion of it."""
    aside = {key: value for key, value in CRITERIA[0].items() if key != "locator"}
    policy = made.policy(
        criteria=[CRITERIA[1]],
        asides=[aside],
        exceptions=[{"criterion": "owl", "says": "A", "cites": [], "when": ["long"]}],
        confirmed=made.CONFIRMED,
    )
    night = (answer("owl-heard", False), answer("night-long", True))
    (found,) = judged(moonlit, *night, policies=(policy,)).policies
    assert [one.says for one in exceptions(policy, found)] == ["A"]
    assert [top.criterion for top in found.finding.children] == ["owl"]
    (other,) = judged(moonlit, night[0], policies=(policy,)).policies
    assert exceptions(policy, other) == ()


@pytest.mark.parametrize(
    ("effective", "confirmed", "as_of", "since"),
    [
        ("2024-02-28", True, TODAY, "2024-02-29"),
        ("2024-02-29", True, TODAY, None),
        ("2024-02-28", False, TODAY, None),
        (None, True, TODAY, None),
        ("2024-01-01", True, dt.date(2024, 2, 28), None),
        ("2024-01-01", True, dt.date(2024, 2, 29), "2024-02-29"),
    ],
)
def test_a_policy_older_than_the_label_is_told(moonlit, effective, confirmed, as_of, since):
    """Both days are known, the label has changed by then, and the practice compared the policy."""
    policy = made.policy(effective=effective, confirmed=made.CONFIRMED if confirmed else None)
    one = case(services=(service(),))
    (found,) = determine(one, made.with_policies(moonlit, policy), as_of).policies
    assert found.predates_label == (dt.date.fromisoformat(since) if since else None)


def test_confirming_single_criteria_does_not_confirm_the_days(moonlit):
    """The day on which a policy took effect is confirmed with the whole of it only."""
    criteria = [one | {"confirmed": made.CONFIRMED} for one in CRITERIA]
    policy = made.policy(criteria=criteria, effective="2020-01-01", exceptions=None)
    (found,) = judged(moonlit, policies=(policy,)).policies
    assert found.confirmed == ("long", "owl")
    assert found.predates_label is None


def test_every_worked_case_of_a_policy_comes_out_as_it_says():
    """The shipped policies judge their worked cases as written beside them."""
    library = load(CITATIONS)
    assert sum(len(one.cases) for one in library.worked_policies.values()) >= 25
    assert judge_worked(library) == ()


def test_the_worked_cases_of_policies_are_judged():
    """An expectation that does not hold is found."""
    library = load(CITATIONS)
    name, worked = next(iter(library.worked_policies.items()))
    wrong = worked.cases[0].model_copy(update={"expect": {name: Truth.UNKNOWN}})
    spoiled = {name: worked.model_copy(update={"cases": (wrong,)})}
    (found,) = judge_worked(library.model_copy(update={"worked_policies": spoiled}))
    assert found.pathway == name


# A supported case stays so whatever else is on record.


@given(extra=st.lists(st.sampled_from(["diary", "almanac"]), max_size=2), run=st.booleans())
def test_an_unconfirmed_policy_changes_nothing(moonlit, extra, run):
    """Outcome and gaps are those of the same case without any policy."""
    evidence = [document(name, "2026-11-01") for name in extra]
    evidence += [course("lunacillin", "current")] if run else []
    without, with_one = (
        judged(moonlit, *evidence),
        judged(moonlit, *evidence, policies=(made.policy(),)),
    )
    assert (with_one.outcome, with_one.gaps) == (without.outcome, without.gaps)
    assert with_one.model_copy(update={"policies": ()}) == without
