"""Small files of our own, good and hostile, for the tests of exhibits."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

LETTER = (612, 792)


def text_stream(words: str, x: float = 72, y: float = 700) -> bytes:
    return f"BT /F1 24 Tf {x} {y} Td ({words}) Tj ET".encode()


def add_page(pdf: pikepdf.Pdf, content: bytes, size: Sequence[float] = LETTER) -> pikepdf.Page:
    page = pdf.add_blank_page(page_size=tuple(size))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    page.obj.Contents = pdf.make_stream(content)
    return page


def document(*pages: str, size: Sequence[float] = LETTER) -> pikepdf.Pdf:
    """A PDF with one page for each text."""
    pdf = pikepdf.new()
    for words in pages or ("one", "two", "three"):
        add_page(pdf, text_stream(words), size)
    return pdf


def written(pdf: pikepdf.Pdf, **options) -> bytes:
    made = io.BytesIO()
    pdf.save(made, **options)
    return made.getvalue()


def annotation(pdf: pikepdf.Pdf, kind: str, **more) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([100, 100, 200, 150]), **more
        )
    )


def shape(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Object:
    """The look of an annotation of 100 by 50 points."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return pdf.make_stream(
        content,
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 100, 50]),
            Resources=Dictionary(Font=Dictionary(F1=font)),
        ),
    )


def script(words: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(words))


def picture(size: tuple[int, int] = (850, 1100), mode: str = "RGB") -> Image.Image:
    """A white sheet with a black block in its upper left corner and a gray one at its right."""
    image = Image.new(mode, size, "white" if mode != "1" else 1)
    draw = ImageDraw.Draw(image)
    width, height = size
    black = (0, 0, 0) if mode == "RGB" else 0
    draw.rectangle((width // 10, height // 10, width // 3, height // 4), fill=black)
    return image


def saved(image: Image.Image, kind: str, **options) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def pdf_picture(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    """A picture as an object of a PDF."""
    gray = image.convert("L")
    return pdf.make_stream(
        gray.tobytes(),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=gray.width,
            Height=gray.height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        ),
    )


def rendered(pdf: bytes, page: int = 0, scale: float = 0.5) -> Image.Image:
    """A page as it is seen, in gray."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    seen = document[page].render(scale=scale, grayscale=True).to_pil()
    document.close()
    return seen


def difference(one: Image.Image, two: Image.Image) -> float:
    """The share of dots that differ plainly between two pictures of one size."""
    from PIL import ImageChops

    assert one.size == two.size
    counts = ImageChops.difference(one.convert("L"), two.convert("L")).histogram()
    return sum(counts[64:]) / sum(counts)
