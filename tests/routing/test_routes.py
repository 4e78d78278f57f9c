"""What a denial calls for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.model import Level
from letters.case.vocabulary import RouteKind
from letters.citations import load
from letters.paths import CITATIONS
from letters.routing import route
from letters.routing.model import Route

from . import denied

CLINICAL = RouteKind.CLINICAL
CLOSED = (RouteKind.PATIENT, RouteKind.NOTHING)

# Section 2.1 of the evidence on appeals, code by code.
EXPECTED = {
    RouteKind.CLINICAL: "50 55 56 188 114 150 151 152 153 154 222 272 273 B8 57 B5"
    " N115 N386 M25 N661 N674 N758 N362 N435 N640",
    RouteKind.AUTHORISATION: "197 210 302 284 296 198 39 243 288 15 38 62 165",
    RouteKind.BENEFIT: "204 96 280 119 149 58 5 242 279 46 48 N130 N216 N426 N428 N773",
    RouteKind.CORRECTED_CLAIM: "16 125 181 182 11 167 146 22 109 47 MA130 N704 N211 M119 N163",
    RouteKind.RECORDS: "226 252 251 250 163 164 17 B17 N706 N705 N714 N713 N710 N709 N395 N396"
    " N457 N458 N455 N667 N683 N729 N205 N206",
    RouteKind.CONTRACT: "29 285 286 138 N381",
    RouteKind.NEXT_LEVEL: "193 216",
    RouteKind.PATIENT: "1 2 3",
    RouteKind.NOTHING: "45 97 253 23",
    None: "A1 N210 N187 N358",
}
TABLE = [(code, kind) for kind, codes in EXPECTED.items() for code in codes.split()]


def routed(library, *codes, **denial) -> Route:
    return route(denied.case(*codes, **denial), library, denied.TODAY).route


def test_many_codes_are_looked_at():
    """The table below holds what the evidence names, each code once."""
    assert len(TABLE) >= 100
    assert len(dict(TABLE)) == len(TABLE)


@pytest.mark.parametrize(("code", "kind"), TABLE, ids=[code for code, _ in TABLE])
def test_each_code_alone_calls_for_its_route(library, code, kind):
    """A code that stands alone decides the route as the evidence has it, and is said to."""
    found = routed(library, code)
    assert found.kind == kind
    (called,) = found.called
    assert called.gloss
    assert called.decided == (kind is not None)


@pytest.mark.parametrize("kind", RouteKind)
def test_each_route_tells_what_to_do(library, kind):
    """Every route can be reached, and then says in order what to do."""
    found = routed(library, EXPECTED[kind].split()[0])
    assert found.kind is kind
    assert found.steps


def test_codes_that_bar_an_appeal_go_to_a_corrected_claim(library):
    """Without a right of appeal even a clinical code is no reason to write."""
    for code in ("MA130", "N704", "N211"):
        found = routed(library, "CO-50", code, reasons=("not-medically-necessary",))
        assert (found.kind, found.barred, found.is_clinical) == (
            RouteKind.CORRECTED_CLAIM,
            True,
            False,
        )
        assert CLINICAL not in found.then
        assert found.called[0].code == code


def test_a_clinical_code_amounts_to_a_reason(library):
    """Reasons are those stated and those that clinical codes amount to, each once."""
    case = denied.case("CO-50", "CO-55", "N661", "CO-45", reasons=("experimental",))
    assert route(case, library, denied.TODAY).reasons == (
        "experimental",
        "not-medically-necessary",
    )


def test_a_code_on_a_paid_line_amounts_to_nothing(library):
    """What was paid is no reason to answer."""
    case = denied.case("CO-50", "N661", lines=(denied.line("CO-45", paid="9", remarks=("N661",)),))
    routing = route(case, library, denied.TODAY)
    assert routing.reasons == ("not-medically-necessary",)
    spared = next(one for one in routing.route.called if one.code == "N661")
    assert not spared.decided
    assert library.appeals.words.not_counted in spared.note


def test_administrative_comes_first_and_says_why(library):
    """A stated clinical reason waits behind a missing authorization, which says so."""
    found = routed(library, "CO-197", reasons=("not-medically-necessary",))
    assert found.kind is RouteKind.AUTHORISATION
    assert found.then == (CLINICAL,)
    assert found.called[0].code == "CO-197"
    assert library.appeals.words.comes_first in found.called[0].note


def test_routes_keep_their_order(library):
    """Of several steps the first of the library's list comes first, the others after it."""
    found = routed(library, "CO-204", "CO-197", "CO-16", "CO-252", "CO-50", "M119")
    assert found.kind is RouteKind.CORRECTED_CLAIM
    assert found.then == (
        RouteKind.AUTHORISATION,
        RouteKind.RECORDS,
        RouteKind.BENEFIT,
        CLINICAL,
    )


