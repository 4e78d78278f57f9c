"""One case from its route to the document that it calls for."""

import datetime as dt
from collections.abc import Collection

from letters.case import Case
from letters.case.frozen import Frozen
from letters.case.vocabulary import LetterKind
from letters.citations import Library
from letters.determination import Determination, determine
from letters.intake import Notice, Reading
from letters.pipeline.wanted import AS_PROPOSED, CompanionKind, Wanted
from letters.rationale import (
    Document,
    Letter,
    ReviewSheet,
    compose,
    compose_action,
    compose_brief,
    compose_fax_cover,
    compose_patient_copy,
    compose_review,
)
from letters.rationale.model import Brief, FaxCover, PatientCopy
from letters.routing import route
from letters.routing.model import Routing
from letters.templates import Templates


class Argued(Frozen):
    """One case with its route, its determination and the documents that they call for.

    `determination` is None where the denial calls for something else than a clinical letter. What
    goes with a letter is there only if it was wanted and there is a letter.
    """

    case: Case
    routing: Routing
    determination: Determination | None
    document: Document
    review: ReviewSheet | None = None
    companions: tuple[Brief | PatientCopy, ...] = ()
    fax: FaxCover | None = None
    notices: tuple[Notice, ...] = ()


def argue(
    case: Case,
    library: Library,
    as_of: dt.date,
    reading: Reading,
    wanted: Wanted = AS_PROPOSED,
) -> Argued:
    """A case with the document that it calls for and all that goes with it.

    Raises KindError where the case can never carry the kind of letter that is wanted.
    """
    argued = answered(case, library, as_of, reading, wanted)
    if argued.determination is None or not isinstance(argued.document, Letter):
        return argued
    return _accompanied(argued, argued.determination, argued.document, library, wanted)


def answered(
    case: Case,
    library: Library,
    as_of: dt.date,
    reading: Reading,
    wanted: Wanted = AS_PROPOSED,
) -> Argued:
    """Routes a case, judges it if a letter may answer, and composes the document it calls for.

    Raises KindError where the case can never carry the kind of letter that is wanted.
    """
    notices = tuple(notice for notice in reading.notices if notice.case == case.id)
    remarks = tuple(map(remark, notices))
    stated, routing = routed(case, library, as_of, wanted.kind)
    if case.denial is not None and routing.kind is None:
        action = compose_action(case, routing, library, as_of, remarks, wanted.templates)
        return Argued(
            case=case, routing=routing, determination=None, document=action, notices=notices
        )
    determination = judge(stated, library, as_of, routing)
    document = compose(stated, determination, library, routing, remarks, wanted.templates)
    if isinstance(document, Letter) and not wanted.data:
        document = document.model_copy(update={"embedded": None})
    return Argued(
        case=stated,
        routing=routing,
        determination=determination,
        document=document,
        notices=notices,
    )


def _accompanied(
    argued: Argued,
    determination: Determination,
    letter: Letter,
    library: Library,
    wanted: Wanted,
) -> Argued:
    """A letter with its review sheet and what is wanted beside it."""
    routing, templates = argued.routing, wanted.templates
    remarks = tuple(map(remark, argued.notices))
    judged = (argued.case, determination, library)
    companions, fax = beside((*judged, routing), wanted.companions, letter, letter, templates)
    return argued.model_copy(
        update={
            "review": compose_review(*judged, letter, routing, remarks, templates),
            "companions": companions,
            "fax": fax,
        }
    )


def beside(
    judged: tuple[Case, Determination, Library, Routing],
    kinds: Collection[CompanionKind],
    letter: Letter,
    told: Letter,
    templates: Templates,
    pages: int | None = None,
) -> tuple[tuple[Brief | PatientCopy, ...], FaxCover | None]:
    """What goes with a letter, and the cover of a fax, each if it is among the kinds.

    `told` is the letter of which a copy for the patient tells; `pages` are those of the whole fax,
    None while they are not known.
    """
    case, _, library, routing = judged
    made: list[Brief | PatientCopy] = []
    if CompanionKind.BRIEF in kinds:
        made.append(compose_brief(*judged, letter, templates))
    if CompanionKind.PATIENT in kinds:
        made.append(compose_patient_copy(*judged, told, templates))
    fax = None
    if CompanionKind.FAX in kinds:
        fax = compose_fax_cover(
            case, library, routing, letter.dated, letter.request_type, pages, templates
        )
    return tuple(made), fax


def routed(
    case: Case, library: Library, as_of: dt.date, kind: LetterKind | None = None
) -> tuple[Case, Routing]:
    """The case with the reasons to which the codes of its denial amount, and its routing.

    Raises KindError where the case can never carry a letter of the kind.
    """
    routing = route(case, library, as_of, kind)
    if case.denial is None:
        return case, routing
    denial = case.denial.model_copy(update={"reasons": routing.reasons})
    return case.model_copy(update={"denial": denial}), routing


def judge(case: Case, library: Library, as_of: dt.date, routing: Routing) -> Determination:
    """Judges a case, as `routed` gives it, for the kind of letter to which it was routed."""
    asked = routing.route.asked
    return determine(case, library, as_of, routing.off_label, routing.kind, asked)


def remark(notice: Notice) -> str:
    """One notice of intake as a line: what, where, the rule, what to do."""
    place = [notice.file, *([f"sheet {notice.sheet}"] if notice.sheet else [])]
    place += [f"row {notice.row}"] if notice.row else []
    place += [notice.part] if notice.part else []
    place += [f"column {notice.column}"] if notice.column else []
    return f"{notice.what} ({', '.join(place)}): {notice.rule}. {notice.action}"
