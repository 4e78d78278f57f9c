"""What goes with the letter of the imaginary practice: a brief, a copy for the patient, a cover."""

import datetime as dt
import zlib

from letters.rationale.model import (
    Brief,
    Cited,
    Claim,
    CriterionRow,
    ExhibitIndex,
    Fact,
    FaxCover,
    IndexRow,
    Letterhead,
    Line,
    Objection,
    Paragraph,
    PatientCopy,
    PlainSection,
    ProofRow,
    Reference,
    RouteLine,
)

_DAY = dt.date(2026, 11, 22)
_FACT = Fact(what="a fact", value="5", file="export.xlsx", row=3, document="C", page=2)


def _cited(number: int) -> Cited:
    return Cited(
        number=number,
        statement=f"source-{number}/statement",
        source=f"source-{number}",
        locator="Recommendation 4.2",
        grade="conditional recommendation",
        level="primary",
        verified_on=_DAY,
    )


def _claims(*texts: str) -> tuple[Claim, ...]:
    return tuple(
        Claim(id=f"a{zlib.crc32(text.encode())}", text=text, facts=(_FACT,), citations=(_cited(2),))
        for text in texts
    )


def _said(*texts: str) -> Paragraph:
    return Paragraph(claims=_claims(*texts))


def _row(number: str, says: str, verdict: str, depth: int = 0) -> CriterionRow:
    (finding,) = _claims(f"The record shows {number}.")
    return CriterionRow.model_validate(
        {"number": number, "says": says, "verdict": verdict, "finding": finding, "depth": depth}
    )


BRIEF = Brief(
    case_id="c-0f3a",
    label="Fern 7",
    title="Peer-to-peer brief: moonwort",
    dated=_DAY,
    practice="Tidewater Bone Light Practice",
    patient="Zoë Ağaoğlu-Ferreira",
    running="Zoë Ağaoğlu-Ferreira · Member HM1 · November 22, 2026",
    route=(RouteLine(label="Act by", value="December 2, 2026 (10 days left)", strong=True),),
    library="guideline library 0000",
    tool="letters 0",
    about=(Line(label="Member ID", value="HM1"), Line(label="Group", value="0042")),
    opening=_said("This call is about Zoë.", "We ask for 6 months."),
    facts=_claims("The glint was 41 gl/L on October 20, 2026."),
    expedited=True,
    before=_said("The physician said that it must not wait."),
    standing=_claims("Bone Light Policy 7: met 4.1."),
    criteria=(
        _row("4.2", "A dew was tried", "not met"),
        _row("4.2a", "Dewmoss was tried", "unknown", depth=1),
    ),
    objections=(
        Objection(
            objection=_claims("The denial states: novel.")[0],
            answer=_said("It is old."),
            stated=True,
        ),
        *(
            Objection(
                objection=_claims(f"Trial {i} failed.")[0],
                answer=_said(f"Not so {i}."),
                stated=False,
            )
            for i in range(12)
        ),
    ),
    fallbacks=_claims("A shorter approval: 3 months instead of 6."),
    cautions=_claims("Ask first who is on the line."),
    log=("Date and time", "Spoke with", "Reference number"),
    references=(Reference(number=19, source="source-19", runs=(("Guild. ", False), ("J", True))),),
)

PATIENT = PatientCopy(
    case_id="c-0f3a",
    title="Your plan and your treatment",
    dated=_DAY,
    draft=True,
    practice="Tidewater Bone Light Practice",
    letterhead=Letterhead(
        name="Tidewater Bone Light Practice",
        below=("at Port Invent",),
        tagline="Light for bones",
        address=("4 Quay", "Port Invent, ME 04001"),
        phone="207-555-0110",
        fax="207-555-0111",
        web="bonelight.example",
        npi="1240000095",
    ),
    patient="Zoë Ağaoğlu-Ferreira",
    running="Zoë Ağaoğlu-Ferreira · November 22, 2026",
    greeting="Dear Zoë Ağaoğlu-Ferreira,",
    sections=(
        PlainSection(heading="What does our letter ask for?", paragraphs=(_said("It asks."),)),
        PlainSection(
            heading="What speaks against it?", paragraphs=(_said("One study."), _said("Ask us."))
        ),
    ),
    contact=_said("Call us at 207-555-0110."),
    library="guideline library 0000",
    tool="letters 0",
)

FAX = FaxCover(
    case_id="c-0f3a",
    title="Fax cover",
    kind="APPEAL",
    dated=_DAY,
    practice="Tidewater Bone Light Practice",
    running="Fax of November 22, 2026",
    sender=(Line(label="Practice", value="Tidewater Bone Light Practice"),),
    recipient=(Line(label="Payer", value="Harbor Mutual"), Line(label="Fax", value="")),
    about=(Line(label="Member, initials", value="Z. A."),),
    request_type="EXPEDITED",
    pages=12,
    confidential=Paragraph(claims=(Claim(id="x1", text="This fax is confidential."),)),
    library="guideline library 0000",
    tool="letters 0",
)

INDEX = ExhibitIndex(
    case_id="c-0f3a",
    title="Exhibit index",
    part="Part 2 of 3",
    dated=_DAY,
    draft=True,
    practice="Tidewater Bone Light Practice",
    running="Zoë Ağaoğlu-Ferreira · November 22, 2026",
    about="First-level appeal: moonwort",
    request_type="EXPEDITED",
    contacts=(Line(label="Payer", value="Harbor Mutual"), Line(label="Fax", value="555-0100")),
    re=(
        Line(label="Patient", value="Zoë Ağaoğlu-Ferreira"),
        Line(label="Claim", value="HM-0091"),
        Line(label="Decided on", value="October 1, 2026"),
    ),
    listed=(
        IndexRow(
            letter="A", title="lantern report", on=_DAY, pages="1-3 of 3", begins="9 in part 1"
        ),
        IndexRow(
            letter="B",
            title="kiln log",
            on=None,
            pages="41-50 of 200",
            begins="12 in part 1, continued on 20 in this part",
        ),
    ),
    proofs=(
        ProofRow(
            number="Point 1", says="medical necessity", place="Ex. A, p. 2", begins="10 in part 1"
        ),
        ProofRow(
            number="4.2a",
            says="Dewmoss was tried",
            place="Ex. B, pp. 41–43, 50",
            begins="12–14 in part 1",
        ),
    ),
    notes=(Claim(id="p1", text="Packet pages are numbered at the foot, through all parts."),),
    library="guideline library 0000",
    tool="letters 0",
)

FAX_PART = FAX.model_copy(
    update={"part": "Part 2 of 3", "span": "Packet pages 10 to 21 of 40", "draft": True}
)

COMPANIONS = (
    BRIEF,
    PATIENT,
    FAX,
    FAX.model_copy(update={"exhibits": 12}),
    FAX_PART,
    INDEX,
)
