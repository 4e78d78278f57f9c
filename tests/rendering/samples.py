"""Documents of an imaginary practice about an imaginary disease, as rich as a real one."""

import datetime as dt
import re
from decimal import Decimal

from letters.rationale.model import (
    Addressee,
    Bar,
    Chart,
    Cited,
    Claim,
    CriterionRow,
    DenialReply,
    Enclosure,
    Fact,
    LabCell,
    LabTable,
    Letter,
    Letterhead,
    Line,
    Panel,
    Paragraph,
    Point,
    Reference,
    Signature,
    TreatmentRow,
)

DATED = dt.date(2026, 11, 22)
LIBRARY = "guideline library 2026-11-20 (4f2a91c07e)"
TOOL = "letters 0.1.0"
PATIENT = "Maria T. Alvarez-Núñez"
PRACTICE = "Lakeshore Kidney & Hypertension Associates"
_UNITS = re.compile(r"(?<=\d) (?=mg|g/g|mL|m²|weeks|months|doses|%|m |mm)|(?<=[=×]) (?=\d)")
_count = iter(range(1, 10_000))


def fact(what: str, value: str, on: dt.date | None = None, proof: str | None = None) -> Fact:
    """A fact; `proof` is written as `C3`, exhibit and page."""
    row = next(_count)
    return Fact(
        what=what,
        value=value,
        on=on,
        file="export-2026-11.xlsx",
        sheet="Evidence",
        row=row,
        document=proof[0] if proof else None,
        page=int(proof[1:]) if proof and proof[1:] else None,
    )


def cited(number: int, level: str = "primary", superseded: bool = False) -> Cited:
    return Cited(
        number=number,
        statement=f"source-{number}/statement",
        source=f"source-{number}",
        locator="Recommendation 4.2",
        grade="conditional recommendation",
        level=level,
        verified_on=dt.date(2026, 11, 20),
        superseded=superseded,
    )


def claim(text: str, *numbers: int, facts: tuple[Fact, ...] = ()) -> Claim:
    return Claim(
        id=f"c{next(_count)}",
        text=_UNITS.sub("\N{NO-BREAK SPACE}", text),
        facts=facts,
        citations=tuple(cited(number) for number in numbers),
    )


def para(*claims: Claim | str) -> Paragraph:
    return Paragraph(claims=tuple(c if isinstance(c, Claim) else claim(c) for c in claims))


def row(
    number: str, says: str, verdict: str, finding: str, proofs: str = "", cites: tuple = ()
) -> CriterionRow:
    facts = tuple(fact(says, finding, proof=one) for one in proofs.split())
    return CriterionRow(
        number=number,
        says=says,
        verdict=verdict,
        finding=claim(finding, *cites, facts=facts),
        depth=0 if number.isdigit() else 1,
    )


