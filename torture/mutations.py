"""Breaks inputs: their bytes, and the structure of each format where that is cheap."""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from xml.etree import ElementTree

import xlsxwriter
import yaml
from python_calamine import CalamineWorkbook

from torture.planted import ODD

Mutation = Callable[[bytes, Random], bytes]

_BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x1a",
    b"\r",
    b"\n",
    b"\x0b",
    b'"',
    b"<",
)
_CODECS = ("utf-16", "utf-16-le", "cp1252", "utf-8-sig", "latin-1", "utf-32")
_TYPED = (True, 45000, 45000.5, -1.5, 10**15, 10**18, 1e300, float("nan"), dt.date(2026, 2, 28), 0)
_DELIMITERS = ("*", "|", "^", "~", "\n", "\x1d", "\x1c", "A", "0", " ")


def raw(content: bytes, random: Random) -> bytes:
    """Flips, cuts, repeats, moves or inserts bytes."""
    if not content:
        return random.choice(_BYTES)
    start, stop = sorted(random.randrange(len(content) + 1) for _ in range(2))
    stop = min(stop, start + random.choice((1, 2, 8, 64, 4096, len(content))))
    kind = random.randrange(7)
    if kind == 0:
        at = random.randrange(len(content))
        return content[:at] + bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :]
    if kind == 1:
        return content[:start] + content[stop:]
    if kind == 2:
        return content[:stop] + content[start:stop] * random.choice((1, 2, 20)) + content[stop:]
    if kind == 3:
        return content[:start]
    if kind == 4:
        odd = random.choice(ODD).encode("utf-8", "surrogatepass")
        return content[:start] + random.choice((odd, random.choice(_BYTES))) + content[start:]
    if kind == 5:
        return content[stop:] + content[start:stop] + content[:start]
    return _number(content, random)


def _number(content: bytes, random: Random) -> bytes:
    """Replaces one number by an odd one."""
    found = list(re.finditer(rb"\d+(?:\.\d+)?", content))
    if not found:
        return content[::-1]
    one = random.choice(found)
    return content[: one.start()] + random.choice(ODD).encode() + content[one.end() :]


def broken(content: bytes, random: Random, breaks: Sequence[Mutation]) -> bytes:
    """The content, broken in one of several ways; bytes where its structure no longer serves."""
    mutation = random.choice(breaks)
    try:
        return mutation(content, random)
    except Exception:  # a broken input can break the breaking of it in any way
        return raw(content, random)


def segments(content: bytes, random: Random) -> bytes:
    """Breaks X12: segments, elements, delimiters."""
    text = content.decode("latin-1")
    parts = [part.strip("\r\n") for part in text.split("~")]
    kind = random.randrange(8)
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    if kind == 0:
        parts[one], parts[other] = parts[other], parts[one]
    elif kind == 1:
        parts[other:other] = parts[one : one + random.choice((1, 3, 12))]
    elif kind == 2:
        del parts[one : one + random.choice((1, 1, 1, 5, 30))]
    elif kind == 3:
        return text.replace("~", random.choice(_DELIMITERS)).encode("latin-1")
    elif kind == 4:
        return text.replace("*", random.choice(_DELIMITERS)).encode("latin-1")
    else:
        parts[one] = _element(parts[one], parts[other], random)
    joint = random.choice(("~\n", "~", "~\r\n"))
    return joint.join(parts).encode("latin-1", "replace")


def _element(segment: str, other: str, random: Random) -> str:
    elements = segment.split("*")
    at = random.randrange(len(elements))
    kind = random.randrange(5)
    if kind == 0:
        elements[at] = random.choice(ODD)
    elif kind == 1:
        elements[at] = random.choice(other.split("*"))
    elif kind == 2:
        del elements[at]
    elif kind == 3:
        elements[at:at] = ["", random.choice(ODD)]
    else:
        elements[at] = ":".join([elements[at], random.choice(ODD), elements[at]])
    return "*".join(elements)


