"""What a PDF carries besides its pages, and whether that keeps it from being an exhibit.

Refused is what may make a reader see something else than was enclosed (scripts, actions, forms
that a program fills in) or what may be the document itself (attached files, film, a portfolio).
Only what cannot is left out: links, bookmarks, and data attached to a page's own content as
PDF/A-3 has it, which is how this program's letters carry theirs.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf

from letters.exhibits.refusals import RefusedError

_REFUSED_ACTIONS = {
    "/JavaScript": "scripted",
    "/Launch": "acting",
    "/SubmitForm": "acting",
    "/ImportData": "acting",
    "/Hide": "acting",
    "/SetOCGState": "acting",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
}
_REFUSED_MARKS = {
    "/FileAttachment": "attached",
    "/RichMedia": "media",
    "/Screen": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/3D": "media",
}
_HARMLESS_ON_OPENING = frozenset({"/GoTo", "/Named"})
_DATA_OF_ITS_PAGES = frozenset({"/Data", "/Source", "/Alternative", "/Supplement"})
_OF_AN_ACTION = ("/JS", "/F", "/URI", "/Win", "/Mac", "/Unix")
"""Keys that a part of the structure, which has a kind of its own under /S, never has."""
_NAMES_OF_A_FILE = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_DEEPEST = 100


def check(pdf: pikepdf.Pdf) -> bool:
    """Whether data is attached that may be left out.

    Raises:
        RefusedError: the file carries what keeps it from being an exhibit.
    """
    root = pdf.Root
    if "/Collection" in root:
        raise RefusedError("portfolio")
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise RefusedError("dynamic")
    _check_opening(root.get("/OpenAction"))
    attached = False
    for each in _dictionaries(pdf):
        _check_action(each)
        attached = _is_attachment(each) or attached
    return attached


def _check_opening(action: Any) -> None:
    """Refuses what happens by itself when the file is opened, but for going to a page."""
    if isinstance(action, pikepdf.Dictionary):
        kind = str(action.get("/S"))
        if kind not in _HARMLESS_ON_OPENING:
            raise RefusedError(_REFUSED_ACTIONS.get(kind, "acting"))


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, of streams too, wherever it stands."""
    for whole in pdf.objects:
        within: list[tuple[Any, int]] = [(whole, 0)]
        while within:
            each, depth = within.pop()
            parts: Any = ()
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                yield each
                parts = each.values()
            elif isinstance(each, pikepdf.Array):
                parts = each
            if depth > _DEEPEST:
                raise RefusedError("damaged")
            # What stands elsewhere comes when its turn is.
            within += [
                (part, depth + 1)
                for part in parts
                if isinstance(part, pikepdf.Object) and not part.is_indirect
            ]


def _check_action(each: Any) -> None:
    kind, mark = each.get("/S"), each.get("/Subtype")
    if "/PS" in (mark, each.get("/Subtype2")):
        raise RefusedError("scripted")
    if isinstance(kind, pikepdf.Name) and not _is_structure(each):
        key = _REFUSED_ACTIONS.get(str(kind))
        if key is not None:
            raise RefusedError(key)
    if isinstance(mark, pikepdf.Name) and "/Rect" in each and str(mark) in _REFUSED_MARKS:
        raise RefusedError(_REFUSED_MARKS[str(mark)])
    if _acts_by_itself(each.get("/AA")):
        raise RefusedError("acting")


def _is_structure(each: Any) -> bool:
    """Whether this is a part of the structure, whatever it is called, and no action in disguise."""
    return each.get("/Type") == "/StructElem" and not any(key in each for key in _OF_AN_ACTION)


def _acts_by_itself(triggers: Any) -> bool:
    """Whether these are additional actions: by name alone they may be a typeface or a glyph."""
    return isinstance(triggers, pikepdf.Dictionary) and any(
        isinstance(action, pikepdf.Dictionary) and ("/S" in action or "/JS" in action)
        for action in triggers.values()
    )


def _is_attachment(each: Any) -> bool:
    """Whether a dictionary holds an attached file that may be left out.

    Raises:
        RefusedError: it holds one that may be the document itself.
    """
    held = each.get("/EF")
    if not isinstance(held, pikepdf.Dictionary):
        return False
    if not any(isinstance(held.get(name), pikepdf.Stream) for name in _NAMES_OF_A_FILE):
        return False
    if str(each.get("/AFRelationship")) not in _DATA_OF_ITS_PAGES:
        raise RefusedError("attached")
    return True
