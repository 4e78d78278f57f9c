"""What Word asks of a file beyond well-formed XML, as far as these files use it.

The orders are those of the sequences in ECMA-376, part 1, annex A; Word refuses or repairs a file
in which a property stands in another place.
"""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

ORDERS = {
    name: tuple(text.split())
    for name, text in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing jc "
        "textAlignment outlineLvl rPr sectPr",
        "rPr": "rStyle rFonts b bCs i iCs caps color position sz szCs u vertAlign rtl cs lang",
        "pBdr": "top left bottom right between bar",
        "numPr": "ilvl numId",
        "tbl": "tblPr tblGrid tr",
        "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook "
        "tblCaption tblDescription",
        "tblBorders": "top left bottom right insideH insideV",
        "tblCellMar": "top left bottom right",
        "tr": "trPr tc",
        "tc": "tcPr p",
        "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
        "tcBorders": "top left bottom right insideH insideV",
        "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat "
        "pPr rPr tblPr trPr tcPr tblStylePr",
        "tblStylePr": "pPr rPr tblPr trPr tcPr",
        "styles": "docDefaults latentStyles style",
        "sectPr": "headerReference footerReference type pgSz pgMar cols vAlign titlePg docGrid",
        "abstractNum": "nsid multiLevelType tmpl name lvl",
        "lvl": "start numFmt pStyle suff lvlText lvlJc pPr rPr",
        "num": "abstractNumId lvlOverride",
        "numbering": "abstractNum num",
        "font": "altName panose1 charset family pitch sig",
        "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang "
        "decimalSymbol listSeparator",
    }.items()
}
INSIDE = {
    "inline": ("extent", "effectExtent", "docPr", "cNvGraphicFramePr", "graphic"),
    "anchor": (
        *("simplePos", "positionH", "positionV", "extent", "effectExtent", "wrapNone", "docPr"),
        *("cNvGraphicFramePr", "graphic"),
    ),
}


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def faults(content: bytes) -> list[str]:
    """Everything for which Word could refuse or repair a file."""
    held = parts(content)
    roots = {
        name: ElementTree.fromstring(text)
        for name, text in held.items()
        if name.endswith((".xml", ".rels"))
    }
    return [
        *(f"{name}: {fault}" for name, root in roots.items() for fault in _ordered(root)),
        *(f"{name}: {fault}" for name, root in roots.items() for fault in _shaped(root)),
        *_related(held, roots),
        *_typed(held, roots),
        *_named(roots),
    ]


def _ordered(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        namespace, _, name = element.tag.rpartition("}")
        order = ORDERS.get(name) if namespace + "}" == W else None
        order = INSIDE.get(name) if namespace + "}" == WP else order
        if order is None:
            continue
        names = [child.tag.rpartition("}")[2] for child in element]
        if unknown := set(names) - set(order):
            yield f"{name} holds {sorted(unknown)}"
        elif names != sorted(names, key=order.index):
            yield f"{name} has its parts in the order {names}"
        repeated = {"tr", "tc", "p", "style", "abstractNum", "num", "lvl", "lvlOverride"}
        repeated |= {"tblStylePr", "headerReference", "footerReference"}
        if twice := [n for n, count in Counter(names).items() if count > 1 and n not in repeated]:
            yield f"{name} has {twice} more than once"


def _shaped(root: ElementTree.Element) -> Iterator[str]:
    for cell in root.iter(f"{W}tc"):
        if len(cell) < 2 or cell[-1].tag != f"{W}p":
            yield "a cell does not end with a paragraph"
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            if sum(_span(cell) for cell in row.findall(f"{W}tc")) != columns:
                yield "a row does not fill the grid of its table"
    for parent in root.iter():
        tags = [child.tag for child in parent]
        if any(a == b == f"{W}tbl" for a, b in pairwise(tags)):
            yield "two tables without a paragraph between"
    body = root.find(f"{W}body")
    if body is not None and [e.tag for e in body][-2:] != [f"{W}p", f"{W}sectPr"]:
        yield "the document does not end with a paragraph and its section"


def _span(cell: ElementTree.Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    return int(found.get(f"{W}val")) if found is not None else 1


def _related(held: dict[str, bytes], roots: dict[str, ElementTree.Element]) -> Iterator[str]:
    for name, root in roots.items():
        if not name.endswith(".rels"):
            used = {v for e in root.iter() for k, v in e.attrib.items() if k.startswith(R)}
            folder, _, file = name.rpartition("/")
            rels = roots.get(f"{folder}/_rels/{file}.rels".lstrip("/"))
            known = {each.get("Id") for each in rels} if rels is not None else set()
            if missing := used - known:
                yield f"{name} uses the relations {missing}, which it has not"
            continue
        base = posixpath.dirname(posixpath.dirname(name))
        for each in root:
            target = each.get("Target", "")
            path = target[1:] if target[:1] == "/" else posixpath.join(base, target)
            if each.get("TargetMode") == "External" or posixpath.normpath(path) not in held:
                yield f"{name} leads to {target}, which is not there"


def _typed(held: dict[str, bytes], roots: dict[str, ElementTree.Element]) -> Iterator[str]:
    types = roots["[Content_Types].xml"]
    endings = {e.get("Extension") for e in types if e.tag.endswith("Default")}
    named = [e.get("PartName") for e in types if e.tag.endswith("Override")]
    if len(named) != len(set(named)):
        yield "a part has two content types"
    for name in held:
        ending = name.rpartition(".")[2]
        if name != "[Content_Types].xml" and f"/{name}" not in named and ending not in endings:
            yield f"{name} has no content type"
    if missing := {name.lstrip("/") for name in named} - set(held):
        yield f"content types of parts that are not there: {missing}"


def _named(roots: dict[str, ElementTree.Element]) -> Iterator[str]:
    """Styles, lists and bookmarks that are spoken of; ids that stand for one thing each."""
    known = {e.get(f"{W}styleId") for e in roots["word/styles.xml"].iter(f"{W}style")}
    numbering = roots["word/numbering.xml"]
    lists = {e.get(f"{W}numId") for e in numbering.iter(f"{W}num")}
    kinds = {e.get(f"{W}abstractNumId") for e in numbering.iter(f"{W}abstractNum")}
    if missing := {e.get(f"{W}val") for e in numbering.iter(f"{W}abstractNumId")} - kinds:
        yield f"kinds of lists {missing} are not there"
    pictures: list[str | None] = []
    for name, root in roots.items():
        if not name.startswith("word/"):
            continue
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            used = {e.get(f"{W}val") for e in root.iter(f"{W}{kind}")}
            if missing := used - known:
                yield f"{name} uses the styles {missing}, which are not there"
        if missing := {e.get(f"{W}val") for e in root.iter(f"{W}numId")} - lists:
            yield f"{name} uses the lists {missing}, which are not there"
        marks = [e.get(f"{W}name") for e in root.iter(f"{W}bookmarkStart")]
        ids = [e.get(f"{W}id") for e in root.iter(f"{W}bookmarkStart")]
        if len(marks) != len(set(marks)) or len(ids) != len(set(ids)):
            yield f"{name} has two bookmarks of one name or id"
        led = {e.get(f"{W}anchor") for e in root.iter(f"{W}hyperlink")}
        if missing := led - set(marks):
            yield f"{name} leads to the bookmarks {missing}, which are not there"
        pictures += [e.get("id") for e in root.iter(f"{WP}docPr")]
    if len(pictures) != len(set(pictures)):
        yield "two pictures have one id"
