"""Every difference between a letter as it was written and a Word file of it, by itself."""

import re
from collections.abc import Iterator, Sequence

from letters.rationale.model import Letter
from letters.rendering.html import filled
from letters.templates import Templates
from letters.twin.aligning import Unit, align
from letters.twin.blocks import Block
from letters.twin.editing import Came, Edits, cited_in
from letters.twin.likeness import alike
from letters.twin.locating import Places
from letters.twin.model import FindingKind, Needs
from letters.twin.noting import IDENTITY, Lost, New, Note, is_bound, is_quoted, vouched, weight_of
from letters.twin.page import Figure, Page, page
from letters.twin.picture import drawn
from letters.twin.places import Path, Placed, anchor, placed
from letters.twin.reading import Read
from letters.twin.tracing import Change, Ground, traced, values
from letters.twin.wording import Became, Inserted, Wording, told, wording
from letters.twin.words import VALUES, Names, folded, same, weights

_OPENS = frozenset({"heading", "title", "cell", "figure"})
"""Kinds of blocks across which no sentence belongs to another."""
_PAGE = re.compile(r"(?:page )?\d+(?: (?:of|/) \d+)?|page of", re.IGNORECASE)
_LAST = (10**7, 0)


class Differences:
    """Compares one file with one letter; `edits` fills while `notes` is read."""

    def __init__(self, letter: Letter, file: Read, templates: Templates, names: Names) -> None:
        self._letter, self._file, self._names = letter, file, names
        self._page = _page(letter, templates)
        self._templates = templates
        self._placed = placed(letter, lambda each: _page(each, templates).blocks, self._page.blocks)
        self._blocks = [each.block for each in self._placed]
        self.places = Places(self._placed)
        self.printed = frozenset(
            segment.path for each in self._placed for segment in each.segments if not segment.cited
        )
        self._told = frozenset(
            weight.key for block in self._blocks for weight in weights(block.text, names)
        )
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
        self._margins()
        self._pictures()
        return self._notes

    def _note(
        self,
        at: tuple[int, int],
        kind: FindingKind,
        needs: Needs,
        place: str,
        before: str = "",
        after: str = "",
        *,
        elsewhere: bool = False,
    ) -> None:
        self._notes.append(Note(at, kind, needs, place, before, after, elsewhere))

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
            self._reworded(at, place, path, became)

    def _reworded(self, at: tuple[int, int], place: str, path: Path, became: Became) -> None:
        before, after = became.stretch.text, became.text
        ground = Ground(own=vouched(self._letter, path), letter=self._told, names=self._names)
        changes = traced(before, after, ground)
        for change in changes:
            # Words of the payer's that are quoted are theirs to the letter.
            self._change(at, place, change, "reason" if is_quoted(path) else "name")
        if changes:
            self.edits.texts[path] = after

    def _change(
        self, at: tuple[int, int], place: str, change: Change, needs: Needs = "name"
    ) -> None:
        if change.kind is None:
            self._note(at, "reworded", needs, place, change.before, change.after)
        else:
            self._note(
                at,
                change.kind,
                "reason",
                place,
                change.before,
                change.after,
                elsewhere=change.elsewhere,
            )

    def _fixed(self, at: tuple[int, int], place: str, before: str, after: str) -> None:
        """Words of the templates; what they print of the record, as days and exhibits, is fixed."""
        valued = [change for change in traced(before, after, Ground()) if change.kind in VALUES]
        derived = [change for change in valued if change.kind != "name"]
        for change in derived:
            assert change.kind is not None
            self._note(at, change.kind, "undo", place, change.before, change.after)
        if not derived:
            self._note(at, "template", "name", place, before, after)

    def _numbered(self, at: tuple[int, int], number: int, found: Wording) -> None:
        gone = {b.stretch.path for b in found.became if b.stretch.path and not b.text}
        known = {reference.number for reference in self._letter.references}
        for path, before, after in found.numbered:
            if path is not None and (*path, "text") in gone:
                continue
            place = self.places.of_path((*path, "text") if path else None, number)
            is_known = path is not None and set(after) <= known
            needs: Needs = "reason" if is_known and self._is_cited(after) else "undo"
            self._note(at, "citation", needs, place, _list(before), _list(after))
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
                self._note((order, 0), "template", "name", place, _joined(ours))
        elif any(path[0] in IDENTITY for path in paths):
            self._note((order, 0), "identity", "undo", place, _joined(ours))
        elif unit.kind == "text" and any(map(anchor, paths)):
            self._sentences(order, ours[0])
        else:
            self.edits.gone.update(paths)
            kind, needs = weight_of(paths[0])
            self._note((order, 0), kind, needs, place, _joined(ours))

    def _final(self) -> set[str]:
        """What the final will say: what it has no more may be taken out of the file."""
        final = self._letter.model_copy(update={"draft": False})
        return {folded(block.text) for block in _page(final, self._templates).blocks}

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
        self._note((order, 0), "moved", "name", place, _joined(ours), f"now behind: {after}")
        paths = [path for at in old.at for path in self._anchors(at)]
        beside = self._beside(last)
        if old.kind == "text" and paths and beside:
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
            self._note(found.at, "moved", "name", lost.place, lost.text, f"now: {found.place}")
            self.edits.gone.add(lost.path)
            moved = (lost.path[:-1],)
            self.edits.came.append(Came(*found.beside, "", (), found.apart, moved))
        for lost in self._lost:
            kind, needs = weight_of(lost.path)
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
        self._note(new.at, "added", "reason", new.place, "", new.text)
        for change in values(new.text, Ground(letter=self._told, names=self._names)):
            self._change(new.at, new.place, change)
        for number in new.numbers:
            self._note(new.at, "citation", "reason", new.place, "", str(number))
        self.edits.came.append(Came(*new.beside, new.text, new.numbers, new.apart))

    def _margins(self) -> None:
        """The heads and feet of the pages: a letter has its own, whatever a file says there."""
        ours = " ".join(
            map(
                folded,
                (
                    self._page.running,
                    self._page.notice,
                    self._page.versions,
                    self._page.draft,
                    *(b.text for b in self._blocks),
                ),
            )
        )
        for text in dict.fromkeys(self._file.margins):
            lines = [folded(line) for line in text.replace("\t", "\n").splitlines()]
            if strange := [
                line for line in lines if line and not _is_page(line) and line not in ours
            ]:
                self._note(
                    (10**7, 0), "margin", "name", "head or foot of the page", "", " ".join(strange)
                )

    def _pictures(self) -> None:
        """The pictures of a file: a letter draws its own from its values."""
        if not self._file.pictures:
            return
        figures = [part for part in self._page.parts if isinstance(part, Figure)]
        ours = [drawn(each.svg, each.width, each.height) for each in figures]
        if any(not any(alike(one, other) for one in ours) for other in self._file.pictures):
            number = next((n for n, b in enumerate(self._blocks) if b.kind == "figure"), -1)
            place = self.places.of_block(number)
            self._note(_LAST, "figure", "name", place, "drawn from its values", "another picture")

    def references(self, made: Letter) -> Iterator[Note]:
        """References that the edits leave without a sentence, or sentences without a reference."""
        cited = set(cited_in(made))
        listed = {reference.number for reference in made.references}
        place = "References"
        for number in sorted(set(cited_in(self._letter)) & listed - cited):
            yield Note((10**6, number), "uncited", "name", place, str(number), "")
        for number in sorted(cited - listed):
            yield Note((10**6, number), "citation", "undo", place, str(number), "")


def _page(letter: Letter, templates: Templates) -> Page:
    """The page of a letter as its Word file has it: without the note on what a PDF carries."""
    told = letter.model_copy(update={"embedded": None})
    return page(filled(told, "roomy", templates, templates.logo))


def _columns(cells: Sequence[Placed]) -> list[int]:
    return [each.block.cell.column for each in cells if each.block.cell]


def _joined(placed: Sequence[Placed]) -> str:
    return _together([each.block for each in placed])


def _together(blocks: Sequence[Block]) -> str:
    texts = (" ".join(block.text.split()) for block in blocks)
    return " | ".join(text for text in texts if text)


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _is_page(line: str) -> bool:
    """Whether a line of a margin only numbers the page."""
    return _PAGE.fullmatch(line) is not None
