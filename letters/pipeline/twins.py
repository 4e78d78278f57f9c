"""An edited Word file back to the case that it belongs to."""

from collections.abc import Iterator

from letters import hashing
from letters.approval import Item
from letters.case.vocabulary import Vocabulary
from letters.citations import Library, load
from letters.dossier import Dossier
from letters.errors import PackError
from letters.rationale.audit import audit
from letters.rationale.model import Claim, ReviewItem
from letters.rationale.naming import mark_of
from letters.rationale.walk import parts
from letters.templates import opened as open_templates
from letters.twin import Change, Comparison, Names, beside, compare, read
from letters.twin.noting import LAST, Note

_SECTION = "twin"
_REASON = "why it is right"


class Twin(Comparison):
    """An edited Word file of a case's letter: the hash of its bytes, and every change in it.

    `mark` is that of the changes: the same changes, the same mark, whatever program saved them.
    """

    sha256: str
    mark: str

    @property
    def items(self) -> tuple[Item, ...]:
        """Every change as what a clinician takes by its name, like a line of the review sheet."""
        return tuple(map(_item, self.changes))


def twin(dossier: Dossier, content: bytes) -> Twin:
    """What was changed in a Word file of a case's letter, against the letter as it is now.

    Raises:
        TwinError: the file cannot be read, or is not of this letter.
        UsageError: the case has no letter.
        PackError: the library cannot be read.
    """
    letter, origin = dossier.letter(), dossier.origin()
    library = load(origin.citations, origin.policies)
    templates = open_templates(origin.templates)
    found = compare(letter, read(content), templates, names_of(library.vocabulary))
    found = _audited(found, library)
    words = [change.words for change in found.changes]
    return Twin(
        sha256=hashing.sha256(content),
        mark=mark_of("\n".join(words)),
        changes=found.changes,
        letter=found.letter,
    )


def names_of(vocabulary: Vocabulary) -> Names:
    """All names that the vocabulary knows: a new one of them in a sentence is told as a name."""
    return Names(_named(vocabulary))


def _named(vocabulary: Vocabulary) -> Iterator[str]:
    terms = (
        *(*vocabulary.drugs, *vocabulary.drug_classes, *vocabulary.measures),
        *(*vocabulary.categories, *vocabulary.procedures, *vocabulary.diagnoses),
        *(product for drug in vocabulary.drugs for product in drug.products),
    )
    for term in terms:
        yield from (term.name, *term.aliases)
    yield from (measure.short for measure in vocabulary.measures)


def _audited(found: Comparison, library: Library) -> Comparison:
    """With a change for each edited sentence that the library has audited as wrong."""
    if found.letter is None:
        return found
    wrong: list[Change] = []
    for claim in parts(found.letter, Claim):
        if claim.edited and _is_wrong(claim, library):
            note = Note((LAST, len(wrong)), "wrong", "undo", "", "", claim.text)
            wrong.append(note.named(len(found.changes) + len(wrong) + 1))
    if not wrong:
        return found
    return Comparison(changes=(*found.changes, *wrong), letter=None)


def _is_wrong(claim: Claim, library: Library) -> bool:
    for pack in library.packs.values():
        try:
            audit(claim, pack)
        except PackError:
            return True
    return False


def _item(change: Change) -> Item:
    line = ReviewItem(
        name=change.name,
        what=f"{change.kind}: {change.place}",
        detail="\n".join(told(change)),
    )
    return Item(
        name=change.name,
        section=_SECTION,
        line=line,
        needed=True,
        asks=_REASON if change.needs == "reason" else None,
        sha256=hashing.of_json([_SECTION, change.model_dump(mode="json", exclude={"name"})]),
    )


def told(change: Change) -> Iterator[str]:
    """The sentence of a change before and after it, the words in which they differ marked."""
    was, now = beside(change.was, change.now)
    if was:
        yield f"was: {was}"
    if now:
        yield f"now: {now}"


def case_of(content: bytes) -> str | None:
    """The id of the case that a Word file says it belongs to; None where it does not say.

    Raises:
        TwinError: the file cannot be read.
    """
    belonging = read(content).belonging
    return belonging.case_id if belonging else None
