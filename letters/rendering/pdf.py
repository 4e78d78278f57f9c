"""From HTML to a tagged PDF: with the bundled faces only, without the network, without silence.

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
from typing import Any, NamedTuple, NoReturn

from letters import paths
from letters.errors import RenderingError
from letters.rendering.glyphs import mend

FACE = "Source Serif 4"
_LOGGERS = ("weasyprint", "fontTools")


class _Press(NamedTuple):
    """What all letters of a program share. A second font configuration would leak memory."""

    fonts: Any
    styles: Any


class Pressed(NamedTuple):
    """A finished PDF and how many pages it has."""

    pdf: bytes
    pages: int


def to_pdf(html: str) -> bytes:
    """Lays out and paints a document. The same HTML gives the same bytes."""
    return pressed(html).pdf


def pressed(html: str) -> Pressed:
    """Lays out and paints a document, and counts its pages."""
    press = _press()
    import weasyprint

    with _complaints_raised(), _faults_named():
        laid_out = weasyprint.HTML(string=html, url_fetcher=_refuse).render(
            font_config=press.fonts, stylesheets=[press.styles], pdf_variant="pdf/ua-1"
        )
        pdf = laid_out.write_pdf(pdf_variant="pdf/ua-1", finisher=mend)
    if FACE not in {font.family for font in laid_out.fonts.values()}:
        raise RenderingError(f"The typeface {FACE} was not found. It must stand in {paths.FONTS}.")
    return Pressed(pdf, len(laid_out.pages))


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
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    with _complaints_raised(in_full=True), _faults_named():
        text = style.read_text(encoding="utf-8")
        return _Press(fonts, weasyprint.CSS(string=text, font_config=fonts, url_fetcher=_refuse))


class _Refused(BaseException):
    """An outside resource was asked for. Not an Exception: WeasyPrint goes on after those."""


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    """The fetcher of a document that is complete in itself."""
    raise _Refused


@contextmanager
def _faults_named() -> Iterator[None]:
    """Turns what WeasyPrint raises into an error of ours, without its text, which may quote."""
    try:
        yield
    except RenderingError:
        raise
    except _Refused:
        raise RenderingError(
            "The document asks for a file or an address. It may use nothing outside itself."
        ) from None
    except Exception as error:
        raise RenderingError(f"WeasyPrint failed with {type(error).__name__}.") from error


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
