"""Reads FHIR files resource by resource, whatever form they come in."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from letters.intake.fhir import markup
from letters.intake.fhir.kinds import named
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.splitting import parsed, pieces
from letters.intake.limits import MEGABYTE, Limits
from letters.intake.opening.files import File, FileKind
from letters.intake.opening.hardened import check_depth, parse_xml
from letters.intake.opening.kinds import decoded
from letters.intake.reading import ReadingError

_PIECE = 1 << 20
_FIRST_TYPE = re.compile(
    r'\s*\{\s*(?:"fullUrl"\s*:\s*"[^"\\]*"\s*,\s*)?(?:"resource"\s*:\s*\{\s*)?'
    r'"resourceType"\s*:\s*"([A-Za-z]+)"'
)
_HEAD = 1 << 16
_NOT_USED = "The resource was not used"
_NO_TYPE = "it does not tell the type of its resource"
_NO_RESOURCE = "an entry without a resource"
_OLD = "it is a version in a history, which may not be the last"
_NO_TEXT = "it is not text in the encoding that its first bytes tell"
_EXPORT = "export it again from the system it came from"


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource and where it stands. `name` is its type, `url` the address that a Bundle gives.

    `part` is its place without the type: `entry 17`, `line 3`, empty for a file of one resource.
    """

    file: int
    part: str
    name: str
    resource: dict[str, Any]
    url: str | None = None

    @property
    def place(self) -> str:
        """Its place as a notice tells it."""
        return f"{self.part}, {self.name}" if self.part else self.name

    @property
    def bare(self) -> "Entry":
        """The entry without its resource, which is large."""
        return Entry(self.file, self.part, self.name, {}, self.url)


