"""Each stated denial reason is answered, or the letter is held and the reason named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Override
from letters.case.vocabulary import DenialReason, RouteKind
from letters.citations import Library
from letters.citations.pathway import Rebuttal
from letters.determination import determine

from .matters import (
    READ,
    TODAY,
    answer,
    case,
    course,
    denied,
    document,
    dose,
    glow,
    measured,
    service,
)

SUPPORTED = (answer("sky-clear", True), glow("0.8", "2026-11-01"))
REASONS = (
    DenialReason(id="needless", name="needless", answered_by="necessity"),
    DenialReason(id="unproven", name="unproven", answered_by="label"),
    DenialReason(id="doubled", name="doubled", answered_by="combination"),
    DenialReason(id="step", name="step", answered_by="alternatives"),
    DenialReason(id="too-much", name="too much", answered_by="dose"),
    DenialReason(id="papers", name="papers", answered_by="documentation"),
    DenialReason(id="site", name="site", route=RouteKind.BENEFIT),
    DenialReason(id="riddle", name="riddle", route=RouteKind.CLINICAL),
)
FIXED = service(route="intravenous", dose=dose("1 g", "days-1-and-15"), doses=2, continuing=False)
OVERRIDE = Override(reason="It is needed all the same.", read=READ)


def with_reasons(library: Library, *rebuttals: Rebuttal) -> Library:
    words = library.vocabulary.model_copy(update={"denial_reasons": REASONS})
    pathway = library.pathways["moonlight/solumab"].model_copy(update={"rebuttals": rebuttals})
    return library.model_copy(
        update={"vocabulary": words, "pathways": {**library.pathways, pathway.id: pathway}}
    )


def held_for(library, *evidence, reasons, rebuttals=(), **fields):
    """The reasons that hold the letter of a case that the record supports."""
    fields = {"treatments_complete": True, "services": (service(continuing=False),), **fields}
    one = case(*SUPPORTED, *evidence, denial=denied(*reasons), **fields)
    found = determine(one, with_reasons(library, *rebuttals), TODAY)
    named = [gap.word for gap in found.gaps if gap.kind == "denial unanswered"]
    others = [gap.kind for gap in found.gaps if gap.kind != "denial unanswered"]
    assert (found.outcome == "undetermined") is bool(named or others)
    return named


@pytest.mark.parametrize("reason", ["needless", "unproven", "doubled"])
def test_what_every_letter_argues_needs_nothing_more(moonlit, reason):
    """Necessity, label and combination are argued from what carries the case."""
    assert held_for(moonlit, reasons=(reason,)) == []


@pytest.mark.parametrize(
    ("status", "drug", "answered"),
    [
        ("past", "lunacillin", True),
        ("contraindicated", "lunacillin", True),
        ("declined", "lunamab", True),
        ("current", "lunacillin", False),
        ("planned", "lunacillin", False),
    ],
)
def test_a_required_alternative_is_answered_by_what_was_tried(moonlit, status, drug, answered):
    """Treatment that merely runs in the background has not been tried instead."""
    held = held_for(moonlit, course(drug, status), reasons=("step",))
    assert held == ([] if answered else ["step"])
    assert held_for(moonlit, reasons=("step",)) == ["step"]


def test_words_of_the_pathway_for_a_reason_answer_it(moonlit):
    """A rebuttal of this reason that fits this patient is an answer, any other is none."""
    made = {"says": "Not so.", "cites": ()}
    fits = Rebuttal(reason="step", when=("bright",), **made)
    unfit = Rebuttal(reason="step", unless=("bright",), **made)
    other = Rebuttal(reason="too-much", **made)
    assert held_for(moonlit, reasons=("step",), rebuttals=(fits,)) == []
    assert held_for(moonlit, reasons=("step",), rebuttals=(unfit, other)) == ["step"]


def test_words_of_a_pathway_that_is_not_argued_answer_nothing(moonlit):
    """Only the pathway that carries the request speaks in the letter."""
    library = with_reasons(moonlit)
    first, pack = library.pathways["moonlight/solumab"], library.packs["moonlight"]
    words = Rebuttal(reason="step", says="Not so.", cites=())
    second = first.model_copy(update={"id": "moonlight/second", "rebuttals": (words,)})
    both = {"packs": {pack.id: pack.model_copy(update={"pathways": (first.id, second.id)})}}
    both["pathways"] = {first.id: first, second.id: second}
    fields = {"treatments_complete": True, "services": (service(continuing=False),)}
    one = case(*SUPPORTED, denial=denied("step"), **fields)
    found = determine(one, library.model_copy(update=both), TODAY)
    assert found.services[0].choice.pathway == first.id
    assert [gap.word for gap in found.gaps] == ["step"]


def test_a_dose_is_answered_by_a_source_that_gives_it(moonlit):
    """A dose that follows no cited regimen, or is not known, answers nothing."""
    assert held_for(moonlit, reasons=("too-much",), services=(FIXED,)) == []
    assert held_for(moonlit, reasons=("too-much",)) == ["too-much"]
    more = FIXED.model_copy(update={"dose": dose("3 g", "days-1-and-15")})
    assert held_for(moonlit, reasons=("too-much",), services=(more,)) == ["too-much"]
    assert held_for(moonlit, reasons=("too-much",), services=(FIXED, more)) == ["too-much"]
    assert held_for(moonlit, reasons=("too-much",), services=(more,), override=OVERRIDE) == []


def test_missing_papers_are_answered_by_enclosures(moonlit):
    """Without a document there is nothing to enclose."""
    assert held_for(moonlit, document("diary", "2026-11-01"), reasons=("papers",)) == []
    assert held_for(moonlit, measured("ash", "1 mg/dL", "2026-11-01"), reasons=("papers",)) == [
        "papers"
    ]


def test_a_reason_of_another_route_does_not_hold_the_letter(moonlit):
    """What another step settles is told apart, beside a reason that the letter answers."""
    assert held_for(moonlit, reasons=("needless", "site")) == []


def test_a_clinical_reason_that_nothing_answers_holds_the_letter(moonlit):
    """Neither a reason without any answer nor one that nobody knows is passed over."""
    assert held_for(moonlit, reasons=("needless", "riddle")) == ["riddle"]
    assert held_for(moonlit, reasons=("needless", "unheard-of")) == ["unheard-of"]


@given(st.lists(st.sampled_from([reason.id for reason in REASONS]), max_size=8))
def test_each_unanswered_reason_is_named_once_in_order(moonlit, reasons):
    """One answerable reason is not enough: all that nothing answers are named."""
    bare = [r for r in dict.fromkeys(reasons) if r in ("step", "too-much", "papers", "riddle")]
    assert held_for(moonlit, reasons=tuple(reasons)) == bare
