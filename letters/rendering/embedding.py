"""What a PDF carries beside its pages: the document's argument as data for other programs."""

import datetime as dt
from typing import Any, NamedTuple

from letters.rationale.shown import NAME


class Enclosed(NamedTuple):
    """A file to embed as associated data: its bytes, what it is, and the day it was made."""

    content: bytes
    description: str
    made: dt.date


def attachment(enclosed: Enclosed, fetcher: Any) -> Any:
    """The attachment for WeasyPrint, made at midnight UTC: no clock tells when."""
    from weasyprint import Attachment

    made = dt.datetime.combine(enclosed.made, dt.time(), dt.UTC)
    return Attachment(
        string=enclosed.content,
        name=NAME,  # which also tells WeasyPrint the media type
        description=enclosed.description,
        created=made,
        modified=made,
        relationship="Data",
        # Else WeasyPrint makes a fetcher of its own, which looks for proxies.
        url_fetcher=fetcher,
    )