@pytest.mark.parametrize("level", [Level.FIRST, Level.SECOND, Level.EXTERNAL])
def test_a_decision_on_an_appeal_goes_to_the_next_level(library, level):
    """The notice's level decides before its codes do."""
    found = routed(library, "CO-50", level=level)
    assert found.kind is RouteKind.NEXT_LEVEL
    assert found.then == (CLINICAL,)
    assert found.called[0].code == level.value


@pytest.mark.parametrize(
    ("remark", "kind"),
    [
        ("N115", RouteKind.CLINICAL),
        ("N130", RouteKind.BENEFIT),
        ("N706", RouteKind.RECORDS),
        ("MA130", RouteKind.CORRECTED_CLAIM),
        ("N999", RouteKind.BENEFIT),
    ],
)
def test_a_code_that_names_no_reason_gives_way_to_its_remark(library, remark, kind):
    """`Not covered, see the remark` calls for what the remark calls for."""
    found = routed(library, "CO-96", remark)
    assert found.kind is kind
    assert next(one for one in found.called if one.code == "CO-96").route is kind


def test_a_missing_remark_is_an_incomplete_remittance(library):
    """A code that must come with a remark says when it has none; an alert is none."""
    words = library.appeals.words
    assert routed(library, "CO-16").called[0].note == words.incomplete
    alone, alert = routed(library, "CO-16", "N210").called
    assert alone.note == words.incomplete
    assert alert.route is None
    assert words.incomplete not in (routed(library, "CO-16", "M119").called[0].note or "")
    assert words.incomplete not in (routed(library, "CO-16", "N999").called[0].note or "")


def test_a_deactivated_code_is_noted(library):
    """A code that is no longer in use still routes, with a note."""
    (called,) = routed(library, "CO-62").called
    assert called.note == library.appeals.words.deactivated


def test_an_unknown_code_is_listed_and_decides_nothing(library):
    """What is not in our list is named; beside settled codes it leaves the route open."""
    found = routed(library, "CO-45", "CO-998")
    unknown = next(one for one in found.called if one.code == "CO-998")
    assert (unknown.route, unknown.gloss) == (None, library.appeals.words.unknown_code)
    assert found.kind is None
    assert routed(library, "CO-998", "CO-197").kind is RouteKind.AUTHORISATION


def test_an_unknown_remark_beside_settled_codes_refuses_nothing(library):
    """A remark explains an adjustment; where all adjustments are settled nothing was refused."""
    assert routed(library, "CO-45", "N998").kind is RouteKind.NOTHING


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (("PR-1", "CO-45"), RouteKind.PATIENT),
        (("PR-45",), RouteKind.PATIENT),
        (("CO-45", "CO-253"), RouteKind.NOTHING),
        (("OA-23", "CO-97"), RouteKind.NOTHING),
        (("PR-1", "CO-50"), RouteKind.CLINICAL),
        (("PR-204",), RouteKind.BENEFIT),
    ],
)
def test_settled_codes_alone_leave_nothing_to_appeal(library, codes, kind):
    """The patient's share goes to the patient, the contract's discount nowhere."""
    assert routed(library, *codes).kind is kind


