"""`logo.png`, `logo.jpg` or `logo.svg`: decoded, checked, and written anew.

Nothing of the file but its picture gets into a letter: a raster image is painted on white and
stored again without its metadata, a drawing is rebuilt from the elements that `svg.py` knows.
"""

import base64
import io
import warnings

from letters.case.frozen import Frozen
from letters.templates import svg
from letters.templates.problem import Problem

FILES = ("logo.png", "logo.jpg", "logo.jpeg", "logo.svg")
_MOST_PIXELS = 4_000_000
_END = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}
_HIGHEST, _WIDEST = 42.0, 216.0


class Logo(Frozen):
    """A picture as a data URI, with its size on the page in points."""

    uri: str
    width: float
    height: float


def logo(file: str, content: bytes) -> Logo | list[Problem]:
    """The logo of one file."""
    return _drawn(file, content) if file.endswith(".svg") else _painted(file, content)


def _drawn(file: str, content: bytes) -> Logo | list[Problem]:
    made = svg.rebuilt(file, content)
    if isinstance(made, list):
        return made
    return _placed("image/svg+xml", made.content, made.width, made.height)


def _painted(file: str, content: bytes) -> Logo | list[Problem]:
    from PIL import Image  # Why here: few runs have a logo

    wanted = "PNG" if file.endswith(".png") else "JPEG"
    # Why here: Pillow fills up a picture cut short, once the layout engine has been imported.
    if _END[wanted] not in content:
        return [_unfit(file, f"it is not a whole {wanted} picture")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(io.BytesIO(content), formats=[wanted])
            width, height = image.size
            if width * height > _MOST_PIXELS:
                return [_unfit(file, f"the picture has {width} by {height} points")]
            image.load()
            opaque = Image.new("RGBA", image.size, "white")
            opaque.alpha_composite(image.convert("RGBA"))
    except Exception as error:  # Pillow raises whatever its decoders raise
        return [_unfit(file, f"it is not a sound {wanted} picture ({type(error).__name__})")]
    stored = io.BytesIO()
    opaque.convert("RGB").save(stored, "PNG")
    return _placed("image/png", stored.getvalue(), width, height)


def _placed(kind: str, content: bytes, width: float, height: float) -> Logo:
    scale = min(_HIGHEST / height, _WIDEST / width)
    text = base64.b64encode(content).decode("ascii")
    return Logo(
        uri=f"data:{kind};base64,{text}",
        width=round(width * scale, 2),
        height=round(height * scale, 2),
    )


def _unfit(file: str, what: str) -> Problem:
    return Problem(
        file=file,
        what=what,
        rule=f"a logo is one PNG, JPEG or SVG picture of at most {_MOST_PIXELS:,} points",
        action="Save it anew, smaller, in black on white",
    )