CRITERIA = (
    row(
        "1",
        "The diagnosis is Halden glomerulitis",
        "met",
        "ICD-10-CM N08.Z on the request.",
        "C1 E2",
    ),
    row(
        "2",
        "Kidney biopsy shows stage B or stage C lesions",
        "met",
        "Biopsy of July 21, 2024: stage C with segmental scars.",
        "C2",
        (1,),
    ),
    row(
        "3",
        "The disease remains active: UPCR at or above 1.0 g/g within 90 days",
        "met",
        "UPCR 2.41 g/g on October 30, 2026.",
        "D6",
        (1, 2),
    ),
    row(
        "4",
        "At least two of these courses did not bring an adequate response",
        "met",
        "2 of 3 courses, each given at full dose for its full length.",
        "",
        (1,),
    ),
    row(
        "4a",
        "Tarmolate for 6 months",
        "met",
        "Tarmolate 1 g twice daily for 41 weeks; UPCR 3.62 to 2.90 g/g; recorded as no response.",
        "F1 F2 D2",
    ),
    row(
        "4b",
        "Belcitinib for 6 months",
        "met",
        "Belcitinib 15 mg daily for 38 weeks; UPCR 2.90 to 2.33 g/g; recorded as partial response.",
        "F2 D4",
    ),
    row(
        "4c",
        "Oral corvanide for 3 months",
        "not met",
        "Stopped after 5 weeks for neutropenia.",
        "F3 E4",
    ),
    row(
        "5",
        "Adherence was reviewed before a course was judged to have failed",
        "met",
        "Fill history covers 97 % of days; reviewed by the clinician on November 3, 2026.",
        "F1 F2 F3",
    ),
    row(
        "6",
        "eGFR is at or above 30 mL/min/1.73 m²",
        "met",
        "eGFR 52 mL/min/1.73 m² (CKD-EPI 2021) on October 30, 2026.",
        "D6",
        (3,),
    ),
    row(
        "7",
        "Hepatitis B surface antigen and core antibody were tested before the first dose",
        "met",
        "HBsAg negative and anti-HBc negative on September 9, 2026.",
        "G1",
        (4,),
    ),
    row(
        "8",
        "No second biologic is given with it",
        "met",
        "No biologic among current medications.",
        "E3",
    ),
    row(
        "9",
        "Serum IgG was measured within 12 months",
        "unknown",
        "No IgG result stands in the record.",
        "",
    ),
    row(
        "10",
        "Dose and schedule follow the label or a cited regimen",
        "met",
        "375 mg/m² × 1.78 m² = 667.5 mg on days 1 and 15.",
        "B1",
        (5,),
    ),
)

TREATMENTS = (
    TreatmentRow(
        drug="Tarmolate",
        dose="1 g by mouth twice daily",
        dates="September 3, 2024 to June 17, 2025",
        duration="41 weeks",
        response="UPCR 3.62 to 2.90 g/g (−20 %)",
        recorded="no response",
        ended="inadequate response",
        facts=(fact("t", "v", proof="F1"), fact("t", "v", proof="F2")),
    ),
    TreatmentRow(
        drug="Belcitinib",
        dose="15 mg by mouth once daily",
        dates="July 1, 2025 to March 24, 2026",
        duration="38 weeks",
        response="UPCR 2.90 to 2.33 g/g (−20 %)",
        recorded="partial response",
        ended="inadequate response",
        facts=(fact("t", "v", proof="F2"),),
    ),
    TreatmentRow(
        drug="Corvanide",
        dose="100 mg by mouth once daily",
        dates="April 7 to May 12, 2026",
        duration="5 weeks",
        response=None,
        recorded=None,
        ended="intolerance: neutropenia 0.9 × 10⁹/L",
        facts=(fact("t", "v", proof="F3"),),
    ),
    TreatmentRow(
        drug="Prelisone",
        dose=None,
        dates="since September 3, 2024",
        duration=None,
        response=None,
        recorded="too early to tell",
        ended=None,
        facts=(),
    ),
)

_DAYS = tuple(
    dt.date(*day)
    for day in (
        (2024, 8, 20),
        (2024, 12, 3),
        (2025, 3, 11),
        (2025, 6, 17),
        (2025, 9, 23),
        (2025, 12, 9),
        (2026, 3, 24),
        (2026, 6, 2),
        (2026, 9, 9),
        (2026, 10, 30),
    )
)
_SERIES = {
    "UPCR (g/g)": "3.62 3.30 3.11 2.90 2.62 2.5 2.33 2.70 2.55 2.41",
    "Serum creatinine (mg/dL)": "1.01 1.04 1.07 1.10 1.18 1.2 1.23 1.29 1.33 1.36",
    "eGFR (mL/min/1.73 m²)": "72 69 67 65 60 59 57 56 54 52",
    "Complement C3 (mg/dL)": "61 66 64 70 - 72 68 66 - 63",
    "Anti-Halden (IU/mL)": ">300 281 244 190 202 - 211 256 240 233",
    "Urine red cells (per field)": "22 18 - 11 12 9 10 16 14 <5",
}


