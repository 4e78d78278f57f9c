"""Cases that exports leave incomplete: what is asked first, and what cannot be judged at all."""

import pytest

from letters.case.model import Override
from letters.determination import determine

from .matters import READ, TODAY, answer, case, denied, glow, matter, measured, service

SUPPORTED = (answer("sky-clear", True), glow("0.8", "2026-11-01"))
UNMET = (answer("sky-clear", False), glow("0.8", "2026-11-01"))


def judged(library, *evidence, **fields):
    fields = {"treatments_complete": True, "services": (service(continuing=False),), **fields}
    return determine(case(*evidence, **fields), library, TODAY)


def asked(determination):
    return [(gap.kind, gap.word) for gap in determination.gaps]


def test_a_complete_case_lacks_nothing(moonlit):
    """The evidence that these tests leave parts out of supports the request as it stands."""
    made = judged(moonlit, *SUPPORTED)
    assert (made.outcome, made.gaps) == ("supported", ())


@pytest.mark.parametrize(
    ("blank", "word"),
    [
        ({"born": None}, "birth date"),
        ({"member_id": None}, "member id"),
        ({"clinician": None}, "clinician"),
    ],
)
def test_a_fact_that_a_letter_needs_holds_the_letter(moonlit, blank, word):
    """A fact that no letter can do without is asked for, though every criterion is met."""
    made = judged(moonlit, *SUPPORTED, **blank)
    assert (made.outcome, asked(made)) == ("undetermined", [("lacking", word)])


def test_what_a_letter_needs_is_asked_before_the_criteria(moonlit):
    """Facts lacking come first, in the order of the workbook, then everything else that is open."""
    made = judged(
        moonlit, born=None, member_id=None, clinician=None, denial=denied(), codes=("X10.9",)
    )
    assert asked(made)[:3] == [
        ("lacking", "birth date"),
        ("lacking", "member id"),
        ("lacking", "clinician"),
    ]
    assert [kind for kind, _ in asked(made)[3:]] == ["criterion"] * 3 + ["denial unstated"]


def test_a_record_that_decides_against_a_request_stays_decided(moonlit):
    """No fact lacking can change what a criterion denies, so it is not asked for in vain."""
    assert judged(moonlit, *UNMET, born=None).outcome == "unsupported"


def test_a_denial_of_an_unnamed_drug_is_asked_about(moonlit):
    """Without a drug no pathway is judged, nothing supported or denied, and the drug is asked."""
    made = judged(moonlit, *SUPPORTED, services=(), denial=denied("too-bright"))
    assert (made.outcome, made.services, made.plan) == ("undetermined", (), None)
    assert asked(made) == [("lacking", "drug")]
    assert made.pack == "moonlight"


def test_a_procedure_that_is_no_drug_of_the_library_is_not_asked_about(moonlit):
    """A denied procedure code for which the library has nothing is named, each code once."""
    denial = denied("too-bright", procedures=("99214", "96413", "99214"))
    made = judged(moonlit, services=(), born=None, denial=denial)
    assert (made.outcome, made.unlisted, made.gaps) == ("unsupported", ("99214", "96413"), ())


def test_a_drug_with_its_procedures_is_judged(moonlit):
    """Codes that come with a drug of the library, as for giving it, do not stand in its way."""
    made = judged(moonlit, *SUPPORTED, denial=denied("too-bright", procedures=("J0001", "96413")))
    assert (made.outcome, made.unlisted) == ("supported", ())


def test_a_diagnosis_that_the_library_does_not_cover_needs_no_drug(moonlit):
    """Whatever drug was denied, nothing covers its diagnosis, and nothing is asked."""
    made = judged(moonlit, services=(), codes=("X20.1",), denial=denied("too-bright"))
    assert (made.outcome, made.pack, made.gaps) == ("unsupported", None, ())


def test_of_several_conditions_none_is_guessed(moonlit):
    """Without a diagnosis code a library of two conditions asks; that of one does not."""
    assert judged(moonlit, *SUPPORTED, codes=()).pack == "moonlight"
    (pack,) = moonlit.packs.values()
    two = moonlit.model_copy(update={"packs": {"moonlight": pack, "starlight": pack}})
    made = judged(two, *SUPPORTED, codes=())
    assert (made.outcome, made.pack) == ("undetermined", None)
    assert asked(made) == [("lacking", "diagnosis codes")]
    assert [one.standing for one in made.services] == ["undetermined"]


def test_an_override_waits_for_what_is_open(moonlit):
    """An override carries a case only once nothing is open; until then the rest is asked."""
    override = Override(reason="The moon was seen.", read=READ)
    whole = judged(moonlit, *UNMET, override=override)
    assert (whole.outcome, whole.overridden) == ("unsupported", True)
    open_ = judged(moonlit, *UNMET, override=override, member_id=None)
    assert (open_.outcome, open_.overridden) == ("undetermined", False)
    assert asked(open_) == [("lacking", "member id")]
    unstated = judged(moonlit, *UNMET, override=override, denial=denied())
    assert (unstated.outcome, unstated.overridden) == ("undetermined", False)


def test_an_override_is_no_pathway(moonlit):
    """Where no pathway speaks to the drug there is no argument, whatever the clinician writes."""
    override = Override(reason="The moon was seen.", read=READ)
    drug = (service("lunamab", continuing=False),)
    made = judged(moonlit, *SUPPORTED, override=override, services=drug, member_id=None)
    assert (made.outcome, made.overridden) == ("unsupported", False)


def test_nothing_that_turns_on_age_is_computed_without_it(moonlit):
    """A rate that needs the age is not derived for a patient whose birth date is unknown."""
    ash = measured("ash", "1.0 mg/dL", "2026-11-01")
    assert matter(moonlit, ash).series("flow")
    assert matter(moonlit, ash, born=None).series("flow") == ()
