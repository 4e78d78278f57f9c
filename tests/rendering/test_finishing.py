"""Both claims at once: each finished document is PDF/A-3a and PDF/UA-1, and the validator looks."""

import base64
import io
import random
from xml.etree import ElementTree

import page
import pikepdf
import pytest
from page import ValidationProfile
from PIL import Image

from letters.errors import RenderingError
from letters.rendering import finishing, render, to_html, to_pdf
from letters.rendering import pdf as press
from letters.rendering.glyphs import mend

from .conftest import finished
from .samples import DOCUMENTS, GAPS, LETTER, letter

PROFILES = (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1)
PAGE = "<!DOCTYPE html><html lang=en><title>x</title><body>"


def failures(made: bytes, profile: ValidationProfile) -> set[str]:
    report = page.validate_pdf_bytes(made, profile=profile)
    assert report.rules.total > 100
    assert report.is_compliant == (not report.failures)
    return {failure.rule_id for failure in report.failures}


@pytest.fixture(scope="module")
def unfinished() -> bytes:
    """The letter as WeasyPrint leaves it, with its texts for glyphs mended."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(press, "finish", mend)
        return to_pdf(to_html(LETTER))


def test_the_validator_refuses_an_unfinished_file(unfinished):
    """Without the finisher neither claim holds: packed metadata, no claim, no alternative."""
    archive, access = (failures(unfinished, profile) for profile in PROFILES)
    assert archive == {"PDFA3A-METADATA-FILTER-001"}
    assert {"PDFUA1-ID-PART-001", "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"} < access


@pytest.mark.parametrize(
    ("profile", "taken"),
    [
        *((PROFILES[0], key) for key in ("MarkInfo", "StructTreeRoot", "OutputIntents", "AF")),
        *((PROFILES[1], key) for key in ("MarkInfo", "StructTreeRoot", "Lang")),
    ],
)
def test_the_validator_sees_what_is_taken_away(profile, taken):
    """A finished file without its marks, tree, colors or language no longer conforms."""
    opened = pikepdf.open(io.BytesIO(finished(DOCUMENTS.index(GAPS)).pdf))
    del opened.Root[f"/{taken}"]
    spoiled = io.BytesIO()
    opened.save(spoiled)
    assert failures(spoiled.getvalue(), profile)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_each_document_conforms(made, profile):
    """Every kind of document, with its data inside, breaks no rule of either standard."""
    assert failures(made.pdf, profile) == set()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_document_without_data_conforms(profile):
    """A final letter that carries no data breaks no rule either."""
    assert failures(render(letter(draft=False), data=False).pdf, profile) == set()


def test_the_file_tells_both_claims_in_the_open(made):
    """The metadata are one XML document, not packed, with both claims and the document's title."""
    opened = pikepdf.open(io.BytesIO(made.pdf))
    assert "/Filter" not in opened.Root.Metadata
    written = opened.Root.Metadata.read_raw_bytes()
    assert written in made.pdf
    ElementTree.fromstring(written.decode("utf-8"))
    assert written.count(b"</rdf:RDF>") == 1
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == str(opened.docinfo["/Title"])


def test_writing_once_changes_no_byte(monkeypatch):
    """The file is the same whether pydyf makes its objects once or twice."""
    source = f"{PAGE}<h1>Ωmega</h1><p>One <a href='#x'>two</a></p><p id=x>three"
    quick = to_pdf(source)
    monkeypatch.setattr(finishing, "settle", lambda pdf: None)
    assert to_pdf(source) == quick


def picture(mode: str, kind: str) -> str:
    """A small picture as a `data:` address."""
    shades = random.Random(4)
    made = Image.new(mode, (7, 5))
    for x in range(7):
        band = tuple(shades.randrange(256) for _ in made.getbands())
        made.putpixel((x, 2), band if len(band) > 1 else band[0])
    stored = io.BytesIO()
    made.save(stored, kind.upper())
    return f"data:image/{kind};base64,{base64.b64encode(stored.getvalue()).decode()}"


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "png"), ("RGBA", "png"), ("L", "png"), ("P", "png"), ("RGB", "jpeg")]
)
def test_a_picture_does_not_cost_the_claims(mode, kind):
    """A picture with or without transparency, in color or grey, leaves a conforming file."""
    address = picture(mode, kind)
    source = f"{PAGE}<p>Above</p><img alt='A mark' src='{address}'>"
    made = press.pressed(source, images=frozenset({address})).pdf
    for profile in PROFILES:
        assert failures(made, profile) == set()
    opened = pikepdf.open(io.BytesIO(made))
    (painted,) = opened.pages[0].Resources.XObject.values()
    assert not painted.Interpolate


def test_a_picture_in_printing_colors_is_an_error():
    """CMYK has no place in a file for screens; the message says what to do."""
    address = picture("CMYK", "jpeg")
    with pytest.raises(RenderingError, match="RGB"):
        press.pressed(f"{PAGE}<p>x</p><img alt=x src='{address}'>", images=frozenset({address}))


def test_a_document_without_title_is_an_error():
    """PDF/UA-1 wants a title; a template that gives none is told so."""
    with pytest.raises(RenderingError, match="no title"):
        to_pdf("<!DOCTYPE html><html lang=en><p>x")
