"""The kinds of document: the order in which they are enclosed, and what one stands for."""

from functools import cache
from itertools import pairwise

import pytest

from letters.case.vocabulary import find
from letters.citations import load
from letters.paths import CITATIONS

ORDER = (
    ("denial letter",),
    ("medical policy",),
    ("pathology report",),
    ("lab results",),
    ("progress note", "consult note"),
    ("medication list", "fill history"),
    ("infusion order",),
    ("HBV screen", "TB screen", "immunization record"),
    ("approval letter",),
    ("package insert", "compendium page"),
    ("clinical practice guideline",),
    ("journal article",),
    ("CMS-1696", "appeal form"),
    ("fax confirmation", "portal confirmation"),
)
"""Names of documents in groups, A to N, as a reviewer expects them."""


@cache
def documents():
    return load(CITATIONS).vocabulary.documents


def place(name):
    found = find(documents(), name)
    assert found is not None, name
    return documents().index(found)


def test_documents_are_enclosed_in_the_order_that_reviewers_expect():
    """What was denied, the record, the order, what supports it, forms, proof of sending."""
    places = [[place(name) for name in group] for group in ORDER]
    for earlier, later in pairwise(places):
        assert max(earlier) < min(later)


@pytest.mark.parametrize(
    ("one", "wider"),
    [
        ("kidney biopsy report", "diagnostic report"),
        ("hepatitis B screen", "lab report"),
        ("MAR", "prior treatment records"),
    ],
)
def test_a_narrower_document_is_a_wider_one_as_well(one, wider):
    """A report of a biopsy is a diagnostic report; who asks for the wider is answered."""
    assert find(documents(), wider).id in find(documents(), one).also


def test_no_two_kinds_answer_to_one_name():
    """Every name and alias means one kind of document."""
    names = [name.casefold() for d in documents() for name in {d.id, d.name, *d.aliases}]
    assert len(names) == len(set(names))
