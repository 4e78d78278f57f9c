"""The finished PDF: complete in itself, tagged, one page where one page is promised."""

import io
import logging

import page
import pikepdf
import pypdfium2
import pytest

from letters import paths
from letters.errors import RenderingError
from letters.rationale.model import GapSheet, Line
from letters.rendering import Printable, render, to_html, to_pdf
from letters.rendering import pdf as press

from .samples import ACTION, DOCUMENTS, GAPS, LETTER, REVIEW, SHEETS, letter

NAMES = (
    "Maria T. Alvarez-Núñez",
    "Łukasz Šťastný-Ågård",
    "Nguyễn Thị Hương",
    "Ελένη Παπαδοπούλου",
    "Олександра Ґжицька",
    "محمد عبد الرحمن",
    "יעל בן־דוד",
    "王小明 陳美玲",
    "김철수",
)
DEVANAGARI = "प्रियंका क्षत्रिय"
THAI = "สมชาย"


def words(pdf: bytes) -> str:
    return "\f".join(leaf.get_textpage().get_text_bounded() for leaf in pypdfium2.PdfDocument(pdf))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def printed(document: Printable) -> bytes:
    """The bytes of a finished document; what it carries inside is told elsewhere."""
    return render(document, data=False).pdf


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return printed(LETTER)


@pytest.fixture
def fresh_press():
    """Lets a test set up the press anew, and nobody after it notice."""
    press._press.cache_clear()
    yield
    press._press.cache_clear()


def test_the_description_comes_from_the_document(pdf):
    """Title, author and dates are the letter's own; no clock was read."""
    whole = opened(pdf)
    described = whole.docinfo
    assert described["/Title"] == LETTER.title
    assert described["/Author"] == "Priya R. Venkataraman, MD, FASN"
    assert str(described["/CreationDate"]).startswith("D:20261122")
    assert str(described["/ModDate"]).startswith("D:20261122")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: type(document).__name__)
def test_spaces_are_spaces(document):
    """Space and no-break space share a glyph; a reader of the text must find plain spaces."""
    assert "\N{NO-BREAK SPACE}" not in words(printed(document))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.document)
def test_a_sheet_is_one_page(sheet):
    """Six questions, two refusals, or three steps fit one page with route and what happens next."""
    made = printed(sheet)
    assert len(opened(made).pages) == 1
    assert "What happens next" in words(made)


