"""What goes with the letters of all cases at hand, and letters changed for a test."""

from functools import cache

from letters.pipeline import Argued
from letters.rationale import compose_brief, compose_fax_cover, compose_patient_copy
from letters.rationale.model import Brief, FaxCover, Letter, PatientCopy
from rationale import AS_OF, LABELS, argued, library_of


@cache
def lettered() -> tuple[str, ...]:
    """The labels of all cases that come to a letter."""
    return tuple(label for label in LABELS if isinstance(argued(label).document, Letter))


def letter_of(label: str) -> Letter:
    document = argued(label).document
    assert isinstance(document, Letter)
    return document


@cache
def brief_of(label: str) -> Brief:
    return brief(label, argued(label))


@cache
def copy_of(label: str) -> PatientCopy:
    return copy(label, argued(label))


@cache
def cover_of(label: str, pages: int | None = 12) -> FaxCover:
    done = argued(label)
    request = letter_of(label).request_type
    return compose_fax_cover(done.case, library_of(label), done.routing, AS_OF, request, pages)


def brief(label: str, done: Argued) -> Brief:
    """The brief of a case as it was argued, or as a test has changed it."""
    return compose_brief(*_given(label, done))


def copy(label: str, done: Argued) -> PatientCopy:
    """The patient's copy of a case as it was argued, or as a test has changed it."""
    return compose_patient_copy(*_given(label, done))


def changed(label: str, **changes) -> Argued:
    """A case as it was argued, with its letter, denial, patient or routing changed in part."""
    done = argued(label)
    case, updates = done.case, {}
    for name in ("denial", "patient"):
        if name in changes:
            part = getattr(case, name).model_copy(update=changes[name])
            case = case.model_copy(update={name: part})
    if "letter" in changes:
        updates["document"] = done.document.model_copy(update=changes["letter"])
    if "routing" in changes:
        updates["routing"] = done.routing.model_copy(update=changes["routing"])
    return done.model_copy(update={"case": case, **updates})


def _given(label: str, done: Argued):
    assert done.determination is not None
    return done.case, done.determination, library_of(label), done.routing, done.document
