"""Whole cases: which pathways speak, which carries the request, gaps, outcome."""

import datetime as dt
from decimal import Decimal

import invented
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Override
from letters.citations import load
from letters.determination import Determination, determine

from .matters import READ, TODAY, answer, case, category, course, denied, document, dose, service
from .matters import glow as shining

PATHWAYS = "conditions/moonlight/pathways"


def pathway(name, criteria, drugs="[solumab]", continuing="false", more=""):
    """A pathway whose criteria are a group of attested, recorded and found facts."""
    return (
        f"id: moonlight/{name}\n"
        f"title: {name}\n"
        "setting: initial\n"
        "in_force: {since: 2024-05-01}\n"
        f"applies_to: {{diagnosis: moonlight, drugs: {drugs}, continuing: {continuing}{more}}}\n"
        "supported_by: [almagest/solumab-first]\n"
        f"criteria: {criteria}\n"
    )


def attested(name, question):
    return _leaf(name, f"kind: attested, question: {question}")


def _leaf(name, fields):
    asked = "ask: Is it so?, why: It matters., who: chart"
    return f"{{id: {name}, {fields}, says: {name} holds, {asked}}}"


SURE = f"""
  id: sure
  kind: all
  says: Sure
  of:
    - {attested("clear", "sky-clear")}
    - {attested("long", "night-long")}
    - {_leaf("phase", "kind: category, of: phase, one_of: [full-moon]")}
"""
LOOSE = f"""
  id: loose
  kind: at_least
  n: 2
  says: Loose
  of:
    - {attested("owl", "owl-heard")}
    - {attested("tide", "tide-high")}
    - {_leaf("diary", "kind: record, one_of: [diary]")}
    - {{id: not-clear, kind: none, says: no, of: [{attested("clear-too", "sky-clear")}]}}
"""
PENICILLIN = f"""
  id: other
  kind: all
  says: Other
  of:
    - {_leaf("asked-for", "kind: request, drugs: [lunacillin]")}
    - {attested("owl", "owl-heard")}
"""


@pytest.fixture(scope="module")
def nightly(tmp_path_factory):
    """The invented library with three pathways: sure, then loose, then one for another drug."""
    root = tmp_path_factory.mktemp("citations")
    files = {
        **invented.FILES,
        "conditions/moonlight/pack.yaml": invented.PACK.replace(
            "[moonlight/solumab]",
            "[moonlight/sure, moonlight/loose, moonlight/renewal, moonlight/other]",
        ),
        f"{PATHWAYS}/sure.yaml": pathway("sure", SURE),
        f"{PATHWAYS}/loose.yaml": pathway("loose", LOOSE),
        f"{PATHWAYS}/renewal.yaml": pathway("renewal", LOOSE, continuing="true"),
        f"{PATHWAYS}/other.yaml": pathway("other", PENICILLIN, drugs="[lunacillin]"),
    }
    invented.write(root, files)
    return load(root)


ALL_SURE = (
    answer("sky-clear", True),
    answer("night-long", True),
    category("phase", "full-moon", "2026-10-01"),
)
ALL_LOOSE = (answer("owl-heard", True), document("diary", "2026-10-01"))


def judged(library, *evidence, **fields) -> Determination:
    fields = {"treatments_complete": True, "services": (service(continuing=False),), **fields}
    return determine(case(*evidence, **fields), library, TODAY)


def chosen(determination):
    return determination.services[0].choice


def test_a_determination_survives_a_json_round_trip(nightly):
    """All findings go to JSON and back unchanged."""
    made = judged(nightly, *ALL_SURE, shining("0.8", "2026-11-01"))
    assert Determination.model_validate_json(made.model_dump_json()) == made


def test_the_same_case_gives_the_same_determination(nightly):
    """Judging twice gives the same, and names the library judged by."""
    one, two = judged(nightly, *ALL_SURE), judged(nightly, *ALL_SURE)
    assert one == two
    assert one.library == nightly.digest


@pytest.mark.parametrize(
    ("evidence", "name", "by", "outcome"),
    [
        (ALL_SURE, "sure", "supported", "supported"),
        (ALL_LOOSE, "loose", "supported", "supported"),
        (ALL_SURE + ALL_LOOSE, "sure", "supported", "supported"),
        (ALL_SURE[:2], "sure", "fewest gaps", "undetermined"),
        (ALL_LOOSE[:1], "sure", "fewest gaps", "undetermined"),
        ((), "sure", "fewest gaps", "undetermined"),
        (
            (
                answer("sky-clear", True),
                answer("night-long", False),
                answer("owl-heard", False),
                answer("tide-high", False),
            ),
            "sure",
            "fewest unmet",
            "unsupported",
        ),
    ],
)
def test_which_pathway_carries_the_request(nightly, evidence, name, by, outcome):
    """Supported before undetermined before unsupported; between equals the order of the pack."""
    made = judged(nightly, *evidence)
    assert (chosen(made).pathway, chosen(made).by) == (f"moonlight/{name}", by)
    assert chosen(made).among == ("moonlight/sure", "moonlight/loose")
    assert made.outcome == outcome


