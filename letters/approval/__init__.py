"""A draft and what a clinician accepted of its review sheet -> the final letter, or why not yet."""

from letters.approval.accepting import (
    Acceptances,
    Progress,
    acceptances,
    lines_of,
    progress,
    same_sheet,
)
from letters.approval.final import discussed, final
from letters.approval.items import Item, items
from letters.approval.signer import check_signer, is_signer

__all__ = [
    "Acceptances",
    "Item",
    "Progress",
    "acceptances",
    "check_signer",
    "discussed",
    "final",
    "is_signer",
    "items",
    "lines_of",
    "progress",
    "same_sheet",
]
