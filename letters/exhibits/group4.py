"""A picture in black and white as CCITT group 4, the packing of faxes: nothing is lost."""

import io
from typing import Any

from PIL import Image

_STRIPS, _STRIP_SIZES, _ROWS_OF_A_STRIP = 273, 279, 278


def packed(image: Image.Image) -> bytes:
    """The packed dots, as what a PDF calls CCITTFaxDecode with K -1 and black as 1."""
    made = io.BytesIO()
    image.save(made, "TIFF", compression="group4", tiffinfo={_ROWS_OF_A_STRIP: image.height})
    with Image.open(made, formats=["TIFF"]) as written:
        tags: Any = written.tag_v2  # type: ignore[attr-defined]
        (at,), (size,) = tags[_STRIPS], tags[_STRIP_SIZES]
    return made.getvalue()[at : at + size]
