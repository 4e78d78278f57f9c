"""A draft and what a clinician took of its review sheet -> the final letter, or why not yet."""

from letters.approval.final import discussed, draft, final
from letters.approval.items import Item, items
from letters.approval.signer import check_signer
from letters.approval.taking import Progress, Taken, lines_of, progress, same_sheet, taken

__all__ = [
    "Item",
    "Progress",
    "Taken",
    "check_signer",
    "discussed",
    "draft",
    "final",
    "items",
    "lines_of",
    "progress",
    "same_sheet",
    "taken",
]
