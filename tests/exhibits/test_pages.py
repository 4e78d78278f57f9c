"""Pages of a PDF exhibit: the wanted ones, upright and clean; what cannot be one is refused."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from exhibits import papers
from exhibits.papers import annotation, document, written
from letters.exhibits import looking, pages
from letters.exhibits.refusals import RefusedError

LIMITS = {
    **{"most_pages": 500, "inches": 200, "unpacked_mb": 100, "all_unpacked_mb": 400},
    **{"megapixels": 120, "all_megapixels": 5000},
}


def extracted(pdf: pikepdf.Pdf | bytes, wanted=None, **limits) -> pages.Extract:
    content = pdf if isinstance(pdf, bytes) else written(pdf)
    return pages.extract(content, wanted, **{**LIMITS, **limits})


def refusal(pdf: pikepdf.Pdf | bytes, wanted=None, **limits) -> tuple[str, int | None]:
    with pytest.raises(RefusedError) as refused:
        extracted(pdf, wanted, **limits)
    return refused.value.key, refused.value.page


def texts(made: pages.Extract) -> list[str]:
    return [text.strip() for text in looking.look(made.pdf, made.numbers).texts]


def keys(made: pages.Extract) -> set[str]:
    return {noted.key for noted in made.noted}


def everything(pdf: bytes) -> bytes:
    """All that a PDF holds, unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        modes = pikepdf.StreamDecodeLevel.generalized, pikepdf.ObjectStreamMode.disable
        return written(
            opened,
            compress_streams=False,
            stream_decode_level=modes[0],
            object_stream_mode=modes[1],
        )


def test_all_pages_where_none_are_named():
    """A file is enclosed whole."""
    made = extracted(document("one", "two", "three"))
    assert (made.numbers, made.of) == ((1, 2, 3), 3)
    assert texts(made) == ["one", "two", "three"]


def test_only_the_wanted_pages_in_the_order_asked_for():
    """What was not asked for is not in the file, not even unseen; a page asked twice comes once."""
    made = extracted(document("one", "two", "three", "four"), [3, 1, 3])
    assert (made.numbers, made.of) == ((3, 1), 4)
    assert texts(made) == ["three", "one"]
    assert b"(two)" not in everything(made.pdf)
    assert b"(three)" in everything(made.pdf)


