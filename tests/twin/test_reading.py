"""A Word file is read as it shows, whoever saved it; what is unsafe or unsettled is refused."""

import io
import json
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.twin import TwinError, compare, read
from letters.twin.belonging import belonging_of
from letters.twin.blocks import Block
from letters.twin.likeness import same_picture
from letters.twin.page import page_of
from twin.changes import BLOCKS, LETTER, in_body, repacked
from twin.pages import LETTERS, word_file

HERE = Path(__file__).parent
TEXT = "I have weighed"
"""The beginning of a paragraph of the sample."""
_RUN = "<w:r><w:t>{}</w:t></w:r>"


def file() -> bytes:
    return word_file(0)


@cache
def minimal() -> bytes:
    """A Word file of one paragraph, `MARK`, with all else that the sample's has."""
    content = file()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("word/document.xml").decode()
    start, end = text.index("<w:body>") + len("<w:body>"), text.index("<w:sectPr")
    body = text[:start] + f"<w:p>{_RUN.format('MARK')}</w:p>" + text[end:]
    return repacked(content, lambda parts: parts.update({"word/document.xml": body.encode()}))


def with_body(markup: str) -> bytes:
    return repacked(minimal(), in_body(f"<w:p>{_RUN.format('MARK')}</w:p>", markup))


def told(markup: str) -> list[str]:
    return [block.text for block in read(with_body(markup)).blocks]


