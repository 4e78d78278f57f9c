"""What is made to do harm is refused before it does, and what is only large is not."""

import io
import json
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.intake.limits import DEFAULT, Limits
from letters.intake.opening.hardened import check_archive, check_depth, parse_xml
from letters.intake.reading import ReadingError

CANARY = "Zaubernuss"


def limits(**changed):
    return Limits(**changed)


def refusal(call):
    """What a call refuses, or None; anything else that it raises is raised."""
    try:
        call()
    except ReadingError as refused:
        return refused
    return None


def laughs(depth):
    lines = [f'<!ENTITY a0 "{CANARY}">']
    for number in range(1, depth):
        lines.append(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">')
    return f"<!DOCTYPE a [{''.join(lines)}]><a>&a{depth - 1};</a>".encode()


HARMFUL = [
    ("billion laughs", laughs(10)),
    ("quadratic blow-up", b'<!DOCTYPE a [<!ENTITY b "%s">]>' % (b"x" * 9999) + b"<a>&b;&b;</a>"),
    ("file", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("network", b'<!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:9/x">]><a>&b;</a>'),
    ("outside definition", b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>'),
    ("parameter entity", b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///x"> %b;]><a/>'),
    ("bare document type", b"<!DOCTYPE a><a/>"),
]


@pytest.mark.parametrize(
    "content", [each for _, each in HARMFUL], ids=[name for name, _ in HARMFUL]
)
def test_xml_that_declares_anything_is_refused(content):
    """Document types, entities and outside references are refused, whatever they expand to."""
    with pytest.raises(ReadingError) as refused:
        parse_xml(content, DEFAULT)
    assert refused.value.rule.startswith("it declares a document type")
    assert refused.value.action


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>&nbsp;</a>",
        b"<a>\x00</a>",
        b"\xff\xfe<\x00a",
        b"<?xml version='1.0' encoding='shift_jis'?><a/>",
        b"<?xml version='1.0' encoding='no-such'?><a/>",
        "<a>\ud800</a>".encode("utf-8", "surrogatepass"),
    ],
)
def test_xml_that_is_not_well_formed_is_refused(content):
    """Anything else that is no document is refused by one rule."""
    with pytest.raises(ReadingError, match="not well-formed"):
        parse_xml(content, DEFAULT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_xml_in_the_encodings_of_exports(encoding):
    """Documents are read in the encoding that they declare."""
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?><a b="é">ü</a>'
    root = parse_xml(text.encode(encoding), DEFAULT)
    assert (root.get("b"), root.text) == ("é", "ü")


def test_space_before_the_declaration_is_no_fault():
    """Blank lines before the declaration, which some gateways add, are passed over."""
    assert parse_xml(b'\r\n <?xml version="1.0"?><a/>', DEFAULT).tag == "a"


def test_deep_xml_is_refused_while_it_is_read():
    """A document that nests too deep is refused; one at the limit is read."""
    assert parse_xml(b"<a>" * 20 + b"</a>" * 20, limits(depth=20)).tag == "a"
    with pytest.raises(ReadingError, match="'depth' of 20"):
        parse_xml(b"<a>" * 21, limits(depth=20))


def test_a_million_levels_are_refused():
    """A million open elements end at the limit, not with the stack."""
    with pytest.raises(ReadingError, match="'depth'"):
        parse_xml(b"<a>" * 1_000_000, DEFAULT)


@pytest.mark.parametrize("part", [b"<b/>", b'<b c=""/>'])
def test_elements_and_attributes_are_counted(part):
    """The limit on elements counts their attributes too."""
    each = 1 + part.count(b"=")
    assert parse_xml(b"<a>" + part * 10 + b"</a>", limits(elements=1 + 10 * each)).tag == "a"
    with pytest.raises(ReadingError, match="'elements'"):
        parse_xml(b"<a>" + part * 10 + b"</a>", limits(elements=10 * each))


@pytest.mark.parametrize("begun", [b"<a><!--", b"<a b='", b"<a", b"<?x "])
def test_an_endless_tag_is_refused(begun):
    """A tag, comment or attribute longer than a line may be is refused, as it would be re-read."""
    with pytest.raises(ReadingError, match="'line_mb'"):
        parse_xml(begun + b"x" * 5_000_000, limits(line_mb=2))


def test_long_text_is_no_endless_tag():
    """The text of an element, such as an embedded document, may be longer than a line."""
    root = parse_xml(b"<a>" + b"x" * 5_000_000 + b"</a>", limits(line_mb=2))
    assert len(root.text) == 5_000_000


def test_a_long_namespace_is_refused():
    """A namespace that would be copied into every name is refused."""
    with pytest.raises(ReadingError, match="namespace"):
        parse_xml(b'<a xmlns="' + b"x" * 5000 + b'"><b/></a>', DEFAULT)


@given(st.binary(max_size=300) | st.text("<>/a=\"' &;!-[]?xmlns:", max_size=80).map(str.encode))
def test_any_bytes_are_a_document_or_refused(content):
    """No content raises anything but a refusal, which never quotes it."""
    refused = refusal(lambda: parse_xml(content, DEFAULT))
    assert refused is None or (refused.rule and refused.action)


@given(
    st.recursive(
        st.none() | st.text('[]{}"\\a'),
        lambda inner: st.lists(inner) | st.dictionaries(st.text('[{"\\'), inner),
    )
)
def test_depth_of_json_is_that_of_the_document(document):
    """Exactly the nesting counts; brackets within strings do not."""

    def depth(part):
        if isinstance(part, dict):
            part = list(part.values())
        return 1 + max(map(depth, part), default=0) if isinstance(part, list) else 0

    text = json.dumps(document, ensure_ascii=False)
    check_depth(text, limits(depth=max(depth(document), 1)))
    if depth(document) > 1:
        with pytest.raises(ReadingError, match="'depth'"):
            check_depth(text, limits(depth=depth(document) - 1))


@pytest.mark.parametrize(
    "text", ["[" * 1_000_000, '{"a":' * 500_000, '"' + "\\" * 999_999 + "[" * 9]
)
def test_json_of_a_million_levels_is_judged(text):
    """A million brackets or escapes are counted, none of them by recursion."""
    if text.startswith('"'):
        check_depth(text, limits(depth=1))
    else:
        with pytest.raises(ReadingError, match="'depth'"):
            check_depth(text, DEFAULT)


def packed(parts, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_honest_workbook_passes():
    """Parts of any size below the limits pass, stored or deflated."""
    parts = {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b/>" * 1000, "xl/empty.xml": b""}
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        check_archive(packed(parts, method), DEFAULT)


def test_blank_rows_are_no_bomb():
    """A part that unpacks to less than a megabyte may be packed as tightly as it will."""
    check_archive(packed({"xl/sheet.xml": b"<row/>" * 150_000}), limits(ratio=2))


def test_a_zip_bomb_is_refused_by_what_it_really_unpacks_to():
    """Neither the size nor the ratio that an archive declares is believed."""
    bomb = packed({"xl/sheet.xml": b"\x00" * 6_000_000})
    with pytest.raises(ReadingError, match="'ratio'"):
        check_archive(bomb, DEFAULT)
    with pytest.raises(ReadingError, match="'unpacked_mb'"):
        check_archive(bomb, limits(unpacked_mb=5, ratio=2000))
    size = struct.pack("<I", 6_000_000)
    assert bomb.count(size) == 2
    humble = bomb.replace(size, struct.pack("<I", 10))
    with pytest.raises(ReadingError, match="'unpacked_mb'"):
        check_archive(humble, limits(unpacked_mb=5, ratio=2000))


def test_parts_are_summed():
    """Many parts below the limit pass it together."""
    parts = {f"xl/{n}.xml": bytes([n]) * 900_000 for n in range(4)}
    check_archive(packed(parts), limits(unpacked_mb=4))
    with pytest.raises(ReadingError, match="'unpacked_mb'"):
        check_archive(packed(parts), limits(unpacked_mb=3))


def test_too_many_parts_are_refused():
    """The parts are counted before any of them is opened."""
    parts = {f"{n}": b"" for n in range(11)}
    check_archive(packed(parts), limits(members=11))
    with pytest.raises(ReadingError, match="'members'"):
        check_archive(packed(parts), limits(members=10))


def test_an_archive_within_is_refused():
    """An archive in an archive is refused, except where workbooks keep embedded files whole."""
    inner = packed({"a": b"b"})
    with pytest.raises(ReadingError, match="another archive"):
        check_archive(packed({"xl/inner.zip": inner}), DEFAULT)
    check_archive(packed({"xl/embeddings/inner.xlsx": inner}), DEFAULT)


@pytest.mark.parametrize("name", ["../x", "xl/../../x", "/etc/x", "C:\\x", "..\\x", "x" * 1001])
def test_absurd_names_are_refused(name):
    """Names that leave the archive or have no end are refused."""
    with pytest.raises(ReadingError, match="name that no workbook gives"):
        check_archive(packed({name: b""}), DEFAULT)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    """Which of two would be read depends on the reader, so neither is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/a.xml", "1")
        archive.writestr("xl/a.xml", "2")
    with pytest.raises(ReadingError, match="one name"):
        check_archive(buffer.getvalue(), DEFAULT)


def test_a_protected_or_strangely_packed_archive_is_refused():
    """Parts that are encrypted or packed by another method are named as such."""
    plain = bytearray(packed({"xl/a.xml": b"<a/>"}))
    entry = plain.index(b"PK\x01\x02")
    plain[entry + 8] |= 1
    with pytest.raises(ReadingError, match="password"):
        check_archive(bytes(plain), DEFAULT)
    with pytest.raises(ReadingError, match="workbooks are not"):
        check_archive(packed({"xl/a.xml": b"<a/>"}, zipfile.ZIP_BZIP2), DEFAULT)


@given(at=st.floats(0, 0.999), piece=st.binary(max_size=8))
def test_a_damaged_archive_passes_or_is_refused(at, piece):
    """No damage raises anything but a refusal."""
    content = packed({"xl/workbook.xml": b"<b/>" * 100, "xl/a.xml": b"x"})
    cut = int(at * len(content))
    damaged = content[:cut] + piece + content[cut + len(piece) // 2 :]
    refused = refusal(lambda: check_archive(damaged, DEFAULT))
    assert refused is None or (refused.rule and refused.action)
