"""With the fast path, letters of all kinds are the same byte for byte, each of another patient."""

import hashlib

import pytest

from benchmarks import cases
from letters import shortcuts
from letters.citations import Library, load
from letters.intake import read
from letters.paths import CITATIONS
from letters.pipeline import answered
from letters.rationale.model import Letter
from letters.rendering import render

_SHORT = ("LN-010", "LN-012", "LN-013", "LN-022", "LN-023")
LIKE = (*cases.LETTERS, *(_SHORT * 7)[:31])
"""Each kind of letter of the example once, then the short ones in turn: fifty in all."""


@pytest.fixture(scope="module")
def letters(tmp_path_factory) -> list[Letter]:
    """Each of another patient, with other days and results."""
    library: Library = load(CITATIONS, cases.POLICIES)
    export = cases.export(tmp_path_factory.mktemp("letters"), len(LIKE), LIKE)
    reading = read([export], library.vocabulary)
    documents = (answered(each, library, cases.AS_OF, reading).document for each in reading.cases)
    return [document for document in documents if isinstance(document, Letter)]


def hashes(letters: list[Letter]) -> list[str]:
    """The hash of each letter as it is printed, with its rationale within."""
    return [hashlib.sha256(render(letter).pdf).hexdigest() for letter in letters]


def test_fifty_letters_are_the_same_with_and_without_the_fast_path(letters, taken):
    """No two of them are alike, so that what one leaves in a memo would show in another."""
    assert len(letters) == len(LIKE) == 50
    plain = hashes(letters)
    assert len(set(plain)) == len(letters)
    assert not shortcuts.in_use()
    assert taken()
    assert hashes(letters) == plain
