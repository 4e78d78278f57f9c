"""Tells the kind of a file by what it holds; what is not read here is refused by its name."""

import re
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from letters.intake.limits import MEGABYTE, Limits
from letters.intake.reading import ReadingError


class FileKind(StrEnum):
    """What a file holds."""

    WORKBOOK = "workbook"
    TEXT_TABLE = "text table"
    X12 = "X12"
    FHIR_JSON = "FHIR JSON"
    FHIR_LINES = "FHIR NDJSON"
    FHIR_XML = "FHIR XML"
    CCDA = "C-CDA"
    MAPPING = "mapping"


class ForeignError(ReadingError):
    """A file of a kind that is not read. A `document`, as a scan, holds no table and no chart."""

    def __init__(self, what: str, action: str, document: bool = False) -> None:
        super().__init__(what, action)
        self.document = document


HEAD = 1 << 16
"""Bytes from which the kind of most files is told."""
_TAIL = 1 << 20
"""Why so many: the names of an archive's parts stand at its end."""

_ENCLOSE = "keep it as an enclosure; exports are tables, X12, FHIR or C-CDA"
_UNPACK = "unpack it and give the files that it holds"
_AS_TABLE = "save it as an .xlsx workbook or as CSV"
_AS_CHART = "export the chart as FHIR or C-CDA"
_UNLOCKED = "save it as an .xlsx workbook without a password, or as CSV"
_EXPORT = "export it again as a table, X12, FHIR or C-CDA"


class _Mark(NamedTuple):
    """The bytes by which a kind that is not read is known, and where they stand."""

    at: int
    signature: bytes
    what: str
    action: str
    document: bool = False


_MARKS = (
    _Mark(0, b"{\\rtf", "it is an RTF document", _ENCLOSE, True),
    _Mark(0, b"\x89PNG", "it is an image", _ENCLOSE, True),
    _Mark(0, b"\xff\xd8\xff", "it is an image", _ENCLOSE, True),
    _Mark(0, b"GIF8", "it is an image", _ENCLOSE, True),
    _Mark(0, b"II*\x00", "it is an image", _ENCLOSE, True),
    _Mark(0, b"MM\x00*", "it is an image", _ENCLOSE, True),
    _Mark(8, b"WEBP", "it is an image", _ENCLOSE, True),
    _Mark(4, b"ftyphei", "it is an image", _ENCLOSE, True),
    _Mark(4, b"ftypmif", "it is an image", _ENCLOSE, True),
    _Mark(128, b"DICM", "it is a DICOM image", _ENCLOSE, True),
    _Mark(0, b"%!PS", "it is a PostScript document", _ENCLOSE, True),
    _Mark(0, b"\x1f\x8b", "it is a gzip archive", _UNPACK),
    _Mark(4, b"1AY&SY", "it is a bzip2 archive", _UNPACK),
    _Mark(0, b"\xfd7zXZ\x00", "it is an xz archive", _UNPACK),
    _Mark(0, b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive", _UNPACK),
    _Mark(0, b"Rar!\x1a\x07", "it is a RAR archive", _UNPACK),
    _Mark(0, b"\x28\xb5\x2f\xfd", "it is a zstd archive", _UNPACK),
    _Mark(257, b"ustar", "it is a tar archive", _UNPACK),
    _Mark(0, b"SQLite format 3\x00", "it is a database", _AS_TABLE),
    _Mark(4, b"Standard Jet DB", "it is a database", _AS_TABLE),
    _Mark(4, b"Standard ACE DB", "it is a database", _AS_TABLE),
    _Mark(0, b"PAR1", "it is a Parquet file", _AS_TABLE),
    _Mark(0, b"-----BEGIN PGP MESSAGE", "it is encrypted", "decrypt it first"),
    _Mark(0, b"age-encryption.org/", "it is encrypted", "decrypt it first"),
    _Mark(0, b"Salted__", "it is encrypted", "decrypt it first"),
    _Mark(0, b"\x7fELF", "it is a program", _EXPORT),
)
_PDF_WITHIN = 1024
"""Bytes that may stand before the first words of a PDF, as its readers allow."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAM = 2
_ZIP = b"PK\x03\x04"
_ENTRY = re.compile(rb"PK\x01\x02.{24}(..).{16}", re.DOTALL)
_SHEETS_OF_ODF = b"application/vnd.oasis.opendocument.spreadsheet"

_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b]")
_TOLERATED = 100
"""Of so many characters one may be a control character, as some printers' reports have."""

_X12 = re.compile(
    r"(?:\A|[\r\n])[ \t]*ISA(?P<mark>[^A-Za-z0-9 \t\r\n])[^\r\n]{2}(?P=mark)"
    r"|\AGS(?P<g>[^A-Za-z0-9 \t\r\n,;])[A-Z]{2}(?P=g)"
    r"|\AST(?P<s>[^A-Za-z0-9 \t\r\n,;])[0-9]{3}(?P=s)"
)
_X12_WITHIN = 8192
_ISA_LENGTH = 105
_HL7 = re.compile(r"\x0b?(?:MSH|FHS|BHS)([^\w\s,;])[^\w\s]{2,5}\1")
_EDIFACT = re.compile(r"UNA[^\w\s]{2}.{4}|UNB[^\w\s]UNO[A-Z]")
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>)", re.DOTALL)
_ROOT = re.compile(r"\s*<(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)(?P<rest>[^<]*?)>", re.DOTALL)
_NAMESPACE = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"'<]*)[\"']")
_FHIR = "http://hl7.org/fhir"
_CDA = "urn:hl7-org:v3"
_CCDA_TEMPLATE = "2.16.840.1.113883.10.20.22."
_HTML = re.compile(r"(?:<!doctype\s+)?<?html\b", re.IGNORECASE)
_EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_JSON_START = re.compile(r"\{\s*[\"}]|\[\s*(?:[\[{\"\]\-0-9]|true|false|null)")
_RESOURCE = re.compile(r'"resourceType"\s*:\s*"[A-Z]')
_RESOURCE_KEY = '"resourceType"'
_MAPPING = re.compile(r"^(?:tables|practice|codes|plans)\s*:", re.MULTILINE)
_YAML = (".yaml", ".yml")
_JSON = (".json", ".ndjson", ".jsonl")
_DOCUMENTS = (".pdf", ".bmp", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".doc", ".docx")
"""Endings by which a file that is damaged is told from a lost table."""


