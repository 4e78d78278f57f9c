"""The action sheet of each route: what to do, why, by when, and what is left of it."""

import datetime as dt
from decimal import Decimal

import imaginary
import pytest

from letters.case import Case
from letters.case.model import Adjustment, Coverage, Level, PlanTrack
from letters.case.vocabulary import RouteKind
from letters.rationale import ActionSheet, compose_action
from letters.rationale.model import Cited, Fact
from letters.rationale.walk import parts
from rationale.as_text import as_text
from rationale.remittances import STARDEW, denial, line, remitted
from rationale.routings import CODE, DEADLINE, OTHER, UNKNOWN, UNROUTED, routed

TITLES = {
    RouteKind.CORRECTED_CLAIM: "Corrected claim",
    RouteKind.AUTHORISATION: "Retro-authorization",
    RouteKind.RECORDS: "Records to send",
    RouteKind.BENEFIT: "Benefit or formulary exception",
    RouteKind.CONTRACT: "Contract dispute",
    RouteKind.NEXT_LEVEL: "Next appeal level",
    RouteKind.PATIENT: "Patient responsibility",
    RouteKind.NOTHING: "Nothing to appeal",
}
STEPS = ("Look for the permission of the stars.", "If there is none, ask for it.")


def acted(case, routing, *notices) -> ActionSheet:
    return compose_action(case, routing, imaginary.library(), imaginary.AS_OF, notices)


def covered(coverage: Coverage) -> Case:
    return remitted().model_copy(update={"coverage": coverage})


def deciding(kind: RouteKind, **fields):
    called = CODE.model_copy(update={"route": kind})
    given = {"deadline": DEADLINE, "steps": STEPS, "documents": ("lantern-report",)}
    return routed(kind, called, OTHER, UNKNOWN, **(given | fields))


def test_every_route_but_the_clinical_one_has_a_title():
    """The titles below are those of all routes that lead to an action sheet."""
    assert set(TITLES) == set(RouteKind) - {RouteKind.CLINICAL}


@pytest.mark.parametrize(("kind", "title"), TITLES.items())
def test_the_title_tells_the_route(kind, title):
    """Each sheet is headed by what to do, with the drug where the library knows one."""
    assert acted(remitted(STARDEW), deciding(kind)).title == f"{title}: stardew"
    assert acted(remitted(), deciding(kind)).title == title


@pytest.mark.parametrize("kind", TITLES)
def test_each_route_is_explained_by_its_codes(kind):
    """The code that decides stands in the explanation, and so do those that change nothing."""
    text = acted(remitted(STARDEW), deciding(kind)).because.text
    assert text.startswith("ZZ-7 decides it")
    assert text.endswith("ZZ-45 and ZZ-99 do not change that.")
    assert "None" not in text


def test_a_denial_without_a_right_of_appeal_says_so():
    """Where the denial itself bars an appeal, the explanation tells."""
    routing = deciding(RouteKind.CORRECTED_CLAIM, barred=True)
    assert "no right of appeal" in acted(remitted(STARDEW), routing).because.text


def test_every_code_has_its_row():
    """Each code stands in our words with what it calls for; an unknown one is to be looked up."""
    rows = acted(remitted(), deciding(RouteKind.AUTHORISATION)).codes
    assert [row.code for row in rows] == ["ZZ-7", "ZZ-45", "ZZ-99"]
    assert [row.calls_for for row in rows][:2] == ["retro-authorization", "nothing to appeal"]
    assert "look the code up" in rows[2].calls_for
    assert rows[0].gloss == "The stars were not asked."
    assert (rows[0].note, rows[1].note) == ("The practice bears it.", "An old code.")
    assert rows[2].note is None
    assert rows[0].citations[0].statement == CODE.cites[0]


def test_the_lines_print_as_on_the_remittance():
    """Code, day, units, dollars, and every reason of a line are told; blanks stay blank."""
    two = denial(
        line(
            ndc="00069010101",
            adjustments=(
                Adjustment(group="ZZ", reason="7"),
                Adjustment(reason="45"),
            ),
        ),
        line(
            None,
            modifiers=(),
            units=None,
            charged=None,
            paid=None,
            served_on=None,
            adjustments=(),
            remarks=(),
        ),
    )
    first, second = acted(remitted(denial=two), deciding(RouteKind.AUTHORISATION)).lines
    assert first.code == "J9978 JZ NDC 00069010101"
    assert first.served.replace("\N{NO-BREAK SPACE}", " ") == "October 12, 2026"
    assert (first.units, first.charged, first.paid) == ("10", "$1,234.50", "$0.00")
    assert first.reasons == "ZZ-7; 45; N0"
    assert set(second.model_dump().values()) == {""}


