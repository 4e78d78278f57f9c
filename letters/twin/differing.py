"""Every difference between a letter as it was written and a Word file of it, by itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from letters.rationale.model import Letter
from letters.templates import Templates
from letters.twin.aligning import Unit, align
from letters.twin.around import margins, pictures
from letters.twin.blocks import Block
from letters.twin.editing import Came, Edits, cited_in
from letters.twin.locating import Places
from letters.twin.model import ChangeKind, Needs
from letters.twin.noting import (
    IDENTITY,
    REFERENCES,
    Lost,
    New,
    Note,
    guarded,
    is_bound,
    moved_of,
    needs_of,
    vouched,
    weight_of,
)
from letters.twin.page import page_of
from letters.twin.places import Path, Placed, anchor, placed
from letters.twin.reading import Read
from letters.twin.tracing import Ground, Turn, traced, values
from letters.twin.wording import Became, Inserted, Wording, told, wording
from letters.twin.words import VALUES, Names, folded, is_attestation, same, weights

_OPENS = frozenset({"heading", "title", "cell", "figure"})
"""Kinds of blocks across which no sentence belongs to another."""
_STILL = 4
"""How many of the other places of a value are named."""


class Differences:
    """Compares one file with one letter; `edits` fills while `notes` is read."""

    def __init__(self, letter: Letter, file: Read, templates: Templates, names: Names) -> None:
        self._letter, self._file, self._names = letter, file, names
        self._page = page_of(letter, templates, checked=False)
        self._templates = templates
        self._placed = placed(letter, self._written, self._page.blocks)
        self._blocks = [each.block for each in self._placed]
        self.places = Places(self._placed)
        self.printed = frozenset(
            segment.path for each in self._placed for segment in each.segments if not segment.cited
        )
        self._told: dict[str, list[int]] = {}
        for number, block in enumerate(self._blocks):
            for weight in weights(block.text, names):
                self._told.setdefault(weight.key, []).append(number)
        self._notes: list[Note] = []
        self._lost: list[Lost] = []
        self._new: list[New] = []
        self.edits = Edits()

    def notes(self) -> list[Note]:
        """Every change, and `edits` filled with what becomes of the letter."""
        last = -1
        for order, pair in enumerate(align(self._blocks, self._file.blocks)):
            if pair.old is None and pair.new is not None:
                self._came(order, last, pair.new)
            elif pair.new is None and pair.old is not None:
                self._went(order, pair.old)
            elif pair.old is not None and pair.new is not None:
                if pair.moved:
                    self._moved(order, last, pair.old, pair.new)
                else:
                    last = pair.old.at[-1]
                    self._both(order, pair.old, pair.new)
        self._settle()
        self._notes += margins(self._page, self._file.margins)
        figure = next((n for n, b in enumerate(self._blocks) if b.kind == "figure"), -1)
        self._notes += pictures(self._page, self._file.pictures, self.places.of_block(figure))
        return self._notes

    def _written(self, letter: Letter) -> Sequence[Block]:
        """A letter as its Word file has it. Why unchecked: the letter that was written was."""
        return page_of(letter, self._templates, checked=False).blocks

    def _note(
        self,
        at: tuple[int, int],
        kind: ChangeKind,
        needs: Needs,
        place: str,
        before: str = "",
        after: str = "",
        **more: Any,
    ) -> None:
        self._notes.append(Note(at, kind, needs, place, before, after, **more))

    # What stands on both sides.

    def _both(self, order: int, old: Unit, new: Unit) -> None:
        ours = [self._placed[at] for at in old.at]
        theirs = [self._file.blocks[at] for at in new.at]
        if old.kind == "row" and _columns(ours) != [b.cell.column for b in theirs if b.cell]:
            place = self.places.of_unit(old)
            self._note((order, 0), "table", "undo", place, _joined(ours), _together(theirs))
            return
        for number, (at, one, other) in enumerate(zip(old.at, ours, theirs, strict=True)):
            self._block((order, number), at, one, other)

    def _block(self, at: tuple[int, int], number: int, one: Placed, other: Block) -> None:
        if same(one.block.text, told(other).text) and not one.segments:
            return
        found = wording(one, other)
        for became in found.became:
            if became.is_edited:
                self._became(at, number, became)
        for inserted in found.inserted:
            self._inserted(at, number, inserted)
        self._numbered(at, number, found)

    def _became(self, at: tuple[int, int], number: int, became: Became) -> None:
        path, before, after = became.stretch.path, became.stretch.text, became.text
        place = self.places.of_path(path, number)
        if path is None:
            self._fixed(at, place, before, after)
        elif is_bound(path):
            self._note(at, "identity", "undo", place, before, after)
        elif not after and anchor(path):
            self._lost.append(Lost(at, path, place, before))
        elif not after:
            # A cell says "not recorded" once it is empty, which may not be true.
            needs: Needs = "reason" if "runs" in path else "undo"
            self._note(at, "dropped", needs, place, before)
            if needs == "reason":
                self.edits.gone.add(path)
        else:
            self._reworded(at, number, place, path, became)

    def _reworded(
        self, at: tuple[int, int], number: int, place: str, path: Path, became: Became
    ) -> None:
        before, after = became.stretch.text, became.text
        if kind := guarded(before, after):
            self._note(at, kind, "undo", place, before, after)
            return
        own = vouched(self._letter, path)
        turns = traced(before, after, Ground(own, self._told.keys(), self._names))
        for turn in turns:
            self._turned(at, number, place, turn, needs_of(path, turn), before, after)
        if turns:
            self.edits.texts[path] = after

    def _turned(
        self,
        at: tuple[int, int],
        number: int,
        place: str,
        turn: Turn,
        needs: Needs,
        was: str,
        now: str,
    ) -> None:
        still = self._still(number, turn) if needs == "reason" else ()
        told = {"was": was, "now": now, "elsewhere": turn.elsewhere, "still": still}
        self._note(at, turn.kind or "reworded", needs, place, turn.before, turn.after, **told)

    def _still(self, number: int, turn: Turn) -> tuple[str, ...]:
        """The other places that tell a value that was changed in a block; bare numbers are none."""
        if turn.kind not in VALUES or turn.kind == "number":
            return ()
        keys = {weight.key for weight in weights(turn.before, self._names)}
        blocks = sorted({at for key in keys for at in self._told.get(key, ()) if at != number})
        return tuple(dict.fromkeys(map(self.places.of_block, blocks)))[:_STILL]

    def _fixed(self, at: tuple[int, int], place: str, before: str, after: str) -> None:
        """Words of the templates; what they print of the record, as days and exhibits, is fixed."""
        valued = [turn for turn in traced(before, after, Ground()) if turn.kind in VALUES]
        derived = [turn for turn in valued if turn.kind != "name"]
        for turn in derived:
            self._turned(at, -1, place, turn, "undo", before, after)
        if not derived:
            self._note(at, "template", "name", place, before, after, kept=True)

    def _numbered(self, at: tuple[int, int], number: int, found: Wording) -> None:
        gone = {b.stretch.path for b in found.became if b.stretch.path and not b.text}
        texts = {b.stretch.path: (b.stretch.text, b.text) for b in found.became}
        known = {reference.number for reference in self._letter.references}
        for path, before, after in found.numbered:
            if path is not None and (*path, "text") in gone:
                continue
            place = self.places.of_path((*path, "text") if path else None, number)
            is_known = path is not None and set(after) <= known
            needs: Needs = "reason" if is_known and self._is_cited(after) else "undo"
            was, now = texts.get((*path, "text"), ("", "")) if path else ("", "")
            cites = {"was": _citing(was, before), "now": _citing(now, after)}
            self._note(at, "citation", needs, place, _list(before), _list(after), **cites)
            if path is not None and needs == "reason":
                self.edits.cited[path] = after

    def _is_cited(self, numbers: Sequence[int]) -> bool:
        """Whether the letter uses a statement of each of these references."""
        return set(numbers) <= set(cited_in(self._letter))

    # What stands on one side alone.

    def _went(self, order: int, unit: Unit) -> None:
        ours = [self._placed[at] for at in unit.at]
        place = self.places.of_unit(unit)
        paths = [segment.path for one in ours for segment in one.segments if not segment.cited]
        if not paths:
            if unit.kind == "row":
                self._note((order, 0), "table", "undo", place, _joined(ours))
            elif all(folded(one.block.text) in self._final() for one in ours):
                self._note((order, 0), "template", "name", place, _joined(ours), kept=True)
        elif any(path[0] in IDENTITY for path in paths):
            self._note((order, 0), "identity", "undo", place, _joined(ours))
        elif unit.kind == "text" and any(map(anchor, paths)):
            self._sentences(order, ours[0])
        else:
            self.edits.gone.update(paths)
            kind, needs = weight_of(paths[0], _joined(ours))
            self._note((order, 0), kind, needs, place, _joined(ours))

    def _final(self) -> set[str]:
        """What the final will say: what it has no more may be taken out of the file."""
        final = self._letter.model_copy(update={"draft": False})
        return {folded(block.text) for block in self._written(final)}

    def _sentences(self, order: int, gone: Placed) -> None:
        """A paragraph that went, sentence by sentence: each may have come in another place."""
        for segment in gone.segments:
            if segment.cited:
                continue
            if anchor(segment.path):
                text = gone.block.text[segment.start : segment.end]
                where = self.places.of_path(segment.path)
                self._lost.append(Lost((order, 0), segment.path, where, text))
            else:
                self.edits.gone.add(segment.path)

    def _came(self, order: int, last: int, unit: Unit) -> None:
        theirs = [self._file.blocks[at] for at in unit.at]
        place = self.places.of_block(last)
        if unit.kind == "row":
            self._note((order, 0), "table", "undo", place, "", _together(theirs))
        elif unit.kind == "figure":
            self._note((order, 0), "figure", "undo", place, "", _together(theirs))
        else:
            found = told(theirs[0])
            numbers = sorted({number for _, group in found.numbers for number in group})
            text = " ".join(found.text.split())
            # Numbers of references alone are no sentence, so they can stand nowhere.
            beside = self._beside(last) if text else None
            self._new.append(New((order, 0), place, text, tuple(numbers), beside, apart=True))

    def _inserted(self, at: tuple[int, int], number: int, inserted: Inserted) -> None:
        after, before = anchor(inserted.after), anchor(inserted.before)
        beside = (after, True) if after else (before, False) if before else None
        place = self.places.of_path(inserted.after or inserted.before, number)
        self._new.append(New(at, place, inserted.text, inserted.numbers, beside, apart=False))

    def _beside(self, last: int) -> tuple[Path, bool] | None:
        """The sentence behind or before which a paragraph may stand that follows a block."""
        for at in range(last, -1, -1):
            anchors = self._anchors(at)
            if anchors:
                return anchors[-1], True
            if self._blocks[at].kind in _OPENS:
                break
        for at in range(last + 1, len(self._blocks)):
            anchors = self._anchors(at)
            if anchors:
                return anchors[0], False
            if self._blocks[at].kind in _OPENS:
                break
        return None

    def _anchors(self, at: int) -> list[Path]:
        found = (anchor(each.path) for each in self._placed[at].segments if not each.cited)
        return [path for path in found if path]

    # What moved, and what is left.

    def _moved(self, order: int, last: int, old: Unit, new: Unit) -> None:
        """A unit in another place: sentences move with it, the letter keeps all else in place."""
        self._both(order, old, new)
        ours = [self._placed[at] for at in old.at]
        place = self.places.of_unit(old)
        after = self.places.of_block(last)
        paths = [path for at in old.at for path in self._anchors(at)]
        beside = self._beside(last)
        kind, needs = moved_of(paths)
        goes = old.kind == "text" and bool(paths) and beside is not None
        now = f"now behind: {after}"
        self._note((order, 0), kind, needs, place, _joined(ours), now, kept=not goes)
        if goes and beside is not None:
            self.edits.gone.update((*path, "text") for path in paths)
            self.edits.came.append(Came(*beside, "", (), True, tuple(paths)))

    def _settle(self) -> None:
        """Pairs sentences that went with the same that came; tells what is left of both."""
        waiting = list(self._new)
        for lost in list(self._lost):
            found = next((new for new in waiting if same(new.text, lost.text)), None)
            if found is None or found.beside is None:
                continue
            waiting.remove(found)
            self._lost.remove(lost)
            kind, needs = moved_of([lost.path])
            self._note(found.at, kind, needs, lost.place, lost.text, f"now: {found.place}")
            self.edits.gone.add(lost.path)
            moved = (lost.path[:-1],)
            self.edits.came.append(Came(*found.beside, "", (), found.apart, moved))
        for lost in self._lost:
            kind, needs = weight_of(lost.path, lost.text)
            self._note(lost.at, kind, needs, lost.place, lost.text)
            self.edits.gone.add(lost.path)
        for new in waiting:
            self._added(new)

    def _added(self, new: New) -> None:
        known = set(cited_in(self._letter))
        if new.beside is None or not set(new.numbers) <= known:
            told = new.text or _list(new.numbers)
            self._note(new.at, "added", "undo", new.place, "", told)
            return
        if is_attestation(new.text):
            self._note(new.at, "attestation", "undo", new.place, "", new.text)
            return
        told_of = (*values(new.text, self._names), *(f"reference {n}" for n in new.numbers))
        self._note(new.at, "added", "reason", new.place, "", new.text, values=told_of)
        self.edits.came.append(Came(*new.beside, new.text, new.numbers, new.apart))

    def references(self, made: Letter) -> Iterator[Note]:
        """References that the edits leave without a sentence, or sentences without a reference."""
        cited = set(cited_in(made))
        listed = {reference.number for reference in made.references}
        place = "References"
        for number in sorted(set(cited_in(self._letter)) & listed - cited):
            yield Note((REFERENCES, number), "uncited", "name", place, str(number))
        for number in sorted(cited - listed):
            yield Note((REFERENCES, number), "citation", "undo", place, str(number))


def _columns(cells: Sequence[Placed]) -> list[int]:
    return [each.block.cell.column for each in cells if each.block.cell]


def _joined(placed: Sequence[Placed]) -> str:
    return _together([each.block for each in placed])


def _together(blocks: Sequence[Block]) -> str:
    texts = (" ".join(block.text.split()) for block in blocks)
    return " | ".join(text for text in texts if text)


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _citing(text: str, numbers: Sequence[int]) -> str:
    """A sentence with the numbers of its references behind it; empty where it is not known."""
    return f"{text} [{_list(numbers)}]" if text else ""
