"""The color profile of PDF/A as it lies on the disk: nobody need parse it to write it down again.

WeasyPrint has Pillow read the profile, for its name and to get the bytes that were put in. Both are
known of the one profile that comes with WeasyPrint, and Pillow, which takes 5 MB and 60 ms, is then
for letters with a picture (`later.py`).
"""

from typing import Any

from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/css/__init__.py",
    "weasyprint/pdf/__init__.py",
    "weasyprint/pdf/sRGB2014.icc",
)

NAME = "IEC 61966-2-1 Default RGB Colour Space - sRGB"
"""How the profile calls itself."""


def switch_on() -> Patches:
    """Takes the profile of PDF/A as it is; one that a style brings is read by the library."""
    import weasyprint.pdf
    from weasyprint.css import ColorProfile

    class Plain(ColorProfile):  # type: ignore[misc]  # WeasyPrint ships no types
        """The profile that comes with WeasyPrint; `content` is what its file holds."""

        name = NAME
        content = b""

        def __init__(self, file: Any, src: str, rendering_intent: str, components: Any) -> None:
            self.src, self.rendering_intent, self.components = src, rendering_intent, components
            self.pdf_reference = None
            with file:
                self.content = file.read()

    patches = Patches()
    patches.set(weasyprint.pdf, "ColorProfile", Plain)
    return patches