def test_what_was_denied_is_named_with_its_numbers():
    """Procedures stand in for an unknown drug, with claim, account, payer and day of the notice."""
    text = acted(remitted(), deciding(RouteKind.CORRECTED_CLAIM)).request.text
    for wanted in ("Procedure code J9978", "Harbor Mutual Plan", "CLM0000099", "00417-2"):
        assert wanted in text
    assert "member" not in text


def test_steps_and_documents_are_those_of_the_route():
    """What to do stands as the library orders it; documents stand by their printed names."""
    sheet = acted(remitted(), deciding(RouteKind.RECORDS))
    assert sheet.steps == STEPS
    assert sheet.documents == (imaginary.library().word("lantern-report"),)


def test_a_document_asked_for_is_told_to_be_on_file_or_not():
    """Where the export has a record at all, each document asked for says whether it is there."""
    name = imaginary.library().word("lantern-report")
    held = remitted().model_copy(update={"evidence": imaginary.case("IM-2").evidence})
    (told,) = acted(held, deciding(RouteKind.RECORDS)).documents
    assert told.replace("\N{NO-BREAK SPACE}", " ") == f"{name} (on file: August 20, 2025)"
    other = tuple(e for e in held.evidence if getattr(e, "document", "") != "lantern-report")
    lacking = held.model_copy(update={"evidence": other})
    assert acted(lacking, deciding(RouteKind.RECORDS)).documents == (f"{name} (not on file)",)


def test_what_remains_is_told():
    """What the denial still calls for afterwards is named, and nothing where nothing remains."""
    later = deciding(RouteKind.AUTHORISATION, then=(RouteKind.CLINICAL, RouteKind.BENEFIT))
    assert acted(remitted(), later).then == "Clinical appeal and benefit or formulary exception"
    assert acted(remitted(), deciding(RouteKind.AUTHORISATION)).then is None


def test_a_dispute_is_no_level_of_appeal():
    """A dispute under the payer's contract names no appeal to file; every other route does."""
    labels = {
        kind: [told.label for told in acted(remitted(), deciding(kind)).route]
        for kind in (RouteKind.CONTRACT, RouteKind.AUTHORISATION)
    }
    assert "Appeal to file" not in labels[RouteKind.CONTRACT]
    assert "Appeal to file" in labels[RouteKind.AUTHORISATION]


def test_notices_of_intake_stand_on_the_sheet():
    """What intake remarked on the case is listed."""
    sheet = acted(remitted(), deciding(RouteKind.RECORDS), "A line was not read.")
    assert [notice.what for notice in sheet.notices] == ["A line was not read."]


def test_references_are_numbered_as_printed():
    """Every citation has its reference, numbered from one in the order of the sheet."""
    sheet = acted(remitted(), deciding(RouteKind.RECORDS))
    numbers = [cited.number for cited in parts(sheet, Cited)]
    assert numbers == [1, 2]
    assert [reference.number for reference in sheet.references] == [1, 2]


def test_facts_say_where_in_the_remittance_they_stand():
    """A fact of a file without rows names its part."""
    facts = list(parts(acted(remitted(), deciding(RouteKind.RECORDS)), Fact))
    assert facts
    assert {(fact.file, fact.row, fact.part) for fact in facts} == {
        ("november.835", None, "segment 41")
    }


def test_a_sheet_of_which_nothing_is_known_is_whole():
    """A denial without codes, lines, days, or deadline still makes a sheet without blanks."""
    bare = remitted(denial=denial(notice_on=None, claim=None))
    sheet = acted(bare, routed(RouteKind.CORRECTED_CLAIM))
    text = as_text(sheet)
    assert "None" not in text
    assert (sheet.practice, sheet.payer, sheet.codes, sheet.lines) == (None, "", (), ())
    assert [line.label for line in sheet.route] == ["Look up first"]
    assert "Nothing that the denial says decides it" in sheet.because.text


@pytest.mark.parametrize("kind", TITLES)
def test_the_payers_own_window_stands_before_the_days(kind):
    """Each route that files something leaves a blank for its due day, above the appeal's days.

    The next appeal leaves none: its last day is the one that the notice states.
    """
    first = acted(remitted(), deciding(kind)).route[0]
    files = kind not in (RouteKind.PATIENT, RouteKind.NOTHING, RouteKind.NEXT_LEVEL)
    assert (first.label == "Look up first") == files
    assert ("Due by: ____" in first.value) == files


