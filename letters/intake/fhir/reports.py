"""Reports, documents and procedures become rows of documents. Free text is never read for facts."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from letters.case.vocabulary import DocumentTerm
from letters.intake.columns import DOCUMENTS
from letters.intake.fhir.elements import Attachment, Period, day
from letters.intake.fhir.resources import (
    DiagnosticReportResource,
    DocumentReferenceResource,
    ProcedureResource,
)
from letters.intake.fhir.results import FINAL, LeftError, Told, conclusions
from letters.intake.fhir.terms import Terms
from letters.intake.rows import Cell

_FILE_NAME = re.compile(r"[^\x00-\x1f<>:\"/\\|?*]{1,120}\.[A-Za-z][A-Za-z0-9]{1,4}")
_NO_DAY = "it tells no day"
UNKNOWN_KIND = "no kind of document that is known; map its type if it is one"
UNKNOWN_CONCLUSION = "a code of its conclusion means no known finding of such a report; map it"


def document_of(resource: DiagnosticReportResource, terms: Terms) -> DocumentTerm | None:
    """The kind of document that a report is."""
    return terms.document((resource.code,)) or terms.document(resource.category)


def reported(resource: DiagnosticReportResource, terms: Terms) -> Iterator[Told | LeftError]:
    """The rows of a report: one for each finding that its conclusion codes, or one without."""
    if resource.status not in FINAL:
        yield LeftError("a report that is not final")
        return
    document, on = document_of(resource, terms), report_day(resource)
    if document is None or on is None:
        yield LeftError(UNKNOWN_KIND if document is None else _NO_DAY)
        return
    cells: dict[str, Cell] = {"document": document.name, "date": on}
    cells |= _file(resource.presented_form)
    findings = list(dict.fromkeys(conclusions(resource.conclusion_code, document, terms)))
    for finding, value in findings:
        yield Told(DOCUMENTS, {**cells, "finding": finding, "value": value})
    if not findings:
        yield Told(DOCUMENTS, cells)
    if len(findings) < len(resource.conclusion_code):
        yield LeftError(UNKNOWN_CONCLUSION)


def shown_by(resource: DiagnosticReportResource) -> Cell | None:
    """The name of the file that a report is, where it is final and names one."""
    return _file(resource.presented_form).get("file") if resource.status in FINAL else None


def report_day(resource: DiagnosticReportResource) -> dt.date | None:
    """The day to which a report belongs; when it was issued is another."""
    return day(resource.effective_date_time) or _begun(resource.effective_period)


def referred(resource: DocumentReferenceResource, terms: Terms) -> Told:
    """The row of a document.

    Raises:
        LeftError: why there is none.
    """
    if resource.status not in (None, "current"):
        raise LeftError("a document that another one replaced, or entered in error")
    if resource.doc_status not in (None, "final", "amended"):
        raise LeftError("a document that is not final")
    document = terms.document((resource.type,))
    if document is None:
        raise LeftError(UNKNOWN_KIND)
    attached = [content.attachment for content in resource.content if content.attachment]
    period = resource.context.period if resource.context else None
    days = (_begun(period), *(day(each.creation) for each in attached), day(resource.date))
    on = next((each for each in days if each is not None), None)
    if on is None:
        raise LeftError(_NO_DAY)
    return Told(DOCUMENTS, {"document": document.name, "date": on, **_file(attached)})


def performed(resource: ProcedureResource, terms: Terms) -> Told:
    """The row of the document that would report a procedure, marked as not seen.

    Raises:
        LeftError: why there is none.
    """
    if resource.status != "completed":
        raise LeftError("a procedure that was not completed")
    procedure = terms.procedure(resource.code)
    if procedure is None:
        raise LeftError("no procedure that is known; map its code if it is one")
    reports = [d for d in terms.vocabulary.documents if d.reports == procedure.id]
    if len(reports) != 1:
        raise LeftError("no document is known that reports this procedure")
    on = day(resource.performed_date_time) or _begun(resource.performed_period)
    if on is None:
        raise LeftError(_NO_DAY)
    return Told(DOCUMENTS, {"document": reports[0].name, "date": on, "report unseen": True})


def _begun(period: Period | None) -> dt.date | None:
    return day(period.start) if period is not None else None


def _file(attached: Iterable[Attachment]) -> dict[str, Cell]:
    """The name of the file that a document is, where one of its own names is plainly that."""
    for each in attached:
        for name in ((each.url or "").rpartition("/")[2], (each.title or "").strip()):
            if _FILE_NAME.fullmatch(name):
                return {"file": name}
    return {}
