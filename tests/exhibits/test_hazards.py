"""What a PDF carries besides its pages: refused if it may change what a reader sees."""

import io

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from exhibits.papers import annotation, document, script, written
from letters.exhibits import hazards
from letters.exhibits.refusals import RefusedError


def judged(pdf: pikepdf.Pdf) -> str | bool:
    with pikepdf.open(io.BytesIO(written(pdf))) as opened:
        try:
            return hazards.check(opened)
        except RefusedError as refusal:
            return refusal.key


def on_opening(pdf, action):
    pdf.Root.OpenAction = action


def on_a_link(pdf, action):
    pdf.pages[1].obj.Annots = Array([annotation(pdf, "Link", A=action)])


def after_another(pdf, action):
    on_a_link(pdf, Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([action])))


def on_a_page(pdf, action):
    pdf.pages[1].obj.AA = Dictionary(O=action)


def on_a_bookmark(pdf, action):
    item = pdf.make_indirect(Dictionary(Title=String("x"), A=action))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))


def by_name(pdf, action):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), action])))


def on_a_field(pdf, action):
    field = annotation(pdf, "Widget", FT=Name.Tx, T=String("x"), AA=Dictionary(K=action))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def deep(pdf, action):
    for _ in range(40):
        action = Array([action])
    pdf.Root.Deep = action


@pytest.mark.parametrize(
    "place",
    [on_opening, on_a_link, after_another, on_a_page, on_a_bookmark, by_name, on_a_field, deep],
)
def test_a_script_is_found_wherever_it_stands(place):
    """However a script would be started, the file is refused."""
    pdf = document()
    place(pdf, script())
    assert judged(pdf) in {"scripted", "acting"}


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (Dictionary(S=Name.Launch, F=String("calc.exe")), "acting"),
        (Dictionary(S=Name.SubmitForm, F=String("https://example.org")), "acting"),
        (Dictionary(S=Name.ImportData, F=String("x.fdf")), "acting"),
        (Dictionary(S=Name.Hide, T=String("x")), "acting"),
        (Dictionary(S=Name.SetOCGState, State=Array()), "acting"),
        (Dictionary(S=Name.Rendition, OP=0), "media"),
        (Dictionary(S=Name.URI, URI=String("https://example.org")), False),
        (Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])), False),
        (Dictionary(S=Name.GoToR, F=String("other.pdf")), False),
        (Dictionary(S=Name.Named, N=Name.NextPage), False),
    ],
)
def test_actions_of_a_link(action, key):
    """A link that leads somewhere is harmless; one that does something is not."""
    pdf = document()
    on_a_link(pdf, action)
    assert judged(pdf) == key


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (Dictionary(S=Name.URI, URI=String("https://example.org")), "acting"),
        (Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])), False),
        (Array([0, Name.Fit]), False),
    ],
)
def test_what_happens_on_opening(action, key):
    """A file may open at a page, but nothing outside of it."""
    pdf = document()
    on_opening(pdf, action)
    assert judged(pdf) == key


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("FileAttachment", "attached"),
        ("RichMedia", "media"),
        ("Screen", "media"),
        ("Movie", "media"),
        ("Sound", "media"),
        ("3D", "media"),
        ("Text", False),
        ("Highlight", False),
        ("Stamp", False),
    ],
)
def test_kinds_of_annotations(kind, key):
    """What plays or holds a file is refused; comments and stamps are not."""
    pdf = document()
    pdf.pages[0].obj.Annots = Array([annotation(pdf, kind)])
    assert judged(pdf) == key


@pytest.mark.parametrize("place", [on_a_link, by_name])
def test_a_script_that_calls_itself_a_part_of_the_structure_is_refused(place):
    pdf = document()
    place(pdf, Dictionary(Type=Name.StructElem, S=Name.JavaScript, JS=String("app.alert(1)")))
    assert judged(pdf) == "scripted"


def test_a_part_of_the_structure_may_have_any_name():
    """A role of somebody's own is no action."""
    pdf = document()
    pdf.Root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot, K=Dictionary(Type=Name.StructElem, S=Name.Sound, T=String("x"))
    )
    assert judged(pdf) is False


def test_what_happens_by_itself_is_refused_where_it_does_not_say_what_it_is():
    pdf = document()
    on_a_page(pdf, Dictionary(JS=String("app.alert(1)")))
    assert judged(pdf) == "acting"


@pytest.mark.parametrize(
    "kind", [{"Subtype": Name.PS}, {"Subtype": Name.Form, "Subtype2": Name.PS}]
)
def test_a_program_for_a_printer_is_refused(kind):
    pdf = document()
    program = pdf.make_stream(b"showpage", Type=Name.XObject, **kind)
    pdf.pages[0].obj.Resources.XObject = Dictionary(P=program)
    assert judged(pdf) == "scripted"


def test_an_attached_file_is_refused():
    """It may be the document itself."""
    pdf = document()
    pdf.attachments["x.pdf"] = AttachedFileSpec(pdf, b"%PDF-", filename="x.pdf")
    assert judged(pdf) == "attached"


def test_data_of_the_pages_is_left_out():
    """Data attached to a page's own content, as our letters carry it, does not stand in the way."""
    pdf = document()
    pdf.attachments["x.json"] = AttachedFileSpec(
        pdf, b"{}", filename="x.json", relationship=Name.Data
    )
    assert judged(pdf) is True


def test_a_portfolio_is_refused():
    """Its only page is often a note to open it elsewhere."""
    pdf = document()
    pdf.Root.Collection = Dictionary(Type=Name.Collection)
    assert judged(pdf) == "portfolio"


def test_a_form_that_a_program_fills_in_is_refused():
    """The pages of an XFA form are made by whoever reads it."""
    pdf = document()
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))
    assert judged(pdf) == "dynamic"


def test_names_that_only_look_like_actions_are_none():
    """A typeface called AA, an element called Sound and an empty list of scripts are harmless."""
    pdf = document()
    font = pdf.pages[0].obj.Resources.Font.F1
    pdf.pages[0].obj.Resources.Font = Dictionary(AA=font, JS=font, XFA=font, EF=font)
    pdf.Root.StructTreeRoot = Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Sound))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array()))
    assert judged(pdf) is False
