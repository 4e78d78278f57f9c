"""Puts edited wording at its place in a letter's model, or tells where it has none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from letters.rationale.model import Cited, Claim, Fact, LabTable, Letter, Paragraph
from letters.rationale.walk import parts
from letters.twin.places import Path
from letters.twin.wording import Numbers

_TABLES = frozenset({"criteria", "rows", "steps", "chronology", "treatments"})
"""Tables have numbers by which sentences speak of them: none may go as a whole."""
_RUNS = "runs"


class Came(NamedTuple):
    """Sentences that came, beside a sentence of the letter; by themselves in a paragraph or not.

    `moved` are the places of sentences that stood elsewhere; else `text` is new, with its numbers.
    """

    beside: Path
    behind: bool
    text: str
    numbers: Numbers
    apart: bool
    moved: tuple[Path, ...] = ()


@dataclass
class Edits:
    """All edits of a letter by the place of what they concern.

    `texts` are new texts, `cited` new references of sentences, `gone` texts that went.
    """

    texts: dict[Path, str] = field(default_factory=dict)
    cited: dict[Path, Numbers] = field(default_factory=dict)
    gone: set[Path] = field(default_factory=set)
    came: list[Came] = field(default_factory=list)


class Edited(NamedTuple):
    """The letter with its edits, and the places of those that it cannot have."""

    letter: Letter
    stuck: tuple[Path, ...]


class _Gone:
    """Stands for a part that went."""


_GONE = _Gone()


def edited(letter: Letter, edits: Edits, printed: Iterable[Path]) -> Edited:
    """The letter with its edits; `printed` are the places of all texts that its page shows."""
    editor = _Editor(letter, edits, frozenset(printed))
    made = editor.again(letter, ())
    try:
        whole = Letter.model_validate(made.model_dump())
    except ValidationError as error:
        stuck = [tuple(wrong["loc"]) for wrong in error.errors()]
        return Edited(letter, (*editor.stuck, *stuck))
    return Edited(whole, tuple(editor.stuck))


class _Editor:
    """Writes a letter again, part by part."""

    def __init__(self, letter: Letter, edits: Edits, printed: frozenset[Path]) -> None:
        self._letter, self._edits, self._printed = letter, edits, printed
        self._cited = {cited.number: cited for cited in parts(letter, Cited)}
        self._beside: dict[tuple[Path, bool], list[Came]] = {}
        self._new = 0
        for came in edits.came:
            self._beside.setdefault((came.beside, came.behind), []).append(came)
        self.stuck: list[Path] = []

    def again(self, value: Any, path: Path) -> Any:
        """A part with its edits; `_GONE` where all that it prints went."""
        if isinstance(value, str):
            return _GONE if path in self._edits.gone else self._text(value, path)
        if isinstance(value, Fact | Cited):
            return value
        if isinstance(value, tuple):
            return self._list(value, path)
        if isinstance(value, BaseModel):
            if path and self._is_gone(path):
                if isinstance(value, LabTable):
                    self.stuck.append(path)
                    return value
                return _GONE
            made = self._part(value, path)
            return self._results(made, path) if isinstance(made, LabTable) else made
        return value

    def _text(self, value: str, path: Path) -> str:
        text = self._edits.texts.get(path, value)
        # The page prints a verdict in capitals, the model tells it in small letters.
        return text.lower() if path[-1] == "verdict" and text != value else text

    def _is_gone(self, path: Path) -> bool:
        """Whether all that a part prints went."""
        below = [each for each in self._printed if each[: len(path)] == path]
        stays = any(
            len(came.beside) > len(path)
            and came.beside[: len(path)] == path
            and not (came.apart and came.beside[:-2] == path)
            for came in self._edits.came
        )
        return bool(below) and not stays and all(each in self._edits.gone for each in below)

    def _part(self, value: BaseModel, path: Path) -> BaseModel:
        changed: dict[str, Any] = {}
        for name, about in type(value).model_fields.items():
            before = getattr(value, name)
            after = self.again(before, (*path, name))
            if after is _GONE:
                if NoneType not in get_args(about.annotation):
                    self.stuck.append((*path, name))
                    continue
                after = None
            if after is not before:
                changed[name] = after
        if isinstance(value, Claim):
            changed = self._claim(value, path, changed)
        return value.model_copy(update=changed) if changed else value

    def _claim(self, value: Claim, path: Path, changed: dict[str, Any]) -> dict[str, Any]:
        if path in self._edits.cited:
            changed = {**changed, "citations": self._citations(value, self._edits.cited[path])}
        is_other = changed.get("text", value.text) != value.text or "citations" in changed
        return {**changed, "edited": True} if is_other else changed

    def _citations(self, value: Claim, numbers: Numbers) -> tuple[Cited, ...]:
        """The uses of references that a sentence keeps, and one of each that it has got."""
        kept = tuple(cited for cited in value.citations if cited.number in numbers)
        has = {cited.number for cited in kept}
        return (*kept, *(self._cited[number] for number in numbers if number not in has))

    def _list(self, values: tuple[Any, ...], path: Path) -> tuple[Any, ...]:
        made: list[Any] = []
        for number, value in enumerate(values):
            here = (*path, number)
            made += self._coming(here, behind=False, among=values)
            after = self.again(value, here)
            if after is _GONE and path[-2:-1] and path[-2] == _RUNS:
                after = ""
            if after is not _GONE:
                made.append(after)
            made += self._coming(here, behind=True, among=values)
        if values and not made and path[-1] in _TABLES:
            self.stuck.append(path)
            return values
        if len(made) == len(values) and all(a is b for a, b in zip(made, values, strict=True)):
            return values
        return tuple(made)

    def _coming(self, path: Path, *, behind: bool, among: Sequence[Any]) -> list[Any]:
        """What comes beside one of a list: sentences, or paragraphs where it is one of several."""
        made: list[Any] = []
        paragraphs = isinstance(among[0], Paragraph) if among else False
        for (beside, side), waiting in self._beside.items():
            for came in waiting:
                if side != behind:
                    continue
                if paragraphs and came.apart and beside[:-2] == path:
                    made.append(Paragraph(claims=tuple(self._claims(came))))
                elif beside == path and not (came.apart and self._is_one_of_several(beside)):
                    made += self._claims(came)
        return made

    @staticmethod
    def _is_one_of_several(beside: Path) -> bool:
        """Whether the paragraph of a sentence is one of a list of them."""
        return len(beside) > 2 and beside[-2] == "claims" and isinstance(beside[-3], int)

    def _claims(self, came: Came) -> list[Claim]:
        if came.moved:
            return [self._found(path) for path in came.moved]
        known = [number for number in came.numbers if number in self._cited]
        self._new += 1
        claim = Claim(
            id=f"edited-{self._new}",
            text=came.text,
            citations=tuple(self._cited[number] for number in known),
            edited=True,
        )
        return [claim]

    def _found(self, path: Path) -> Claim:
        """A sentence of the letter as it was written, with the edits made to it where it went."""
        value: Any = self._letter
        for step in path:
            value = value[step] if isinstance(step, int) else getattr(value, step)
        changed: dict[str, Any] = {}
        if (*path, "text") in self._edits.texts:
            changed["text"] = self._edits.texts[*path, "text"]
        found: Claim = value
        changed = self._claim(found, path, changed)
        return found.model_copy(update=changed) if changed else found

    def _results(self, table: LabTable, path: Path) -> LabTable:
        """A table of results without the days whose row went."""
        rows = range(len(table.rows))
        kept = [row for row in rows if not self._is_gone((*path, "rows", row))]
        if len(kept) == len(table.rows):
            return table
        if not kept:
            self.stuck.append(path)
            return table
        return table.model_copy(
            update={
                "rows": tuple(table.rows[row] for row in kept),
                "days": tuple(table.days[row] for row in kept),
                "new": tuple(day for day in table.new if day in {table.days[n] for n in kept}),
            }
        )


def cited_in(letter: Letter) -> Mapping[int, int]:
    """How often each reference is cited."""
    counted: dict[int, int] = {}
    for cited in parts(letter, Cited):
        counted[cited.number] = counted.get(cited.number, 0) + 1
    return counted