def para(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


@pytest.mark.parametrize("place", range(len(LETTERS)))
def test_what_the_writer_wrote_is_read_as_it_was(place):
    """Block for block: kinds, levels, numbers, cells, styles of characters."""
    found = read(word_file(place))
    assert found.blocks == page_of(LETTERS[place]).blocks
    assert found.belonging == belonging_of(LETTERS[place])
    assert len(found.pictures) == sum(block.kind == "figure" for block in found.blocks)


def test_what_libreoffice_saved_again_is_read_as_it_was():
    """Another program's markup, styles, lists and parts, made of the same file."""
    kept = json.loads((HERE / "libreoffice.json").read_text(encoding="utf-8"))
    found = read((HERE / "libreoffice.docx").read_bytes())
    assert found.blocks == tuple(Block.model_validate(each) for each in kept)
    assert found.belonging is not None
    assert any("Confidential" in margin for margin in found.margins)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (para("<w:r><w:t>on</w:t></w:r><w:r><w:t>e</w:t></w:r>"), ["one"]),
        (para("<w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>"), ["linked"]),
        (para("<w:smartTag><w:r><w:t>smart</w:t></w:r></w:smartTag>"), ["smart"]),
        (
            para(
                "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>held</w:t></w:r></w:sdtContent></w:sdt>"
            ),
            ["held"],
        ),
        (f"<w:sdt><w:sdtContent>{para(_RUN.format('whole'))}</w:sdtContent></w:sdt>", ["whole"]),
        (
            para(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>C 7</w:instrText>'
                '</w:r><w:r><w:t>9</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                '<w:r><w:t>result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
            ["result"],
        ),
        (para('<w:fldSimple w:instr="PAGE"><w:r><w:t>4</w:t></w:r></w:fldSimple>'), ["4"]),
        (para("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"), ["a\nb"]),
        (para('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>'), ["a b"]),
        (para("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>"), ["a\tb"]),
        (para("<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>a</w:t></w:r>"), ["non\u2011a"]),
        (para("<w:r><w:t>hy</w:t><w:softHyphen/><w:t>phen</w:t></w:r>"), ["hyphen"]),
        (para('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>3</w:t></w:r>'), ["≥3"]),
        (para('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'), ["\ufffd"]),
        (
            para(
                '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
                'markup-compatibility/2006"><mc:Choice Requires="x"><w:t>one</w:t></mc:Choice>'
                "<mc:Fallback><w:t>two</w:t></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            ["one"],
        ),
        (
            para(
                "<w:r><w:t>with</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>"
                "</w:txbxContent></w:pict></w:r>"
            ),
            ["with", "box"],
        ),
        (para("") + para(_RUN.format(" ")), []),
    ],
)
def test_what_shows_is_read_and_nothing_else(markup, shown):
    """Runs, links, controls, fields, breaks, hyphens, signs, text boxes."""
    assert told(markup) == shown


def test_a_merged_cell_stands_where_it_begins():
    """Its neighbors keep their columns, so that a row of fewer cells shows."""
    cells = (
        '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc>'
        "<w:tc><w:p><w:r><w:t>third</w:t></w:r></w:p><w:p><w:r><w:t>line</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>hidden</w:t></w:r></w:p></w:tc>"
    )
    found = read(with_body(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p/>")).blocks
    assert [(block.text, block.cell.column) for block in found] == [("two", 0), ("third\nline", 2)]


def colored(looks: str) -> str:
    return para(f"<w:r><w:rPr>{looks}</w:rPr><w:t>a</w:t></w:r>")


UNSETTLED = {
    "an insertion": (para("<w:ins><w:r><w:t>a</w:t></w:r></w:ins>"), "neither accepted"),
    "a deletion": (para("<w:del><w:r><w:delText>a</w:delText></w:r></w:del>"), "neither accepted"),
    "a move": (para("<w:moveTo><w:r><w:t>a</w:t></w:r></w:moveTo>"), "neither accepted"),
    "a deleted end of a paragraph": (
        para("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + _RUN.format("a")),
        "neither accepted",
    ),
    "an inserted row": (
        "<w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>",
        "neither accepted",
    ),
    "a comment": (para('<w:commentRangeStart w:id="0"/>' + _RUN.format("a")), "has comments"),
    "hidden text": (para("<w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r>"), "hidden text"),
    "struck text": (para("<w:r><w:rPr><w:strike/></w:rPr><w:t>a</w:t></w:r>"), "struck through"),
    "double struck text": (
        para("<w:r><w:rPr><w:dstrike/></w:rPr><w:t>a</w:t></w:r>"),
        "struck through",
    ),
    "white text": (colored('<w:color w:val="FFFFFF"/>'), "cannot be seen"),
    "nearly white text": (colored('<w:color w:val="F2F0EE"/>'), "cannot be seen"),
    "text of the color of the paper": (
        colored('<w:color w:val="auto" w:themeColor="background1"/>'),
        "cannot be seen",
    ),
    "text that a marker blackens": (colored('<w:highlight w:val="black"/>'), "cannot be seen"),
    "text of one point": (colored('<w:sz w:val="2"/>'), "cannot be seen"),
    "text of no width": (colored('<w:w w:val="1"/>'), "cannot be seen"),
    "a document within": ('<w:altChunk r:id="rId1"/>', "another document"),
    "an object": (para("<w:r><w:object/></w:r>"), "another document"),
}


@pytest.mark.parametrize("way", UNSETTLED)
def test_what_readers_could_see_differently_is_refused(way):
    """The message says what to do and nothing of what the file says."""
    markup, says = UNSETTLED[way]
    with pytest.raises(TwinError, match=says):
        read(with_body(markup.replace("<w:t>a", "<w:t>Maria")))


UNSEEN = {
    "<w:vanish/>": "hidden text",
    "<w:strike/>": "struck through",
    '<w:color w:val="FEFEFE"/>': "cannot be seen",
    '<w:sz w:val="1"/>': "cannot be seen",
}
STYLES = {
    "characters": ("<w:r><w:rPr><w:rStyle w:val='Own'/></w:rPr><w:t>a</w:t></w:r>", ""),
    "paragraphs": ("<w:pPr><w:pStyle w:val='Own'/></w:pPr><w:r><w:t>a</w:t></w:r>", ""),
    "all that names none": ("<w:r><w:t>a</w:t></w:r>", ' w:default="1"'),
}


@pytest.mark.parametrize("looks", UNSEEN)
@pytest.mark.parametrize("way", STYLES)
def test_what_a_style_hides_is_hidden(way, looks):
    """However it is hidden: by a style of characters, of paragraphs, or of all that has none."""
    markup, default = STYLES[way]
    kind = "character" if way == "characters" else "paragraph"

    def change(parts):
        style = (
            f'<w:style w:type="{kind}" w:styleId="Own"{default}><w:name w:val="Own"/>'
            f"<w:rPr>{looks}</w:rPr></w:style>"
        )
        held = parts["word/styles.xml"].decode().replace(' w:default="1"', "")
        at = held.index("<w:style ")
        parts["word/styles.xml"] = f"{held[:at]}{style}{held[at:]}".encode()

    with pytest.raises(TwinError, match=UNSEEN[looks]):
        read(repacked(with_body(f"<w:p>{markup}</w:p>"), change))


@pytest.mark.parametrize(
    "looks",
    [
        '<w:color w:val="C00000"/>',
        '<w:strike w:val="0"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>',
        '<w:highlight w:val="yellow"/>',
        '<w:sz w:val="12"/>',
    ],
)
def test_what_can_be_seen_is_read(looks):
    """Red, marked, small or white on blue: an editor may set it so."""
    assert [block.text for block in read(with_body(colored(looks))).blocks] == ["a"]


def related(kind: str, target: str, outside: bool = True):
    mode = ' TargetMode="External"' if outside else ""

    def change(parts):
        name = "word/_rels/document.xml.rels"
        relation = (
            f'<Relationship Id="rX" Type="http://example.org/relationships/{kind}" '
            f'Target="{target}"{mode}/></Relationships>'
        )
        parts[name] = parts[name].replace(b"</Relationships>", relation.encode())

    return change


def entities(parts):
    text = parts["word/document.xml"].decode()
    at = text.index("?>") + 2
    declared = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    parts["word/document.xml"] = (text[:at] + declared + text[at:]).encode()


def macros(parts):
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"wordprocessingml.document.main+xml", b"document.macroEnabled.main+xml"
    )


def bomb(parts):
    parts["word/media/bomb.bin"] = bytes(120_000_000)


def deep(parts):
    nested = "<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300
    text = parts["word/document.xml"].decode()
    parts["word/document.xml"] = text.replace("<w:body>", f"<w:body>{nested}", 1).encode()


HOSTILE = {
    "an entity": entities,
    "macros": macros,
    "a bomb": bomb,
    "endless nesting": deep,
    "a macro project": related("vbaProject", "vbaProject.bin", outside=False),
    "an embedded object": related("oleObject", "embeddings/a.bin", outside=False),
    "a picture elsewhere": related("image", "http://example.org/a.png"),
    "a document elsewhere": related("subDocument", "file:///etc/passwd"),
    "no main part": lambda parts: parts.pop("word/document.xml"),
    "no types": lambda parts: parts.pop("[Content_Types].xml"),
    "broken markup": lambda parts: parts.update({"word/document.xml": b"<w:document"}),
}


@pytest.mark.parametrize("way", HOSTILE)
def test_an_unsafe_file_is_refused(way):
    """Before any of it is believed."""
    with pytest.raises(TwinError):
        read(repacked(minimal(), HOSTILE[way]))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + bytes(600), b"x" * 31_000_000],
    ids=["nothing", "cut", "a PDF", "an older kind", "huge"],
)
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(TwinError):
        read(content)


def test_a_link_and_a_template_elsewhere_do_no_harm():
    """Word itself puts both into files; neither is ever opened."""
    for kind in ("hyperlink", "attachedTemplate"):
        assert read(repacked(minimal(), related(kind, "http://example.org/"))).blocks


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks(data):
    """Whatever byte of its markup was changed."""
    with zipfile.ZipFile(io.BytesIO(minimal())) as archive:
        name = data.draw(st.sampled_from([n for n in archive.namelist() if "media" not in n]))
        part = bytearray(archive.read(name))
    at = data.draw(st.integers(0, len(part) - 1))
    part[at] = data.draw(st.integers(0, 255))
    with suppress(TwinError):
        read(repacked(minimal(), lambda parts: parts.update({name: bytes(part)})))


def test_another_picture_is_told_and_the_same_stored_anew_is_not():
    """A letter draws its own from its values, so the file's is never taken."""
    from PIL import Image

    (picture,) = read(file()).pictures
    stored = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        opened.convert("RGB").resize((opened.width // 2, opened.height // 2)).save(stored, "JPEG")
    other = io.BytesIO()
    Image.new("L", (400, 300), 200).save(other, "PNG")
    assert same_picture(picture, stored.getvalue())
    assert not same_picture(picture, other.getvalue())
    assert not same_picture(picture, b"no picture")
    told = read(file())._replace(pictures=(other.getvalue(),))
    (found,) = compare(LETTER, told).changes
    assert (found.kind, found.needs) == ("figure", "name")
    assert compare(LETTER, told._replace(pictures=(stored.getvalue(),))).changes == ()


def test_the_head_of_a_page_is_read_where_it_shows():
    """A changed running head is found in the file itself."""

    def change(parts):
        for name in parts:
            if name.startswith("word/header"):
                parts[name] = parts[name].replace(b"Member", b"Memory")

    found = read(repacked(file(), change))
    assert found.blocks == BLOCKS
    assert any("Memory" in margin for margin in found.margins)
    assert [one.kind for one in compare(LETTER, found).changes] == ["margin"]
