"""Pages are filled with a case's texts as texts, and a practice's pages say what ours say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters import paths
from letters.errors import RenderingError
from letters.rationale.model import Claim, Paragraph
from letters.rendering import to_html
from letters.rendering.html import TEMPLATE_OF
from letters.templates import Templates, opened
from letters.templates.logo import Logo

from .samples import DOCUMENTS, LETTER, letter

TAG = re.compile(r"<[a-zA-Z/!?][^>]*>")
MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        '"><b>',
        "'><b>",
        "</title></head>",
        "</style>",
        "--><b>",
        "<![CDATA[<b>]]>",
        "&lt;b&gt;",
        "{{ 7 * 7 }}",
        "{{ document.__class__ }}",
        "{% for i in range(9) %}x{% endfor %}",
        "{# hidden #}",
        "{% raw %}",
        "[[criteria]]",
    ]
)
ANY = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30)
TEXTS = st.one_of(ANY, MARKUP, st.tuples(ANY, MARKUP, ANY).map("".join))


def tags(page: str) -> list[str]:
    """Every tag without what its attributes hold."""
    return [re.sub(r'"[^"]*"', '""', tag) for tag in TAG.findall(page)]


def named(text: str):
    """A letter in which every kind of free text of a case is one text."""
    enclosures = tuple(e.model_copy(update={"title": text}) for e in LETTER.enclosures)
    treatments = tuple(
        row.model_copy(update={"ended": text, "recorded": text, "drug": text})
        for row in LETTER.treatments
    )
    quote = Paragraph(claims=(Claim(id="q1", text=text),))
    return letter(
        patient=text,
        running=text,
        title=text,
        denial_quote=quote,
        enclosures=enclosures,
        treatments=treatments,
        addressee=LETTER.addressee.model_copy(update={"payer": text, "department": text}),
        signature=LETTER.signature.model_copy(update={"name": text}),
    )


WANTED = tags(to_html(named("x")))


@settings(max_examples=60)
@given(TEXTS)
def test_no_text_of_a_case_becomes_a_tag(text):
    """Whatever a name, reason, quote or title holds, the page has the tags that it has without."""
    assert len(WANTED) > 100
    assert tags(to_html(named(text))) == WANTED


@settings(max_examples=60)
@given(st.integers(2, 9999), st.integers(2, 9999))
def test_jinja_in_a_text_is_never_run(a, b):
    """Braces that a case brings are printed and not worked out."""
    page = to_html(named(f"{{{{ {a} * {b} }}}}"))
    assert f"{{{{ {a} * {b} }}}}" in page
    assert not re.search(rf"(?<!\d){a * b}(?!\d)", to_html(letter(patient=f"{{{{{a}*{b}}}}}"))) or (
        str(a * b) in to_html(LETTER)
    )


START = '<section class="signature">'
"""A place in our letter where a test adds something."""


def over(**files: str) -> Templates:
    """A practice's pages, unchecked; two underscores stand for a slash, one for a dot."""
    named = {k.replace("__", "/").replace("_", "."): text for k, text in files.items()}
    return Templates(folder=paths.TEMPLATES, files=named)


def ours(name: str = "letter.html.j2") -> str:
    return (paths.TEMPLATES / name).read_text(encoding="utf-8")


def changed(old: str, new: str, name: str = "letter.html.j2") -> Templates:
    text = ours(name)
    assert old in text, old
    return over(**{name.replace("/", "__").replace(".", "_"): text.replace(old, new, 1)})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: type(document).__name__)
def test_a_copy_of_ours_makes_the_same_page(document):
    """Our own pages laid over ours change nothing."""
    files = {name: ours(name) for name in TEMPLATE_OF.values()}
    copied = Templates(folder=paths.TEMPLATES, files=files)
    assert to_html(document, templates=copied) == to_html(document)


