"""Reads the reasons of one decision from a file of their own, for a decision recorded by hand.

A table (CSV, XLSX, ODS) has the headings of the points sheet, of which `point` alone is needed; a
text file has one reason a line. The words stay as they are.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from letters.case.model import Point
from letters.case.provenance import Exhibit, Provenance
from letters.case.vocabulary import Vocabulary, folded
from letters.errors import InputError
from letters.intake.cells import values, words
from letters.intake.cells.fields import Fields
from letters.intake.columns import POINTS
from letters.intake.limits import DEFAULT, Limits
from letters.intake.opening.files import File, FileKind, open_all
from letters.intake.reading import Journal, Notice, ReadingError
from letters.intake.rows import Row
from letters.intake.sheets.encodings import encoding_of
from letters.intake.sheets.grids import Grid
from letters.intake.sheets.opening import open_grids
from letters.intake.sheets.recognise import rows_of

_PLAIN = frozenset({".txt", ".text"})
_HEADED_WITHIN = 20
_HEADING = "point"
_NOT_USED = "The file was not used"
_TOLD = 3
"""How many rules that a file breaks are told at once."""


def read_reasons(
    path: Path, vocabulary: Vocabulary, limits: Limits = DEFAULT, notice: Exhibit | None = None
) -> tuple[tuple[Point, ...], tuple[Notice, ...]]:
    """The points of a decision in the order of the file, and remarks on what was not used.

    `notice` is the document that shows them; a row tells its page, or another file.

    Raises:
        InputError: the file cannot be read, or no reason stands in it.
    """
    journal = Journal()
    found: dict[tuple[str, str | None], Point] = {}
    for row in _rows(path, vocabulary, limits, journal):
        point = _point(row, vocabulary, notice, journal)
        if point is not None:
            found.setdefault((point.quote, point.about), point)
    told = journal.reading(())
    if not found:
        raise InputError(_refusal(told.notices, vocabulary))
    return tuple(found.values()), told.notices


def _refusal(notices: Iterable[Notice], vocabulary: Vocabulary) -> str:
    """Why no reason could be read, and what the file has to look like."""
    rules = list(dict.fromkeys(notice.rule for notice in notices))[:_TOLD]
    why = "; ".join(rules) or "no words stand in it"
    words = next(column.example for column in POINTS.columns if column.heading == _HEADING)
    about = next((r.name for r in vocabulary.denial_reasons if "," not in r.name), "")
    return (
        f"no reason could be read of the file given with --reasons: {why}. Give a text file (.txt) "
        "with one reason a line, or a table (CSV, XLSX, ODS) under a row of headings, of which "
        f"'{_HEADING}' (the reviewer's own words) must be there, 'about' (the reason of denial to "
        "which they amount) and 'page' (of the notice) may be. As CSV:\n"
        f"  {_HEADING},about,page\n  {words},{about},2"
    )


def _rows(path: Path, vocabulary: Vocabulary, limits: Limits, journal: Journal) -> Iterator[Row]:
    files = open_all([path], limits, journal)
    if path.suffix.lower() in _PLAIN and files and files[0].kind is FileKind.TEXT_TABLE:
        try:
            yield from _lines(files[0])
        except ReadingError as error:
            journal.note("error", _NOT_USED, files[0].place(), error)
        except UnicodeError:
            refusal = ReadingError("its text cannot be decoded", "save it as UTF-8")
            journal.note("error", _NOT_USED, files[0].place(), refusal)
        return
    headed = False
    for grid in open_grids(files, limits, journal):
        heading = _heading(grid)
        if heading is not None:
            headed = True
            yield from rows_of(grid, POINTS, heading, vocabulary, journal)
    if files and not headed:
        rule = f"no row of the file has the heading '{_HEADING}'"
        refusal = ReadingError(rule, "put the headings in the first row")
        journal.note("error", _NOT_USED, files[0].place(), refusal)


def _lines(file: File) -> Iterator[Row]:
    encoding = encoding_of(file.path)
    with file.path.open(encoding=encoding.name, errors=encoding.errors) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                place = Provenance(file=file.name, sha256=file.sha256, row=number)
                yield Row(POINTS, place, {_HEADING: line})


def _heading(grid: Grid) -> int | None:
    for index, row in enumerate(grid.head(_HEADED_WITHIN)):
        told = (cell.strip().rstrip("*:") for cell in row if isinstance(cell, str))
        if _HEADING in map(folded, told):
            return index
    return None


def _point(
    row: Row, vocabulary: Vocabulary, notice: Exhibit | None, journal: Journal
) -> Point | None:
    fields = Fields(row, journal)
    quote = fields.need(_HEADING, values.text)
    about = fields.spare("about", words.term(vocabulary.denial_reasons))
    if not quote or fields.refused:
        journal.leave(fields.read, "a cell of it could not be read")
        return None
    exhibit = _exhibit(fields, notice)
    return Point(quote=quote, about=about.id if about else None, read=row.read, exhibit=exhibit)


def _exhibit(fields: Fields, notice: Exhibit | None) -> Exhibit | None:
    if notice is None or fields.has("file"):
        return fields.exhibit()
    return Exhibit(file=notice.file, page=fields.spare("page", values.count) or notice.page)
