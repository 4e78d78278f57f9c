"""The wanted pages of a PDF as a clean PDF, or why it cannot be an exhibit.

Strict where others mend: a file that has to be repaired to be read is refused, because a repair
that loses a page or a stream says so nowhere. A protected file is refused even if it opens without
a password: its marks say what may not be done with it, which is for whoever set them to lift, and
payers' portals turn protected files away.
"""

import io
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pikepdf

from letters.exhibits import hazards, layers, unpacking
from letters.exhibits.refusals import Noted, RefusedError

_MEGABYTE = _MILLION = 1_000_000
_POINTS = 72
_LEAST = _POINTS / 2
_HIDDEN, _PRINTS = 1 << 1, 1 << 2
_WITHOUT_SHAPE = frozenset({"/Link", "/Popup", "/Widget"})
_OF_ITS_MAKING = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OC", "/Thumb", "/Alternates"),
    *("/StructParent", "/StructParents", "/Ref", "/OPI", "/Measure", "/PtData"),
)
"""Keys that tell who made a part of a page and with what, or lead elsewhere; none of it prints."""


class Extract(NamedTuple):
    """The wanted pages: `numbers` are those of the file, `of` how many it has."""

    pdf: bytes
    numbers: tuple[int, ...]
    of: int
    noted: tuple[Noted, ...]


class Sheet(NamedTuple):
    """A page as it is seen: its box in points, how it is turned, how long its unit is."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        across, up = (self.right - self.left) * self.unit, (self.top - self.bottom) * self.unit
        return (up, across) if self.turned in (90, 270) else (across, up)

    @property
    def upright(self) -> tuple[float, ...]:
        """The matrix that sets the page upright with its lower left corner at the origin."""
        unit, left, bottom, right, top = self.unit, self.left, self.bottom, self.right, self.top
        match self.turned:
            case 90:
                return (0, -unit, unit, 0, -bottom * unit, right * unit)
            case 180:
                return (-unit, 0, 0, -unit, right * unit, top * unit)
            case 270:
                return (0, unit, -unit, 0, top * unit, -left * unit)
        return (unit, 0, 0, unit, -left * unit, -bottom * unit)


def extract(
    content: bytes,
    wanted: Sequence[int] | None,
    *,
    most_pages: int,
    inches: int,
    unpacked_mb: int,
    all_unpacked_mb: int,
    megapixels: int,
    all_megapixels: int,
) -> Extract:
    """The wanted pages of a PDF, upright and clean.

    Raises:
        RefusedError: it cannot be an exhibit.
    """
    with _opened(content, unpacked_mb, all_unpacked_mb) as pdf:
        of = len(pdf.pages)
        numbers = chosen(wanted, of, most_pages)
        noted = [Noted("enclosed")] if hazards.check(pdf) else []
        if layers.take_out(pdf):
            noted.append(Noted("layers"))
        sheets = [_sheet(pdf.pages[number - 1], number, inches) for number in numbers]
        noted += _marks(pdf, numbers)
        if pdf.get_warnings():
            raise RefusedError("damaged")
        _flatten(pdf)
        if pdf.get_warnings():
            raise RefusedError("fields")
        with pikepdf.new() as made:
            for number, sheet in zip(numbers, sheets, strict=True):
                _add(made, pdf.pages[number - 1], sheet)
            _clean(made, megapixels, all_megapixels)
            kept = io.BytesIO()
            options = pikepdf.ObjectStreamMode.generate
            made.save(kept, deterministic_id=True, object_stream_mode=options)
        if pdf.get_warnings():
            raise RefusedError("damaged")
    return Extract(kept.getvalue(), numbers, of, tuple(noted))


def chosen(wanted: Sequence[int] | None, of: int, most: int) -> tuple[int, ...]:
    """The pages to enclose, each once, in the order asked for.

    Raises:
        RefusedError: the file ends before one of them, or there are none or too many.
    """
    if of == 0:
        raise RefusedError("no pages")
    numbers = tuple(dict.fromkeys(range(1, of + 1) if wanted is None else wanted))
    if not numbers:
        raise RefusedError("none wanted")
    outside = [number for number in numbers if not 1 <= number <= of]
    if outside:
        raise RefusedError("outside", outside[0])
    if len(numbers) > most:
        raise RefusedError("many pages")
    return numbers


def _opened(content: bytes, unpacked_mb: int, all_unpacked_mb: int) -> pikepdf.Pdf:
    """The PDF, if nothing in it has to be repaired and it has as many pages to another reader."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
        if pdf.is_encrypted:
            raise RefusedError("locked")
        unpacking.check(pdf, unpacked_mb * _MEGABYTE, all_unpacked_mb * _MEGABYTE)
        problems = pdf.check_pdf_syntax()
    except pikepdf.PasswordError:
        raise RefusedError("locked") from None
    except pikepdf.PdfError:
        raise RefusedError("damaged") from None
    if problems or len(pdf.pages) != _counted(content):
        raise RefusedError("damaged")
    return pdf


