"""From HTML to PDF/A-3a and PDF/UA-1 at once: bundled faces only, no network, no silence.

Whatever WeasyPrint only logs (a glyph that no face has, a face not found, CSS not understood) would
be a flaw in a finished letter, so it is an error here. No message carries text of the document.
"""

import logging
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from letters import hashing, kept, paths, shortcuts
from letters.errors import RenderingError
from letters.rendering import bounds
from letters.rendering.embedding import Enclosed, attachment
from letters.rendering.fetching import Locked, Refused
from letters.rendering.finishing import VARIANT, finish

FACE = "Source Serif 4"
_LOGGERS = ("weasyprint", "fontTools")
_SIGNS = 12


class _Press(NamedTuple):
    """What all letters of a program share. A second font configuration would leak memory."""

    fonts: Any
    styles: Any


class Rendered(NamedTuple):
    """A finished PDF and how many pages it has."""

    pdf: bytes
    pages: int


class Layout(NamedTuple):
    """A document set in pages and not yet painted."""

    laid_out: Any
    fetcher: Locked

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return len(self.laid_out.pages)


def to_pdf(html: str) -> bytes:
    """Lays out and paints a document. The same HTML gives the same bytes."""
    return pressed(html).pdf


def pressed(
    html: str, *, images: frozenset[str] = frozenset(), enclosed: Enclosed | None = None
) -> Rendered:
    """Lays out and paints a document.

    `images` are the `data:` addresses, PNG, JPEG or SVG in base64, that it may use; everything
    else that it asks for is refused. `enclosed` travels inside the file.

    Raises:
        RenderingError: if anything at all is missing, refused or complained of.
    """
    return paint(set_pages(html, images=images), enclosed)


def set_pages(html: str, *, images: frozenset[str] = frozenset()) -> Layout:
    """Lays out a document: enough to know how many pages it takes."""
    press = _press()
    import weasyprint

    fetcher = Locked(images)
    with _complaints_raised(), _faults_named(fetcher):
        laid_out = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
            font_config=press.fonts, stylesheets=[press.styles], pdf_variant=VARIANT
        )
    return Layout(laid_out, fetcher)


def paint(layout: Layout, enclosed: Enclosed | None = None) -> Rendered:
    """Paints a document that was laid out, once.

    Raises:
        RenderingError: text runs over the edge of a page, or anything is missing or complained of.
    """
    laid_out, fetcher = layout
    bounds.hold(laid_out)
    attachments = [attachment(enclosed, fetcher)] if enclosed else None
    with _complaints_raised(), _faults_named(fetcher):
        pdf = laid_out.write_pdf(pdf_variant=VARIANT, finisher=finish, attachments=attachments)
    if FACE not in {font.family for font in laid_out.fonts.values()}:
        raise RenderingError(f"The typeface {FACE} was not found. It must stand in {paths.FONTS}.")
    return Rendered(pdf, layout.pages)


def warm(*, styled: bool = False) -> None:
    """Loads the layout engine, the faces and the style: before workers are forked, which share it.

    `styled` tells that documents will have a style of their own. Pictures need nothing here: what
    reads them came with the logo that they are.

    Raises:
        RenderingError: the installation lacks a part.
    """
    _press()
    if styled:
        shortcuts.bring("tinyhtml5")


@cache
def _press() -> _Press:
    """Points fontconfig at the bundled faces, then loads WeasyPrint and the style once."""
    faces, style = paths.FONTS / "fonts.conf", paths.TEMPLATES / "style.css"
    for needed in (faces, style):
        if not needed.is_file():
            raise RenderingError(f"{needed} is missing. It belongs to the installation.")
    for name in _LOGGERS:
        # A complaint may quote the document, so it must not travel on to anybody's log.
        logging.getLogger(name).propagate = False
        logging.getLogger(name).setLevel(logging.WARNING)
    os.environ["FONTCONFIG_FILE"] = str(faces.resolve())
    # Only now: fontconfig reads its configuration when WeasyPrint is imported.
    shelf = _Shelf()
    shortcuts.load(shelf)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fetcher = Locked()
    with _complaints_raised(in_full=True), _faults_named(fetcher):
        text = style.read_text(encoding="utf-8")
        how = {"font_config": fonts, "url_fetcher": fetcher}
        return _Press(fonts, shortcuts.sheet(weasyprint.CSS, text, shelf, **how))


class _Shelf:
    """Keeps style sheets between starts: of the installation, never of a practice or a document."""

    def take(self, text: str) -> bytes | None:
        """What was kept for the text of a sheet."""
        return kept.load(*self._place(text)) if kept.is_on() else None

    def put(self, text: str, content: bytes) -> None:
        """Keeps what the text of a sheet came to."""
        if kept.is_on():
            name, key = self._place(text)
            kept.save(name, key, content)

    def _place(self, text: str) -> tuple[str, str]:
        return f"sheet-{hashing.sha256(text.encode())[:_SIGNS]}", kept.key_of(text.encode())


@contextmanager
def _faults_named(fetcher: Locked) -> Iterator[None]:
    """Turns what WeasyPrint raises into an error of ours, without its text, which may quote."""
    try:
        yield
    except (RenderingError, Refused):
        raise
    except Exception as error:
        raise RenderingError(f"WeasyPrint failed with {type(error).__name__}.") from error
    finally:
        if fetcher.refused:
            raise RenderingError(
                "The document asks for a file or an address. It may use nothing outside itself."
            ) from None


class _Complaints(logging.Handler):
    """Collects what one thread's layout complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.records.append(record)


@contextmanager
def _complaints_raised(*, in_full: bool = False) -> Iterator[None]:
    """Raises the first complaint; `in_full` only where no document is in play."""
    complaints = _Complaints()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addHandler(complaints)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(complaints)
    for record in complaints.records:
        raise RenderingError(record.getMessage() if in_full else _wording(record))


def _wording(record: logging.LogRecord) -> str:
    """What a complaint is about: its form without the values in it, which may be the patient's."""
    if ".notdef" in str(record.msg) and isinstance(record.args, tuple):
        letter = str(record.args[0])
        script = unicodedata.name(letter, "an unnamed script").split()[0]
        return (
            f"No bundled typeface has a character of the document (script: {script}). "
            f"Write it in another script, or add a typeface to {paths.FONTS}."
        )
    return f"WeasyPrint complains ({record.module}:{record.lineno}): {record.msg}"