def asking(count: int, **changes: object) -> GapSheet:
    """The gap sheet with so many questions."""
    given = GAPS.questions * (1 + count // len(GAPS.questions))
    numbered = enumerate(given[:count], start=1)
    many = tuple(one.model_copy(update={"number": number}) for number, one in numbered)
    return GAPS.model_copy(update={"questions": many, **changes})


def test_a_full_sheet_leaves_out_what_is_implied():
    """With nine questions the sheet is set closer, and still asks each of them on one page."""
    sheet = asking(9, route=(), warnings=())
    made = printed(sheet)
    assert len(opened(made).pages) == 1
    assert sum(words(made).count(box) for box in ("☐ in the record", "☐ yes")) == 9
    assert "Criterion: Kidney" not in words(made)
    assert "Criterion: Kidney" in words(printed(asking(6, route=(), warnings=())))


def test_an_overfull_sheet_is_a_checklist():
    """Sixteen questions and the route stand on one page: each question, its place, a box."""
    made = printed(asking(16))
    text = words(made)
    assert len(opened(made).pages) == 1
    assert text.count("☐") >= 16
    assert text.count("What are height and weight?") == 2
    assert "letters explain" in text
    assert "The dose is by body surface" not in text
    assert GAPS.references[0].runs[0][0][:20] in text
    assert GAPS.references[1].runs[0][0][:20] not in text


def test_a_long_denial_is_cut_in_words():
    """Twelve lines and fifteen codes stay one page; what is not shown is counted."""
    codes = tuple(
        ACTION.codes[0].model_copy(update={"code": f"XQ-{number}"}) for number in range(15)
    )
    made = printed(ACTION.model_copy(update={"codes": codes, "lines": ACTION.lines[:1] * 12}))
    text = words(made)
    assert len(opened(made).pages) == 1
    shown = sum(f"XQ-{number} " in text.replace("\r\n", " ") for number in range(15))
    assert 0 < shown < 15
    assert f"And {15 - shown} more in the export" in text
    assert "XQ-0" in text


def test_a_short_denial_is_shown_whole():
    """Where they fit, all lines and codes are shown and nothing is said of more."""
    text = words(printed(ACTION))
    assert "more in the export" not in text
    assert all(row.code in text for row in ACTION.codes)


@pytest.mark.parametrize("sheet", [*SHEETS, REVIEW], ids=lambda sheet: sheet.document)
def test_the_days_are_on_every_sheet(sheet):
    """Each sheet of a denial says by when to act, how many days are left, and under which rule."""
    text = words(printed(sheet))
    for wanted in ("Act by", "(10 days left)", "Must arrive by", "Rule:", "Warning."):
        assert wanted in text
    undenied = words(printed(sheet.model_copy(update={"route": (), "warnings": ()})))
    assert "Route and deadline" not in undenied


@pytest.mark.parametrize("sheet", [*SHEETS, REVIEW], ids=lambda sheet: sheet.document)
def test_an_unknown_practice_prints_nothing(sheet):
    """No label and no blank stands where a practice is not known."""
    text = words(printed(sheet.model_copy(update={"practice": None})))
    assert "None" not in text
    assert sheet.practice not in text


def test_a_letter_without_letterhead_prints_none():
    """A letter of a practice that is not known begins with its addressee."""
    text = words(printed(letter(letterhead=None)))
    assert LETTER.letterhead.name not in text
    assert "None" not in text
    assert LETTER.addressee.payer in text


def test_the_review_sheet_asks_for_each_fact():
    """The review sheet has one box to tick for each item, each report and each other fact."""
    lists = (getattr(REVIEW, name) for name in type(REVIEW).model_fields)
    ticked = ("ReviewItem", "ProvedItem", "StatedItem", "ReportRow", "FactRow")
    items = sum(
        type(one).__name__ in ticked for each in lists if isinstance(each, tuple) for one in each
    )
    assert items > 20
    assert words(printed(REVIEW)).count("☐") == items


def test_references_keep_their_numbers():
    """A sheet whose references go on from its letter's prints them by those numbers."""
    known = LETTER.references[6]
    assert known.number == 7
    text = words(printed(REVIEW.model_copy(update={"references": (known,), "route": ()})))
    numbers = {line.strip() for line in text.splitlines()} & {"1.", "7."}
    assert numbers == {"7."}


def test_the_first_page_carries_the_case(pdf):
    """Request, denial, reply and the first criteria stand on page 1."""
    first = words(pdf).split("\f")[0]
    for wanted in ("EXPEDITED", "Request.", "The denial and the reply", "Reason stated", "MET"):
        assert wanted in first


def test_a_typical_letter_argues_on_three_pages():
    """With fewer results and no override, argument and plan end on page 3, references on page 4."""
    table = LETTER.laboratory
    assert table is not None
    typical = letter(
        criteria=tuple(row for row in LETTER.criteria if row.number not in ("8", "9")),
        treatments=LETTER.treatments[:3],
        laboratory=table.model_copy(update={"days": table.days[-5:], "rows": table.rows[-5:]}),
        override=None,
        draft=False,
    )
    pages = words(printed(typical)).split("\f")
    assert "Consequence of delay" in "".join(pages[:3])
    assert len(pages) == 4


def test_a_draft_says_so_on_each_page(pdf):
    """A draft is marked at the top, at the signature, and on each page, in words and in outline."""
    pages = words(pdf).split("\f")
    assert pages[0].count("Draft for physician review – not signed") == 1
    assert all("DRAFT – not signed" in text for text in pages[1:])
    assert sum(text.count("Draft for physician review") for text in pages) == 2
    assert to_html(LETTER).count('class="draft-mark"') == 1


def test_a_final_letter_has_no_draft_mark():
    """Nothing of the draft is left in a letter for signature, and nothing is signed."""
    final = letter(draft=False)
    assert "draft" not in to_html(final).replace('data-draft=""', "").lower()
    assert "DRAFT" not in words(printed(final))
    assert "Signature" in words(printed(final))


def test_later_pages_say_whose_letter_it_is(pdf):
    """Each page after the first carries the running line, and every page its number."""
    pages = words(pdf).split("\f")
    assert LETTER.running not in pages[0]
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert number == 1 or LETTER.running in text
        assert LETTER.library in text


def test_names_of_many_scripts_are_printed():
    """Names come out of the PDF letter by letter as they went in."""
    lines = tuple(Line(label=f"Name {n}", value=name) for n, name in enumerate(NAMES))
    text = words(printed(letter(re=lines)))
    assert [name for name in NAMES if name not in text] == []


def test_devanagari_is_printed():
    """Hindi comes out whole, but for invisible joiners at signs that share their letters."""
    made = printed(letter(re=(Line(label="Name", value=DEVANAGARI),)))
    assert DEVANAGARI in words(made).replace("\N{WORD JOINER}", "")
    assert page.is_pdf_compliant_bytes(made, profile=page.ValidationProfile.PDF_UA_1)


def test_a_no_break_space_reads_as_a_space():
    """A document whose first space is a no-break space can still be searched."""
    made = to_pdf("<!DOCTYPE html><html lang=en><title>x</title><p>May\u00a03 and June 4")
    assert "May 3 and June 4" in words(made)


def test_a_character_without_a_face_is_an_error(monkeypatch):
    """A name that no bundled face can print stops the letter; neither error nor log quotes it."""
    logged = io.StringIO()
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler(logged)])
    with pytest.raises(RenderingError, match="THAI") as caught:
        printed(letter(patient=THAI))
    assert not set(THAI) & set(str(caught.value) + logged.getvalue())


