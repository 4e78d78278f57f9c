"""A practice's style sheet: how things look, never what is shown."""

import pytest

from letters.templates.problem import errors
from letters.templates.style import style


def told(css: str) -> list[str]:
    return [str(problem) for problem in errors(style(css))]


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x.css';",
        "@import url(http://x/);",
        "@font-face { font-family: X; src: url(x.ttf) }",
        "@media print { p { color: black } }",
        "@page { @top-left { content: 'APPROVED' } }",
        "@page { size: 10pt 10pt }",
        "p { background-image: url(x.png) }",
        "p { background-color: url(x.png) }",
        "p { background-color: image(x) }",
        "p { color: expression(1) }",
        "p { color: var(--x) }",
        "p { width: calc(1pt - 100pt) }",
        "p::before { content: 'not ' }",
        "p:before { color: black }",
        "p { content: 'x' }",
        "p { string-set: running 'x' }",
        "p { display: none }",
        "p { visibility: hidden }",
        "p { opacity: 0 }",
        "p { position: absolute }",
        "p { transform: scale(0) }",
        "p { text-indent: -999pt }",
        "p { margin-left: -99pt }",
        "p { margin-left: 9999pt }",
        "p { height: 0 }",
        "p { overflow: hidden }",
        "p { text-transform: uppercase }",
        "p { text-decoration: line-through }",
        "p { font-family: Wingdings }",
        "p { font-variant: small-caps }",
        "p { font: 1pt serif }",
        "p { font-size: 2pt }",
        "p { font-size: 10% }",
        "p { font-size: .1em }",
        "p { font-size: 0 }",
        "p { line-height: 0 }",
        "p { letter-spacing: -9pt }",
        "p { width: 1pt }",
        "p { color: white }",
        "p { color: #fefefe }",
        "p { color: transparent }",
        "p { color: rgba(0, 0, 0, 0) }",
        "p { background-color: black }",
        "p { color: black; } </style><script>",
        "p { c\\6f lor: white }",
        "p { --x: 1 }",
        "p { p { color: black } }",
        "p {",
        "p",
        "}",
    ],
)
def test_what_shows_hides_or_fetches_is_refused(css):
    """Each rule that could take a sentence off the page, write one, or fetch something is an error,
    but for a rule that CSS itself closes or that sets nothing."""
    assert told(css) or css == "p {"


@pytest.mark.parametrize(
    "css",
    [
        "",
        "/* nothing */",
        ".letterhead { border-bottom: 2pt solid #000; padding: 4pt 0 8pt; margin: 0 auto }",
        "h2 { font-size: 11pt; font-weight: bold; color: black; text-align: center }",
        "p { line-height: 1.3; letter-spacing: .2pt; margin: 0 }",
        "@page { margin: 50pt 59pt } @page :first { margin-top: 90pt }",
        "table { border: none; background-color: white; break-inside: avoid }",
        "p { orphans: 3; widows: 3; font-style: italic !important }",
    ],
)
def test_sizes_spaces_rules_and_weights_may_be_set(css):
    """What only changes the look passes without a remark."""
    assert style(css) == []


@pytest.mark.parametrize(
    "css", ["p { color: #003366 }", "p { background-color: #f5f5f5 }", "p { font-size: 8pt }"]
)
def test_what_a_fax_cannot_carry_is_a_warning(css):
    """Color, grey, and type under 8.5 points are for the practice to look at."""
    (problem,) = style(css)
    assert problem.severity == "warning"
    assert "204 by 98" in problem.rule


def test_the_line_is_told():
    """A problem stands at the line of its declaration."""
    assert told("p { color: black }\n\nh2 {\n  display: none\n}")[0].startswith("style.css:4:")
