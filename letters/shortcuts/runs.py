"""Text that was drawn before is not shaped again to be drawn.

To draw a line, WeasyPrint makes its Pango layout anew and walks its glyphs. What it writes depends
on the text and its style, and on what the document knows of the face already: the width of a glyph
is taken from the first size at which it is drawn, and its meaning from the first text. So a run is
kept with what it took as given of each glyph, and is used again only where the same is given.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from letters.shortcuts.lines import faces
from letters.shortcuts.memo import Memo
from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/draw/text.py",
    "weasyprint/text/line_break.py",
    "weasyprint/text/fonts.py",
    "weasyprint/text/ffi.py",
    "weasyprint/pdf/stream.py",
    "weasyprint/pdf/fonts.py",
    "weasyprint/svg/text.py",
    "weasyprint/css/__init__.py",
    "pydyf/__init__.py",
)
ROOM = 1200
"""Runs kept, a kilobyte each."""

_GLYPHS = 20_000
"""Glyphs told apart, each with what it stands for and its width; beyond, no run is kept."""

_FACES = 200
"""Faces in one size that are kept alive."""

_OLDEST = 14802
"""Older than Pango 1.48.2, WeasyPrint measures in another way."""


class _Glyph(NamedTuple):
    """What a run takes as given of a glyph: what it stands for and how wide it is.

    `own` says that it is as wide by the measure of the very size that it was drawn in.
    """

    number: int
    text: str
    width: int
    own: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a run takes as given of one face.

    `font` is a font of Pango and a layout that keeps it alive; `glyphs` are places in `met`, which
    is the same for all runs.
    """

    key: Any
    font: tuple[Any, Any]
    glyphs: tuple[int, ...]
    met: list[_Glyph]

    def told(self, stream: Any) -> Any:
        """The face in a document, which is told what the run would tell it.

        None if the run would be drawn in another way there; then it is told nothing.
        """
        face = stream._fonts.get(self.key)
        if face is None:
            if not all(self.met[place].own for place in self.glyphs):
                return None
            face = stream.add_font(self.font[0])[0]
        seen = face.__dict__.setdefault("_seen", set())
        fresh = [place for place in self.glyphs if place not in seen]
        if not fresh:
            return face
        for place in fresh:
            glyph = self.met[place]
            known = face.widths.get(glyph.number)
            if known != glyph.width and not (known is None and glyph.own):
                return None
        for place in fresh:
            number, text, width, _ = self.met[place]
            face.to_unicode.setdefault(number, text)
            face.widths.setdefault(number, width)
        seen.update(fresh)
        return face


@dataclass(frozen=True, slots=True)
class _Run:
    """What to write: a number is a piece that comes next, with the size it is set in."""

    pieces: tuple[_Piece, ...]
    steps: tuple[bytes | tuple[int, float], ...]

    def drawn(self, stream: Any, matrix: Any) -> bool:
        """Draws it, if it would be drawn the same."""
        told = []
        for piece in self.pieces:
            face = piece.told(stream)
            if face is None:
                return False
            told.append(face)
        stream.set_text_matrix(*matrix.values)
        for step in self.steps:
            if isinstance(step, bytes):
                stream.stream.append(step)
            else:
                stream.set_font_size(told[step[0]].hash, step[1])
        return True


@dataclass
class _Recorder:
    """Takes the place of a stream while one run is drawn; hands everything on and notes it."""

    stream: Any
    steps: list[Any] = field(default_factory=list)
    met: list[tuple[Any, Any, float, set[int], dict[int, str], dict[int, str]]] = field(
        default_factory=list
    )

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def add_font(self, pango_font: Any) -> Any:
        """Adds a face; what its glyphs mean is noted apart until `end`."""
        face, size = self.stream.add_font(pango_font)
        before: dict[int, str] = face.to_unicode
        own: dict[int, str] = {}
        face.to_unicode = own
        self.met.append((pango_font, face, size, set(face.widths), before, own))
        return face, size

    def set_font_size(self, name: str, size: float) -> None:
        """Sets the size of the face that was added last."""
        self.steps.append((len(self.met) - 1, size))
        self.stream.set_font_size(name, size)

    def show_text(self, text: str) -> None:
        """Writes glyphs."""
        self.stream.show_text(text)
        self.steps.append(self.stream.stream[-1])

    def set_text_rise(self, height: float) -> None:
        """Raises what follows."""
        self.stream.set_text_rise(height)
        self.steps.append(self.stream.stream[-1])

    def end(self) -> None:
        """Gives each face its meanings back, with what this run adds; the last first."""
        for _, face, _, _, before, own in reversed(self.met):
            face.to_unicode = before
            for glyph, text in own.items():
                before.setdefault(glyph, text)


