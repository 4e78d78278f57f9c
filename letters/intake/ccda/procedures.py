"""Procedures of a chart, by the documents that report them."""

from collections.abc import Iterator

from letters.intake.ccda.chart import Chart, Entry
from letters.intake.ccda.elements import child, span, status
from letters.intake.columns import DOCUMENTS
from letters.intake.rows import Cell, Role, Row

_DONE = frozenset({"completed", ""})


def procedures(entry: Entry, chart: Chart) -> Iterator[Row]:
    """The row of the document that would report a known procedure, marked as not seen."""
    done = entry.element
    known = chart.terms.procedure(chart.concept(child(done, "code")))
    if known is None:
        chart.leave(entry, "it is no procedure that the library knows")
        return
    if done.get("moodCode", "EVN") != "EVN" or done.get("negationInd") == "true":
        chart.leave(entry, "it says that it was not done, or is to be done")
        return
    if status(done) not in _DONE:
        chart.leave(entry, "it was not completed")
        return
    reports = [d for d in chart.terms.vocabulary.documents if d.reports == known.id]
    begun = span(child(done, "effectiveTime")).low
    if len(reports) != 1 or begun is None or begun.day is None:
        why = "it tells no day" if len(reports) == 1 else "no document is known that reports it"
        chart.leave(entry, why)
        return
    cells: dict[str, Cell] = {"document": reports[0].name, "date": begun.day}
    cells["report unseen"] = True
    yield Row(DOCUMENTS, entry.place, cells, Role.FACT, chart.person)
