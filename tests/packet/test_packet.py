"""Letter and exhibits as the files of a packet: complete, marked, plain, the same every time."""

import datetime as dt
import re
import subprocess
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from rendering.accompanying import FAX
from rendering.samples import LETTER as SAMPLE
from rendering.samples import letter as samples

from letters.errors import UsageError
from letters.packet import stamps
from letters.packet.model import ExhibitError, Seal
from letters.packet.packet import Enclosed, Packet, pack
from letters.packet.pointing import cited
from letters.rationale.model import ExhibitIndex, Fact, FaxCover
from letters.rationale.phrasing import Phrasebook
from letters.rationale.shown import shown
from letters.rendering import Rendered, render
from letters.verification import verify
from packet.conftest import RECORD, letter_pdf, library_, several, twelve
from packet.opened import A4, LETTER, opened, saved, scanned, written

BIG, SMALL = 9_000_000, 900_000


def plainly(document: ExhibitIndex | FaxCover) -> Rendered:
    """One blank page in place of each document: what is asked is how exhibits are divided."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=LETTER)
    return Rendered(pdf=saved(pdf), pages=1)


PAGES = [letter for one in twelve() for letter in [one.exhibit.letter] * len(one.numbers)]
NUMBERS = [number for one in twelve() for number in one.numbers]


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened_:
        return len(opened_.pages)


@cache
def texts(pdf: bytes) -> tuple[str, ...]:
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(page.get_textpage().get_text_bounded() for page in document)


@cache
def packed(fax: bool = False) -> Packet:
    enclosed = Enclosed(SAMPLE, letter_pdf(), twelve(), FAX if fax else None)
    return pack(enclosed, BIG, Phrasebook(library_()), render)


@cache
def parted() -> Packet:
    enclosed = Enclosed(SAMPLE, letter_pdf(), several())
    return pack(enclosed, SMALL, Phrasebook(library_()), render)


def one(enclosed: Enclosed, book: Phrasebook, limit: int = BIG) -> bytes:
    (file,) = pack(enclosed, limit, book, render).files
    return file.content


@cache
def labels(pdf: bytes) -> tuple[str, ...]:
    with pikepdf.open(BytesIO(pdf)) as opened_:
        return tuple(page.label for page in opened_.pages)


@cache
def own(pdf: bytes) -> int:
    """The pages of the letter and the index, which stand before the exhibits."""
    return sum(not label.startswith("Ex. ") for label in labels(pdf))


def index_of(pdf: bytes) -> str:
    """What the pages of the index say."""
    told = zip(texts(pdf), labels(pdf), strict=True)
    return "\n".join(text for text, label in told if label.startswith("Exhibit index"))


def test_all_pages_of_all_exhibits_are_there_in_order():
    """The letter, the index, then every page asked for, and no other."""
    (file,) = packed().files
    told, before = labels(file.content), own(file.content)
    assert list(told[before:]) == [f"Ex. {a}, p. {n}" for a, n in zip(PAGES, NUMBERS, strict=True)]
    assert file.pages == packed().pages == before + len(PAGES)
    assert told[pages_of(letter_pdf())] == "Exhibit index p. 1"


def test_each_page_of_an_exhibit_is_stamped_and_numbered():
    """`Ex. C p. 3` tells the page of the file, also of a part of it; the number runs through."""
    content = packed().files[0].content
    told, before = texts(content), own(content)
    for at, (letter, number) in enumerate(zip(PAGES, NUMBERS, strict=True), start=before):
        assert f"Ex. {letter}, p. {number}" in told[at]
    for number, text in enumerate(told, start=1):
        assert f"Packet page {number} of {len(told)}" in text
    assert "Ex. H, p. 41" in told[PAGES.index("H") + before]


def test_the_first_page_of_an_exhibit_bears_its_label():
    """Letter, title, day and which pages of how many; the pages after it bear none."""
    content = packed().files[0].content
    told, before = texts(content), own(content)
    for at, letter in enumerate(PAGES, start=before):
        first = PAGES.index(letter) + before == at
        assert (f"EXHIBIT {letter}" in told[at]) == first
    record = told[PAGES.index("H") + before]
    assert "Lamp report of kind H" in record
    assert re.search(rf"March.4, 2026 · pages 41-50 of {RECORD}", record)


def test_nothing_of_an_exhibit_is_covered_or_cut():
    """Every dot of a page is on its sheet: its four corners keep their color."""
    corners = pikepdf.Pdf.new()
    for size in (LETTER, A4, (792.0, 612.0)):
        page = corners.add_blank_page(page_size=size)
        w, h = size
        edges = [(0, 0), (w - 30, 0), (0, h - 30), (w - 30, h - 30)]
        drawn = " ".join(f"{x} {y} 30 30 re f" for x, y in edges)
        page.Contents = corners.make_stream(b"1 0 0 rg " + drawn.encode())
    pdf = one(
        Enclosed(SAMPLE, letter_pdf(), (opened("A", saved(corners), text=False),)),
        Phrasebook(library_()),
    )
    with pypdfium2.PdfDocument(pdf) as document:
        for at, size in enumerate((LETTER, A4, (792.0, 612.0)), start=own(pdf)):
            image = document[at].render(scale=1).to_pil().convert("RGB")
            first, second, _ = image.split()
            red = ImageChops.subtract(first, second)
            across, up = image.size
            head = stamps.HEAD if at == own(pdf) else stamps.EDGE
            room = (across - 2 * stamps.EDGE, up - stamps.FOOT - head)
            scale = min(room[0] / size[0], room[1] / size[1], 1)
            # A line at the very edge reaches half its width beyond.
            edge = round(stamps.EDGE) - 1
            inner = Image.new("L", image.size, 255)
            inner.paste(0, (edge, edge, across - edge, up - edge))
            ink = ImageChops.multiply(ImageChops.invert(image.convert("L")), inner)
            assert not ink.getbbox(), "an edge that printers do not reach is drawn on"
            assert sum(red.histogram()[128:]) == pytest.approx(4 * (30 * scale) ** 2, rel=0.1)


def test_the_letter_reads_as_it_does_alone():
    """Its words are all there, page for page, with no more than the number at the foot."""
    bound, alone = texts(packed().files[0].content), texts(letter_pdf())
    for number, (there, here) in enumerate(zip(bound, alone, strict=False), start=1):
        rest = there.replace(f"DRAFT · Packet page {number} of {len(bound)}", "")
        assert rest.split() == here.split()


def test_the_index_tells_where_each_exhibit_begins():
    """The page that it tells is the one that bears the label."""
    told, index = texts(packed().files[0].content), index_of(packed().files[0].content)
    assert packed().sha256[:16] in index
    assert packed().sha256 not in index
    for one_ in twelve():
        letter = one_.exhibit.letter
        row = re.search(rf"^Ex\. {letter}\s.*?(\d+)\s*$", index, re.MULTILINE)
        assert row, index
        assert f"EXHIBIT {letter}" in told[int(row[1]) - 1]


def test_bookmarks_lead_to_letter_index_exhibits_and_the_pages_cited():
    """The letter's own headings stay under it; a fact's page is one step under its exhibit."""
    page = ("H", 47)
    fact = Fact(what="a", value="b", file="c", document=page[0], page=page[1])
    claim = SAMPLE.ask.claims[0].model_copy(update={"facts": (fact,)})
    letter = samples(ask=SAMPLE.ask.model_copy(update={"claims": (claim,)}))
    assert page in cited(letter)
    pdf = one(Enclosed(letter, letter_pdf(), twelve()), Phrasebook(library_()))
    with pikepdf.open(BytesIO(pdf)) as made, made.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert len(outline.root[0].children) > 5
        assert titles[:2] == [SAMPLE.title, "Exhibit index"]
        assert titles[2:] == [
            f"Exhibit {o.exhibit.letter}: Lamp report of kind {o.exhibit.letter}, March 4, 2026"
            for o in twelve()
        ]
        record = next(item for item in outline.root if item.title.startswith("Exhibit H"))
        (below,) = [item for item in record.children if item.title.startswith("Ex. H, p. 47")]
        assert below.title == "Ex. H, p. 47: a"
        assert not record.is_closed
        assert below.destination[0].objgen == made.pages[own(pdf) + PAGES.index("H") + 6].obj.objgen


def test_the_file_is_plain_and_claims_nothing():
    """PDF 1.7, titled, in English; no claim of an archive, no link out, script, form or file."""
    content = packed().files[0].content
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.pdf_version == "1.7"
        assert not pdf.is_encrypted
        assert not pdf.check_pdf_syntax()
        metadata = pdf.Root.Metadata.read_bytes()
        assert b"pdfaid" not in metadata
        assert b"pdfuaid" not in metadata
        assert packed().sha256.encode() in metadata
        assert pdf.docinfo["/LetterSHA256"] == packed().sha256
        assert str(pdf.docinfo["/Title"]) == f"DRAFT – {SAMPLE.title}, with exhibits"
        assert pdf.Root.Lang == "en"
        left = {"/AF", "/AcroForm", "/OpenAction", "/AA", "/OutputIntents", "/Perms", "/Collection"}
        assert not left & set(pdf.Root.keys())
        assert set(pdf.Root.Names.keys()) == {"/Dests"}
        links = [link for page in pdf.pages for link in page.get("/Annots", ())]
        assert len(links) > 3
        assert all("/Dest" in link and "/A" not in link for link in links)
        sizes = {tuple(map(float, page.mediabox)) for page in pdf.pages}
        assert sizes == {(0, 0, 612, 792), (0, 0, 792, 612)}


def test_the_links_of_the_letter_still_lead_to_its_references():
    """Each names a place of the file, and that place is on a page of the letter."""
    with pikepdf.open(BytesIO(packed().files[0].content)) as pdf:
        named = pdf.Root.Names.Dests.Names
        places = dict(zip(map(str, named[::2]), named[1::2], strict=True))
        letter = {page.obj.objgen for page in list(pdf.pages)[: pages_of(letter_pdf())]}
        links = [link for page in pdf.pages for link in page.get("/Annots", ())]
        named_ = [link for link in links if not isinstance(link.Dest, pikepdf.Array)]
        assert len(named_) > 3
        assert all(places[str(link.Dest)].D[0].objgen in letter for link in named_)


def test_every_page_has_its_part_in_the_structure():
    """Each marked part of a page is owned by an element of that page, and each picture is told."""
    with pikepdf.open(BytesIO(packed().files[0].content)) as pdf:
        tree = pdf.Root.StructTreeRoot
        held = tree.ParentTree.Nums
        owners = {int(key): owner for key, owner in zip(held[::2], held[1::2], strict=True)}
        assert list(owners) == sorted(owners)
        assert len(owners) == len(held) // 2
        for page, label in zip(pdf.pages, [p.label for p in pdf.pages], strict=True):
            marks = set(
                re.findall(
                    rb"/MCID (\d+)",
                    page.Contents.read_bytes()
                    if isinstance(page.Contents, pikepdf.Stream)
                    else b"".join(c.read_bytes() for c in page.Contents),
                )
            )
            mine = owners[int(page.StructParents)]
            assert len(mine) >= len(marks)
            if label.startswith("Ex. "):
                assert [str(each.Pg.objgen) for each in mine] == [str(page.obj.objgen)] * len(mine)
        alternatives = [
            str(each.Alt)
            for owner in owners.values()
            if isinstance(owner, pikepdf.Array)
            for each in owner
            if each is not None and isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
        assert "Exhibit D, page 2: a picture without text" in alternatives


def test_the_same_makes_the_same_bytes():
    """Neither a clock nor chance is in a packet."""
    again = pack(Enclosed(SAMPLE, letter_pdf(), twelve()), BIG, Phrasebook(library_()), render)
    assert again == packed()


def test_qpdf_and_poppler_have_nothing_to_say():
    """Two programs that read PDF in their own way open it without a word."""
    try:
        checked = subprocess.run(
            ["qpdf", "--check", "-"],
            input=packed().files[0].content,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("qpdf is not installed")
    assert b"WARNING" not in checked.stdout + checked.stderr


def test_the_cover_of_a_fax_comes_first_and_counts_all():
    """It says how many pages it has with it, and how many exhibits."""
    packet = packed(fax=True)
    told = texts(packet.files[0].content)
    assert packet.pages == packed().pages + 1
    assert f"Pages, this cover included: {packet.pages}" in told[0]
    assert "all exhibits (12)" in told[0]


def test_a_draft_says_so_and_a_final_does_not(book):
    """The index of a draft bears the mark that the letter's pages have."""
    some = twelve()[:1]
    final = samples(draft=False)
    drafted = texts(one(Enclosed(SAMPLE, letter_pdf(), some), book))
    assert SAMPLE.draft
    assert all("DRAFT · Packet page" in text for text in drafted)
    assert sum("Draft for physician review" in text for text in drafted) > 1
    finished = texts(one(Enclosed(final, render(final).pdf, some), book))
    assert not any("Draft for physician review" in text for text in finished)
    assert not any("DRAFT" in text for text in finished)