def test_fewer_gaps_go_before_the_order_of_the_pack(nightly):
    """Of two undetermined pathways the one that asks less is put to the practice."""
    made = judged(nightly, answer("owl-heard", True), answer("sky-clear", True))
    assert chosen(made).pathway == "moonlight/sure"
    made = judged(
        nightly, answer("owl-heard", True), answer("sky-clear", True), answer("tide-high", False)
    )
    assert chosen(made).pathway == "moonlight/loose"
    assert [gap.finding.criterion for gap in made.gaps] == ["diary"]


@pytest.mark.parametrize(
    ("continuing", "among"),
    [
        (False, {"sure", "loose"}),
        (True, {"renewal"}),
        (None, {"sure", "loose", "renewal"}),
    ],
)
def test_new_and_continuing_requests_have_their_own_pathways(nightly, continuing, among):
    """A pathway for new use does not speak to a renewal; while it is unknown both may."""
    made = judged(nightly, services=(service(continuing=continuing),))
    assert {j.pathway for j in made.services[0].judgements} == {f"moonlight/{n}" for n in among}


def test_a_pathway_speaks_only_while_it_is_in_force(moonlit):
    """The day before it comes into force nothing speaks for the request."""
    asked = case(answer("sky-clear", True))
    before = determine(asked, moonlit, dt.date(2024, 4, 30))
    assert (before.services[0].judgements, chosen(before), before.outcome) == (
        (),
        None,
        "unsupported",
    )
    after = determine(asked, moonlit, dt.date(2024, 5, 1))
    assert chosen(after).by == "only one"


def test_a_drug_without_a_pathway_is_unsupported(nightly):
    """No pathway, no support, whatever the record shows."""
    made = judged(nightly, *ALL_SURE, services=(service("lunamab", continuing=False),))
    assert (chosen(made), made.outcome) == (None, "unsupported")


def test_every_service_must_be_supported(nightly):
    """Two items stand or fall together, and each is judged for itself."""
    both = (service(continuing=False), service("lunacillin", continuing=False))
    assert judged(nightly, *ALL_SURE, *ALL_LOOSE, services=both).outcome == "supported"
    half = judged(nightly, *ALL_SURE, services=both)
    assert [s.standing for s in half.services] == ["supported", "undetermined"]
    assert half.outcome == "undetermined"


def test_the_plan_as_a_whole_must_hold(nightly):
    """An excluded combination denies what each item alone would be granted."""
    made = judged(nightly, *ALL_SURE, course("lunamab", "current"))
    assert (made.services[0].standing, made.outcome) == ("supported", "unsupported")
    open_list = judged(nightly, *ALL_SURE, treatments_complete=None)
    assert open_list.outcome == "undetermined"
    assert [gap.finding.criterion for gap in open_list.gaps] == ["two-antibodies"]


@pytest.mark.parametrize(
    ("denial", "kinds", "outcome"),
    [
        (None, [], "supported"),
        (denied("too-bright"), [], "supported"),
        (denied(), ["denial unstated"], "undetermined"),
        (denied("wrong-form"), ["denial unstated"], "undetermined"),
        (denied("too-bright", "wrong-form"), [], "supported"),
    ],
)
def test_what_the_denial_says_must_be_answerable(nightly, denial, kinds, outcome):
    """A denial without any reason that a letter can answer holds the letter; one is enough."""
    made = judged(nightly, *ALL_SURE, denial=denial)
    assert ([gap.kind for gap in made.gaps], made.outcome) == (kinds, outcome)


def test_billing_units_that_disagree_hold_the_letter(nightly):
    """Units that the dose does not make are put to the practice."""
    fields = {"route": "intravenous", "product": "solara", "continuing": False}
    given = {"dose": dose("700 mg", "every-4-weeks")}
    right = service(**fields, **given, units=Decimal(70))
    wrong = service(**fields, **given, units=Decimal(7))
    assert judged(nightly, *ALL_SURE, services=(right,)).outcome == "supported"
    made = judged(nightly, *ALL_SURE, services=(wrong,))
    assert ([gap.kind for gap in made.gaps], made.outcome) == (["billing units"], "undetermined")


@pytest.mark.parametrize(
    ("codes", "pack"),
    [
        (("X10.1",), "moonlight"),
        (("X10.9",), "moonlight"),
        ((), "moonlight"),
        (("X20.1",), None),
        (("X20.1", "X10.2"), "moonlight"),
    ],
)
def test_the_condition_is_that_of_the_codes(nightly, codes, pack):
    """An exact or wider code names the condition; another code alone names none."""
    made = judged(nightly, *ALL_SURE, codes=codes)
    assert made.pack == pack
    if pack is None:
        assert (made.outcome, made.plan, made.gaps) == ("unsupported", None, ())


