"""An edited Word file beside its letter: every change by name, and the letter with them."""

from collections.abc import Sequence

from letters.rationale.model import Letter
from letters.templates import SHIPPED, Templates
from letters.twin.belonging import belonging_of
from letters.twin.differing import Differences
from letters.twin.editing import edited
from letters.twin.model import Change, ChangeKind, Comparison
from letters.twin.noting import FIRST, LAST, Note
from letters.twin.opening import TwinError
from letters.twin.reading import Read
from letters.twin.words import NO_NAMES, Names

_KEPT: frozenset[ChangeKind] = frozenset({"moved", "uncited"})
"""What a final may keep as its own besides, so that it differs in it from the edited file."""


def compare(
    letter: Letter, file: Read, templates: Templates = SHIPPED, names: Names = NO_NAMES
) -> Comparison:
    """What was changed in a Word file of a letter, and the letter with these changes.

    It is compared as the draft of which the file was made, whatever has become of it since.
    `templates` are those by which the file was written, `names` those of a vocabulary.

    Raises:
        TwinError: the file is not of this letter.
        RenderingError: the letter cannot be written as a page.
    """
    if file.belonging and file.belonging.case_id != letter.case_id:
        raise TwinError(
            "the Word file was made of the letter of another case, as its own properties tell. "
            "Name the case that it belongs to"
        )
    final, letter = letter, letter.model_copy(update={"draft": True, "accepted": ()})
    comparing = Differences(letter, file, templates, names)
    notes = comparing.notes()
    if notes and file.belonging and file.belonging.rationale != belonging_of(letter).rationale:
        notes.append(Note(FIRST, "older", "name", "the whole file"))
    made = edited(letter, comparing.edits, comparing.printed)
    notes += [
        Note((LAST, n), "unplaced", "undo", comparing.places.of_path(path))
        for n, path in enumerate(made.stuck)
    ]
    if not any(note.needs == "undo" for note in notes):
        notes += comparing.references(made.letter)
    if any(note.needs == "undo" for note in notes):
        return Comparison(changes=_named(notes), letter=None)
    shown = file._replace(margins=(), pictures=())
    again = Differences(made.letter, shown, templates, names) if notes else None
    left = (
        [note for note in again.notes() if not (note.kept or note.kind in _KEPT)] if again else []
    )
    if left:
        notes += [note._replace(kind="unplaced", needs="undo") for note in left]
        return Comparison(changes=_named(notes), letter=None)
    told = made.letter.model_copy(update={"draft": final.draft, "accepted": final.accepted})
    return Comparison(changes=_named(notes), letter=told)


def _named(notes: Sequence[Note]) -> tuple[Change, ...]:
    ordered = sorted(dict.fromkeys(notes), key=lambda note: note.at)
    return tuple(note.named(number) for number, note in enumerate(ordered, start=1))
