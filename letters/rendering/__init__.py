"""Documents of the rationale as HTML and as PDF."""

from letters.rationale.model import ActionSheet, GapSheet, UnsupportedSheet
from letters.rendering.html import Density, Printable, to_html
from letters.rendering.pdf import pressed, to_pdf

__all__ = ["Printable", "render", "to_html", "to_pdf"]

_CLOSER: tuple[Density, ...] = ("dense", "terse", "bare")


def render(document: Printable) -> bytes:
    """Writes a document as a tagged PDF. The same document gives the same bytes.

    A sheet is set closer until it is one page, if it can be.
    """
    made = pressed(to_html(document))
    if isinstance(document, GapSheet | UnsupportedSheet | ActionSheet):
        for density in _CLOSER:
            if made.pages > 1:
                made = pressed(to_html(document, density))
    return made.pdf
