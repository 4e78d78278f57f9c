"""Refuses to let a document say what the pack has audited as wrong."""

import re
from functools import cache

from letters.citations.pathway import Pack
from letters.errors import PackError
from letters.rationale.model import Claim, Companion, Document
from letters.rationale.screening import Screened
from letters.rationale.walk import parts

_QUOTED = re.compile("“[^”]*”")


def audit(document: Document | Companion | Claim, pack: Pack) -> None:
    """Raises PackError when a sentence of ours matches a forbidden pattern.

    Words quoted from a notice or a clinician are theirs and are left alone.
    """
    told = list(dict.fromkeys(_QUOTED.sub("", claim.text) for claim in parts(document, Claim)))
    screened = Screened(told)
    for forbidden in pack.forbidden:
        pattern = forbidden.pattern  # compiled only where it may match
        if any(_compiled(pattern).search(told[place]) for place in screened.may_match(pattern)):
            raise PackError(
                f"a sentence matches audit item {forbidden.id} of pack '{pack.id}' "
                f"({forbidden.wrong}); mend the statement or remark that it comes from"
            )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
