"""Lines of text that were set before are not set again.

WeasyPrint asks Pango for each line of each paragraph and for the narrowest and widest of each cell.
What comes back depends on the text, how it is styled and how wide the line may be, and on nothing
else of the document. The layout that comes with it is put away again before it is handed out, so
that it is plain values, which can be handed out anew.
"""

from hashlib import blake2b
from operator import itemgetter
from typing import Any

from letters.shortcuts.memo import Memo
from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/text/line_break.py",
    "weasyprint/text/fonts.py",
    "weasyprint/text/ffi.py",
    "weasyprint/css/__init__.py",
    "weasyprint/layout/inline.py",
    "weasyprint/layout/preferred.py",
    "weasyprint/svg/text.py",
)
ROOM = 6500
"""Lines kept, half a kilobyte each: those of some twenty kinds of letters."""
_SHORT = 40
"""A longer text, often the rest of a paragraph, is known by its digest."""

# All that Layout.setup, Layout.set_text, split_first_line and what they call read of a style.
_READ = (
    "font_family",
    "font_style",
    "font_stretch",
    "font_weight",
    "font_size",
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
    "font_variation_settings",
    "font_language_override",
    "lang",
    "direction",
    "letter_spacing",
    "word_spacing",
    "white_space",
    "overflow_wrap",
    "word_break",
    "hyphens",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "text_decoration_line",
    "tab_size",
)
_read = itemgetter(*_READ)
_FACES = 4000
"""Ways to style text that are told apart; more than that, and all is forgotten."""


class Faces:
    """Gives each way to style text a small number, the same for the same."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._next = 0

    def number(self, style: Any) -> int:
        """The number of a style.

        It is kept with the style, which is one document's. WeasyPrint changes the white space of a
        style of its own in place, so that this alone is asked again by whoever uses the number.
        """
        try:
            return int(style._face)
        except AttributeError:
            pass
        read = (_read(style), style.font_config)
        try:
            number = self._numbers.get(read)
        except TypeError:  # sets and lists among the values
            read = (repr(read[0]), read[1])
            number = self._numbers.get(read)
        if number is None:
            if len(self._numbers) >= _FACES:
                self._numbers.clear()
            # Why never one twice: keys of a memo outlive this.
            number = self._numbers[read] = self._next = self._next + 1
        style._face = number
        return number


faces = Faces()

Names = tuple[str, ...]
"""What a layout tells of, but for its text; the same few of all lines."""


def _packed(text: str, made: tuple[Any, ...], named: dict[Names, Names]) -> tuple[Any, ...]:
    """A line as it is kept: names, its text or how much of the text it is, values, what else."""
    told = dict(made[0].__dict__)
    line = told.pop("text")
    names = tuple(told)
    part = len(line) if text.startswith(line) else line
    return (named.setdefault(names, names), part, *told.values(), *made[1:])


def _handed_out(layout: Any, text: str, kept: tuple[Any, ...]) -> tuple[Any, ...]:
    """A line as WeasyPrint makes it, from what is kept of one."""
    names, part, *told = kept
    layout.__dict__.update(zip(names, told, strict=False))
    layout.text = text[:part] if isinstance(part, int) else part
    return (layout, *told[len(names) :])


def switch_on() -> Patches:
    """Remembers lines, and how high a line of a style is at least."""
    from weasyprint.text import line_break

    patches, lines = Patches(), Memo[Any, Any](ROOM)
    named: dict[Names, Names] = {}
    layout_of, split, strut = line_break.Layout, line_break.split_first_line, line_break.strut

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        key = (
            text if len(text) <= _SHORT else blake2b(text.encode(), digest_size=16).digest(),
            faces.number(style),
            style["white_space"],
            max_width,
            justification_spacing,
            is_line_start,
            minimum,
        )
        kept = lines.get(key)
        if kept is not None:
            return _handed_out(layout_of.__new__(layout_of), text, kept)
        made = split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        if lines.known(key):
            lines.put(key, _packed(text, made, named))
        return made

    def strut_once(style: Any) -> Any:
        try:
            return style._strut
        except AttributeError:
            made = style._strut = strut(style)
            return made

    patches.exchange(split, split_first_line)
    patches.exchange(strut, strut_once)
    patches.after(lines.clear)
    return patches
