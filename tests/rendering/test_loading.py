"""Nothing is loaded: whatever asks for a file or an address stops the document, unread.

Each attempt is made against a server that listens and a file that holds a secret. Both are shown to
be in reach first, so that a test that finds nothing has looked where something could be.
"""

import base64
import datetime as dt
import io
import socket
import threading
import urllib.request

import pikepdf
import pypdfium2
import pytest
import weasyprint

from letters.errors import RenderingError
from letters.rendering import fetching
from letters.rendering import pdf as press
from letters.rendering.embedding import Enclosed

PAGE = "<!DOCTYPE html><html lang=en><head><title>x</title>{head}</head><body><p>x</p>{body}"
SECRET = "canary-7f41"
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
BLACK = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


class Listener:
    """A server that answers everybody and counts them."""

    def __init__(self) -> None:
        self.callers = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/asked"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.callers += 1
            with caller:
                caller.recv(1000)
                body = f"<svg xmlns='{SVG}' width='9' height='9'></svg>".encode()
                head = f"HTTP/1.0 200 OK\r\nContent-Type: image/svg+xml\r\n\r\n{SECRET}"
                caller.sendall(head.encode() + body)

    def close(self) -> None:
        self._socket.close()


def text_of(made: bytes) -> str:
    (leaf,) = pypdfium2.PdfDocument(made)
    text = leaf.get_textpage().get_text_bounded()
    assert "x" in text
    return text


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def canary(tmp_path):
    """A file that could be read as a picture, a style or an attachment."""
    path = tmp_path / "canary.svg"
    path.write_text(f"<svg xmlns='{SVG}' width='9' height='9'><text y='9'>{SECRET}</text></svg>")
    return path


@pytest.fixture(params=["address", "file", "path", "data", "protocol"])
def url(request, listener, canary):
    """The same thing asked for in five ways."""
    return {
        "address": listener.address,
        "file": canary.as_uri(),
        "path": str(canary),
        "data": f"data:image/png;base64,{BLACK}",
        "protocol": listener.address.removeprefix("http:"),
    }[request.param]


BODIES = {
    "img": "<img src='{url}' alt=x>",
    "srcset by picture": "<picture><source srcset='{url}'><img src='{url}' alt=x></picture>",
    "object": "<object data='{url}' type='image/svg+xml'></object>",
    "embed": "<embed src='{url}' type='image/svg+xml'>",
    "background": "<p style='background: url({url})'>x</p>",
    "border image": "<p style='border: 3px solid; border-image: url({url}) 1'>x</p>",
    "list mark": "<ul style='list-style-image: url({url})'><li>x</ul>",
    "content": "<style>p::before {{ content: url({url}) }}</style>",
    "page background": "<style>@page {{ background: url({url}) }}</style>",
    "margin content": "<style>@page {{ @top-left {{ content: url({url}) }} }}</style>",
    "import": "<style>@import '{url}';</style>",
    "import url": "<style>@import url({url}) print;</style>",
    "face": "<style>@font-face {{ font-family: y; src: url({url}) }} p {{ font: 9pt y }}</style>",
    "profile": "<style>@color-profile --y {{ src: url({url}) }}</style>",
    "style link": "<link rel=stylesheet href='{url}'>",
    "attachment link": "<link rel=attachment href='{url}'>",
    "attached by a": "<a rel=attachment href='{url}'>x</a>",
    "svg image": f"<svg xmlns='{SVG}'><title>x</title><image href='{{url}}' width=9 height=9>",
    "svg xlink": f"<svg xmlns='{SVG}' xmlns:xlink='{XLINK}'><title>x</title>"
    "<image xlink:href='{url}' width=9 height=9 /></svg>",
    "svg style": f"<svg xmlns='{SVG}'><title>x</title><style>@import '{{url}}';</style></svg>",
}