def _table() -> LabTable:
    series = [text.split() for text in _SERIES.values()]
    rows = []
    for index, day in enumerate(_DAYS):
        proof = f"D{1 + index * 6 // 10}"
        rows.append(
            tuple(
                LabCell(text=None)
                if one[index] == "-"
                else LabCell(text=one[index], fact=fact("result", one[index], day, proof))
                for one in series
            )
        )
    return LabTable(
        columns=tuple(_SERIES),
        days=_DAYS,
        rows=tuple(rows),
        rule="All results of these measures between August 20, 2024 and October 30, 2026, favorable or not.",
    )


def _panel(measure: str, unit: str, texts: str, *targets: str) -> Panel:
    points = []
    for day, text in zip(_DAYS, texts.split(), strict=True):
        bound = text[0] if text[0] in "<>" else "="
        points.append(Point(on=day, value=Decimal(text.lstrip("<>")), bound=bound))
    return Panel(
        measure=measure, unit=unit, points=tuple(points), targets=tuple(map(Decimal, targets))
    )


CHART = Chart(
    panels=(
        _panel("UPCR", "g/g", _SERIES["UPCR (g/g)"], "0.5"),
        _panel("eGFR", "mL/min/1.73 m²", _SERIES["eGFR (mL/min/1.73 m²)"]),
    ),
    bars=(
        Bar(
            label="Tarmolate 1 g twice daily", start=dt.date(2024, 9, 3), stop=dt.date(2025, 6, 17)
        ),
        Bar(label="Belcitinib 15 mg daily", start=dt.date(2025, 7, 1), stop=dt.date(2026, 3, 24)),
        Bar(label="Corvanide 100 mg daily", start=dt.date(2026, 4, 7), stop=dt.date(2026, 5, 12)),
        Bar(label="Prelisone, dose not recorded", start=dt.date(2024, 9, 3), stop=None),
    ),
    first=_DAYS[0],
    last=_DAYS[-1],
    caption=claim(
        "UPCR and eGFR with the courses of treatment, August 20, 2024 to October 30, 2026.", 2
    ),
    alt="UPCR falls from 3.62 to 2.41 g/g and stays above the target of 0.5 g/g; eGFR falls from 72 to 52.",
    target_label="treatment target of the Halden Society 2024",
)

_JOURNALS = (
    (
        "Halden Society Working Group. Halden Society 2024 guideline for the management of glomerulitis. ",
        "Kidney Matters",
        ". 2024;105(1):S1-S69.",
    ),
    (
        "Okafor B, Lindqvist A, Tanaka R, et al. Proteinuria targets and kidney survival in Halden glomerulitis: a cohort of 1,204 patients. ",
        "J Imaginary Nephrol",
        ". 2023;34(7):1180-1191.",
    ),
    (
        "Ostravimab. Prescribing information. Northlight Therapeutics; 2025. Accessed November 20, 2026.",
        "",
        "",
    ),
    (
        "Ferreira M, Sato K. Hepatitis B reactivation under B-cell depletion. ",
        "Ann Imaginary Med",
        ". 2021;174(2):201-210.",
    ),
)
REFERENCES = tuple(
    Reference(
        number=n,
        source=f"source-{n}",
        runs=tuple(
            (text, text == _JOURNALS[(n - 1) % 4][1]) for text in _JOURNALS[(n - 1) % 4] if text
        ),
    )
    for n in range(1, 15)
)
ENCLOSURES = tuple(
    Enclosure(letter=letter, title=title, on=on, file=f"scan-{letter}.pdf", pages=pages)
    for letter, title, on, pages in (
        ("A", "Denial notice", dt.date(2026, 11, 9), "3"),
        ("B", "Treatment order", dt.date(2026, 11, 3), "1"),
        ("C", "Kidney biopsy report", dt.date(2024, 7, 21), "4"),
        ("D", "Laboratory reports", dt.date(2026, 10, 30), "6"),
        ("E", "Clinic notes, last three visits", dt.date(2026, 11, 3), "9"),
        ("F", "Pharmacy fill history", dt.date(2026, 11, 2), "3"),
        ("G", "Hepatitis B screen", dt.date(2026, 9, 9), "1"),
        ("H", "Medical policy of the plan", None, None),
    )
)


