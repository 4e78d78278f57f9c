"""The wanted pages of a picture file, JPEG, PNG or TIFF, as a clean PDF.

A picture that tells its resolution keeps its size on paper; smaller than a page it lies in the
middle of one. Of one that tells none, or one that no paper has (telephones say 72 dots an inch of
whatever they take), nothing about its size is known, and it is fitted to Letter.

JPEG is taken over as it is, without loss, but for what tells of its making: where it was taken, by
whom, its thumbnail, and whatever stands after its end. All else is unpacked and packed anew.
"""

import contextlib
import io
import math
import struct
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pikepdf
from PIL import Image, ImageFile, ImageOps

from letters.exhibits import group4, tiff
from letters.exhibits.pages import Extract, chosen
from letters.exhibits.refusals import Noted, RefusedError

_MILLION = 1_000_000
_POINTS = 72
_LETTER = (612.0, 792.0)
_MARGIN = 36
_LARGEST = (11.7 * _POINTS, 17 * _POINTS)
"""A3 and tabloid, the largest paper that is scanned."""
_PAGE = 7 * _POINTS
"""A picture whose sides are both shorter is a card or a slip, not a page."""
_DOTS = (50, 2400)
_WARNED = r"(?i).*(corrupt|truncated|larger than file)"
_DAMAGE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    struct.error,
    Warning,
)
_ORIENTATION = 0x0112
_TURNED = range(5, 9)
_JPEG_QUALITY = 92

_START_OF_SCAN, _END, _ADOBE = 0xDA, 0xD9, 0xEE
_OF_ITS_MAKING = frozenset({*range(0xE1, 0xF0), 0xFE}) - {_ADOBE}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


class Picture(NamedTuple):
    """A picture as a PDF holds it: its packed dots, and how they are turned (EXIF, 1 is upright).

    `size` is in dots as it is stored, `dots` its resolution an inch, None where it tells none.
    """

    stream: bytes
    about: pikepdf.Dictionary
    size: tuple[int, int]
    dots: tuple[float, float] | None
    turned: int = 1


def extract(
    content: bytes,
    kind: str,
    wanted: Sequence[int] | None,
    *,
    most_pages: int,
    megapixels: int,
    all_megapixels: int,
) -> Extract:
    """The wanted pages of a picture file.

    Raises:
        RefusedError: it cannot be an exhibit.
    """
    # Our own bound holds instead, and refuses where Pillow would only warn.
    Image.MAX_IMAGE_PIXELS = None
    kept = io.BytesIO()
    try:
        with (
            _strictly(kind),
            Image.open(io.BytesIO(content), formats=[kind]) as image,
            pikepdf.new() as made,
        ):
            of = getattr(image, "n_frames", 1) if kind == "TIFF" else 1
            if kind == "TIFF" and of != tiff.count(content):
                raise RefusedError("damaged")
            numbers = chosen(wanted, of, most_pages)
            _check_dots(image, numbers, megapixels, all_megapixels)
            fitted = [
                number
                for number in numbers
                if not _add(made, _picture(image, content, kind, number))
            ]
            made.save(kept, deterministic_id=True)
    except _DAMAGE as error:
        raise RefusedError("damaged") from error
    noted = (Noted("fitted", tuple(fitted)),) if fitted else ()
    return Extract(kept.getvalue(), numbers, of, noted)


@contextlib.contextmanager
def _strictly(kind: str) -> Iterator[None]:
    """Takes for damage what Pillow only warns of, or is told by others to take for whole."""
    truncated = ImageFile.LOAD_TRUNCATED_IMAGES
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind == "TIFF":
            warnings.filterwarnings("error", message=_WARNED)
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = truncated


