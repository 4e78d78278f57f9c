"""The ordered argument with every sentence's provenance, and no layout.

This is the contract between the argument and its templates: a template may only walk these values.
Every `str` here is printed as it stands; it was phrased by `templates/sentences/` or stands in the
case or the library.
"""

from letters.rationale.model.claims import (
    Cited,
    Claim,
    Fact,
    Line,
    Paragraph,
    Reference,
)
from letters.rationale.model.companions import (
    Brief,
    Companion,
    FaxCover,
    Objection,
    PatientCopy,
    PlainSection,
)
from letters.rationale.model.letter import (
    Addressee,
    DenialReply,
    Letter,
    Letterhead,
    PointReply,
    Signature,
)
from letters.rationale.model.sheets import (
    ActionSheet,
    CodeRow,
    GapQuestion,
    GapSheet,
    LineRow,
    OtherPathway,
    ProvedItem,
    Refusal,
    ReportRow,
    ReviewItem,
    ReviewSheet,
    RouteLine,
    Sheet,
    UnsupportedSheet,
)
from letters.rationale.model.tables import (
    Bar,
    Chart,
    CriteriaTable,
    CriterionRow,
    Enclosure,
    Event,
    LabCell,
    LabTable,
    Panel,
    Point,
    StepRow,
    TableNumbers,
    TreatmentRow,
    Verdict,
)

Document = Letter | GapSheet | UnsupportedSheet | ActionSheet
Printable = Document | ReviewSheet | Companion

__all__ = [
    "ActionSheet",
    "Addressee",
    "Bar",
    "Brief",
    "Chart",
    "Cited",
    "Claim",
    "CodeRow",
    "Companion",
    "CriteriaTable",
    "CriterionRow",
    "DenialReply",
    "Document",
    "Enclosure",
    "Event",
    "Fact",
    "FaxCover",
    "GapQuestion",
    "GapSheet",
    "LabCell",
    "LabTable",
    "Letter",
    "Letterhead",
    "Line",
    "LineRow",
    "Objection",
    "OtherPathway",
    "Panel",
    "Paragraph",
    "PatientCopy",
    "PlainSection",
    "Point",
    "PointReply",
    "Printable",
    "ProvedItem",
    "Reference",
    "Refusal",
    "ReportRow",
    "ReviewItem",
    "ReviewSheet",
    "RouteLine",
    "Sheet",
    "Signature",
    "StepRow",
    "TableNumbers",
    "TreatmentRow",
    "UnsupportedSheet",
    "Verdict",
]
