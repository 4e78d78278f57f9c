"""A page as blocks for peers: every word, in order, as it is set."""

from benchmarks.peers.blocks import blocks

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A  letter</title>
<meta name="author" content="Dr. Example"></head>
<body data-running="Ada · page" data-draft="DRAFT"><svg><path d="M0 0"/></svg>
<div><h1>Title</h1><p>One <b>two</b>
 three.<sup><a href="#reference-1">1</a></sup></p></div>
<blockquote><p>Quoted.</p></blockquote>
<table><thead><tr><th>Head</th><th>On</th></tr></thead>
<tbody><tr><th><b>Name</b><br>dose</th><td>2 g</td></tr></tbody></table>
<ol><li id="reference-1">A source.</li></ol>
<figure><svg viewBox="0 0 1 1"><title>A chart.</title><text>5</text></svg>
<figcaption>Figure.</figcaption></figure></body></html>"""


def test_a_page_becomes_its_blocks_in_order():
    told = blocks(PAGE)
    assert (told["title"], told["author"], told["language"]) == ("A letter", "Dr. Example", "en")
    assert (told["running"], told["draft"]) == ("Ada · page", "DRAFT")
    kinds = [block["kind"] for block in told["blocks"]]
    assert kinds == ["heading", "paragraph", "quote", "table", "list", "figure"]


def test_runs_keep_their_weight_height_and_link_and_close_up_space():
    runs = blocks(PAGE)["blocks"][1]["runs"]
    assert runs == [
        {"text": "One "},
        {"text": "two", "bold": True},
        {"text": " three."},
        {"text": "1", "raised": True, "link": "reference-1"},
    ]


def test_a_cell_keeps_its_line_break():
    table = blocks(PAGE)["blocks"][3]
    assert table["head"] == [[[{"text": "Head"}], [{"text": "On"}]]]
    first = table["rows"][0][0]
    assert first == [{"text": "Name", "bold": True}, {"text": "\ndose"}]


def test_a_chart_is_drawn_by_itself_with_its_description():
    figure = blocks(PAGE)["blocks"][5]
    assert figure["svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "ns0" not in figure["svg"]
    assert figure["alt"] == "A chart."