def test_parts_stand_alone_under_the_limit():
    """Each begins with the index of all exhibits; the first has the letter; numbers run through."""
    files = parted().files
    assert len(files) > 1
    start = 1
    everything = [text for file in files for text in texts(file.content)]
    for number, file in enumerate(files, start=1):
        assert len(file.content) <= SMALL
        told = texts(file.content)
        assert f"Packet page {start} of {len(everything)}" in told[0]
        start += len(told)
        index = index_of(file.content)
        assert f"Part {number} of {len(files)}" in index
        assert all(f"Lamp report of kind {o.exhibit.letter}" in index for o in several())
        with pikepdf.open(BytesIO(file.content)) as pdf, pdf.open_outline() as outline:
            assert len(outline.root) > 1
            assert str(pdf.docinfo["/Title"]).endswith(f"part {number} of {len(files)}")
    stamped = [label for file in files for label in labels(file.content) if label[:3] == "Ex."]
    assert stamped == [f"Ex. {o.exhibit.letter}, p. {n}" for o in several() for n in o.numbers]


def test_the_index_of_a_part_tells_which_part_has_what():
    """An exhibit here is told apart from one in another part."""
    files = parted().files
    index = index_of(files[-1].content)
    assert "in this part" in index
    assert "in part 1" in index