class Stream:
    """One file. `number` is its place among those given; it may be read several times.

    `is_history` tells, once it was read, that it holds versions of resources that are no longer.
    """

    def __init__(self, file: File, number: int, limits: Limits) -> None:
        self.file = file
        self.number = number
        self.is_history = False
        self._limits = limits

    def entries(
        self, remarks: Remarks | None = None, skip: frozenset[str] = frozenset()
    ) -> Iterator[Entry]:
        """Every resource of the file. With `remarks`, what cannot be read is noted there.

        Of the types in `skip` most are passed over unread: those whose type stands first.
        """
        empty = True
        try:
            for part, value in self._values(remarks, skip):
                for entry in self._unwrapped(part, value, None, remarks):
                    empty = False
                    yield entry
            if empty and remarks is not None and not self.is_history:
                remarks.leave_empty(self.file)
        except ReadingError as refusal:
            if remarks is not None:
                remarks.leave_file(self.file, refusal)
        except UnicodeDecodeError:
            if remarks is not None:
                remarks.leave_file(self.file, ReadingError(_NO_TEXT, _EXPORT))
        except OSError:
            if remarks is not None:
                action = "check that it may be read"
                remarks.leave_file(self.file, ReadingError("the file cannot be opened", action))

    def _values(self, remarks: Remarks | None, skip: frozenset[str]) -> Iterator[tuple[str, Any]]:
        if self.file.kind is FileKind.FHIR_XML:
            yield from self._of_markup()
            return
        with self.file.path.open("rb") as raw:
            text = _opened(raw)
            if self.file.kind is FileKind.FHIR_LINES:
                yield from self._of_lines(text, remarks, skip)
                return
            whole = False
            try:
                for found in self._of_document(text, remarks, skip):
                    whole = True
                    yield found
            except ReadingError:
                if whole or not _has_lines(raw):
                    raise
                # Why: bulk exports are told by their first line, which may be the broken one.
                yield from self._of_lines(_opened(raw), remarks, skip)

    def _of_markup(self) -> Iterator[tuple[str, Any]]:
        self._check_size()
        root = parse_xml(self.file.path.read_bytes(), self._limits)
        found = list(markup.resources(root))
        for at, value in enumerate(found, start=1):
            yield ("" if len(found) == 1 else f"entry {at}"), value

    def _check_size(self) -> None:
        if self.file.size > self._limits.document_mb * MEGABYTE:
            raise self._limits.beyond("document_mb", "the size of the file")

    def _of_lines(
        self, text: IO[str], remarks: Remarks | None, skip: frozenset[str]
    ) -> Iterator[tuple[str, Any]]:
        """Line by line. A line that cannot be read is noted and the others go on."""
        longest = self._limits.line_mb * MEGABYTE
        number = 0
        while line := text.readline(longest + 1):
            number += 1
            if len(line) > longest:
                _skip_rest(text, line, longest)
                self._refuse(f"line {number}", self._limits.beyond("line_mb", "a line"), remarks)
                continue
            if line.strip(" \t\r\n\ufeff") and not _is_of(line, skip):
                value = self._parsed(f"line {number}", line, remarks)
                if value is not None:
                    yield f"line {number}", value

    def _of_document(
        self, text: IO[str], remarks: Remarks | None, skip: frozenset[str]
    ) -> Iterator[tuple[str, Any]]:
        self._check_size()
        chunks = iter(lambda: text.read(_PIECE), "")
        number = 0
        for piece in pieces(chunks, self._limits):
            number += piece.is_entry
            part = f"entry {number}" if piece.is_entry else ""
            if _is_of(piece.text, skip):
                continue
            value = self._parsed(part, piece.text, remarks)
            if value is not None:
                yield part, value

    def _parsed(self, part: str, text: str, remarks: Remarks | None) -> Any:
        try:
            check_depth(text, self._limits)
            value = parsed(text)
        except ReadingError as refusal:
            self._refuse(part, refusal, remarks)
            return None
        if value is None:
            self._leave(part, _NO_RESOURCE, remarks)
        return value

    def _unwrapped(
        self, part: str, value: Any, url: str | None, remarks: Remarks | None
    ) -> Iterator[Entry]:
        """The resource that a value is or holds; of a Bundle or a list each of its entries."""
        if isinstance(value, list):
            for at, each in enumerate(value, start=1):
                yield from self._unwrapped(_inner(part, at), each, None, remarks)
        elif not isinstance(value, dict):
            self._leave(part, _NO_RESOURCE, remarks)
        elif value.get("resourceType") == "Bundle":
            yield from self._of_bundle(part, value, remarks)
        elif isinstance(value.get("resourceType"), str):
            yield Entry(self.number, part, named(value), value, url)
        elif isinstance(value.get("resource"), dict):
            address = value.get("fullUrl")
            inside = value["resource"]
            known = address if isinstance(address, str) else None
            yield from self._unwrapped(part, inside, known, remarks)
        else:
            bare = value.keys() & {"request", "response", "fullUrl", "link", "search"}
            self._leave(part, _NO_RESOURCE if bare else _NO_TYPE, remarks)

    def _of_bundle(
        self, part: str, bundle: dict[str, Any], remarks: Remarks | None
    ) -> Iterator[Entry]:
        if bundle.get("type") == "history":
            if not part:
                self.is_history = True
            if not part or bundle.get("entry"):
                self._leave(part, _OLD, remarks, "Bundle")
            return
        entries = bundle.get("entry")
        listed = entries if isinstance(entries, list) else [] if entries is None else [entries]
        for at, each in enumerate(listed, start=1):
            yield from self._unwrapped(_inner(part, at), each, None, remarks)

    def _leave(
        self, part: str, why: str, remarks: Remarks | None, name: str = "no resource"
    ) -> None:
        if remarks is not None:
            remarks.leave(self.file, part or "whole file", name, why)

    def _refuse(self, part: str, refusal: ReadingError, remarks: Remarks | None) -> None:
        """Notes what could not be parsed; whatever it was, a treatment may have stood there."""
        if remarks is None:
            return
        place = part or "whole file"
        remarks.note("error", _NOT_USED, self.file, place, refusal)
        remarks.leave(self.file, place, "no resource", refusal.rule)
        remarks.lose()


def _is_of(text: str, types: frozenset[str]) -> bool:
    """Whether the type that stands first in a resource or entry is one of these."""
    first = _FIRST_TYPE.match(text) if types else None
    return first is not None and first[1] in types


def _inner(part: str, at: int) -> str:
    return f"{part}, entry {at}" if part else f"entry {at}"


def _opened(raw: IO[bytes]) -> IO[str]:
    """The text of a file, decoded by its mark or its null bytes; UTF-8 where there are none.

    Bytes that are no text are kept as such, so that they cost only the resource they stand in.
    """
    encoding = decoded(raw.read(_HEAD))[1]
    raw.seek(0)
    unicode = "utf-8" if encoding == "latin-1" else encoding
    return io.TextIOWrapper(raw, encoding=unicode, errors="surrogateescape", newline="\n")


def _has_lines(raw: IO[bytes]) -> bool:
    """Whether a second line is an object by itself."""
    raw.seek(0)
    lines = [line for line in decoded(raw.read(_HEAD))[0].splitlines() if line.strip()]
    raw.seek(0)
    return len(lines) > 1 and lines[1].startswith("{") and lines[1].rstrip().endswith("}")


def _skip_rest(text: IO[str], line: str, longest: int) -> None:
    while line and not line.endswith("\n"):
        line = text.readline(longest)
