"""Pictures as exhibits: JPEG, PNG and TIFF become pages of their true size, upright and clean."""

import io
import struct

import pikepdf
import pytest
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin

from exhibits import papers
from exhibits.papers import picture, rendered, saved
from letters.exhibits import pictures
from letters.exhibits.refusals import RefusedError

LIMITS = {"most_pages": 500, "megapixels": 120, "all_megapixels": 5000}
CANARY = b"Zaubernuss"


def extracted(content: bytes, kind: str, wanted=None, **limits) -> pictures.Extract:
    return pictures.extract(content, kind, wanted, **{**LIMITS, **limits})


def refusal(content: bytes, kind: str, wanted=None, **limits) -> tuple[str, int | None]:
    with pytest.raises(RefusedError) as refused:
        extracted(content, kind, wanted, **limits)
    return refused.value.key, refused.value.page


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = [[float(each) for each in page.mediabox] for page in opened.pages]
    assert all(box[:2] == [0, 0] for box in boxes)
    return [(round(box[2]), round(box[3])) for box in boxes]


@pytest.fixture
def held():
    """The pictures that a PDF holds."""
    kept = []

    def find(pdf: bytes) -> list[pikepdf.Object]:
        kept.append(pikepdf.open(io.BytesIO(pdf)))
        streams = [each for each in kept[-1].objects if isinstance(each, pikepdf.Stream)]
        return [each for each in streams if "/Width" in each]

    return find


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L")]
    + [(kind, mode) for kind in ("PNG", "TIFF") for mode in ("RGB", "L", "1")],
)
def test_a_scan_keeps_its_size_and_look(kind, mode):
    """100 dots an inch of 850 by 1100 are a Letter page, and look as they did."""
    image = picture(mode=mode)
    made = extracted(saved(image, kind, dpi=(100, 100)), kind)
    assert sizes(made.pdf) == [(612, 792)]
    assert made.noted == ()
    seen = rendered(made.pdf, scale=100 / 72)
    assert papers.difference(image.convert("L").resize(seen.size), seen) < 0.002


def test_a_fax_of_uneven_resolution_is_not_squeezed():
    """204 by 98 dots an inch is how a fax arrives: the page has the proportions of paper."""
    image = picture((1728, 1078), "1")
    made = extracted(saved(image, "TIFF", dpi=(204, 98)), "TIFF")
    assert sizes(made.pdf) == [(610, 792)]


def test_black_and_white_stays_so(held):
    """A fax is packed as one, which is a tenth of what gray would be."""
    made = extracted(saved(picture(mode="1"), "TIFF", dpi=(100, 100)), "TIFF")
    (image,) = held(made.pdf)
    assert image.Filter == "/CCITTFaxDecode"
    assert image.BitsPerComponent == 1


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_taken_sideways_is_upright(turned, kind):
    """Each of the eight ways a camera is held; the resolution turns with it."""
    image = picture((640, 480))
    exif = Image.Exif()
    exif[0x0112] = turned
    content = saved(image, kind, exif=exif, dpi=(64, 60))
    made = extracted(content, kind)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("L")
    width, height = (10, 8) if turned < 5 else (8, 10)
    assert sizes(made.pdf) == [(width * 72, height * 72)]
    seen = rendered(made.pdf, scale=1)
    assert papers.difference(upright.resize(seen.size), seen) < 0.005


@pytest.mark.parametrize(
    ("size", "dpi", "page"),
    [
        ((3024, 4032), None, (612, 792)),
        ((4032, 3024), (72, 72), (792, 612)),
        ((1920, 1080), (96, 96), (792, 612)),
        ((850, 1100), (0, 0), (612, 792)),
    ],
)
def test_a_picture_without_a_paper_size_is_fitted_to_letter(size, dpi, page):
    """A photograph's resolution says nothing of its size on paper; a person is told."""
    options = {"dpi": dpi} if dpi else {}
    made = extracted(saved(Image.new("L", size, 128), "JPEG", **options), "JPEG")
    assert sizes(made.pdf) == [page]
    assert [noted.key for noted in made.noted] == ["fitted"]


def test_a_card_lies_in_the_middle_of_a_page():
    """A small picture keeps its size, on a page that can be stamped."""
    card = Image.new("L", (1013, 638), 0)
    made = extracted(saved(card, "PNG", dpi=(300, 300)), "PNG")
    assert sizes(made.pdf) == [(792, 612)]
    dark = sum(rendered(made.pdf, scale=1).histogram()[:100])
    assert dark == pytest.approx(1013 * 638 * (72 / 300) ** 2, rel=0.02)


def tiff(*images: Image.Image) -> bytes:
    return saved(images[0], "TIFF", save_all=True, append_images=images[1:], dpi=(100, 100))


def test_pages_of_a_tiff():
    """A fax of several pages is as many; only the wanted are kept."""
    sheets = [Image.new("L", (850, 1100 - 50 * number), 255) for number in range(4)]
    whole = extracted(tiff(*sheets), "TIFF")
    assert (whole.numbers, whole.of) == ((1, 2, 3, 4), 4)
    some = extracted(tiff(*sheets), "TIFF", [4, 2])
    assert sizes(some.pdf) == [(612, 684), (612, 756)]
    assert refusal(tiff(*sheets), "TIFF", [5]) == ("outside", 5)
    assert refusal(tiff(*sheets), "TIFF", most_pages=3) == ("many pages", None)


def test_a_moving_png_shows_its_first_picture(held):
    """What is not shown on paper is not carried along."""
    first, second = Image.new("L", (300, 300), 200), Image.new("L", (300, 300), 10)
    content = saved(first, "PNG", save_all=True, append_images=[second])
    made = extracted(content, "PNG")
    assert made.of == 1
    assert [image.read_bytes()[0] for image in held(made.pdf)] == [200]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16", "CMYK"])