def _check_dots(image: Any, numbers: Sequence[int], most: int, most_in_all: int) -> None:
    """Refuses pictures of too many millions of dots, before any of them is unpacked."""
    dots = 0
    for number in numbers:
        _turn_to(image, number)
        dots += image.width * image.height
        if image.width * image.height > most * _MILLION:
            raise RefusedError("pixels", number)
    if dots > most_in_all * _MILLION:
        raise RefusedError("all pixels")


def _turn_to(image: Any, number: int) -> None:
    if number - 1 != image.tell():
        image.seek(number - 1)


def _picture(image: Any, content: bytes, kind: str, number: int) -> Picture:
    """One page of the file, unpacked to see that it is whole."""
    _turn_to(image, number)
    dots, turned = _dots(image), int(image.getexif().get(_ORIENTATION, 1))
    image.load()
    if kind == "JPEG" and image.mode in ("L", "RGB"):
        about = pikepdf.Dictionary(
            ColorSpace=_space(image.mode), BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode
        )
        plain = _without_its_making(content)
        turned = turned if turned in range(1, 9) else 1
        return Picture(plain, about, image.size, dots, turned)
    lossy = kind == "JPEG" or image.info.get("compression") in ("jpeg", "tiff_jpeg")
    # Pillow has turned a TIFF upright by now and dropped the mark that asked for it.
    upright = ImageOps.exif_transpose(image)
    if dots is not None and turned in _TURNED:
        dots = dots[::-1]
    return _packed(_plain(upright), dots, lossy)


def _dots(image: Any) -> tuple[float, float] | None:
    """The resolution that a picture tells, across and up, if it can be one."""
    try:
        across, up = (float(each) for each in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    least, most = _DOTS
    possible = all(math.isfinite(each) and least <= each <= most for each in (across, up))
    return (across, up) if possible else None


def _plain(image: Any) -> Any:
    """The picture in black and white, gray or RGB, on white where it lets something through."""
    if image.mode.startswith("I;16"):
        # Pillow would cut off what is above 255 instead of scaling it.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("I", "F"):
        raise RefusedError("damaged")
    if "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBA", "RGBa"):
        seen = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return image if image.mode in ("1", "L", "RGB") else image.convert("RGB")


def _packed(image: Any, dots: tuple[float, float] | None, lossy: bool) -> Picture:
    made = io.BytesIO()
    about = pikepdf.Dictionary(
        ColorSpace=_space(image.mode), BitsPerComponent=1 if image.mode == "1" else 8
    )
    if image.mode == "1":
        stream = group4.packed(image)
        about.Filter = pikepdf.Name.CCITTFaxDecode
        about.DecodeParms = pikepdf.Dictionary(
            K=-1, Columns=image.width, Rows=image.height, BlackIs1=True
        )
    elif lossy:
        image.save(made, "JPEG", quality=_JPEG_QUALITY)
        stream = _without_its_making(made.getvalue())
        about.Filter = pikepdf.Name.DCTDecode
    else:
        image.info.clear()
        image.save(made, "PNG")
        stream = b"".join(_image_chunks(made.getvalue()))
        about.Filter = pikepdf.Name.FlateDecode
        about.DecodeParms = pikepdf.Dictionary(
            Predictor=15, Colors=len(image.getbands()), BitsPerComponent=8, Columns=image.width
        )
    return Picture(stream, about, image.size, dots)


def _space(mode: str) -> pikepdf.Name:
    return pikepdf.Name.DeviceRGB if mode == "RGB" else pikepdf.Name.DeviceGray


def _image_chunks(png: bytes) -> Iterator[bytes]:
    """The packed dots of a PNG: they are what a PDF calls Flate with a PNG predictor."""
    at = 8
    while at < len(png):
        size, name = struct.unpack_from(">I4s", png, at)
        if name == b"IDAT":
            yield png[at + 8 : at + 8 + size]
        at += 12 + size