def test_an_exhibit_larger_than_a_part_is_split_by_pages(book):
    """Its pages go on in the next part, whose label says that it is a continuation."""
    large = opened("A", scanned(150, "L", 6), text=False)
    size = len(large.pdf)
    files = pack(Enclosed(SAMPLE, letter_pdf(), (large,)), size // 2, book, plainly).files
    assert len(files) > 2
    assert all(len(file.content) <= size // 2 for file in files)
    assert any("(continued)" in text for text in texts(files[2].content))
    own_pages = sum(own(file.content) for file in files)
    assert sum(file.pages for file in files) == 6 + own_pages


def test_pictures_are_reduced_before_anything_is_split(book):
    """A packet that fits with pictures of 300 dots an inch stays one file, and says to which."""
    large = opened("A", scanned(600, "L"), text=False)
    limit = len(large.pdf) // 2
    packet = pack(Enclosed(SAMPLE, letter_pdf(), (large,)), limit, book, plainly)
    assert (len(packet.files), packet.dots) == (1, 300)
    assert packed().dots is None


def test_a_page_alone_above_the_limit_is_an_error(book):
    """Nothing legible can be done, so a person has to."""
    large = opened("C", scanned(190, "L"), text=False)
    limit = len(large.pdf) * 9 // 10
    with pytest.raises(ExhibitError, match="exhibit C: page 1 alone"):
        pack(Enclosed(SAMPLE, letter_pdf(), (large,)), limit, book, plainly)


def test_a_limit_below_the_letter_is_an_error(book):
    """The letter is never split."""
    small = Enclosed(SAMPLE, letter_pdf(), twelve()[:1])
    with pytest.raises(UsageError, match="--limit-mb"):
        pack(small, 50_000, book, plainly)


def test_names_tell_the_parts():
    """One file has no number."""
    assert packed().names("packet") == ("packet.pdf",)
    assert parted().names("packet")[1] == f"packet-2-of-{len(parted().files)}.pdf"


def test_a_page_of_ours_that_reaches_into_its_foot_is_drawn_above_the_number(book):
    """A practice's own margins may be narrow; its words are not printed over."""
    with pikepdf.open(BytesIO(letter_pdf())) as pdf:
        first = pdf.pages[0]
        first.contents_add(b"q 1 0 0 rg 0 0 612 20 re f Q", prepend=True)
        narrow = saved(pdf)
    bound = one(Enclosed(SAMPLE, narrow, twelve()[:1]), book)
    with pypdfium2.PdfDocument(bound) as document:
        image = document[0].render(scale=1).to_pil().convert("RGB")
    assert image.getpixel((306, 792 - 35)) == (255, 0, 0)
    assert image.getpixel((100, 792 - 12)) == (255, 255, 255)
    assert "Packet page 1 of" in texts(bound)[0]


def test_nothing_of_a_signature_goes_into_the_packet(book):
    """Bound into another file it would be broken; the signed letter is a file of its own."""
    with pikepdf.open(BytesIO(letter_pdf())) as pdf:
        value = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Sig, Contents=b"\x30" * 64, Filter=pikepdf.Name.X)
        )
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T="Signature",
                V=value,
                Rect=pikepdf.Array([0, 0, 0, 0]),
                P=pdf.pages[0].obj,
            )
        )
        pdf.pages[0].Annots.append(field)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        signed = saved(pdf)
    with pikepdf.open(BytesIO(one(Enclosed(SAMPLE, signed, twelve()[:1]), book))) as pdf:
        assert "/AcroForm" not in pdf.Root
        kinds = {str(o.get("/Subtype")) for o in pdf.objects if isinstance(o, pikepdf.Dictionary)}
        assert "/Widget" not in kinds
        types = {str(o.get("/Type")) for o in pdf.objects if isinstance(o, pikepdf.Dictionary)}
        assert "/Sig" not in types