def test_where_to_send_it_is_told_as_far_as_it_is_known():
    """Department, address and fax of the payer stand on one line; nothing stands for unknown."""
    full = imaginary.case("IM-5").coverage
    sheet = acted(covered(full), deciding(RouteKind.RECORDS))
    assert sheet.payer == "; ".join(
        [full.payer, full.department, ", ".join(full.address), f"fax {full.fax}"]
    )
    some = full.model_copy(update={"department": None, "address": ()})
    known = acted(covered(some), deciding(RouteKind.RECORDS)).payer
    assert known == f"{full.payer}; fax {full.fax}"


def test_the_patient_and_the_sum_are_named():
    """Birth, group, day of service and what was not paid are told where they are known."""
    case = remitted(denial=denial(line(), line(paid=Decimal("34.5"))))
    coverage = case.coverage.model_copy(update={"group": "G-7"})
    patient = case.patient.model_copy(update={"born": dt.date(1979, 4, 4)})
    known = case.model_copy(update={"coverage": coverage, "patient": patient})
    text = acted(known, deciding(RouteKind.RECORDS)).request.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "group G-7" in text
    assert "born April 4, 1979; served October 12, 2026; charged but not paid $2,434.50." in text
    unpaid = remitted(denial=denial(line(), line(paid=None)))
    assert "not paid" not in acted(unpaid, deciding(RouteKind.RECORDS)).request.text


def test_an_appeal_is_named_only_where_its_level_is_known():
    """A code that tells of an appeal, on a first decision, has the level found out first."""
    upheld = deciding(RouteKind.NEXT_LEVEL)
    sheet = acted(remitted(), upheld)
    (appeal,) = (line.value for line in sheet.route if line.label == "Appeal to file")
    assert "find out the level" in appeal
    assert "first-level appeal" not in as_text(sheet)
    assert "This level has been decided" not in sheet.next_step
    second = acted(remitted(denial=denial(level=Level.FIRST)), upheld)
    (appeal,) = (line.value for line in second.route if line.label == "Appeal to file")
    assert appeal.startswith("Plea to the plan")


@pytest.mark.parametrize("track", PlanTrack)
def test_whether_the_patient_may_be_billed_is_asked_where_plans_restrict_it(track):
    """Of an amount put on the patient under Medicare Advantage or Medicaid it is asked."""
    coverage = remitted().coverage.model_copy(update={"track": track})
    case = covered(coverage)
    shared = CODE.model_copy(update={"route": RouteKind.PATIENT, "patient": True})
    asked = as_text(acted(case, routed(RouteKind.PATIENT, shared)))
    restricts = track in (PlanTrack.ADVANTAGE, PlanTrack.MEDICAID)
    assert ("be billed for this at all" in asked) == restricts
    own = as_text(acted(case, deciding(RouteKind.PATIENT)))
    assert "be billed for this at all" not in own


def test_an_undecided_route_makes_no_claim():
    """Even where nothing decides, the sheet says just that."""
    sheet = acted(remitted(), UNROUTED)
    assert sheet.action == "Route not decided"


def test_the_sheet_survives_json():
    """The sheet goes to JSON and back unchanged."""
    sheet = acted(remitted(STARDEW), deciding(RouteKind.AUTHORISATION))
    assert ActionSheet.model_validate_json(sheet.model_dump_json()) == sheet


@pytest.mark.parametrize(
    "kind", [RouteKind.AUTHORISATION, RouteKind.CORRECTED_CLAIM, RouteKind.NOTHING]
)
def test_action_sheets_read_as_accepted(kind, golden):
    """All that an action sheet says is as accepted."""
    given = {
        RouteKind.AUTHORISATION: {
            "then": (RouteKind.CLINICAL,),
            "warnings": ("A call may be closed by filing.",),
            "questions": ("Who pays for the plan?",),
        },
        RouteKind.CORRECTED_CLAIM: {
            "barred": True,
            "deadline": DEADLINE.model_copy(update={"due": dt.date(2026, 11, 20)}),
        },
        RouteKind.NOTHING: {"deadline": None, "steps": (), "documents": ()},
    }[kind]
    sheet = acted(remitted(STARDEW), deciding(kind, **given), "A line was not read.")
    golden(f"sheets/action-{kind.name.lower().replace('_', '-')}", as_text(sheet))
