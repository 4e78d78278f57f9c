"""An edited Word file back to the case that it belongs to."""

import hashlib
from collections.abc import Iterator

from letters.approval import Item
from letters.case.frozen import Frozen
from letters.case.vocabulary import Vocabulary
from letters.citations import Library, load
from letters.dossier import Dossier, digest_of
from letters.errors import PackError
from letters.rationale.audit import audit
from letters.rationale.model import Claim, Letter, ReviewItem
from letters.rationale.naming import mark_of
from letters.rationale.walk import parts
from letters.templates import opened as open_templates
from letters.twin import Comparison, Finding, Names, compare, read

_SECTION = "twin"
_REASON = "why it is right"


class Twin(Frozen):
    """An edited Word file of a case's letter: the hash of its bytes, and every change in it.

    `mark` is that of the changes: the same changes, the same mark, whatever program saved them.
    """

    sha256: str
    mark: str
    findings: tuple[Finding, ...]
    letter: Letter | None

    @property
    def traced(self) -> bool:
        """Whether nothing is untraced, nothing required is dropped, nothing is to be undone."""
        return all(finding.needs == "name" for finding in self.findings)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every change as what a clinician takes by its name, like a line of the review sheet."""
        return tuple(map(_item, self.findings))


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
    words = [finding.words for finding in found.findings]
    return Twin(
        sha256=hashlib.sha256(content).hexdigest(),
        mark=mark_of("\n".join(words)),
        findings=found.findings,
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
    """With a finding for each edited sentence that the library has audited as wrong."""
    if found.letter is None:
        return found
    wrong: list[Finding] = []
    for claim in parts(found.letter, Claim):
        if claim.edited and _is_wrong(claim, library):
            name = f"T{len(found.findings) + len(wrong) + 1}"
            wrong.append(
                Finding(
                    name=name, kind="wrong", needs="undo", place="", before="", after=claim.text
                )
            )
    if not wrong:
        return found
    return Comparison(findings=(*found.findings, *wrong), letter=None)


def _is_wrong(claim: Claim, library: Library) -> bool:
    for pack in library.packs.values():
        try:
            audit(claim, pack)
        except PackError:
            return True
    return False


def _item(finding: Finding) -> Item:
    told = f"“{finding.before}” → “{finding.after}”"
    line = ReviewItem(name=finding.name, what=f"{finding.kind}: {finding.place}", detail=told)
    return Item(
        name=finding.name,
        section=_SECTION,
        line=line,
        needed=True,
        asks=_REASON if finding.needs == "reason" else None,
        sha256=digest_of([_SECTION, finding.model_dump(mode="json", exclude={"name"})]),
    )


def case_of(content: bytes) -> str | None:
    """The id of the case that a Word file says it belongs to; None where it does not say.

    Raises:
        TwinError: the file cannot be read.
    """
    mark = read(content).mark
    return mark.case_id if mark else None
