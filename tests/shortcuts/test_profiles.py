"""The color profile that nobody parses is the one that is parsed."""

from importlib.resources import files

import weasyprint
import weasyprint.pdf
from weasyprint.css import ColorProfile

from letters.shortcuts import profiles

ABOUT = ("sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


def opened():
    return (files("weasyprint.pdf") / "sRGB2014.icc").open("rb")


def test_the_profile_is_written_and_called_as_the_library_does():
    """Its bytes, its name and all that it was told are the same; its file is closed.

    In the order of WeasyPrint: once the name was asked for, the library writes other bytes.
    """
    stock = ColorProfile(opened(), *ABOUT)
    patches = profiles.switch_on()
    try:
        file = opened()
        ours = weasyprint.pdf.ColorProfile(file, *ABOUT)
    finally:
        patches.undo()
    assert type(ours) is not ColorProfile
    assert ours.content == stock.content
    assert ours.name == stock.name
    told = ("src", "rendering_intent", "components", "pdf_reference")
    assert [getattr(ours, name) for name in told] == [getattr(stock, name) for name in told]
    assert file.closed
