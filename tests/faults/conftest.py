"""What is looked at here is what is opened and written, so documents are made as ever."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def made_once() -> None:
    """Every document is made here, and none is taken from where another test put it."""
