"""Exhibits as they are opened, made of invented pages: text, scans, odd papers."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from letters.packet.model import Exhibit, Opened

LETTER, A4, LYING, SMALL = (612.0, 792.0), (595.0, 842.0), (792.0, 612.0), (180.0, 300.0)
HUGE, SLIP = (2000.0, 3000.0), (306.0, 396.0)
"""The last is what scans have by default: a quarter of a page, so that tests are quick."""


def exhibit(letter: str, pages: tuple[int, ...] | None = None) -> Exhibit:
    return Exhibit(
        letter=letter,
        title=f"lamp report of kind {letter}",
        on=dt.date(2026, 3, 4),
        file=Path(f"/nowhere/{letter}.pdf"),
        pages=pages,
    )


def opened(
    letter: str, pdf: bytes, numbers: Sequence[int] | None = None, of: int = 0, text: bool = True
) -> Opened:
    """An exhibit as it was opened; `numbers` are the pages of its file that the PDF holds."""
    with pikepdf.open(BytesIO(pdf)) as made:
        count = len(made.pages)
    held = tuple(numbers or range(1, count + 1))
    return Opened(
        exhibit=exhibit(letter, held if numbers else None),
        pdf=pdf,
        numbers=held,
        of=of or max(held),
        sha256=hashlib.sha256(pdf).hexdigest(),
        texts=tuple(f"page {number}" if text else "" for number in held),
    )


@cache
def written(sizes: tuple[tuple[float, float], ...], first: int = 1) -> bytes:
    """Pages of text, filled from edge to edge, of some sizes."""
    pdf = pikepdf.Pdf.new()
    face = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number, (width, height) in enumerate(sizes, start=first):
        page = pdf.add_blank_page(page_size=(width, height))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
        lines = [f"0 0 {width} {height} re S"]
        for line, y in enumerate(range(4, int(height), 16)):
            told = f"Record page {number}, line {line}: the lamp burned evenly. " * 3
            lines.append(f"BT /F 9 Tf 3 {y} Td ({told}) Tj ET")
        page.Contents = pdf.make_stream("\n".join(lines).encode())
    return saved(pdf)


@cache
def scanned(
    dots: int,
    mode: str = "L",
    pages: int = 1,
    noise: bool = True,
    size: tuple[float, float] = SLIP,
    packed: str = "jpeg",
) -> bytes:
    """Pages that are pictures of text of so many dots an inch."""
    pdf = pikepdf.Pdf.new()
    for number in range(1, pages + 1):
        image = picture(dots, mode, number, noise, size)
        page = pdf.add_blank_page(page_size=size)
        stream = jpeg(pdf, image) if packed == "jpeg" else flate(pdf, image)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=stream))
        page.Contents = pdf.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q".encode())
    return saved(pdf)


def picture(
    dots: int, mode: str, number: int, noise: bool, size: tuple[float, float] = SLIP
) -> Image.Image:
    width, height = (round(each * dots / 72) for each in size)
    image = Image.new("L", (width, height), 250 if mode != "1" else 255)
    if noise:
        grain = Image.effect_noise((width, height), 24).point(
            [min(255, v + 100) for v in range(256)]
        )
        image = Image.blend(image, grain, 0.5)
    draw = ImageDraw.Draw(image)
    face = ImageFont.load_default(dots / 6)
    for y in range(0, height, dots // 4):
        # No two lines alike, as on a page of print.
        told = hashlib.sha256(f"{number} {y}".encode()).hexdigest()
        draw.text((dots // 12, y), f"Scan {number}: {told}", fill=0, font=face)
    if mode == "1":
        return image.convert("L").point([0] * 128 + [255] * 128).convert("1")
    if mode == "RGB":
        image = image.convert("RGB")
        ImageDraw.Draw(image).rectangle((dots, dots, 3 * dots, 2 * dots), fill=(200, 0, 0))
    return image.convert(mode)


def drawn(image: Image.Image) -> bytes:
    """A page that is one picture, not packed."""
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=SLIP)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=flate(pdf, image)))
    page.Contents = pdf.make_stream(b"306 0 0 396 0 0 cm /I Do")
    return saved(pdf)


def jpeg(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    made = BytesIO()
    image.save(made, "JPEG", quality=95)
    return _image(pdf, image, made.getvalue(), pikepdf.Name.DCTDecode)


def flate(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    return _image(pdf, image, image.tobytes(), None)


def _image(pdf, image, content, packed) -> pikepdf.Stream:
    stream = pdf.make_stream(content)
    if packed is not None:
        stream.write(content, filter=packed)
    space = "DeviceRGB" if image.mode == "RGB" else "DeviceGray"
    for key, value in {
        "Type": pikepdf.Name.XObject,
        "Subtype": pikepdf.Name.Image,
        "Width": image.width,
        "Height": image.height,
        "BitsPerComponent": 1 if image.mode == "1" else 8,
        "ColorSpace": pikepdf.Name(f"/{space}"),
    }.items():
        stream[f"/{key}"] = value
    return stream


def saved(pdf: pikepdf.Pdf) -> bytes:
    made = BytesIO()
    pdf.save(made, deterministic_id=True)
    return made.getvalue()
