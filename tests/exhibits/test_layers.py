"""Layers: what prints stays as plain content, what does not is gone from the file."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from exhibits import papers
from exhibits.papers import document, text_stream, written
from letters.exhibits import layers, looking


def layered(content: bytes, *, hidden=("b",), names=("a", "b"), usage=None, base=None):
    """A page whose content uses the layers /a and /b, and /m, which is shown if any is."""
    pdf = document()
    del pdf.pages[1:]
    every = {}
    for name in names:
        every[name] = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
        if usage and name in usage:
            every[name].Usage = Dictionary(Print=Dictionary(PrintState=Name(f"/{usage[name]}")))
    default = Dictionary(OFF=Array([every[name] for name in hidden]))
    if base:
        default = Dictionary(BaseState=Name(f"/{base}"), ON=default.OFF)
    if usage:
        default.AS = Array([Dictionary(Event=Name.Print, OCGs=Array([*every.values()]))])
    pdf.Root.OCProperties = Dictionary(OCGs=Array([*every.values()]), D=default)
    member = Dictionary(Type=Name.OCMD, OCGs=Array([*every.values()]), P=Name.AllOn)
    resources = pdf.pages[0].obj.Resources
    resources.Properties = Dictionary({f"/{name}": each for name, each in every.items()})
    resources.Properties.m = pdf.make_indirect(member)
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    return pdf


def cleared(pdf) -> tuple[bool, bytes, str]:
    with pikepdf.open(io.BytesIO(written(pdf))) as opened:
        hid = layers.take_out(opened)
        after = written(opened)
        content = opened.pages[0].obj.Contents.read_bytes()
    return hid, content, looking.look(after, (1,)).texts[0]


def within(layer: str, content: bytes) -> bytes:
    return f"/OC /{layer} BDC\n".encode() + content + b"\nEMC\n"


BOTH = within("a", text_stream("alpha")) + within("b", text_stream("beta", y=300))


def test_hidden_layers_are_gone_and_shown_ones_plain():
    """The words of a hidden layer are not in the content any more, nor the marks of any."""
    hid, content, text = cleared(layered(BOTH))
    assert hid
    assert b"alpha" in content
    assert b"beta" not in content
    assert b"/OC" not in content
    assert text.split() == ["alpha"]


def test_a_file_without_hidden_layers_keeps_all():
    """Layers that are all shown leave nothing to tell."""
    hid, content, _ = cleared(layered(BOTH, hidden=()))
    assert not hid
    assert b"alpha" in content
    assert b"beta" in content


def test_a_file_without_layers_is_not_touched():
    """There is nothing to take out."""
    hid, content, _ = cleared(document("plain"))
    assert not hid
    assert b"plain" in content


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"base": "OFF", "hidden": ("a",)}, ["alpha"]),
        ({"base": "ON", "hidden": ()}, ["alpha", "beta"]),
        ({"hidden": (), "usage": {"a": "OFF"}}, ["beta"]),
        ({"hidden": ("b",), "usage": {"b": "ON"}}, ["alpha", "beta"]),
    ],
)
def test_what_prints_decides(options, expected):
    """The state is that of the default configuration, and of printing where a layer names it."""
    assert cleared(layered(BOTH, **options))[2].split() == expected


@pytest.mark.parametrize(
    ("policy", "shown"), [("AllOn", False), ("AnyOn", True), ("AnyOff", True), ("AllOff", False)]
)
def test_what_belongs_to_several_layers(policy, shown):
    """With one of two hidden, the rule says whether it is shown."""
    pdf = layered(within("m", text_stream("gamma")))
    pdf.pages[0].obj.Resources.Properties.m.P = Name(f"/{policy}")
    assert (b"gamma" in cleared(pdf)[1]) == shown


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("And", False), ("Or", True), ("Not a", False), ("Not b", True)],
)
def test_an_expression_over_layers(rule, shown):
    """Expressions go before the plain rule."""
    pdf = layered(within("m", text_stream("gamma")))
    one, two = pdf.Root.OCProperties.OCGs
    name, _, only = rule.partition(" ")
    parts = {"": [one, two], "a": [one], "b": [two]}[only]
    pdf.pages[0].obj.Resources.Properties.m.VE = Array([Name(f"/{name}"), *parts])
    assert (b"gamma" in cleared(pdf)[1]) == shown


def test_what_a_hidden_layer_sets_holds_after_it():
    """Only painting is removed: colors and places that a hidden layer sets stay."""
    setting = b"1 0 0 rg 0.5 0 0 0.5 0 0 cm 0 0 600 600 re f"
    content = within("b", setting) + b"0 0 100 100 re f"
    made = cleared(layered(content))[1]
    assert b"1 0 0 rg" in made
    assert b"0.5 0 0 0.5 0 0 cm" in made
    assert made.split().count(b"f") == 1


def test_layers_within_layers_and_other_marks():
    """A mark of another kind inside keeps its own end; what it holds is hidden all the same."""
    inner = b"/Span BMC\n" + text_stream("beta") + b"\nEMC\n" + within("a", text_stream("deep"))
    content = within("b", inner) + text_stream("after", y=200)
    _, made, text = cleared(layered(content))
    assert text.split() == ["after"]
    assert made.split().count(b"BMC") == made.split().count(b"EMC") == 1


def test_forms_and_pictures_of_a_hidden_layer_are_not_drawn():
    """A part that belongs to a hidden layer is left out; one within a shown part is cleared too."""
    pdf = layered(b"/Hid Do /Shown Do")
    resources = pdf.pages[0].obj.Resources
    hidden, shown = (
        papers.shape(pdf, within("b", text_stream(word, 0, 0)) + text_stream(f"{word}2", 0, 20))
        for word in ("one", "two")
    )
    shown.Resources.Properties = resources.Properties
    hidden.OC = pdf.Root.OCProperties.OCGs[1]
    resources.XObject = Dictionary(Hid=hidden, Shown=shown)
    assert cleared(pdf)[2].split() == ["two2"]


def test_comments_of_a_hidden_layer_are_left_out():
    """An annotation may belong to a layer as well."""
    pdf = layered(BOTH)
    one, two = pdf.Root.OCProperties.OCGs
    marks = [papers.annotation(pdf, "Stamp", OC=each) for each in (one, two)]
    pdf.pages[0].obj.Annots = Array(marks)
    with pikepdf.open(io.BytesIO(written(pdf))) as opened:
        layers.take_out(opened)
        assert len(opened.pages[0].obj.Annots) == 1
        assert "/OC" not in opened.pages[0].obj.Annots[0]