def test_nothing_given_decides_nothing(library):
    """A denial without codes and reasons has no route, and neither has a request not denied."""
    assert routed(library) == Route(kind=None, steps=routed(library).steps)
    assert routed(library).is_clinical
    assert route(denied.undenied(), library, denied.TODAY).route == Route(kind=None)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("not-medically-necessary", RouteKind.CLINICAL),
        ("experimental", RouteKind.CLINICAL),
        ("off-label", RouteKind.CLINICAL),
        ("step-therapy", RouteKind.CLINICAL),
        ("preferred-alternative", RouteKind.CLINICAL),
        ("dose-or-quantity", RouteKind.CLINICAL),
        ("duplicate-therapy", RouteKind.CLINICAL),
        ("diagnosis-unclear", RouteKind.CLINICAL),
        ("documentation-missing", RouteKind.RECORDS),
        ("non-formulary", RouteKind.BENEFIT),
        ("site-of-care", RouteKind.BENEFIT),
        ("not-covered-benefit", RouteKind.BENEFIT),
        ("authorisation-missing", RouteKind.AUTHORISATION),
        ("coding-error", RouteKind.CORRECTED_CLAIM),
    ],
)
def test_each_stated_reason_calls_for_its_route(library, reason, kind):
    """Free-text reasons of denial letters route as the evidence has it."""
    found = routed(library, reasons=(reason,))
    assert found.kind is kind
    (called,) = found.called
    assert called.code == library.word(reason)


def test_documents_are_those_that_the_codes_ask_for(library):
    """A remark code that asks for a document names it by its word, each once."""
    found = routed(library, "CO-252", "N395", "N710", "N396")
    assert found.documents == ("laboratory-report", "clinic-note")
    known = {term.id for term in library.vocabulary.documents}
    assert set(found.documents) <= known


def test_a_policy_code_has_the_policy_fetched(library):
    """The policy that decided is fetched before anything is written."""
    assert "(LCD)" in routed(library, "CO-50", "N115").steps[0]
    assert "(NCD)" in routed(library, "CO-50", "N386").steps[0]


@pytest.mark.parametrize("code", [one for one in EXPECTED[CLINICAL].split() if one[0].isdigit()])
@pytest.mark.parametrize("remark", ["N130", "N381", "N115", "N386"])
def test_a_remark_that_names_a_document_leaves_a_clinical_code_clinical(library, code, remark):
    """The document is fetched first; what it is does not decide against the adjustment."""
    found = routed(library, f"CO-{code}", remark)
    assert found.kind is CLINICAL
    (fetched,) = found.fetch
    assert fetched in found.steps
    assert found.then == ()


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (("CO-96", "N130"), RouteKind.BENEFIT),
        (("CO-A1", "N130"), RouteKind.BENEFIT),
        (("CO-A1", "N381"), RouteKind.CONTRACT),
        (("CO-96", "N115"), CLINICAL),
        (("CO-197", "N130"), RouteKind.AUTHORISATION),
        (("CO-29", "N115"), RouteKind.CONTRACT),
        (("CO-45", "N381"), RouteKind.NOTHING),
        (("CO-998", "N130"), RouteKind.BENEFIT),
        (("CO-50", "N216"), RouteKind.BENEFIT),
        (("CO-50", "N428"), RouteKind.BENEFIT),
        (("CO-50", "M119"), RouteKind.CORRECTED_CLAIM),
        (("CO-50", "N706"), RouteKind.RECORDS),
        (("CO-197", "N674"), RouteKind.AUTHORISATION),
    ],
)
def test_a_remark_beside_an_adjustment(library, codes, kind):
    """One that states a cause decides by its route; one that names a document explains."""
    assert routed(library, *codes).kind is kind


def test_what_was_not_processed_goes_as_a_new_claim(library):
    """Only a claim that was decided is replaced under the payer's number."""
    replaced = "payer's claim number"
    for code in ("MA130", "N704"):
        steps = routed(library, "CO-16", "M119", code).steps
        assert steps[0].startswith("Send no appeal")
        assert any("new claim" in step for step in steps)
        assert not any(replaced in step for step in steps)
    decided = routed(library, "CO-16", "M119").steps
    assert any(replaced in step for step in decided)
    assert not any("new claim" in step or "Send no appeal" in step for step in decided)
    unappealable = routed(library, "CO-16", "N211").steps
    assert unappealable[0].startswith("Send no appeal")
    assert any(replaced in step for step in unappealable)


@pytest.mark.parametrize("code", ["OA-22", "OA-109", "CO-26", "CO-27", "CO-32"])
def test_another_payer_is_billed_first(library, code):
    """A claim for another payer has steps of its own; beside another error it has both."""
    steps = routed(library, code).steps
    assert any(step.startswith("Bill the p") for step in steps)
    assert not any("replacement" in step for step in steps)
    assert any("replacement" in step for step in routed(library, code, "CO-16").steps)