def kind_of(file: BinaryIO, name: str, limits: Limits) -> FileKind:
    """The kind of an open file by its content; only what is text may be told by its name too.

    Raises:
        ReadingError: it is empty, or of a kind that is not read; then it is a ForeignError.
    """
    head = file.read(HEAD)
    if not head.strip(_BLANK):
        raise ReadingError(
            "the file is empty, or begins with nothing but blanks", "export it again"
        )
    for mark in _MARKS:
        if head.startswith(mark.signature, mark.at):
            raise ForeignError(mark.what, mark.action, mark.document)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        raise ForeignError("it is a PDF document", _ENCLOSE, True)
    if head.startswith(_ZIP):
        return _packed(file, head)
    if head.startswith(_OLE):
        return _ole(file, limits)
    return _text(file, head, name.casefold(), limits)


def _packed(file: BinaryIO, head: bytes) -> FileKind:
    """The kind of a zip archive, by the names of its parts."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    parts = {
        tail[entry.end() : entry.end() + int.from_bytes(entry[1], "little")].lower()
        for entry in _ENTRY.finditer(tail)
    }
    folders = {part.replace(b"\\", b"/").partition(b"/")[0] for part in parts}
    if b"xl" in folders or _SHEETS_OF_ODF in head:
        return FileKind.WORKBOOK
    if not parts:
        raise ForeignError("it is not a workbook that can be read: its end is missing", _EXPORT)
    if b"word" in folders or b"application/vnd.oasis.opendocument.text" in head:
        raise ForeignError("it is a Word document", _ENCLOSE, True)
    if b"ppt" in folders:
        raise ForeignError("it is a presentation", _ENCLOSE, True)
    if any(part.endswith(b".iwa") for part in parts):
        raise ForeignError("it is a document of Apple Numbers or Pages", _AS_TABLE)
    if b"[content_types].xml" in parts:
        return FileKind.WORKBOOK
    raise ForeignError("it is an archive, not a workbook", _UNPACK)


def _ole(file: BinaryIO, limits: Limits) -> FileKind:
    """The kind of a compound file, as Office wrote them until 2003, by the names of its streams."""
    file.seek(0)
    content = file.read(limits.document_mb * MEGABYTE)
    if _has_stream(content, "EncryptedPackage"):
        raise ForeignError("it is protected by a password", _UNLOCKED)
    if _has_stream(content, "Workbook") or _has_stream(content, "Book"):
        return FileKind.WORKBOOK
    if _has_stream(content, "WordDocument"):
        raise ForeignError("it is a Word document", _ENCLOSE, True)
    if _has_stream(content, "PowerPoint Document"):
        raise ForeignError("it is a presentation", _ENCLOSE, True)
    raise ForeignError("it is an old Office file or a mail, not a workbook", _AS_TABLE)


def _has_stream(content: bytes, name: str) -> bool:
    written = name.encode("utf-16-le")
    length = (len(written) + 2).to_bytes(2, "little")
    return written.ljust(64, b"\x00") + length + bytes([_OLE_STREAM]) in content


def _text(file: BinaryIO, head: bytes, name: str, limits: Limits) -> FileKind:
    text, encoding = decoded(head)
    begun = text.lstrip()
    if _X12.search(begun[:_X12_WITHIN]):
        return FileKind.X12
    if _HL7.match(begun):
        raise ForeignError("it is an HL7 version 2 message", _AS_CHART)
    if _EDIFACT.match(begun):
        raise ForeignError("it is an EDIFACT message", "ask for the remittance as X12 835")
    if len(_CONTROLS.findall(text)) * _TOLERATED > len(text) or "\x00" in text:
        rule = "it is not a text file, and of no kind that is read"
        raise ForeignError(rule, _EXPORT, name.endswith(_DOCUMENTS))
    if re.match(r"<[A-Za-z_?!]", begun):
        return _xml(begun)
    if _JSON_START.match(begun):
        return _json(file, text, encoding, limits)
    if name.endswith(_JSON):
        raise ForeignError("it is JSON but not FHIR", _AS_CHART)
    if name.endswith(_YAML):
        if _MAPPING.search(text):
            return FileKind.MAPPING
        raise ForeignError("it is YAML but not a mapping", "write one by `letters map`")
    return FileKind.TEXT_TABLE


def decoded(head: bytes) -> tuple[str, str]:
    """The first characters of a text with its encoding, told by its mark or its null bytes.

    What is not Unicode of two or four bytes is taken byte by byte: all that tells a kind is ASCII.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            encoding = "latin-1" if encoding == "utf-8" else encoding
            return head[len(mark) :].decode(encoding, "replace"), encoding
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 > len(head) and min(even, odd) * 20 < len(head):
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        return head.decode(encoding, "replace"), encoding
    return head.decode("latin-1"), "latin-1"


