"""The documents of the example cases, finished, with all that corrupting them needs.

They say what those of `letters demo` say; only sheets that name a file name a table of CSV.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from letters import paths
from letters.citations import Library, load
from letters.intake import NO_MAPPING, Reading, load_mapping, read
from letters.pipeline import CompanionKind, Wanted
from letters.pipeline.arguing import argue
from letters.rationale.model import Printable
from letters.rationale.shown import shown
from letters.rendering import render, to_html, to_pdf
from letters.rendering.html import Density
from letters.verification import Reading as Pdf
from letters.verification import read as read_pdf
from torture.corruption import Document
from torture.markup import Markup, Places

AS_OF = dt.date(2026, 11, 22)
_DENSITIES: tuple[Density, ...] = ("roomy", "dense", "terse", "bare")
_WANTED = Wanted(companions=frozenset(CompanionKind))


@dataclass(frozen=True)
class Example:
    """One document of the examples; everything made of it is made once."""

    name: str
    document: Printable

    @cached_property
    def pdf(self) -> bytes:
        """The finished PDF."""
        return render(self.document).pdf

    @cached_property
    def told(self) -> dict[str, Any]:
        """What it carries in itself."""
        told: dict[str, Any] = json.loads(shown(self.document))
        return told

    @cached_property
    def reading(self) -> Pdf:
        """The PDF as the verifier reads it."""
        return read_pdf(self.pdf)

    @cached_property
    def places(self) -> Places:
        """Where each text of the HTML stands in the PDF, set as close as the PDF is."""
        written = tuple(dict.fromkeys(to_html(self.document, each) for each in _DENSITIES))
        same = next(html for html in written if len(written) == 1 or self._is_made_of(html))
        found = Places(Markup(same), self.reading)
        # A style may hide some texts of a sheet set close; nobody reads those.
        found.markup.nodes = [node for node in found.markup.nodes if node not in found.lost]
        return found

    def _is_made_of(self, html: str) -> bool:
        return read_pdf(to_pdf(html)).body.chars == self.reading.body.chars

    @cached_property
    def corruptible(self) -> Document:
        """The document with the drugs and persons that it and others name."""
        markup = self.places.markup
        text = " ".join(node.text for node in markup.nodes).casefold()
        drugs = tuple(drug for drug in _drugs() if drug.casefold() in text)
        persons = [self.told.get("patient"), self.told.get("signature", {}).get("name")]
        return Document(
            markup=markup,
            drugs=drugs,
            others=tuple(drug for drug in _drugs() if drug not in drugs),
            persons=tuple(person for person in persons if person),
        )


@cache
def _library() -> Library:
    return load(paths.CITATIONS, paths.EXAMPLES / "policies")


@cache
def _drugs() -> tuple[str, ...]:
    library = _library()
    return tuple(sorted({library.word(drug.id) for drug in library.vocabulary.drugs}))


@cache
def _readings() -> tuple[Reading, ...]:
    vocabulary = _library().vocabulary
    exports = paths.EXAMPLES / "exports"
    return (
        read([paths.EXAMPLES / "intake"], vocabulary, NO_MAPPING),
        read([exports], vocabulary, load_mapping(exports / "mapping.yaml")),
    )


@cache
def examples() -> tuple[Example, ...]:
    """All documents of all example cases, with all that may go with a letter."""
    return tuple(_examples())


def _examples() -> Iterator[Example]:
    for reading in _readings():
        for case in reading.cases:
            argued = argue(case, _library(), AS_OF, reading, _WANTED)
            for document in (argued.document, argued.review, *argued.companions, argued.fax):
                if document is not None:
                    yield Example(f"{case.label} {document.document}", document)


def example(name: str) -> Example:
    """The example of that name: the label of its case and the kind of document."""
    return next(each for each in examples() if each.name == name)
