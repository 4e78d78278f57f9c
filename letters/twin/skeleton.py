"""The parts of a Word file that are the same in every letter, and the file's bytes."""

import io
import zipfile
from functools import cache
from typing import Any

from letters.twin.styles import (
    FACE,
    FOOT,
    HEAD,
    INSTEAD,
    LANGUAGE,
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    styles_xml,
    twips,
)

BULLETS, NUMBERS, REFERENCES = 1, 2, 3
"""The ids of the kinds of lists; that of bullets is one list, the others begin anew."""

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMED = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file knows, so that no clock shows."""

_PARTS = ("styles", "settings", "fontTable", "numbering")


@cache
def skeleton() -> bytes:
    """An empty letter with all styles, to be opened by python-docx."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name}+xml"/>'
        for name in _PARTS
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{name}"'
        f' Target="{name}.xml"/>'
        for number, name in enumerate(_PARTS, start=1)
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f'{types}<Override PartName="/docProps/app.xml" ContentType="{_NAMED}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument"'
            ' Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/relationships/extended-properties"'
            ' Target="docProps/app.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'
        ),
        "word/document.xml": _word("document", f"<w:body>{_section()}</w:body>"),
        "word/styles.xml": _word("styles", styles_xml()),
        "word/settings.xml": _word("settings", _settings()),
        "word/fontTable.xml": _word("fonts", _fonts()),
        "word/numbering.xml": _word("numbering", _numbering()),
        "docProps/app.xml": (
            f'<Properties xmlns="{_OFFICE}/extended-properties">'
            "<Application>letters</Application></Properties>"
        ),
    }
    return sealed({name: (_DECLARED + text).encode() for name, text in parts.items()})


def sealed(parts: dict[str, bytes]) -> bytes:
    """The parts as one file: the same parts give the same bytes, whatever their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Why: else the system on which the file was made stands in it.
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, parts[name])
    return made.getvalue()


def bytes_of(document: Any) -> bytes:
    """The bytes of a document of python-docx, which by itself writes the time into its file."""
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as archive:
        return sealed({name: archive.read(name) for name in archive.namelist()})


def _word(root: str, inside: str) -> str:
    return f'<w:{root} xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships">{inside}</w:{root}>'


def _section() -> str:
    return (
        f'<w:sectPr><w:pgSz w:w="{twips(PAGE_WIDTH)}" w:h="{twips(PAGE_HEIGHT)}"/>'
        f'<w:pgMar w:top="{twips(MARGIN_TOP)}" w:right="{twips(MARGIN_SIDE)}"'
        f' w:bottom="{twips(MARGIN_BOTTOM)}" w:left="{twips(MARGIN_SIDE)}"'
        f' w:header="{twips(HEAD)}" w:footer="{twips(FOOT)}" w:gutter="0"/>'
        '<w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )


def _settings() -> str:
    known = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    compatible = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="{value}"/>'
        for name, value in known.items()
    )
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{compatible}</w:compat><w:themeFontLang w:val="{LANGUAGE}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )


def _fonts() -> str:
    return (
        f'<w:font w:name="{FACE}"><w:altName w:val="{INSTEAD}"/><w:charset w:val="00"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )


def _numbering() -> str:
    """The kinds of lists, and the one list of bullets."""
    bullets = [("bullet", sign) for sign in ("•", "–", "•")]
    numbers = [("decimal", "%1."), ("lowerLetter", "%2."), ("lowerRoman", "%3.")]
    kinds = (
        _kind(BULLETS, bullets, 14),
        _kind(NUMBERS, numbers, 14),
        _kind(REFERENCES, numbers, 20),
    )
    return "".join(kinds) + f'<w:num w:numId="1"><w:abstractNumId w:val="{BULLETS}"/></w:num>'


def _kind(number: int, levels: list[tuple[str, str]], step: float) -> str:
    made = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{twips(step * (depth + 1))}" w:hanging="{twips(step)}"/></w:pPr></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    # Why a fixed nsid: Word makes one up for a list without, and joins lists that share one.
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="4C54{number:04X}"/>'
        f'<w:multiLevelType w:val="multilevel"/><w:tmpl w:val="4C55{number:04X}"/>{made}'
        "</w:abstractNum>"
    )
