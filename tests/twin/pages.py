"""Letters to write as Word files, and pages of any shape that templates may give them."""

from functools import cache

from hypothesis import strategies as st
from rendering.samples import DOCUMENTS

from letters.rationale.model import Letter
from letters.twin.belonging import Belonging
from letters.twin.writing import to_docx

LETTERS = [document for document in DOCUMENTS if isinstance(document, Letter)]
BELONGING = Belonging(case_id="c-1", rationale="0" * 64, tool="letters 0")


@cache
def word_file(place: int) -> bytes:
    """The Word file of a sample, written once for all tests that only look at it."""
    return to_docx(LETTERS[place])


def html(body: str, draft: str = "") -> str:
    """A page of a letter around its body."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>A letter</title>'
        '<meta name="author" content="A. Doe, MD"><meta name="description" content="a letter">'
        '<meta name="dcterms.created" content="2026-11-22"></head>'
        f'<body class="letter" data-draft="{draft}" data-running="Running"'
        f' data-notice="Notice" data-versions="Versions">{body}</body></html>'
    )


_words = st.text(st.sampled_from("ab1 \n<&\"'é\u2060\N{NO-BREAK SPACE}≥"), max_size=12)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@st.composite
def inline(draw) -> str:
    """Words with marks in and between them."""
    made = ""
    for tag in draw(st.lists(st.sampled_from(["", "b", "i", "sup", "br", "span"]), max_size=4)):
        text = _escaped(draw(_words))
        made += "<br>" if tag == "br" else f"<{tag}>{text}</{tag}>" if tag else text
    return made


@st.composite
def tables(draw) -> str:
    """A table with spans, and with rows that do not fill it."""
    rows = ""
    for _ in range(draw(st.integers(1, 4))):
        cells = "".join(
            f'<{draw(st.sampled_from(["td", "th"]))} colspan="{draw(st.integers(1, 3))}"'
            f' rowspan="{draw(st.integers(1, 3))}">{draw(inline())}</td>'
            for _ in range(draw(st.integers(1, 3)))
        )
        rows += f"<tr>{cells}</tr>"
    head = f"<thead><tr><th>{draw(inline())}</th></tr></thead>" if draw(st.booleans()) else ""
    return f"<table>{head}<tbody>{rows}</tbody></table>"


@st.composite
def _lists(draw, inside) -> str:
    tag = draw(st.sampled_from(["ul", "ol"]))
    items = "".join(f"<li>{draw(inside)}</li>" for _ in range(draw(st.integers(1, 3))))
    return f"<{tag}>{items}</{tag}>"


@st.composite
def _wrapped(draw, inside) -> str:
    tags = ["p", "div", "section", "blockquote", "h1", "h2", "h3", "h4", "figcaption", "dd"]
    tag = draw(st.sampled_from(tags))
    of = draw(st.sampled_from(["", "note", "urgency", "signature", "letterhead", "addressee"]))
    return f'<{tag} class="{of}">{draw(inside)}</{tag}>'


bodies = st.lists(
    st.recursive(
        inline() | tables(),
        lambda inside: _wrapped(inside) | _lists(inside) | _wrapped(inline()),
        max_leaves=8,
    ),
    max_size=6,
).map("".join)
"""What may stand in a page: blocks in blocks, lists in lists, loose words, tables."""
