"""The sample documents, each rendered once for all tests that only look at it."""

from functools import cache

import pytest

from letters.rendering import Rendered, render

from .samples import DOCUMENTS
from .trees import Tree


@cache
def finished(place: int) -> Rendered:
    return render(DOCUMENTS[place])


@cache
def tree(place: int) -> Tree:
    return Tree(finished(place).pdf)


PLACES = range(len(DOCUMENTS))


@pytest.fixture(params=PLACES, ids=lambda place: DOCUMENTS[place].document)
def made(request) -> Rendered:
    """Each sample as finished, its data in it."""
    return finished(request.param)


@pytest.fixture(params=PLACES, ids=lambda place: DOCUMENTS[place].document)
def read_back(request) -> Tree:
    """Each sample's structure, read from the finished file."""
    return tree(request.param)


@pytest.fixture(scope="module", autouse=True)
def made_once():
    """Each document is made as often as a test makes it: here the making is looked at."""
