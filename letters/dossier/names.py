"""The names of all files in the folder of a case, and of what letters writes beside the folders."""

from letters.rationale.shown import NAME as RATIONALE

__all__ = [
    "ACTION_PDF",
    "ALWAYS_LOGGED",
    "BRIEF_PDF",
    "CASE",
    "DECISIONS",
    "DETERMINATION",
    "DRAFT_PACKET",
    "EARLIER",
    "ENCLOSED",
    "FAX_PDF",
    "GAPS_PDF",
    "LETTER_PDF",
    "LOG",
    "MANIFEST",
    "MARKS",
    "NOT_SUPPORTED_PDF",
    "ORIGIN",
    "PACKET",
    "PATIENT_PDF",
    "RATIONALE",
    "REVIEW",
    "REVIEW_PDF",
    "SCANNED_PDF",
    "SIGNED_PDF",
    "WORD_FILE",
    "packets",
]

CASE, REVIEW, ORIGIN = "case.json", "review.json", "origin.json"
DETERMINATION, DECISIONS = "determination.json", "decisions.json"
LOG = "log.jsonl"
MANIFEST = "manifest.json"
MARKS = "marks"
"""How far the log of each case had come: beside the folders of the cases, not in one of them."""

LETTER_PDF, REVIEW_PDF, SIGNED_PDF = "letter.pdf", "review.pdf", "signed.pdf"
BRIEF_PDF, PATIENT_PDF, FAX_PDF = "brief.pdf", "patient.pdf", "fax.pdf"
GAPS_PDF, NOT_SUPPORTED_PDF, ACTION_PDF = "gaps.pdf", "not-supported.pdf", "action.pdf"
SCANNED_PDF = "signed-by-hand.pdf"
"""The scan of the letter as it was printed and signed, which a packet binds in its place."""
WORD_FILE = "letter.docx"
"""The one file that is there to be edited."""
PACKET, DRAFT_PACKET = "packet", "draft-packet"
"""What the names of a packet's files begin with; a draft's is only for looking, never logged."""

EARLIER = "earlier"
"""The folder of what was put aside."""
ENCLOSED = "enclosed"
"""The folder of documents that the practice gave for this case alone."""

ALWAYS_LOGGED = (LETTER_PDF, SIGNED_PDF, f"{PACKET}*.pdf", MANIFEST)
"""Names and patterns of files that stand in a folder only where its log tells of them."""


def packets(stem: str) -> tuple[str, str]:
    """The patterns of a packet's files: it is one file, or it is split."""
    return f"{stem}.pdf", f"{stem}-*-of-*.pdf"