def test_other_kinds_of_dots(mode):
    """What shows through lies on white; palettes, deep gray and print colors look the same."""
    plain = picture((400, 500))
    if mode == "I;16":
        gray = plain.convert("L")
        image = gray.convert("I").point(lambda value: value * 257).convert("I;16")
    elif mode in ("RGBA", "LA"):
        image = plain.convert(mode)
        image.putalpha(Image.eval(plain.convert("L"), lambda value: 255 - value))
    else:
        image = plain.convert(mode)
    made = extracted(saved(image, "TIFF", dpi=(50, 50)), "TIFF")
    seen = rendered(made.pdf, scale=50 / 72)
    assert papers.difference(plain.convert("L").resize(seen.size), seen) < 0.005


def test_a_jpeg_loses_nothing_of_its_dots(held):
    """It is not packed a second time."""
    content = saved(picture(), "JPEG", quality=80, dpi=(100, 100))
    (image,) = held(extracted(content, "JPEG").pdf)
    after = Image.open(io.BytesIO(image.read_raw_bytes()))
    assert after.tobytes() == Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_nothing_tells_where_and_by_whom_a_picture_was_taken(held, progressive):
    """Notes, place, thumbnail and what stands after its end stay behind."""
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    noisy = Image.effect_noise((400, 400), 80)
    options = {"exif": exif, "comment": CANARY, "progressive": progressive}
    content = saved(noisy, "JPEG", **options) + CANARY + saved(noisy, "JPEG")
    (image,) = held(extracted(content, "JPEG").pdf)
    kept = image.read_raw_bytes()
    assert CANARY in content
    assert CANARY not in kept
    assert kept.count(b"\xff\xd9") == 1
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_notes_of_other_pictures_stay_behind(kind):
    """Only their dots are taken."""
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        notes = PngInfo()
        notes.add_text("Author", CANARY.decode())
        options = {"pnginfo": notes}
    else:
        notes = TiffImagePlugin.ImageFileDirectory_v2()
        notes[315] = CANARY.decode()
        options = {"tiffinfo": notes}
    content = saved(picture((300, 300)), kind, **options)
    assert CANARY in content
    assert CANARY not in extracted(content, kind).pdf


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_cut_off_is_refused(kind, monkeypatch):
    """Half a picture is not shown as a whole one, whatever another library asks of Pillow."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    noisy = Image.effect_noise((600, 600), 80)
    content = saved(noisy, kind)
    assert refusal(content[: len(content) // 2], kind) == ("damaged", None)


def test_a_jpeg_that_ends_anywhere_in_its_head_is_damaged_and_no_defect():
    """Wherever it ends, also within a length or between a mark and its number."""
    whole = saved(picture(), "JPEG")
    head = whole.index(b"\xff\xda") + 14
    for cut in range(3, head, 5):
        assert refusal(whole[:cut], "JPEG") == ("damaged", None)
        assert refusal(whole[:cut] + b"\xff\xff", "JPEG") == ("damaged", None)


@pytest.mark.parametrize("error", [IndexError, KeyError, EOFError, struct.error, TypeError])
def test_whatever_a_hostile_file_breaks_is_told_as_damage(error, monkeypatch):
    """What a library raises over such files says nothing to the practice."""

    def broken(*_):
        raise error

    monkeypatch.setattr(pictures, "_without_its_making", broken)
    assert refusal(saved(picture(), "JPEG"), "JPEG") == ("damaged", None)


def test_a_picture_of_too_many_dots_is_refused():
    """It is refused by what it claims, before it is unpacked."""
    content = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(content) < 100_000
    assert refusal(content, "PNG") == ("pixels", 1)
    assert refusal(tiff(picture(), picture()), "TIFF", [2], megapixels=0) == ("pixels", 2)


def test_pictures_that_are_too_large_only_together_are_refused_before_one_is_unpacked(monkeypatch):
    """Those of the pages that are wanted count, and no others."""
    frame = picture((1000, 1100), "1")
    content = tiff(frame, frame, frame)
    limits = {"megapixels": 2, "all_megapixels": 3}
    monkeypatch.setattr(pictures, "_picture", None)
    assert refusal(content, "TIFF", None, **limits) == ("all pixels", None)
    monkeypatch.undo()
    assert extracted(content, "TIFF", **limits | {"all_megapixels": 4}).numbers == (1, 2, 3)
    assert extracted(content, "TIFF", [3, 1], **limits).numbers == (3, 1)


def test_the_content_must_be_of_the_kind():
    """A picture of another kind is not read as that kind."""
    assert refusal(saved(picture(), "PNG"), "JPEG") == ("damaged", None)
    assert refusal(b"\xff\xd8\xff", "JPEG") == ("damaged", None)


def test_the_same_picture_gives_the_same_bytes():
    """Opening a file twice does not differ in a byte."""
    content = saved(picture(mode="1"), "TIFF")
    assert extracted(content, "TIFF").pdf == extracted(content, "TIFF").pdf


def test_a_fax_whose_pages_are_cut_off_is_refused():
    """A page that tells a wrong place for the next would make a shorter fax."""
    content = tiff(*(Image.new("L", (200, 200), 255) for _ in range(3)))
    (first,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, first)
    at = first + 2 + 12 * entries
    back = content[:at] + struct.pack("<I", first) + content[at + 4 :]
    with Image.open(io.BytesIO(back)) as read:
        assert read.n_frames == 1
    assert refusal(back, "TIFF") == ("damaged", None)
