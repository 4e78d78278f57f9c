"""The page of a letter, read once while many edited files are compared with it."""

from functools import lru_cache

import pytest

from letters.twin import page


@pytest.fixture(scope="module", autouse=True)
def _pages_once():
    """The same HTML is read as the same page, which nobody can change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "page", lru_cache(64)(page.page))
        yield