def test_listener_and_canary_are_in_reach(listener, canary):
    """Without the lock WeasyPrint calls the server and reads the file: both can be found out."""
    urllib.request.urlopen(listener.address).close()
    assert listener.callers == 1
    body = f"<img src='{listener.address}' alt=x><link rel=attachment href='{canary.as_uri()}'>"
    open_to_all = weasyprint.HTML(string=PAGE.format(head="", body=body))
    made = open_to_all.write_pdf(uncompressed_pdf=True, font_config=press._press().fonts)
    assert listener.callers == 2
    assert SECRET.encode() in made


@pytest.mark.parametrize("how", BODIES)
def test_nothing_is_loaded(how, url, listener, monkeypatch):
    """The document is refused, whatever asks in whatever way; nobody was called, no file opened."""
    opened: list[object] = []
    monkeypatch.setattr(urllib.request.OpenerDirector, "open", lambda *a, **_: opened.append(a))
    with pytest.raises(RenderingError) as caught:
        press.to_pdf(PAGE.format(head="", body=BODIES[how].format(url=url)))
    # A name without a base leads nowhere; neither does a style inside of an inline drawing.
    asked = url.startswith(("http:", "file:", "data:")) and how != "svg style"
    assert asked <= ("may use nothing outside itself" in str(caught.value))
    assert listener.callers == 0
    assert opened == []
    assert SECRET not in str(caught.value)
    assert url not in str(caught.value)


@pytest.mark.parametrize("outside", ["address", "file"])
@pytest.mark.parametrize("relative", ["canary.svg", "asked", "../asked"])
def test_a_base_does_not_open_the_door(outside, relative, listener, canary):
    """A relative name is refused with a base too."""
    base = listener.address if outside == "address" else canary.as_uri()
    source = PAGE.format(head=f"<base href='{base}'>", body=f"<img src='{relative}' alt=x>")
    with pytest.raises(RenderingError, match="may use nothing outside itself"):
        press.to_pdf(source)
    assert listener.callers == 0


HARMLESS = {
    "a refresh": ("<meta http-equiv=refresh content='0; url={url}'>", ""),
    "a frame": ("", "<iframe src='{url}'></iframe>"),
    "a script": ("<script src='{url}'></script>", ""),
    "a film": ("", "<video src='{url}' poster='{url}'></video>"),
    "a prefetch": ("<link rel=prefetch href='{url}'>", ""),
    "a drawing of others": (
        "",
        f"<svg xmlns='{SVG}'><title>x</title><use href='{{url}}#y'/></svg>",
    ),
    "a link": ("", "<a href='{url}'>x</a>"),
}


@pytest.mark.parametrize("what", HARMLESS)
@pytest.mark.parametrize("outside", ["address", "file"])
def test_what_is_not_asked_for_stays_outside(what, outside, listener, canary):
    """What a browser would load and WeasyPrint passes over does not get in either."""
    place = listener.address if outside == "address" else canary.as_uri()
    head, body = (part.format(url=place) for part in HARMLESS[what])
    made = press.to_pdf(PAGE.format(head=head, body=body))
    assert listener.callers == 0
    assert SECRET not in text_of(made)
    assert not list(pikepdf.open(io.BytesIO(made)).attachments)


def drawing(inside: str) -> str:
    source = f"<svg xmlns='{SVG}' xmlns:xlink='{XLINK}' width='9' height='9'>{inside}</svg>"
    return f"data:image/svg+xml;base64,{base64.b64encode(source.encode()).decode()}"


