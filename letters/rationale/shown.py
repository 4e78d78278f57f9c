"""What of a rationale a finished document carries in itself: no more than it shows.

The file is `rationale.json` of the PDF. It is the document's own model without what is not printed
there: where a fact was read, how a statement was checked, a part of a fact that its own sentence or
row does not say. Whoever holds the page learns nothing from the file that the page does not tell.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from letters.case.period import MONTHS
from letters.rationale.model import (
    Brief,
    Companion,
    Document,
    ExhibitIndex,
    Fact,
    FaxCover,
    ReviewSheet,
)

NAME = "rationale.json"
"""The file of a finished PDF that carries it."""
FORMAT = "letters/rationale/1"
"""The name and version of the format; a change that a reader must know of raises the number."""

Embedded = Document | ReviewSheet | Companion

_PROVED = frozenset({"criteria", "rows", "steps", "chronology", "treatments", "facts"})
"""Tables whose rows print exhibit and page of their facts."""
_PLACED = frozenset({"refusals"})
"""Tables whose rows print where in the export their facts were read."""
_PLACE = ("file", "sheet", "row", "part")
_EXHIBIT = ("document", "page")
_CITED = ("number", "statement")
_OF_THE_PROGRAM = frozenset({"case_id", "library", "tool"})
"""What a page that goes around a letter does not print: it is in the letter's own margins."""
_UNPRINTED = frozenset({"id", "language", "source", "statement", "bound", "alt"})

