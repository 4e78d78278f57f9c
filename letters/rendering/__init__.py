"""Documents of the rationale as HTML and as PDF."""

from letters.rendering.html import Printable, to_html
from letters.rendering.pdf import to_pdf

__all__ = ["Printable", "render", "to_html", "to_pdf"]


def render(document: Printable) -> bytes:
    """Writes a document as a tagged PDF. The same document gives the same bytes."""
    return to_pdf(to_html(document))