@pytest.mark.parametrize("code", ["CO-197", "CO-252", "CO-204"])
def test_a_request_does_not_stop_the_time_to_appeal(library, code):
    """What is asked for instead of an appeal lets its days run on, and the steps say so."""
    assert any("does not stop the time to appeal" in step for step in routed(library, code).steps)


def test_only_what_bars_an_appeal_says_to_send_none(library):
    """Beside a deadline of an appeal no step says that none is to be sent."""
    for code in (code for code, _ in TABLE if code not in ("MA130", "N704", "N211")):
        assert not any("Send no appeal" in step for step in routed(library, code).steps)


def test_the_document_asked_for_is_found_out_before_anything_is_sent(library):
    """A remittance that does not name the document has it asked for first; a list is got first."""
    for codes in (("CO-252", "N706"), ("CO-252",)):
        steps = routed(library, *codes).steps
        asked = next(i for i, step in enumerate(steps) if "which documents, where to" in step)
        sent = next(i for i, step in enumerate(steps) if step.startswith("Send exactly"))
        assert asked < sent
    assert routed(library, reasons=("documentation-missing",)).steps[0].startswith("Get the plan's")


def test_an_amount_put_on_the_patient_is_marked(library):
    """The group code of what counts tells, and only that."""
    called = {one.code: one.patient for one in routed(library, "PR-204", "CO-50", "PR-998").called}
    assert called == {"PR-204": True, "CO-50": False, "PR-998": True}


def test_a_code_from_memory_decides_nothing(moonlit):
    """A code whose meaning nobody has checked is listed as unconfirmed and opens no route."""
    found = route(denied.case("CO-B5"), moonlit, denied.TODAY).route
    assert found.kind is None
    assert found.called[0].note == moonlit.appeals.words.unconfirmed


def test_a_library_without_appeals_still_routes_by_reasons(moonlit):
    """Reasons carry their route themselves; codes are then unknown."""
    bare = moonlit.model_copy(update={"appeals": type(moonlit.appeals)()})
    found = route(denied.case("CO-50", reasons=("too-bright",)), bare, denied.TODAY)
    assert found.route.kind is CLINICAL
    assert next(one for one in found.route.called if one.code == "CO-50").route is None


LIBRARY = load(CITATIONS)
ALL = [f"{group}{code.code}" for code in LIBRARY.appeals.adjustment_codes for group in ("CO-", "")]
ALL += [code.code for code in LIBRARY.appeals.remark_codes] + ["CO-998", "N998"]
CODES = st.lists(st.sampled_from(ALL), max_size=6, unique=True)
ADMINISTRATIVE = [code for code, kind in TABLE if kind not in (None, RouteKind.CLINICAL, *CLOSED)]


@given(CODES, st.permutations(range(6)))
def test_the_order_of_the_codes_does_not_matter(codes, order):
    """Whatever the order in which codes come, route, rest and documents are the same."""
    shuffled = [codes[i] for i in order if i < len(codes)]
    one, other = routed(LIBRARY, *codes), routed(LIBRARY, *shuffled)
    assert (one.kind, one.then, one.barred) == (other.kind, other.then, other.barred)
    assert set(one.documents) == set(other.documents)
    assert set(one.called) == set(other.called)


@given(CODES, st.sampled_from(ADMINISTRATIVE))
def test_an_administrative_code_never_makes_a_denial_clinical(codes, more):
    """Adding a code that is cured without a letter never opens the way to one."""
    found = routed(LIBRARY, *dict.fromkeys((*codes, more)))
    assert not found.is_clinical


@given(CODES)
def test_every_code_is_called_once_and_the_deciding_ones_first(codes):
    """Nothing is lost in silence: each code has its row, those that decide stand first."""
    found = routed(LIBRARY, *codes)
    assert sorted(one.code for one in found.called) == sorted(codes)
    flags = [one.decided for one in found.called]
    assert flags == sorted(flags, reverse=True)
    assert any(flags) == (found.kind is not None)
    if found.kind is not None:
        same = [one for one in found.called if one.route is found.kind]
        assert all(one.decided for one in same)
        assert found.kind not in found.then
