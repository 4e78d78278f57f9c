"""Documents of cases of which an export tells little."""

import imaginary
import pytest

from letters.case.model import Diagnosis
from letters.determination import determine
from letters.rationale import GapSheet, Letter, UnsupportedSheet, compose
from rationale.as_text import as_text
from rationale.remittances import READ, STARDEW, denial, line, remitted
from rationale.routings import CLINICAL, UNROUTED


def composed(case, routing=CLINICAL):
    library = imaginary.library()
    return compose(case, determine(case, library, imaginary.AS_OF), library, routing)


def asked(sheet: GapSheet) -> list[str]:
    return [question.question for question in sheet.questions]


def test_a_remittance_alone_asks_first_who_the_patient_is():
    """Facts that no letter can do without come first, each with why, who and where."""
    sheet = composed(remitted(STARDEW, denial=denial(line(), reasons=("no-need",))))
    assert isinstance(sheet, GapSheet)
    assert [part.split()[-1] for part in asked(sheet)[:3]] == ["birth?", "card?", "practice?"]
    assert len(sheet.questions) > 6
    assert [question.where.partition(",")[0] for question in sheet.questions[:3]] == [
        "sheet cases",
        "sheet cases",
        "sheet practice",
    ]
    for question in sheet.questions:
        assert (bool(question.why), bool(question.who)) == (True, True)


def test_no_condition_is_told_that_nobody_stated():
    """A drug that was denied without a diagnosis code is not said to be for a condition."""
    sheet = composed(remitted(STARDEW))
    assert "glassbone" not in sheet.request.text
    coded = remitted(STARDEW, diagnoses=(Diagnosis(code="U93.1", read=READ),))
    assert "for glassbone fever" in composed(coded).request.text


def test_an_unnamed_drug_is_asked_for():
    """Without a drug the sheet asks for it and says that nothing can be judged yet."""
    sheet = composed(remitted(denial=denial(reasons=("no-need",))))
    assert isinstance(sheet, GapSheet)
    assert asked(sheet)[-1].startswith("Which drug is requested")
    assert "Nothing can be judged yet" in sheet.standing.text
    assert sheet.title == "What is missing before a letter"
    assert sheet.known == ()


def test_a_procedure_that_the_library_does_not_know_has_a_sheet():
    """An office visit that was denied has a sheet that names its code, the route and the days."""
    sheet = composed(remitted(denial=denial(line("99214"), line("99214"), line("G0463"))))
    assert isinstance(sheet, UnsupportedSheet)
    (refusal,) = sheet.refusals
    assert refusal.finding.text == "The library knows no drug for procedure codes 99214 and G0463."
    assert {fact.part for fact in refusal.finding.facts} == {"segment 41"}
    assert sheet.route[0].label == "Act by"
    assert sheet.warnings == CLINICAL.warnings
    assert "column drug" in sheet.next_step


def test_an_unnamed_drug_for_an_uncovered_diagnosis_is_not_asked_for():
    """A diagnosis that the library does not cover is named, and no drug is asked for."""
    uncovered = (Diagnosis(code="Z00.0", read=READ),)
    sheet = composed(remitted(denial=denial(), diagnoses=uncovered))
    assert isinstance(sheet, UnsupportedSheet)
    assert "covers no condition with the code Z00.0" in sheet.refusals[0].finding.text


def test_a_condition_among_several_is_asked_for():
    """Where the library covers two conditions, the diagnosis of an uncoded denial is asked."""
    library = imaginary.library()
    (pack,) = library.packs.values()
    two = library.model_copy(update={"packs": {pack.id: pack, "another": pack}})
    case = remitted(STARDEW)
    sheet = compose(case, determine(case, two, imaginary.AS_OF), two, UNROUTED)
    assert isinstance(sheet, GapSheet)
    assert "Which diagnosis is treated?" in asked(sheet)


@pytest.mark.parametrize("services", [(STARDEW,), ()])
@pytest.mark.parametrize("lines", [(line(),), (line(None),), ()])
@pytest.mark.parametrize("routing", [CLINICAL, UNROUTED])
def test_what_is_not_known_prints_nothing(services, lines, routing):
    """No sheet of a case without practice, clinician, member, or days says None or leaves a gap."""
    sheet = composed(
        remitted(*services, denial=denial(*lines, notice_on=None, claim=None)), routing
    )
    text = as_text(sheet)
    assert sheet.practice is None
    assert "None" not in text
    assert "Member" not in sheet.running
    assert "  " not in sheet.running
    assert type(sheet).model_validate_json(sheet.model_dump_json()) == sheet


def test_a_letter_of_an_unknown_practice_has_no_letterhead():
    """The practice is not needed for the argument; nothing stands in its place."""
    case = imaginary.case("IM-2").model_copy(update={"practice": None})
    letter = composed(case)
    assert isinstance(letter, Letter)
    assert letter.letterhead is None


def test_a_remittance_has_no_sheets_to_answer_in():
    """The sheet says where the answers go when the export has none of the sheets it names."""
    assert "in a workbook beside it" in composed(remitted(STARDEW)).next_step


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("remittance-alone", remitted(STARDEW, denial=denial(line(), reasons=("no-need",)))),
        ("no-drug", remitted(denial=denial())),
        ("unlisted-procedure", remitted(denial=denial(line("99214")))),
    ],
)
def test_sheets_of_little_known_cases_read_as_accepted(name, case, golden):
    """All that these sheets say is as accepted."""
    golden(f"sheets/{name}", as_text(composed(case)))
