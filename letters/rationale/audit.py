"""Refuses to let a document say what the pack has audited as wrong."""

import re
from functools import cache

from letters.citations.pathway import Pack
from letters.errors import PackError
from letters.rationale.model import Claim, Companion, Document
from letters.rationale.screening import lowered, may_stand
from letters.rationale.walk import parts

_QUOTED = re.compile("“[^”]*”")


def audit(document: Document | Companion | Claim, pack: Pack) -> None:
    """Raises PackError when a sentence of ours matches a forbidden pattern.

    Words quoted from a notice or a clinician are theirs and are left alone.
    """
    told = [_QUOTED.sub("", claim.text) for claim in parts(document, Claim)]
    low = [lowered(ours) for ours in told]
    whole = "\0".join(low)
    for forbidden in pack.forbidden:
        if not may_stand(forbidden.pattern, whole):
            continue
        pattern = _compiled(forbidden.pattern)
        for ours, lowest in zip(told, low, strict=True):
            if may_stand(forbidden.pattern, lowest) and pattern.search(ours):
                raise PackError(
                    f"a sentence matches audit item {forbidden.id} of pack '{pack.id}' "
                    f"({forbidden.wrong}); mend the statement or remark that it comes from"
                )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
