"""A practice's logo: decoded, checked, and written anew."""

import base64
import io

import pytest
from PIL import Image, PngImagePlugin

from letters.templates.logo import Logo, logo

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 40 20"'
)


def picture(
    kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object
) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **more)
    return file.getvalue()


def decoded(made: Logo) -> bytes:
    return base64.b64decode(made.uri.partition(",")[2])


@pytest.mark.parametrize(
    ("file", "kind", "mode"),
    [
        ("logo.png", "PNG", "RGB"),
        ("logo.png", "PNG", "RGBA"),
        ("logo.png", "PNG", "1"),
        ("logo.png", "PNG", "P"),
        ("logo.jpg", "JPEG", "RGB"),
        ("logo.jpeg", "JPEG", "CMYK"),
    ],
)
def test_a_picture_becomes_a_plain_png(file, kind, mode):
    """Whatever the file was, what is printed is PNG, opaque, in RGB, sized for the letterhead."""
    made = logo(file, picture(kind, mode=mode))
    assert isinstance(made, Logo)
    assert made.uri.startswith("data:image/png;base64,")
    assert Image.open(io.BytesIO(decoded(made))).mode == "RGB"
    assert (made.width, made.height) == (84.0, 42.0)


def test_nothing_but_the_picture_is_kept():
    """Metadata, and what hangs behind the picture, does not get into a letter."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", "SECRET")
    made = logo("logo.png", picture("PNG", pnginfo=about) + b"TRAILING")
    assert isinstance(made, Logo)
    assert b"SECRET" not in decoded(made)
    assert b"TRAILING" not in decoded(made)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("logo.png", b""),
        ("logo.png", b"<svg/>"),
        ("logo.png", picture("JPEG")),
        ("logo.png", picture("PNG")[:60]),
        ("logo.png", picture("PNG", (3000, 3000), "1")),
        ("logo.jpg", picture("GIF")),
    ],
)
def test_what_is_no_such_picture_is_refused(file, content):
    """A broken, huge or misnamed file is an error."""
    assert isinstance(logo(file, content), list)


def drawn(inside: str, head: str = HEAD) -> Logo | list[object]:
    return logo("logo.svg", f"{head}>{inside}</svg>".encode())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="http://x/y.png"/>',
        '<use xlink:href="#a"/>',
        '<path xlink:href="file:///etc/passwd" d="M0 0"/>',
        '<a href="http://x"><path d="M0 0"/></a>',
        "<style>* { fill: url(http://x) }</style>",
        '<path style="fill: url(http://x)" d="M0 0"/>',
        '<path fill="url(#a)" d="M0 0"/>',
        '<path d="M0 0" onclick="x()"/>',
        '<path d="javascript:x"/>',
        "<text>Approved in 2026</text>",
        '<animate attributeName="x"/>',
        '<filter id="f"/>',
        '<defs><linearGradient id="a"/></defs>',
        '<rect width="100%" height="&#117;rl(x)"/>',
        "<g>" * 30 + "</g>" * 30,
        "<g/>" * 3000,
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(inside):
    """Scripts, links, foreign content, styles that fetch, text and gradients refuse the file."""
    assert isinstance(drawn(inside), list)


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + HEAD
        + "><title>&x;</title></svg>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD + ' id="&b;"/>',
        "<svg",
        "<html/>",
        '<svg viewBox="0 0 1 1"/>',
        HEAD.replace("40 20", "0 0") + "/>",
        HEAD.replace("0 0 40 20", "a b c d") + "/>",
    ],
)
def test_xml_that_is_no_plain_drawing_is_refused(content):
    """Entities, other documents, and drawings without a size are errors."""
    assert isinstance(logo("logo.svg", content.encode()), list)


def test_a_drawing_is_made_anew():
    """Shapes and paint stay; what a drawing program adds for itself does not."""
    made = drawn(
        "<!-- SECRET --><metadata>SECRET</metadata><title>SECRET</title>"
        '<g transform="translate(1 2)" id="layer">'
        '<path d="M0 0 L4 4" style="fill:#000;-x:SECRET"/></g>'
        '<i:own xmlns:i="urn:x">SECRET</i:own>'
    )
    assert isinstance(made, Logo)
    assert made.uri.startswith("data:image/svg+xml;base64,")
    text = decoded(made).decode()
    assert 'd="M0 0 L4 4"' in text
    assert 'fill="#000"' in text
    assert "translate(1 2)" in text
    assert "SECRET" not in text