def test_pictures_of_other_pages_stay_behind():
    """Pages that share one list of pictures hand over only those that they show."""
    pdf = pikepdf.new()
    shared = pdf.make_indirect(Dictionary(XObject=Dictionary()))
    for number in range(3):
        image = papers.picture((40, 40)).point(lambda value, number=number: value // 2 + number)
        shared.XObject[f"/I{number}"] = papers.pdf_picture(pdf, image)
        page = pdf.add_blank_page(page_size=papers.LETTER)
        page.obj.Resources = shared
        page.obj.Contents = pdf.make_stream(f"q 200 0 0 200 0 0 cm /I{number} Do Q".encode())
    with pikepdf.open(io.BytesIO(extracted(pdf, [2]).pdf)) as made:
        pictures = [each for each in made.objects if isinstance(each, pikepdf.Stream)]
        held = [each.read_bytes() for each in pictures if each.get("/Subtype") == "/Image"]
    assert [max(each) for each in held] == [255 // 2 + 1]


@pytest.mark.parametrize("turned", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("unit", [1, 2.5])
@pytest.mark.parametrize("cropped", [False, True])
def test_every_page_is_upright_at_the_origin_and_looks_the_same(turned, unit, cropped):
    """Turned, cropped, moved and scaled pages become plain ones without a change to the eye."""
    pdf = document("upright")
    page = pdf.pages[0].obj
    page.MediaBox = Array([-30, 20, 582, 812])
    page.Rotate = turned
    if unit != 1:
        page.UserUnit = unit
    if cropped:
        page.CropBox = Array([50, 600, 350, 5000])
    made = extracted(pdf).pdf
    with pikepdf.open(io.BytesIO(made)) as opened:
        new = opened.pages[0].obj
        left, bottom, width, height = map(float, new.MediaBox)
        assert (left, bottom) == (0, 0)
        across, up = (300, 212) if cropped else (612, 792)
        across, up = (up, across) if turned % 180 else (across, up)
        assert (width, height) == (across * unit, up * unit)
        assert set(new.keys()) == {"/Type", "/MediaBox", "/Resources", "/Contents", "/Parent"}
    # Readers of the original may leave out the unit, so the dots are compared.
    before, after = papers.rendered(written(pdf)), papers.rendered(made, scale=0.5 / unit)
    before = before.resize(after.size)
    assert papers.difference(before, after) < 0.002


def test_a_stamp_in_points_lands_where_it_is_drawn():
    """A mark that is drawn later in the lower left corner of a turned page is seen there."""
    pdf = document("x")
    pdf.pages[0].obj.Rotate = 90
    with pikepdf.open(io.BytesIO(extracted(pdf).pdf)) as made:
        made.pages[0].contents_add(b"0 0 100 50 re f", prepend=False)
        seen = papers.rendered(written(made))
    assert seen.size == (396, 306)
    assert seen.getpixel((10, 300)) < 50
    assert seen.getpixel((10, 5)) > 200


def test_an_unbalanced_page_does_not_shift_what_is_drawn_later():
    """What a page leaves undone or undoes too often stays within it."""
    for content in (b"q 5 0 0 5 90 90 cm", b"Q Q Q 5 0 0 5 90 90 cm", b"0 0 1 1 re W n"):
        pdf = pikepdf.new()
        papers.add_page(pdf, content)
        try:
            made = extracted(pdf)
        except RefusedError:
            continue
        with pikepdf.open(io.BytesIO(made.pdf)) as opened:
            opened.pages[0].contents_add(b"0 0 100 50 re f", prepend=False)
            assert papers.rendered(written(opened)).getpixel((10, 390)) < 50


def test_the_same_file_gives_the_same_bytes():
    """Opening a file twice does not differ in a byte."""
    content = written(document())
    assert extracted(content).pdf == extracted(content).pdf


@pytest.mark.parametrize("wanted", [[4], [0], [-1], [1, 2, 9]])
def test_pages_outside_of_the_file_are_refused(wanted):
    """The first page that the file does not have is named."""
    assert refusal(document(), wanted) == ("outside", wanted[-1])


def test_no_wanted_page_is_refused():
    """An empty list of pages is not all of them."""
    assert refusal(document(), []) == ("none wanted", None)


def test_a_file_without_pages_is_refused():
    """An empty document proves nothing."""
    assert refusal(pikepdf.new())[0] in {"no pages", "damaged"}


def test_too_many_pages_are_refused():
    """The bound is on what is enclosed, not on the file."""
    assert refusal(document(), most_pages=2) == ("many pages", None)
    assert extracted(document(), [1, 3], most_pages=2).numbers == (1, 3)


@pytest.mark.parametrize(
    ("box", "unit", "key"),
    [
        ([0, 0, 14401, 792], 1, "huge"),
        ([0, 0, 612, 792], 72, "huge"),
        ([0, 0, 612, 20], 1, "tiny"),
        ([0, 0, 0, 0], 1, "tiny"),
        ([0, 0, 612, 792], -1, "damaged page"),
        ([0, 0, 612, 792], 0, "damaged page"),
    ],
)
def test_pages_of_a_size_that_none_has_are_refused(box, unit, key):
    """A page is between half an inch and the bound, its unit counted; the page is named."""
    pdf = document("one", "two")
    pdf.pages[1].obj.MediaBox = Array(box)
    pdf.pages[1].obj.UserUnit = unit
    assert refusal(pdf) == (key, 2)
    assert extracted(pdf, [1]).numbers == (1,)


def test_a_picture_of_too_many_dots_is_refused():
    """A few bytes may claim a picture that fills the memory of whoever prints it."""
    pdf = document("x")
    picture = papers.pdf_picture(pdf, papers.picture((1200, 1000)))
    pdf.pages[0].obj.Resources.XObject = Dictionary(I=picture)
    pdf.pages[0].contents_add(b"q 9 0 0 9 0 0 cm /I Do Q")
    assert refusal(pdf, megapixels=1) == ("pixels", None)
    assert refusal(pdf, megapixels=2, all_megapixels=1) == ("all pixels", None)
    assert extracted(pdf, all_megapixels=2).numbers == (1,)


@pytest.mark.parametrize("user", ["", "secret"])
@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_protected_files_are_refused(user, revision):
    """A password to change it is protection as well as one to open it."""
    lock = pikepdf.Encryption(
        owner="owner", user=user, R=revision, aes=revision >= 4, metadata=revision >= 4
    )
    assert refusal(written(document(), encryption=lock)) == ("locked", None)


def test_damaged_files_are_refused():
    """A file that would have to be repaired is refused, though its pages might be found."""
    good = written(document())
    for damaged in (
        good[: len(good) // 2],
        good[:-30],
        good.replace(b"endobj", b"endobb", 1),
        good.replace(b"startxref\n", b"startxref\n1"),
        b"%PDF-1.7\n",
        good.replace(b"792 ]", b"    ]", 1),
    ):
        assert refusal(damaged) == ("damaged", None)


def test_a_damaged_stream_is_refused():
    """A packed part that cannot be unpacked whole would print as less than it was."""
    pdf = document("a long page of words " * 20)
    packed = written(
        pdf, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.disable
    )
    at = packed.index(b"FlateDecode")
    at = packed.index(b"stream", at) + 30
    assert refusal(packed[:at] + b"\xff\x00\xff\x00" + packed[at + 4 :]) == ("damaged", None)


def test_a_page_that_another_reader_does_not_count_is_refused():
    """Two readers that see two numbers of pages see two documents."""
    raw = written(document("one", "two"), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/Count 2" in raw
    wrong = raw.replace(b"/Count 2", b"/Count 1")
    assert len(pypdfium2.PdfDocument(wrong)) == 1
    assert refusal(wrong) == ("damaged", None)


def form_of(pdf: pikepdf.Pdf, *fields: pikepdf.Object) -> None:
    pdf.pages[0].obj.Annots = Array(fields)
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=Array(fields),
            DA=String("/F1 12 Tf 0 g"),
            DR=Dictionary(Font=pdf.pages[0].obj.Resources.Font),
        )
    )


def test_a_filled_form_becomes_plain_print():
    """The values of fields stand in the page, with or without a shape; no field is left."""
    pdf = document("form")
    more = {"FT": Name.Tx, "F": 4, "DA": String("/F1 12 Tf 0 g")}
    shaped = annotation(pdf, "Widget", T=String("a"), V=String("alpha"), **more)
    shaped.AP = Dictionary(N=papers.shape(pdf, b"BT /F1 12 Tf 5 5 Td (alpha) Tj ET"))
    bare = annotation(pdf, "Widget", T=String("b"), V=String("beta"), **more)
    bare.Rect = Array([300, 100, 400, 130])
    form_of(pdf, shaped, bare)
    made = extracted(pdf)
    assert sorted(texts(made)[0].split()) == ["alpha", "beta", "form"]
    assert keys(made) == {"fields"}
    assert b"AcroForm" not in everything(made.pdf)
    assert b"/Widget" not in everything(made.pdf)


def test_a_signature_is_told():
    """The look of a digital signature stays, that it is none any more is told."""
    pdf = document("signed")
    signature = annotation(pdf, "Widget", T=String("s"), FT=Name.Sig, F=4)
    signature.AP = Dictionary(N=papers.shape(pdf, b"BT /F1 12 Tf 5 5 Td (by hand) Tj ET"))
    form_of(pdf, signature)
    made = extracted(pdf)
    assert keys(made) == {"signed"}
    assert "by hand" in texts(made)[0]


@pytest.mark.parametrize(
    ("flags", "shaped", "printed", "key"),
    [
        (4, True, True, None),
        (0, True, False, "unprinted"),
        (4, False, False, "shapeless"),
        (6, True, False, None),
    ],
)
def test_of_comments_what_prints_is_kept(flags, shaped, printed, key):
    """A comment is there if it prints, and told of if it was seen and is not there."""
    pdf = document("page")
    comment = annotation(pdf, "FreeText", F=flags, Contents=String("aside"))
    if shaped:
        comment.AP = Dictionary(N=papers.shape(pdf, b"BT /F1 12 Tf 5 5 Td (aside) Tj ET"))
    pdf.pages[0].obj.Annots = Array([comment])
    made = extracted(pdf)
    assert ("aside" in texts(made)[0]) == printed
    assert keys(made) == ({key} if key else set())
    assert (b"aside" in everything(made.pdf)) == printed


def test_links_lead_nowhere():
    """A link's words stay, its address goes."""
    pdf = document("see there")
    action = Dictionary(S=Name.URI, URI=String("https://example.org/x"))
    pdf.pages[0].obj.Annots = Array([annotation(pdf, "Link", A=action)])
    made = extracted(pdf)
    assert keys(made) == {"links"}
    assert b"example.org" not in everything(made.pdf)
    assert b"Annots" not in everything(made.pdf)


def test_nothing_tells_who_made_it():
    """Title, author, program, dates, bookmarks, labels and tags of the file stay behind."""
    pdf = document("page")
    with pdf.open_metadata() as about:
        about["dc:creator"] = ["Zaubernuss"]
    pdf.docinfo["/Author"] = String("Zaubernuss")
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Zaubernuss", 0))
    page = pdf.pages[0].obj
    page.PieceInfo = Dictionary(Zaubernuss=Dictionary(Private=String("x")))
    page.Resources.Font.F1.Metadata = pdf.make_stream(b"Zaubernuss")
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Title=String("Zaubernuss")))
    assert b"Zaubernuss" in everything(written(pdf))
    assert b"Zaubernuss" not in everything(extracted(pdf).pdf)


def test_an_opened_exhibit_can_be_opened_again():
    """What is handed over needs no remark and no change of its own."""
    once = extracted(document("one", "two"))
    again = extracted(once.pdf)
    assert texts(again) == texts(once)
    assert again.noted == ()