def _xml(text: str) -> FileKind:
    at = 0
    while (prolog := _PROLOG.match(text, at)) is not None:
        at = prolog.end()
    root = _ROOT.match(text, at)
    spaces = dict(_NAMESPACE.findall(root["rest"])) if root else {}
    space = spaces.get(root["prefix"] or "") if root else None
    if root and (root["name"], space) == ("ClinicalDocument", _CDA):
        return FileKind.CCDA
    if space == _FHIR or (root and space is None and _wraps_fhir(text[root.end() :])):
        return FileKind.FHIR_XML
    if _HTML.match(text) or (root and root["name"].casefold() == "html"):
        raise ForeignError("it is a web page", _AS_TABLE)
    if root and _CCDA_TEMPLATE in text:
        rule = "it is a part of a C-CDA document, without its patient"
        raise ForeignError(rule, "export the whole document")
    if _EXCEL_2003 in text:
        raise ForeignError("it is a workbook in the XML form of 2003", _AS_TABLE)
    raise ForeignError("it is XML but neither FHIR nor a C-CDA document", _AS_CHART)


def _wraps_fhir(text: str) -> bool:
    """Whether the first element below the root is one of FHIR."""
    first = _ROOT.match(text)
    return first is not None and _FHIR in dict(_NAMESPACE.findall(first["rest"])).values()


def _json(file: BinaryIO, text: str, encoding: str, limits: Limits) -> FileKind:
    if not _RESOURCE.search(text) and not _holds_later(file, _RESOURCE_KEY.encode(encoding)):
        raise ForeignError("it is JSON but not FHIR", _AS_CHART)
    return FileKind.FHIR_LINES if _is_lines(file, limits) else FileKind.FHIR_JSON


def _holds_later(file: BinaryIO, wanted: bytes) -> bool:
    """Whether some bytes stand after the head of a file."""
    file.seek(HEAD)
    before = b""
    while piece := file.read(MEGABYTE):
        if wanted in before + piece:
            return True
        before = piece[-len(wanted) :]
    return False


def _is_lines(file: BinaryIO, limits: Limits) -> bool:
    """Whether a whole object ends with the first line and another begins after it."""
    file.seek(0)
    line = b""
    while not line.strip(_BLANK) and (line := file.readline(limits.line_mb * MEGABYTE)):
        pass
    if not (line.endswith(b"\n") and line.rstrip().endswith(b"}")):
        return False
    while (rest := file.readline(HEAD)) and not rest.strip():
        pass
    return rest.lstrip().startswith(b"{")


def terminators(file: BinaryIO, kind: FileKind) -> bytes | None:
    """The bytes that end a line or a segment; None where a file of this kind has no lines."""
    if kind in (FileKind.TEXT_TABLE, FileKind.FHIR_LINES):
        return b"\n\r"
    if kind is not FileKind.X12:
        return None
    file.seek(0)
    text = decoded(file.read(HEAD))[0]
    start = text.find("ISA")
    end = text[start + _ISA_LENGTH : start + _ISA_LENGTH + 1] if start >= 0 else ""
    fixed = end and not end.isalnum() and end.isascii()
    return b"\n" + (end.encode() if fixed else b"~'\x1c\x85")