def test_wording_and_arrangement_are_free():
    """Other words, a section moved, an element around another: the page says the same."""
    made = to_html(LETTER, templates=changed("Sincerely,", "With kind regards,"))
    assert "With kind regards," in made
    assert "Sincerely" not in made
    assert to_html(LETTER, templates=changed(START, f"{START}<em>Good day.</em>"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ paragraph(document.summary) }}", "", "sentence claim-"),
        ("{{ paragraph(document.summary) }}", "{{ paragraph(document.summary) }}" * 2, "stands 2"),
        ("{{ said(claim) }}", "{{ claim.text }}", "sentence claim-"),
        ("{{ references(document.references) }}", "", "reference reference-1"),
        ("Draft for physician review – not signed", "Final", "class draft"),
        ('<p class="draft">', "<p>", "class draft"),
        ("{{ draft_mark() }}", "", "drawing"),
        ("{{ document.signature.npi }}", "", "missing"),
        ("<b>{{ document.request_type }}</b>", "<b>URGENT</b>", "request-type"),
        (START, f"{START}In 2026:", "numbers that ours"),
        (START, f"{START}To room &#49;&#50;:", "numbers that ours"),
        (START, START + "<script>x</script>", "element <script>"),
        (START, START + '<img src="http://x/y">', "element <img>"),
        (START, START + '<a href="http://x">x</a>', "attribute href"),
        (START, START + '<span style="color: white">x</span>', "attribute style"),
        (START, START + '<span onclick="x()">x</span>', "attribute onclick"),
        (START, START + "<h4>To the Medical Director</h4>", "no level is left out"),
        (START, START + "<h1>Again</h1>", "no other h1"),
        (START, START + "<h2></h2>", "none is empty"),
        (START, START + "<table><tr><td>x</td></tr></table>", "header cells"),
        (START, START + '<p class="draft-mark">x</p>', "class draft-mark"),
        ("{{ row.drug }}", "", "rows of tables"),
        ("<td>{{ row.dates }}", "<td>", "rows of tables"),
        ("{% block kind %}letter", "{% block kind %}bare", "body's attributes"),
        ('{{ "DRAFT – not signed" if document.draft else "" }}', "", "body's attributes"),
    ],
)
def test_a_page_that_says_less_more_or_other_is_not_made(old, new, told):
    """Each sentence, citation, row, number and mark stands once and seen, or there is no letter."""
    with pytest.raises(RenderingError, match="do not say") as raised:
        to_html(LETTER, templates=changed(old, new))
    assert told in str(raised.value)
    assert LETTER.patient not in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<tr><th scope="row">{{ line.label }}', "<tr><th>{{ line.label }}", "scope"),
        ("{% for line in half %}", "{% for line in half[1:] %}", "rows of tables"),
    ],
)
def test_a_part_of_pages_that_says_less_is_not_taken(old, new, told):
    """What stands in a part is held to ours like the page that takes it in."""
    with pytest.raises(RenderingError, match="do not say") as raised:
        to_html(LETTER, templates=changed(old, new, "parts/halves.html.j2"))
    assert told in str(raised.value)


def test_a_finding_put_for_another_is_found():
    """A verdict that the template states by itself, and not from the case, is no letter."""
    part = "parts/criteria.html.j2"
    with pytest.raises(RenderingError, match="rows of tables"):
        to_html(LETTER, templates=changed("{{ row.verdict | upper }}", "OK", part))


def test_a_sentence_in_other_words_is_found():
    """The text of a claim is as it was argued, letter by letter."""
    part = "parts/claims.html.j2"
    with pytest.raises(RenderingError, match="other words"):
        to_html(LETTER, templates=changed("cited(claim.text,", "cited(claim.text | upper,", part))


def test_a_citation_left_out_is_found():
    """A sentence without the numbers of its references is not the sentence."""
    part = "parts/claims.html.j2"
    with pytest.raises(RenderingError, match="citations"):
        to_html(LETTER, templates=changed("&#x2060;{{ numbers(citations) }}", "", part))


def test_the_practice_style_stands_in_the_head():
    """A practice's style sheet stands in the page, once, and ours does not show one."""
    styled = Templates(folder=paths.TEMPLATES, style="h2 { margin-top: 9pt; }")
    page = to_html(LETTER, templates=styled)
    assert page.count("<style>h2 { margin-top: 9pt; }</style></head>") == 1
    assert "<style>" not in to_html(LETTER)


def test_a_logo_stands_in_the_letterhead():
    """The logo is the ground of an element beside the name, and for a screen reader no figure."""
    shown = Templates(
        folder=paths.TEMPLATES, logo=Logo(uri="data:image/png;base64,AA", width=9, height=9)
    )
    page = to_html(LETTER, templates=shown)
    assert page.count("url(data:image/png;base64,AA)") == 1
    assert "<img" not in page
    assert shown.images == {"data:image/png;base64,AA"}


def test_a_failing_page_tells_no_value():
    """What Python complains of while a practice's page is filled is not repeated."""
    with pytest.raises(RenderingError) as raised:
        to_html(LETTER, templates=changed(START, START + "{{ document.patient // 2 }}"))
    assert LETTER.patient not in str(raised.value)


def test_the_example_folder_makes_a_letter():
    """The folder shipped as an example makes our letter with its own letterhead and style."""
    made = opened(paths.EXAMPLES / "templates")
    page = to_html(LETTER, templates=made)
    assert "National Provider Identifier" in page
    assert "data:image/svg+xml;base64," in page