_UNSEEN = re.compile("[\u2060\u2068\u2069\u00ad]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LENGTH_OF_A_DAY = 10

Json = dict[str, Any]


def shown(document: Embedded) -> bytes:
    """The JSON that is embedded in a finished document. The same document gives the same bytes.

    Empty optional fields are left out, and so is every part of a fact that is not printed.
    """
    dumped = _bare(document)
    whole = isinstance(document, ReviewSheet)
    kept = _kept(dumped, _Told(dumped), "", whole)
    if whole:
        # Here the facts are themselves the rows of a table, with all that is known of each.
        kept["facts"] = [_filled(fact) for fact in dumped["facts"]]
    first = {"format": FORMAT, "document": kept.pop("document")}
    return to_json(first | kept, indent=1) + b"\n"


def _bare(document: Embedded) -> Json:
    """The dump without what the template of this kind leaves out."""
    dumped = document.model_dump(mode="json")
    if isinstance(document, Brief):
        dumped["opening"] = _uncited(dumped["opening"])
    dumped.pop("accepted", None)  # what a clinician took stays in the practice
    # The letter does not speak of its data: bound in a packet it carries none.
    dumped.pop("embedded", None)
    if isinstance(document, FaxCover | ExhibitIndex):
        dumped = {key: value for key, value in dumped.items() if key not in _OF_THE_PROGRAM}
    for row in dumped.get("steps", ()):
        if isinstance(row, dict) and row["duration"] == row["dates"]:
            row["duration"] = None
    # Without a list of references no number could lead anywhere.
    return dumped if "references" in dumped else _uncited(dumped)


def _uncited(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _uncited(below) for key, below in value.items() if key != "citations"}
    return [_uncited(below) for below in value] if isinstance(value, list) else value


def schema() -> Json:
    """The JSON Schema of the embedded file, made of the model: what may be left out is optional."""
    adapter: TypeAdapter[Embedded] = TypeAdapter(Embedded)
    made = adapter.json_schema(mode="serialization")
    roots = {each["$ref"].rpartition("/")[2] for each in made["anyOf"]}
    for name, part in made["$defs"].items():
        if name in ("Fact", "Cited"):
            keep = _CITED if name == "Cited" else tuple(Fact.model_fields)
            part["properties"] = {key: part["properties"][key] for key in keep}
            part["required"] = list(_CITED) if name == "Cited" else []
        part["required"] = [
            key for key in part.get("required", ()) if _always(part["properties"][key])
        ]
        if name == "Claim":
            part["required"] = ["id"]
            del part["properties"]["edited"]
        if name in ("FaxCover", "ExhibitIndex"):
            for key in _OF_THE_PROGRAM:
                del part["properties"][key]
                part["required"].remove(key)
        if name == "Enclosure":
            del part["properties"]["file"]
        if name == "Letter":
            del part["properties"]["accepted"]
        if name in roots:
            part["properties"] = {"format": {"const": FORMAT}} | part["properties"]
            part["required"] = ["format", *part["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a document written by letters carries in itself",
        **made,
    }


@lru_cache(maxsize=1024)
def days(iso: str) -> tuple[str, ...]:
    """All forms in which a day is printed, the longest first."""
    day = dt.date.fromisoformat(iso)
    month = MONTHS[day.month - 1]
    return (
        f"{month} {day.day}, {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
        iso,
    )


def printed(value: object, name: str = "") -> Iterator[str]:
    """Every text below a value that is printed as it stands; days in all their forms."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key not in _UNPRINTED:
                yield from printed(below, key)
    elif isinstance(value, list):
        for below in value:
            yield from printed(below, name)
    elif isinstance(value, str):
        yield _folded(value)
        if is_day(value):
            yield from days(value)


def is_day(text: str) -> bool:
    """Whether a text is a day in ISO form."""
    return len(text) == _LENGTH_OF_A_DAY and _DAY.fullmatch(text) is not None


class _Told:
    """The words of a document, asked many times for the same."""

    def __init__(self, value: Json) -> None:
        self._value = value
        self._known: dict[str, bool] = {}

    @cached_property
    def _words(self) -> str:
        """Gathered when they are asked for: most parts of a document have no facts."""
        return "\n".join(printed(_without(self._value)))

    def word(self, text: str) -> bool:
        """Whether a text stands in the words, not inside of a longer word or number."""
        if text not in self._known:
            wanted = _folded(text)
            self._known[text] = bool(wanted) and self._stands(wanted)
        return self._known[text]

    def day(self, iso: str) -> bool:
        """Whether a day is printed in any of its forms."""
        return any(self.word(form) for form in days(iso))

    def _stands(self, wanted: str) -> bool:
        at = self._words.find(wanted)
        while at >= 0:
            around = self._words[at - 1 : at], self._words[at + len(wanted) : at + len(wanted) + 1]
            if not any(edge.isalnum() for edge in around):
                return True
            at = self._words.find(wanted, at + 1)
        return False


def _without(value: Any) -> Any:
    """The dump without facts and enclosed files, which do not print by themselves."""
    if isinstance(value, dict):
        return {
            key: _without(below)
            for key, below in value.items()
            if key not in ("facts", "fact", "file") or (key == "facts" and _is_table(below))
        }
    return [_without(below) for below in value] if isinstance(value, list) else value


def _is_table(value: object) -> bool:
    """Whether `facts` are a table of claims of their own, as in a brief."""
    return isinstance(value, list) and bool(value) and "text" in value[0]


def _kept(value: Any, told: "_Told", table: str, whole: bool) -> Any:
    """A part of the dump without what is not printed.

    `told` are the words of its sentence or row, `table` is the field whose rows it is in.
    """
    if isinstance(value, list):
        # A fact is printed by its own sentence or row, not by another's.
        return [
            _kept(each, _Told(each) if isinstance(each, dict) else told, table, whole)
            for each in value
        ]
    if not isinstance(value, dict):
        return value
    kept: Json = {}
    for key, below in value.items():
        if key == "citations":
            below = [{name: cited[name] for name in _CITED} for cited in below]
        elif key == "fact" or (key == "facts" and not _is_table(below)):
            below = _facts(below, told, table, whole)
        elif key == "edited" or (key == "file" and not whole):
            continue  # who worded a sentence stays in the practice
        else:
            below = _kept(below, told, key if _opens(key) else table, whole)
        if below is not None and below != []:
            kept[key] = below
    return kept


def _opens(key: str) -> bool:
    return key in _PROVED or key in _PLACED


def _facts(value: Any, told: "_Told", table: str, whole: bool) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return _fact(value, told, table, whole) or None
    facts = [_fact(each, told, table, whole) for each in value]
    return [fact for fact in facts if fact]


def _fact(fact: Json, told: "_Told", table: str, whole: bool) -> Json:
    """What of a fact is printed: in the table it stands in, or anywhere in the words."""
    kept = {key: fact[key] for key in ("what", "value") if told.word(fact[key])}
    if fact["on"] is not None and told.day(fact["on"]):
        kept["on"] = fact["on"]
    places: Sequence[str] = ()
    if whole:
        places = (*_EXHIBIT, *_PLACE)
    elif table in _PROVED and fact["document"] is not None:
        places = _EXHIBIT
    elif table in _PLACED:
        places = _PLACE
    return kept | _filled({key: fact[key] for key in places})


def _filled(fact: Json) -> Json:
    return {key: value for key, value in fact.items() if value is not None}


def _folded(text: str) -> str:
    """A text with plain spaces and without marks that do not print."""
    return " ".join(_UNSEEN.sub("", text).split())


def _always(part: Json) -> bool:
    """Whether a field is never left out: it is neither a list nor may be nothing."""
    nothing = any(each.get("type") == "null" for each in part.get("anyOf", ()))
    return not nothing and part.get("type") != "array"
