"""An invented vocabulary and a way to read resources as files, from which the tests depart."""

from collections.abc import Callable
from pathlib import Path

import fhir_made as made
import pytest

from letters.case.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    return Vocabulary.model_validate(made.WORDS)


@pytest.fixture
def chart(tmp_path: Path, words: Vocabulary) -> Callable[..., made.Read]:
    """Reads resources, as one Bundle or as they are given."""

    def read(*resources: made.Resource, **options: object) -> made.Read:
        return made.read_files(
            tmp_path, words, {"chart.json": made.text(made.bundle(*resources))}, **options
        )

    return read


@pytest.fixture
def files(tmp_path: Path, words: Vocabulary) -> Callable[..., made.Read]:
    """Reads files by their names and contents."""

    def read(contents: dict[str, str | bytes], **options: object) -> made.Read:
        return made.read_files(tmp_path, words, contents, **options)

    return read
