"""The printed form of a source: its reference after the AMA Manual of Style, 11th edition.

The form itself (who is named, "et al", italics, order) is the business of the style,
`citations/styles/american-medical-association.csl`; its README names origin, license and changes.
"""

import html
import json
import re
from functools import cache
from typing import Any

from letters import kept
from letters.citations.source import Source
from letters.errors import PackError
from letters.paths import CITATIONS

Runs = tuple[tuple[str, bool], ...]

_STYLE = CITATIONS / "styles" / "american-medical-association.csl"

# What the style prints. citeproc warns about fields it does not know, so no others reach it.
_PRINTED = frozenset(
    {
        "type",
        "author",
        "editor",
        "title",
        "container-title",
        "container-title-short",
        "genre",
        "status",
        "publisher",
        "issued",
        "accessed",
        "volume",
        "issue",
        "number",
        "supplement-number",
        "page",
        "DOI",
        "URL",
    }
)
_ITALIC = re.compile(r"<i>(.*?)</i>")
_TAG = re.compile(r"<[^>]+>")
# A title that ends a sentence by itself takes no full stop.
_DOUBLE_STOP = re.compile(r"([?!])\.")
# The only item of its list; whoever prints the references numbers them.
_NUMBER = "1."
_KEPT = "references"


def format_reference(source: Source) -> Runs:
    """Writes the reference of a source as runs of (text, italic), without a number.

    A source without a single confirmed bibliographic field has no runs.

    Raises:
        PackError: its fields are not of the form that a reference is made from.
    """
    printed = {field: value for field, value in source.csl.items() if field in _PRINTED}
    try:
        return _format(json.dumps(printed, sort_keys=True, default=str))
    except Exception as error:  # citeproc takes any field at its word and breaks anywhere
        raise PackError(
            f"source '{source.id}': its fields under 'csl' are not CSL-JSON. Write names as a list "
            "of 'family' and 'given', days as 'date-parts', everything else as text"
        ) from error


@cache
def _format(csl: str) -> Runs:
    known = _known()
    if csl not in known:
        known[csl] = _runs(_markup(json.loads(csl)))
        if kept.is_on():
            kept.save(_KEPT, _key(), json.dumps(known, ensure_ascii=False).encode())
    return known[csl]


@cache
def _known() -> dict[str, Runs]:
    """The references that an earlier start has formatted, by the fields that they print."""
    found = kept.load(_KEPT, _key()) if kept.is_on() else None
    told = json.loads(found) if found is not None else {}
    return {csl: tuple((text, italic) for text, italic in runs) for csl, runs in told.items()}


@cache
def _key() -> str:
    return kept.key_of(_STYLE.read_bytes())


def _markup(csl: dict[str, Any]) -> str:
    """The reference in HTML, as citeproc lays it out."""
    # Why here: it takes as long to import as a letter to argue, and what it made is kept.
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    cited = CiteProcJSON([{"id": "it"} | csl])
    bibliography = CitationStylesBibliography(_style(), cited, formatter.html)
    bibliography.register(Citation([CitationItem("it")]))
    return _DOUBLE_STOP.sub(r"\1", str(bibliography.bibliography()[0]).removeprefix(_NUMBER))


@cache
def _style() -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(str(_STYLE), validate=False)


def _runs(markup: str) -> Runs:
    # The pattern has one group, so every second piece stood between italic tags.
    pieces = enumerate(_ITALIC.split(markup.strip()))
    runs = ((html.unescape(_TAG.sub("", piece)), bool(place % 2)) for place, piece in pieces)
    return tuple(run for run in runs if run[0])
