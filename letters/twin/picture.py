"""Drawings as pictures of points, by the program that sets the PDF: same lines, same face."""

import base64
import io
import re
from contextlib import closing
from html import escape

from letters.errors import RenderingError
from letters.rendering.pdf import set_pages
from letters.templates.logo import Logo
from letters.twin.styles import LANGUAGE

_DENSITY = 300
"""Points of a picture to the inch: a fax has 200, a printer's text 300."""
_INCH = 72
_SOURCE = re.compile(r"data:(image/[a-z+]+);base64,(.*)", re.DOTALL)
_DRAWN = "image/svg+xml"


def drawn(svg: str, width: float, height: float) -> bytes:
    """A drawing of the letter as PNG in grey, of the size that it has there, in points."""
    return _painted(_sheet(svg, width, height), frozenset(), grey=True)


def logo_of(logo: Logo) -> bytes:
    """A logo as PNG; one that is a picture of points stays as it is.

    Raises:
        RenderingError: its address holds no picture.
    """
    source = _SOURCE.fullmatch(logo.uri)
    if source is None:
        raise RenderingError("The logo holds no picture. Check it with `letters templates check`.")
    if source[1] != _DRAWN:
        return base64.b64decode(source[2])
    size = f"width:{logo.width}pt;height:{logo.height}pt"
    shown = f'<img src="{escape(logo.uri)}" alt="logo" style="{size}">'
    page = _sheet(shown, logo.width, logo.height)
    return _painted(page, frozenset({logo.uri}), grey=False)


def _sheet(markup: str, width: float, height: float) -> str:
    """A page that holds a drawing and nothing else."""
    bare = "".join(
        f"@{side}{{content:none}}"
        for side in ("top-left", "top-right", "bottom-left", "bottom-right")
    )
    sheet = f"size:{width}pt {height}pt;margin:0;{bare}"
    return (
        f'<html lang="{LANGUAGE}"><head><title>drawing</title><style>@page{{{sheet}}}'
        f"@page:first{{{sheet}}}svg,img{{display:block;margin:0}}</style></head>"
        f'<body data-running="" data-draft="" data-notice="" data-versions="">'
        f"<div>{markup}</div></body></html>"
    )


def _painted(page: str, images: frozenset[str], *, grey: bool) -> bytes:
    import pypdfium2  # Why here: few runs make a Word file

    layout = set_pages(page, images=images)
    if layout.pages != 1:
        raise RenderingError("A drawing of the letter does not fit on a page of its own size.")
    # Plain: what makes a file archival and accessible is of no use to a picture.
    content = layout.laid_out.write_pdf()
    stored = io.BytesIO()
    # Closed one by one, the last opened first, before anything collects them in an order of its
    # own: a page or a picture that outlives its document ends the program.
    with (
        closing(pypdfium2.PdfDocument(content)) as document,
        closing(document[0]) as sheet,
        closing(sheet.render(scale=_DENSITY / _INCH, grayscale=grey)) as bitmap,
    ):
        painted = bitmap.to_pil().convert("L" if grey else "RGB")
        painted.save(stored, "PNG", dpi=(_DENSITY, _DENSITY))
    return stored.getvalue()
