"""A letter, and the same letter signed, once for all tests."""

import pytest

from letters.signing import certificate, examine, sign
from signing import authorities as made
from torture.examples import example


@pytest.fixture(scope="session")
def letter() -> bytes:
    return example("LN-022 exception request").pdf


@pytest.fixture(scope="session")
def owner():
    return certificate(made.clinician().p12(), made.PASSPHRASE, made.AT)


@pytest.fixture(scope="session")
def signed(letter, owner) -> bytes:
    return sign(letter, owner, made.AT)


@pytest.fixture(scope="session")
def stamped(letter, owner) -> bytes:
    return sign(letter, owner, made.AT, made.stamper())


@pytest.fixture(scope="session")
def state():
    """Whether the signature of a PDF is none, intact or broken, a day after it was made."""
    return lambda pdf: examine(pdf, made.AT + made.DAY).state