def document(content: bytes, random: Random) -> bytes:
    """Breaks a JSON document: keys, types, order, depth."""
    try:
        root = json.loads(content)
    except ValueError:
        return raw(content, random)
    return json.dumps(tree(root, random), ensure_ascii=random.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def lines(content: bytes, random: Random) -> bytes:
    """Breaks NDJSON: one line as JSON, or the order of lines."""
    parts = content.split(b"\n")
    at = random.randrange(len(parts))
    kind = random.randrange(6)
    if kind == 0:
        random.shuffle(parts)
    elif kind == 1:
        parts[at:at] = [b"", b"[]", b"null", b"{}"]
    else:
        parts[at] = document(parts[at], random)
    return b"\n".join(parts)


def mapping(content: bytes, random: Random) -> bytes:
    """Breaks a YAML document as a tree, unless a part of it repeats another, maybe without end."""
    if b"*a" in content:
        return raw(content, random)
    try:
        root = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError):
        return raw(content, random)
    return yaml.safe_dump(tree(root, random), allow_unicode=True).encode("utf-8", "surrogatepass")


def aliases(content: bytes, random: Random) -> bytes:
    """Puts YAML's own ways of repeating, nesting and typing in place of one value."""
    lines = content.split(b"\n")
    at = random.choice([i for i, line in enumerate(lines) if b":" in line])
    key, _, value = lines[at].partition(b":")
    laughs = [
        b"&a0 [x, x]",
        *(b"&a%d [%s]" % (i + 1, b", ".join([b"*a%d" % i] * 9)) for i in range(9)),
    ]
    odd = (
        *(b"&a [*a]", b"&a {x: *a}", b"*a", b"!!python/object:os.system x", b"!!binary x"),
        *(b"[" * random.choice((5, 500, 50_000)), b"{a: " * 500, b"<<: *a", b"? x", b"| \n   x"),
        b"[" + b", ".join(laughs) + b"]",
    )
    put = random.choice((*odd, b"&a" + value, b"!!set" + value))
    lines[at] = key + b": " + put
    return b"\n".join(lines)