def test_a_record_of_which_some_pages_are_enclosed_keeps_its_numbers(book):
    """Page labels, stamps and the index tell the pages of the file, not of the packet."""
    some = opened("A", written((LETTER,) * 3), (4, 5, 9), 12)
    bound = one(Enclosed(SAMPLE, letter_pdf(), (some,)), book)
    assert "4-5, 9 of 12" in index_of(bound)
    assert list(labels(bound)[own(bound) :]) == [f"Ex. A, p. {n}" for n in (4, 5, 9)]


def test_each_part_of_a_fax_has_a_cover_with_its_own_count(book):
    """Which part of how many, how many pages come, which of the packet, and whom to call."""
    enclosed = Enclosed(SAMPLE, letter_pdf(), several(), FAX)
    files = pack(enclosed, SMALL, book, render).files
    assert len(files) > 1
    pages, start = sum(file.pages for file in files), 1
    for number, file in enumerate(files, start=1):
        told = re.sub(r"\s+", " ", texts(file.content)[0])
        assert f"Fax cover: Part {number} of {len(files)}" in told
        assert f"Pages, this cover included: {file.pages}" in told
        assert f"Packet pages {start} to {start + file.pages - 1} of {pages}" in told
        assert "Harbor Mutual" in told
        assert labels(file.content)[0] == "Fax cover p. 1"
        start += file.pages


