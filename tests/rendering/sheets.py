"""The sheets for the practice, about the same imaginary disease."""

import datetime as dt

from letters.rationale.model import (
    GapQuestion,
    GapSheet,
    OtherPathway,
    Refusal,
    ReviewItem,
    ReviewSheet,
    UnsupportedSheet,
)
from .samples import (
    CRITERIA,
    DATED,
    LIBRARY,
    PATIENT,
    PRACTICE,
    REFERENCES,
    TOOL,
    cited,
    claim,
    fact,
)

_SHARED = {
    "case_id": "k7f3q2",
    "dated": DATED,
    "practice": PRACTICE,
    "patient": PATIENT,
    "running": f"{PATIENT} · November 22, 2026",
    "library": LIBRARY,
    "tool": TOOL,
}
_REQUEST = claim(
    "Ostravimab 375 mg/m² intravenously on days 1 and 15 for Halden glomerulitis (N08.Z), denied on November 9, 2026.",
    facts=(fact("request", "ostravimab"),),
)
_PATHWAY = "Ostravimab after inadequate response in stage B or C Halden glomerulitis"
_NEXT = (
    "Enter the answers in the sheet and column named beside each question, save the workbook, and run the same command again "
    "before December 1, 2026. The letter is written as soon as the open questions are settled; the appeal is due December 9, 2026."
)
_QUESTIONS = (
    (
        "Which stage does the kidney biopsy report give?",
        "Only stages B and C are covered by the recommendation, and stage is never "
        "inferred from laboratory values.",
        "pathology",
        "Findings sheet, value",
        "Kidney biopsy shows stage B or stage C lesions",
    ),
    (
        "What was the UPCR in the last 90 days?",
        "The last result on file is from June 2, 2026 and no longer shows active disease.",
        "laboratory",
        "Results sheet, value and date",
        "The disease remains active: UPCR at or above 1.0 g/g within 90 days",
    ),
    (
        "Was adherence reviewed before belcitinib was judged to have failed?",
        "A course that was not taken cannot have failed; plans ask for this first.",
        "clinician",
        "Attestations sheet, answer",
        "Adherence was reviewed before a course was judged to have failed",
    ),
    (
        "What dose of tarmolate was reached, and for how long?",
        "The course counts only at full dose for at least 6 months.",
        "pharmacy",
        "Treatments sheet, dose, start and stop",
        "Tarmolate for 6 months",
    ),
    (
        "Were HBsAg and anti-HBc tested, and with what result?",
        "The label requires both before the first dose.",
        "laboratory",
        "Findings sheet, value",
        "Hepatitis B surface antigen and core antibody were tested before the first dose",
    ),
    (
        "What are height and weight?",
        "The dose is by body surface; without both it cannot be checked against the cited regimen.",
        "chart",
        "Results sheet, value",
        "Dose and schedule follow the label or a cited regimen",
    ),
)
GAPS = GapSheet(
    **_SHARED,
    title="Six answers are missing before a letter can be written",
    request=_REQUEST,
    pathway=_PATHWAY,
    standing=claim(
        "Undetermined: 6 of 10 criteria are met, none is failed, and 4 could still decide the case either way."
    ),
    questions=tuple(
        GapQuestion(
            number=number,
            question=question,
            why=why,
            who=who,
            where=where,
            criterion=criterion,
            citations=(cited(1), cited(3)) if number % 2 else (),
        )
        for number, (question, why, who, where, criterion) in enumerate(_QUESTIONS, start=1)
    ),
    known=tuple(row for row in CRITERIA if row.verdict == "met")[:8],
    next_step=_NEXT,
    references=REFERENCES[:3],
)
UNSUPPORTED = UnsupportedSheet(
    **_SHARED,
    title="The record does not support this request",
    request=_REQUEST,
    pathway=_PATHWAY,
    refusals=(
        Refusal(
            says="eGFR is at or above 30 mL/min/1.73 m²",
            finding=claim(
                "eGFR 24 mL/min/1.73 m² (CKD-EPI 2021) on October 30, 2026.",
                3,
                facts=(fact("eGFR", "24 mL/min/1.73 m²", dt.date(2026, 10, 30), "D6"),),
            ),
        ),
        Refusal(
            says="At least two of these courses did not bring an adequate response",
            finding=claim(
                "1 of 3 courses: belcitinib brought a complete response on March 24, 2026.",
                1,
                facts=(fact("course", "belcitinib"),),
            ),
        ),
    ),
    known=tuple(row for row in CRITERIA if row.verdict == "met")[:9],
    others=(
        OtherPathway(
            title="Ostravimab for relapse after complete response",
            standing="undecided",
            missing=(
                "UPCR of the last 90 days",
                "Date and UPCR of the complete response",
                "Repeat biopsy, or why none",
            ),
        ),
        OtherPathway(title="Tarmolate as maintenance", standing="open", missing=()),
    ),
    next_step="No letter is written on this record. If the eGFR of October 30, 2026 is an error, correct it and run the command again. "
    "A clinician may override a criterion with a written reason in the Requests sheet; the reason is printed as the "
    "clinician’s own statement.",
    references=REFERENCES[:5],
)


def _items(*pairs: tuple[str, str]) -> tuple[ReviewItem, ...]:
    return tuple(ReviewItem(what=what, detail=detail) for what, detail in pairs)


REVIEW = ReviewSheet(
    **_SHARED,
    title="What to confirm before signing",
    facts=tuple(
        fact(
            row.says,
            row.finding.text,
            dt.date(2026, 10, index + 1) if index % 4 else None,
            f"D{index + 1}" if index % 3 else None,
        )
        for index, row in enumerate(CRITERIA)
    ),
    attestations=_items(
        (
            "Adherence was reviewed before a course was judged to have failed",
            "Answered yes on November 3, 2026, Attestations row 4.",
        ),
        ("No active infection", "Answered yes on November 3, 2026, Attestations row 5."),
    ),
    second_hand=_items(
        (
            "Nordic consensus 2023, practice point 7",
            "Read on November 20, 2026 in a review article, not in the consensus itself. It carries two sentences: "
            "“The Nordic consensus of 2023 states that it may be considered.” and its mention under labeling.",
        ),
    ),
    superseded=_items(
        (
            "Halden Society 2019, recommendation 12",
            "Replaced by Halden Society 2024, recommendation 4.2.",
        )
    ),
    commitments=_items(
        (
            "UPCR, creatinine and blood count every 4 weeks for 6 months",
            "Printed under monitoring.",
        ),
        (
            "Treatment is reviewed if UPCR has not fallen by a quarter at 3 months",
            "Printed under stopping.",
        ),
    ),
    choice=_items(
        (
            "Pathway: ostravimab after inadequate response",
            "Also open: ostravimab for relapse. Chosen because two courses without adequate response are recorded.",
        )
    ),
    notices=_items(
        ("Results row 31 was not used", "Its unit is not one that the measure accepts.")
    ),
)
