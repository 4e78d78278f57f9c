"""Refuses to let a document say what the pack has audited as wrong."""

import re

from letters.citations.pathway import Pack
from letters.errors import PackError
from letters.rationale.model import Claim, Companion, Document
from letters.rationale.walk import parts

_QUOTED = re.compile("“[^”]*”")


def audit(document: Document | Companion | Claim, pack: Pack) -> None:
    """Raises PackError when a sentence of ours matches a forbidden pattern.

    Words quoted from a notice or a clinician are theirs and are left alone.
    """
    patterns = [(f, re.compile(f.pattern, re.IGNORECASE)) for f in pack.forbidden]
    for claim in parts(document, Claim):
        ours = _QUOTED.sub("", claim.text)
        for forbidden, pattern in patterns:
            if pattern.search(ours):
                raise PackError(
                    f"a sentence matches audit item {forbidden.id} of pack '{pack.id}' "
                    f"({forbidden.wrong}); mend the statement or remark that it comes from"
                )