@pytest.mark.parametrize(
    ("as_of", "label"), [("2024-02-28", False), ("2024-02-29", True), ("2026-11-22", True)]
)
def test_label_status_is_that_of_the_day(moonlit, as_of, label):
    """On label from the day of the approval on, and not before."""
    made = determine(case(), moonlit, dt.date.fromisoformat(as_of))
    assert made.services[0].on_label is label
    other = determine(case(services=(service("lunamab"),)), moonlit, TODAY)
    assert other.services[0].on_label is None


def test_an_override_is_marked_only_where_it_is_needed(nightly):
    """A clinician's reason overrides an unsupported case and changes no finding."""
    override = Override(reason="The moon was seen.", read=READ)
    unmet = (answer("sky-clear", False), answer("owl-heard", False), answer("tide-high", False))
    unmet += (category("phase", "new-moon", "2026-10-01"),)
    plain = judged(nightly, course("lunamab", "current"), *unmet)
    over = judged(nightly, course("lunamab", "current"), *unmet, override=override)
    assert (plain.outcome, plain.overridden) == ("unsupported", False)
    assert over == plain.model_copy(update={"overridden": True})
    assert not judged(nightly, *ALL_SURE, override=override).overridden


def test_other_pathways_are_named_where_a_request_fails(nightly):
    """An unsupported case names what else the record supports or leaves open."""
    unmet = (category("phase", "new-moon", "2026-10-01"), answer("tide-high", False))
    unmet += (answer("sky-clear", True),)
    leaves_open = judged(nightly, *unmet, course("lunamab", "current"))
    assert [(o.pathway, o.truth.value, o.missing) for o in leaves_open.others] == [
        ("moonlight/other", "unknown", ("owl holds",))
    ]
    heard = judged(nightly, *unmet, answer("owl-heard", True), course("lunamab", "current"))
    assert [(o.pathway, o.truth.value) for o in heard.others] == [("moonlight/other", "met")]
    denied_too = judged(nightly, *unmet, answer("owl-heard", False), course("lunamab", "current"))
    assert denied_too.others == ()
    assert judged(nightly, *ALL_SURE).others == ()


# What is asked for, and what becomes of a case when it comes.

REPLIES = st.fixed_dictionaries(
    {
        "clear": st.booleans(),
        "long": st.booleans(),
        "owl": st.booleans(),
        "tide": st.booleans(),
        "phase": st.booleans(),
    }
)
QUESTIONS = {
    "clear": "sky-clear",
    "clear-too": "sky-clear",
    "long": "night-long",
    "owl": "owl-heard",
    "tide": "tide-high",
}


def reply(criterion, replies):
    """The evidence with which the practice answers a gap."""
    if criterion == "diary":
        return document("diary", "2026-11-01")
    if criterion == "phase":
        return category("phase", "full-moon" if replies["phase"] else "new-moon", "2026-11-01")
    return answer(QUESTIONS[criterion], replies[criterion.removesuffix("-too")])


@given(replies=REPLIES)
def test_answering_what_is_asked_decides_a_case(nightly, replies):
    """Round after round of answers to all gaps ends in a decision, never asking one thing twice."""
    evidence, asked = [], set()
    made = judged(nightly)
    while made.outcome == "undetermined":
        wanted = [gap.finding.criterion for gap in made.gaps]
        assert wanted
        assert not asked.intersection(wanted)
        asked.update(wanted)
        evidence += [reply(criterion, replies) for criterion in wanted]
        made = judged(nightly, *evidence)
    assert made.outcome in ("supported", "unsupported")


@given(replies=REPLIES, order=st.permutations(["clear", "long", "owl", "tide", "phase", "diary"]))
def test_more_evidence_never_unsettles_a_supported_case(nightly, replies, order):
    """Once supported a case stays so, whatever else that was asked of it is answered."""
    evidence, supported = [], False
    for criterion in order:
        evidence.append(reply(criterion, replies))
        outcome = judged(nightly, *evidence).outcome
        assert not supported or outcome == "supported"
        supported = outcome == "supported"


@given(replies=REPLIES, order=st.permutations(["clear", "long", "owl", "tide", "phase", "diary"]))
def test_no_judgement_is_ever_reversed(nightly, replies, order):
    """A pathway that was decided stays decided as the record fills."""
    evidence, before = [], {}
    for criterion in order:
        evidence.append(reply(criterion, replies))
        made = judged(nightly, *evidence)
        for judgement in made.services[0].judgements:
            was = before.get(judgement.pathway, "undetermined")
            assert was in ("undetermined", judgement.standing)
            before[judgement.pathway] = judgement.standing
