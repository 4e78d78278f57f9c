"""Whether two pictures show the same, however an editor has stored them."""

import io
import warnings

_SIDE = 48
_APART = 6
"""How much grey, of 255, a small copy may differ by on the whole: storing anew moves it by 1 or 2,
another curve on the same axes by more."""
_LARGEST = 60_000_000
"""Points of a picture that is looked at, many times what a page has."""
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF")


def same_picture(one: bytes, other: bytes) -> bool:
    """Whether two files hold the same picture; False where one cannot be read."""
    if one == other:
        return True
    small, again = _small(one), _small(other)
    if small is None or again is None:
        return False
    apart = sum(abs(a - b) for a, b in zip(small, again, strict=True))
    return apart <= _APART * len(small)


def _small(content: bytes) -> bytes | None:
    """A picture as a few shades of grey."""
    from PIL import Image  # Why here: few runs look at a Word file

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if picture.width * picture.height > _LARGEST:
                    return None
                grey = picture.convert("RGBA")
                ground = Image.new("RGBA", grey.size, "white")
                ground.alpha_composite(grey)
                return ground.convert("L").resize((_SIDE, _SIDE)).tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
