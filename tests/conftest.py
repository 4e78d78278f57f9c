"""What all tests share: the library as it stands, an invented one, and golden files."""

import os
from pathlib import Path

import invented
import pytest
from golden import Golden
from hypothesis import settings

from letters.citations import Library, load
from letters.paths import CITATIONS

# The same examples in every run, on a slow machine too.
settings.register_profile("letters", deadline=None, derandomize=True)
settings.load_profile("letters")

# Nothing is kept in the folder of the user who runs the tests.
os.environ["LETTERS_CACHE"] = "off"

GOLDENS = Path(__file__).parent / "goldens"


def pytest_addoption(parser):
    parser.addoption(
        "--update-goldens", action="store_true", help="accept what the tests make now as right"
    )


@pytest.fixture
def golden(request) -> Golden:
    return Golden(GOLDENS, request.config.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def library() -> Library:
    """The library as it stands in the repository."""
    return load(CITATIONS)


@pytest.fixture(scope="session")
def moonlit(tmp_path_factory) -> Library:
    """The invented library."""
    root = tmp_path_factory.mktemp("citations")
    invented.write(root)
    return load(root)