def test_a_citation_without_reference_is_an_error():
    """A number that leads nowhere stops the letter."""
    with pytest.raises(RenderingError, match="anchor"):
        printed(letter(references=LETTER.references[:3]))


def test_bad_css_is_an_error(fresh_press, monkeypatch, tmp_path):
    """A property that WeasyPrint does not know stops everything, and is named."""
    (tmp_path / "style.css").write_text("p { colour: black }")
    monkeypatch.setattr(paths, "TEMPLATES", tmp_path)
    with pytest.raises(RenderingError, match="colour"):
        to_pdf("<p>x</p>")


def test_a_missing_typeface_is_an_error(fresh_press, monkeypatch, tmp_path):
    """Fontconfig falls back in silence; the letter does not."""
    conf = (paths.FONTS / "fonts.conf").read_text(encoding="utf-8")
    (tmp_path / "fonts.conf").write_text(conf)
    (tmp_path / "NotoSerif-Regular.ttf").symlink_to(paths.FONTS / "NotoSerif-Regular.ttf")
    monkeypatch.setattr(paths, "FONTS", tmp_path)
    monkeypatch.setenv("FONTCONFIG_FILE", "restored afterwards")
    with pytest.raises(RenderingError, match="Source Serif 4"):
        to_pdf("<!DOCTYPE html><html lang=en><title>x</title><p>x</p>")


def test_a_missing_folder_is_an_error(fresh_press, monkeypatch, tmp_path):
    """An installation without its faces says what is missing."""
    monkeypatch.setattr(paths, "FONTS", tmp_path)
    with pytest.raises(RenderingError, match=r"fonts\.conf is missing"):
        to_pdf("<p>x</p>")


def test_a_fault_of_the_library_is_ours_to_name(monkeypatch):
    """What WeasyPrint raises comes out as our error, without its text."""
    import weasyprint

    def fails(*_: object, **__: object) -> None:
        raise ValueError(LETTER.patient)

    monkeypatch.setattr(weasyprint.HTML, "render", fails)
    with pytest.raises(RenderingError, match="ValueError") as caught:
        to_pdf("<p>x</p>")
    assert LETTER.patient not in str(caught.value)
