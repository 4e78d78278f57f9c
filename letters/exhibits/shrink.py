"""Makes the pictures of an exhibit smaller, only as far as they stay legible.

Run in a process of its own (see letters.confined): its argument is the resolution, its input an
exhibit, its output the exhibit with smaller pictures, then the mark of its end.

Resolutions are dots an inch on paper. A picture of a lower one is never resampled; none is taken
below 200, at which a payer reads a fax. A picture in black and white stays so and loses nothing but
dots; a scan without color becomes gray; JPEG is not written below a fair quality.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

END = b"\n%%shrunk"
"""What stands at the end of the output; one without it was cut off."""

_QUALITY = {300: 85, 200: 75}
_TABLOID = (792.0, 1224.0)
"""The largest paper that is scanned, in points; a larger page is a picture without a paper size."""
_MOST_PIXELS = 120_000_000
_DEEPEST = 12
_WORTH = 0.9
_NEAR, _LOWER = 1.1, 0.99
"""Up to how much more is not resampled, and from how much less a picture counts as coarser."""
_COLORED, _COLORFUL = 24, 0.0005
"""From which difference of its channels a dot has a color, and what share of them a scan may."""
_INK = 170
"""Below which mean a dot is black when black and white is resampled: thin strokes stay."""


class _Use(NamedTuple):
    """A picture and the lowest resolution at which the exhibit shows it."""

    picture: Any
    dots: float


class _Stream(NamedTuple):
    """A picture packed anew."""

    content: bytes
    filter: str
    space: str
    bits: int


def main() -> None:
    """Writes what was read with smaller pictures."""
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(shrunk(content, int(sys.argv[1])) + END)
    sys.stdout.buffer.flush()


def shrunk(pdf: bytes, dots: int) -> bytes:
    """An exhibit with its pictures reduced to 300 or 200 dots an inch on paper.

    The same bytes come back where no picture gets smaller.
    """
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        changed = [_reduce(use, dots) for use in _uses(opened)]
        if not any(changed):
            return pdf
        made = BytesIO()
        opened.save(made, deterministic_id=True)
    return made.getvalue()


def _uses(pdf: Any) -> list[_Use]:
    """Every picture of a file, once."""
    found: dict[tuple[int, int], _Use] = {}
    for page in pdf.pages:
        for picture, across, up in _drawn(page, _paper(page), 0):
            across_dots = int(picture.Width) * 72 / across if across else 0.0
            up_dots = int(picture.Height) * 72 / up if up else 0.0
            dots = min(across_dots, up_dots)
            before = found.get(picture.objgen)
            if before is None or dots < before.dots:
                found[picture.objgen] = _Use(picture, dots)
    return list(found.values())


def _paper(page: Any) -> Any:
    """The scale from a page to its paper."""
    from pikepdf import Matrix

    box = [float(each) for each in page.mediabox]
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    scale = min(1.0, _TABLOID[0] / short, _TABLOID[1] / long)
    return Matrix().scaled(scale, scale)


def _drawn(holder: Any, matrix: Any, depth: int) -> Iterator[tuple[Any, float, float]]:
    """Each picture that a page or a part of it draws, with its width and height in points."""
    import pikepdf

    pictures: Any = (holder.get("/Resources") or pikepdf.Dictionary()).get("/XObject", {})
    kept = []
    drawing: Any = pikepdf.parse_content_stream(holder, "q Q cm Do")
    for operands, operator in drawing:
        match str(operator):
            case "q":
                kept.append(matrix)
            case "Q" if kept:
                matrix = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(pikepdf.Array(operands)) @ matrix
            case "Do" if operands and str(operands[0]) in pictures:
                drawn = pictures[str(operands[0])]
                if drawn.get("/Subtype") == "/Image":
                    yield drawn, *_size(matrix)
                elif depth < _DEEPEST:
                    own = pikepdf.Matrix(drawn.get("/Matrix", pikepdf.Array([1, 0, 0, 1, 0, 0])))
                    yield from _drawn(drawn, own @ matrix, depth + 1)


def _size(matrix: Any) -> tuple[float, float]:
    """How wide and how high the unit square is under a matrix."""
    across = (matrix.a**2 + matrix.b**2) ** 0.5
    up = (matrix.c**2 + matrix.d**2) ** 0.5
    return across, up


def _reduce(use: _Use, dots: int) -> bool:
    """Writes a picture anew if that makes it smaller."""
    from pikepdf import Name

    picture = use.picture
    if not _is_plain(picture):
        return False
    before = len(picture.read_raw_bytes())
    made, size = _packed(use, dots)
    if made is None or len(made.content) > before * _WORTH:
        return False
    width, height = size
    params = None
    if made.filter == "CCITTFaxDecode":
        from pikepdf import Dictionary

        params = Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=True)
    picture.write(made.content, filter=Name(f"/{made.filter}"), decode_parms=params)
    picture.Width, picture.Height, picture.BitsPerComponent = width, height, made.bits
    picture.ColorSpace = Name(f"/{made.space}")
    return True


def _is_plain(picture: Any) -> bool:
    """Whether a picture is one of those that scanners and cameras make."""
    pixels = int(picture.Width) * int(picture.Height)
    special = ("/SMask", "/Mask", "/ImageMask", "/Decode", "/SMaskInData")
    return pixels <= _MOST_PIXELS and not any(key in picture for key in special)


def _packed(use: _Use, dots: int) -> tuple[_Stream | None, tuple[int, int]]:
    """A picture packed anew, and its size; None where it is left as it is."""
    import pikepdf
    from PIL import Image

    filters = str(use.picture.get("/Filter"))
    finer = use.dots > dots * _NEAR
    lossy = any(packing in filters for packing in ("DCT", "JPX", "CCITT", "JBIG2"))
    if lossy and use.dots < dots * _LOWER:
        return None, (0, 0)
    try:
        image = pikepdf.PdfImage(use.picture).as_pil_image()
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError):
        return None, (0, 0)  # a picture that cannot be taken apart stays as it is
    image = _plain(image)
    if image is None:
        return None, (0, 0)
    if finer:
        ratio = dots / use.dots
        size = (max(1, round(image.width * ratio)), max(1, round(image.height * ratio)))
        if image.mode == "1":
            gray = image.convert("L").resize(size, Image.Resampling.BOX)
            image = gray.point([0] * _INK + [255] * (256 - _INK)).convert("1")
        else:
            image = image.resize(size, Image.Resampling.LANCZOS)
    stream = _fax(image) if image.mode == "1" else _jpeg(image, _QUALITY[dots])
    return stream, image.size


def _plain(image: Any) -> Any:
    """A picture with no more colors than it shows: black and white, gray, or RGB."""
    if image.mode == "P":
        image = image.convert("RGB")
    if image.mode == "RGB" and not _is_colored(image):
        image = image.convert("L")
    if image.mode == "L":
        counts = image.histogram()
        if not any(counts[1:255]):
            image = image.point([0] * 128 + [255] * 128).convert("1")
    return image if image.mode in ("1", "L", "RGB") else None


def _is_colored(image: Any) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    first, second = ImageChops.difference(red, green), ImageChops.difference(green, blue)
    counts = ImageChops.lighter(first, second).histogram()
    return bool(sum(counts[_COLORED:]) > _COLORFUL * image.width * image.height)


def _jpeg(image: Any, quality: int) -> _Stream:
    made = BytesIO()
    image.save(made, "JPEG", quality=quality, optimize=True, subsampling=0)
    space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    return _Stream(made.getvalue(), "DCTDecode", space, 8)


def _fax(image: Any) -> _Stream:
    # Why here: most exhibits have no picture to be packed.
    from letters.exhibits import group4

    return _Stream(group4.packed(image), "CCITTFaxDecode", "DeviceGray", 1)


if __name__ == "__main__":
    main()
