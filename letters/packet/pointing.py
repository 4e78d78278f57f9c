"""The pages of exhibits to which a letter points, and whether the packet encloses them."""

from collections.abc import Iterable, Mapping

from letters.packet.model import ExhibitError, Opened
from letters.rationale.model import Fact, Letter
from letters.rationale.walk import parts

Page = tuple[str, int]
"""A page of an exhibit's file: the exhibit's letter, and the page from 1."""


def proofs(document: object) -> Mapping[Page, tuple[Fact, ...]]:
    """Every page of an exhibit that a fact of a letter, or of a part of it, names as its proof."""
    found: dict[Page, dict[Fact, None]] = {}
    for fact in parts(document, Fact):
        if fact.document is not None and fact.page is not None:
            found.setdefault((fact.document, fact.page), {})[fact] = None
    return {page: tuple(facts) for page, facts in found.items()}


def cited(letter: Letter) -> frozenset[Page]:
    """Every page of an exhibit that a fact of the letter names as its proof."""
    return frozenset(proofs(letter))


def unenclosed(pages: Iterable[Page], opened: Iterable[Opened]) -> tuple[ExhibitError, ...]:
    """What is wrong with pages that a letter names and its packet does not enclose."""
    enclosed = {one.exhibit.letter: one for one in opened}
    found = []
    for letter, page in sorted(pages):
        one = enclosed.get(letter)
        if one is None or page in one.numbers:
            continue
        if page > one.of:
            what = f"the letter names page {page}, and the file has {one.of}"
            action = "Correct the page in the export"
        else:
            what = f"the letter names page {page}, which is not among the pages enclosed"
            action = "Widen the pages of the document in the export"
        found.append(ExhibitError(f"exhibit {letter}: {what}. {action} and write the case again"))
    return tuple(found)
