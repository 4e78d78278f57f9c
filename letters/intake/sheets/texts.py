"""Opens text tables: any encoding, any usual delimiter, any line ends."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from letters.case.provenance import Provenance
from letters.intake.limits import MEGABYTE, Limits
from letters.intake.mapping import headings
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError
from letters.intake.sheets.encodings import Encoding, encoding_of
from letters.intake.sheets.grids import Cells, Grid

_SAMPLED = 200
_HEADED_WITHIN = 40
_DELIMITERS = ",;\t|"
_RARE_DELIMITERS = "^~\x1f:"
_DECLARED = "sep="
_QUOTE = '"'
_END = "\N{END OF TRANSMISSION}"
"""What no export holds: a line of it alone must come back alone, else a quotation is open."""
_WIDE = 3
_SMALL = 1 << 18
"""Bytes up to which a file is held as text while its rows are asked for, again and again."""
_DAMAGED_QUOTES = "save it again as CSV from the spreadsheet, or check that row"


@dataclass(frozen=True)
class _Text:
    """How a text table is to be read."""

    path: Path
    encoding: Encoding
    delimiter: str
    by_lines: bool = False
    held: str | None = field(default=None, repr=False)
    """All of it, where it is small."""

    def lines(self) -> Iterator[str]:
        """The lines with their ends, whichever they are.

        Why one that is held is looked for all the same: small or large, what is gone is refused.
        """
        if self.held is None:
            with self._open() as file:
                yield from file
        else:
            self.path.stat()
            yield from io.StringIO(self.held, newline="")

    def holding(self) -> "_Text":
        """The text itself held, as it now stands in its file."""
        with self._open() as file:
            return replace(self, held=file.read())

    def _open(self) -> TextIO:
        name, errors = self.encoding.name, self.encoding.errors
        return self.path.open(encoding=name, errors=errors, newline="")

    def rows(self) -> Iterator[Cells]:
        """The rows; a row of our own making is never among them."""
        if self.by_lines:
            return (self._alone(line) for line in self.lines())
        return map(tuple, csv.reader(self.lines(), delimiter=self.delimiter))

    def _alone(self, line: str) -> Cells:
        if line.count(_QUOTE) % 2:
            return tuple(line.rstrip("\r\n").split(self.delimiter))
        return tuple(next(csv.reader([line], delimiter=self.delimiter), []))


def open_text(file: File, limits: Limits, journal: Journal) -> Grid:
    """The one table of a text file.

    Raises:
        ReadingError: it is no text, or not well-formed.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limits.line_mb * MEGABYTE))
    encoding = encoding_of(file.path)
    if encoding.doubted:
        rule = f"the file is not in UTF-8, so it was read as {encoding.doubted}"
        refusal = ReadingError(rule, "save it as CSV in UTF-8")
        journal.note("warning", "Names may be spelled wrong", file.place(), refusal)
    text = _Text(file.path, encoding, "")
    try:
        text = text.holding() if file.size <= _SMALL else text
        text = replace(text, delimiter=_delimiter(text))
        broken = _broken_quotation(text)
        if broken is not None:
            text = replace(text, by_lines=True)
            place = Provenance(file=file.name, sha256=file.sha256, row=broken)
            rule = "a quotation mark is opened and not closed, so each line was read as a row"
            refusal = ReadingError(rule, _DAMAGED_QUOTES)
            journal.note("warning", "A cell may be cut", place, refusal)
    except (csv.Error, UnicodeError) as error:
        action = "save it again as CSV from the spreadsheet"
        raise ReadingError("it is not well-formed CSV", action) from error
    return Grid(file.name, file.sha256, None, 1, file.path.stem, partial(_declared_off, text))


def _declared_off(text: _Text) -> Iterator[Cells]:
    """The rows; a first line that only declares the delimiter is a blank one."""
    for index, row in enumerate(text.rows()):
        yield () if index == 0 and _is_declaration(row, text.delimiter) else row


def _is_declaration(row: Cells, delimiter: str) -> bool:
    return delimiter.join(map(str, row)).strip().casefold() == f"{_DECLARED}{delimiter}"


def _delimiter(text: _Text) -> str:
    """The mark that parts headings that are known, or else most cells into rows of one width.

    One that the file declares is believed. Why not `csv.Sniffer`: it guesses from the frequency of
    any character and often fails.
    """
    head = list(islice(text.lines(), _SAMPLED))
    first = head[0].strip("\ufeff\r\n") if head else ""
    if first.casefold().startswith(_DECLARED) and len(first) == len(_DECLARED) + 1:
        return first[-1]
    known = {mark: _known_headings(head, mark) for mark in f"{_DELIMITERS}{_RARE_DELIMITERS}"}
    most = max(known.values())
    if most > 1:
        best = [mark for mark in known if known[mark] == most]
        return best[0] if len(best) == 1 else max(best, key=lambda mark: _score(head, mark))
    for usual in (_DELIMITERS, _RARE_DELIMITERS):
        scores = {mark: _score(head, mark) for mark in usual}
        if any(scores.values()):
            return max(scores, key=scores.__getitem__)
    return ","


def _known_headings(head: list[str], mark: str) -> int:
    """The most headings that are known among the rows into which a mark parts the first lines."""
    if not any(mark in line for line in head):
        return 0
    try:
        rows = list(islice(csv.reader(head, delimiter=mark), _HEADED_WITHIN))
    except csv.Error:
        return 0
    most = 0
    for row in rows:
        if len(row) > max(1, most):  # a row has no more known headings than cells
            most = max(most, sum(map(headings.is_any, row)))
    return most


def _score(head: list[str], mark: str) -> int:
    """How many cells a mark parts off in rows of the commonest width above one."""
    if not any(mark in line for line in head):
        return 0
    try:
        widths = Counter(len(row) for row in csv.reader(head, delimiter=mark))
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items() if width > 1), default=0)


def _broken_quotation(text: _Text) -> int | None:
    """The 1-based row from which a quotation swallows other rows, if there is one."""
    if text.held is not None and _QUOTE not in text.held:
        return None
    widths: Counter[int] = Counter()
    last = 0
    suspects: list[tuple[int, int]] = []
    ended = False
    for number, row in enumerate(_parsed(text, _closed(text.lines())), start=1):
        ended = row == [_END]
        if not ended:
            widths[len(row)] += 1
            last = number
            several = [cell for cell in row if "\n" in cell or "\r" in cell]
            most = max((_inner_marks(cell, text.delimiter) for cell in several), default=0)
            suspects += [(number, most)] if most else []
    usual = widths.most_common(1)[0][0] if widths else 0
    swallowed = [n for n, marks in suspects if usual >= _WIDE and marks >= usual - 1]
    if not ended:
        return swallowed[0] if swallowed else last
    return swallowed[0] if swallowed else None


def _parsed(text: _Text, lines: Iterable[str]) -> Iterator[list[str]]:
    return iter(csv.reader(lines, delimiter=text.delimiter))


def _closed(lines: Iterator[str]) -> Iterator[str]:
    yield from lines
    yield _END


def _inner_marks(cell: str, delimiter: str) -> int:
    """The most delimiters on one of the later lines of a cell of several lines."""
    return max((line.count(delimiter) for line in cell.splitlines()[1:]), default=0)