def test_a_part_without_a_fax_tells_to_whom_it_goes(book):
    """Payer, kind and how to call back stand on the index of each part."""
    index = index_of(parted().files[-1].content)
    assert SAMPLE.addressee.payer in index
    assert SAMPLE.title in index
    assert SAMPLE.letterhead.phone in index


def test_nothing_is_rendered_twice_to_be_weighed(book):
    """One index and one cover for each part, and those of the packet in one piece."""
    asked = []

    def counted(document):
        asked.append(document)
        return plainly(document)

    files = pack(Enclosed(SAMPLE, letter_pdf(), several(), FAX), SMALL, book, counted).files
    assert len(asked) == 2 + 2 * len(files)


def test_the_letter_and_the_index_lead_to_the_pages_they_name(book):
    """A click on `Ex. A, p. 2` opens that page; one on an exhibit opens its first."""
    fact = Fact(what="a", value="b", file="c", document="A", page=2)
    claim = SAMPLE.criteria[0].finding.model_copy(update={"facts": (fact,)})
    row = SAMPLE.criteria[0].model_copy(update={"finding": claim})
    letter = samples(criteria=(row,))
    bound = one(Enclosed(letter, render(letter).pdf, several()), book)
    with pikepdf.open(BytesIO(bound)) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        names = labels(bound)
        leads = [
            (names[at], names[pages.index(link.Dest[0].objgen)])
            for at, page in enumerate(pdf.pages)
            for link in page.get("/Annots", ())
            if isinstance(link.Dest, pikepdf.Array)
        ]
    assert ("Exhibit index p. 1", "Ex. A, p. 2") in leads
    assert {("Exhibit index p. 1", f"Ex. {letter}, p. 1") for letter in "ABCD"} <= set(leads)
    assert any(at.startswith(SAMPLE.document.capitalize()) for at, _ in leads)


