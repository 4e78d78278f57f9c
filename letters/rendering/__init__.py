"""Documents of the rationale as HTML and as PDF."""

from letters.errors import RenderingError
from letters.rationale.model import (
    ActionSheet,
    Brief,
    ExhibitIndex,
    FaxCover,
    GapSheet,
    Letter,
    UnsupportedSheet,
)
from letters.rationale.shown import shown
from letters.rendering.embedding import Enclosed
from letters.rendering.html import Density, Printable, environment, to_html
from letters.rendering.pdf import Rendered, paint, set_pages, to_pdf
from letters.templates import SHIPPED, Templates
from letters.templates.sandbox import bounded

__all__ = ["Printable", "Rendered", "render", "to_html", "to_pdf"]

_ONE_PAGE = (GapSheet, UnsupportedSheet, ActionSheet, Brief)
_CLOSER: tuple[Density, ...] = ("dense", "terse", "bare")


def render(
    document: Printable,
    *,
    data: bool = True,
    templates: Templates = SHIPPED,
    told: bytes | None = None,
) -> Rendered:
    """Writes a document as PDF/A-3a and PDF/UA-1. The same document gives the same bytes.

    What is to be one page is set closer until it is, if it can be. With `data`, what the document
    shows travels in it as `rationale.json`; a fax cover and the index of a packet are pages of
    another file and carry nothing. `told` is what the document shows, where it is known already.

    Raises:
        RenderingError: if the document cannot be made, or lists data that it is not to carry.
    """
    if isinstance(document, Letter) and document.embedded and not data:
        raise RenderingError("The letter lists data that it is not to carry.")
    if isinstance(document, Letter) and not document.draft and document.unaccepted:
        raise RenderingError(
            "A final cites what was read at second hand and was not accepted; approve it by name."
        )
    layout = set_pages(to_html(document, templates=templates), images=templates.images)
    if isinstance(document, _ONE_PAGE):
        for density in _CLOSER:
            if layout.pages > 1:
                page = to_html(document, density, templates)
                layout = set_pages(page, images=templates.images)
    carries = data and not isinstance(document, FaxCover | ExhibitIndex)
    return paint(layout, _enclosed(document, templates, told) if carries else None)


def _enclosed(document: Printable, templates: Templates, told: bytes | None) -> Enclosed:
    with bounded():
        described = environment(templates).get_template("sentences/enclosed.j2").render().strip()
    content = shown(document) if told is None else told
    return Enclosed(content=content, description=described, made=document.dated)