class _Fonts:
    """Fonts of Pango, each kept alive by a layout that it was drawn from."""

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[Any, Any]] = {}
        self._met: list[_Glyph] = []
        self._places: dict[_Glyph, int] = {}
        self._lock = Lock()

    def _place(self, glyph: _Glyph) -> int:
        """The number of what is taken as given of a glyph; few differ, of all runs."""
        with self._lock:
            place = self._places.setdefault(glyph, len(self._met))
            if place == len(self._met):
                self._met.append(glyph)
            return place

    def run(self, noted: _Recorder, layout: Any) -> _Run | None:
        """A run as it was noted; None if it is not to be kept."""
        from weasyprint.text.fonts import get_pango_font_key

        if len(self._met) > _GLYPHS:
            return None
        pieces = []
        for pango_font, face, size, before, _, own in noted.met:
            if face.missing or face.bitmap or face.svg or face.png or face.colr:
                return None
            key = get_pango_font_key(pango_font)[0]
            if len(self._kept) >= _FACES:
                self._kept.clear()
            name = layout.style.font_config, key, size
            font = self._kept.setdefault(name, (pango_font, layout.layout))
            glyphs = [
                _Glyph(
                    glyph,
                    text,
                    face.widths[glyph],
                    glyph not in before
                    or _measured(noted.stream, pango_font, glyph, size) == face.widths[glyph],
                )
                for glyph, text in own.items()
            ]
            pieces.append(_Piece(key, font, tuple(map(self._place, glyphs)), self._met))
        return _Run(tuple(pieces), tuple(noted.steps))


def _measured(stream: Any, pango_font: Any, glyph: int, size: float) -> int:
    """The width of a glyph as WeasyPrint measures it, in thousandths of its size."""
    from weasyprint.text.ffi import FROM_UNITS, pango

    pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
    width: int = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    return width


def switch_on() -> Patches:
    """Remembers drawn runs; layouts are set up again only when one is to be drawn anew."""
    from weasyprint.draw import text as drawing
    from weasyprint.text import line_break
    from weasyprint.text.ffi import pango

    patches = Patches()
    if pango.pango_version() < _OLDEST:
        return patches
    runs, fonts = Memo[Any, _Run](ROOM), _Fonts()
    draw = drawing.draw_first_line

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        style, layout = textbox.style, textbox.pango_layout
        if (
            text_overflow == "ellipsis"
            or block_ellipsis != "none"
            or style["font_size"] < 1e-6
            or not textbox.text.strip()
        ):
            return draw(stream, textbox, text_overflow, block_ellipsis, matrix)
        text = textbox.text
        set_as = layout.text == text or layout.text  # mostly the same text, which is kept once
        key = (text, set_as, faces.number(style), layout.justification_spacing)
        kept = runs.get(key)
        if kept is not None:
            if kept.drawn(stream, matrix):
                return []
        elif runs.known(key):
            noted = _Recorder(stream)
            try:
                emojis = draw(noted, textbox, text_overflow, block_ellipsis, matrix)
            finally:
                noted.end()
            if not emojis and (run := fonts.run(noted, layout)) is not None:
                runs.put(key, run)
            return emojis
        return draw(stream, textbox, text_overflow, block_ellipsis, matrix)

    patches.exchange(draw, draw_first_line)
    _sleep(patches, line_break.Layout)
    patches.after(runs.clear)
    return patches


def _sleep(patches: Patches, layout_of: Any) -> None:
    """Lets a layout that is woken stay asleep until somebody looks at it."""
    reactivate = layout_of.reactivate

    def wake(layout: Any, style: Any) -> None:
        # A space that is stretched becomes another text, and lines over or under text are measured.
        if layout.text == " " or style["text_decoration_line"] != "none":
            reactivate(layout, style)
        else:
            layout.style = style

    def deactivate(layout: Any) -> None:
        for name in ("layout", "language", "style"):
            layout.__dict__.pop(name, None)

    def look(layout: Any, name: str) -> Any:
        if name not in ("layout", "language") or "style" not in layout.__dict__:
            raise AttributeError(name)
        reactivate(layout, layout.style)
        return layout.__dict__[name]

    patches.set(layout_of, "reactivate", wake)
    patches.set(layout_of, "deactivate", deactivate)
    patches.set(layout_of, "__getattr__", look)
