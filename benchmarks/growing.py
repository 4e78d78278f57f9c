"""Cases that have more of one thing: results in their series, or exhibits with their files."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pikepdf

from benchmarks.cases import Row, Tables

Change = Callable[[Tables], Tables]

_FURTHER = "clinic note"
"""Which document the further exhibits are."""
_DAYS = 20 * 365
"""Days before the last note on which a further one may be written."""
_PAGE = "BT /F1 11 Tf 60 700 Td (Synthetic exhibit {name}, page {page} of {pages}) Tj ET"


def with_labs(days: int) -> Change:
    """Spreads a case's series of results over so many days, from its first to its last.

    Where there are not so many days between them, it begins earlier. Each further day repeats the
    results of the day before it in the series of the example, or else those of its first.
    """

    def changed(tables: Tables) -> Tables:
        labs = tables["labs"]
        byday: dict[dt.date, list[Row]] = {}
        for row in labs:
            byday.setdefault(dt.date.fromisoformat(row["date"]), []).append(row)
        series = sorted(day for day, rows in byday.items() if len(rows) > 2)
        begin = min(series[0], series[-1] - dt.timedelta(days=days))
        span = (series[-1] - begin).days
        wanted = {begin + dt.timedelta(days=span * at // (days + 1)) for at in range(days + 1)}
        further = sorted(wanted - byday.keys())[: max(days - len(series), 0)]
        more = [
            row | {"date": str(day)}
            for day in further
            for row in byday[max((one for one in series if one < day), default=series[0])]
        ]
        return {**tables, "labs": [*labs, *more]}

    return changed


def with_exhibits(count: int) -> Change:
    """Adds documents to a case until it has so many, each of a day and file of its own.

    Why: days of one case after another would be found again among the lines of earlier letters as
    long as there are few, so that the first exhibits would seem cheaper than the later ones.
    """

    def changed(tables: Tables) -> Tables:
        documents = list(tables["documents"])
        model = next(row for row in documents if row["document"] == _FURTHER)
        day = dt.date.fromisoformat(model["date"])
        have = len({row["file"] for row in documents})
        before = Random(f"{model['case']}/{count}").sample(range(1, _DAYS), max(count - have, 0))
        for number, days in enumerate(sorted(before), start=1):
            file = model["file"].replace("clinic-note", f"clinic-note-{number}")
            on = str(day - dt.timedelta(days=days))
            row = {"case": model["case"], "document": _FURTHER, "date": on}
            documents.append(row | {"file": file, "page": "1", "pages": "1-2"})
        return {**tables, "documents": documents}

    return changed


def lay_exhibits(folder: Path, tables: Tables) -> None:
    """Writes the files that a case's documents name, as PDFs with as many pages as they say."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pages in sorted(_files(tables["documents"]).items()):
        with pikepdf.new() as pdf:
            for page in range(1, pages + 1):
                pdf.add_blank_page(page_size=(612, 792))
                text = _PAGE.format(name=name, page=page, pages=pages)
                pdf.pages[-1].Contents = pdf.make_stream(text.encode("ascii"))
                pdf.pages[-1].Resources = _faces()
            pdf.save(folder / name, deterministic_id=True)


def _files(documents: Iterable[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in documents:
        last = int(row["pages"].rpartition("-")[2])
        found[row["file"]] = max(found.get(row["file"], 0), last)
    return found


def _faces() -> pikepdf.Dictionary:
    name = pikepdf.Name
    face = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica)
    return pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=face))