_CODE = (
    *("{{ ''.__class__.__mro__ }}", "{% for i in range(10**9) %}x{% endfor %}", "{{ x }}"),
    *("{{ 'x' * 10**10 }}", "{% include '../../../etc/passwd' %}", "{% import 'os' as os %}"),
    *("{{ self.__init__.__globals__ }}", "{{ cycler.__init__.__globals__.os.popen('id') }}"),
    *("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "{{ 2**10**8 }}", "{% raw %}", "{#"),
    *("{% extends letter %}", "{% block x %}", "{% set x = 1 %}", "{{ 'a'|center(10**10) }}"),
    *("<script>alert(1)</script>", "<img src='file:///etc/passwd'>", "<style>@import 'http://x'"),
    *("</div></section>", "<svg onload=x>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<" * 900),
    *("@import url(http://127.0.0.1/x);", "* { display: none }", "body { content: url(/x) }"),
    *("{", "}", "/*", "*/", "{%", "%}", "{{", "}}", "&x;", "\\", "!important"),
)


def template(content: bytes, random: Random) -> bytes:
    """Puts code, markup or style into a text, or moves its parts around."""
    if random.random() < 0.4:
        at = random.randrange(len(content) + 1)
        return content[:at] + random.choice(_CODE).encode() + content[at:]
    parts = re.split(rb"(\{[{%#].*?[}%#]\}|<[^>]*>|[{};\n])", content)
    at, other = random.randrange(len(parts)), random.randrange(len(parts))
    kind = random.randrange(4)
    if kind == 0:
        del parts[at]
    elif kind == 1:
        parts[at] = parts[other]
    elif kind == 2:
        parts[at:at] = [parts[other]] * random.choice((1, 2, 400))
    else:
        parts[at] = random.choice((*_CODE, *ODD)).encode("utf-8", "surrogatepass")
    return b"".join(parts)


def tree(root: Any, random: Random) -> Any:
    """Changes one place of a tree of dicts and lists."""
    places = list(_places(root))
    if not places:
        return random.choice(([], {}, None, 0, "x"))
    holder, key = random.choice(places)
    kind = random.randrange(7)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = random.choice((None, True, False, 0, -1.5, 10**30, [], {}, [[]], [None]))
    elif kind == 2:
        holder[key] = random.choice(ODD)
    elif kind == 3:
        holder[key] = [holder[key]] * random.choice((1, 2, 50))
    elif kind == 4 and isinstance(holder, dict):
        holder[random.choice((random.choice(ODD), str(random.choice(places)[1])))] = holder.pop(key)
    elif kind == 5:
        other, their = random.choice(places)
        holder[key] = json.loads(json.dumps(other[their], default=str))
    else:
        nested: Any = holder[key]
        for _ in range(random.choice((1, 3, 150))):
            nested = {"extension": [nested]}
        holder[key] = nested
    return root


def _places(root: Any) -> Any:
    waiting = [root] if isinstance(root, dict | list) else []
    while waiting:
        holder = waiting.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, value in items:
            yield holder, key
            if isinstance(value, dict | list):
                waiting.append(value)


def markup(content: bytes, random: Random) -> bytes:
    """Breaks XML: elements, attributes, texts."""
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        return raw(content, random)
    elements = list(root.iter())
    one, other = random.choice(elements), random.choice(elements)
    kind = random.randrange(6)
    children = list(one)
    if kind == 0 and children:
        one.remove(random.choice(children))
    elif kind == 1 and children:
        one.extend([random.choice(children)] * random.choice((1, 3)))
    elif kind == 2 and children and other not in one.iter() and one not in other.iter():
        other.append(random.choice(children))
    elif kind == 3 and one.attrib:
        one.attrib[random.choice(list(one.attrib))] = _printable(random.choice(ODD))
    elif kind == 4:
        one.tag = random.choice((other.tag, "{urn:x}y"))
    else:
        one.text = _printable(random.choice(ODD))
        one.attrib.pop(random.choice([*one.attrib, ""]), None)
    codec = random.choice(("utf-8", "utf-16", "us-ascii"))
    return bytes(ElementTree.tostring(root, encoding=codec))


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " and c not in "\u0000\u001b")


def table(content: bytes, random: Random) -> bytes:
    """Breaks a text table: cells, rows, columns, delimiter, encoding."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace").lstrip("\ufeff"))))
    rows = cells(rows, random)
    delimiter = random.choice((",", ",", ",", ";", "\t", "|"))
    out = io.StringIO()
    writer = csv.writer(out, random.choice((csv.excel, csv.unix_dialect)), delimiter=delimiter)
    for row in rows:
        writer.writerow(row)
    codec = random.choice(("utf-8",) * 6 + _CODECS)
    return out.getvalue().encode(codec, "replace")


def cells(rows: list[list[Any]], random: Random) -> list[list[Any]]:
    """Changes one place of a grid."""
    if not rows:
        return [[random.choice(ODD)]]
    one, other = random.randrange(len(rows)), random.randrange(len(rows))
    kind = random.randrange(8)
    if kind == 0:
        rows[one], rows[other] = rows[other], rows[one]
    elif kind == 1:
        rows[one:one] = [rows[other]] * random.choice((1, 5))
    elif kind == 2:
        del rows[one]
    elif kind == 3:
        rows[one] = rows[one][: random.randrange(len(rows[one]) + 1)]
    elif kind == 4:
        rows[one] = [*rows[one], *rows[other]]
    elif kind == 5 and rows[one]:
        at = random.randrange(len(rows[one]))
        rows = [[*row[:at], *row[at + 1 :]] for row in rows]
    elif rows[one]:
        rows[one] = list(rows[one])
        theirs = random.choice(rows[other]) if rows[other] else ""
        rows[one][random.randrange(len(rows[one]))] = random.choice((random.choice(ODD), theirs))
    return rows


def archive(content: bytes, random: Random) -> bytes:
    """Breaks a packed workbook: one of its parts, as XML or as bytes, or the archive itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return raw(content, random)
    if not parts or random.random() < 0.2:
        return raw(content, random)
    name = random.choice(list(parts))
    kind = random.randrange(6)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[random.choice(("xl/other.xml", "../up.xml", name.upper()))] = parts.pop(name)
    elif kind == 2:
        parts[name] = raw(parts[name], random)
    else:
        parts[name] = markup(parts[name], random)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for each, text in parts.items():
            packed.writestr(zipfile.ZipInfo(each), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook(content: bytes, random: Random) -> bytes:
    """Breaks the cells of a workbook: where they stand, their types and their formats."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    out = io.BytesIO()
    written = xlsxwriter.Workbook(out, {"in_memory": True, "nan_inf_to_errors": True})
    written.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
    formats = [written.add_format({"num_format": text}) for text in ("General", "yyyy-mm-dd", "@")]
    for name in book.sheet_names:
        rows = [list(row) for row in book.get_sheet_by_name(name).to_python()]
        sheet = written.add_worksheet(name)
        for at, row in enumerate(cells(rows, random)):
            for column, cell in enumerate(row):
                changed = random.choice(_TYPED) if random.random() < 0.01 else cell
                plain = str(changed) if isinstance(changed, dt.timedelta) else changed
                sheet.write(at, column, plain, random.choice(formats) if plain != cell else None)
    written.close()
    return out.getvalue()
