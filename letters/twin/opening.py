"""Opens a Word file that came back from a person: its parts, or why it is refused.

Nothing is written to disk, fetched or run. What a file unpacks to is counted before any part of it
is read, and its XML is read without document types, entities or outside references.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letters.errors import InputError
from letters.intake.limits import MEGABYTE, Limits
from letters.intake.opening.hardened import check_archive, parse_xml
from letters.intake.reading import ReadingError

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_DOCUMENT = "wordprocessingml.document.main+xml"

_LIMITS = Limits(unpacked_mb=100, ratio=300, members=2000, depth=200, elements=1_000_000)
_LARGEST = 30 * MEGABYTE
_LETTERS = 5_000_000
"""How many characters of text a letter may have, many times what the longest has."""

_HARMLESS = frozenset({"hyperlink", "attachedTemplate"})
"""What may lie outside of a file: a link is text here, and the template of Word is never opened."""
_RUNS = re.compile(r"vba|macro|activex|oleobject|package$|afchunk|subdocument|control$", re.I)
"""Relations of what a program could run, or of content that is not in the document itself."""


class TwinError(InputError):
    """A Word file cannot be read as a letter. The message holds nothing of what it says."""


class Relation(NamedTuple):
    """What a part leads to: the last word of its kind, and the name of the other part."""

    kind: str
    target: str


class Package:
    """The parts of a Word file by name, each parsed when it is asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._relations: dict[str, dict[str, Relation]] = {}

    def root(self, name: str) -> Element:
        """The root of a part of XML.

        Raises:
            TwinError: it is missing, declares what no letter needs, or is not well-formed.
        """
        if name not in self._parts:
            raise TwinError(f"{_NOT_WORD}: it lacks a part that it names. {_SAVE}")
        try:
            return parse_xml(self._parts[name], _LIMITS)
        except ReadingError as error:
            raise _refused(error) from None

    def picture(self, name: str) -> bytes:
        """The bytes of a part that is a picture; none where there is none of that name."""
        return self._parts.get(name, b"")

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part leads to, by the id under which it speaks of it.

        Raises:
            TwinError: it leads outside of the file, or to something that runs.
        """
        if name not in self._relations:
            self._relations[name] = dict(self._related(name))
        return self._relations[name]

    def only(self, name: str, kind: str) -> str | None:
        """The name of the one part of a kind that a part leads to."""
        found = (each.target for each in self.relations(name).values() if each.kind == kind)
        return next(found, None)

    def _related(self, name: str) -> Iterator[tuple[str, Relation]]:
        folder = dirname(name)
        place = join(folder, "_rels", f"{name.removeprefix(folder).strip('/')}.rels")
        if place not in self._parts:
            return
        for each in self.root(place).iter(f"{_PACKAGE}Relationship"):
            kind = each.get("Type", "").rpartition("/")[2]
            target = each.get("Target", "")
            outside = each.get("TargetMode") == "External"
            if _RUNS.search(kind):
                raise TwinError(
                    "the Word file holds macros, controls or embedded files. A letter has none: "
                    "save it as .docx without them"
                )
            if outside and kind not in _HARMLESS:
                raise TwinError(
                    "the Word file leads to something outside of it, which is never fetched. "
                    "Put it into the file or take it out"
                )
            if not outside:
                target = target[1:] if target.startswith("/") else normpath(join(folder, target))
            yield each.get("Id", ""), Relation(kind, target)


_NOT_WORD = "the file is not a Word document (.docx)"
_SAVE = "Open it in the word processor and save it again as .docx"


def opened(content: bytes) -> tuple[Package, str]:
    """The parts of a Word file, and the name of its main one.

    Raises:
        TwinError: it is no Word file, is protected, holds macros, or unpacks to too much.
    """
    if len(content) > _LARGEST:
        raise TwinError(
            f"the Word file has more than {_LARGEST // MEGABYTE} MB, which no letter has. "
            "Take out what was added to it"
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TwinError(f"{_NOT_WORD}: it is protected by a password or of an older kind. {_SAVE}")
    try:
        check_archive(content, _LIMITS)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name.filename: archive.read(name) for name in archive.infolist()}
    except ReadingError as error:
        raise _refused(error) from None
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, OSError, EOFError):
        raise TwinError(f"{_NOT_WORD} that can be read. {_SAVE}") from None
    package = Package(parts)
    main = package.only("", "officeDocument")
    if main is None or "[Content_Types].xml" not in parts:
        raise TwinError(f"{_NOT_WORD}. {_SAVE}")
    _typed(package, main)
    if _STRICT in parts.get(main, b"")[:8192]:
        raise TwinError(
            "the Word file is saved as 'Strict Open XML'. Save it as 'Word document (.docx)'"
        )
    return package, main


def _typed(package: Package, main: str) -> None:
    """Refuses what is no plain document: one with macros, a template, another program's file."""
    declared = {
        each.get("PartName", "").lstrip("/"): each.get("ContentType", "")
        for each in package.root("[Content_Types].xml").iter(f"{_TYPES}Override")
    }
    kinds = " ".join(declared.values())
    if "macroEnabled" in kinds or "vbaProject" in kinds:
        raise TwinError("the Word file holds macros. A letter has none: save it as .docx")
    if not declared.get(main, "").endswith(_DOCUMENT):
        raise TwinError(f"{_NOT_WORD}. {_SAVE}")


def within(texts: int) -> None:
    """Refuses a file of more text than any letter has.

    Raises:
        TwinError: `texts`, its characters so far, are too many.
    """
    if texts > _LETTERS:
        raise TwinError("the Word file has far more text than a letter. Take out what was added")


def _refused(error: ReadingError) -> TwinError:
    rule = error.rule.replace("a workbook", "a Word file").replace("workbook", "Word file")
    return TwinError(f"the Word file cannot be read: {rule}. {_SAVE}")