def _without_its_making(jpeg: bytes) -> bytes:
    """A JPEG without its notes and what stands after its end; its dots are untouched.

    A profile of its colors goes as well: no payer's reader or fax heeds it.
    """
    kept, at = [jpeg[:2]], 2
    while True:
        start = at
        while jpeg[at] == 0xFF:
            at += 1
        marker = jpeg[at]
        at += 1
        if at - start < 2:
            raise ValueError
        if marker == _END:
            kept.append(b"\xff\xd9")
            return b"".join(kept)
        if marker in _WITHOUT_LENGTH:
            continue
        at += int.from_bytes(jpeg[at : at + 2], "big")
        if marker == _START_OF_SCAN:
            at = _end_of_scan(jpeg, at)
        if at >= len(jpeg):
            # Some scanners leave out the end; the dots were all there when it was unpacked.
            return b"".join((*kept, jpeg[start:], b"\xff\xd9"))
        if marker not in _OF_ITS_MAKING:
            kept.append(jpeg[start:at])


def _end_of_scan(jpeg: bytes, at: int) -> int:
    """Where the marker after packed dots stands: a zero or a restart after FF is part of them."""
    while (at := jpeg.find(b"\xff", at)) >= 0 and at + 1 < len(jpeg):
        after = jpeg[at + 1]
        if after != 0 and after not in _WITHOUT_LENGTH and after != 0xFF:
            return at
        at += 1 if after == 0xFF else 2
    return len(jpeg)


def _add(made: pikepdf.Pdf, picture: Picture) -> bool:
    """Adds a page that shows a picture; whether it has its true size on it."""
    size, true = _size(picture)
    page = _page(size, true)
    left, bottom = ((whole - part) / 2 for whole, part in zip(page, size, strict=True))
    matrix = _matrix(picture.turned, size, left, bottom)
    held = made.make_stream(picture.stream, picture.about)
    held.Type, held.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    held.Width, held.Height = picture.size
    form = made.make_stream(f"q {' '.join(f'{each:.4f}' for each in matrix)} cm /Im Do Q".encode())
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, *page])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=held))
    new = made.add_blank_page(page_size=page)
    new.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=form))
    new.obj.Contents = made.make_stream(b"/Page Do")
    return true


def _size(picture: Picture) -> tuple[tuple[float, float], bool]:
    """Width and height of the picture on paper in points, and whether that is its true size."""
    width, height = picture.size
    if picture.dots is not None:
        size = (width * _POINTS / picture.dots[0], height * _POINTS / picture.dots[1])
        if picture.turned in _TURNED:
            size = size[::-1]
        if min(size) <= _LARGEST[0] and max(size) <= _LARGEST[1]:
            return size, True
    if picture.turned in _TURNED:
        width, height = height, width
    room = [side - 2 * _MARGIN for side in _page((width, height), False)]
    scale = min(room[0] / width, room[1] / height)
    return (width * scale, height * scale), False


def _page(size: tuple[float, float], true: bool) -> tuple[float, float]:
    """The page for a picture: its own size where it is a page's, else Letter, lying if it lies."""
    if true and max(size) >= _PAGE and min(size) >= _PAGE / 2:
        return size
    return _LETTER if size[0] <= size[1] else (_LETTER[1], _LETTER[0])


def _matrix(
    turned: int, size: tuple[float, float], left: float, bottom: float
) -> tuple[float, float, float, float, float, float]:
    """Where the unit square of a picture goes so that it is upright (EXIF 2.3, Orientation)."""
    width, height = size
    right, top = left + width, bottom + height
    return {
        1: (width, 0.0, 0.0, height, left, bottom),
        2: (-width, 0.0, 0.0, height, right, bottom),
        3: (-width, 0.0, 0.0, -height, right, top),
        4: (width, 0.0, 0.0, -height, left, top),
        5: (0.0, -height, -width, 0.0, right, top),
        6: (0.0, -height, width, 0.0, left, top),
        7: (0.0, height, width, 0.0, left, bottom),
        8: (0.0, height, -width, 0.0, right, bottom),
    }[turned]