def _counted(content: bytes) -> int | None:
    """How many pages the file has to a second reader; None if that cannot read it."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
        document.close()
    except pypdfium2.PdfiumError:
        return None
    return count


def _sheet(page: pikepdf.Page, number: int, inches: int) -> Sheet:
    """How a page is seen.

    Raises:
        RefusedError: it has no box, or is too large or too small to be one.
    """
    try:
        left, bottom, right, top = _box(page.mediabox)
        crop = _box(page.cropbox)
        unit = float(page.obj.get("/UserUnit", 1))
        turned = int(page.rotation)
    except (TypeError, ValueError, OverflowError):
        raise RefusedError("damaged page", number) from None
    if not math.isfinite(unit) or unit <= 0 or turned % 90:
        raise RefusedError("damaged page", number)
    shown = (max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3]))
    # A crop that leaves nothing is none, as viewers hold.
    if shown[0] < shown[2] and shown[1] < shown[3]:
        left, bottom, right, top = shown
    sheet = Sheet(left, bottom, right, top, turned % 360, unit)
    if max(sheet.size) > inches * _POINTS:
        raise RefusedError("huge", number)
    if min(sheet.size) < _LEAST:
        raise RefusedError("tiny", number)
    return sheet


def _box(corners: Any) -> tuple[float, float, float, float]:
    one, two, three, four = (float(each) for each in corners)
    if not all(map(math.isfinite, (one, two, three, four))):
        raise ValueError
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _marks(pdf: pikepdf.Pdf, numbers: Sequence[int]) -> list[Noted]:
    """What becomes of annotations and form fields that a person should know."""
    found: dict[str, list[int]] = {}
    for number in numbers:
        marks = pdf.pages[number - 1].obj.get("/Annots")
        if not isinstance(marks, pikepdf.Array):
            continue
        every = [each for each in marks if isinstance(each, pikepdf.Dictionary)]
        for key in sorted({key for each in every if (key := _mark(each))}):
            found.setdefault(key, []).append(number)
    return [Noted(key, tuple(pages)) for key, pages in found.items()]


def _mark(mark: Any) -> str | None:
    """The remark that an annotation calls for, if any."""
    kind = str(mark.get("/Subtype"))
    flags = int(mark.get("/F", 0))
    if kind == "/Popup" or flags & _HIDDEN:
        return None
    if kind == "/Link":
        return "links"
    if kind == "/Widget":
        return "signed" if _kind_of_field(mark) == "/Sig" else "fields"
    if not flags & _PRINTS:
        return "unprinted"
    return None if "/AP" in mark or kind in _WITHOUT_SHAPE else "shapeless"


def _kind_of_field(field: Any) -> str:
    for _ in range(50):
        if "/FT" in field or "/Parent" not in field:
            break
        field = field.Parent
    return str(field.get("/FT"))


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Draws what of annotations and fields prints into the pages."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        _shape_fields(pdf, form)
    pdf.flatten_annotations("print")


def _shape_fields(pdf: pikepdf.Pdf, form: Any) -> None:
    """Gives each field that shows its value but has no shape yet a plain one.

    Why not to all: the shape that the program gave a field says how its value is set, which is
    known to no one else. Only where the form asks for new ones are the old ones not to be trusted.
    """
    before = {page.objgen: page.get("/Annots") for page in pdf.pages if "/Annots" in page}
    if form.get("/NeedAppearances") is not True:
        for page in pdf.pages:
            marks = [each for each in page.get("/Annots", ()) if _is_shapeless(each)]
            page.obj.Annots = pikepdf.Array(marks)
        form.NeedAppearances = True
    pdf.generate_appearance_streams()
    for page in pdf.pages:
        if page.objgen in before:
            page.obj.Annots = before[page.objgen]


def _is_shapeless(mark: Any) -> bool:
    return isinstance(mark, pikepdf.Dictionary) and "/AP" not in mark


def _add(made: pikepdf.Pdf, page: pikepdf.Page, sheet: Sheet) -> None:
    """Adds a page that shows what another shows, and holds no more than it shows from."""
    # Why: pages often share one list of all pictures of the file.
    page.remove_unreferenced_resources()
    form = made.copy_foreign(page.as_form_xobject(handle_transformations=False))
    form.BBox = pikepdf.Array([sheet.left, sheet.bottom, sheet.right, sheet.top])
    form.Matrix = pikepdf.Array([1, 0, 0, 1, 0, 0])
    new = made.add_blank_page(page_size=sheet.size)
    new.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=form))
    matrix = " ".join(f"{each:.6f}".rstrip("0").rstrip(".") for each in sheet.upright)
    new.obj.Contents = made.make_stream(f"q {matrix} cm /Page Do Q".encode())


def _clean(made: pikepdf.Pdf, megapixels: int, all_megapixels: int) -> None:
    """Takes out of every part what tells of its making, and refuses pictures that are too large."""
    dots = 0
    for each in made.objects:
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _OF_ITS_MAKING:
            if key in each:
                del each[key]
        if each.get("/Subtype") == "/Image":
            width, height = int(each.get("/Width", 0)), int(each.get("/Height", 0))
            dots += width * height
            if width * height > megapixels * _MILLION:
                raise RefusedError("pixels")
    if dots > all_megapixels * _MILLION:
        raise RefusedError("all pixels")