PICTURES = {
    "png": f"data:image/png;base64,{BLACK}",
    "svg": drawing("<rect width='9' height='9'/>"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_that_was_announced_is_shown(kind):
    """The program's own picture, whole in its address, is painted with its alternative."""
    address = PICTURES[kind]
    source = PAGE.format(head="", body=f"<img src='{address}' alt='A logo'>")
    made = press.pressed(source, images=frozenset({address}))
    assert made.pages == 1
    assert len(made.pdf) > len(press.to_pdf(PAGE.format(head="", body="")))


def test_only_the_announced_picture_is_shown():
    """Another picture, or the same one written differently, is refused."""
    known = frozenset({PICTURES["png"]})
    others = (
        PICTURES["svg"],
        PICTURES["png"].replace("data:", "DATA:"),
        PICTURES["png"].replace("image/png", "image/png;charset=x"),
        PICTURES["png"].replace("==", "%3D%3D"),
        PICTURES["png"] + "#x",
    )
    for other in others:
        body = f"<img src='{PICTURES['png']}' alt=x><img src='{other}' alt=x>"
        with pytest.raises(RenderingError, match="nothing outside"):
            press.pressed(PAGE.format(head="", body=body), images=known)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1/",
        "data:text/css,p{}",
        f"data:text/css;base64,{BLACK}",
        f"data:image/gif;base64,{BLACK}",
        "data:image/png,plain",
        "data:image/png;base64,A",
        "data:image/png;base64,",
    ],
)
def test_announcing_something_else_does_not_help(address):
    """Only a PNG, a JPEG or an SVG in base64 can be announced."""
    source = PAGE.format(head="", body=f"<img src='{address}' alt=x>")
    with pytest.raises(RenderingError):
        press.pressed(source, images=frozenset({address}))


@pytest.mark.parametrize(
    "inside",
    [
        "<image href='{url}' width='9' height='9'/>",
        "<image xlink:href='{url}' width='9' height='9'/>",
        "<style>@import '{url}';</style><rect width='9' height='9'/>",
        "<style>@font-face {{ font-family: y; src: url({url}) }}</style><text>x</text>",
        "<g><image href='canary.svg' width='9' height='9'/></g>",
    ],
)
@pytest.mark.parametrize("outside", ["address", "file", "data"])
def test_a_drawing_may_load_nothing(inside, outside, listener, canary):
    """An announced SVG that asks for more is refused with its document."""
    place = {
        "address": listener.address,
        "file": canary.as_uri(),
        "data": PICTURES["png"],
    }[outside]
    address = drawing(inside.format(url=place))
    source = PAGE.format(head="", body=f"<img src='{address}' alt='A logo'>")
    with pytest.raises(RenderingError):
        press.pressed(source, images=frozenset({address}))
    assert listener.callers == 0


def test_a_drawing_that_uses_another_stays_empty(listener, canary):
    """`use` of another file paints nothing and calls nobody."""
    for place in (listener.address, canary.as_uri()):
        address = drawing(f"<use href='{place}#y'/><use xlink:href='{place}#y'/>")
        source = PAGE.format(head="", body=f"<img src='{address}' alt='A logo'>")
        assert SECRET not in text_of(press.pressed(source, images=frozenset({address})).pdf)
    assert listener.callers == 0


def test_a_drawing_opens_no_entity(canary):
    """An entity that stands for a file is not replaced by the file."""
    source = (
        f"<!DOCTYPE svg [<!ENTITY y SYSTEM '{canary.as_uri()}'>]>"
        f"<svg xmlns='{SVG}' width='90' height='9'><text y='9'>&y;</text></svg>"
    )
    address = f"data:image/svg+xml;base64,{base64.b64encode(source.encode()).decode()}"
    with pytest.raises(RenderingError):
        press.pressed(
            PAGE.format(head="", body=f"<img src='{address}' alt=x>"), images=frozenset({address})
        )


def test_a_refusal_that_is_swallowed_still_counts(monkeypatch):
    """WeasyPrint swallows what is raised inside of a drawing; the fetcher remembers."""
    fetcher = fetching.Locked()
    with pytest.raises(fetching.Refused):
        fetcher("http://127.0.0.1/")
    assert fetcher.refused
    with pytest.raises(RenderingError, match="nothing outside"), press._faults_named(fetcher):
        pass


def test_the_data_of_a_document_are_not_fetched(monkeypatch):
    """What is embedded comes as bytes: no fetcher of WeasyPrint's own is made for it."""

    def made(*_: object, **__: object) -> None:
        raise AssertionError("a fetcher that fetches")

    monkeypatch.setattr(weasyprint, "URLFetcher", made)
    monkeypatch.setattr(weasyprint.urls, "URLFetcher", made)
    enclosed = Enclosed(content=b"{}", description="Nothing.", made=dt.date(2026, 1, 2))
    assert press.pressed(PAGE.format(head="", body=""), enclosed=enclosed).pages == 1
