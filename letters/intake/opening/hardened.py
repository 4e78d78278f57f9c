"""Reads what may be made to do harm: XML, JSON and packed workbooks, within limits."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from letters.intake.limits import MEGABYTE, Limits
from letters.intake.reading import ReadingError

_AS_EXPORTED = "export it again from the system it came from"
_PIECE = 1 << 20
_LONGEST_NAME = 1000
"""Why bounded: a long namespace is written out again in the name of every element within it."""

_NOT_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[^][{}"]++', re.DOTALL)
"""What lies between the brackets of JSON. Possessive, so that no text makes it go back."""

_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_ENTRY = b"PK\x03\x04"
_LOCAL_SIZE = 30
_NAME_LENGTH = slice(26, 28)
_EXTRA_LENGTH = slice(28, 30)
_ENCRYPTED = 0x1
_SMALL = MEGABYTE
"""Parts that unpack to less are not held to the ratio: blank rows pack well and do no harm."""
_ARCHIVES = (_LOCAL_ENTRY, b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_EMBEDDED = "embeddings"
"""The folder in which a workbook keeps other files whole, which no reader of it opens."""
_AS_WORKBOOK = "open it in the spreadsheet and save it again as .xlsx, or as CSV"


def parse_xml(content: bytes, limits: Limits) -> ET.Element:
    """The root of an XML document without a document type, entities or outside references.

    Raises:
        ReadingError: it declares any of these, passes a limit, or is not well-formed.
    """
    builder = _Counting(limits)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    parser.parser.StartNamespaceDeclHandler = builder.declare
    document = memoryview(content.lstrip(b" \t\r\n"))
    try:
        for start in range(0, len(document), _PIECE):
            parser.feed(document[start : start + _PIECE])
            # Why: expat reads an unfinished tag again from its start with every piece.
            if start - parser.parser.CurrentByteIndex > limits.line_mb * MEGABYTE:
                raise limits.beyond("line_mb", "a single tag or comment of it")
        root = parser.close()
    except ReadingError:
        raise
    except DefusedXmlException as error:
        rule = "it declares a document type or entities, which no clinical document needs"
        raise ReadingError(rule, _AS_EXPORTED) from error
    except (ET.ParseError, ValueError, LookupError, AssertionError) as error:
        raise ReadingError("it is not well-formed XML", _AS_EXPORTED) from error
    if not isinstance(root, ET.Element):
        raise ReadingError("it is not well-formed XML", _AS_EXPORTED)
    return root


class _Counting(ET.TreeBuilder):
    """Builds the tree and refuses one that is too deep or too large as soon as it shows."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> ET.Element:
        self._depth += 1
        self._count += 1 + len(attrs)
        if self._depth > self._limits.depth:
            raise self._limits.beyond("depth", "how deep it nests")
        if self._count > self._limits.elements:
            raise self._limits.beyond("elements", "the number of its elements")
        return super().start(tag, attrs)

    def end(self, tag: str) -> ET.Element:
        self._depth -= 1
        return super().end(tag)

    def declare(self, _prefix: str | None, name: str | None) -> None:
        """Refuses an absurdly long namespace."""
        if len(name or "") > _LONGEST_NAME:
            raise ReadingError("a namespace of it is absurdly long", _AS_EXPORTED)


def check_depth(text: str, limits: Limits) -> None:
    """Refuses JSON that nests too deep, before a parser recurses into it.

    Raises:
        ReadingError: it passes the limit.
    """
    # Why: most lines of a bulk export have few brackets, and counting these is far cheaper.
    if text.count("{") + text.count("[") <= limits.depth:
        return
    depth = 0
    for bracket in _NOT_BRACKETS.sub("", text):
        depth += 1 if bracket in "[{" else -1
        if depth > limits.depth:
            raise limits.beyond("depth", "how deep it nests")


def check_archive(content: bytes, limits: Limits) -> None:
    """Refuses a packed workbook that unpacks to more than it should, or holds what none holds.

    Every part is unpacked piece by piece and thrown away: the sizes that an archive declares are
    the word of who made it.

    Raises:
        ReadingError: it passes a limit, is protected, or is not an archive that can be read.
    """
    if content.count(_DIRECTORY_ENTRY) > limits.members:
        raise limits.beyond("members", "the number of its parts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
        names = [_named(member) for member in members]
        if len(set(names)) < len(names):
            raise ReadingError("two of its parts have one name", _AS_WORKBOOK)
        left = limits.unpacked_mb * MEGABYTE
        for member in members:
            left -= _extent(content, member, left, limits)
    except ReadingError:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, LookupError) as error:
        raise ReadingError("it is not a workbook that can be read", _AS_WORKBOOK) from error
    except (NotImplementedError, RuntimeError, OverflowError) as error:
        raise ReadingError("it is packed in a way workbooks are not", _AS_WORKBOOK) from error


def _named(member: zipfile.ZipInfo) -> str:
    name = member.filename.replace("\\", "/")
    absolute = name.startswith("/") or re.match(r"[A-Za-z]:", name)
    if not name or len(name) > _LONGEST_NAME or absolute or ".." in name.split("/"):
        raise ReadingError("a part of it has a name that no workbook gives", _AS_WORKBOOK)
    return name


def _extent(content: bytes, member: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    """The bytes to which a part unpacks, at most those left of the limit."""
    if member.flag_bits & _ENCRYPTED:
        raise ReadingError("it is protected by a password", _AS_WORKBOOK)
    total = 0
    most = max(_SMALL, limits.ratio * member.compress_size)
    for piece in _unpacked(content, member):
        if not total and piece.startswith(_ARCHIVES) and _EMBEDDED not in _folders(member):
            raise ReadingError("it holds another archive", _AS_WORKBOOK)
        total += len(piece)
        if total > left:
            raise limits.beyond("unpacked_mb", "what it unpacks to")
        if total > most:
            raise limits.beyond("ratio", "how much a part of it unpacks to")
    return total


def _folders(member: zipfile.ZipInfo) -> tuple[str, ...]:
    return PurePosixPath(_named(member)).parts[:-1]


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces.

    Why not by `zipfile`: it stops where the archive says that the part ends, other readers do not.
    """
    offset = member.header_offset
    head = content[offset : offset + _LOCAL_SIZE] if offset >= 0 else b""
    if not head.startswith(_LOCAL_ENTRY):
        raise zipfile.BadZipFile
    skipped = sum(int.from_bytes(head[at], "little") for at in (_NAME_LENGTH, _EXTRA_LENGTH))
    start = offset + _LOCAL_SIZE + skipped
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _PIECE):
        waiting = bytes(packed[at : at + _PIECE])
        if member.compress_type == zipfile.ZIP_STORED:
            yield waiting
            continue
        while waiting and not inflating.eof:
            yield inflating.decompress(waiting, _PIECE)
            waiting = inflating.unconsumed_tail