def letter(**changes: object) -> Letter:
    """The rich letter, with changed fields where a test needs them."""
    return LETTER.model_copy(update=changes)


LETTER = Letter(
    document="first-level appeal",
    case_id="k7f3q2",
    title="Appeal of the denial of ostravimab for Halden glomerulitis",
    dated=DATED,
    draft=True,
    letterhead=Letterhead(
        name=PRACTICE,
        address=("1400 North Harbor Drive, Suite 310", "Milwaukee, WI 53202"),
        phone="(414) 555-0142",
        fax="(414) 555-0143",
        npi="1234567893",
    ),
    addressee=Addressee(
        payer="Great Plains Health Plan",
        department="Appeals and Grievances Department",
        address=("P.O. Box 30412", "Madison, WI 53704"),
        fax="(608) 555-0199",
    ),
    request_type="EXPEDITED",
    patient=PATIENT,
    running=f"{PATIENT} · Member GPH884120017 · Appeal of November 22, 2026",
    re=tuple(
        Line(label=label, value=value)
        for label, value in (
            ("Patient", PATIENT),
            ("Date of birth", "May 11, 1982"),
            ("Member ID", "GPH884120017"),
            ("Group", "70411-02"),
            ("Plan", "Great Plains Choice PPO (fully insured)"),
            ("Claim", "2026-1109-55812"),
            ("Authorization", "PA-2026-100417"),
            ("Diagnosis", "N08.Z Halden glomerulitis"),
            ("Requested", "Ostravimab (Ostravix) 375 mg/m² intravenously"),
            ("Code and units", "J9999, 67 units a dose, 2 doses"),
            ("Schedule", "Days 1 and 15, from December 8, 2026"),
            ("Notice of denial", "November 9, 2026"),
            ("Level", "First-level appeal"),
        )
    ),
    ask=para(
        "We ask Great Plains Health Plan to reverse its denial of November 9, 2026 and to authorize ostravimab "
        "375 mg/m² intravenously on days 1 and 15 (2 doses, J9999, 67 units each) for Halden glomerulitis (N08.Z), "
        "starting December 8, 2026.",
        "Expedited review is requested because kidney function is being lost while treatment waits.",
    ),
    denial_quote=para(
        "The notice states: “The requested drug is not medically necessary; preferred alternatives have not "
        "been tried.” It names policy RX-0417, effective January 1, 2026."
    ),
    denial_replies=(
        DenialReply(
            reason="not medically necessary",
            answer=para(
                claim(
                    "The Halden Society 2024 guideline conditionally recommends anti-CD20 treatment for disease refractory to two "
                    "standard courses.",
                    1,
                ),
                "The record meets each of its conditions but one, which is named below.",
            ),
        ),
        DenialReply(
            reason="preferred alternatives not tried",
            answer=para(
                claim(
                    "Tarmolate was given for 41 weeks and belcitinib for 38 weeks, each at full dose, without an adequate response.",
                    1,
                    2,
                ),
                "Corvanide was stopped for neutropenia.",
            ),
        ),
    ),
    criteria_title="Criteria of policy RX-0417, each against the record",
    criteria=CRITERIA,
    summary=para(
        "The patient is a 44-year-old woman with biopsy-proven Halden glomerulitis of stage C since July 2024.",
        claim(
            "UPCR was 3.62 g/g at diagnosis and is 2.41 g/g on October 30, 2026; eGFR has fallen from 72 to 52 "
            "mL/min/1.73 m² in 26 months.",
            2,
        ),
        "Complement C3 has stayed low throughout (61 to 72 mg/dL). Blood pressure is 128/76 mm Hg on lisarten.",
    ),
    treatments=TREATMENTS,
    response=para(
        claim(
            "Neither full course brought UPCR below the treatment target of 0.5 g/g, nor a fall of half from its start.",
            1,
            2,
            6,
        )
    ),
    laboratory=_table(),
    chart=CHART,
    necessity=(
        para(
            claim(
                "Without a change of treatment the disease remains active after two adequate courses.",
                1,
            ),
            claim(
                "In the cohort of Okafor and colleagues, a UPCR above 1.0 g/g at 12 months went with a lower kidney "
                "survival at 10 years.",
                2,
                7,
            ),
        ),
        para(
            "Corvanide cannot be given again because of neutropenia. A third oral agent has no support in the cited guidelines."
        ),
    ),
    recommendation=(
        para(
            claim(
                "The Halden Society 2024 guideline conditionally recommends adding an anti-CD20 antibody in refractory "
                "disease (low certainty).",
                1,
            ),
            claim(
                "The Nordic consensus of 2023 states that it may be considered (practice point, ungraded).",
                8,
            ),
        ),
    ),
    label=(
        para(
            claim(
                "Ostravimab has no approved indication for Halden glomerulitis; this use is off-label.",
                3,
            ),
            claim("It is listed for this use by the two guidelines named above.", 1, 8),
        ),
    ),
    adverse=(
        para(
            claim(
                "The randomized trial STILLWATER did not meet its primary end point at week 52.", 9
            ),
            claim(
                "It enrolled untreated disease and added ostravimab to first-line treatment; the present request concerns "
                "disease refractory to two courses, which that trial excluded.",
                9,
                10,
            ),
        ),
    ),
    override=para(
        "I have weighed the missing IgG result. It will be measured before the first dose, and I judge that the "
        "request should not wait for it."
    ),
    dosing=para(
        claim(
            "Body surface area is 1.78 m² (168 cm, 68 kg, November 3, 2026): 375 mg/m² × 1.78 m² = 667.5 mg, given as 670 mg, "
            "within the cited regimen.",
            5,
            11,
        ),
        "Tarmolate 500 mg twice daily continues as background treatment.",
    ),
    safety=para(
        claim(
            "Hepatitis B was excluded on September 9, 2026, and no active infection was found on November 3, 2026.",
            4,
            12,
        )
    ),
    monitoring=(
        claim(
            "UPCR, creatinine and blood count every 4 weeks for 6 months, then every 12 weeks.", 1
        ),
        claim("Serum IgG before the first dose and every 12 weeks.", 13),
        claim("B-cell count at weeks 4 and 24.", 3),
    ),
    stopping=(
        claim(
            "No fall of UPCR by a quarter at 3 months or by half at 6 months leads to a review of the treatment.",
            1,
            6,
        ),
        claim("Serious infection or a serious infusion reaction ends it.", 3),
    ),
    delay=para(
        claim(
            "Loss of kidney tissue does not reverse. Between June 2 and October 30, 2026 eGFR fell from 56 to 52 mL/min/1.73 m².",
            14,
        )
    ),
    requests=(
        claim("Review by a board-certified nephrologist or rheumatologist."),
        claim("A peer-to-peer call before any adverse decision."),
        claim(
            "A copy of the criteria, the claim file and the reviewer’s credentials if the denial stands."
        ),
        claim("Authorization for 12 months."),
    ),
    signature=Signature(
        name="Priya R. Venkataraman",
        credentials="MD, FASN",
        specialty="Nephrology (board certified)",
        npi="1987654329",
        phone="(414) 555-0150",
    ),
    enclosures=ENCLOSURES,
    references=REFERENCES,
    library=LIBRARY,
    tool=TOOL,
)
