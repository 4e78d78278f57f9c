"""What all tests share: the library as it stands, an invented one, and golden files."""

import gc
import os
from pathlib import Path

import invented
import once
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

once.libraries()
once.templates()

# A run thaws what it froze when it ends. Here all tests would be looked through again by the next.
gc.unfreeze = lambda: None

TESTS = Path(__file__).parent
GOLDENS = TESTS / "goldens"

DEAREST = (
    *("shortcuts/test_letters.py", "commands/test_verbs.py", "verification/test_verify.py"),
    *("batch/test_cluster.py", "verification/test_corruption.py", "shortcuts/test_same_bytes.py"),
    *("commands/test_templates.py", "twin/test_editing.py", "faults/test_suites.py"),
    *("packet/test_packet.py", "commands/test_sign.py", "rendering/test_pdf.py"),
    *("commands/test_packet.py", "twin/test_tracing.py", "commands/test_policies.py"),
    *("verification/test_words.py", "test_documents.py", "test_guards.py"),
)
"""Files that take longest. Each is run by one process: begun last, it would leave others idle."""


def pytest_addoption(parser):
    parser.addoption(
        "--update-goldens", action="store_true", help="accept what the tests make now as right"
    )


def pytest_collection_modifyitems(items):
    """Puts the dearest files first; all others stay in their order."""
    place = {TESTS / file: number for number, file in enumerate(DEAREST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish():
    """Garbage is never looked for among the thousands of tests, and seldom among what they make."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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


@pytest.fixture(scope="session")
def press_folder(tmp_path_factory) -> Path:
    """Where what was made once lies, for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "pressed"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module", autouse=True)
def made_once(press_folder):
    """No document is made and no exhibit read twice, but where that is what is looked at."""
    with pytest.MonkeyPatch.context() as patch:
        once.press(patch, press_folder)
        yield