def test_a_page_of_an_exhibit_tells_whose_it_is(book):
    """Member and reference stand at the foot of each, so that one that is lost finds its way."""
    foot = "Member HM1 · Reference NF-20931"
    enclosed = Enclosed(SAMPLE, letter_pdf(), several(), foot=foot)
    bound = pack(enclosed, BIG, book, plainly).files[0].content
    told = texts(bound)[own(bound) :]
    assert len(told) == 8
    assert all(foot in text for text in told)


def test_a_foot_that_cannot_be_drawn_is_left_out(book):
    """A number in another writing stops no packet."""
    enclosed = Enclosed(SAMPLE, letter_pdf(), several(), foot="Member 李 1")
    assert "Member" not in texts(pack(enclosed, BIG, book, plainly).files[0].content)[-1]


def test_a_letter_signed_by_hand_is_bound_as_it_was_scanned(book):
    """The scan stands in place of the letter's pages, page for page, and the index says so."""
    pages = pages_of(letter_pdf())
    scan = opened("", written((A4,) * pages, 700))
    enclosed = Enclosed(SAMPLE, letter_pdf(), several(), scan=scan)
    bound = one(enclosed, book)
    told = texts(bound)
    assert all(f"Record page {700 + at}" in told[at] for at in range(pages))
    assert not any(SAMPLE.ask.claims[0].text[:30] in text for text in told[:pages])
    assert labels(bound)[pages - 1].endswith(f"p. {pages}")
    assert "signed by hand" in index_of(bound)
    with pikepdf.open(BytesIO(bound)) as pdf, pdf.open_outline() as outline:
        assert outline.root[0].title == SAMPLE.title
        assert not pdf.check_pdf_syntax()
        assert {tuple(map(float, p.mediabox)) for p in pdf.pages} == {(0, 0, 612, 792)}


def test_an_electronic_signature_is_told_with_the_file_that_bears_it(book):
    """Who, when, which file and its whole hash, by which it can be checked."""
    seal = Seal(by="Dr. Ada Fern", on=dt.date(2026, 11, 23), file="signed.pdf")
    enclosed = Enclosed(SAMPLE, letter_pdf(), several(), seal=seal)
    made = pack(enclosed, BIG, book, render)
    index = re.sub(r"\s+", " ", index_of(made.files[0].content))
    assert "Signed electronically by Dr. Ada Fern on November 23, 2026: file signed.pdf" in index
    assert made.sha256 in index.replace(" ", "")


def test_covers_and_indexes_trace_to_what_they_were_made_of(book):
    """Of a packet in one piece and of one in parts: nothing is lost, nothing told beyond it."""
    made = []

    def traced(document):
        made.append((document, render(document)))
        return made[-1][1]

    pack(Enclosed(SAMPLE, letter_pdf(), several(), FAX), SMALL, book, traced)
    assert {document.part is None for document, _ in made} == {True, False}
    for document, rendered in made:
        found = verify(rendered.pdf, shown(document))
        assert found.ok, (document.document, found.untraced, found.lost)
